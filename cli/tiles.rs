//! `ifn tiles`

use std::fmt::Write;

use ifn_engine::Error;
use ifn_engine::output::{TilesOptions, open, write_tiles, write_whole};

use crate::args::{Common, TilesArgs};
use crate::fmt::{self, count};
use crate::progress::Shown;

pub fn run(args: &TilesArgs, common: &Common) -> anyhow::Result<()> {
    let built = open(&args.out)?;
    let path = match &args.output {
        Some(path) => path.clone(),
        None => {
            let folder = args.out.join("tiles");
            std::fs::create_dir_all(&folder).map_err(|e| Error::io("create", &folder, e))?;
            folder.join("territories.pmtiles")
        }
    };
    let options = TilesOptions {
        levels: args.levels.clone(),
        zooms: args.zooms,
        extra: args.extra.extra.clone(),
    };
    let progress = Shown::new(common.quiet);
    let mut report = None;
    let written = write_whole(&path, |part| {
        report = Some(write_tiles(&built, &options, part, &progress)?);
        Ok(())
    });
    progress.finish();
    written?;
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
