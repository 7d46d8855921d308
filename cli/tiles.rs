//! `ifn tiles`

use std::fmt::Write;
use std::path::PathBuf;

use clap::Args;
use ifn_engine::Error;
use ifn_engine::build::{Build, TILES, TilesOptions, list_again, write_tiles, write_whole};
use ifn_engine::catalog::ZoneSet;

use crate::fmt::{self, count};
use crate::options::{Common, ExtraArgs};
use crate::outputs::apart;
use crate::progress::StageProgress;

#[derive(Debug, Args)]
pub struct TilesArgs {
    /// Folder of the build
    #[arg(long, value_name = "DIR", default_value = "out", env = "IFN_OUT")]
    pub out: PathBuf,
    /// File to write; tiles/territories.pmtiles in the build's folder when absent
    #[arg(long, short, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// Draw these levels alone
    #[arg(long = "level", value_name = "LEVEL,…", value_delimiter = ',')]
    pub levels: Vec<String>,
    /// Draw the units of a zone alone, as departement:22,departement:29 or the file of one (`ifn zones`), in a
    /// file of their own
    #[arg(long, value_name = "ZONE|FILE.json", value_parser = crate::zones::named, requires = "output")]
    pub zone: Option<ZoneSet>,
    /// First and last zoom of every layer; without it each level begins where its units can be
    /// distinguished
    #[arg(long, value_name = "FROM-TO", value_parser = zooms)]
    pub zooms: Option<(u8, u8)>,
    #[command(flatten)]
    pub extra: ExtraArgs,
}

/// `4-12`, or one zoom.
fn zooms(text: &str) -> Result<(u8, u8), String> {
    let (from, to) = text.split_once('-').unwrap_or((text, text));
    match (from.trim().parse(), to.trim().parse()) {
        (Ok(from), Ok(to)) => Ok((from, to)),
        _ => Err("two zooms expected, as 4-12".into()),
    }
}

pub fn run(args: &TilesArgs, common: &Common) -> anyhow::Result<()> {
    let build = Build::read(&args.out)?;
    let of_build = args.out.join(TILES);
    if args.zone.is_some() && args.output.as_ref() == Some(&of_build) {
        return Err(Error::request(format!(
            "{} are the tiles of the whole build",
            of_build.display()
        ))
        .with_help("give those of a zone another name: -o zone.pmtiles")
        .into());
    }
    let path = match &args.output {
        Some(path) => path.clone(),
        None => {
            let folder = args.out.join("tiles");
            std::fs::create_dir_all(&folder).map_err(|e| Error::io("create", &folder, e))?;
            of_build.clone()
        }
    };
    let extra: Vec<_> =
        args.extra.extra.iter().map(|(_, file)| ("--extra", file.as_path())).collect();
    apart(&extra, &[("-o", &path)])?;
    let options = TilesOptions {
        levels: args.levels.clone(),
        zone: fmt::zone(&build, args.zone.as_ref())?,
        zooms: args.zooms,
        extra: args.extra.extra.clone(),
    };
    let progress = StageProgress::new(common.quiet);
    let mut report = None;
    let written = write_whole(&path, |part| {
        report = Some(write_tiles(&build, &options, part, &progress)?);
        Ok(())
    });
    progress.finish();
    written?;
    if path == of_build {
        list_again(&args.out, TILES)?;
    }
    let Some(report) = report.filter(|_| !common.quiet) else { return Ok(()) };
    if common.json {
        return fmt::print_json(&report);
    }
    let mut text = String::new();
    for (zoom, z) in &report.zooms {
        let (tiles, largest) = (count(z.tiles), count(z.largest / 1000));
        let _ = writeln!(text, "  zoom {zoom:>2} {tiles:>7} tiles, the largest {largest} kB");
    }
    let (tiles, size) = (count(report.tiles), count((report.bytes / 1_000_000) as usize));
    let _ = writeln!(text, "{tiles} tiles, {size} MB, written to {}", path.display());
    fmt::print(&text)
}
