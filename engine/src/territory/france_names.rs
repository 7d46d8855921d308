//! What units of France are called, for those who have no [`Territory`](super::Territory) at hand; régions
//! and codes that are no more.
//!
//! In: a level and a code, from the embedded tables. Out: names, and which départements a région is made of.

use std::path::Path;
use std::sync::OnceLock;

use rustc_hash::FxHashMap;

use super::cells::value;
use crate::catalog::Catalog;
use crate::error::Result;
use crate::table;

/// Levels whose names are embedded, and the tables that hold them.
const TABLES: [(&str, &str); 4] = [
    ("commune", "communes-2026"),
    ("epci", "epci-2026"),
    ("departement", "departements-2026"),
    ("region", "regions-2026"),
];

/// A région that was merged into another one in 2016.
#[derive(Debug, PartialEq, Eq)]
pub struct FormerRegion {
    /// Its code.
    pub code: &'static str,
    /// Its name.
    pub name: &'static str,
    /// Code of the one that it is in now.
    pub now: &'static str,
    /// Its départements.
    pub departements: &'static [&'static str],
}

const fn former(
    code: &'static str,
    name: &'static str,
    now: &'static str,
    departements: &'static [&'static str],
) -> FormerRegion {
    FormerRegion { code, name, now, departements }
}

/// Loi n° 2015-29 du 16 janvier 2015; codes of the COG of 2015.
const FORMER_REGIONS: [FormerRegion; 16] = [
    former("21", "Champagne-Ardenne", "44", &["08", "10", "51", "52"]),
    former("22", "Picardie", "32", &["02", "60", "80"]),
    former("23", "Haute-Normandie", "28", &["27", "76"]),
    former("25", "Basse-Normandie", "28", &["14", "50", "61"]),
    former("26", "Bourgogne", "27", &["21", "58", "71", "89"]),
    former("31", "Nord-Pas-de-Calais", "32", &["59", "62"]),
    former("41", "Lorraine", "44", &["54", "55", "57", "88"]),
    former("42", "Alsace", "44", &["67", "68"]),
    former("43", "Franche-Comté", "27", &["25", "39", "70", "90"]),
    former("54", "Poitou-Charentes", "75", &["16", "17", "79", "86"]),
    former("72", "Aquitaine", "75", &["24", "33", "40", "47", "64"]),
    former("73", "Midi-Pyrénées", "76", &["09", "12", "31", "32", "46", "65", "81", "82"]),
    former("74", "Limousin", "75", &["19", "23", "87"]),
    former("82", "Rhône-Alpes", "84", &["01", "07", "26", "38", "42", "69", "73", "74"]),
    former("83", "Auvergne", "84", &["03", "15", "43", "63"]),
    former("91", "Languedoc-Roussillon", "76", &["11", "30", "34", "48", "66"]),
];

impl FormerRegion {
    /// All of them.
    pub fn all() -> &'static [Self] {
        &FORMER_REGIONS
    }

    /// The one of a code.
    pub fn find(code: &str) -> Option<&'static Self> {
        FORMER_REGIONS.iter().find(|region| region.code == code)
    }
}

/// Name of a unit of France by its code; nothing of IRIS, and of codes that are not in force.
pub fn france_name(level: &str, code: &str) -> Option<&'static str> {
    static READ: [OnceLock<FxHashMap<String, String>>; 4] = [const { OnceLock::new() }; 4];
    let at = TABLES.iter().position(|(id, _)| *id == level)?;
    let names = READ[at].get_or_init(|| {
        // A damaged program says codes in the place of names.
        let rows = rows(TABLES[at].1, "name").unwrap_or_default();
        rows.into_iter().collect()
    });
    names.get(code).map(String::as_str)
}

/// Names of départements, régions and régions of before 2016, each with the codes of its départements.
///
/// # Errors
/// An embedded table cannot be read: the program is damaged.
pub fn areas() -> Result<&'static [(String, Vec<String>)]> {
    static READ: OnceLock<Vec<(String, Vec<String>)>> = OnceLock::new();
    if let Some(read) = READ.get() {
        return Ok(read);
    }
    let [_, _, (_, departements), (_, regions)] = TABLES;
    let region_of = rows(departements, "region")?;
    let mut out: Vec<(String, Vec<String>)> = Vec::new();
    for (region, name) in rows(regions, "name")? {
        let within = region_of.iter().filter(|(_, of)| *of == region);
        out.push((name, within.map(|(code, _)| code.clone()).collect()));
    }
    out.extend(rows(departements, "name")?.into_iter().map(|(code, name)| (name, vec![code])));
    out.extend(FORMER_REGIONS.iter().map(|region| {
        let codes = region.departements.iter().map(|code| (*code).to_string()).collect();
        (region.name.to_string(), codes)
    }));
    Ok(READ.get_or_init(|| out))
}

/// Code and another column of an embedded table, row by row.
fn rows(table: &str, column: &str) -> Result<Vec<(String, String)>> {
    let catalog = Catalog::builtin()?;
    let dataset = catalog.dataset(table)?;
    let opened = table::open(dataset, Path::new(""))?;
    let read = table::read(dataset, &opened, &[column.to_string()])?;
    let (codes, texts) = (read.keys()?, read.text(column)?);
    Ok((0..read.rows).map(|row| (value(&codes, row).into(), value(&texts, row).into())).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_of_france_have_names() {
        for (level, code, name) in [
            ("region", "53", Some("Bretagne")),
            ("departement", "23", Some("Creuse")),
            ("epci", "200034825", Some("CA du Grand Guéret")),
            ("commune", "23096", Some("Guéret")),
            ("commune", "23000", None),
            ("iris", "230960101", None),
        ] {
            assert_eq!(france_name(level, code), name, "{level}:{code}");
        }
    }

    #[test]
    fn former_regions_share_out_the_departements_of_those_in_force() {
        let areas = areas().expect("the embedded tables");
        let of = |name: &str| areas.iter().find(|(known, _)| known == name).map(|(_, codes)| codes);
        for region in FormerRegion::all() {
            let now = france_name("region", region.now).expect("in force");
            let within = of(now).expect("its départements");
            assert!(region.departements.iter().all(|code| within.iter().any(|w| w == code)));
            assert!(france_name("region", region.code).is_none(), "{} is in force", region.code);
        }
        for now in ["27", "28", "32", "44", "75", "76", "84"] {
            let parts = FormerRegion::all().iter().filter(|region| region.now == now);
            let mut parts: Vec<&str> =
                parts.flat_map(|region| region.departements).copied().collect();
            parts.sort_unstable();
            assert_eq!(&parts, of(france_name("region", now).unwrap_or_default()).expect("known"));
        }
        assert_eq!(of("La Réunion").map(Vec::as_slice), Some(&["974".to_string()][..]));
    }
}
