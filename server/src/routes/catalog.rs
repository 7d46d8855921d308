//! `GET /api/v1/methods`, `/levels`, `/indicators`: the catalog of what is served.

use axum::response::Response;
use ifn_engine::build::{IndicatorCount, Manifest};
use ifn_engine::catalog::{
    Catalog, IndicatorSummary, Method, MethodSummary, MethodWords, builtin_methods,
};
use serde::Serialize;
use std::collections::BTreeMap;
use utoipa::ToSchema;

use crate::http::Problem;
use crate::reply::json;
use crate::snapshot::{LevelTable, Provenance};
use crate::state::RequestContext;

/// Methods: the one that is served, and those that the program carries.
#[derive(Serialize, ToSchema)]
pub struct Methods {
    /// The method of the scores that are served, with its rules, axes and indicators.
    #[schema(value_type = Object)]
    served: MethodSummary,
    /// Those that `ifn build` can apply.
    carried: Vec<CarriedMethod>,
}

/// A method that the program carries.
#[derive(Serialize, ToSchema)]
pub struct CarriedMethod {
    /// Its id.
    id: String,
    /// Its name for people.
    title: String,
    /// What every output says of it.
    notice: String,
    /// Where it is published, and what is this program's choice.
    source: String,
    /// What its index is called and what high means: `fr` and `en`, each with `long`, `short`, `noun`,
    /// `high`, `low` and `key`.
    #[schema(value_type = Object)]
    words: MethodWords,
}

/// Methods
#[utoipa::path(
    get, path = "/api/v1/methods", tag = "what there is",
    responses(
        (status = 200, description = "Methods", body = Methods),
        (status = 304, description = "The client has it"),
        (status = 400, response = crate::openapi::Refused),
        (status = 503, response = crate::openapi::Refused),
    )
)]
pub async fn methods(context: RequestContext) -> Result<Response, Problem> {
    let query = context.no_query()?;
    json(context, "methods", &query, |context| {
        let catalog = Catalog::builtin()?;
        let mut carried = Vec::new();
        for (id, text) in builtin_methods()? {
            let method = Method::parse(&text, format!("{id}.toml").as_ref(), &catalog)?;
            carried.push(CarriedMethod {
                id,
                title: method.title,
                notice: method.notice,
                source: method.source,
                words: method.words,
            });
        }
        Ok(Methods { served: context.build.manifest.method.clone(), carried })
    })
    .await
}

/// Levels that were built.
#[derive(Serialize, ToSchema)]
pub struct Levels {
    /// Finest first.
    levels: Vec<LevelEntry>,
    /// Name of the zone that was built, when not all of France.
    built_zone_name: Option<String>,
    /// Where the figures come from.
    #[serde(flatten)]
    provenance: Provenance,
}

/// A level.
#[derive(Serialize, ToSchema)]
pub struct LevelEntry {
    /// Its id.
    id: String,
    /// Units.
    units: usize,
    /// Units with a score.
    scored: usize,
    /// Units that ranks and deciles are of, those outside the zone that was built included.
    ranked: usize,
    /// Whether these are nearly all the units of France at this level.
    of_france: bool,
    /// Scores of each tenth of them.
    deciles: Vec<DecileEntry>,
    /// Columns of its table.
    columns: Vec<ColumnEntry>,
}

/// A tenth of the units with a score; where many are equal some tenths hold none and are left out.
#[derive(Serialize, ToSchema)]
pub struct DecileEntry {
    /// 10 = the highest index.
    decile: u8,
    /// Units.
    units: usize,
    /// Lowest score.
    from: f64,
    /// Highest score.
    to: f64,
}

/// A column.
#[derive(Serialize, ToSchema)]
pub struct ColumnEntry {
    /// Its name.
    name: String,
    /// What it is.
    description: String,
    /// Its unit.
    #[serde(skip_serializing_if = "Option::is_none")]
    unit: Option<String>,
}

