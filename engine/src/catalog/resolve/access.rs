//! `[access]`: names resolved, zones and weights checked. Distances in kilometres.

use toml::Spanned;

use super::catalog::Catalog;
use super::source::Source;
use super::tables::take_table;
use crate::catalog::model::{Access, AccessRule, Dataset, Indicator, Measure, Remedy};
use crate::catalog::toml::{AccessFile, MethodFile, RemedyFile};
use crate::error::{Result, nearest};

/// Furthest that anyone is supposed to go, in kilometres.
const FURTHEST: f64 = 100.0;
/// Most zones around a place.
const ZONES: usize = 10;

/// The section of a method file, when it has one.
///
/// # Errors
/// Unknown datasets, tables without a mapping, zones that do not go outwards, indicators that the
/// method does not have or that are no share of persons.
pub fn access(
    file: &mut MethodFile,
    (indicators, tables): (&[Indicator], &[Dataset]),
    source: &Source,
    catalog: &Catalog,
) -> Result<Option<Access>> {
    let Some(access) = file.access.take() else { return Ok(None) };
    let at = access.span().start;
    let access = access.into_inner();
    let mut places: Vec<Dataset> = Vec::new();
    for id in &access.places {
        let at = id.span().start;
        if places.iter().any(|d| d.id == *id.get_ref()) {
            return Err(source.wrong(at, format!("[access] names `{}` twice", id.get_ref())));
        }
        // An indicator may measure distances to the same places.
        let known = tables.iter().find(|t| t.id == *id.get_ref()).cloned();
        let dataset = match known {
            Some(known) => known,
            None => take_table(id.get_ref(), "[access]", at, file, source, catalog)?,
        };
        if dataset.places.is_none() {
            return Err(source
                .wrong(at, format!("`{}` is no dataset of places: it has no [places]", dataset.id))
                .with_help(nearest(&dataset.id, catalog.with_places())));
        }
        places.push(dataset);
    }
    let (zones_km, weights) = zones(&access, source)?;
    let at_risk = access.at_risk.as_ref().map(|id| share_of_persons(id, indicators, source));
    let remedies = remedies(&access.remedy, indicators, source)?;
    if at_risk.is_some() && access.people.is_empty() {
        return Err(source
            .wrong(at, "[access] `at_risk` needs `people`: who these persons are")
            .with_help("people = \"personnes de 65 ans et plus\""));
    }
    Ok(Some(Access {
        rule: AccessRule {
            title: access.title,
            note: access.note,
            supply: access.supply,
            capacity: access.capacity,
            zones_km,
            weights,
            at_risk: at_risk.transpose()?,
            people: access.people,
            remedies,
        },
        places,
    }))
}

/// Zones of 5, 10 and 20 km; weights of the slower decay of Luo & Qi (2009), 1, 0.68 and 0.22.
fn zones(access: &AccessFile, source: &Source) -> Result<(Vec<f64>, Vec<f64>)> {
    let (zones, weights) = match (&access.zones_km, &access.weights) {
        (None, None) => return Ok((vec![5.0, 10.0, 20.0], vec![1.0, 0.68, 0.22])),
        (Some(zones), Some(weights)) => (zones, weights),
        (Some(one), None) | (None, Some(one)) => {
            return Err(source
                .wrong(one.span().start, "[access] `zones_km` and `weights` go together")
                .with_help("zones_km = [5, 10, 20] and weights = [1, 0.68, 0.22]"));
        }
    };
    let edges = zones.get_ref();
    let outwards = edges.windows(2).all(|w| w[0] < w[1])
        && edges.iter().all(|e| *e > 0.0 && *e <= FURTHEST)
        && (1..=ZONES).contains(&edges.len());
    if !outwards {
        return Err(source.wrong(
            zones.span().start,
            format!(
                "[access] `zones_km` is 1 to {ZONES} distances, ascending, up to {FURTHEST} km"
            ),
        ));
    }
    let decay = weights.get_ref();
    if decay.len() != edges.len() || !decay.iter().all(|w| *w > 0.0 && *w <= 1.0) {
        return Err(source.wrong(
            weights.span().start,
            format!("[access] `weights` is {} numbers above 0 and up to 1", edges.len()),
        ));
    }
    Ok((edges.clone(), decay.clone()))
}

fn share_of_persons(
    id: &Spanned<String>,
    indicators: &[Indicator],
    source: &Source,
) -> Result<String> {
    let name = id.get_ref();
    let found = indicators.iter().find(|i| i.id == *name).ok_or_else(|| {
        source
            .wrong(id.span().start, format!("[access] at_risk: no indicator `{name}` here"))
            .with_help(nearest(name, indicators.iter().map(|i| i.id.as_str())))
    })?;
    let share = matches!(found.measure, Measure::Rate { .. } | Measure::Value { .. });
    if found.unit != "%" || !share {
        return Err(source.wrong(
            id.span().start,
            format!(
                "[access] at_risk: `{name}` is in {:?}, not a share of persons in %",
                found.unit
            ),
        ));
    }
    Ok(name.clone())
}

fn remedies(
    file: &RemedyFile,
    indicators: &[Indicator],
    source: &Source,
) -> Result<Vec<(Remedy, Vec<String>)>> {
    let scored = || indicators.iter().filter(|i| i.scored.is_some()).map(|i| i.id.as_str());
    let mut out = Vec::new();
    for (remedy, ids) in [
        (Remedy::Network, &file.network),
        (Remedy::Equipment, &file.equipment),
        (Remedy::Mediation, &file.mediation),
    ] {
        for id in ids {
            if !scored().any(|s| s == id.get_ref()) {
                let message =
                    format!("[access.remedy]: `{}` is no scored indicator here", id.get_ref());
                return Err(source
                    .wrong(id.span().start, message)
                    .with_help(nearest(id.get_ref(), scored())));
            }
        }
        if !ids.is_empty() {
            out.push((remedy, ids.iter().map(|id| id.get_ref().clone()).collect()));
        }
    }
    Ok(out)
}
