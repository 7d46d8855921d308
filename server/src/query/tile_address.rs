//! Zoom, column and row of a tile, as a path has them.

use ifn_engine::tiles::TileCoord;
use utoipa::IntoParams;

use crate::http::Problem;

/// Beyond this zoom no tile is served.
const DEEPEST: u8 = 26;

/// Where a tile lies, in the path of every route of tiles.
#[derive(IntoParams)]
#[into_params(parameter_in = Path)]
#[allow(dead_code, reason = "the shape of a path, for its description")]
pub struct TilePath {
    /// Zoom
    #[param(example = 8)]
    z: u32,
    /// Column
    #[param(example = 129)]
    x: u32,
    /// Row
    #[param(example = 88)]
    y: u32,
}

/// Where a tile lies.
///
/// # Errors
/// Something else than numbers; beyond the world.
pub fn tile_address(z: &str, x: &str, y: &str) -> Result<TileCoord, Problem> {
    let number = |text: &str| -> Option<u32> {
        (text.len() <= 10 && text.bytes().all(|b| b.is_ascii_digit())).then(|| text.parse().ok())?
    };
    let wrong = || {
        Problem::not_found(format!("{z:?}/{x:?}/{y:?} is no tile"))
            .help("zoom, column and row are whole numbers: 8/129/88.mvt")
    };
    let (zoom, x, y) = (number(z), number(x), number(y));
    let (Some(zoom), Some(x), Some(y)) = (zoom, x, y) else { return Err(wrong()) };
    let served = u8::try_from(zoom).ok().filter(|zoom| *zoom <= DEEPEST);
    served
        .and_then(|zoom| TileCoord::new(zoom, x, y).ok())
        .ok_or_else(|| Problem::not_found(format!("{zoom}/{x}/{y} lies beyond the world")))
}

/// The same of a row that ends in `.mvt` or `.pbf`, or in neither.
///
/// # Errors
/// As [`tile_address`].
pub fn tile_file(z: &str, x: &str, y: &str) -> Result<TileCoord, Problem> {
    let row = y.strip_suffix(".mvt").or_else(|| y.strip_suffix(".pbf")).unwrap_or(y);
    tile_address(z, x, row)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_lies_beyond_the_world_or_is_no_number_is_refused() {
        let last = ((1_u32 << DEEPEST) - 1).to_string();
        for (z, x, y) in [("0", "0", "0"), ("8", "129", "88"), ("26", &last, &last)] {
            let coord = tile_address(z, x, y).expect("a tile");
            let numbers = [u32::from(coord.z()), coord.x(), coord.y()];
            assert_eq!(numbers.map(|n| n.to_string()), [z, x, y]);
        }
        let beyond = [("0", "1", "0"), ("3", "8", "0"), ("3", "0", "8"), ("27", "0", "0")];
        let more = [("32", "0", "0"), ("256", "0", "0"), ("4294967295", "0", "0")];
        let others =
            [("-1", "0", "0"), ("", "0", "0"), ("1", "0x1", "0"), ("1", "0", "4294967296")];
        for (z, x, y) in beyond.into_iter().chain(more).chain(others) {
            assert!(tile_address(z, x, y).is_err(), "{z}/{x}/{y}");
        }
    }
}
