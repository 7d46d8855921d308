//! `ifn locate`

use std::fmt::Write;
use std::path::PathBuf;

use clap::Args;
use ifn_engine::catalog::ZoneSet;
use ifn_engine::query::{self, LocateReport, LocateRequest, TableKeys, ZoneRows};

use crate::fmt::{self, count, percent, plural};
use crate::options::Common;
use crate::outputs::apart;
use crate::progress::StageProgress;

#[derive(Debug, Args)]
pub struct LocateArgs {
    /// A CSV or Parquet file of any length, a workbook, a GeoPackage, a GeoJSON, JSON, or one of them in
    /// an archive; `-` is standard input, as CSV
    pub file: PathBuf,
    /// Column of longitudes, degrees
    #[arg(long, value_name = "COLUMN", requires = "lat", conflicts_with_all = ["x", "geometry", "crs"])]
    pub lon: Option<String>,
    /// Column of latitudes, degrees
    #[arg(long, value_name = "COLUMN", requires = "lon")]
    pub lat: Option<String>,
    /// Column of coordinates to the east
    #[arg(long, value_name = "COLUMN", requires_all = ["y", "crs"], conflicts_with = "geometry")]
    pub x: Option<String>,
    /// Column of coordinates to the north
    #[arg(long, value_name = "COLUMN", requires = "x")]
    pub y: Option<String>,
    /// Reference system of x and y, or of geometries that do not say theirs
    #[arg(long, value_name = "EPSG:CODE", value_parser = epsg)]
    pub crs: Option<u32>,
    /// Column of geometries: WKB, WKT points, or "latitude, longitude"; that of a map layer when absent
    #[arg(long, value_name = "COLUMN")]
    pub geometry: Option<String>,
    /// Level of the units; the finest that has contours when absent
    #[arg(long)]
    pub level: Option<String>,
    /// Also say of each row whether it lies in a zone, as departement:22,departement:29 or the file of one
    /// (`ifn zones`): column ifn_in_zone, empty where it is not known; every row stays
    #[arg(long, value_name = "ZONE|FILE.json", value_parser = crate::zones::named)]
    pub zone: Option<ZoneSet>,
    /// Folder of the build whose territories and scores are used
    #[arg(long, value_name = "DIR", default_value = "out", env = "IFN_OUT")]
    pub out: PathBuf,
    /// File to write (.csv or .parquet), whole or not at all; CSV to standard output when absent
    #[arg(long, short, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// Field separator of a CSV; seen in its header when absent
    #[arg(long, value_name = "CHARACTER", value_parser = separator)]
    pub delimiter: Option<u8>,
    /// Encoding of a CSV, as utf-8 or windows-1252; seen in its first bytes when absent
    #[arg(long, value_name = "NAME")]
    pub encoding: Option<String>,
    /// Decimal mark, `.` or `,`; seen in the coordinates when absent
    #[arg(long, value_name = "CHARACTER", value_parser = [".", ","])]
    pub decimal: Option<String>,
    /// Mark between thousands: `.`, `,`, a space or `'`
    #[arg(long, value_name = "CHARACTER", value_parser = [".", ",", " ", "'"])]
    pub thousands: Option<String>,
    /// Lines above the header
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub skip_lines: usize,
    /// Lines below the rows, such as a source
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub skip_bottom: usize,
    /// Lines of a workbook's header; of two, columns are called `upper / lower`
    #[arg(long, value_name = "N")]
    pub header_lines: Option<usize>,
    /// Sheet of a workbook or layer of a map file; the one that opens, or the first, when absent
    #[arg(long, visible_alias = "layer", value_name = "NAME")]
    pub sheet: Option<String>,
    /// Member of an archive, or a pattern with `*`; the first data file when absent
    #[arg(long, value_name = "NAME")]
    pub member: Option<String>,
    /// Folder of downloaded files, where map layers of an archive are unpacked
    #[arg(long, value_name = "DIR", default_value = "data", env = "IFN_DATA")]
    pub data: PathBuf,
}

/// `EPSG:2154`, or `2154`.
fn epsg(text: &str) -> Result<u32, String> {
    let code = text.trim_start_matches(|c: char| !c.is_ascii_digit());
    let prefix = &text[..text.len() - code.len()];
    match code.parse() {
        Ok(code) if prefix.is_empty() || prefix.eq_ignore_ascii_case("epsg:") => Ok(code),
        _ => Err("expected a code, as EPSG:2154".into()),
    }
}

