//! `ifn explain`

use std::fmt::Write;
use std::path::PathBuf;

use clap::Args;
use ifn_engine::analysis::access::Third;
use ifn_engine::analysis::{AccessValues, Explanation, Part, PartKind, ZoneRank, explain};
use ifn_engine::build::{Build, meaning};
use ifn_engine::catalog::{Remedy, ZoneSet};
use ifn_engine::territory::UnitMatch;
use ifn_engine::words::UnitStanding;
use serde::Serialize;

use crate::fmt::{self, count, number, percent};
use crate::options::Common;

#[derive(Debug, Args)]
pub struct ExplainArgs {
    /// A code (93066), a level and a code (departement:93), a name (Saint-Denis 93) or a postal code
    pub code: String,
    /// Say its rank inside a zone too, as departement:22,departement:29 or the file of one (`ifn zones`)
    #[arg(long, value_name = "ZONE|FILE.json", value_parser = crate::zones::named)]
    pub zone: Option<ZoneSet>,
    /// Folder of the build
    #[arg(long, value_name = "DIR", default_value = "out", env = "IFN_OUT")]
    pub out: PathBuf,
}

/// Why a unit has its score, and what else the text that was given could mean.
#[derive(Serialize)]
struct Explained<'a> {
    #[serde(flatten)]
    explanation: &'a Explanation,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    also: &'a [UnitMatch],
}

pub fn run(args: &ExplainArgs, common: &Common) -> anyhow::Result<()> {
    let build = Build::read(&args.out)?;
    let (found, others) = build.find(&args.code)?;
    let unit = build.unit(&found.level, &found.code)?;
    let mut explanation = explain(&build.manifest.method, &unit);
    explanation.carried = found.carried;
    if let Some(zone) = fmt::zone(&build, args.zone.as_ref())? {
        explanation.in_zone = Some(build.place_in(&zone, &found.level, &found.code)?);
    }
    if common.json {
        return fmt::print_json(&Explained { explanation: &explanation, also: &others });
    }
    let holds = build.manifest.written_label();
    let mut text = render(&explanation, holds.as_deref());
    for other in others {
        let UnitMatch { level, code, name, carried } = other;
        let why = carried.map(|why| format!(" ({why})")).unwrap_or_default();
        let _ = writeln!(text, "\nalso: {level} {name}{why} — ask for it as {level}:{code}");
    }
    fmt::print(&text)
}

fn render(e: &Explanation, holds: Option<&str>) -> String {
    let mut out = String::new();
    if let Some(carried) = &e.carried {
        let _ = writeln!(out, "{carried}");
    }
    let _ = writeln!(out, "{} — {} {}", e.name, e.level, e.code);
    let _ = writeln!(out, "{}", e.title);
    if !e.notice.is_empty() {
        let _ = writeln!(out, "({})", e.notice);
    }
    let _ = writeln!(out, "{}", e.words.en.key);
    let _ = writeln!(out);
    head(e, holds, &mut out);
    table(e, &mut out);
    let zone = zone_name(e);
    let _ = writeln!(
        out,
        "\nof {zone}: value of {zone} as a whole; median: of its {}; weight: share among what is \
         available beside it",
        fmt::plural(&e.level)
    );
    if let Some(h) = &e.help {
        access(h, &e.level, &mut out);
    }
    let _ = writeln!(out, "sources:");
    for p in e.parts.iter().filter(|p| p.kind != PartKind::Axis) {
        let why = p.reason.as_deref().map(|r| format!(" ({})", meaning(r))).unwrap_or_default();
        let _ = writeln!(
            out,
            "  {:<10} {} · {} {} · {}{why}",
            p.origin, p.title, p.publisher, p.vintage, p.source
        );
    }
    out
}

fn zone_name(e: &Explanation) -> String {
    if e.reference == "france" { "France".into() } else { format!("its {}", e.reference) }
}

/// Who is at risk, how far the nearest place is, and what to study.
fn access(h: &AccessValues, level: &str, out: &mut String) {
    let units = fmt::plural(level);
    let _ = writeln!(out, "help within reach:");
    if let Some(persons) = h.at_risk {
        let _ = writeln!(
            out,
            "  {} persons at risk: a head count of a group, not of persons in difficulty",
            number(Some(persons), 0)
        );
    }
    match (h.access_km, &h.access_from) {
        (Some(km), Some(from)) => {
            let _ = writeln!(
                out,
                "  nearest place {} km away, measured from {}",
                fmt::fixed(km, 1),
                from.replace('_', " ")
            );
        }
        _ => {
            let why = h.access_reason.as_deref().map_or("it is not known", meaning);
            let _ = writeln!(out, "  no distance: {why}");
        }
    }
    if let Some(share) = h.inventoried.filter(|share| *share > 0.0 && *share < 1.0) {
        let _ = writeln!(
            out,
            "  inventories of places cover {} of its persons: this is of them alone",
            percent(share)
        );
    }
    if let Some(access) = h.access {
        let _ = writeln!(
            out,
            "  {} within reach per 10 000 persons at risk (E2SFCA)",
            number(Some(access), 2)
        );
    }
    for (service, km) in &h.km {
        let _ = writeln!(out, "  nearest for {service}: {} km", fmt::fixed(*km, 1));
    }
    if let (Some(gap), Some(rank), Some(need), Some(lack)) = (h.gap, h.gap_rank, h.need, h.lack) {
        let _ = writeln!(
            out,
            "  gap {} = 100 × need {} × lack {}, rank {} of {} {units} (1 = the largest)",
            fmt::fixed(gap, 1),
            fmt::fixed(need, 3),
            fmt::fixed(lack, 3),
            count(rank as usize),
            count(h.gap_ranked)
        );
    }
    let third = |class: Option<u8>| class.and_then(Third::from_class);
    if let (Some(need), Some(lack)) = (third(h.need_class), third(h.lack_class)) {
        let (need, supply) = thirds(need, lack);
        let _ = writeln!(out, "  need {need}, supply {supply}: thirds of the {units}, not a norm");
    }
    match h.remedy.as_deref().and_then(Remedy::from_name) {
        None => {}
        Some(Remedy::None) => {
            *out += "  nothing to study is proposed where need is low, which does not mean that there is none\n";
        }
        Some(remedy) => {
            let _ = writeln!(out, "  worth studying: {}", remedy.name());
        }
    }
}

