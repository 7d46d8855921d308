//! Which reference system a layer is in: what its file declares, and what a method says.
//!
//! One rule for every format. What the file declares is what its coordinates are in; the key `crs` of a
//! table says it where the file does not, or where what it declares cannot be known here; the two may not
//! contradict one another. A system that cannot be brought to WGS 84 is refused with its name.

use std::path::Path;

use serde_json::Value;

use super::wkt;
use crate::error::{Error, Result};
use crate::geometry::{Crs, CrsError};

/// Systems in systems, at most.
const DEEPEST: usize = 8;
/// Characters of a name in messages.
const LONG: usize = 120;

/// What a file says of the reference system of its coordinates.
pub enum Declared {
    /// Nothing: longitude and latitude, WGS 84, by the format's own rule.
    Default,
    /// That it is not known, or nothing where a format has no rule.
    Unknown,
    /// A system that can be brought to WGS 84.
    Known(Box<Crs>, String),
    /// One that cannot: its name, and why where that is known.
    Foreign(String, Option<CrsError>),
}

impl Declared {
    /// The system of the coordinates. `given`: the EPSG code that a method says.
    ///
    /// # Errors
    /// A system that is not known, or not declared; a code that contradicts the file.
    pub fn resolve(self, path: &Path, given: Option<u32>) -> Result<Crs> {
        let Some(code) = given else {
            return match self {
                Self::Default => Ok(Crs::wgs84()),
                Self::Known(crs, _) => Ok(*crs),
                Self::Unknown => Err(no_crs(path)),
                Self::Foreign(name, why) => Err(foreign(path, &name, why.as_ref())),
            };
        };
        let given =
            Crs::epsg(code).map_err(|e| Error::input(path, format!("crs = {code}: {e}")))?;
        match self {
            Self::Known(crs, name) if !crs.is_same(&given) => Err(Error::input(
                path,
                format!("declares the reference system {name}, not EPSG:{code} as asked for"),
            )
            .with_help(format!(
                "take `crs` out; or, if the file is wrong, correct it, for instance \
                 with ogr2ogr -a_srs EPSG:{code}"
            ))),
            _ => Ok(given),
        }
    }

    /// The EPSG code, or OGC:CRS84; `None` of another authority or code.
    fn id(authority: &str, code: &str, name: &str) -> Self {
        let id = format!("{authority}:{code}");
        let label = if name.is_empty() { id } else { format!("{id} ({})", short(name)) };
        if authority.eq_ignore_ascii_case("OGC")
            && matches!(code.to_ascii_uppercase().as_str(), "CRS84" | "CRS84H")
        {
            return Self::Known(Box::new(Crs::wgs84()), label);
        }
        match code.parse() {
            Ok(code) if authority.eq_ignore_ascii_case("EPSG") => match Crs::epsg(code) {
                Ok(crs) => Self::Known(Box::new(crs), label),
                Err(e) => Self::Foreign(label, Some(e)),
            },
            _ => Self::Foreign(label, None),
        }
    }

    /// By a row of a GeoPackage's systems: an authority's code, else the definition in WKT.
    pub fn registered(authority: &str, code: i64, name: &str, definition: Option<&str>) -> Self {
        // Codes without an authority are the file's own.
        let said = if authority.eq_ignore_ascii_case("NONE") {
            Self::Foreign(short(name), None)
        } else {
            Self::id(authority, &code.to_string(), name)
        };
        said.or_else(|| Some(Self::text(definition?)))
    }

    /// Either, the first of the two that can be brought to WGS 84.
    fn or_else(self, other: impl FnOnce() -> Option<Self>) -> Self {
        match self {
            Self::Known(..) => self,
            _ => other().filter(|o| matches!(o, Self::Known(..))).unwrap_or(self),
        }
    }

