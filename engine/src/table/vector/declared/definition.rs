//! Definitions of reference systems: an authority's code, a name, a URN or URL of the OGC, WKT, PROJJSON.
//!
//! In: what a file holds. Out: [`Declared`], with the EPSG code or the name in it.

use serde_json::Value;

use super::{Declared, wkt};
use crate::geometry::Crs;
use crate::table::json_text::UniqueJson;

/// Systems in systems, at most.
const DEEPEST: usize = 8;
/// Characters of a name in messages.
const LONG: usize = 120;

impl Declared {
    /// By the code of an authority: EPSG, or OGC:CRS84; any other is foreign.
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
        // Without an authority, the code is known only within the file.
        let declared = if authority.eq_ignore_ascii_case("NONE") {
            Self::Foreign(short(name), None)
        } else {
            Self::id(authority, &code.to_string(), name)
        };
        declared.or_else(|| Some(Self::text(definition?)))
    }

    /// `self`, or `other` where only that one can be brought to WGS 84.
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
                Ok(UniqueJson(value)) => Self::projjson(&value),
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
            // Parquet's `srid:`: every known writer puts an EPSG code there.
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
        let mut declared = Self::Foreign(
            if name.is_empty() { short(&value.to_string()) } else { short(name) },
            None,
        );
        for id in std::iter::once(&value["id"]).chain(ids).filter(|id| id.is_object()) {
            let code = id["code"].as_str().map_or_else(|| id["code"].to_string(), str::to_string);
            let found = Self::id(id["authority"].as_str().unwrap_or("?"), &code, name);
            declared = match (declared, found) {
                (_, known @ Self::Known(..)) => return known,
                (Self::Foreign(_, None), other) => other,
                (declared, _) => declared,
            };
        }
        declared.or_else(|| {
            let of = match value["type"].as_str()? {
                // The first component of a compound; the source of a bound system.
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
        let declared = match node.id() {
            Some((authority, code)) => Self::id(authority, code, name),
            None => Self::Foreign(short(name), None),
        };
        declared.or_else(|| {
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
