//! Access to help around a unit as a document: persons at risk, the nearest places, the remedy to study.
//! The engine computes it.

use ifn_engine::analysis::AccessValues;
use ifn_engine::build::text_of;
use ifn_engine::catalog::{AccessRule, Scenario};
use ifn_engine::places::schema::SERVICES;
use ifn_engine::query::NearbyPlace;
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
    /// Share of the level's units with a lower index, 0–1.
    pub need: Option<f64>,
    /// Share of them that are better served, 0–1.
    pub lack: Option<f64>,
    /// 100 × need × lack.
    pub gap: Option<f64>,
    /// 1 = the largest gap.
    pub gap_rank: Option<u32>,
    /// Units of the level with a gap.
    pub gap_ranked: usize,
    /// Third of the level's units by need, 3 = the highest index.
    pub need_class: Option<u8>,
    /// Third by lack, 3 = the worst served.
    pub lack_class: Option<u8>,
    /// `fragile_far`, `fragile_near`, `robust_far` or `robust_near`, by halves; what is shown to people are
    /// the thirds, `need_class` and `lack_class`.
    pub quadrant: Option<String>,
    /// What to study: `network`, `equipment`, `mediation`, or `none` in the third of the lowest need; null
    /// where the method can give one answer alone.
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
    /// Share of its persons who live where an inventory of places covers, 0–1: access, lack and gap are of them
    /// alone.
    pub inventoried: Option<f64>,
    /// Why access is not known, as `not_inventoried`: no inventory covers the unit; null where it is.
    pub reason: Option<String>,
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

impl AccessSummary {
    /// Of what was computed of a unit, for a service or for any help.
    fn new(
        rule: &AccessRule,
        service: Option<usize>,
        values: AccessValues,
        nearest: Vec<NearestPlace>,
    ) -> Self {
        Self {
            service: service.map(|s| SERVICES[s].id.to_string()),
            title: rule.title.clone(),
            at_risk: values.at_risk,
            people: rule.people.clone(),
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
            inventoried: values.inventoried,
            reason: values.access_reason,
            nearest,
        }
    }
}

impl NearestPlace {
    fn new(rule: &AccessRule, places: &Places, near: NearbyPlace) -> Self {
        let service = near.service.map(|s| &SERVICES[s]);
        let km = near.metres / 1000.0;
        let place = places.at(near.place);
        Self {
            service: service.map(|s| s.id.to_string()),
            label: service.map_or(rule.title.clone(), |s| s.value.into()),
            distance_km: (km * 1000.0).round() / 1000.0,
            place: PlaceSheet::new(&places.register, place, now(), Some(near.metres)),
        }
    }
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
        _ => {
            let scenario = scenario.cloned().unwrap_or_default();
            let asked = LevelScenario { level: table.id.clone(), scenario };
            let scored = rescore.score(&asked).map_err(Problem::refused)?;
            rescore.engine.unit_access(&scored, code, service, of_row)?
        }
    };
    let near = rescore.engine.nearest_places(&table.id, code, service, NEAREST).into_iter();
    let nearest = near.map(|near| NearestPlace::new(&access.rule, places, near)).collect();
    Ok(Some(AccessSummary::new(&access.rule, service, values, nearest)))
}
