//! The register of places on real inventories, against counts made in Python from the same files.

use std::path::Path;
use std::sync::OnceLock;

use crate::common::{ifn, python, root, run_python, shared};
use ifn_engine::build::{read_places, read_rejects, rejects_path, write_places};
use ifn_engine::catalog::{Catalog, Dataset};
use ifn_engine::places::schema::{self, Field};
use ifn_engine::places::{self, Communes, Kept, Position, Register};
use ifn_engine::territory::{Territory, load_france};
use serde_json::Value;

/// Datasets and their files below the shared data.
const INVENTORIES: [(&str, &str); 5] = [
    ("france-services", "anct/liste-fs-20240801.csv"),
    ("bibliotheques", "culture/adresses-des-bibliotheques-publiques.csv"),
    ("preschema", "anct/lieux_aura_preschema.json"),
    ("gironde", "mednum/gironde.json"),
    ("bfc-ternum", "mednum/bfc-ternum-dataset.csv"),
];

fn france() -> &'static (Catalog, Territory) {
    static FRANCE: OnceLock<(Catalog, Territory)> = OnceLock::new();
    FRANCE.get_or_init(|| {
        let catalog = Catalog::builtin().unwrap();
        let territory = load_france(&catalog, Path::new("data")).unwrap();
        (catalog, territory)
    })
}

fn load(datasets: &[Dataset]) -> Register {
    let (catalog, territory) = france();
    let communes = Communes::new(territory, catalog, Path::new("data")).unwrap();
    places::load(datasets, Path::new("data"), &communes).unwrap()
}

/// One real inventory.
fn one(id: &str) -> Option<Register> {
    let file = INVENTORIES.iter().find(|(known, _)| *known == id).unwrap().1;
    Some(load(&[france().0.places_over(id, &shared()?.join(file)).unwrap()]))
}

/// All of them and the town halls.
fn everything() -> Option<&'static Register> {
    static ALL: OnceLock<Option<Register>> = OnceLock::new();
    ALL.get_or_init(|| {
        let data = shared()?;
        let catalog = &france().0;
        let mut datasets = vec![catalog.dataset("mairies").unwrap().clone()];
        for (id, file) in INVENTORIES {
            datasets.push(catalog.places_over(id, &data.join(file)).unwrap());
        }
        Some(load(&datasets))
    })
    .as_ref()
}

fn rejects(register: &Register, field: Field) -> usize {
    let of_field = |r: &&places::Reject| r.field == field.name() && r.kept == Kept::WithoutField;
    register.rejects.iter().filter(of_field).count()
}

fn offering(register: &Register, service: &str) -> usize {
    let bit = 1u16 << schema::service(service).unwrap();
    register.places.iter().filter(|p| p.services & bit != 0).count()
}

