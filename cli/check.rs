//! `ifn check`

use std::fmt::Write;

use ifn_engine::catalog::{self, Catalog, MethodSummary};
use ifn_engine::output;
use ifn_engine::pipeline::{self, Request};

use crate::args::{CheckArgs, Common};
use crate::fmt::{self, count};
use crate::progress::Shown;

pub fn run(args: &CheckArgs, common: &Common) -> anyhow::Result<()> {
    let catalog = Catalog::builtin()?;
    let method = catalog::open_method(&args.config, &catalog)?;
    let summary = MethodSummary::from(&method);
    if args.dictionary {
        return fmt::print(&output::dictionary(&summary));
    }
    let request = Request {
        method,
        data: args.data.clone(),
        out: "unused".into(),
        zone: None,
        geometry: false,
        tiles: None,
    };
    let progress = Shown::new(common.quiet);
    let sources = pipeline::dry_run(&request, &catalog, &progress);
    progress.finish();
    let sources = sources?;
    if common.json {
        return fmt::print_json(&serde_json::json!({ "method": summary, "sources": sources }));
    }
    let mut text = format!("{}: {}\n", summary.id, summary.title);
    for s in &sources {
        let _ = writeln!(text, "  table {}: {} rows, {}", s.id, count(s.rows), s.vintage);
        if let Some(j) = &s.join {
            let _ = writeln!(
                text,
                "    {} joined by code, {} carried to {}, {} arrondissements folded, {} repeated, \
                 {} joined nothing; {} units without a row",
                count(j.direct),
                count(j.carried),
                summary.geography,
                count(j.arrondissements),
                count(j.repeated),
                count(j.unmatched),
                count(j.units_without_row)
            );
            if j.respelled > 0 {
                let _ = writeln!(
                    text,
                    "    {} codes read otherwise than they are written ({})",
                    count(j.respelled),
                    j.respelled_examples.join(", ")
                );
            }
        }
        for note in &s.reading {
            let _ = writeln!(text, "    {note}");
        }
        for (column, reasons) in &s.missing {
            let shown: Vec<String> =
                reasons.iter().map(|(r, n)| format!("{} {r}", count(*n))).collect();
            let _ = writeln!(text, "    {column}: missing {}", shown.join(", "));
        }
    }
    for i in &summary.indicators {
        let _ = writeln!(
            text,
            "  indicator {}: {} [{}] {}",
            i.id,
            i.formula,
            i.unit,
            i.effective_weight
                .map_or("context".into(), |w| format!("{:.1} % of the index", w * 100.0))
        );
    }
    text += "valid\n";
    fmt::print(&text)
}
