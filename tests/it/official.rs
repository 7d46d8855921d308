//! The traps of official files, each on a few rows in the layout of its publisher (headers as
//! `sources.md` gives them): what would be misread is read rightly, or refused with a word.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::Path;

use crate::common::official::{seven, zip};
use crate::common::{Run, ifn, root, rows, run_python, shared};
use arrow::array::{Array, AsArray};

/// A folder with files of datasets, and a method with one indicator `x`.
struct Case(tempfile::TempDir);

impl Case {
    /// `x` is the keys of `[indicator.x]`; `more` other tables of the method.
    fn new(level: &str, x: &str, more: &str) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let text = format!(
            "id = \"p\"\ntitle = \"P\"\nlevels = [\"{level}\"]\n[scale]\nmin = 0.0\nmax = 1.0\n\
             [normalise]\nmethod = \"quantile_position\"\n[[axis]]\nid = \"a\"\n[[axis.indicator]]\n\
             id = \"x\"\n[indicator.x]\n{x}\n{more}\n"
        );
        std::fs::write(dir.path().join("m.toml"), text).unwrap();
        Self(dir)
    }

    fn file(self, dataset: &str, name: &str, content: impl AsRef<[u8]>) -> Self {
        let folder = self.0.path().join("data").join(dataset);
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(folder.join(name), content).unwrap();
        self
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    fn build(&self) -> Run {
        ifn(self.path(), &["build", "m.toml", "--no-geometry", "--offline"])
    }

    /// Value of `x` by code, or its reason.
    fn values(&self, level: &str) -> BTreeMap<String, Result<f64, String>> {
        self.build().ok();
        let path = self.path().join(format!("out/scores/{level}.parquet"));
        let batch = rows::parquet(std::fs::read(path).unwrap());
        let text = |name: &str| {
            let column = batch.column_by_name(name).unwrap_or_else(|| panic!("no {name}"));
            let column = arrow::compute::cast(column, &arrow::datatypes::DataType::Utf8).unwrap();
            column.as_string::<i32>().clone()
        };
        let (codes, reasons) = (text("code"), text("reason_x"));
        (0..batch.num_rows())
            .map(|row| {
                let value = rows::number(&batch, "value_x", row).as_f64();
                let why = if reasons.is_null(row) { "" } else { reasons.value(row) };
                (codes.value(row).into(), value.ok_or_else(|| why.to_string()))
            })
            .collect()
    }

    fn fails(&self, said: &[&str]) {
        let run = self.build();
        assert_eq!(run.status, 1, "{}", run.out);
        for said in said {
            assert!(run.err.contains(said), "{said:?} is not in: {}", run.err);
        }
    }
}

fn close(got: &BTreeMap<String, Result<f64, String>>, code: &str, expected: f64) {
    match &got[code] {
        Ok(value) => assert!((value - expected).abs() < 1e-9, "{code}: {value}, not {expected}"),
        Err(why) => panic!("{code}: {why:?}, not {expected}"),
    }
}

const FILOSOFI: &str = "IRIS;DISP_TP6021;DISP_INCERT21;DISP_Q121;DISP_MED21;DISP_Q321;DISP_EQ21;DISP_D121;\
DISP_D221;DISP_D321;DISP_D421;DISP_D621;DISP_D721;DISP_D821;DISP_D921;DISP_RD21;DISP_S80S2021;DISP_GI21;\
DISP_PACT21;DISP_PTSA21;DISP_PCHO21;DISP_PBEN21;DISP_PPEN21;DISP_PPAT21;DISP_PPSOC21;DISP_PPFAM21;\
DISP_PPMINI21;DISP_PPLOGT21;DISP_PIMPOT21;DISP_NOTE21";

fn filosofi(rows: &[(&str, &str)], end: &str) -> Vec<u8> {
    let mut text = format!("{FILOSOFI}{end}");
    for (code, rate) in rows {
        let _ = write!(text, "{code};{rate}{};0{end}", ";".repeat(27));
    }
    let member = "BASE_TD_FILO_IRIS_2021_DISP.csv";
    let meta = format!("meta_{member}");
    zip(&[(&meta, b"COD_VAR;LIB_VAR\nDISP_TP6021;Taux"), (member, text.as_bytes())])
}