#[test]
fn counts_are_those_of_an_independent_reader() {
    let (Some(data), Some(_)) = (shared(), python()) else { return };
    let data = data.to_string_lossy().into_owned();
    let oracle = run_python(&["tests/oracle/places.py", &data]).unwrap().ok();
    let oracle: Value = serde_json::from_str(&oracle.out).unwrap();
    for (id, _) in INVENTORIES {
        let register = one(id).unwrap();
        let (source, expected) = (&register.sources[0], &oracle[id]);
        let whole = |key: &str| expected[key].as_u64().map(|n| n as usize);
        assert_eq!(Some(source.rows), whole("rows"), "{id}");
        assert_eq!(source.rows, source.places + source.rejected, "{id}");
        assert_eq!(register.places.len(), source.places - source.merged, "{id}");
        // Before duplicates are merged, one inventory is what its file says.
        let merged: Vec<&places::Reject> =
            register.rejects.iter().filter(|r| r.kept == Kept::Merged).collect();
        assert_eq!(merged.len(), source.merged, "{id}");
        let slack = source.merged + source.rejected;
        for service in ["demarches", "outils", "comprehension", "loisirs", "acces"] {
            if let Some(n) = whole(service) {
                let found = offering(&register, service);
                assert!(found <= n && found + slack >= n, "{id} {service}: {found}, not {n}");
            }
        }
        let mut unread: Vec<u32> =
            register.rejects.iter().filter(|r| r.field == "horaires").map(|r| r.row).collect();
        unread.dedup();
        let slack = slack + unread.len();
        let hours: Vec<f64> = register.places.iter().filter_map(|p| p.hours_week).collect();
        if let (Some(with), Some(sum)) = (whole("with_hours"), expected["hours"].as_f64()) {
            assert!(
                hours.len() <= with && hours.len() + slack >= with,
                "{id}: {} not {with}",
                hours.len()
            );
            let most = slack as f64 * 80.0;
            let found: f64 = hours.iter().sum();
            assert!(found <= sum + 1e-6 && found + most >= sum, "{id}: {found} h, not {sum}");
            if slack == 0 {
                assert!((found - sum).abs() < 1e-6, "{id}: {found} h, not {sum}");
            }
        }
    }
    let aura = one("preschema").unwrap();
    let languages = aura.rejects.iter().filter(|r| r.value == "Public langues étrangères").count();
    assert_eq!(Some(languages as u64), oracle["preschema"]["languages"].as_u64());
    let frais = rejects(&aura, Field::Frais) as u64;
    assert_eq!(Some(frais), oracle["preschema"]["frais_unknown"].as_u64());
    let library = one("bibliotheques").unwrap();
    let closed =
        library.places.iter().filter(|p| !p.receives_public).count() + library.sources[0].merged;
    assert!(closed as u64 >= oracle["bibliotheques"]["no_public"].as_u64().unwrap());
    let fs = one("france-services").unwrap();
    let moving = fs.places.iter().filter(|p| p.itinerant).count() as u64;
    assert_eq!(Some(moving), oracle["france-services"]["itinerant"].as_u64());
}

#[test]
fn every_place_stands_in_france_and_has_its_own_id() {
    let Some(register) = everything() else { return };
    let mut ids: Vec<&str> = register.places.iter().map(places::Place::id).collect();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), register.places.len());
    let listed: usize = register.sources.iter().map(|s| s.places).sum();
    let merged: usize = register.sources.iter().map(|s| s.merged).sum();
    assert_eq!(register.places.len(), listed - merged);
    assert!(listed > 55_000, "{listed}");
    for place in &register.places {
        let [lon, lat] = place.point;
        assert!((-64.0..56.0).contains(&lon) && (-22.0..52.0).contains(&lat), "{}", place.id());
        assert!(!place.name().is_empty());
        for field in Field::ALL.into_iter().filter(|f| !f.allowed().is_empty()) {
            for value in place.list(field) {
                assert_eq!(field.canonical(value), Some(value), "{}", place.id());
            }
        }
    }
    let order = |p: &places::Place| {
        [Field::CodeInsee, Field::Nom, Field::Id].map(|f| p.text(f).unwrap_or_default().to_string())
    };
    assert!(register.places.is_sorted_by_key(order));
}

#[test]
fn the_file_is_read_back_as_it_was_and_by_its_clients() {
    let Some(register) = everything() else { return };
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("places.parquet");
    write_places(&path, register).unwrap();
    let mut back = read_places(&path).unwrap();
    back.rejects = read_rejects(&rejects_path(&path), &back).unwrap();
    assert_eq!(back.places.len(), register.places.len());
    for (a, b) in back.places.iter().zip(&register.places) {
        assert_eq!(a, b);
    }
    // What is known of rows alone is not written.
    back.numbers.clone_from(&register.numbers);
    back.without_service.clone_from(&register.without_service);
    assert!(back == *register);
    let centres = register.places.iter().filter(|p| p.position == Position::CommuneCentre).count();
    let script = format!(
        "import geopandas, pandas, pyogrio, csv\n\
         p = r'{}'\n\
         g = geopandas.read_parquet(p)\n\
         assert len(g) == {n} and g.crs.to_authority() == ('OGC', 'CRS84') and g.geom_type.eq('Point').all()\n\
         assert (g.geometry.x == g.longitude).all()\n\
         assert (g.position == 'commune_centre').sum() == {centres}\n\
         assert g.services.dropna().map(len).min() >= 1\n\
         d = pandas.read_parquet(p)\n\
         assert list(d.columns[:3]) == ['id', 'pivot', 'nom'] and d.id.is_unique\n\
         assert set(d.sources.explode()) == {{'mairies','france-services','bibliotheques','preschema','gironde','bfc-ternum'}}\n\
         r = list(csv.DictReader(open(r'{}', encoding='utf-8', newline='')))\n\
         assert len(r) == {rejects}\n\
         print('read')\n",
        path.display(),
        rejects_path(&path).display(),
        n = register.places.len(),
        rejects = register.rejects.len(),
    );
    let Some(run) = run_python(&["-c", &script]) else { return };
    assert!(run.ok().out.contains("read"));
    let Ok(ogr) = std::process::Command::new("ogrinfo").arg("--formats").output() else { return };
    if String::from_utf8_lossy(&ogr.stdout).contains("Parquet") {
        let info = std::process::Command::new("ogrinfo").args(["-so", "-al"]).arg(&path).output();
        let said = String::from_utf8_lossy(&info.unwrap().stdout).into_owned();
        assert!(said.contains(&format!("Feature Count: {}", register.places.len())), "{said}");
    }
}

