//! Access to help around a unit: persons at risk, distance to the nearest places, the remedy to study.

use ifn_engine::analysis::AccessValues;
use ifn_engine::build::{access_values, text_of};
use ifn_engine::catalog::Scenario;
use ifn_engine::places::schema::SERVICES;
use ifn_engine::query::Rescorer;
use serde::Serialize;
use utoipa::ToSchema;

use super::{PlaceSheet, now};
use crate::http::Problem;
use crate::snapshot::{LevelScenario, LevelTable, Places, Snapshot};

/// Nearest places of any help.
const NEAREST: usize = 3;

/// Help around a unit.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = HelpAround)]
pub struct AccessSummary {
    /// The service that access is measured to; null: any help that the method counts.
    pub service: Option<String>,
    /// What is counted as help, for people.
    pub title: String,
    /// Persons at risk: a head count of a group, not of persons in difficulty.
    pub at_risk: Option<f64>,
    /// Who these are, in French.
    pub people: String,
    /// Share of the level's units that are less fragile, 0–1.
    pub need: Option<f64>,
    /// Share of them that are better served, 0–1.
    pub lack: Option<f64>,
    /// 100 × need × lack.
    pub gap: Option<f64>,
    /// 1 = the largest gap.
    pub gap_rank: Option<u32>,
    /// Units of the level with a gap.
    pub gap_ranked: usize,
    /// Third of the level's units by need, 3 = the most fragile.
    pub need_class: Option<u8>,
    /// Third by lack, 3 = the worst served.
    pub lack_class: Option<u8>,
    /// `fragile_far`, `fragile_near`, `robust_far` or `robust_near`.
    pub quadrant: Option<String>,
    /// `network`, `equipment`, `mediation` or `none`.
    pub remedy: Option<String>,
    /// What is within reach per 10,000 persons at risk (E2SFCA).
    pub access: Option<f64>,
    /// Distance to the nearest place, in kilometres.
    pub access_km: Option<f64>,
    /// Places that stand in the unit.
    pub supply: Option<f64>,
    /// The same per 10,000 persons at risk.
    pub supply_per_10000: Option<f64>,
    /// What distances are measured from: `grid`, `town_hall` or `centre`.
    pub origin: Option<String>,
    /// The nearest places: of any help first, then one for each service; of a unit whose people are at
    /// one point.
    pub nearest: Vec<NearestPlace>,
}

/// The nearest place of a kind.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct NearestPlace {
    /// Id of the service; null for any help.
    pub service: Option<String>,
    /// Its name.
    pub label: String,
    /// Distance as the crow flies, in kilometres.
    pub distance_km: f64,
    /// The place.
    pub place: PlaceSheet,
}

/// Help around the unit at `row` of a level; nothing where the method counts none. `of_row` is what
/// the scores say of it, for any help.
///
/// # Errors
/// A scenario that the method does not allow.
pub fn access_around(
    build: &Snapshot,
    table: &LevelTable,
    row: usize,
    of_row: Option<&AccessValues>,
    service: Option<usize>,
    scenario: Option<&Scenario>,
) -> Result<Option<AccessSummary>, Problem> {
    let (Some(of_row), Ok(rescore)) = (of_row, build.rescore.as_ref()) else { return Ok(None) };
    let (Some(access), Some(places)) = (rescore.engine.access(), &build.places) else {
        return Ok(None);
    };
    let code = text_of(&table.scores, "code", row).unwrap_or_default();
    let values = match (service, scenario) {
        (None, None) => of_row.clone(),
        // A row that was computed alone does not know how many others there are.
        _ => {
            let scenario = scenario.cloned().unwrap_or_default();
            let asked = LevelScenario { level: table.id.clone(), scenario };
            let scored = rescore.score(&asked).map_err(Problem::refused)?;
            let units = &rescore.engine.territory()[scored.level];
            let unit = units.find(code).ok_or_else(|| Problem::internal(&"no such unit"))?;
            let all = rescore.engine.gaps(&scored, service, None)?;
            AccessValues {
                supply: of_row.supply,
                supply_per_10000: of_row.supply_per_10000,
                ..access_values(&all, unit.get())
            }
        }
    };
    let nearest = point(&rescore.engine, &table.id, code)
        .map_or_else(Vec::new, |at| nearest(access, places, at, service));
    Ok(Some(AccessSummary {
        service: service.map(|s| SERVICES[s].id.to_string()),
        title: access.rule.title.clone(),
        at_risk: values.at_risk,
        people: access.rule.people.clone(),
        need: values.need,
        lack: values.lack,
        gap: values.gap,
        gap_rank: values.gap_rank,
        gap_ranked: values.gap_ranked,
        need_class: values.need_class,
        lack_class: values.lack_class,
        quadrant: values.quadrant,
        remedy: values.remedy,
        access: values.access,
        access_km: values.access_km,
        supply: values.supply,
        supply_per_10000: values.supply_per_10000,
        origin: values.access_from,
        nearest,
    }))
}

/// Where most people of a unit live, WGS 84 degrees; `None` for a unit of several communes.
fn point(engine: &Rescorer, level: &str, code: &str) -> Option<[f64; 2]> {
    let (positions, territory) = (&engine.access()?.demand.positions, engine.territory());
    let level = territory.level(level)?;
    let unit = territory[level].find(code)?;
    let unit = match level {
        here if here == positions.level => unit,
        finer if finer < positions.level => {
            territory[finer].parents_in(positions.level)?.get(unit)?
        }
        _ => return None,
    };
    let here = positions.at.iter().filter(|at| at.unit == unit);
    here.max_by(|a, b| a.share.total_cmp(&b.share)).map(|at| at.point)
}

fn nearest(
    access: &ifn_engine::analysis::access::Accessibility,
    places: &Places,
    at: [f64; 2],
    service: Option<usize>,
) -> Vec<NearestPlace> {
    let of = |service: Option<usize>, k: usize| {
        let supply = access.supply(service);
        let found = supply.points.nearest(at, k);
        found.into_iter().map(move |found| {
            let km = found.metres / 1000.0;
            let place = places.at(supply.places[found.index as usize]);
            NearestPlace {
                service: service.map(|s| SERVICES[s].id.to_string()),
                label: service.map_or(access.rule.title.clone(), |s| SERVICES[s].value.into()),
                distance_km: (km * 1000.0).round() / 1000.0,
                place: PlaceSheet::new(&places.register, place, now(), Some(found.metres)),
            }
        })
    };
    let mut out: Vec<NearestPlace> = of(service, NEAREST).collect();
    if service.is_none() {
        out.extend((0..SERVICES.len()).flat_map(|s| of(Some(s), 1).collect::<Vec<_>>()));
    }
    out
}
