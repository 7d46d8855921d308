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
    /// What the program left or made is not as it must be: a damaged build, columns that Arrow refuses.
    #[error("{message}")]
    Internal {
        /// What is wrong.
        message: String,
        /// What to do about it.
        help: Option<String>,
    },
    /// The user stopped the run. Nothing was written.
    #[error("interrupted: nothing was written, earlier outputs are as they were")]
    Interrupted,
}

/// What a server does with an address; its `path` is that address.
pub const LISTEN: &str = "listen at";

impl Error {
    /// An input error without a line.
    pub fn input(file: impl AsRef<Path>, message: impl Into<String>) -> Self {
        Self::Input { file: file.as_ref().into(), line: None, message: message.into(), help: None }
    }

    /// A request error.
    pub fn request(message: impl Into<String>) -> Self {
        Self::Request { message: message.into(), help: None }
    }

    /// A failure that is the program's own.
    pub fn internal(message: impl Into<String>) -> Self {
        Self::Internal { message: message.into(), help: None }
    }

    /// The build in `folder` is damaged.
    pub fn damaged(folder: impl AsRef<Path>, why: impl std::fmt::Display) -> Self {
        let folder = folder.as_ref().display();
        Self::internal(format!("the build in {folder} is damaged: {why}"))
            .with_help("build again with `ifn build`")
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
        if let Self::Input { help, .. } | Self::Request { help, .. } | Self::Internal { help, .. } =
            &mut self
        {
            *help = Some(text.into());
        }
        self
    }

    /// What to do about it, when the engine knows.
    pub fn help(&self) -> Option<String> {
        match self {
            Self::Input { help, .. } | Self::Request { help, .. } | Self::Internal { help, .. } => {
                help.clone()
            }
            Self::Io { action: LISTEN, source, .. } => match source.kind() {
                std::io::ErrorKind::AddrInUse => Some(
                    "stop the program that listens there, or choose another port with --listen"
                        .into(),
                ),
                std::io::ErrorKind::PermissionDenied => {
                    Some("ports below 1024 need rights: choose another one with --listen".into())
                }
                _ => Some(
                    "name an address of this machine and a port: --listen 127.0.0.1:8080".into(),
                ),
            },
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
    // A column without a heading has no name to propose.
    let known: Vec<&str> = known.into_iter().filter(|name| !name.trim().is_empty()).collect();
    let near = ranked(name, &known);
    match near.as_slice() {
        [] if known.is_empty() => "none is declared".into(),
        [] if known.len() <= 30 => format!("expected one of: {}", known.join(", ")),
        [] => format!("expected one of: {}, … ({} in all)", known[..30].join(", "), known.len()),
        names => format!("did you mean {}?", names.join(", ")),
    }
}

/// Letters of a name that are compared: no name, code or column is longer, and the comparison takes
/// time by the product of both lengths.
const COMPARED: usize = 64;

/// The up to three names nearest to `name`, nearest first; none when nothing is close. A name that
/// is longer than any is compared by its first letters.
pub fn ranked<'a>(name: &str, known: &[&'a str]) -> Vec<&'a str> {
    let wanted = start(name).to_lowercase();
    let letters = Letters::of(&wanted);
    let mut scored: Vec<(f64, &str)> = known
        .iter()
        .filter_map(|known| {
            let name = start(known).to_lowercase();
            let near = letters.most(&name) > NEAR;
            let score = if near { strsim::jaro_winkler(&wanted, &name) } else { 0.0 };
            (score > NEAR).then_some((score, *known))
        })
        .collect();
    scored.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(b.1)));
    scored.into_iter().take(3).map(|(_, k)| k).collect()
}

/// From here on two names are near.
const NEAR: f64 = 0.80;

/// How often each letter stands in a name, letters by their last seven bits: it tells in a moment how
/// near another name can be at most.
struct Letters {
    count: [u8; 128],
    length: usize,
    first: Vec<char>,
}

impl Letters {
    fn of(name: &str) -> Self {
        let mut count = [0_u8; 128];
        for letter in name.chars() {
            let seen = &mut count[letter as usize % 128];
            *seen = seen.saturating_add(1);
        }
        Self { count, length: name.chars().count(), first: name.chars().take(4).collect() }
    }

    /// The similarity of Jaro and Winkler if all letters that both have stood in the same order.
    fn most(&self, other: &str) -> f64 {
        let (mut left, mut both, mut length) = (self.count, 0_u32, 0_u32);
        for letter in other.chars() {
            length += 1;
            let seen = &mut left[letter as usize % 128];
            both += u32::from(*seen > 0);
            *seen = seen.saturating_sub(1);
        }
        if both == 0 {
            // Two empty names are the same.
            return if self.length == 0 && length == 0 { 1.0 } else { 0.0 };
        }
        let both = f64::from(both);
        let jaro = (both / self.length as f64 + both / f64::from(length) + 1.0) / 3.0;
        let begun = self.first.iter().zip(other.chars()).take_while(|(a, b)| **a == *b).count();
        // A little more, for what sums are rounded by.
        jaro + 0.1 * begun as f64 * (1.0 - jaro) + 1e-9
    }
}

/// The letters of a name that are compared.
fn start(name: &str) -> &str {
    name.char_indices().nth(COMPARED).map_or(name, |(end, _)| &name[..end])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_compared_is_not_near() {
        let names = [
            "",
            "a",
            "score",
            "scores",
            "rang",
            "rank",
            "population",
            "93066",
            "93067",
            "39066",
            "2A004",
            "norm_densite",
            "norm_densité",
            "Saint-Étienne",
            "saint-etienne",
            "aaaa",
            "aabb",
            "bbaa",
        ];
        for wanted in names {
            let letters = Letters::of(wanted);
            for known in names {
                let exact = strsim::jaro_winkler(wanted, known);
                let most = letters.most(known);
                assert!(most >= exact, "{wanted} {known}: {most} < {exact}");
            }
        }
    }

    #[test]
    fn a_very_long_name_takes_no_time() {
        let codes: Vec<String> = (0..50_000).map(|i| format!("{i:09}")).collect();
        let codes: Vec<&str> = codes.iter().map(String::as_str).collect();
        let start = std::time::Instant::now();
        for letter in ["9", "é", "\0"] {
            let told = nearest(&letter.repeat(65_000), codes.iter().copied());
            assert!(told.len() < 600, "{told}");
        }
        assert!(start.elapsed().as_secs_f64() < 3.0, "{:?}", start.elapsed());
        assert_eq!(ranked("populaton", &["population", "score"]), ["population"]);
    }

    #[test]
    fn proposes_the_nearest_or_lists() {
        assert_eq!(nearest("TP602", ["TP6021", "MED21"]), "did you mean TP6021?");
        assert_eq!(nearest("zzz", ["TP6021", "MED21"]), "expected one of: TP6021, MED21");
        assert_eq!(nearest("zzz", ["Hub", "", " "]), "expected one of: Hub");
        assert_eq!(nearest("zzz", [""]), "none is declared");
    }

    #[test]
    fn message_has_file_and_line() {
        let e = Error::input("m.toml", "unknown key `levls`").at_line(Some(3)).with_help("x");
        assert_eq!(e.to_string(), "m.toml:3: unknown key `levls`");
        assert_eq!(e.help().as_deref(), Some("x"));
    }
}
