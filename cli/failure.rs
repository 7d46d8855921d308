//! A command that failed: what is printed, and the exit status.

use std::io::ErrorKind;
use std::path::Path;
use std::process::ExitCode;

use ifn_engine::Error;

use crate::args::Command;
use crate::fmt;

/// What to do about a failure.
fn remedy(error: &Error, command: &Command) -> Option<String> {
    let Error::Io { path, source, .. } = error else { return error.help() };
    if !matches!(source.kind(), ErrorKind::StorageFull | ErrorKind::QuotaExceeded) {
        return error.help();
    }
    Some(match option_for(path, command) {
        Some(option) => format!("free some room, or choose another place with {option}"),
        None => "free some room there".into(),
    })
}

/// The option that says where a command writes.
fn option_for(path: &Path, command: &Command) -> Option<&'static str> {
    if path == Path::new(fmt::OUT) {
        return None;
    }
    match command {
        Command::Build(a) if !path.starts_with(&a.net.data) => Some("--out"),
        Command::Build(_) | Command::Fetch(_) | Command::Check(_) | Command::Datasets(_) => {
            Some("--data")
        }
        Command::Audit(a) if path.starts_with(&a.data) => Some("--data"),
        Command::Audit(_) => Some("--html"),
        Command::Export(_)
        | Command::Gaps(_)
        | Command::Locate(_)
        | Command::Places(_)
        | Command::Tiles(_)
        | Command::Zones(_) => Some("-o"),
        _ => None,
    }
}

/// Prints a failure and gives the exit status: 2 when the request was wrong, else 1.
pub fn failure(error: &anyhow::Error, command: &Command) -> ExitCode {
    let engine = error.downcast_ref::<ifn_engine::Error>();
    // A reader that has seen enough (`ifn … | head`) is no failure of ours.
    let broken = |e: &std::io::Error| e.kind() == ErrorKind::BrokenPipe;
    if error.chain().any(|e| e.downcast_ref().is_some_and(broken)) {
        return ExitCode::SUCCESS;
    }
    say!("error: {error}");
    for cause in error.chain().skip(1) {
        let text = cause.to_string();
        if !error.to_string().contains(&text) {
            say!("  because: {text}");
        }
    }
    if let Some(help) = engine.and_then(|e| remedy(e, command)) {
        say!("  help: {help}");
    }
    ExitCode::from(if engine.is_some_and(ifn_engine::Error::is_usage) { 2 } else { 1 })
}