/// Levels and their columns
#[utoipa::path(
    get, path = "/api/v1/levels", tag = "what there is",
    responses(
        (status = 200, description = "Levels", body = Levels),
        (status = 304, description = "The client has it"),
        (status = 400, response = crate::openapi::Refused),
        (status = 503, response = crate::openapi::Refused),
    )
)]
pub async fn levels(context: RequestContext) -> Result<Response, Problem> {
    let query = context.no_query()?;
    json(context, "levels", &query, |context| {
        let entry = |table: &LevelTable| {
            let counted = context.build.manifest.levels.get(&table.id);
            let schema = table.scores.schema();
            let columns = schema.fields().iter().map(|field| ColumnEntry {
                name: field.name().clone(),
                description: field.metadata().get("description").cloned().unwrap_or_default(),
                unit: field.metadata().get("unit").cloned(),
            });
            LevelEntry {
                id: table.id.clone(),
                units: table.scores.num_rows(),
                scored: counted.map_or(0, |c| c.scored),
                ranked: counted.map_or(0, |c| c.ranked),
                of_france: context.build.covers_france(table, counted.map_or(0, |c| c.ranked)),
                deciles: table
                    .deciles
                    .iter()
                    .map(|(decile, units, from, to)| DecileEntry {
                        decile: *decile,
                        units: *units,
                        from: *from,
                        to: *to,
                    })
                    .collect(),
                columns: columns.collect(),
            }
        };
        Ok(Levels {
            levels: context.build.levels.iter().map(entry).collect(),
            built_zone_name: context.build.built_zone_name(),
            provenance: context.build.provenance.clone(),
        })
    })
    .await
}

/// Indicators of the method that is served.
#[derive(Serialize, ToSchema)]
pub struct Indicators {
    /// Scored ones first, then context.
    indicators: Vec<IndicatorEntry>,
    /// Axes that they are grouped in.
    #[schema(value_type = Vec<Object>)]
    axes: Vec<ifn_engine::catalog::AxisSummary>,
    /// Where the figures come from.
    #[serde(flatten)]
    provenance: Provenance,
}

/// An indicator.
#[derive(Serialize, ToSchema)]
pub struct IndicatorEntry {
    /// What it is, its source, vintage, formula, axis and weight.
    #[serde(flatten)]
    #[schema(value_type = Object)]
    summary: IndicatorSummary,
    /// Licence of its source.
    licence: String,
    /// Values by level: how many of each origin, and how many are missing for which reason.
    #[schema(value_type = BTreeMap<String, Object>)]
    values: BTreeMap<String, IndicatorCount>,
}

/// Indicators, with source, vintage, licence and what is missing
#[utoipa::path(
    get, path = "/api/v1/indicators", tag = "what there is",
    responses(
        (status = 200, description = "Indicators", body = Indicators),
        (status = 304, description = "The client has it"),
        (status = 400, response = crate::openapi::Refused),
        (status = 503, response = crate::openapi::Refused),
    )
)]
pub async fn indicators(context: RequestContext) -> Result<Response, Problem> {
    let query = context.no_query()?;
    json(context, "indicators", &query, |context| {
        let manifest = &context.build.manifest;
        let entry = |summary: &IndicatorSummary| IndicatorEntry {
            licence: licence(manifest, &summary.table),
            values: manifest
                .levels
                .iter()
                .filter_map(|(level, l)| {
                    Some((level.clone(), l.indicators.get(&summary.id)?.clone()))
                })
                .collect(),
            summary: summary.clone(),
        };
        Ok(Indicators {
            indicators: manifest.method.indicators.iter().map(entry).collect(),
            axes: manifest.method.axes.clone(),
            provenance: context.build.provenance.clone(),
        })
    })
    .await
}

fn licence(manifest: &Manifest, table: &str) -> String {
    manifest.sources.iter().find(|s| s.id == table).map_or(String::new(), |s| s.licence.clone())
}
