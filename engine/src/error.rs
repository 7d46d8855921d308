//! What can go wrong, in words for people: which file, which line or row, what was expected,
//! what to do. Every front door of the engine returns [`Result`].

use std::path::{Path, PathBuf};

/// The engine's result.
pub type Result<T> = std::result::Result<T, Error>;

/// A failure that a person can act upon.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A file says something that cannot be used.
    #[error("{}{}: {message}", file.display(), line.map(|l| format!(":{l}")).unwrap_or_default())]
    Input {
        /// The file, as the user named it.
        file: PathBuf,
        /// Line of the file, from 1, where one is known.
        line: Option<usize>,
        /// What was found and what was expected.
        message: String,
        /// What to do about it.
        help: Option<String>,
    },
    /// The operating system refused.
    #[error("cannot {action} {}: {source}", path.display())]
    Io {
        /// What was being done: "read", "write", "create".
        action: &'static str,
        /// On what.
        path: PathBuf,
        /// The system's reason.
        source: std::io::Error,
    },
    /// The request itself is wrong: an unknown code, level, zone or format.
    #[error("{message}")]
    Request {
        /// What was asked and why it cannot be answered.
        message: String,
        /// What to ask instead.
        help: Option<String>,
    },
    /// The user stopped the run. Nothing was written.
    #[error("interrupted: nothing was written, earlier outputs are as they were")]
    Interrupted,
}

impl Error {
    /// An input error without a line.
    pub fn input(file: impl AsRef<Path>, message: impl Into<String>) -> Self {
        Self::Input { file: file.as_ref().into(), line: None, message: message.into(), help: None }
    }

    /// A request error.
    pub fn request(message: impl Into<String>) -> Self {
        Self::Request { message: message.into(), help: None }
    }

    /// An operating-system error on `path`.
    pub fn io(action: &'static str, path: impl AsRef<Path>, source: std::io::Error) -> Self {
        Self::Io { action, path: path.as_ref().into(), source }
    }

    /// Adds the line where the mistake stands.
    #[must_use]
    pub fn at_line(mut self, number: Option<usize>) -> Self {
        if let Self::Input { line, .. } = &mut self {
            *line = number;
        }
        self
    }

    /// Adds what to do about it.
    #[must_use]
    pub fn with_help(mut self, text: impl Into<String>) -> Self {
        if let Self::Input { help, .. } | Self::Request { help, .. } = &mut self {
            *help = Some(text.into());
        }
        self
    }

    /// What to do about it, when the engine knows.
    pub fn help(&self) -> Option<String> {
        match self {
            Self::Input { help, .. } | Self::Request { help, .. } => help.clone(),
            Self::Io { source, .. } => match source.kind() {
                std::io::ErrorKind::NotFound => Some("check the path".into()),
                // Which option names another place, the command knows.
                std::io::ErrorKind::StorageFull | std::io::ErrorKind::QuotaExceeded => {
                    Some("free some room, or write to another place".into())
                }
                std::io::ErrorKind::PermissionDenied | std::io::ErrorKind::ReadOnlyFilesystem => {
                    Some("choose a folder that you may write to".into())
                }
                _ => None,
            },
            Self::Interrupted => None,
        }
    }

    /// Whether the user asked for something that does not exist (exit status 2), rather than
    /// something that failed (exit status 1).
    pub fn is_usage(&self) -> bool {
        matches!(self, Self::Request { .. })
    }
}

/// "did you mean …?" for `name` among `known`: the nearest name, or the list when none is near.
pub fn nearest<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> String {
    let known: Vec<&str> = known.into_iter().collect();
    let near = ranked(name, &known);
    match near.as_slice() {
        [] if known.is_empty() => "none is declared".into(),
        [] if known.len() <= 30 => format!("expected one of: {}", known.join(", ")),
        [] => format!("expected one of: {}, … ({} in all)", known[..30].join(", "), known.len()),
        names => format!("did you mean {}?", names.join(", ")),
    }
}

/// The up to three names nearest to `name`, nearest first; none when nothing is close.
pub fn ranked<'a>(name: &str, known: &[&'a str]) -> Vec<&'a str> {
    let wanted = name.to_lowercase();
    let mut scored: Vec<(f64, &str)> = known
        .iter()
        .map(|k| (strsim::jaro_winkler(&wanted, &k.to_lowercase()), *k))
        .filter(|(score, _)| *score > 0.80)
        .collect();
    scored.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(b.1)));
    scored.into_iter().take(3).map(|(_, k)| k).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn proposes_the_nearest_or_lists() {
        assert_eq!(nearest("TP602", ["TP6021", "MED21"]), "did you mean TP6021?");
        assert_eq!(nearest("zzz", ["TP6021", "MED21"]), "expected one of: TP6021, MED21");
    }

    #[test]
    fn message_has_file_and_line() {
        let e = Error::input("m.toml", "unknown key `levls`").at_line(Some(3)).with_help("x");
        assert_eq!(e.to_string(), "m.toml:3: unknown key `levls`");
        assert_eq!(e.help().as_deref(), Some("x"));
    }
}