    /// By a name: `EPSG:2154`, a URN or a URL of the OGC, WKT, PROJJSON as text.
    pub fn text(text: &str) -> Self {
        let text = text.trim();
        if text.is_empty() {
            return Self::Unknown;
        }
        if text.starts_with('{') {
            return match serde_json::from_str(text) {
                Ok(value) => Self::projjson(&value),
                Err(_) => Self::Foreign(short(text), None),
            };
        }
        if text.contains('[') {
            return match wkt::parse(text) {
                Some(node) => Self::wkt(&node, 0),
                None => Self::Foreign(short(text), None),
            };
        }
        // A URN or a URL of the OGC, whatever the case of its letters.
        let lower = text.to_ascii_lowercase();
        let ogc = ["def:crs:", "def/crs/"].iter().find_map(|d| Some(lower.find(d)? + d.len()));
        // Of a compound of several, the first is the horizontal one.
        let whole = &text[ogc.unwrap_or(0)..];
        let first = text.split_once("crs,crs:").map_or(whole, |(_, several)| several);
        let first = first.split(',').next().unwrap_or_default();
        let parts: Vec<&str> = first.split([':', '/']).filter(|p| !p.is_empty()).collect();
        let authority =
            parts.iter().find(|p| ["EPSG", "OGC"].iter().any(|a| p.eq_ignore_ascii_case(a)));
        match (authority, parts.last()) {
            // Parquet's own: the identifier of a system, of EPSG in all that write it.
            (None, Some(code)) if parts[0].eq_ignore_ascii_case("srid") => {
                Self::id("EPSG", code, "")
            }
            (Some(authority), Some(code)) => Self::id(&authority.to_uppercase(), code, ""),
            _ => Self::Foreign(short(text), None),
        }
    }

    /// By PROJJSON, as GeoParquet has it.
    pub fn projjson(value: &Value) -> Self {
        Self::json(value, 0)
    }

    fn json(value: &Value, depth: usize) -> Self {
        if let Some(text) = value.as_str() {
            return Self::text(text);
        }
        let name = value["name"].as_str().unwrap_or_default();
        if depth > DEEPEST {
            return Self::Foreign(short(name), None);
        }
        let ids = value["ids"].as_array().into_iter().flatten();
        let mut said = Self::Foreign(
            if name.is_empty() { short(&value.to_string()) } else { short(name) },
            None,
        );
        for id in std::iter::once(&value["id"]).chain(ids).filter(|id| id.is_object()) {
            let code = id["code"].as_str().map_or_else(|| id["code"].to_string(), str::to_string);
            let found = Self::id(id["authority"].as_str().unwrap_or("?"), &code, name);
            said = match (said, found) {
                (_, known @ Self::Known(..)) => return known,
                (Self::Foreign(_, None), other) => other,
                (said, _) => said,
            };
        }
        said.or_else(|| {
            let of = match value["type"].as_str()? {
                // What a system is made of, and what it is brought from.
                "CompoundCRS" => value["components"].get(0)?,
                "BoundCRS" => value.get("source_crs")?,
                "GeographicCRS" | "GeodeticCRS" => {
                    let datum = ["datum", "datum_ensemble"].iter().find_map(|d| value.get(*d));
                    let datum = datum.and_then(|d| d["name"].as_str()).unwrap_or_default();
                    return in_degrees(name, datum)
                        .then(|| Self::Known(Box::new(Crs::wgs84()), short(name)));
                }
                _ => return None,
            };
            Some(Self::json(of, depth + 1))
        })
    }