#[test]
fn decimal_commas_and_every_marker() {
    let rows = [
        ("930010101", "31,4"),
        ("930010201", "s"),
        ("930010301", "ns"),
        ("930010302", "nd"),
        ("930010303", "so"),
        ("930010304", "c"),
        ("930010401", ""),
    ];
    let case = Case::new("iris", "table = \"filosofi-2021-iris\"\nvalue = \"DISP_TP6021\"", "")
        .file("filosofi-2021-iris", "BASE_TD_FILO_IRIS_2021_DISP_CSV.zip", filosofi(&rows, "\n"));
    let got = case.values("iris");
    close(&got, "930010101", 31.4);
    for (code, why) in &rows[1..6] {
        assert_eq!(got[*code], Err((*why).to_string()), "{code}");
    }
    assert_eq!(got["930010401"], Err("empty".into()));
}

/// The file of 2018 as it is: decimal point, CRLF, `so`.
#[test]
fn decimal_points_crlf_and_so() {
    let Some(shared) = shared() else { return };
    let real = shared.join("insee/filosofi/BASE_TD_FILO_DISP_IRIS_2018.csv");
    let bytes = std::fs::read(&real).unwrap();
    assert!(bytes.windows(2).any(|w| w == b"\r\n"));
    let table = format!(
        "[table.t]\npath = \"{}\"\nkey = \"IRIS\"\nlevel = \"iris\"\ngeography = 2019\ndelimiter = \";\"",
        real.display()
    );
    let case = Case::new("iris", "table = \"t\"\nvalue = \"DISP_TP6018\"", &table);
    let got = case.values("iris");
    let text = String::from_utf8(bytes).unwrap();
    let (mut there, mut secret) = (0, 0);
    for line in text.lines().skip(1).filter(|l| l.starts_with("9300")) {
        let mut cells = line.split(';');
        let (code, rate) = (cells.next().unwrap(), cells.next().unwrap());
        match rate.parse::<f64>() {
            Ok(rate) => {
                close(&got, code, rate);
                there += 1;
            }
            Err(_) => {
                let why = if rate.is_empty() { "empty" } else { rate };
                assert_eq!(got[code], Err(why.to_string()), "{code}");
                secret += 1;
            }
        }
    }
    assert!(there > 50 && secret > 0, "{there} {secret}");
}

#[test]
fn observations_become_columns() {
    let head = "GEO;GEO_OBJECT;FILOSOFI_MEASURE;UNIT_MEASURE;UNIT_MULT;CONF_STATUS;OBS_STATUS;TIME_PERIOD;OBS_VALUE";
    let rows = [
        "93001;COM;MED_SL;EUR_YR;0;F;A;2021;16580",
        "93001;COM;PR_MD60;PT;0;F;A;2021;42.5",
        "93001;EPCI;PR_MD60;PT;0;F;A;2021;99",
        "93005;COM;PR_MD60;PT;0;C;Q;2021;",
        "93005;COM;MED_SL;EUR_YR;0;F;A;2021;17000",
        "01001;COM;MED_SL;EUR_YR;0;F;A;2021;26000",
        "75101;ARM;PR_MD60;PT;0;F;A;2021;15.5",
    ];
    let member = "DS_FILOSOFI_CC_data.csv";
    let pack = |rows: &[&str]| {
        let text = format!("\u{feff}{head}\n{}\n", rows.join("\n"));
        zip(&[("DS_FILOSOFI_CC_metadata.csv", b"COD_VAR;LIB_VAR"), (member, text.as_bytes())])
    };
    let (id, file) = ("filosofi-2021-communes-long", "base-cc-filosofi-2021-geo2025_csv.zip");
    let x = format!("table = \"{id}\"\nvalue = \"PR_MD60\"");
    let got = Case::new("commune", &x, "").file(id, file, pack(&rows)).values("commune");
    close(&got, "93001", 42.5);
    assert_eq!(got["93005"], Err("c".into()), "secret, and says so");
    assert_eq!(got["01001"], Err("no_row".into()), "no observation of this measure");
    assert_eq!(got["75056"], Err("no_row".into()), "arrondissements are another object");

    let twice = [&rows[..], &["93001;COM;PR_MD60;PT;0;F;A;2020;41.0"]].concat();
    Case::new("commune", &x, "").file(id, file, pack(&twice)).fails(&[
        "DS_FILOSOFI_CC_data.csv:9",
        "\"93001\" has two values of PR_MD60",
        "keep one year",
    ]);
    let x = format!("table = \"{id}\"\nvalue = \"PR_MD70\"");
    Case::new("commune", &x, "")
        .file(id, file, pack(&rows))
        .fails(&["has no measure `PR_MD70`", "did you mean PR_MD60"]);
}

