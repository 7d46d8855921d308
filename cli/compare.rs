//! `ifn compare`

use std::fmt::Write;
use std::path::PathBuf;

use clap::Args;
use ifn_engine::analysis::compare::{Cause, Comparison};
use ifn_engine::build::Build;
use ifn_engine::catalog::ZoneSet;
use ifn_engine::query::compare_builds;

use crate::fmt::{self, count, number};
use crate::options::Common;

#[derive(Debug, Args)]
pub struct CompareArgs {
    /// Folder of a build
    pub a: PathBuf,
    /// Folder of another one
    pub b: PathBuf,
    /// Level; the finest that both have when absent
    #[arg(long)]
    pub level: Option<String>,
    /// Compare only the units of a zone, as departement:22,departement:29 or the file of one (`ifn
    /// zones`): ranks and deciles are then among them
    #[arg(long, value_name = "ZONE|FILE.json", value_parser = crate::zones::named)]
    pub zone: Option<ZoneSet>,
    /// Largest moves to list
    #[arg(long, default_value_t = 20)]
    pub top: usize,
}

pub fn run(args: &CompareArgs, common: &Common) -> anyhow::Result<()> {
    let (a, b) = (Build::read(&args.a)?, Build::read(&args.b)?);
    let zone = fmt::zone(&a, args.zone.as_ref())?.map(|zone| zone.found.zone);
    let compared = compare_builds(&a, &b, args.level.as_deref(), zone.as_ref(), args.top)?;
    if common.json { fmt::print_json(&compared) } else { fmt::print(&text(&compared)) }
}

fn text(c: &Comparison) -> String {
    let units = fmt::plural(&c.level);
    let mut out = String::new();
    for (side, about) in [("A", &c.a), ("B", &c.b)] {
        let _ = writeln!(out, "{side}  {} ({})", about.title, about.id);
        if !about.notice.is_empty() {
            let _ = writeln!(out, "   {}", about.notice);
        }
    }
    let of = c.zone.as_ref().map(|zone| format!(" of {zone}")).unwrap_or_default();
    let _ = writeln!(out, "{} {units}{of} have a score in both", count(c.common));
    for (side, n, examples) in
        [("A", c.only_a, &c.only_a_examples), ("B", c.only_b, &c.only_b_examples)]
    {
        if n > 0 {
            let _ = writeln!(
                out,
                "{} in {side} alone (for instance {})",
                count(n),
                examples.join(", ")
            );
        }
    }
    if c.common == 0 {
        return out;
    }
    let share = fmt::percent(c.same_decile as f64 / c.common as f64);
    let _ = writeln!(
        out,
        "\nrank correlation (Spearman) {}, Pearson {}\n{share} keep their decile; a rank moves by {} on average",
        number(c.spearman, 4),
        number(c.pearson, 4),
        number(Some(c.mean_move), 0)
    );
    out += "\nfrom decile (A, down) to decile (B, across); 10 = the highest index\n";
    let head = [String::new()].into_iter().chain((1..=10).map(|d| d.to_string())).collect();
    let row = |(d, row): (usize, &Vec<usize>)| {
        [(d + 1).to_string()].into_iter().chain(row.iter().map(|n| count(*n))).collect()
    };
    let rows: Vec<Vec<String>> =
        [head].into_iter().chain(c.deciles.iter().enumerate().map(row)).collect();
    out += &fmt::columns(&rows);
    if c.moves.is_empty() {
        out += "\nno unit changed place\n";
        return out;
    }
    out += "\nlargest moves (rank 1 = the highest index)\n";
    for m in &c.moves {
        let _ = writeln!(
            out,
            "  {} {}: rank {} → {}, decile {} → {}{}",
            m.code,
            m.name,
            count(m.rank_a as usize),
            count(m.rank_b as usize),
            m.decile_a,
            m.decile_b,
            m.because.as_ref().map(because).unwrap_or_default()
        );
    }
    out
}

fn because(cause: &Cause) -> String {
    let value = |v: Option<f64>| match v {
        Some(v) => format!("{} {}", fmt::fixed(v, 2), cause.unit).trim_end().to_string(),
        None => "missing".into(),
    };
    let what = match (cause.value_a, cause.value_b) {
        _ if cause.only_in_one => {
            format!("{}, in one of the two alone", value(cause.value_a.or(cause.value_b)))
        }
        (a, b) if a == b => value(a),
        (a, b) => format!("{} → {}", value(a), value(b)),
    };
    format!(", most by {} ({what})", cause.title)
}
