//! `ifn places check`: reads an inventory and lists its mistakes.

use std::fmt::Write;
use std::path::{Path, PathBuf};

use clap::Args;
use ifn_engine::Error;
use ifn_engine::build;
use ifn_engine::catalog::{self, Catalog, Dataset};
use ifn_engine::places::{self, Communes, Kept, PlaceSource, Register};
use ifn_engine::territory::load_france;
use serde_json::json;

use crate::fmt::{self, count};
use crate::options::Common;
use crate::outputs::apart;

/// Kinds of mistakes shown.
const SHOWN: usize = 40;
/// Words of problems that say something else of every row: they are one kind.
const OF_ONE_ROW: [&str; 13] = [
    ", which is kept",
    "its position lies in",
    "read as",
    "left out",
    "no coordinates: the centre of",
    "km from the centre of",
    "outside of",
    "no commune, or several, of this name",
    " is now ",
    " is part of ",
    "is the name of no commune",
    ": put right",
    " is meant",
];

#[derive(Debug, Args)]
pub struct PlacesCheckArgs {
    /// The inventory: CSV, XLSX, Parquet or JSON
    pub file: PathBuf,
    /// How its columns are read: a dataset that has a mapping (`ifn datasets`), or a TOML file of
    /// your own
    #[arg(long, value_name = "ID|FILE.toml")]
    pub mapping: String,
    /// Write everything that is wrong as CSV
    #[arg(long, short, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// Write what is wrong in French, for the owner of the source: line, field, value, what was expected,
    /// what could stand there
    #[arg(long, value_name = "FILE.csv")]
    pub errors: Option<PathBuf>,
    /// Folder of downloaded files
    #[arg(long, value_name = "DIR", default_value = "data", env = "IFN_DATA")]
    pub data: PathBuf,
}

pub fn run(args: &PlacesCheckArgs, common: &Common) -> anyhow::Result<()> {
    let outputs = [("-o", &args.output), ("--errors", &args.errors)];
    let outputs: Vec<_> =
        outputs.into_iter().filter_map(|(name, path)| Some((name, path.as_deref()?))).collect();
    let mut read = vec![("the inventory", args.file.as_path())];
    read.extend(mapping_file(&args.mapping).map(|path| ("the mapping", path)));
    apart(&read, &outputs)?;
    let catalog = Catalog::builtin()?;
    let dataset = mapping(&args.mapping, &args.file, &catalog)?;
    let territory = load_france(&catalog, &args.data)?;
    let communes = Communes::new(&territory, &catalog, &args.data)?;
    let register = places::load(&[dataset], &args.data, &communes)?;
    if let Some(path) = &args.output {
        build::write_rejects(path, &register)?;
    }
    if let Some(path) = &args.errors {
        build::write_source_errors(path, &register)?;
    }
    let kinds = kinds(&register);
    if common.json {
        let kinds: Vec<_> = kinds
            .iter()
            .map(|k| json!({ "field": k.field, "problem": k.problem, "kept": k.kept.name(), "rows": k.rows, "example": k.example, "example_row": k.example_row }))
            .collect();
        return fmt::print_json(&json!({
            "source": register.sources.first(),
            "places": register.places.len(),
            "problems": kinds,
        }));
    }
    fmt::print(&report(&register, &kinds))?;
    if let (Some(path), false) = (&args.output, common.quiet) {
        say!("{} problems written to {}", count(register.rejects.len()), path.display());
    }
    if let (Some(path), false) = (&args.errors, common.quiet) {
        let problems = count(register.rejects.len());
        say!("{problems} problems written in French to {}", path.display());
    }
    Ok(())
}

/// The mapping that is named, over the file.
fn mapping(name: &str, file: &Path, catalog: &Catalog) -> anyhow::Result<Dataset> {
    // Before what is wrong with the mapping.
    std::fs::metadata(file).map_err(|e| Error::io("read", file, e))?;
    match mapping_file(name) {
        Some(path) => Ok(catalog::open_places(path)?.over(file)),
        None => Ok(catalog.places_over(name, file)?),
    }
}

/// The file of a mapping; nothing where a dataset is named.
fn mapping_file(name: &str) -> Option<&Path> {
    let path = Path::new(name);
    path.extension().is_some_and(|e| e.eq_ignore_ascii_case("toml")).then_some(path)
}

/// Mistakes of one kind.
struct Mistakes<'a> {
    field: &'a str,
    problem: &'a str,
    kept: Kept,
    rows: usize,
    example: &'a str,
    example_row: u32,
}