#[test]
fn accents_of_windows_and_a_byte_order_mark() {
    let head = "code_op;nom_op;num_site;x;y;latitude;longitude;nom_reg;nom_dep;insee_dep;nom_com;insee_com;site_2g;site_3g;site_4g;site_5g";
    let row = "20801;Orange;1;656000;6867000;48.9;2.48;Île-de-France;Seine-Saint-Denis;93;Épinay-sur-Seine;93031;1;1;1;0";
    let text = format!("{head}\n{row}\n");
    let latin: Vec<u8> = text.chars().map(|c| c as u8).collect();
    assert!(std::str::from_utf8(&latin).is_err());
    let x = "table = \"arcep-sites-mobiles\"\nnumerator = \"CASE WHEN nom_com = 'Épinay-sur-Seine' THEN 1 ELSE 0 END\"\ndenominator = \"1\"";
    let utf8 = text.clone().into_bytes();
    let marked = [&b"\xef\xbb\xbf"[..], &utf8].concat();
    for bytes in [latin.clone(), utf8, marked] {
        let case = Case::new("commune", x, "").file(
            "arcep-sites-mobiles",
            "2026_T2_sites_Metropole.csv",
            &bytes,
        );
        assert_eq!(case.values("commune").values().filter(|v| **v == Ok(1.0)).count(), 1);
    }
    // Where an encoding is declared, what is not in it is refused with its line.
    let table =
        "[table.t]\npath = \"t.csv\"\nkey = \"insee_com\"\nlevel = \"commune\"\ndelimiter = \";\"";
    let case = Case::new("commune", "table = \"t\"\nvalue = \"site_4g\"", table);
    std::fs::write(case.path().join("t.csv"), latin).unwrap();
    case.fails(&["t.csv:2: is not UTF-8 text", "\"auto\""]);
}

#[test]
fn paris_lyon_and_marseille_once() {
    // A communal file lists the commune and its arrondissements.
    let mut text = String::from("CODGEO;P22_POP;P22_POP65P\r\n75056;1000;200\r\n");
    for arrondissement in 75101..=75120 {
        let _ = write!(text, "{arrondissement};50;40\r\n");
    }
    text += "13201;30;3\r\n13202;70;7\r\n";
    let (id, member) = ("rp-2022-communes-population", "base-cc-evol-struct-pop-2022.CSV");
    let archive =
        zip(&[("meta_base-cc-evol-struct-pop-2022.CSV", b"x"), (member, text.as_bytes())]);
    let x = format!(
        "table = \"{id}\"\nnumerator = \"P22_POP65P\"\ndenominator = \"P22_POP\"\nfactor = 100.0"
    );
    let case =
        Case::new("commune", &x, "").file(id, "base-cc-evol-struct-pop-2022_csv.zip", archive);
    let got = case.values("commune");
    close(&got, "75056", 20.0);
    close(&got, "13055", 10.0);
    let run = ifn(case.path(), &["check", "m.toml"]).ok();
    assert!(run.out.contains("2 arrondissements folded, 20 repeated"), "{}", run.out);
}