/// One character, or `\\t`.
fn separator(text: &str) -> Result<u8, String> {
    match text.as_bytes() {
        [one] => Ok(*one),
        b"\\t" => Ok(b'\t'),
        _ => Err("one character expected, as ';'".into()),
    }
}

pub fn run(args: &LocateArgs, common: &Common) -> anyhow::Result<()> {
    // As everywhere, `-` is standard output.
    let output = args.output.clone().filter(|path| path != std::path::Path::new("-"));
    if common.json && output.is_none() {
        return Err(ifn_engine::Error::request(
            "rows and report cannot both go to standard output",
        )
        .with_help("name a file with -o, or leave --json out")
        .into());
    }
    if let Some(output) = &output {
        apart(&[("the file that is read", &args.file)], &[("-o", output)])?;
    }
    let pair = |a: &Option<String>, b: &Option<String>| a.clone().zip(b.clone());
    let request = LocateRequest {
        file: args.file.clone(),
        columns: pair(&args.lon, &args.lat).or_else(|| pair(&args.x, &args.y)),
        geometry: args.geometry.clone(),
        crs: args.crs,
        level: args.level.clone(),
        zone: args.zone.clone(),
        out: args.out.clone(),
        output: output.clone(),
        table: TableKeys {
            delimiter: args.delimiter,
            encoding: args.encoding.clone(),
            decimal: args.decimal.as_deref().and_then(|d| d.chars().next()),
            thousands: args.thousands.as_deref().and_then(|t| t.chars().next()),
            skip_lines: args.skip_lines,
            skip_bottom: args.skip_bottom,
            header_lines: args.header_lines,
            sheet: args.sheet.clone(),
            member: args.member.clone(),
        },
        data: args.data.clone(),
    };
    let progress = StageProgress::new(common.quiet);
    let located = query::locate(&request, &progress);
    progress.finish();
    let report = located?;
    if common.json {
        return fmt::print_json(&report);
    }
    if !common.quiet {
        say!("{}", summary(&report).trim_end_matches('\n'));
        if let Some(path) = output {
            say!("written to {}", path.display());
        }
    }
    Ok(())
}

fn summary(r: &LocateReport) -> String {
    let share = |n: u64| percent(n as f64 / r.rows.max(1) as f64);
    let rows = |n: u64| count(n as usize);
    let mut text = String::new();
    for note in &r.notes {
        let _ = writeln!(text, "warning: {note}");
    }
    let _ = write!(text, "{} rows, by {}", rows(r.rows), r.columns.join(" and "));
    if let Some(encoding) = r.encoding.as_ref().filter(|e| *e != "UTF-8") {
        let _ = write!(text, ", read as {encoding}");
    }
    text.push('\n');
    for (how, n) in &r.located {
        let what = match how.as_str() {
            "contour" => format!("located in {}", plural(&r.level)),
            level => format!(
                "located in {}, whose {} have no contour here",
                plural(level),
                plural(&r.level)
            ),
        };
        let _ = writeln!(text, "  {:>12}  {what} ({})", rows(*n), share(*n));
    }
    for (reason, n) in &r.reasons {
        let what = match *reason {
            "outside" => "in no contour",
            "no_coordinates" => "without coordinates",
            "not_a_number" => "with coordinates that are no numbers",
            "swapped" => "of them with longitude and latitude (or x and y) the other way round",
            // Told above.
            _ => continue,
        };
        let _ = writeln!(text, "  {:>12}  {what} ({})", rows(*n), share(*n));
    }
    if let Some(ZoneRows { zone, inside, outside, unknown }) = &r.in_zone {
        let _ =
            writeln!(text, "  {:>12}  in {zone} ({}): ifn_in_zone", rows(*inside), share(*inside));
        let _ = writeln!(text, "  {:>12}  elsewhere", rows(*outside));
        let _ = writeln!(text, "  {:>12}  of which it is not known", rows(*unknown));
    }
    for example in r.examples.iter().filter(|e| e.reason != "no_contour") {
        let value =
            if example.value.is_empty() { String::new() } else { format!(": {}", example.value) };
        let _ = writeln!(text, "  line {}: {}{value}", example.line, example.reason);
    }
    if let Some(help) = r.examples.iter().find_map(|e| e.help.as_ref()) {
        let _ = writeln!(text, "help: {help}");
    }
    text
}
