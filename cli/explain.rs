//! `ifn explain`

use std::fmt::Write;

use ifn_engine::analysis::{Explanation, Part, PartKind, explain};
use ifn_engine::output::{meaning, open};

use crate::args::{Common, ExplainArgs};
use crate::fmt::{self, count, number};

pub fn run(args: &ExplainArgs, common: &Common) -> anyhow::Result<()> {
    let built = open(&args.out)?;
    let (found, others) = built.find(&args.code)?;
    let unit = built.unit(&found.level, &found.code)?;
    let explanation = explain(&built.manifest.method, &unit);
    if common.json {
        return fmt::print_json(&explanation);
    }
    let mut text = render(&explanation);
    for other in others {
        let _ = writeln!(
            text,
            "\nalso: {} {} — ask for it as {}:{}",
            other.level, other.name, other.level, other.code
        );
    }
    fmt::print(&text)
}

fn render(e: &Explanation) -> String {
    let mut out = String::new();
    let _ = writeln!(out, "{} — {} {}", e.name, e.level, e.code);
    let _ = writeln!(out, "{}", e.title);
    if let Some(persons) = e.population {
        let _ = writeln!(out, "population {}", number(Some(persons), 0));
    }
    match (e.score, e.rank, e.decile) {
        (Some(score), Some(rank), Some(decile)) => {
            let _ = writeln!(
                out,
                "score {}   rank {} of {} ({}s)   decile {decile} (10 = most fragile)",
                number(Some(score), 3),
                count(rank as usize),
                count(e.scored),
                e.level,
            );
            if e.reference != "france" {
                let _ = writeln!(
                    out,
                    "rank {} of {} within its {}",
                    e.rank_in_zone.map_or("–".into(), |r| count(r as usize)),
                    count(e.scored_in_zone),
                    e.reference
                );
            }
        }
        _ => {
            let _ = writeln!(
                out,
                "no score: {} of the weight is available, {} is needed",
                percent(e.completeness),
                percent(e.min_available)
            );
        }
    }
    let _ = writeln!(out, "completeness {}\n", percent(e.completeness));
    let rows: Vec<[String; 7]> = e.parts.iter().map(row).collect();
    let head = ["", "value", "reference", "on scale", "weight", "contributes", "origin and source"]
        .map(String::from);
    let mut widths = [0; 7];
    for row in rows.iter().chain([&head]) {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = (*width).max(cell.chars().count());
        }
    }
    for row in [&head].into_iter().chain(&rows) {
        let mut line = String::new();
        for (i, (cell, width)) in row.iter().zip(widths).enumerate() {
            let pad = " ".repeat(width - cell.chars().count());
            let _ = match i {
                0 | 6 => write!(line, "{cell}{pad}  "),
                _ => write!(line, "{pad}{cell}  "),
            };
        }
        let _ = writeln!(out, "{}", line.trim_end());
    }
    let _ = writeln!(
        out,
        "\nreference: value of {} as a whole; weight: share of what is available beside it",
        if e.reference == "france" {
            "France".into()
        } else {
            format!("the unit's {}", e.reference)
        }
    );
    out
}

fn row(p: &Part) -> [String; 7] {
    let indent = "  ".repeat(p.depth);
    let title = match p.kind {
        PartKind::Axis | PartKind::Indicator => format!("{indent}{}", p.title),
        PartKind::Context => format!("{indent}(context) {}", p.title),
    };
    let unit = if p.unit.is_empty() { String::new() } else { format!(" {}", p.unit) };
    let source = match p.kind {
        PartKind::Axis => String::new(),
        _ => {
            let why = p.reason.as_deref().map(|r| format!(": {}", meaning(r))).unwrap_or_default();
            format!("{}{why} · {} {}", p.origin, p.source, p.vintage)
        }
    };
    [
        title,
        p.value.map_or(if p.kind == PartKind::Axis { String::new() } else { "–".into() }, |v| {
            format!("{}{unit}", number(Some(v), 2))
        }),
        p.zone
            .pooled
            .or(p.zone.mean)
            .map_or(String::new(), |v| format!("{}{unit}", number(Some(v), 2))),
        p.normalised.map_or(String::new(), |v| number(Some(v), 3)),
        p.weight.map_or(String::new(), percent),
        p.contribution.map_or(String::new(), |v| number(Some(v), 3)),
        source,
    ]
}

fn percent(share: f64) -> String {
    format!("{} %", number(Some(share * 100.0), 1))
}
