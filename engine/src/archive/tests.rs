//! Archives as they are published, and as they should not be.

use std::io::{Cursor, Write};

use super::*;

const TABLE: &[u8] = b"IRIS;COM\n930480101;93048\n";

fn zip(members: &[(&str, &str)]) -> Bytes {
    let mut out = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in members {
        out.start_file(*name, zip::write::SimpleFileOptions::default()).expect("start");
        out.write_all(text.as_bytes()).expect("write");
    }
    Bytes::from(out.finish().expect("finish").into_inner())
}

fn gzip(text: &[u8]) -> Bytes {
    let mut out = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    out.write_all(text).expect("write");
    Bytes::from(out.finish().expect("finish"))
}

/// One of `tests/data/archives/`.
fn file(name: &str) -> (PathBuf, Bytes) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/data/archives");
    (name.into(), std::fs::read(folder.join(name)).expect(name).into())
}

fn of(name: &str, pattern: Option<&str>) -> Result<(PathBuf, Bytes)> {
    let (path, bytes) = file(name);
    member(path, bytes, pattern)
}

#[test]
fn the_right_member() {
    let z = zip(&[("meta_a.CSV", "m"), ("readme.txt", "r"), ("b.txt", "z"), ("x.bin", "0")]);
    let (path, bytes) = member("a.zip".into(), z, None).expect("the only data file");
    assert_eq!((path, &bytes[..]), (PathBuf::from("a.zip/b.txt"), &b"z"[..]));
    let z = zip(&[("meta_a.CSV", "m"), ("d/a.CSV", "x;y"), ("b.txt", "z")]);
    for pattern in ["a*.csv", "*a.csv", "d/*.csv", "d/a.CSV"] {
        let (_, bytes) = member("a.zip".into(), z.clone(), Some(pattern)).expect(pattern);
        assert_eq!(&bytes[..], b"x;y", "{pattern}");
    }
    let (_, bytes) = member("a.zip".into(), z.clone(), Some("meta_*")).expect("asked for");
    assert_eq!(&bytes[..], b"m");
    let e = member("a.zip".into(), z, Some("c.csv")).expect_err("absent");
    assert!(e.help().expect("help").contains("b.txt"), "{e}");
}

#[test]
fn a_delivery_of_the_ign() {
    let (path, bytes) = of("official.7z", Some("*/1_donnees_livraison*/table.csv")).expect("7z");
    assert!(path.ends_with("CONTOURS-IRIS_3-0/table.csv"), "{}", path.display());
    assert_eq!(&bytes[..], TABLE);
    assert_eq!(&of("lzma.7z", None).expect("LZMA").1[..], TABLE);
    check(ArchiveKind::SevenZip, Path::new("a.7z"), Cursor::new(file("official.7z").1), &|| false)
        .expect("sound");
}

#[test]
fn archives_in_archives() {
    for (name, end) in
        [("zip_in.zip", "inside.zip/table.csv"), ("seven_in.zip", "CONTOURS-IRIS_3-0/table.csv")]
    {
        let (path, bytes) = of(name, Some("table.csv")).expect(name);
        assert!(path.ends_with(end), "{}", path.display());
        assert_eq!(&bytes[..], TABLE, "{name}");
    }
    let e = of("zip_in.zip", Some("other.csv")).expect_err("absent");
    assert!(e.to_string().contains("has no member `other.csv`"), "{e}");
    let matryoshka = (0..8).fold(zip(&[("table.csv", "x")]), |inner, _| {
        let mut out = zip::ZipWriter::new(Cursor::new(Vec::new()));
        out.start_file("in.zip", zip::write::SimpleFileOptions::default()).expect("start");
        out.write_all(&inner).expect("write");
        Bytes::from(out.finish().expect("finish").into_inner())
    });
    assert!(member("a.zip".into(), matryoshka, Some("table.csv")).is_err(), "too deep");
}

#[test]
fn one_compressed_file() {
    let (path, bytes) = member("base_imb_93.csv.gz".into(), gzip(TABLE), None).expect("gz");
    assert_eq!((path, &bytes[..]), (PathBuf::from("base_imb_93.csv"), TABLE));
    let two: Bytes = [gzip(b"a;b\n"), gzip(b"1;2\n")].concat().into();
    assert_eq!(&member("x.csv.gz".into(), two, None).expect("parts").1[..], b"a;b\n1;2\n");
    let whole = gzip(&TABLE.repeat(1000));
    for part in [5, whole.len() / 2, whole.len() - 1] {
        assert!(member("x.csv.gz".into(), whole.slice(..part), None).is_err(), "cut at {part}");
    }
    let bomb = gzip(&vec![b'0'; 64 << 20]);
    let e = member("x.csv.gz".into(), bomb, None).expect_err("bomb");
    assert!(e.to_string().contains("unpacks to more than"), "{e}");
}

