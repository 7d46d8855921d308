//! Publishers that misbehave: no damaged file is ever taken for a good one, and nothing goes on without
//! end.

mod answers;
mod damaged;
mod encodings;
mod limits;
mod other_files;
mod parts;

use std::net::TcpStream;
use std::path::Path;

use crate::common::official::method;
use crate::common::origin::{Asked, Origin, reply};
use crate::common::{Run, files};

/// A table large enough to be cut, each row of which says which version it is of.
fn table(word: &str) -> Vec<u8> {
    let rows = (1..=20_000).map(|i| format!("{i:05};{word}\n"));
    format!("code;a\n{}", rows.collect::<String>()).into_bytes()
}

/// A folder whose method has its table, called `name`, at a publisher.
fn case(
    name: &str,
    answer: impl Fn(&Asked, &mut TcpStream) + Send + Sync + 'static,
) -> (tempfile::TempDir, Origin) {
    let origin = Origin::start(answer);
    let dir = tempfile::tempdir().unwrap();
    let address = origin.url(&format!("/{name}"));
    let text = method(&address, "").replace("file = \"t.zip\"", &format!("file = \"{name}\""));
    std::fs::write(dir.path().join("m.toml"), text).unwrap();
    (dir, origin)
}

fn here(dir: &Path, name: &str) -> Option<Vec<u8>> {
    std::fs::read(dir.join("data/t").join(name)).ok()
}

fn lock(dir: &Path) -> String {
    std::fs::read_to_string(dir.join("data/datasets.lock")).unwrap_or_default()
}

/// Nothing is here, nothing is pinned, and nothing is left of it.
fn nothing(dir: &Path, run: &Run, said: &str) {
    assert_eq!(run.status, 1, "{}", run.err);
    assert!(run.err.contains(said), "{said:?} is not in: {}", run.err);
    assert!(!lock(dir).contains("sha256"), "{}", lock(dir));
    let data = dir.join("data");
    let left: Vec<String> =
        if data.is_dir() { files(&data).into_keys().collect() } else { Vec::new() };
    assert!(left.is_empty(), "{left:?}");
}

/// A part, with what is said of it.
fn part(stream: &mut TcpStream, body: &[u8], range: &str, more: &[(&str, &str)]) {
    let mut headers = vec![("Content-Range", range)];
    headers.extend(more);
    headers.retain(|(_, value)| !value.is_empty());
    reply(stream, 206, &headers, body);
}

fn start_of(asked: &Asked) -> Option<usize> {
    asked.header("range")?.strip_prefix("bytes=")?.strip_suffix('-')?.parse().ok()
}
