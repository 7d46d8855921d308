//! `ifn audit`

use std::fmt::Write;
use std::path::{Path, PathBuf};

use clap::Args;
use ifn_engine::Error;
use ifn_engine::analysis::audit::{Audit, Finding};
use ifn_engine::build::write_whole;
use ifn_engine::catalog::{Catalog, ZoneSet};
use ifn_engine::export::audit_page;
use ifn_engine::pipeline::{self, BuildRequest};

use crate::fmt::{self, count, number, percent};
use crate::options::{ChoiceArgs, Common};
use crate::progress::StageProgress;

/// Units and groups listed; the JSON and the page have more.
const LISTED: usize = 15;

#[derive(Debug, Args)]
pub struct AuditArgs {
    /// A method file, or the id of a method that the program carries; without one the richest method
    /// whose data are here
    pub config: Option<String>,
    /// Folder of downloaded files
    #[arg(long, value_name = "DIR", default_value = "data", env = "IFN_DATA")]
    pub data: PathBuf,
    /// Level to audit; the finest of the method when absent
    #[arg(long)]
    pub level: Option<String>,
    /// Audit the units of a zone alone, as departement:22,departement:29 or the file of one (`ifn zones`); their
    /// scores are those among all units
    #[arg(long, value_name = "ZONE|FILE.json", value_parser = crate::zones::named)]
    pub zone: Option<ZoneSet>,
    /// Also write a page with plots, that needs nothing else
    #[arg(long, value_name = "FILE")]
    pub html: Option<PathBuf>,
    #[command(flatten)]
    pub choice: ChoiceArgs,
}

pub fn run(args: &AuditArgs, common: &Common) -> anyhow::Result<()> {
    let catalog = Catalog::builtin()?;
    let named = args.config.as_deref();
    let method = crate::methods::named_or_richest(named, &args.data, &catalog, common)?
        .apply(&args.choice.selection(&[]))?;
    let request = BuildRequest {
        method,
        data: args.data.clone(),
        out: "unused".into(),
        zone: args.zone.clone(),
        geometry: false,
        tiles: None,
    };
    let progress = StageProgress::new(common.quiet);
    let audit = pipeline::audit(&request, args.level.as_deref(), &catalog, &progress);
    progress.finish();
    let audit = audit?;
    if let Some(path) = &args.html {
        let page = audit_page(&audit)?;
        let write =
            |part: &Path| std::fs::write(part, &page).map_err(|e| Error::io("write", path, e));
        write_whole(path, write)?;
    }
    if common.json { fmt::print_json(&audit) } else { fmt::print(&text(&audit)) }
}

fn text(a: &Audit) -> String {
    let mut out = format!("{}\n", a.title);
    if !a.notice.is_empty() {
        let _ = writeln!(out, "({})", a.notice);
    }
    let units = fmt::plural(&a.level);
    let zone = a.zone.as_ref().map_or_else(String::new, |zone| format!(" of {zone}"));
    let _ = writeln!(out, "{} of {} {units}{zone} have a score\n", count(a.scored), count(a.units));
    let head = ["", "weight", "influence", "r with index", "rank r", "VIF", "missing"];
    let mut rows = vec![head.map(String::from).to_vec()];
    rows.extend(a.indicators.iter().map(|i| {
        vec![
            i.id.clone(),
            percent(i.effective_weight),
            i.influence.map_or("–".into(), percent),
            two(i.pearson),
            two(i.spearman),
            two(i.variance_inflation),
            percent(i.missing),
        ]
    }));
    out += &fmt::columns(&rows);
    out += "influence: share of the index's variance; VIF: variance inflation, 10 and more repeats \
            the others\n\nrank correlations\n";
    out += &fmt::columns(&correlations(a));
    if !a.reliability.is_empty() {
        out += "\nreliability (Cronbach's alpha)\n";
        for r in &a.reliability {
            let n = count(r.n);
            let _ = writeln!(out, "  {}: {} over {n} complete {units}", r.axis, two(r.alpha));
        }
    }
    missing(a, &mut out);
    out += "\nfindings\n";
    if a.findings.is_empty() {
        out += "  none\n";
    }
    for finding in &a.findings {
        let _ = writeln!(out, "  {}", sentence(finding));
    }
    out
}

/// Lower half of the matrix.
fn correlations(a: &Audit) -> Vec<Vec<String>> {
    let head = [String::new()].into_iter().chain((1..=a.columns.len()).map(|n| n.to_string()));
    let row = |(i, id): (usize, &String)| {
        let cells = (0..=i).map(|j| two(a.spearman[i][j]));
        [format!("{} {id}", i + 1)].into_iter().chain(cells).collect()
    };
    [head.collect()].into_iter().chain(a.columns.iter().enumerate().map(row)).collect()
}

fn missing(a: &Audit, out: &mut String) {
    if let Some(level) = &a.group_level {
        let mut groups: Vec<_> = a.missing.iter().filter(|g| g.missing > 0.0).collect();
        groups.sort_by(|x, y| y.missing.total_cmp(&x.missing).then(x.code.cmp(&y.code)));
        let _ = writeln!(out, "\nshare of missing values by {level}, the most first");
        for g in groups.iter().take(LISTED) {
            let (missing, units) = (percent(g.missing), count(g.units));
            let _ =
                writeln!(out, "  {} {}: {missing} of the values of {units} units", g.code, g.name);
        }
        if groups.len() > LISTED {
            let _ = writeln!(out, "  … and {} more", groups.len() - LISTED);
        }
        if groups.is_empty() {
            *out += "  none\n";
        }
    }
    let _ =
        writeln!(out, "\nscores that rest on less than 80 % of the weight: {}", count(a.low.len()));
    for u in a.low.iter().take(LISTED) {
        let (there, score) = (percent(u.completeness), number(Some(u.score), 3));
        let _ = writeln!(out, "  {} {}: {there}, score {score}", u.code, u.name);
    }
    if a.low.len() > LISTED {
        let _ = writeln!(out, "  … and {} more (--json has all)", count(a.low.len() - LISTED));
    }
}

fn sentence(f: &Finding) -> String {
    let (of, value) = (f.of.join(" and "), two(Some(f.value)));
    match f.kind {
        "double_counting" => format!("{of} say nearly the same (r = {value}): counted twice"),
        "against" => format!("{of} goes against the index (r = {value})"),
        "inflation" => format!("{of} is nearly a sum of the others (VIF {value})"),
        "little_influence" => {
            format!("{of} counts less than half of what it is meant to ({})", percent(f.value))
        }
        "missing" => format!("{of} is missing for {} of the units", percent(f.value)),
        _ => format!("{of}: its indicators have little in common (alpha {value})"),
    }
}

fn two(value: Option<f64>) -> String {
    value.map_or("–".into(), |v| fmt::fixed(v, 2))
}