/// Need and supply, by thirds of need and of lack of access.
fn thirds(need: Third, lack: Third) -> (&'static str, &'static str) {
    let size = |third: Third| match third {
        Third::Low => "low",
        Third::Middle => "middling",
        Third::High => "high",
    };
    // What is lacking most is least offered.
    let supply = match lack {
        Third::Low => Third::High,
        Third::Middle => Third::Middle,
        Third::High => Third::Low,
    };
    (size(need), size(supply))
}

/// Score, rank, decile and completeness, in words before figures.
fn head(e: &Explanation, holds: Option<&str>, out: &mut String) {
    let units = fmt::plural(&e.level);
    let lost = e.lost.as_deref().map(meaning);
    if let (Some(score), Some(rank), Some(decile)) = (e.score, e.rank, e.decile) {
        let at = UnitStanding::new(rank as usize, e.lower, e.scored);
        if let Some(standing) = fmt::standing(at, e.scored, &units) {
            let _ = writeln!(out, "{standing}");
        }
        let _ = writeln!(
            out,
            "rank {} of {} {units} with a score, decile {decile} of 10 (rank 1 and decile 10 are the \
             highest index)",
            count(rank as usize),
            count(e.scored),
        );
        if let Some(zone) = holds {
            let _ = writeln!(
                out,
                "this build holds {zone} alone: ranks and deciles are among all {units} that were \
                 scored, those that it leaves out too"
            );
        }
        if let Some(ZoneRank { zone, rank: Some(rank), scored, decile }) = &e.in_zone {
            let (rank, scored) = (count(*rank as usize), count(*scored));
            let tenth = decile.map_or_else(String::new, |tenth| format!(", decile {tenth} of 10"));
            let _ = writeln!(out, "rank {rank} of {scored} {units} in {zone}{tenth}");
        }
        if e.reference != "france" {
            let rank = e.rank_in_zone.map_or("–".into(), |r| count(r as usize));
            let _ = writeln!(out, "rank {rank} of {} in {}", count(e.scored_in_zone), zone_name(e));
            if let Some(note) = fmt::compared(&e.reference, &units) {
                let _ = writeln!(out, "{note}");
            }
        }
        let _ = writeln!(out, "score {score:.3}, on {} of the weight", percent(e.completeness));
        if let Some(lost) = lost {
            let _ = writeln!(out, "{lost}");
        }
    } else if let Some(lost) = lost {
        let _ = writeln!(out, "no score: {lost}");
    } else {
        let _ = writeln!(
            out,
            "no score: {} of the weight is available, {} is needed",
            percent(e.completeness),
            percent(e.min_available)
        );
    }
    if let Some(persons) = e.population {
        let _ = writeln!(out, "population {}", number(Some(persons), 0));
    }
    let _ = writeln!(out);
}

fn table(e: &Explanation, out: &mut String) {
    let reference = format!("of {}", zone_name(e));
    let head =
        ["", "value", &reference, "median", "on scale", "weight", "contributes"].map(String::from);
    let rows: Vec<Vec<String>> =
        [head.to_vec()].into_iter().chain(e.parts.iter().map(row)).collect();
    out.push_str(&fmt::columns(&rows));
}

fn row(p: &Part) -> Vec<String> {
    let indent = "  ".repeat(p.depth);
    let context = if p.kind == PartKind::Context { "(context) " } else { "" };
    let value = |v: Option<f64>| {
        let unit = if p.unit.is_empty() { String::new() } else { format!(" {}", p.unit) };
        v.map_or(String::new(), |v| format!("{}{unit}", fmt::fixed(v, 2)))
    };
    let missing = p.value.is_none() && p.kind != PartKind::Axis;
    vec![
        format!("{indent}{context}{}", p.title),
        if missing { "missing".into() } else { value(p.value) },
        value(p.zone.pooled.or(p.zone.mean)),
        value(p.zone.median),
        p.normalised.map_or(String::new(), |v| fmt::fixed(v, 3)),
        p.weight.map_or(String::new(), percent),
        p.contribution.map_or(String::new(), |v| fmt::fixed(v, 3)),
    ]
}
