//! `ifn locate`

use std::fmt::Write;

use ifn_engine::pipeline::{self, LocateReport, LocateRequest, TableKeys};

use crate::args::{Common, LocateArgs};
use crate::fmt::{self, count, percent, plural};
use crate::progress::Shown;

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
    let pair = |a: &Option<String>, b: &Option<String>| a.clone().zip(b.clone());
    let request = LocateRequest {
        file: args.file.clone(),
        columns: pair(&args.lon, &args.lat).or_else(|| pair(&args.x, &args.y)),
        geometry: args.geometry.clone(),
        crs: args.crs,
        level: args.level.clone(),
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
    let progress = Shown::new(common.quiet);
    let located = pipeline::locate(&request, &progress);
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