#[test]
fn whole_communes_renamed_columns_and_no_inhabitants() {
    let archive = |year: &str, prefix: &str| {
        let head =
            format!("IRIS;COM;TYP_IRIS;LAB_IRIS;{prefix}_POP;{prefix}_POP65P;C20_POP15P_CS6");
        let rows = "\r\n010010000;01001;Z;Z;800.5;100.0625;3\r\n930010101;93001;H;1;2057.9;206;4\r\n\
                    930010201;93001;H;1;0;0;0\r\n";
        let name = format!("base-ic-evol-struct-pop-{year}.CSV");
        let meta = format!("meta_{name}");
        zip(&[
            (&meta, b"COD_VAR;LIB_VAR\r\nIRIS;Code"),
            (&name, format!("{head}{rows}").as_bytes()),
        ])
    };
    let rate = "numerator = \"P22_POP65P\"\ndenominator = \"P22_POP\"\nfactor = 100.0";
    let x = format!("table = \"rp-2022-population\"\n{rate}");
    let (id, file) = ("rp-2022-population", "base-ic-evol-struct-pop-2022_csv.zip");
    let got = Case::new("iris", &x, "").file(id, file, archive("2022", "P22")).values("iris");
    close(&got, "010010000", 100.0 * 100.0625 / 800.5);
    close(&got, "930010101", 100.0 * 206.0 / 2057.9);
    assert_eq!(got["930010201"], Err("zero_denominator".into()));

    // The edition before: the same columns under another year.
    let table = "[table.rp]\npath = \"old.zip\"\nkey = \"IRIS\"\nlevel = \"iris\"\ngeography = 2023\ndelimiter = \";\"\n\
                 renamed = { P22_POP = [\"P21_POP\"], P22_POP65P = [\"P21_POP65P\"] }";
    let case = Case::new("iris", &format!("table = \"rp\"\n{rate}"), table);
    std::fs::write(case.path().join("old.zip"), archive("2021", "P21")).unwrap();
    close(&case.values("iris"), "010010000", 100.0 * 100.0625 / 800.5);

    // Social groups have other names since RP 2022: what is asked for is not there, and it is said.
    let x = "table = \"rp-2022-population\"\nnumerator = \"C22_POP15P_STAT_GSEC16_26\"\ndenominator = \"P22_POP\"";
    Case::new("iris", x, "").file(id, file, archive("2022", "P22")).fails(&[
        "base-ic-evol-struct-pop-2022.CSV:1: has no column `C22_POP15P_STAT_GSEC16_26`",
        "C20_POP15P_CS6",
    ]);
}

const DEBIT: &str = "code_insee;nbr;type;inel_hd;elig_hd05;elig_hd3;elig_bhd8;elig_thd30;elig_thd100;elig_thd1g;date";

#[test]
fn cumulative_classes_and_a_partition() {
    let x = "table = \"arcep-debit-filaire\"\nnumerator = \"nbr - elig_thd30\"\ndenominator = \"nbr\"\nfactor = 100.0";
    let (id, file) = ("arcep-debit-filaire", "commune_debit_filaire.csv");
    let cumulative = format!(
        "{DEBIT}\n93001;1000;all;0;1000;990;980;900;800;700;2026-06-30\n\
         93001;1000;pro;0;1;1;1;1;1;1;2026-06-30\n75056;5000;all;0;5000;5000;5000;4900;4800;4800;2026-06-30\n"
    );
    let got = Case::new("commune", x, "").file(id, file, cumulative).values("commune");
    close(&got, "93001", 10.0);
    close(&got, "75056", 2.0);
    // The same premises, each in one class: it would say 90 % instead of 10 %.
    let partition = format!("{DEBIT}\n93001;1000;all;0;10;10;80;100;100;700;2019-09-30\n");
    Case::new("commune", x, "").file(id, file, &partition).fails(&[
        "commune_debit_filaire.csv:2",
        "\"elig_thd100 >= elig_thd1g\" does not hold here",
        "classes are a partition here",
    ]);
}

