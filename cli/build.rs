//! `ifn build`

use std::fmt::Write;

use ifn_engine::catalog::{self, Catalog};
use ifn_engine::index::treat::Transform;
use ifn_engine::output::{LevelEntry, Manifest, TilesOptions};
use ifn_engine::pipeline::{self, Request};

use crate::args::{BuildArgs, Common};
use crate::fmt::{self, count, number};
use crate::progress::Shown;

pub fn run(args: &BuildArgs, common: &Common) -> anyhow::Result<()> {
    let catalog = Catalog::builtin()?;
    let mut method = catalog::open_method(&args.config, &catalog)?
        .select(&args.choice.selection(&args.levels))?;
    for named in &args.places {
        method.count_places(catalog::places_named(named, &catalog)?)?;
    }
    crate::fetch::before_build(&method, args, common)?;
    let request = Request {
        method,
        data: args.net.data.clone(),
        out: args.out.clone(),
        zone: args.zone.clone(),
        geometry: !args.no_geometry,
        tiles: (!args.no_tiles)
            .then(|| TilesOptions { extra: args.extra.extra.clone(), ..TilesOptions::default() }),
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

/// What was done about outliers and about units with too few indicators.
fn treatment(text: &mut String, entry: &LevelEntry) {
    if entry.screened > 0 {
        let screened = count(entry.screened);
        let _ = writeln!(text, "    {screened} units left out: too few indicators");
    }
    for (indicator, t) in &entry.treated {
        let how = match t.transform {
            Some(Transform::Log) => "its logarithm taken".into(),
            Some(Transform::BoxCox) => {
                format!("Box-Cox, exponent {}", number(t.lambda, 3))
            }
            None => format!("{} outliers drawn in", t.winsorised),
        };
        let left = if t.within_limits { "" } else { ", and still beyond the limits" };
        let _ = writeln!(
            text,
            "    {indicator}: skewness {:.1} and kurtosis {:.1}: {how}{left}",
            t.skewness, t.excess_kurtosis
        );
    }
}

fn summary(m: &Manifest, out: &str) -> String {
    let mut text = format!("{}\n", m.method.title);
    for level in &m.method.levels {
        if let Some(entry) = m.levels.get(level) {
            let (scored, units) = (count(entry.scored), count(entry.units));
            let _ = writeln!(text, "  {level:<12} {scored:>7} of {units:>7} units scored");
            treatment(&mut text, entry);
        }
    }
    if let Some(zone) = &m.zone {
        let ranked: Vec<String> = m
            .method
            .levels
            .iter()
            .filter_map(|level| Some((level, m.levels.get(level)?)))
            .map(|(level, entry)| format!("{} {}", count(entry.ranked), fmt::plural(level)))
            .collect();
        let _ = writeln!(
            text,
            "  only {zone} is written; ranks and deciles are among all that were scored, those outside \
             it too: {}",
            ranked.join(", ")
        );
    }
    let geometry = if m.territory.without_contour.is_empty() { "" } else { ", territories/" };
    let tiles = if m.tiles.is_some() { ", tiles/" } else { "" };
    let _ = writeln!(
        text,
        "written to {out}/ (scores/{geometry}{tiles}, inputs/, reference.parquet, manifest.json)"
    );
    text
}
