//! A reader of PMTiles 3 that follows the specification and shares nothing with the writer.

use std::collections::BTreeMap;
use std::path::Path;

/// What an archive holds.
pub struct Archive {
    pub clustered: bool,
    pub metadata: serde_json::Value,
    pub tiles: BTreeMap<(u8, u32, u32), Vec<u8>>,
}

/// Every tile of an archive, unpacked.
pub fn read(path: &Path) -> Archive {
    let bytes = std::fs::read(path).unwrap();
    assert_eq!(&bytes[..8], b"PMTiles\x03");
    let number = |at: usize| u64::from_le_bytes(bytes[at..at + 8].try_into().unwrap()) as usize;
    let section = |at: usize| &bytes[number(at)..number(at) + number(at + 8)];
    let (leaves, data) = (number(40), number(56));
    let mut tiles = BTreeMap::new();
    let mut contents = std::collections::BTreeSet::new();
    let mut waiting = vec![directory(section(8))];
    let mut entries = 0;
    while let Some(found) = waiting.pop() {
        for (id, run, length, offset) in found {
            if run == 0 {
                waiting.push(directory(&bytes[leaves + offset..leaves + offset + length]));
                continue;
            }
            entries += 1;
            contents.insert(offset);
            let tile = gunzip(&bytes[data + offset..data + offset + length]);
            for id in id..id + run as u64 {
                assert!(tiles.insert(place(id), tile.clone()).is_none(), "tile {id} stands twice");
            }
        }
    }
    assert_eq!([tiles.len(), entries, contents.len()], [72, 80, 88].map(number));
    let metadata = serde_json::from_slice(&gunzip(section(24))).unwrap();
    Archive { clustered: bytes[96] == 1, metadata, tiles }
}

fn gunzip(bytes: &[u8]) -> Vec<u8> {
    let size = u32::from_le_bytes(bytes[bytes.len() - 4..].try_into().unwrap());
    let mut out = vec![0; size as usize];
    libdeflater::Decompressor::new().gzip_decompress(bytes, &mut out).unwrap();
    out
}

/// Id, run, length and offset of each entry.
fn directory(bytes: &[u8]) -> Vec<(u64, usize, usize, usize)> {
    let bytes = gunzip(bytes);
    let mut at = 0;
    let mut varint = || {
        let (mut n, mut shift) = (0_u64, 0);
        loop {
            let byte = bytes[at];
            at += 1;
            n |= u64::from(byte & 127) << shift;
            shift += 7;
            if byte < 128 {
                return n;
            }
        }
    };
    let count = varint() as usize;
    let mut column = || (0..count).map(|_| varint()).collect::<Vec<u64>>();
    let (ids, runs, lengths, offsets) = (column(), column(), column(), column());
    assert_eq!(at, bytes.len());
    let (mut id, mut next) = (0, 0);
    (0..count)
        .map(|i| {
            id += ids[i];
            let offset = if offsets[i] == 0 { next } else { offsets[i] - 1 };
            next = offset + lengths[i];
            (id, runs[i] as usize, lengths[i] as usize, offset as usize)
        })
        .collect()
}

/// Zoom, column and row of an id: along the Hilbert curve of its zoom.
fn place(id: u64) -> (u8, u32, u32) {
    let (mut zoom, mut before) = (0_u8, 0);
    while before + (1 << (2 * zoom)) <= id {
        before += 1 << (2 * zoom);
        zoom += 1;
    }
    let (mut t, mut x, mut y) = (id - before, 0_u64, 0_u64);
    for bit in 0..zoom {
        let side = 1 << bit;
        let (rx, ry) = ((t / 2) & 1, (t ^ (t / 2)) & 1);
        if ry == 0 {
            if rx == 1 {
                (x, y) = (side - 1 - x, side - 1 - y);
            }
            (x, y) = (y, x);
        }
        x += side * rx;
        y += side * ry;
        t /= 4;
    }
    (zoom, x as u32, y as u32)
}