/// Problems of one field in the same words, the most frequent first.
fn kinds(register: &Register) -> Vec<Mistakes<'_>> {
    let mut out: Vec<Mistakes> = Vec::new();
    let mut known: std::collections::HashMap<(&str, &str, Kept), usize> =
        std::collections::HashMap::new();
    for reject in &register.rejects {
        // Problems of one row alone are one kind.
        let own = reject.kept == Kept::Merged || reject.field == "id";
        let shape = OF_ONE_ROW.iter().find(|words| reject.problem.contains(**words));
        let problem = match shape {
            _ if own => "",
            Some(words) => words,
            None => reject.problem.as_str(),
        };
        let at = *known.entry((reject.field, problem, reject.kept)).or_insert_with(|| {
            out.push(Mistakes {
                field: reject.field,
                problem: &reject.problem,
                kept: reject.kept,
                rows: 0,
                example: &reject.value,
                example_row: reject.row,
            });
            out.len() - 1
        });
        out[at].rows += 1;
    }
    out.sort_by(|a, b| {
        b.rows.cmp(&a.rows).then(a.field.cmp(b.field)).then(a.problem.cmp(b.problem))
    });
    out
}

fn report(register: &Register, kinds: &[Mistakes]) -> String {
    let mut text = String::new();
    for s in &register.sources {
        let said = [&s.publisher, &s.vintage, &s.licence].map(String::as_str);
        let said: Vec<&str> = said.into_iter().filter(|part| !part.is_empty()).collect();
        let said = if said.is_empty() { s.title.clone() } else { said.join(", ") };
        let _ = writeln!(text, "{}: {said}", s.id);
        let keys = s.to_complete();
        if !keys.is_empty() {
            let keys = keys.join(", ");
            let _ = writeln!(text, "  to be completed in the mapping: {keys}");
        }
        let _ = writeln!(
            text,
            "  {} read, {} kept out, {}; {} of them are the same as another; {} stand at the centre \
             of their commune",
            counted(s.rows, "row"),
            count(s.rejected),
            counted(register.places.len(), "place"),
            count(s.merged),
            count(s.at_centre)
        );
        if let Some(services) = without_service(s) {
            let _ = writeln!(text, "  {services}");
        }
        for note in &s.reading {
            let _ = writeln!(text, "  {note}");
        }
    }
    if kinds.is_empty() {
        text += "  nothing is wrong\n";
        return text;
    }
    let mut rows = vec![
        ["field", "rows", "kept", "first line", "value", "problem"].map(String::from).to_vec(),
    ];
    let cut = |text: &str, most: usize| match text.char_indices().nth(most) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_string(),
    };
    for k in kinds.iter().take(SHOWN) {
        rows.push(vec![
            if k.field.is_empty() { "(row)".into() } else { k.field.into() },
            count(k.rows),
            k.kept.name().into(),
            register.shown_row(0, k.example_row).to_string(),
            cut(k.example, 32),
            cut(k.problem, 90),
        ]);
    }
    for line in aligned(&rows).lines() {
        let _ = writeln!(text, "  {line}");
    }
    if kinds.len() > SHOWN {
        let _ =
            writeln!(text, "  … and {} more kinds: write them all with -o", kinds.len() - SHOWN);
    }
    text
}

/// Places that count for nothing where only those count that name a service.
fn without_service(source: &PlaceSource) -> Option<String> {
    let named = source.with_services;
    let silent = source.places.saturating_sub(named);
    if silent == 0 {
        return None;
    }
    let name = if silent == 1 { "names" } else { "name" };
    Some(format!(
        "{} {name} no service that is known: kept, and not counted as help {}",
        counted(silent, "place"),
        if named > 0 { "beside those that do" } else { "beside inventories that do" }
    ))
}

/// `1 row`, `2 rows`.
fn counted(number: usize, what: &str) -> String {
    let end = if number == 1 { "" } else { "s" };
    format!("{} {what}{end}", count(number))
}

/// All columns to the left.
pub fn aligned(rows: &[Vec<String>]) -> String {
    let columns = rows.first().map_or(0, Vec::len);
    let width = |c: usize| rows.iter().map(|r| r[c].chars().count()).max().unwrap_or(0);
    let widths: Vec<usize> = (0..columns).map(width).collect();
    let mut out = String::new();
    for row in rows {
        let mut line = String::new();
        for (cell, width) in row.iter().zip(&widths) {
            let pad = width - cell.chars().count();
            line.extend([cell.as_str(), &" ".repeat(pad + 2)]);
        }
        out += line.trim_end();
        out.push('\n');
    }
    out
}
