//! Points in contours, and the nearest of many points, in memory.
//!
//!     cargo bench --profile release --bench places -- locate UNITS POINTS FOUND REPEATS
//!     cargo bench --profile release --bench places -- nearest PLACES POINTS FOUND REPEATS
//!     cargo bench --profile release --bench places -- gaps BUILD REPEATS
//!
//! UNITS holds contours one after the other: the length of its WKB (u32, 0: none), then the WKB. POINTS
//! and PLACES hold all longitudes, then all latitudes (f64). FOUND is written: the position of each
//! point's unit (u32), or of the nearest place (u32, all of them) and its metres (f64). Prints one JSON object:
//! seconds of each repeat, of which the index. Everything is little-endian. Gaps are those of every level
//! of a build that is open already, from the places and the people to ranks and quadrants.

#![allow(missing_docs, clippy::unwrap_used)]

use std::path::Path;
use std::time::Instant;

use geo_types::Point;
use ifn_engine::build::Build;
use ifn_engine::catalog::{Catalog, Scenario};
use ifn_engine::query::Rescorer;
use ifn_engine::spatial::{Locator, PointIndex};

/// As in the command.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() {
    let args: Vec<String> = std::env::args().skip(1).filter(|a| a != "--bench").collect();
    if let [what, build, repeats] = args.as_slice()
        && what == "gaps"
    {
        return gaps(Path::new(build), repeats.parse().unwrap());
    }
    let [what, into, points, found, repeats] = args.as_slice() else {
        eprintln!("places: needs locate|nearest INTO POINTS FOUND REPEATS (see make bench)");
        return;
    };
    let (lon, lat) = numbers(points);
    let repeats: usize = repeats.parse().unwrap();
    let (mut seconds, mut index, mut answer) = (Vec::new(), Vec::new(), Vec::new());
    let mut time = |index_done: f64, start: Instant| {
        seconds.push(start.elapsed().as_secs_f64());
        index.push(index_done);
    };
    match what.as_str() {
        "locate" => {
            let bytes = std::fs::read(into).unwrap();
            let units = contours(&bytes);
            for _ in 0..repeats {
                let start = Instant::now();
                let locator = Locator::new(&units).unwrap();
                let built = start.elapsed().as_secs_f64();
                let found = locator.locate_all(&lon, &lat);
                time(built, start);
                answer = found.iter().flat_map(|u| u.to_le_bytes()).collect();
            }
        }
        "nearest" => {
            let pairs = |(x, y): (Vec<f64>, Vec<f64>)| -> Vec<Point> {
                x.into_iter().zip(y).map(Point::from).collect()
            };
            let (to, from) = (pairs(numbers(into)), pairs((lon, lat)));
            for _ in 0..repeats {
                let start = Instant::now();
                let places = PointIndex::new(to.iter().copied());
                let built = start.elapsed().as_secs_f64();
                let found = places.nearest_of_each(&from);
                time(built, start);
                let which =
                    found.iter().flat_map(|f| f.map_or(u32::MAX, |f| f.index).to_le_bytes());
                let far = found.iter().flat_map(|f| f.map_or(f64::NAN, |f| f.metres).to_le_bytes());
                answer = which.chain(far).collect();
            }
        }
        other => panic!("{other}: locate or nearest"),
    }
    std::fs::write(found, answer).unwrap();
    println!("{{\"seconds\": {seconds:?}, \"index\": {index:?}}}");
}

fn gaps(build: &Path, repeats: usize) {
    let manifest = Build::read(build).unwrap().manifest;
    let choice = Scenario::default();
    let mut seconds = Vec::new();
    for _ in 0..repeats {
        let engine = Rescorer::open(build, &manifest, &Catalog::builtin().unwrap()).unwrap();
        let levels = manifest.method.levels.iter();
        let scored: Vec<_> = levels.map(|level| engine.score(level, &choice).unwrap()).collect();
        let start = Instant::now();
        for scored in &scored {
            assert!(engine.gaps(scored, None, None).unwrap().num_rows() > 0);
        }
        seconds.push(start.elapsed().as_secs_f64());
    }
    println!("{{\"seconds\": {seconds:?}}}");
}

fn numbers(file: &str) -> (Vec<f64>, Vec<f64>) {
    let bytes = std::fs::read(file).unwrap();
    let all: Vec<f64> =
        bytes.chunks_exact(8).map(|b| f64::from_le_bytes(b.try_into().unwrap())).collect();
    let (x, y) = all.split_at(all.len() / 2);
    (x.to_vec(), y.to_vec())
}

fn contours(mut bytes: &[u8]) -> Vec<Option<&[u8]>> {
    let mut out = Vec::new();
    while let Some((length, rest)) = bytes.split_first_chunk() {
        let (wkb, rest) = rest.split_at(u32::from_le_bytes(*length) as usize);
        out.push((!wkb.is_empty()).then_some(wkb));
        bytes = rest;
    }
    out
}
