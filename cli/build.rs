//! `ifn build`

use std::fmt::Write;

use ifn_engine::catalog::{self, Catalog, Selection};
use ifn_engine::output::Manifest;
use ifn_engine::pipeline::{self, Request};

use crate::args::{BuildArgs, Common};
use crate::fmt::{self, count};
use crate::progress::Shown;

pub fn run(args: &BuildArgs, common: &Common) -> anyhow::Result<()> {
    let catalog = Catalog::builtin()?;
    let choice = Selection { only: args.only.clone(), weights: args.weights.clone() };
    let method = catalog::open_method(&args.config, &catalog)?.select(&choice)?;
    let request = Request {
        method,
        data: args.data.clone(),
        out: args.out.clone(),
        zone: args.zone.clone(),
        geometry: !args.no_geometry,
    };
    let progress = Shown::new(common.quiet);
    let outcome = pipeline::build(&request, &catalog, &progress);
    progress.finish();
    let manifest = outcome?.manifest;
    if common.json {
        return fmt::print_json(&manifest);
    }
    if !common.quiet {
        fmt::print(&summary(&manifest, &args.out.display().to_string()))?;
    }
    Ok(())
}

fn summary(m: &Manifest, out: &str) -> String {
    let mut text = format!("{}\n", m.method.title);
    for level in &m.method.levels {
        if let Some(entry) = m.levels.get(level) {
            let (scored, units) = (count(entry.scored), count(entry.units));
            let _ = writeln!(text, "  {level:<12} {scored:>7} of {units:>7} units scored");
        }
    }
    let geometry = if m.territory.without_contour.is_empty() { "" } else { ", territories/" };
    let _ =
        writeln!(text, "written to {out}/ (scores/{geometry}, reference.parquet, manifest.json)");
    text
}