    fn wkt(node: &wkt::WktNode, depth: usize) -> Self {
        let name = node.name();
        if depth > DEEPEST {
            return Self::Foreign(short(name), None);
        }
        let said = match node.id() {
            Some((authority, code)) => Self::id(authority, code, name),
            None => Self::Foreign(short(name), None),
        };
        said.or_else(|| {
            let of = match node.key.as_str() {
                "COMPD_CS" | "COMPOUNDCRS" | "SOURCECRS" => node.children().next()?,
                "BOUNDCRS" => node.child("SOURCECRS")?.children().next()?,
                "GEOGCS" | "GEOGCRS" | "GEODCRS" | "GEOGRAPHICCRS" | "GEODETICCRS" => {
                    let datum = ["DATUM", "ENSEMBLE"].iter().find_map(|d| node.child(d));
                    return in_degrees(name, datum.map_or("", wkt::WktNode::name))
                        .then(|| Self::Known(Box::new(Crs::wgs84()), short(name)));
                }
                _ => return None,
            };
            Some(Self::wkt(of, depth + 1))
        })
    }
}

/// Degrees in WGS 84, by the names of a system and of its datum.
fn in_degrees(name: &str, datum: &str) -> bool {
    let datum = datum.replace('_', " ");
    let known = ["World Geodetic System 1984", "World Geodetic System 1984 ensemble", "WGS 1984"];
    matches!(name, "WGS 84" | "WGS84" | "WGS 84 (CRS84)" | "GCS_WGS_1984")
        && (known.iter().any(|k| datum.eq_ignore_ascii_case(k)) || datum == "D WGS 1984")
}

fn short(name: &str) -> String {
    match name.char_indices().nth(LONG) {
        Some((end, _)) => format!("{}…", &name[..end]),
        None if name.is_empty() => "without a name".into(),
        None => name.into(),
    }
}

fn foreign(path: &Path, name: &str, why: Option<&CrsError>) -> Error {
    let why = match why {
        Some(CrsError::NoShift(_)) => "whose shift to WGS 84 is not known here",
        _ => "not known here",
    };
    Error::input(path, format!("is in the reference system {name}, {why}")).with_help(
        "bring it to WGS 84 first, for instance with ogr2ogr -t_srs EPSG:4326; or say which it \
         is: crs = 2154 in the table of a method, --crs EPSG:2154 for ifn locate",
    )
}

