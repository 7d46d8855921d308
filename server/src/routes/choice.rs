//! Other weights, indicators or reference in a query: the same for tiles and sheets.

use ifn_engine::catalog::Selection;

use crate::http::{Problem, Query};

/// Parameters that choose other scores.
pub const CHOICE: [&str; 3] = ["weights", "indicators", "reference"];

/// What a query chooses; nothing when it chooses nothing.
///
/// # Errors
/// Weights that cannot be read.
pub fn chosen(query: &Query) -> Result<Option<Selection>, Problem> {
    if CHOICE.iter().all(|name| query.text(name).is_none()) {
        return Ok(None);
    }
    let weight = |text: &str| {
        let parsed =
            text.split_once(':').and_then(|(id, w)| Some((id.to_string(), w.parse().ok()?)));
        parsed.ok_or_else(|| {
            Problem::bad_request(format!("parameter `weights` holds {text:?}"))
                .help("weights=pauvrete:2,age:0.5")
        })
    };
    let weights: Vec<(String, f64)> =
        query.list("weights")?.into_iter().map(weight).collect::<Result<_, _>>()?;
    Ok(Some(Selection {
        levels: Vec::new(),
        only: query.list("indicators")?.into_iter().map(String::from).collect(),
        weights,
        reference: query.text("reference").map(String::from),
    }))
}
