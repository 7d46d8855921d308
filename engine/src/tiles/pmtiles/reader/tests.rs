//! Archives that [`ArchiveWriter`] wrote, read back; cut short; damaged.

use std::collections::{BTreeMap, BTreeSet};

use super::super::gzip::Gzip;
use super::super::writer::{ArchiveInfo, ArchiveWriter};
use super::*;

fn coord(id: u64) -> TileCoord {
    TileId::new(id).expect("in the world").into()
}

/// An archive of tiles, given in the order of their ids.
fn written<'a>(tiles: impl IntoIterator<Item = (u64, &'a [u8])>) -> Vec<u8> {
    let dir = tempfile::tempdir().expect("folder");
    let path = dir.path().join("a.pmtiles");
    let about = ArchiveInfo {
        zooms: (0, 9),
        bounds: [-5.0, 41.0, 10.0, 51.5],
        metadata: r#"{"name":"x"}"#.into(),
    };
    let mut archive = ArchiveWriter::create(&path, about).expect("file");
    let mut gzip = Gzip::default();
    for (id, content) in tiles {
        archive.add(coord(id), &gzip.compress(content)).expect("written");
    }
    let size = archive.finish().expect("written");
    let bytes = std::fs::read(&path).expect("read");
    assert_eq!(size, bytes.len() as u64);
    bytes
}

fn archive(tiles: u64) -> Vec<u8> {
    let contents: Vec<String> = (0..tiles).map(|i| format!("tile {}", i / 3)).collect();
    written((0..).step_by(2).zip(contents.iter().map(String::as_bytes)))
}

fn open(bytes: Vec<u8>) -> Result<ArchiveReader<Vec<u8>>> {
    ArchiveReader::new(bytes, Path::new("a.pmtiles"))
}

#[test]
fn what_was_written_is_found_in_leaves_too() {
    for tiles in [1, 40, 90_000] {
        let reader = open(archive(tiles)).expect("valid");
        assert_eq!((reader.zooms, reader.metadata["name"].as_str()), ((0, 9), Some("x")));
        assert_eq!((reader.bounds, reader.compressed), ([-5.0, 41.0, 10.0, 51.5], true));
        let mut there = 0;
        for (zoom, x, y) in [(0, 0, 0), (1, 0, 1), (8, 200, 77), (8, 201, 77), (9, 3, 500)] {
            let tile = TileCoord::new(zoom, x, y).expect("in the world");
            let id = TileId::from(tile).value();
            let expected = id.is_multiple_of(2) && id / 2 < tiles;
            let found = reader.find(tile);
            assert_eq!(found.is_some(), expected, "{zoom}/{x}/{y}");
            if let Some(place) = found {
                let content = reader.read_plain(place).expect("tile");
                assert_eq!(content, format!("tile {}", id / 6).as_bytes());
                there += 1;
            }
        }
        assert!(there > 0);
    }
}

/// Tiles as a pyramid has them: gaps, runs of one content (the sea), contents that come again
/// apart from each other, and most of them unlike any other.
fn tiles_with_duplicates(count: usize) -> BTreeMap<u64, Vec<u8>> {
    // Knuth's MMIX generator: the same tiles each time.
    let mut state = 1_u64;
    let mut random = move |below: u64| {
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % below
    };
    let (mut tiles, mut id) = (BTreeMap::new(), 0);
    while tiles.len() < count {
        id += 1 + random(3) * random(40);
        match random(8) {
            0 => {
                for _ in 0..2 + random(6) {
                    tiles.insert(id, b"sea".to_vec());
                    id += 1;
                }
            }
            1 => drop(tiles.insert(id, format!("again {}", random(50)).into_bytes())),
            _ => {
                // Random bytes, so that sizes stay apart once compressed.
                let content = (0..8 + random(1000)).map(|_| random(256) as u8).collect();
                tiles.insert(id, content);
            }
        }
    }
    tiles
}

#[test]
fn every_tile_is_read_back_and_no_other() {
    let tiles = tiles_with_duplicates(9000);
    let of_all = || tiles.iter().map(|(id, content)| (*id, content.as_slice()));
    let bytes = written(of_all());
    assert!(written(of_all()) == bytes, "the same tiles give the same bytes");

    let number =
        |at: usize| u64::from_le_bytes(bytes[at..at + 8].try_into().expect("eight bytes")) as usize;
    let root = number(8)..number(8) + number(16);
    assert!(root.end <= 16_384, "a client asks for 16 KiB first");
    let root = entries(&gunzip(&bytes[root], MOST_BYTES).expect("gzip")).expect("directory");
    let leaves = root.iter().filter(|entry| entry.run == 0).count();
    assert!(leaves > 1 && leaves == root.len(), "{leaves} leaf directories");

    let reader = open(bytes).expect("valid");
    let mut places = BTreeSet::new();
    let last = tiles.keys().next_back().expect("tiles");
    for id in 0..last + 100 {
        let found = reader.find(coord(id)).map(|place| {
            places.insert(place.offset);
            reader.read_plain(place).expect("tile")
        });
        assert!(found.as_ref() == tiles.get(&id), "tile {id}");
    }
    let contents: BTreeSet<&Vec<u8>> = tiles.values().collect();
    assert_eq!(places.len(), contents.len(), "each content is stored once");
    let of_all: Vec<(&u64, &Vec<u8>)> = tiles.iter().collect();
    let runs = of_all.chunk_by(|a, b| a.0 + 1 == *b.0 && a.1 == b.1).count();
    assert_eq!(reader.len(), runs, "neighbours that are the same are one entry");
}

#[test]
fn cut_short_anywhere_is_refused() {
    let whole = archive(5000);
    for length in (0..whole.len()).step_by(whole.len() / 300) {
        assert!(open(whole[..length].to_vec()).is_err(), "{length} of {}", whole.len());
    }
}

#[test]
fn damaged_bytes_never_panic() {
    let whole = archive(60);
    for at in 0..HEADER + 400 {
        for value in [0, 1, 0x7f, 0x80, 0xff] {
            let mut bytes = whole.clone();
            bytes[at] = value;
            if let Ok(reader) = open(bytes) {
                for run in &reader.runs {
                    let _ = reader.read_plain(run.place);
                }
                let _ = reader.find(TileCoord::new(12, 2000, 1400).expect("in the world"));
            }
        }
    }
}

#[test]
fn a_file_changed_in_its_place_is_told() {
    let dir = tempfile::tempdir().expect("folder");
    let path = dir.path().join("a.pmtiles");
    std::fs::write(&path, archive(9)).expect("written");
    let reader = ArchiveReader::open(&path).expect("valid");
    let place = reader.find(coord(0)).expect("there");
    assert!(reader.read_plain(place).is_ok());
    let file = File::options().write(true).open(&path).expect("file");
    file.set_len(200).expect("cut");
    let told = reader.read(place).expect_err("cut").to_string();
    assert!(told.contains("was changed in its place"), "{told}");
}
