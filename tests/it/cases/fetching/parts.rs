//! Files that come in parts.

use std::io::Write;
use std::net::TcpStream;

use super::{case, here, part, start_of, table};
use crate::common::official::fetch;
use crate::common::origin::{Asked, reply};

type Headers = &'static [(&'static str, &'static str)];

/// Breaks off at the half of `old`, then has the rest of `new` only, with these headers.
fn glue(
    old: Vec<u8>,
    new: Vec<u8>,
    first: Headers,
    rest: Headers,
) -> impl Fn(&Asked, &mut TcpStream) + Send + Sync + 'static {
    move |asked, stream| match start_of(asked) {
        Some(start) => {
            let range = format!("bytes {start}-{}/{}", new.len() - 1, new.len());
            part(stream, &new[start..], &range, rest);
        }
        None if asked.nth == 0 => {
            let length = old.len().to_string();
            let mut headers = vec![("Content-Length", length.as_str())];
            headers.extend(first);
            reply(stream, 200, &headers, &old[..old.len() / 2]);
        }
        None => reply(stream, 200, rest, &new),
    }
}

#[test]
fn parts_of_two_files_are_never_put_together() {
    let (old, new) = (table("AAAA"), table("BBBB"));
    let kinds: [(Headers, Headers); 5] = [
        (&[("ETag", "\"a\"")], &[("ETag", "\"b\"")]),
        (&[("ETag", "\"a\"")], &[]),
        (&[("ETag", "\"a\"")], &[("ETag", "W/\"a\"")]),
        (
            &[("Last-Modified", "Mon, 23 Nov 2026 10:00:00 GMT")],
            &[("Last-Modified", "Tue, 24 Nov 2026 10:00:00 GMT")],
        ),
        (&[("Last-Modified", "Mon, 23 Nov 2026 10:00:00 GMT")], &[]),
    ];
    std::thread::scope(|scope| {
        for (first, rest) in kinds {
            let (old, new) = (old.clone(), new.clone());
            scope.spawn(move || {
                let (dir, origin) = case("t.csv", glue(old, new.clone(), first, rest));
                fetch(dir.path(), &[]).ok();
                assert!(here(dir.path(), "t.csv").unwrap() == new, "{first:?} {rest:?}");
                let asked: Vec<bool> = origin.ranges().iter().map(Option::is_some).collect();
                assert_eq!(asked, [false, true, false], "from the beginning: {first:?} {rest:?}");
            });
        }
    });
}

#[test]
fn a_good_part_is_gone_on_with() {
    let body = table("AAAA");
    let served = body.clone();
    let (dir, origin) =
        case("t.csv", glue(served.clone(), served, &[("ETag", "\"a\"")], &[("ETag", "\"a\"")]));
    let run = fetch(dir.path(), &[]).ok();
    assert!(run.out.contains("of it were here") || origin.ranges().len() == 2, "{}", run.out);
    assert_eq!(origin.ranges().len(), 2);
    assert!(here(dir.path(), "t.csv").unwrap() == body);
}

#[test]
fn an_archive_of_two_halves_is_fetched_whole() {
    // Both of one length and one tag: nothing but the checksum of the members shows it.
    let stored = |word: &str| {
        let text = table(word);
        let mut out = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
        let options = zip::write::SimpleFileOptions::default()
            .compression_method(zip::CompressionMethod::Stored);
        out.start_file("t.csv", options).unwrap();
        out.write_all(&text).unwrap();
        out.finish().unwrap().into_inner()
    };
    let (old, new) = (stored("1"), stored("2"));
    assert_eq!(old.len(), new.len());
    let tag: &[(&str, &str)] = &[("ETag", "\"a\"")];
    let (dir, origin) = case("t.zip", glue(old, new.clone(), tag, tag));
    let run = fetch(dir.path(), &[]).ok();
    assert!(run.err.contains("what came in parts is not a usable zip"), "{}", run.err);
    assert_eq!(origin.ranges().len(), 3, "again from its beginning");
    assert!(here(dir.path(), "t.zip").unwrap() == new);
}
