//! Squares and contours.

use arrow::array::Array;

use super::{Case, close};
use crate::common::official::{seven, zip};
use crate::common::{ifn, rows, run_python, shared};

const CARREAUX: &str =
    "idcar_200m,idcar_1km,idcar_nat,i_est_200,i_est_1km,lcog_geo,ind,men,men_pauv";

#[test]
fn squares_lie_where_their_name_says_and_in_their_first_commune() {
    // On the border of Rosny and Bondy: the one with the larger share comes first.
    let rows = "CRS3035RES200mN2891800E3770600,CRS3035RES1000mN2891000E3770000,x,0,0,9306493010,120,50,10\n\
                CRS3035RES200mN2892000E3770600,CRS3035RES1000mN2892000E3770000,x,1,0,93010,80.5,30,3\n";
    let archive = zip(&[("carreaux_200m_met.csv", format!("{CARREAUX}\n{rows}").as_bytes())]);
    let (id, file) = ("carreaux-200m-2021", "Filosofi2021_carreaux_200m_csv.zip");
    let rate = "numerator = \"men_pauv\"\ndenominator = \"men\"\nfactor = 100.0";
    let located = Case::new("commune", &format!("table = \"{id}\"\n{rate}"), "");
    let located = located.file(id, file, &archive).values("commune");
    // The same by their code.
    let table = "[table.c]\npath = \"c.zip\"\nkey = \"lcog_geo\"\ntake = { lcog_geo = 5 }\nlevel = \"commune\"";
    let case = Case::new("commune", &format!("table = \"c\"\n{rate}"), table);
    std::fs::write(case.path().join("c.zip"), archive).unwrap();
    for got in [located, case.values("commune")] {
        close(&got, "93064", 20.0);
        close(&got, "93010", 10.0);
        assert_eq!(got.values().filter(|v| v.is_ok()).count(), 2);
    }
}

/// Contours with the names of columns of 2024 and before, and since; a commune merged since.
#[test]
fn contours_with_old_and_new_names() {
    let Some(shared) = shared() else { return };
    let old = shared.join("ign/contours_iris_93.gpkg");
    let folder = tempfile::tempdir().unwrap();
    let new = folder.path().join("new.gpkg");
    let script = "import geopandas, sys\n\
                  g = geopandas.read_file(sys.argv[1]).rename(columns={'CODE_IRIS': 'code_iris', 'INSEE_COM': 'code_insee'})\n\
                  g.rename_geometry('geometrie').to_file(sys.argv[2], driver='GPKG', layer='contours_iris', geometry_name='geometrie')";
    let Some(run) = run_python(&["-c", script, old.to_str().unwrap(), new.to_str().unwrap()])
    else {
        return;
    };
    run.ok();
    let edition = "CONTOURS-IRIS_3-0__GPKG_LAMB93_FXX_2025-01-01";
    let mut seen = Vec::new();
    for file in [&old, &new] {
        let bytes = std::fs::read(file).unwrap();
        let member = format!("{edition}/1_DONNEES_LIVRAISON_2025-02-00001/iris.gpkg");
        let case = Case::new(
            "iris",
            "table = \"t\"\nvalue = \"a\"",
            "[table.t]\npath = \"t.csv\"\nkey = \"code\"\nlevel = \"commune\"\n[contours]\niris = \"contours-iris-2025\"",
        );
        std::fs::write(case.path().join("t.csv"), "code,a\n93066,1\n93010,2\n").unwrap();
        let to = case.path().join("data/contours-iris-2025");
        std::fs::create_dir_all(&to).unwrap();
        seven(&to.join(format!("{edition}.7z")), &[(&member, &bytes)]);
        let run = ifn(
            case.path(),
            &["build", "m.toml", "--no-tiles", "--offline", "--zone", "departement:93"],
        )
        .ok();
        assert!(!run.err.contains("are not on this machine"), "{}", run.err);
        let path = case.path().join("out/territories/iris.parquet");
        let batch = rows::parquet(std::fs::read(path).unwrap());
        let shapes = batch.column_by_name("geometry").unwrap();
        assert_eq!((batch.num_rows(), shapes.null_count()), (614, 0));
        seen.push(shapes.clone());
    }
    assert!(*seen[0] == *seen[1], "the same contours under both names");
}