#[test]
fn known_places_come_out_as_they_are() {
    let Some(register) = everything() else { return };
    let find = |id: &str| register.places.iter().find(|p| p.id() == id).unwrap();
    let services = one("france-services").unwrap();
    let valserhone = services.places.iter().find(|p| p.id() == "france-services-1").unwrap();
    let text = |f: Field| valserhone.text(f).unwrap_or_default();
    assert_eq!(text(Field::Nom), "France services de Valserhône");
    assert_eq!(text(Field::CodeInsee), "01033");
    assert_eq!(text(Field::Telephone), "+33450568749");
    assert_eq!(
        text(Field::Horaires),
        "Mo 13:30-17:00; Tu-Th 09:00-12:00,13:30-17:00; Fr 09:00-12:00,13:30-16:00"
    );
    assert_eq!(valserhone.hours_week, Some(28.5));
    let bordeaux = register.places.iter().find(|p| p.name() == "Abracodabra").unwrap();
    assert_eq!(bordeaux.text(Field::Adresse), Some("8 rue de la Boétie"));
    assert_eq!(bordeaux.text(Field::CodePostal), Some("33000"));
    assert_eq!(bordeaux.text(Field::CodeInsee), Some("33063"));
    assert_eq!(bordeaux.text(Field::DateMaj), Some("2021-12-07"));
    assert_eq!(bordeaux.point, [-0.580_238_007_362_87, 44.839_574_881_764]);
    let hall = find("mairie-01001");
    assert_eq!(hall.text(Field::Adresse), Some("119 route de la Fontaine"));
    assert_eq!(hall.text(Field::CodePostal), Some("01400"));
    assert_eq!((hall.services, hall.hours_week), (0, Some(13.5)));
    // A municipal arrondissement counts in its commune.
    assert_eq!(find("mairie-75103").text(Field::CodeInsee), Some("75056"));
}

#[test]
fn the_command_checks_an_inventory() {
    let Some(data) = shared() else { return };
    let dir = tempfile::tempdir().unwrap();
    let file = data.join("mednum/gironde.json");
    let file = file.to_str().unwrap();
    let run =
        ifn(dir.path(), &["places", "check", file, "--mapping", "gironde", "-o", "r.csv"]).ok();
    for said in ["347 rows read", "telephone", "is no address of electronic mail", "without_field"]
    {
        assert!(run.out.contains(said), "{said:?} is not in:\n{}", run.out);
    }
    let csv = std::fs::read_to_string(dir.path().join("r.csv")).unwrap();
    assert!(csv.starts_with("source,row,field,value,problem,kept,correction\n"));
    let json = ifn(dir.path(), &["places", "check", file, "--mapping", "gironde", "--json"]).ok();
    let json: Value = serde_json::from_str(&json.out).unwrap();
    assert_eq!(json["source"]["rows"], 347);
    let told: u64 =
        json["problems"].as_array().unwrap().iter().map(|p| p["rows"].as_u64().unwrap()).sum();
    assert_eq!(told as usize, csv::Reader::from_reader(csv.as_bytes()).records().count());
    let datasets = ifn(&root(), &["datasets"]).ok().out;
    assert!(datasets.contains("places: ") && datasets.contains("an inventory of your own"));
}