/// No reference system is declared.
fn no_crs(path: &Path) -> Error {
    Error::input(path, "does not say its reference system").with_help(
        "give it one, for instance with ogr2ogr -a_srs EPSG:2154; or say which it is: crs = 2154 \
         in the table of a method, --crs EPSG:2154 for ifn locate",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(declared: Declared, given: Option<u32>) -> String {
        match declared.resolve(Path::new("f"), given) {
            Ok(crs) => crs.name(),
            Err(e) => e.to_string(),
        }
    }

    #[test]
    fn names_of_systems() {
        for (text, name) in [
            ("EPSG:2154", "EPSG:2154"),
            ("epsg:3857", "EPSG:3857"),
            ("urn:ogc:def:crs:EPSG::2154", "EPSG:2154"),
            ("urn:ogc:def:crs:EPSG:9.8.5:2154", "EPSG:2154"),
            ("urn:ogc:def:crs,crs:EPSG::2154,crs:EPSG::5720", "EPSG:2154"),
            ("urn:ogc:def:crs:OGC:1.3:CRS84", "OGC:CRS84"),
            ("http://www.opengis.net/def/crs/EPSG/0/2154", "EPSG:2154"),
            ("http://www.opengis.net/def/crs/OGC/1.3/CRS84", "OGC:CRS84"),
            ("srid:2154", "EPSG:2154"),
        ] {
            assert_eq!(said(Declared::text(text), None), name, "{text}");
        }
        for text in ["ESRI:102110", "IGNF:LAMB93", "Lambert 93", "EPSG:99999", "EPSG:4807"] {
            let error = said(Declared::text(text), None);
            assert!(error.contains(text) && error.contains("not known here"), "{error}");
            assert_eq!(said(Declared::text(text), Some(2154)), "EPSG:2154");
        }
    }

    #[test]
    fn projjson_of_all_kinds() {
        let of =
            |text: &str| said(Declared::projjson(&serde_json::from_str(text).expect("JSON")), None);
        let lambert = r#"{"type":"ProjectedCRS","name":"RGF93 v1 / Lambert-93","base_crs":
            {"name":"RGF93 v1","id":{"authority":"EPSG","code":4171}},"id":{"authority":"EPSG","code":2154}}"#;
        assert_eq!(of(lambert), "EPSG:2154");
        assert_eq!(of(r#"{"id":{"authority":"EPSG","code":"2154"}}"#), "EPSG:2154");
        assert_eq!(
            of(
                r#"{"ids":[{"authority":"IGNF","code":"LAMB93"},{"authority":"EPSG","code":2154}]}"#
            ),
            "EPSG:2154"
        );
        assert_eq!(of(r#"{"id":{"authority":"OGC","code":"CRS84"}}"#), "OGC:CRS84");
        assert_eq!(
            of(&format!(r#"{{"type":"CompoundCRS","name":"a","components":[{lambert},{{}}]}}"#)),
            "EPSG:2154"
        );
        assert_eq!(
            of(&format!(r#"{{"type":"BoundCRS","source_crs":{lambert},"target_crs":{{}}}}"#)),
            "EPSG:2154"
        );
        assert_eq!(
            of(
                r#"{"type":"GeographicCRS","name":"WGS 84","datum_ensemble":{"name":"World Geodetic System 1984 ensemble"}}"#
            ),
            "OGC:CRS84"
        );
        // The system of degrees that a projection begins from is not the projection's.
        let unnamed = r#"{"type":"ProjectedCRS","name":"unknown","base_crs":{"type":"GeographicCRS",
            "name":"WGS 84","id":{"authority":"EPSG","code":4326}}}"#;
        assert!(
            of(unnamed).contains("reference system unknown, not known here"),
            "{}",
            of(unnamed)
        );
    }

    #[test]
    fn well_known_text() {
        let of = |text: &str| said(Declared::text(text), None);
        let wkt1 = r#"PROJCS["RGF93 / Lambert-93",GEOGCS["RGF93",DATUM["x",SPHEROID["GRS 1980",6378137,298.2]],
            AUTHORITY["EPSG","4171"]],PROJECTION["Lambert_Conformal_Conic_2SP"],UNIT["metre",1],AUTHORITY["EPSG","2154"]]"#;
        assert_eq!(of(wkt1), "EPSG:2154");
        assert_eq!(of(&format!(r#"COMPD_CS["a + b",{wkt1},VERT_CS["b"]]"#)), "EPSG:2154");
        assert_eq!(
            of(r#"PROJCRS["x",BASEGEOGCRS["y",ID["EPSG",4171]],ID["EPSG",2154]]"#),
            "EPSG:2154"
        );
        assert_eq!(
            of(
                r#"BOUNDCRS[SOURCECRS[PROJCRS["x",ID["EPSG",2154]]],TARGETCRS[GEOGCRS["y",ID["EPSG",4326]]]]"#
            ),
            "EPSG:2154"
        );
        assert!(
            of(r#"PROJCS["Mine",GEOGCS["WGS 84",AUTHORITY["EPSG","4326"]]]"#)
                .contains("system Mine, not known")
        );
        assert!(of("PROJCS[\"cut").contains("not known here"));
    }

    #[test]
    fn a_method_may_not_contradict_a_file() {
        assert_eq!(said(Declared::text("EPSG:2154"), Some(9793)), "EPSG:9793");
        let error = said(Declared::text("EPSG:2154"), Some(4326));
        assert!(
            error.contains("declares the reference system EPSG:2154, not EPSG:4326 as asked for"),
            "{error}"
        );
        assert_eq!(said(Declared::Default, Some(2154)), "EPSG:2154");
        assert_eq!(said(Declared::Default, None), "OGC:CRS84");
        assert!(said(Declared::Unknown, None).contains("does not say its reference system"));
        assert_eq!(said(Declared::Unknown, Some(2154)), "EPSG:2154");
    }
}
