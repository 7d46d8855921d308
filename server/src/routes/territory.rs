//! `GET /api/v1/territories/{level}/{code}`: the sheet of a unit, as data or as a page to print.

use axum::body::Body;
use axum::http::{HeaderValue, header};
use axum::response::Response;
use ifn_engine::analysis::{Part, PartKind, ZoneValues, explain};
use ifn_engine::error::nearest;
use ifn_engine::output::{number, row_of_code, text_of, unit_values};
use serde::Serialize;
use utoipa::ToSchema;

use super::answer::{lasting, validators};
use super::call::Call;
use super::search::within;
use crate::http::{Problem, choose, not_modified};
use crate::page;
use crate::snapshot::{LevelTable, Provenance, Snapshot};

const JSON: &str = "application/json";
const HTML: &str = "text/html; charset=utf-8";

/// A format of sheets.
#[derive(ToSchema)]
#[schema(rename_all = "lowercase")]
#[allow(dead_code, reason = "the names of the parameter, for its description")]
pub enum SheetFormat {
    /// Data.
    Json,
    /// A page to print.
    Html,
}

/// Everything that is known of a unit.
#[derive(Debug, Serialize, ToSchema)]
pub struct Sheet {
    /// Level.
    pub level: String,
    /// Code.
    pub code: String,
    /// Name.
    pub name: String,
    /// Persons.
    pub population: Option<f64>,
    /// The index; null where too little is known.
    pub score: Option<f64>,
    /// 1 = most fragile, among `scored` units of the level.
    pub rank: Option<u32>,
    /// Units of the level with a score.
    pub scored: usize,
    /// Rank within the reference zone, among `scored_in_zone` units.
    pub rank_in_zone: Option<u32>,
    /// Units of the reference zone with a score.
    pub scored_in_zone: usize,
    /// Tenth of the level's units, 10 = most fragile.
    pub decile: Option<u8>,
    /// Share of the indicators' weight that is available, 0–1.
    pub completeness: f64,
    /// Share below which no score is given.
    pub min_available: f64,
    /// What contains it, the smallest first, with the scores of their own levels.
    pub within: Vec<UnitScore>,
    /// Why: axes and indicators, in the order of the method, then context.
    pub breakdown: Vec<Line>,
    /// Units that touch it, the most fragile first; null where its contour is not known.
    pub neighbours: Option<Vec<UnitScore>>,
    /// Sources of the indicators.
    pub sources: Vec<Source>,
    /// Where the figures come from.
    #[serde(flatten)]
    pub provenance: Provenance,
}

/// A unit beside or above.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct UnitScore {
    /// Level.
    pub level: String,
    /// Code.
    pub code: String,
    /// Name.
    pub name: Option<String>,
    /// The index, at its own level.
    pub score: Option<f64>,
    /// 1 = most fragile of its level.
    pub rank: Option<u32>,
    /// 10 = most fragile.
    pub decile: Option<u8>,
}

/// An axis or an indicator.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Line {
    /// `axis`, `indicator`, or `context`: shown, not scored.
    pub kind: &'static str,
    /// Id.
    pub id: String,
    /// Name for people.
    pub title: String,
    /// Depth in the tree, from 0.
    pub depth: usize,
    /// Value, in `unit`; null for an axis and where missing.
    pub value: Option<f64>,
    /// Unit of the value.
    pub unit: String,
    /// `measured`, `aggregated`, `inherited`, `imputed` or `missing`; empty for an axis.
    pub origin: String,
    /// Why the value is missing.
    pub reason: Option<String>,
    /// Value of the reference zone as a whole.
    pub reference: Option<f64>,
    /// Median of the units of the reference zone.
    pub median: Option<f64>,
    /// Value on the method's scale, or the axis's score.
    pub normalised: Option<f64>,
    /// Share of what is available beside it.
    pub weight: Option<f64>,
    /// Part of the index that comes from it; null where the formula does not add parts up.
    pub contribution: Option<f64>,
    /// Dataset.
    pub source: String,
    /// Vintage.
    pub vintage: String,
}

/// A source.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Source {
    /// Dataset.
    pub id: String,
    /// What it is.
    pub title: String,
    /// Who makes it.
    pub publisher: String,
    /// Of when it is.
    pub vintage: String,
    /// Its licence.
    pub licence: String,
    /// Page to read.
    pub page: String,
}

impl From<&Part> for Line {
    fn from(p: &Part) -> Self {
        let ZoneValues { pooled, mean, median } = p.zone;
        Self {
            kind: match p.kind {
                PartKind::Axis => "axis",
                PartKind::Indicator => "indicator",
                PartKind::Context => "context",
            },
            id: p.id.clone(),
            title: p.title.clone(),
            depth: p.depth,
            value: p.value,
            unit: p.unit.clone(),
            origin: p.origin.clone(),
            reason: p.reason.clone(),
            reference: pooled.or(mean),
            median,
            normalised: p.normalised,
            weight: p.weight,
            contribution: p.contribution,
            source: p.source.clone(),
            vintage: p.vintage.clone(),
        }
    }
}