#[test]
fn cut_short() {
    let z = zip(&[("a.csv", &"1;2;3\n".repeat(10_000))]);
    for part in [10, z.len() / 2, z.len() - 5] {
        let e = member("a.zip".into(), z.slice(..part), None).expect_err("truncated");
        assert!(e.to_string().contains("not a usable zip"), "{e}");
        assert!(sound(ArchiveKind::Zip, z.slice(..part)).is_err());
    }
    let (path, seven) = file("official.7z");
    for part in [3, 40, seven.len() - 1] {
        let e = member(path.clone(), seven.slice(..part), None).expect_err("truncated");
        assert!(e.to_string().contains("not a usable 7z"), "{e}");
    }
}

#[test]
fn one_bit_is_enough() {
    let (path, seven) = file("lzma.7z");
    let mut damaged = seven.to_vec();
    damaged[40] ^= 1;
    assert!(member(path, damaged.clone().into(), None).is_err());
    assert!(sound(ArchiveKind::SevenZip, damaged.into()).is_err());
    let gz = gzip(TABLE);
    sound(ArchiveKind::Gzip, gz.clone()).expect("sound");
    assert!(sound(ArchiveKind::Gzip, gz.slice(..gz.len() - 3)).is_err());
    // Stored members: the bytes of the text stand in the file as they are.
    let mut out = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let stored =
        zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    for name in ["noise.bin", "t.csv"] {
        out.start_file(name, stored).expect("start");
        out.write_all(TABLE).expect("write");
    }
    let mut bytes = out.finish().expect("finish").into_inner();
    sound(ArchiveKind::Zip, bytes.clone().into()).expect("sound");
    bytes[60] ^= 1;
    let e = sound(ArchiveKind::Zip, bytes.into()).expect_err("another checksum");
    assert!(e.to_string().contains("member `noise.bin`"), "{e}");
}

fn sound(kind: ArchiveKind, bytes: Bytes) -> Result<()> {
    check(kind, Path::new("a.x"), Cursor::new(bytes), &|| false)
}

#[test]
fn what_is_not_unpacked_is_no_damage() {
    for (kind, name) in [
        (ArchiveKind::Zip, "encrypted.zip"),
        (ArchiveKind::Zip, "link.zip"),
        (ArchiveKind::SevenZip, "encrypted.7z"),
        (ArchiveKind::SevenZip, "ppmd.7z"),
        (ArchiveKind::SevenZip, "bomb.7z"),
    ] {
        sound(kind, file(name).1).expect(name);
    }
    for (kind, name) in [(ArchiveKind::Zip, "escape.zip"), (ArchiveKind::SevenZip, "escape.7z")] {
        let e = sound(kind, file(name).1).expect_err(name);
        assert!(e.to_string().contains("names a place outside"), "{name}: {e}");
    }
    let stopped = check(ArchiveKind::Gzip, Path::new("a.gz"), Cursor::new(gzip(TABLE)), &|| true);
    assert!(matches!(stopped, Err(Error::Interrupted)));
}

#[test]
fn which_one_is_meant() {
    let said = |bytes: Bytes, pattern: Option<&str>| {
        let e = member("a.zip".into(), bytes, pattern).expect_err("ambiguous");
        format!("{e} {}", e.help().unwrap_or_default())
    };
    let two = zip(&[("2021/t.csv", "1"), ("2022/t.csv", "2")]);
    for pattern in [None, Some("t.csv"), Some("*/T.csv"), Some("*.csv")] {
        let said = said(two.clone(), pattern);
        assert!(said.contains("2021/t.csv, 2022/t.csv"), "{pattern:?}: {said}");
        assert!(said.contains("member = \"2021/t.csv\""), "{pattern:?}: {said}");
    }
    let (_, bytes) = member("a.zip".into(), two, Some("2022/t.csv")).expect("named");
    assert_eq!(&bytes[..], b"2");
    let root = zip(&[("t.csv", "1"), ("old/t.csv", "2")]);
    let (_, bytes) = member("a.zip".into(), root, Some("t.csv")).expect("its whole path");
    assert_eq!(&bytes[..], b"1");

    let (one, other) = (zip(&[("t.csv", "1")]), zip(&[("t.csv", "2")]));
    let mut out = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, inner) in [("a.zip", &one), ("b.zip", &other)] {
        out.start_file(name, zip::write::SimpleFileOptions::default()).expect("start");
        out.write_all(inner).expect("write");
    }
    let nested = Bytes::from(out.finish().expect("finish").into_inner());
    for pattern in [None, Some("t.csv")] {
        let said = said(nested.clone(), pattern);
        assert!(said.contains("a.zip/t.csv, b.zip/t.csv"), "{said}");
    }
    let (_, bytes) = member("n.zip".into(), nested, Some("b.zip/t.csv")).expect("named");
    assert_eq!(&bytes[..], b"2");
}

