//! Seine-Saint-Denis by IRIS and Bondy by squares of 200 m, from the files that others publish.

use std::path::Path;

use super::{Run, ifn};

/// The units, and the squares as a table.
const UNITS: &str = r#"
id = "essai"
title = "Seine-Saint-Denis"
levels = ["iris", "commune"]
[missing]
min_available = 0.0
[normalise]
method = "percentile_rank"
[territory]
table = "units"
level = "iris"
code = "CODE_IRIS"
name = "NOM_IRIS"
geometry = "geom"
[territory.parents]
commune = "INSEE_COM"
[table.units]
path = "DATA/ign/contours_iris_93.gpkg"
[table.grid]
path = "DATA/insee/carreaux/carreaux_bondy.gpkg"
sheet = "bondy"
crs = 2154
level = "iris"
locate = { geometry = "geom" }
"#;

/// A method over these units: `more` is what it says beside them, with `DATA` for the folder of the files.
pub fn method(data: &Path, more: &str) -> String {
    let data = data.canonicalize().unwrap().display().to_string();
    [UNITS, more].concat().replace("DATA", &data)
}

/// Builds a method in a folder.
pub fn build(dir: &Path, method: &str) -> Run {
    std::fs::write(dir.join("m.toml"), method).unwrap();
    ifn(dir, &["build", "m.toml", "--no-tiles", "-q"])
}
