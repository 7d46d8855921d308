//! `ifn methods`, and which method a command takes.

use std::fmt::Write;
use std::path::Path;

use ifn_engine::catalog::{self, Catalog, Method, MethodHere, MethodSummary};

use crate::fmt;
use crate::options::Common;

pub fn run(common: &Common) -> anyhow::Result<()> {
    let catalog = Catalog::builtin()?;
    let mut summaries = Vec::new();
    for (id, text) in catalog::builtin_methods()? {
        let path = std::path::PathBuf::from(format!("configs/{id}.toml"));
        summaries.push(MethodSummary::from(&Method::parse(&text, &path, &catalog)?));
    }
    if common.json {
        return fmt::print_json(&summaries);
    }
    let mut out = String::new();
    for m in &summaries {
        let scored = m.indicators.iter().filter(|i| i.axis.is_some()).count();
        let _ = writeln!(out, "{:<16} {}", m.id, m.title);
        let _ = writeln!(
            out,
            "{:<16} {scored} indicators, levels {}, reference {}",
            "",
            m.levels.join(" "),
            m.reference
        );
    }
    fmt::print(&out)
}

/// The method that is named; without a name the richest one whose data are in the folder `data`, and a line
/// about it.
pub fn named_or_richest(
    name: Option<&str>,
    data: &Path,
    catalog: &Catalog,
    common: &Common,
) -> anyhow::Result<Method> {
    if let Some(name) = name {
        return Ok(catalog::open_method(name, catalog)?);
    }
    let (first, others) = catalog::richest_method(catalog, data)?;
    if !common.quiet {
        say!("{}", why(&first, &others, data));
    }
    Ok(first.method)
}

/// Why a method is taken when nobody names one.
fn why(first: &MethodHere, others: &[MethodHere], data: &Path) -> String {
    let levels = |m: &MethodHere| m.method.levels.len();
    let (usable, lacking): (Vec<&MethodHere>, Vec<&MethodHere>) =
        others.iter().partition(|m| m.lacks.is_empty());
    let mut out = format!(
        "method `{}`, for none is named: of those whose data are in the program or in `{}`, it has the most \
         levels ({}), and then the most indicators ({} of {})",
        first.method.id,
        data.display(),
        levels(first),
        first.here,
        first.scored
    );
    for m in usable {
        let _ =
            write!(out, "; `{}`: {} levels, {} of {}", m.method.id, levels(m), m.here, m.scored);
    }
    for m in &lacking {
        let files = if m.lacks.len() == 1 { "file" } else { "files" };
        let _ = write!(out, "; `{}` lacks {} {files}", m.method.id, m.lacks.len());
    }
    if let Some(one) = lacking.first() {
        let _ = write!(out, " (`ifn fetch {}` takes them)", one.method.id);
    }
    out
}
