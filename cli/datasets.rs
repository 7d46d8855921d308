//! `ifn datasets`

use std::fmt::Write;
use std::path::PathBuf;
use std::time::Duration;

use clap::Args;
use ifn_engine::catalog::{Catalog, Dataset};
use ifn_engine::fetch::{self, DatasetState, Standing};
use serde_json::json;

use crate::fetching::TransferBars;
use crate::fmt;
use crate::options::Common;

#[derive(Debug, Args)]
pub struct DatasetsArgs {
    /// Folder of downloaded files
    #[arg(long, value_name = "DIR", default_value = "data", env = "IFN_DATA")]
    pub data: PathBuf,
    /// Print the addresses that would be asked whether they lead somewhere
    #[arg(long)]
    pub check_links: bool,
    /// And ask them (needs a network)
    #[arg(long, requires = "check_links")]
    pub ask: bool,
    /// Seconds that a server may keep silent
    #[arg(long, value_name = "SECONDS", default_value_t = 30)]
    pub timeout: u64,
}

pub fn run(args: &DatasetsArgs, common: &Common) -> anyhow::Result<()> {
    let catalog = Catalog::builtin()?;
    if args.check_links {
        return check_links(&catalog, args, common);
    }
    let states = fetch::states(&catalog, &args.data)?;
    let all = catalog.datasets.values().zip(&states);
    if common.json {
        let all: Vec<_> = all.map(|(d, state)| as_json(&catalog, d, state)).collect();
        return fmt::print_json(&all);
    }
    let mut out = String::new();
    for (d, state) in all {
        let _ = writeln!(out, "{:<32} {}", d.id, d.provenance.title);
        let _ = writeln!(
            out,
            "{:<32} {}, {}, {}: {}",
            "",
            d.provenance.publisher,
            d.provenance.vintage,
            d.provenance.licence,
            standing(d, state)
        );
        let offered = indicators(&catalog, &d.id);
        if !offered.is_empty() {
            let _ = writeln!(out, "{:<32} indicators: {}", "", offered.join(", "));
        }
        if let Some(mapping) = &d.places {
            let _ = writeln!(out, "{:<32} places: {} fields", "", mapping.rules.len());
        }
    }
    let count = |standing| states.iter().filter(|s| s.standing == standing).count();
    let _ = writeln!(
        out,
        "{} datasets: {} in the program, {} present, {} absent, {} changed, {} outdated; {} here",
        states.len(),
        count(Standing::Embedded),
        count(Standing::Present) + count(Standing::Own),
        count(Standing::Absent) + count(Standing::ToMake),
        count(Standing::Changed),
        count(Standing::Outdated),
        fetch::size(states.iter().map(|s| s.bytes).sum())
    );
    fmt::print(&out)
}

fn indicators(catalog: &Catalog, id: &str) -> Vec<String> {
    let of_table = catalog.indicators.iter().filter(|(_, i)| i.table.as_deref() == Some(id));
    of_table.map(|(name, _)| name.clone()).collect()
}

fn standing(dataset: &Dataset, state: &DatasetState) -> String {
    let here = fetch::size(state.bytes);
    let since = state.fetched.as_ref().map(|day| format!(", fetched on {day}")).unwrap_or_default();
    let note = state.note.as_ref().map(|note| format!(" ({note})")).unwrap_or_default();
    let files = if state.files > 1 { format!(" in {} files", state.files) } else { String::new() };
    match state.standing {
        Standing::Embedded => "in the program".into(),
        Standing::ToMake if dataset.places.is_some() => "absent; an inventory of your own".into(),
        Standing::ToMake => "absent; a table of your own".into(),
        Standing::Absent => "absent".into(),
        Standing::Present => format!("present, {here}{files}{since}{note}"),
        Standing::Own => format!("present, {here}, your own file"),
        Standing::Changed => format!("CHANGED, {here}{since}{note}"),
        Standing::Outdated => format!("outdated, {here}{since}{note}"),
    }
}

fn as_json(catalog: &Catalog, d: &Dataset, state: &DatasetState) -> serde_json::Value {
    let p = &d.provenance;
    json!({
        "id": d.id,
        "title": p.title,
        "publisher": p.publisher,
        "licence": p.licence,
        "vintage": p.vintage,
        "series": p.series,
        "page": p.page,
        "address": p.address,
        "confidence": p.confidence,
        "moved": p.moved.as_ref().map(|m| json!({ "page": m.page, "link": m.link })),
        "note": p.note,
        "level": d.layout.level,
        "geography": d.layout.geography,
        "indicators": indicators(catalog, &d.id),
        "places": d.places.as_ref().map(|m| {
            m.rules.iter().map(|(field, _)| field.name()).collect::<Vec<_>>()
        }),
        "embedded": state.standing == Standing::Embedded,
        "state": state,
    })
}

/// Prints the addresses; asks them with `--ask`, and fails when one does not answer.
fn check_links(catalog: &Catalog, args: &DatasetsArgs, common: &Common) -> anyhow::Result<()> {
    let links = fetch::links(catalog.datasets.values());
    if !args.ask {
        if common.json {
            return fmt::print_json(&links);
        }
        let mut out = String::new();
        for link in &links {
            let sure = link.confidence.map(|c| format!("{c:?}")).unwrap_or_default();
            let pace = if link.pace > 0.0 { " (one request a second)" } else { "" };
            let _ = writeln!(out, "{:<32} [{sure}] HEAD {}{pace}", link.dataset, link.address);
        }
        let _ = writeln!(out, "{} addresses; --ask asks them", links.len());
        return fmt::print(&out);
    }
    let shown = TransferBars::new(&[], common.quiet);
    let replies = fetch::ask_links(links, Duration::from_secs(args.timeout), &shown);
    let wrong = replies.iter().filter(|r| r.wrong.is_some()).count();
    if common.json {
        fmt::print_json(&replies)?;
    } else {
        let mut out = String::new();
        for reply in &replies {
            let result = match (&reply.wrong, reply.bytes) {
                (Some(wrong), _) => format!("WRONG: {wrong}; see {}", reply.link.page),
                (None, bytes) => {
                    let size = bytes.map(fetch::size).unwrap_or_default();
                    let since = reply.modified.as_deref().unwrap_or_default();
                    format!("{size} {since}").trim().to_string()
                }
            };
            let _ = writeln!(out, "{:<32} {result}", reply.link.dataset);
        }
        fmt::print(&out)?;
    }
    match wrong {
        0 => Ok(()),
        n => Err(anyhow::anyhow!("{n} of {} addresses lead nowhere", replies.len())),
    }
}
