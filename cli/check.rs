//! `ifn check`

use std::fmt::Write;
use std::path::PathBuf;

use clap::Args;
use ifn_engine::build;
use ifn_engine::catalog::{Catalog, MethodSummary};
use ifn_engine::pipeline::{self, BuildRequest};

use crate::fmt::{self, count};
use crate::options::Common;
use crate::progress::StageProgress;

#[derive(Debug, Args)]
pub struct CheckArgs {
    /// A method file, or the id of a method that the program carries; without one the richest method
    /// whose data are here
    pub config: Option<String>,
    /// Folder of downloaded files
    #[arg(long, value_name = "DIR", default_value = "data", env = "IFN_DATA")]
    pub data: PathBuf,
    /// Print the data dictionary of the method's outputs (Markdown) instead
    #[arg(long)]
    pub dictionary: bool,
}

pub fn run(args: &CheckArgs, common: &Common) -> anyhow::Result<()> {
    let catalog = Catalog::builtin()?;
    let named = args.config.as_deref();
    let method = crate::methods::named_or_richest(named, &args.data, &catalog, common)?;
    let summary = MethodSummary::from(&method);
    if args.dictionary {
        return fmt::print(&build::dictionary(&summary));
    }
    let request = BuildRequest {
        method,
        data: args.data.clone(),
        out: "unused".into(),
        zone: None,
        geometry: false,
        tiles: None,
    };
    let progress = StageProgress::new(common.quiet);
    let sources = pipeline::check(&request, &catalog, &progress);
    progress.finish();
    let sources = sources?;
    if common.json {
        return fmt::print_json(&serde_json::json!({ "method": summary, "sources": sources }));
    }
    let mut text = format!("{}: {}\n", summary.id, summary.title);
    let words = [("French", &summary.words.fr), ("English", &summary.words.en)];
    for (language, w) in words {
        let _ = writeln!(
            text,
            "  in {language}: {} · {} · {} · {} / {} · {}",
            w.long, w.short, w.noun, w.high, w.low, w.key
        );
    }
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
