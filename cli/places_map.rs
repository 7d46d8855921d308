//! `ifn places map`: proposes how the columns of an inventory are read. What it says is for coordinators, and
//! in French.

use std::fmt::Write;
use std::path::{Path, PathBuf};

use clap::Args;
use ifn_engine::Error;
use ifn_engine::build::write_whole;
use ifn_engine::catalog::Catalog;
use ifn_engine::places::propose::{self, Preview, Proposal};
use ifn_engine::places::schema::Field;
use ifn_engine::places::{Communes, for_people};
use ifn_engine::territory::load_france;
use ifn_engine::typography::french;
use serde_json::json;

use crate::fmt::{self, count};
use crate::options::Common;
use crate::outputs::apart;
use crate::places_check::aligned;

/// Columns that are left out, and values that are not understood, that are shown.
const SHOWN: usize = 60;
/// Characters of a text of the file that are shown.
const LETTERS: usize = 60;

#[derive(Debug, Args)]
pub struct PlacesMapArgs {
    /// The inventory: CSV, XLSX, ODS, JSON, GeoJSON, GeoPackage or Parquet
    pub file: PathBuf,
    /// Write the mapping: a TOML file that `ifn places check` and `ifn build --places` read
    #[arg(long, short, value_name = "FILE.toml")]
    pub output: Option<PathBuf>,
    /// Write it over a mapping that is there
    #[arg(long, requires = "output")]
    pub overwrite: bool,
    /// Folder of downloaded files
    #[arg(long, value_name = "DIR", default_value = "data", env = "IFN_DATA")]
    pub data: PathBuf,
}

pub fn run(args: &PlacesMapArgs, common: &Common) -> anyhow::Result<()> {
    if let Some(output) = args.output.as_deref() {
        apart(&[("the inventory", &args.file)], &[("-o", output)])?;
        if !args.overwrite {
            not_there(output)?;
        }
    }
    let path = path_in_mapping(&args.file, args.output.as_deref())?;
    let catalog = Catalog::builtin()?;
    let territory = load_france(&catalog, &args.data)?;
    let communes = Communes::new(&territory, &catalog, &args.data)?;
    let proposal = propose::propose_file(&args.file, &args.data, &catalog, &communes);
    let proposal = proposal.map_err(|error| match propose::in_french(&error) {
        Some(said) => error.with_help(said),
        None => error,
    })?;
    let usable = proposal.lacking.is_empty();
    if common.json {
        let toml = usable.then(|| proposal.to_toml(&path));
        fmt::print_json(&json!({ "proposal": &proposal, "toml": toml }))?;
    } else {
        fmt::print(&french(&report(&proposal, &args.file)))?;
    }
    if !usable {
        return Err(Error::input(&args.file, "no mapping can be written: columns are missing")
            .with_help(proposal.lacking.join(" "))
            .into());
    }
    if let Some(output) = &args.output {
        let toml = proposal.to_toml(&path);
        let write =
            |part: &Path| std::fs::write(part, &toml).map_err(|e| Error::io("write", output, e));
        write_whole(output, write)?;
        if !common.quiet {
            say!("mapping written to {}", output.display());
        }
    }
    Ok(())
}

/// Fails where a mapping is there: somebody may have completed it.
fn not_there(output: &Path) -> Result<(), Error> {
    if !output.exists() {
        return Ok(());
    }
    Err(Error::request(format!("{} is there already", output.display()))
        .with_help("what was completed in it would be lost: name another file, or say --overwrite"))
}

/// The file as the mapping names it: by its name beside the mapping, by its whole path elsewhere.
fn path_in_mapping(file: &Path, output: Option<&Path>) -> Result<String, Error> {
    let whole = file.canonicalize().map_err(|e| Error::io("read", file, e))?;
    let folder = output.map(|output| match output.parent() {
        Some(parent) if parent != Path::new("") => parent.canonicalize(),
        _ => Path::new(".").canonicalize(),
    });
    let beside = match folder {
        None => true,
        Some(folder) => folder.is_ok_and(|folder| whole.parent() == Some(&folder)),
    };
    let named = if beside { whole.file_name().map(Path::new) } else { Some(whole.as_path()) };
    let text = named.and_then(Path::to_str).map(String::from);
    text.ok_or_else(|| {
        Error::input(file, "its name is not UTF-8: a mapping cannot name it")
            .with_help("give the file another name")
    })
}

