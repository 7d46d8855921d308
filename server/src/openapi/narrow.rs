//! The description of the interface, with the names that a build knows: levels, columns,
//! indicators. A client that is made from it cannot ask for what is not there.

use ifn_engine::build::GAP_PERSONS;
use ifn_engine::catalog::MOST_MEMBERS;
use ifn_engine::places::schema::Field;
use serde_json::{Value, json};
use utoipa::openapi::OpenApi;

use crate::query::{METHOD_COLUMNS, VARIATIONS};
use crate::snapshot::Snapshot;

/// Columns that gaps and scores both have.
const OF_SCORES: [&str; 22] = [
    "code",
    "name",
    "population",
    "score",
    "rank",
    "rank_in_zone",
    "decile",
    "at_risk",
    "need",
    "lack",
    "gap",
    "gap_rank",
    "need_class",
    "lack_class",
    "quadrant",
    "remedy",
    "access",
    "access_km",
    "access_from",
    "inventoried",
    "access_reason",
    "nearest_id",
];

/// `description` (OpenAPI 3.1) for one build.
pub fn of_build(description: &OpenApi, build: &Snapshot) -> Value {
    let mut out = serde_json::to_value(description).unwrap_or_default();
    let known = BuildNames::of(build);
    for (path, calls) in out["paths"].as_object_mut().into_iter().flatten() {
        let calls = calls.as_object_mut().into_iter().flat_map(|p| p.values_mut());
        let parameters = calls.filter_map(|call| call.get_mut("parameters")?.as_array_mut());
        for parameter in parameters.flatten() {
            without_null(&mut parameter["schema"]);
            let name = parameter["name"].as_str().unwrap_or_default();
            // Gaps have columns of their own.
            let names = match name {
                "columns" | "sort" if path.contains("/gaps/") => Some(known.of_gaps(name)),
                // Pages of places are counted; those of scores belong to a build.
                "cursor" if path.ends_with("/places") => Some(json!({ "pattern": "^[0-9]{1,9}$" })),
                name => known.of_parameter(name),
            };
            if let Some(names) = names {
                narrow(&mut parameter["schema"], names);
            }
        }
    }
    let choice = &mut out["components"]["schemas"]["Choice"]["properties"];
    for name in ["level", "zone", "bbox", "indicators", "reference"] {
        if let Some(names) = known.of_parameter(name) {
            narrow(&mut choice[name], names);
        }
    }
    let beside = METHOD_COLUMNS.map(|(name, _)| name.to_string());
    let new: Vec<&String> = known.columns.iter().chain(&beside).collect();
    let keys = keys(new.iter().map(|c| c.as_str()));
    narrow(&mut choice["columns"], json!({ "items": text_among(&new), "uniqueItems": true }));
    narrow(&mut choice["sort"], json!({ "items": text_among(&keys) }));
    narrow(&mut choice["weights"], json!({ "propertyNames": { "enum": known.weighed } }));
    out
}

/// Names that a build knows.
struct BuildNames {
    levels: Vec<String>,
    columns: Vec<String>,
    scored: Vec<String>,
    /// Indicators and axes.
    weighed: Vec<String>,
    territory: Vec<String>,
}

impl BuildNames {
    fn of(build: &Snapshot) -> Self {
        let method = &build.manifest.method;
        // Columns that every level has: the others depend on what lies above it.
        let fields = |table: &crate::snapshot::LevelTable| -> Vec<String> {
            table.scores.schema().fields().iter().map(|f| f.name().clone()).collect()
        };
        let mut levels = build.levels.iter().map(fields);
        let mut columns = levels.next().unwrap_or_default();
        for other in levels {
            columns.retain(|c| other.contains(c));
        }
        let scored = method.indicators.iter().filter(|i| i.axis.is_some());
        let scored: Vec<String> = scored.map(|i| i.id.clone()).collect();
        let axes = method.axes.iter().map(|a| a.id.clone());
        Self {
            levels: build.levels.iter().map(|l| l.id.clone()).collect(),
            columns,
            weighed: scored.iter().cloned().chain(axes).collect(),
            scored,
            territory: method.territory_levels.clone(),
        }
    }

