//! Zoom, column and row of a tile, as a path has them.

use utoipa::IntoParams;

use crate::http::Problem;

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
pub fn tile_address(z: &str, x: &str, y: &str) -> Result<(u8, u32, u32), Problem> {
    let number = |text: &str| -> Option<u32> {
        (text.len() <= 10 && text.bytes().all(|b| b.is_ascii_digit())).then(|| text.parse().ok())?
    };
    let wrong = || {
        Problem::not_found(format!("{z:?}/{x:?}/{y:?} is no tile"))
            .help("zoom, column and row are whole numbers: 8/129/88.mvt")
    };
    let (zoom, x, y) = (number(z), number(x), number(y));
    let (Some(zoom), Some(x), Some(y)) = (zoom, x, y) else { return Err(wrong()) };
    if zoom > 26 || x >> zoom > 0 || y >> zoom > 0 {
        return Err(Problem::not_found(format!("{zoom}/{x}/{y} lies beyond the world")));
    }
    Ok((zoom as u8, x, y))
}

/// The same of a row that ends in `.mvt` or `.pbf`, or in neither.
///
/// # Errors
/// As [`tile_address`].
pub fn tile_file(z: &str, x: &str, y: &str) -> Result<(u8, u32, u32), Problem> {
    let row = y.strip_suffix(".mvt").or_else(|| y.strip_suffix(".pbf")).unwrap_or(y);
    tile_address(z, x, row)
}