/// The sheet of a unit
///
/// Its score, why it has it, what contains it, its neighbours, sources and vintages: as JSON, or as
/// a page in French that prints on two sheets of A4 (`Accept: text/html` or `format=html`).
#[utoipa::path(
    get, path = "/api/v1/territories/{level}/{code}", tag = "territories",
    params(
        ("level" = String, Path, description = "Level", example = "commune"),
        ("code" = String, Path, description = "Code", example = "93066"),
        ("format" = Option<SheetFormat>, Query, description = "`json` or `html`; by the Accept header when absent"),
    ),
    responses(
        (status = 200, description = "The sheet", content((Sheet = "application/json"), (String = "text/html"))),
        (status = 304, description = "The client has it"),
        (status = 400, response = crate::routes::docs::Refused),
        (status = 404, response = crate::routes::docs::Refused),
        (status = 406, response = crate::routes::docs::Refused),
        (status = 503, response = crate::routes::docs::Refused),
    )
)]
pub async fn sheet(call: Call) -> Result<Response, Problem> {
    let query = call.query(&["format"])?;
    let media = match query.text("format") {
        Some("json") => JSON,
        Some("html") => HTML,
        Some(other) => {
            return Err(Problem::bad_request(format!("there is no format {other:?} of a sheet"))
                .help("json or html"));
        }
        None => choose(&call.headers, &[JSON, HTML])?,
    };
    let table = call.level(0)?;
    let row = row(table, &call.path[1])?;
    let now = validators(&call.build, &format!("sheet {:?}", call.path), &query, media);
    if let Some(same) = not_modified(&call.headers, &now)? {
        return Ok(same);
    }
    let app = std::sync::Arc::clone(&call.app);
    let build = std::sync::Arc::clone(&call.build);
    let body = app
        .compute(move || {
            let sheet = make(&call.build, call.level(0)?, row);
            if media == HTML {
                return Ok(page::sheet(&sheet).into_string().into_bytes());
            }
            serde_json::to_vec(&sheet).map_err(|e| Problem::internal(&e))
        })
        .await?;
    let mut response = Response::new(Body::from(body));
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(media));
    if media == HTML {
        headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(page::POLICY));
        headers.insert(header::CONTENT_LANGUAGE, HeaderValue::from_static("fr"));
    }
    build.provenance.put(headers);
    lasting(headers, &now);
    Ok(response)
}

fn row(table: &LevelTable, code: &str) -> Result<usize, Problem> {
    row_of_code(&table.scores, code).ok_or_else(|| {
        let codes: Vec<&str> = (0..table.scores.num_rows())
            .filter_map(|r| text_of(&table.scores, "code", r))
            .collect();
        let of_length: Vec<&str> =
            codes.into_iter().filter(|c| c.len() == code.len().min(64)).collect();
        let problem = Problem::not_found(format!("no {} has the code {code:?}", table.id));
        if of_length.is_empty() {
            return problem.help("/api/v1/search finds codes by name");
        }
        problem.help(nearest(&code.chars().take(64).collect::<String>(), of_length))
    })
}

fn make(build: &Snapshot, table: &LevelTable, row: usize) -> Sheet {
    let method = &build.manifest.method;
    let unit = unit_values(method, &table.id, &table.scores, row, &build.figures);
    let explained = explain(method, &unit);
    let within: Vec<UnitScore> = within(build, &table.scores, row)
        .into_iter()
        .map(|w| {
            let above = build.level(&w.level);
            let at = above.and_then(|a| Some((a, row_of_code(&a.scores, &w.code)?)));
            match at {
                Some((above, row)) => unit_score(above, row),
                None => UnitScore {
                    level: w.level,
                    code: w.code,
                    name: w.name,
                    score: None,
                    rank: None,
                    decile: None,
                },
            }
        })
        .collect();
    let neighbours = table.neighbours.as_ref().and_then(|n| n.of(row)).map(|rows| {
        let mut all: Vec<UnitScore> = rows.iter().map(|r| unit_score(table, *r as usize)).collect();
        let key = |u: &UnitScore| (u.rank.unwrap_or(u32::MAX), u.code.clone());
        all.sort_by_key(key);
        all
    });
    let used = |id: &str| method.indicators.iter().any(|i| i.table == id);
    let sources = build.manifest.sources.iter().filter(|s| used(&s.id)).map(|s| Source {
        id: s.id.clone(),
        title: s.title.clone(),
        publisher: s.publisher.clone(),
        vintage: s.vintage.clone(),
        licence: s.licence.clone(),
        page: s.page.clone(),
    });
    Sheet {
        level: table.id.clone(),
        code: unit.code,
        name: unit.name,
        population: unit.population,
        score: unit.score,
        rank: unit.rank,
        scored: unit.scored,
        rank_in_zone: unit.rank_in_zone,
        scored_in_zone: unit.scored_in_zone,
        decile: unit.decile,
        completeness: unit.completeness,
        min_available: method.min_available,
        within,
        breakdown: explained.parts.iter().map(Line::from).collect(),
        neighbours,
        sources: sources.collect(),
        provenance: build.provenance.clone(),
    }
}

fn unit_score(table: &LevelTable, row: usize) -> UnitScore {
    let number = |column: &str| number(&table.scores, column, row);
    UnitScore {
        level: table.id.clone(),
        code: text_of(&table.scores, "code", row).unwrap_or_default().into(),
        name: text_of(&table.scores, "name", row).map(String::from),
        score: number("score"),
        rank: number("rank").map(|r| r as u32),
        decile: number("decile").map(|d| d as u8),
    }
}
