//! `ifn`: the command. Parses, calls the engine, prints. Results go to standard output, messages
//! to standard error; exit status 0 done, 1 failed, 2 wrong usage.

#[macro_use]
mod fmt;

mod args;
mod audit;
mod build;
mod check;
mod compare;
mod datasets;
mod explain;
mod export;
mod failure;
mod fetch;
mod fetching;
mod gaps;
mod gaps_list;
mod locate;
mod man;
mod methods;
mod options;
mod outputs;
mod places;
mod places_check;
mod places_filter;
mod places_list;
mod places_map;
mod places_near;
mod progress;
mod serve;
mod tiles;
mod zones;

use std::process::ExitCode;

use clap::Parser;

use args::{Args, Command};

/// Columns come and go by the megabyte: the system's allocator gives their pages back each time.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let args = match Args::try_parse() {
        Ok(args) => args,
        Err(instead) => return fmt::help(&args::with_options(instead)),
    };
    // A server stops in its own way.
    if !matches!(args.command, Command::Serve(_))
        && let Err(e) = progress::stop_on_interrupt()
    {
        say!("warning: interrupts will not be tidied up after: {e}");
    }
    let done = match &args.command {
        Command::Build(a) => build::run(a, &args.common),
        Command::Explain(a) => explain::run(a, &args.common),
        Command::Gaps(a) => gaps::run(a, &args.common),
        Command::Export(a) => export::run(a, &args.common),
        Command::Locate(a) => locate::run(a, &args.common),
        Command::Check(a) => check::run(a, &args.common),
        Command::Tiles(a) => tiles::run(a, &args.common),
        Command::Serve(a) => serve::run(a, &args.common),
        Command::Audit(a) => audit::run(a, &args.common),
        Command::Compare(a) => compare::run(a, &args.common),
        Command::Places(a) => places::run(a, &args.common),
        Command::Zones(a) => zones::run(a, &args.common),
        Command::Methods => methods::run(&args.common),
        Command::Fetch(a) => fetch::run(a, &args.common),
        Command::Datasets(a) => datasets::run(a, &args.common),
        Command::Completions { shell } => fmt::print(&args::completions(*shell)),
        Command::Man { dir } => man::run(dir),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => failure::failure(&error, &args.command),
    }
}
