//! What each column of an output means: the one place where it is said. Parquet metadata, the data
//! dictionary and the headings of exports all come from here.

use std::collections::HashMap;

use crate::catalog::{IndicatorSummary, MethodSummary};
use crate::index::Lost;

/// One column.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Description {
    /// Its name in files.
    pub column: String,
    /// What it is (English, for those who read data files).
    pub description: String,
    /// Unit; empty where there is none.
    pub unit: String,
    /// Dataset; empty for what is computed.
    pub source: String,
    /// Vintage of the dataset.
    pub vintage: String,
}

impl Description {
    /// A column without unit nor source.
    pub fn new(column: impl Into<String>, description: impl Into<String>) -> Self {
        Self { column: column.into(), description: description.into(), ..Self::default() }
    }

    /// With a unit.
    #[must_use]
    pub fn unit(mut self, unit: &str) -> Self {
        self.unit = unit.into();
        self
    }

    /// As Arrow field metadata.
    pub fn metadata(&self) -> HashMap<String, String> {
        [
            ("description", &self.description),
            ("unit", &self.unit),
            ("source", &self.source),
            ("vintage", &self.vintage),
        ]
        .into_iter()
        .filter(|(_, v)| !v.is_empty())
        .map(|(k, v)| (k.to_string(), v.clone()))
        .collect()
    }
}

/// Codes, names, parents and population, which scores and territories share.
pub fn identity(method: &MethodSummary, level: &str, parents: &[&str]) -> Vec<Description> {
    let mut out = vec![
        Description::new("code", format!("Code of the unit ({level}), text with leading zeros")),
        Description::new("name", "Name"),
    ];
    for parent in parents {
        out.push(Description::new(
            *parent,
            format!("Code of the {parent} that contains the unit; null where it has none or straddles several"),
        ));
    }
    let persons = match (&method.territory, level) {
        (Some(table), _) => format!("Population, from table `{table}`; sums above the finest level"),
        (None, "iris") => "Population of the census (INSEE RP 2021); for a commune without IRIS in it, its legal population".into(),
        (None, "commune") => "Legal municipal population (INSEE, populations de référence)".into(),
        (None, _) => "Sum of the legal populations of its communes".into(),
    };
    out.push(Description::new("population", persons).unit("persons"));
    out
}

/// Columns of `scores/{level}.parquet`, in order.
pub fn describe(method: &MethodSummary, level: &str, parents: &[&str]) -> Vec<Description> {
    let mut out = identity(method, level, parents);
    let notice =
        if method.notice.is_empty() { String::new() } else { format!(" ({})", method.notice) };
    let zone = match method.reference.as_str() {
        "france" => "France".to_string(),
        zone => format!("the unit's {zone}"),
    };
    out.push(Description::new("score", format!("{}{notice}; higher = more fragile", method.title)));
    out.push(Description::new(
        "rank",
        format!("Rank by score among all scored units of the level ({level}), 1 = most fragile, ties share the best"),
    ));
    out.push(Description::new("rank_in_zone", format!("The same within {zone}")));
    out.push(Description::new("decile", "Tenth of the level's units by score, 10 = most fragile"));
    out.push(
        Description::new(
            "completeness",
            format!(
                "Share of the indicators' effective weight that is available; no score below {}",
                method.min_available
            ),
        )
        .unit("0–1"),
    );
    for axis in &method.axes {
        out.push(Description::new(format!("axis_{}", axis.id), format!("Axis: {}", axis.title)));
    }
    for i in &method.indicators {
        out.push(Description {
            column: format!("value_{}", i.id),
            description: i.title.clone(),
            unit: i.unit.clone(),
            source: i.table.clone(),
            vintage: i.vintage.clone(),
        });
    }
    for (_, i) in method.treated() {
        out.push(Description {
            column: format!("treated_{}", i.id),
            description: format!(
                "{}, as it is normalised after treatment of outliers ({}); another unit than \
                 value_{} where the manifest tells a transform",
                i.title,
                i.treat.as_deref().unwrap_or_default(),
                i.id
            ),
            source: i.table.clone(),
            vintage: i.vintage.clone(),
            ..Description::default()
        });
    }
    for i in method.indicators.iter().filter(|i| i.axis.is_some()) {
        out.push(Description::new(format!("norm_{}", i.id), normalised(i, method, &zone)));
    }
    for i in &method.indicators {
        out.push(Description::new(
            format!("origin_{}", i.id),
            format!(
                "Origin of value_{}: measured, aggregated, inherited, imputed or missing; of a \
                 distance, what it is measured from: grid, town_hall or centre",
                i.id
            ),
        ));
    }
    for i in &method.indicators {
        out.push(Description::new(
            format!("reason_{}", i.id),
            format!("Why value_{} is missing; null where it is not", i.id),
        ));
    }
    if method.may_lose_scores() {
        out.push(Description::new(
            "reason_score",
            format!(
                "Why the score, or an axis of it, is missing ({}); null where neither is",
                Lost::NAMES.join(", ")
            ),
        ));
    }
    if let Some(rule) = &method.access {
        out.extend(super::help::help_descriptions(rule));
    }
    out
}

fn normalised(i: &IndicatorSummary, method: &MethodSummary, zone: &str) -> String {
    format!(
        "{} by {} within {zone}, scale {}–{}, {}",
        i.title,
        i.normalise.as_deref().unwrap_or("identity"),
        method.scale[0],
        method.scale[1],
        if i.direction == "down" {
            "turned round: a high value is less fragile"
        } else {
            "a high value is more fragile"
        }
    )
}