#[test]
fn satellite_covers_everybody_and_is_not_the_wired_table() {
    let everybody = format!("{DEBIT}\n93001;1000;all;0;1000;1000;1000;1000;1000;0;2026-06-30\n");
    let wired = format!("{DEBIT}\n93001;1000;all;0;1000;990;980;900;800;700;2026-06-30\n");
    let case = Case::new("commune", "table = \"arcep-debit\"\nvalue = \"elig_thd30\"", "")
        .file("arcep-debit", "commune_debit.csv", everybody)
        .file("arcep-debit-filaire", "commune_debit_filaire.csv", wired);
    close(&case.values("commune"), "93001", 1000.0);
    // The catalogue's own indicator reads the wired one, and the other declares none.
    let text = std::fs::read_to_string(case.path().join("m.toml")).unwrap();
    let own = text.replace("id = \"x\"", "id = \"no_thd_coverage_rate\"");
    std::fs::write(case.path().join("m.toml"), &own[..own.find("[indicator.x]").unwrap()]).unwrap();
    case.build().ok();
    let run = ifn(case.path(), &["explain", "93001", "--json"]).ok();
    let told: serde_json::Value = serde_json::from_str(&run.out).unwrap();
    let parts = told["parts"].as_array().unwrap();
    let wired = parts.iter().find(|p| p["id"] == "no_thd_coverage_rate").unwrap();
    assert_eq!((&wired["value"], &wired["source"]), (&10.0.into(), &"arcep-debit-filaire".into()));
    let datasets: serde_json::Value =
        serde_json::from_str(&ifn(case.path(), &["datasets", "--json"]).ok().out).unwrap();
    let of =
        |id: &str| datasets.as_array().unwrap().iter().find(|d| d["id"] == id).unwrap().clone();
    assert_eq!(of("arcep-debit")["indicators"], serde_json::json!([]));
    assert!(of("arcep-debit")["note"].as_str().unwrap().to_lowercase().contains("satellite"));
}

#[test]
fn each_equipment_in_its_own_reference_system() {
    let head = "AN;NOMRS;DEPCOM;DEP;REG;LIBCOM;TYPEQU;LAMBERT_X;LAMBERT_Y;LONGITUDE;LATITUDE;QUALITE_XY;EPSG;DCIRIS";
    let rows = [
        // Bondy, Cayenne, Saint-Denis de La Réunion, Fort-de-France: town halls, in four systems.
        "2024;Mairie;93010;93;11;Bondy;A129;661930.5;6867210.5;;;Bonne;2154;930100101",
        "2024;Mairie;97302;973;03;Cayenne;A129;353600;545700;;;Bonne;2972;973020101",
        "2024;Mairie;97411;974;04;Saint-Denis;A129;338900;7690800;;;Bonne;2975;974110101",
        "2024;Mairie;97209;972;02;Fort-de-France;A129;708200;1615200;;;Bonne;5490;972090101",
        "2024;;93066;93;11;Saint-Denis;A129;;;;;;2154;",
    ];
    let text = format!("{head}\n{}\n", rows.join("\n"));
    let case =
        Case::new("commune", "table = \"bpe-2024\"\nnumerator = \"1\"\ndenominator = \"1\"", "")
            .file("bpe-2024", "BPE24.zip", zip(&[("BPE24.csv", text.as_bytes())]));
    let got = case.values("commune");
    for code in ["93010", "97302", "97411", "97209"] {
        close(&got, code, 1.0);
    }
    assert_eq!(got.values().filter(|v| v.is_ok()).count(), 4, "nothing lies elsewhere");
    let run = case.build().ok();
    assert!(run.err.contains("line 6: no coordinates"), "{}", run.err);

    let odd = text.replace(";2154;930100101", ";99999;930100101");
    let case =
        Case::new("commune", "table = \"bpe-2024\"\nnumerator = \"1\"\ndenominator = \"1\"", "")
            .file("bpe-2024", "BPE24.zip", zip(&[("BPE24.csv", odd.as_bytes())]));
    case.fails(&["BPE24.csv:2", "EPSG:99999"]);
}

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