fn report(proposal: &Proposal, file: &Path) -> String {
    let mut text = String::new();
    let _ = writeln!(
        text,
        "{} : {}, {} ; {}",
        file.display(),
        some(proposal.rows, "ligne", "lignes"),
        some(proposal.columns.len(), "colonne", "colonnes"),
        some(proposal.looked_at, "ligne regardée", "lignes regardées")
    );
    for note in &proposal.notes {
        let _ = writeln!(text, "  {note}");
    }
    fields(proposal, &mut text);
    left_out(proposal, &mut text);
    not_understood(proposal, &mut text);
    for lacking in &proposal.lacking {
        let _ = writeln!(text, "\n{lacking}");
    }
    if let Some(preview) = &proposal.preview {
        previewed(preview, &mut text);
    }
    text
}

fn fields(proposal: &Proposal, text: &mut String) {
    let mut rows = vec![["champ", "confiance", "pourquoi"].map(String::from).to_vec()];
    for field in &proposal.fields {
        let mut reasons = field.reasons.iter();
        let first = reasons.next().cloned().unwrap_or_default();
        rows.push(vec![
            field.field.into(),
            field.certainty.word().into(),
            shown(&first, 3 * LETTERS),
        ]);
        for reason in reasons {
            rows.push(vec![String::new(), String::new(), shown(reason, 3 * LETTERS)]);
        }
    }
    let _ = writeln!(text, "\nProposé");
    for line in aligned(&rows).lines() {
        let _ = writeln!(text, "  {line}");
    }
}

fn left_out(proposal: &Proposal, text: &mut String) {
    let left: Vec<_> = proposal.columns.iter().filter(|c| c.left_out.is_some()).collect();
    if left.is_empty() {
        return;
    }
    let mut rows = Vec::new();
    for column in left.iter().take(SHOWN) {
        let name = shown(&column.name, LETTERS);
        let why = column.left_out.clone().unwrap_or_default();
        let like = column.examples.first().map_or(String::new(), |e| format!(" (« {e} »)"));
        rows.push(vec![format!("{}. {name}", column.number), format!("{why}{like}")]);
    }
    let _ = writeln!(text, "\nColonnes non reprises");
    for line in aligned(&rows).lines() {
        let _ = writeln!(text, "  {line}");
    }
    if left.len() > SHOWN {
        let _ = writeln!(text, "  … et {} autres (--json les dit toutes)", left.len() - SHOWN);
    }
}

fn not_understood(proposal: &Proposal, text: &mut String) {
    let mut rows = Vec::new();
    for field in &proposal.fields {
        for unknown in &field.unknown {
            let near = unknown.nearest.map_or(String::new(), |n| format!("proche de « {n} » ?"));
            let value = format!("« {} »", shown(&unknown.value, LETTERS));
            rows.push(vec![field.field.into(), value, format!("{} fois", unknown.count), near]);
        }
    }
    if rows.is_empty() {
        return;
    }
    let more = rows.len().saturating_sub(SHOWN);
    rows.truncate(SHOWN);
    let _ = writeln!(
        text,
        "\nValeurs non comprises : à traduire dans la correspondance (values), ou elles seront signalées"
    );
    for line in aligned(&rows).lines() {
        let _ = writeln!(text, "  {line}");
    }
    if more > 0 {
        let _ = writeln!(text, "  … et {more} autres (--json les dit toutes)");
    }
}

fn previewed(preview: &Preview, text: &mut String) {
    let _ = writeln!(
        text,
        "\nAvec cette correspondance : {}, {}, {}",
        some(preview.rows, "ligne lue", "lignes lues"),
        some(preview.places, "lieu", "lieux"),
        some(preview.problems, "problème signalé", "problèmes signalés")
    );
    for (field, rows) in &preview.by_field {
        let name = if field.is_empty() { "(ligne)" } else { *field };
        let _ = writeln!(text, "  {name} : {}", some(*rows, "ligne", "lignes"));
    }
    for place in &preview.first {
        let _ = writeln!(text, "\nLigne {} du fichier", place.line);
        let rows: Vec<Vec<String>> = place
            .values
            .iter()
            .map(|(field, value)| {
                let known = Field::of(field);
                let title = known.map_or(*field, |field| field.info().title);
                let text = known.map_or(value.clone(), |field| for_people(field, value));
                vec![title.replace('\'', "’"), shown(&text, 2 * LETTERS)]
            })
            .collect();
        for line in aligned(&rows).lines() {
            let _ = writeln!(text, "  {line}");
        }
    }
}

/// « 1 ligne », « 2 lignes »; French counts 0 as one.
fn some(number: usize, one: &str, several: &str) -> String {
    format!("{} {}", count(number), if number < 2 { one } else { several })
}

/// A text of the file on one line, not too long.
fn shown(text: &str, most: usize) -> String {
    let text = text.split(|c: char| c.is_whitespace() && c != '\u{a0}' || c.is_control());
    let text = text.filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ");
    match text.char_indices().nth(most) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}