    /// What narrows the schema of a parameter.
    fn of_parameter(&self, name: &str) -> Option<Value> {
        let zones =
            std::iter::once("france").chain(self.territory.iter().skip(1).map(String::as_str));
        Some(match name {
            "level" => json!({ "enum": self.levels }),
            "zone" => {
                let member = format!("({}):[^,]+", self.territory.join("|"));
                let more = MOST_MEMBERS - 1;
                json!({ "pattern": format!("^{member}(,{member}){{0,{more}}}$") })
            }
            // That the west is less than the east is beyond a schema.
            "bbox" => {
                let borders = [degrees(180), degrees(90), degrees(180), degrees(90)];
                json!({ "prefixItems": borders, "items": false, "minItems": 4, "maxItems": 4 })
            }
            "columns" => json!({ "items": text_among(&self.columns), "uniqueItems": true }),
            "sort" => {
                let keys = keys(self.columns.iter().map(String::as_str));
                json!({ "items": text_among(&keys), "maxItems": 4 })
            }
            "indicators" => json!({ "items": text_among(&self.scored) }),
            "weights" => {
                let ids = self.weighed.join("|");
                let pattern = format!("^({ids}):[0-9]{{1,6}}(\\.[0-9]{{1,6}})?$");
                json!({ "items": { "type": "string", "pattern": pattern } })
            }
            "fields" => {
                let fields = Field::ALL.map(Field::name).join("|");
                json!({ "items": { "type": "string", "pattern": format!("^({fields}):[0-9]{{1,6}}$") } })
            }
            "reference" => json!({ "enum": zones.collect::<Vec<_>>() }),
            "codes[]" | "filters[]" => {
                json!({ "items": { "type": "string", "minLength": 1, "pattern": "^[^,\\s]+$" }, "minItems": 1 })
            }
            "Range" => json!({ "pattern": "^bytes=(0-[0-9]{0,9}|-[1-9][0-9]{0,8})$" }),
            "variation" => json!({ "enum": VARIATIONS }),
            "cursor" => json!({ "pattern": "^[0-9a-f]{16}-[0-9]{1,9}$" }),
            "open" => {
                let minute =
                    "[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|1[0-9]|2[0-8])T([01][0-9]|2[0-3]):[0-5][0-9]";
                json!({ "pattern": format!("^(now|{minute})$") })
            }
            "near" => {
                let point = [degrees(180), degrees(90)];
                json!({ "prefixItems": point, "items": false, "minItems": 2, "maxItems": 2 })
            }
            _ => return None,
        })
    }

    /// The same of the columns of gaps.
    fn of_gaps(&self, name: &str) -> Value {
        let known = |c: &&&str| self.columns.iter().any(|column| column == **c);
        let columns: Vec<&&str> = OF_SCORES.iter().filter(known).collect();
        let keys = keys(columns.iter().map(|c| **c));
        match name {
            "columns" => json!({ "items": text_among(&columns), "uniqueItems": true }),
            _ => json!({ "items": text_among(&keys), "maxItems": 4 }),
        }
    }
}

/// What rows can be ordered by: columns, and gap × persons where these are known, either way.
fn keys<'a>(columns: impl Iterator<Item = &'a str>) -> Vec<String> {
    let mut names: Vec<&str> = columns.collect();
    if ["gap", "at_risk"].iter().all(|name| names.contains(name)) {
        names.push(GAP_PERSONS);
    }
    names.into_iter().flat_map(|name| [name.to_string(), format!("-{name}")]).collect()
}

fn text_among<T: serde::Serialize>(names: &[T]) -> Value {
    json!({ "type": "string", "enum": names })
}

fn degrees(most: i32) -> Value {
    json!({ "type": "number", "minimum": -most, "maximum": most })
}

/// A parameter is there or not; it is never null.
fn without_null(schema: &mut Value) {
    if let Some(Value::Array(types)) = schema.get_mut("type") {
        types.retain(|t| t != "null");
        if let [only] = types.as_slice() {
            schema["type"] = only.clone();
        }
    }
    if let Some(Value::Array(either)) = schema.get_mut("oneOf") {
        either.retain(|s| s.get("type").is_none_or(|t| t != "null"));
        if let [only] = either.as_slice() {
            *schema = only.clone();
        }
    }
}

/// Adds what is known to a schema; null stays allowed where it was.
fn narrow(schema: &mut Value, known: Value) {
    let (Value::Object(schema), Value::Object(known)) = (schema, known) else { return };
    let nullable = schema
        .get("type")
        .and_then(Value::as_array)
        .is_some_and(|all| all.contains(&json!("null")));
    for (key, mut value) in known {
        if let (true, "enum", Some(all)) = (nullable, key.as_str(), value.as_array_mut()) {
            all.push(Value::Null);
        }
        schema.insert(key, value);
    }
}