/// Workbooks with their title above, commas, and the tables of a year's codes.
#[test]
fn workbooks_with_five_lines_above_and_the_cog() {
    let mut book = rust_xlsxwriter::Workbook::new();
    for name in ["COM", "ARM"] {
        let sheet = book.add_worksheet().set_name(name).unwrap();
        sheet.write(0, 0, "Table d'appartenance géographique des communes").unwrap();
        let rows = [
            ["CODGEO", "LIBGEO", "DEP", "REG", "EPCI", "NATURE_EPCI", "ARR", "ZE2020"],
            ["93066", "Saint-Denis", "93", "11", "200054781", "ME", "933", "1109"],
            ["01001", "L'Abergement-Clémenciat", "01", "84", "200069193", "CC", "012", "8405"],
        ];
        for (r, row) in rows.iter().enumerate() {
            for (c, cell) in row.iter().enumerate() {
                sheet.write(r as u32 + 5, c as u16, *cell).unwrap();
            }
        }
    }
    let xlsx = book.save_to_buffer().unwrap();
    let archive = zip(&[("table-appartenance-geo-communes-2026.xlsx", &xlsx)]);
    let case = Case::new("commune", "table = \"appartenance-2026\"\nvalue = \"ZE2020\"", "").file(
        "appartenance-2026",
        "table-appartenance-geo-communes-2026.zip",
        archive,
    );
    let got = case.values("commune");
    close(&got, "93066", 1109.0);
    close(&got, "01001", 8405.0);

    let cog = "TYPECOM,COM,REG,DEP,CTCD,ARR,TNCC,NCC,NCCENR,LIBELLE,CAN,COMPARENT\n\
               COM,01001,84,01,01D,012,5,ABERGEMENT CLEMENCIAT,Abergement-Clémenciat,L'Abergement-Clémenciat,0108,\n\
               ARM,75101,11,75,,,0,PARIS 01,Paris 1er,Paris 1er Arrondissement,,75056\n\
               COMD,01015,84,01,01D,011,1,ARBIGNIEU,Arbignieu,Arbignieu,,01015\n";
    let case = Case::new("commune", "table = \"cog-communes-2026\"\nvalue = \"TNCC\"", "").file(
        "cog-communes-2026",
        "v_commune_2026.csv",
        cog,
    );
    let got = case.values("commune");
    close(&got, "01001", 5.0);
    assert_eq!(got.values().filter(|v| v.is_ok()).count(), 1, "communes alone");
}

/// Every dataset that somebody publishes says how well its address is known and where to look when it
/// moves; none has an address that is known to be false.
#[test]
fn every_address_has_its_page() {
    let run = ifn(&root(), &["datasets", "--json"]).ok();
    let all: Vec<serde_json::Value> = serde_json::from_str(&run.out).unwrap();
    let published: Vec<_> = all.iter().filter(|d| d["address"] != "").collect();
    assert!(published.len() > 45, "{}", published.len());
    for d in &published {
        let id = d["id"].as_str().unwrap();
        for key in ["title", "publisher", "licence", "vintage", "page", "note", "series"] {
            assert!(!d[key].as_str().unwrap_or("").is_empty(), "{id} has no {key}");
        }
        assert!(["A", "B", "C"].contains(&d["confidence"].as_str().unwrap()), "{id}");
        assert!(d["moved"]["page"].as_str().unwrap().starts_with("https://"), "{id}");
        for wrong in [
            "base-ic-evol-struct-pop-2023.zip",
            "BASE_TD_FILO_DISP_IRIS_2021.zip",
            "8229323/cc_filosofi_2021_COM.csv",
            "bpe24_ensemble_xy_csv.zip",
            "indic-struct-distrib-revenu-2020-IRIS_csv.zip",
        ] {
            assert!(!d["address"].as_str().unwrap().contains(wrong), "{id}");
        }
    }
}