#[test]
fn one_path_twice() {
    for names in [["t.csv", "./t.csv"], ["a/t.csv", "a//t.csv"]] {
        let twice = zip(&[(names[0], "1"), (names[1], "2")]);
        for pattern in [None, Some("t.csv"), Some("*.csv"), Some(names[0])] {
            let e = member("a.zip".into(), twice.clone(), pattern).expect_err("two of one name");
            assert!(e.to_string().contains("2 members of one name"), "{pattern:?}: {e}");
        }
    }
}

#[test]
fn beside_an_archive_that_holds_another() {
    let inner = zip(&[("t.csv", "2")]);
    let with = |name: &str, bytes: &[u8]| {
        let mut out = zip::ZipWriter::new(Cursor::new(Vec::new()));
        for (name, bytes) in [("t.csv", &b"1"[..]), (name, bytes)] {
            out.start_file(name, zip::write::SimpleFileOptions::default()).expect("start");
            out.write_all(bytes).expect("write");
        }
        Bytes::from(out.finish().expect("finish").into_inner())
    };
    let outer = with("in.zip", &inner);
    for pattern in [None, Some("t.csv"), Some("*.csv")] {
        let e = member("a.zip".into(), outer.clone(), pattern).expect_err("ambiguous");
        assert!(e.to_string().contains("in.zip/t.csv, t.csv"), "{pattern:?}: {e}");
        assert!(e.help().is_some_and(|h| h.contains("member = \"in.zip/t.csv\"")), "{e:?}");
    }
    for (pattern, text) in [("in.zip/t.csv", "2"), ("./t.csv", "1")] {
        let (_, bytes) = member("a.zip".into(), outer.clone(), Some(pattern)).expect(pattern);
        assert_eq!(&bytes[..], text.as_bytes(), "{pattern}");
    }
    // A name that stands before the archive's: the path that is proposed leads to it.
    let e = member("a.zip".into(), with("z.zip", &inner), Some("t.csv")).expect_err("ambiguous");
    assert!(e.help().is_some_and(|h| h.contains("member = \"./t.csv\"")), "{e:?}");
    let twice = zip(&[("a/t.csv", "2"), ("b/t.csv", "3")]);
    let e = member("a.zip".into(), with("z.zip", &twice), None).expect_err("three");
    assert!(e.to_string().contains("t.csv, z.zip/a/t.csv, z.zip/b/t.csv"), "{e}");
    // What holds no other, or cannot be opened, is no reason to refuse.
    for (name, bytes) in
        [("in.zip", &zip(&[("x.pdf", "2")])[..]), ("in.zip", b"PK no more"), ("x.gz", b"x")]
    {
        let (_, bytes) = member("a.zip".into(), with(name, bytes), None).expect(name);
        assert_eq!(&bytes[..], b"1", "{name}");
    }
}

#[test]
fn packed_on_a_mac() {
    let members = [("t.csv", "1"), ("__MACOSX/._t.csv", "2"), ("._t.csv", "3"), (".h.csv", "4")];
    for pattern in [None, Some("t.csv"), Some("*.csv"), Some("*t.csv")] {
        let (_, bytes) = member("a.zip".into(), zip(&members), pattern).expect("the table");
        assert_eq!(&bytes[..], b"1", "{pattern:?}");
    }
    let e = member("a.zip".into(), zip(&members[1..3]), None).expect_err("no table");
    assert!(e.to_string().contains("has no member"), "{e}");
}

#[test]
fn bombs_are_refused() {
    let z = zip(&[("a.csv", &"0".repeat(50 << 20))]);
    let e = member("a.zip".into(), z, None).expect_err("bomb");
    assert!(e.to_string().contains("unpacks to"), "{e}");
    let e = of("bomb.7z", None).expect_err("bomb");
    assert!(e.to_string().contains("unpacks to"), "{e}");
}

#[test]
fn what_is_not_to_be_trusted() {
    for (name, said) in [
        ("escape.zip", "names a place outside"),
        ("absolute.zip", "names a place outside"),
        ("escape.7z", "names a place outside"),
        ("link.zip", "is a link"),
        ("encrypted.zip", "encrypted"),
        ("encrypted.7z", "encrypted"),
        ("ppmd.7z", "is packed by"),
    ] {
        let e = of(name, None).expect_err(name);
        assert!(e.to_string().contains(said), "{name}: {e}");
    }
}
