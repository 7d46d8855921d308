//! `ifn methods`

use std::fmt::Write;

use ifn_engine::catalog::{self, Catalog, Method, MethodSummary};

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
