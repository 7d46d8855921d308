//! Any bytes as WKB: read or refused, by every reader. No panic, and memory in proportion to the bytes, not
//! to what they claim; what is read and written is read again as it was; where the crate `wkb` reads the
//! same bytes alone, both agree.
#![no_main]

use std::fmt::Debug;

use geo_traits::{GeometryTrait, GeometryType, MultiLineStringTrait, MultiPolygonTrait};
use ifn_engine::digest::hex;
use ifn_engine::geometry::{
    Polygons, Shape, WkbError, read_areas, read_shape, read_wkb, write_shape, write_wkb,
};
use ifn_engine::spatial::{point_of_text, point_of_wkb, srid_of_text};
use libfuzzer_sys::fuzz_target;
use peak_alloc::PeakAlloc;
use wkb::reader::Wkb;
use wkb::writer::{WriteOptions, write_geometry};

#[global_allocator]
static MEMORY: PeakAlloc = PeakAlloc;

/// Bytes of memory for each byte of points, while a list of them grows: the old one, and one twice as long.
const FLAT: usize = 8;
/// The same of arcs, which two points of 16 bytes become 360.
const CURVED: usize = 600;
/// EWKB's flags: Z, M and an SRID.
const FLAGS: u32 = 0xe000_0000;
const SRID: u32 = 0x2000_0000;

/// Runs a reader of `len` bytes within `times` as much memory.
fn bounded<T>(len: usize, times: usize, read: impl FnOnce() -> T) -> T {
    MEMORY.reset_peak_usage();
    let before = MEMORY.current_usage();
    let out = read();
    let used = MEMORY.peak_usage() - before;
    assert!(used <= 1024 + times * len, "{used} bytes of memory for {len} bytes");
    out
}

/// What the crate reads, where it may be asked. It takes the header of the whole for that of each part
/// (and panics on points that have an SRID of their own), the types of curves for those of points, lines
/// and polygons, and does not see ISO's thousands beside EWKB's flags.
fn alone(data: &[u8]) -> Option<Wkb<'_>> {
    let little = *data.first()? == 1;
    let code: [u8; 4] = data.get(1..5)?.try_into().ok()?;
    let code = if little { u32::from_le_bytes(code) } else { u32::from_be_bytes(code) };
    let kind = code & !FLAGS;
    let ambiguous = kind >= 1000 && code & FLAGS != 0;
    if !(1..=6).contains(&(kind % 1000)) || kind / 1000 > 3 || ambiguous {
        return None;
    }
    let geometry = wkb::reader::read_wkb(data).ok()?;
    let like_the_whole = |part: &[u8]| {
        let code = (code & !SRID) - 3;
        let code = if little { code.to_le_bytes() } else { code.to_be_bytes() };
        part.first() == data.first() && part.get(1..5) == Some(&code)
    };
    let sound = match geometry.as_type() {
        GeometryType::MultiPoint(points) => {
            let [first, second] = [0, 1].map(|point| points.point_offset(point) as usize);
            points.buf()[first..].chunks(second - first).all(like_the_whole)
        }
        GeometryType::MultiLineString(lines) => {
            lines.line_strings().all(|line| like_the_whole(line.buf()))
        }
        GeometryType::MultiPolygon(polygons) => {
            polygons.polygons().all(|polygon| like_the_whole(polygon.buf()))
        }
        _ => true,
    };
    sound.then_some(geometry)
}

fn agree(data: &[u8], ours: &Result<Option<Shape>, WkbError>) {
    let Some(theirs) = alone(data) else { return };
    match ours {
        // It checks neither.
        Err(WkbError::NotFinite { .. } | WkbError::Ring { .. }) => {}
        Err(WkbError::Trailing { extra }) => assert_eq!(theirs.buf().len() + extra, data.len()),
        Err(error) => panic!("refused by us alone: {error}"),
        Ok(_) => {
            assert_eq!(theirs.buf().len(), data.len());
            let mut again = Vec::new();
            write_geometry(&mut again, &theirs, &WriteOptions::default()).expect("memory");
            assert_eq!(&read_shape(&again), ours);
        }
    }
}

fn text(value: impl Debug) -> String {
    format!("{value:?}")
}

fuzz_target!(|data: &[u8]| {
    let flat = bounded(data.len(), FLAT, || read_wkb(data));
    let shape = bounded(data.len(), CURVED, || read_shape(data));
    let areas = bounded(data.len(), CURVED, || {
        let mut areas = Polygons::default();
        read_areas(data, &mut areas).map(|()| areas)
    });
    if let Ok(polygons) = &flat {
        // What the strictest reader takes, all take for the same.
        let known = (*polygons != Polygons::default()).then(|| Shape::Polygons(polygons.clone()));
        assert_eq!(shape, Ok(known));
        assert_eq!(&areas, &flat);
    }
    if let Ok(polygons) = &areas {
        assert_eq!(read_wkb(&write_wkb(polygons)), areas);
    }
    if let Ok(Some(known)) = &shape {
        let written = write_shape(known);
        let again = read_shape(&written);
        assert_eq!(again, shape);
        agree(&written, &again);
    }
    agree(data, &shape);
    let digits = hex(data);
    let point = point_of_wkb(data).ok().flatten();
    // Shorter ones are no WKB of a point.
    if data.len() > 20 {
        assert_eq!(text(point_of_text(&digits)), text(point));
    }
    let _ = srid_of_text(&digits);
});
