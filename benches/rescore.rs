//! New weights on columns in memory: what a slider of the map, or one request, costs the engine.
//!
//!     cargo bench --profile release --bench rescore -- COLUMNS UNITS INDICATORS ZONES REPEATS
//!
//! COLUMNS is a file of little-endian numbers, column after column: each indicator (f64, NaN where
//! missing), then the zone of each unit (u32). Prints one JSON object: seconds of each repeat and a
//! checksum of scores, ranks and deciles, for the peer to compare.

#![allow(missing_docs, clippy::unwrap_used)]

use std::time::Instant;

use ifn_engine::catalog::{Catalog, Method, Scenario};
use ifn_engine::index::{Normalised, Zones};
use ifn_engine::territory::LevelIndex;

/// As in the command.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() {
    let args: Vec<String> = std::env::args().skip(1).filter(|a| a != "--bench").collect();
    let [file, units, indicators, zones, repeats] = args.as_slice() else {
        eprintln!("rescore: needs COLUMNS UNITS INDICATORS ZONES REPEATS (see make bench)");
        return;
    };
    let number = |text: &String| text.parse::<usize>().unwrap();
    let (units, indicators) = (number(units), number(indicators));
    let bytes = std::fs::read(file).unwrap();
    let column = |i: usize| -> Vec<f64> {
        let part = &bytes[i * units * 8..(i + 1) * units * 8];
        part.chunks_exact(8).map(|b| f64::from_le_bytes(b.try_into().unwrap())).collect()
    };
    let method = method(indicators);
    // A method lists indicators by axis.
    let by_axis = method.indicators.iter().map(|i| column(i.id[1..].parse().unwrap()));
    let normalised = Normalised { values: by_axis.collect(), screened: Vec::new() };
    let of_unit = bytes[indicators * units * 8..]
        .chunks_exact(4)
        .map(|b| u32::from_le_bytes(b.try_into().unwrap()))
        .collect();
    let zones = Zones { level: Some(LevelIndex::new(1)), of_unit, count: number(zones) };
    let mut seconds = Vec::new();
    let mut told = String::new();
    for repeat in 0..=number(repeats) {
        let weights =
            (0..indicators).map(|i| (format!("i{i}"), (1 + (i * 7 + repeat) % 5) as f64)).collect();
        let start = Instant::now();
        let choice = Scenario { weights, ..Scenario::default() };
        let scores = normalised.score(&method.clone().apply(&choice).unwrap(), &zones);
        if repeat > 0 {
            seconds.push(start.elapsed().as_secs_f64());
        }
        let sum: f64 = scores.index.iter().filter(|x| x.is_finite()).sum();
        let ranks: u64 =
            scores.rank.iter().chain(&scores.rank_in_zone).map(|r| u64::from(*r)).sum();
        let deciles: u64 = scores.decile.iter().map(|d| u64::from(*d)).sum();
        told = format!("\"sum\": {sum}, \"ranks\": {ranks}, \"deciles\": {deciles}");
    }
    println!("{{\"seconds\": {seconds:?}, {told}}}");
}

/// Three axes, as published methods have.
fn method(indicators: usize) -> Method {
    use std::fmt::Write;
    let mut text =
        "id = \"m\"\ntitle = \"M\"\nlevels = [\"iris\"]\n[reference]\nzone = \"departement\"\n\
        [normalise]\nmethod = \"identity\"\n[missing]\nmin_available = 0.6\n"
            .to_string();
    for axis in 0..3 {
        let _ = write!(text, "[[axis]]\nid = \"a{axis}\"\n");
        for i in (0..indicators).filter(|i| i % 3 == axis) {
            let _ = write!(text, "[[axis.indicator]]\nid = \"i{i}\"\n");
        }
    }
    for i in 0..indicators {
        let _ = write!(text, "[indicator.i{i}]\ntable = \"iris-rp-2021\"\nvalue = \"pop\"\n");
    }
    Method::parse(&text, "bench.toml".as_ref(), &Catalog::builtin().unwrap()).unwrap()
}
