//! Addresses of the datasets that the program carries.

use crate::common::{ifn, root};

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
