//! The published scores of 2020, recomputed from their four published axis scores: three regions,
//! three reference zones, every row, in the geography of 2020 that the files bring themselves.

use std::collections::BTreeMap;

use crate::common::{ifn, shared};

const ZONES: [&str; 3] = ["departement", "epci", "region"];
const REGIONS: [(&str, usize); 3] = [("28", 3227), ("53", 1736), ("76", 5438)];
/// What was published, and the column that must equal it.
const PUBLISHED: [(&str, &str); 3] = [
    ("GLOBAL ACCES", "axis_acces"),
    ("GLOBAL COMPETENCES", "axis_competences"),
    ("SCORE GLOBAL", "score"),
];

fn method(data: &str, region: &str, zone: &str) -> String {
    format!(
        r#"
id = "ifn-2020-publie"
title = "IFN 2020, recalculé de ses quatre axes publiés"
levels = ["iris"]
geography = 2020
[normalise]
method = "identity"
[[axis]]
id = "acces"
[[axis.indicator]]
id = "information"
weight = 2
[[axis.indicator]]
id = "interfaces"
weight = 1
[[axis]]
id = "competences"
[[axis.indicator]]
id = "administratives"
weight = 1
[[axis.indicator]]
id = "numeriques"
weight = 2
[indicator.information]
table = "ifn"
value = "\"ACCES A L'INFORMATION {zone} 1\""
[indicator.interfaces]
table = "ifn"
value = "\"ACCÈS AUX INTERFACES NUMERIQUES {zone} 1\""
[indicator.administratives]
table = "ifn"
value = "\"COMPETENCES ADMINISTATIVES {zone} 1\""
[indicator.numeriques]
table = "ifn"
value = "\"COMPÉTENCES NUMÉRIQUES / SCOLAIRES {zone} 1\""
[territory]
table = "ifn"
level = "iris"
code = "Code Iris"
name = "Libiris"
[territory.parents]
commune = "Insee Com"
epci = "Epci"
departement = "Insee Dep"
region = "Insee Reg"
[territory.names]
commune = "Libcom"
departement = "Libdep"
[table.ifn]
path = "{data}/{region}.csv"
header = "{data}/headers.csv"
key = "Code Iris"
level = "iris"
delimiter = ";"
code_width = 9
pad = {{ "Insee Com" = 5, "Insee Dep" = 2, "Insee Reg" = 2 }}
"#
    )
}

/// The published file by IRIS, with the zeros its codes have lost.
fn published(data: &str, region: &str) -> BTreeMap<String, BTreeMap<String, String>> {
    let head = std::fs::read_to_string(format!("{data}/headers.csv")).unwrap();
    let head: Vec<&str> =
        head.trim_start_matches('\u{feff}').trim().split(';').map(str::trim).collect();
    let text = std::fs::read_to_string(format!("{data}/{region}.csv")).unwrap();
    let rows = text.lines().map(|line| {
        let row: BTreeMap<String, String> = head
            .iter()
            .zip(line.split(';'))
            .map(|(h, v)| (h.split_whitespace().collect::<Vec<_>>().join(" "), v.to_string()))
            .collect();
        (format!("{:0>9}", row["Code Iris"]), row)
    });
    rows.collect()
}

#[test]
fn every_published_score_of_2020() {
    let Some(data) = shared().map(|s| s.join("ifn-2020").display().to_string()) else { return };
    let dir = tempfile::tempdir().unwrap();
    let mut compared = 0;
    for (region, rows) in REGIONS {
        let expected = published(&data, region);
        assert_eq!(expected.len(), rows);
        for zone in ZONES {
            std::fs::write(dir.path().join("m.toml"), method(&data, region, zone)).unwrap();
            ifn(dir.path(), &["build", "m.toml", "-q", "--out", "o"]).ok();
            ifn(dir.path(), &["export", "iris", "-q", "--out", "o", "-o", "o.csv"]).ok();
            let mut csv = csv::Reader::from_path(dir.path().join("o.csv")).unwrap();
            let head = csv.headers().unwrap().clone();
            let at = |name: &str| head.iter().position(|h| h == name).unwrap();
            let mut seen = 0;
            for record in csv.records() {
                let record = record.unwrap();
                let row = &expected[&record[at("code")]];
                assert_eq!(record[at("departement")], format!("{:0>2}", row["Insee Dep"]));
                for (name, column) in PUBLISHED {
                    let want: f64 = row[&format!("{name} {zone} 1")].parse().unwrap();
                    let found: f64 = record[at(column)].parse().unwrap();
                    assert!(
                        (want - found).abs() < 1e-8,
                        "{region} {zone} {}: {column} {found}, published {want}",
                        &record[at("code")]
                    );
                    compared += 1;
                }
                seen += 1;
            }
            assert_eq!(seen, rows);
        }
    }
    assert_eq!(compared, (3227 + 1736 + 5438) * 3 * 3);
}
