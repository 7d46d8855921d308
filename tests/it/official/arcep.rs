//! Tables of ARCEP: classes of speed, satellites, equipment.

use super::{Case, close};
use crate::common::ifn;
use crate::common::official::zip;

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
