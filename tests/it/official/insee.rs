//! Tables of INSEE: markers, decimals, observations, codes.

use std::fmt::Write;

use super::{Case, close};
use crate::common::official::zip;
use crate::common::{ifn, shared};

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
