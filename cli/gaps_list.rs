//! The list that `ifn gaps` prints.

use std::fmt::Write;

use ifn_engine::build::{Build, HeadCount, ListOrder, number as number_of, text_of};
use ifn_engine::places::schema;
use ifn_engine::query::{GapQuery, LargestGaps, NotInventoried};

use crate::fmt::{self, count, number};

/// Where the rank inside a zone stands in the list: after the rank among all.
const IN_ZONE: usize = 4;

/// Units that no inventory covers; nothing where there is none.
pub fn not_inventoried(gaps: &LargestGaps) -> Option<String> {
    let NotInventoried { units, persons } = gaps.not_inventoried;
    (units > 0).then(|| {
        format!(
            "{} of them ({} persons) are not inventoried: no inventory of places covers them, access is not known and \
             they have no gap",
            count(units),
            number(Some(persons), 0)
        )
    })
}

/// What comes first in the list.
pub fn order(query: &GapQuery) -> ListOrder {
    query.listing.order.unwrap_or(ListOrder::Gap)
}

/// The list, with what it is of above and what its columns mean below.
pub fn text(
    build: &Build,
    query: &GapQuery,
    service: Option<usize>,
    gaps: &LargestGaps,
    heads: Option<&HeadCount>,
) -> String {
    let manifest = &build.manifest;
    let mut out = String::new();
    let units = fmt::plural(query.level);
    let help = manifest.method.access.as_ref().map_or("", |a| a.title.as_str());
    let what = service.map_or(help, |s| schema::SERVICES[s].value);
    let _ = writeln!(out, "{}", manifest.method.title);
    if !manifest.notice.is_empty() {
        let _ = writeln!(out, "({})", manifest.notice);
    }
    let _ = writeln!(out, "help counted: {what}");
    let asked = query.zone.map(|zone| zone.label(manifest));
    let zone = asked.or_else(|| manifest.written_label());
    let of = zone.clone().unwrap_or_else(|| "France".into());
    let first = match order(query) {
        ListOrder::Rank => "highest index",
        ListOrder::AtRisk => "most persons at risk",
        ListOrder::Gap => "largest gaps",
        ListOrder::GapPersons => "largest gap × persons at risk",
    };
    let _ = writeln!(out, "{first} among {} {units} of {of}", count(gaps.among));
    if let Some(said) = not_inventoried(gaps) {
        let _ = writeln!(out, "{said}");
    }
    if let Some(heads) = heads {
        let _ = writeln!(out, "{}", fmt::persons(heads));
    }
    if let Some(said) = fmt::left_out(gaps.left_out, query.listing.min_population) {
        let _ = writeln!(out, "{said} (--min-population 0 lists them)");
    }
    let _ = writeln!(out);
    let table = &gaps.table;
    // A method that can give one answer alone gives none.
    let remedies = (0..table.num_rows()).any(|row| text_of(table, "remedy", row).is_some());
    let head = [
        "",
        "code",
        "gap",
        "rank",
        "population",
        "at risk",
        "need",
        "lack",
        "km",
        "access",
        "nearest place",
    ];
    let mut head = head.map(String::from).to_vec();
    if zone.is_some() {
        head.insert(IN_ZONE, "in zone".into());
    }
    let share = |row: usize| number_of(table, "share_in_zone", row).filter(|share| *share < 1.0);
    let astride = (0..table.num_rows()).any(|row| share(row).is_some());
    if astride {
        head.push("inside".into());
    }
    if remedies {
        head.push("to study".into());
    }
    let mut rows: Vec<Vec<String>> = vec![head];
    for row in 0..table.num_rows() {
        let cell = |name: &str, digits: usize| {
            number_of(table, name, row).map_or("–".into(), |v| fmt::fixed(v, digits))
        };
        let text = |name: &str| text_of(table, name, row).unwrap_or("–").to_string();
        let nearest = match text_of(table, "nearest_commune", row) {
            Some(commune) => format!("{} ({commune})", text("nearest_name")),
            None => text("nearest_name"),
        };
        let mut cells = vec![
            text("name"),
            text("code"),
            cell("gap", 1),
            cell("gap_rank", 0),
            cell("population", 0),
            cell("at_risk", 0),
            cell("need", 3),
            cell("lack", 3),
            cell("access_km", 1),
            cell("access", 2),
            nearest,
        ];
        if zone.is_some() {
            cells.insert(IN_ZONE, cell("gap_rank_in_zone", 0));
        }
        if astride {
            cells.push(share(row).map_or("all".into(), fmt::percent));
        }
        if remedies {
            cells.push(text("remedy"));
        }
        rows.push(cells);
    }
    out.push_str(&fmt::columns(&rows));
    let people = manifest.method.access.as_ref().map_or("", |a| a.people.as_str());
    let _ = writeln!(
        out,
        "\ngap = 100 × need × lack, rank among all {units} with a gap, those not shown too; need: share of them with a lower \
         index; lack: share that are better served; km: to the nearest place, as the crow flies; \
         access: what is within reach per 10,000 persons at risk (E2SFCA)"
    );
    if astride {
        let _ = writeln!(
            out,
            "inside: share of the persons who live in {of}; what lies there in part is listed as a whole"
        );
    }
    if let Some(note) = fmt::compared(&gaps.method.reference, &units) {
        let _ = writeln!(out, "{note}");
    }
    if !people.is_empty() {
        let _ = writeln!(
            out,
            "at risk: population × share of {people}: a head count of that group, not of persons in \
             difficulty"
        );
    }
    if let Some(places) = &manifest.places {
        let _ = writeln!(
            out,
            "{} places in the register, {} counted: those that stay in one place, receive the public{}",
            number(Some(places.places as f64), 0),
            count(places.counted),
            if places.services_count { ", and name a service" } else { "" }
        );
    }
    out
}
