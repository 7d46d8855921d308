//! Zoom, column and row of a tile, as a path has them.

use crate::http::Problem;

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
