//! Where something is, as files say it: one point.

use crate::geometry::{
    Polygons, Shape, WkbError, point_on_surface, read_shape, srid as srid_of_wkb,
};

/// The point of a WKB geometry: of several points the first, of polygons their centre of gravity, or one
/// well inside where that is outside; `None` of lines and of what is empty.
///
/// # Errors
/// Bytes that are no geometry.
pub fn point_of_wkb(wkb: &[u8]) -> Result<Option<[f64; 2]>, WkbError> {
    Ok(match read_shape(wkb)? {
        Some(Shape::Points(points)) => points.iter().next().map(|point| point.0.into()),
        Some(Shape::Polygons(polygons)) => {
            centre(&polygons).or_else(|| point_on_surface(&polygons).map(|point| point.0.into()))
        }
        Some(Shape::Lines(_)) | None => None,
    })
}

/// The centre of gravity, when it lies inside.
fn centre(polygons: &Polygons) -> Option<[f64; 2]> {
    let from = *polygons.coords.first()?;
    let (mut twice, mut sum) = (0.0, [0.0; 2]);
    for rings in polygons.parts() {
        for (number, ring) in rings.iter().enumerate() {
            let (mut area, mut moment) = (0.0, [0.0; 2]);
            for edge in ring.windows(2) {
                let [a, b] = [edge[0], edge[1]].map(|p| [p[0] - from[0], p[1] - from[1]]);
                let cross = a[0] * b[1] - b[0] * a[1];
                area += cross;
                moment = [moment[0] + cross * (a[0] + b[0]), moment[1] + cross * (a[1] + b[1])];
            }
            // Whatever way it turns, an exterior adds and a hole takes away.
            let sign = if (area < 0.0) == (number == 0) { -1.0 } else { 1.0 };
            twice += sign * area;
            sum = [sum[0] + sign * moment[0], sum[1] + sign * moment[1]];
        }
    }
    let centre = [from[0] + sum[0] / (3.0 * twice), from[1] + sum[1] / (3.0 * twice)];
    let mut inside = false;
    for edge in polygons.parts().flatten().flat_map(|ring| ring.windows(2)) {
        let ([x0, y0], [x1, y1]) = (edge[0], edge[1]);
        inside ^= (y0 > centre[1]) != (y1 > centre[1])
            && centre[0] < x0 + (centre[1] - y0) / (y1 - y0) * (x1 - x0);
    }
    inside.then_some(centre)
}

/// The point of a text: `POINT (2.35 48.85)` as WKT and EWKT write it, WKB in hexadecimal, or `48.85, 2.35`
/// as open-data portals write it, latitude first. `None` when it is none of these.
pub fn point_of_text(text: &str) -> Option<[f64; 2]> {
    let (_, text) = with_srid(text.trim());
    if text.get(..5).is_some_and(|t| t.eq_ignore_ascii_case("POINT")) {
        let inside = text[5..].trim_start_matches(|c: char| !matches!(c, '(')).strip_prefix('(')?;
        let mut numbers = inside.strip_suffix(')')?.split_whitespace().map(number);
        return Some([numbers.next()??, numbers.next()??]);
    }
    if let Some((lat, lon)) = text.split_once([',', ';']) {
        return Some([number(lon.trim())?, number(lat.trim())?]);
    }
    let bytes = hexadecimal(text)?;
    point_of_wkb(&bytes).ok()?
}

/// The EPSG code that a text says beside its point, as EWKT and EWKB do.
pub fn srid_of_text(text: &str) -> Option<u32> {
    let (srid, text) = with_srid(text.trim());
    match srid {
        Some(code) => code.trim().parse().ok().filter(|code| *code != 0),
        None if text.starts_with("00") || text.starts_with("01") => {
            srid_of_wkb(&hexadecimal(text)?)
        }
        None => None,
    }
}

/// Whether a text is `48.85, 2.35`: latitude first, in degrees by what it is.
pub fn is_pair(text: &str) -> bool {
    let text = text.trim();
    with_srid(text).0.is_none() && !text.contains('(') && text.contains([',', ';'])
}

/// What stands before the point, as in `SRID=2154;POINT (…)`, and the point.
fn with_srid(text: &str) -> (Option<&str>, &str) {
    match text.split_once(';') {
        Some((srid, rest)) if srid.get(..5).is_some_and(|s| s.eq_ignore_ascii_case("SRID=")) => {
            (srid.get(5..), rest.trim())
        }
        _ => (None, text),
    }
}

/// A number, with a point or a comma for its decimals.
pub fn number(text: &str) -> Option<f64> {
    let text = text.trim();
    // Keeps "inf" and "nan" out.
    if !text.ends_with(|c: char| c.is_ascii_digit() || c == '.' || c == ',') {
        return None;
    }
    let number = match text.bytes().filter(|b| *b == b',').count() {
        0 => text.parse(),
        1 if !text.contains('.') => text.replace(',', ".").parse(),
        _ => return None,
    };
    number.ok().filter(|n: &f64| n.is_finite())
}

fn hexadecimal(text: &str) -> Option<Vec<u8>> {
    if text.len() < 42 || !text.len().is_multiple_of(2) || !text.is_ascii() {
        return None;
    }
    (0..text.len()).step_by(2).map(|i| u8::from_str_radix(&text[i..i + 2], 16).ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geometry::{Polygons, write_shape};

    #[test]
    fn points_in_many_spellings() {
        let paris = Some([2.35, 48.85]);
        for text in [
            "POINT (2.35 48.85)",
            "point(2.35 48.85)",
            "POINT Z (2.35 48.85 35)",
            "SRID=4326;POINT(2.35 48.85)",
            "48.85, 2.35",
            " 48.85,2.35 ",
        ] {
            assert_eq!(point_of_text(text), paris, "{text}");
        }
        let wkb = write_shape(&Shape::Points(vec![[2.35, 48.85]].into()));
        let hex = crate::digest::hex(&wkb);
        assert_eq!(point_of_text(&hex), paris);
        assert_eq!(point_of_text(&hex.to_uppercase()), paris);
        for text in ["", "POINT EMPTY", "POINT (a b)", "Paris", "48.85", "nan, 2", "01", "é, 2"] {
            assert_eq!(point_of_text(text), None, "{text}");
        }
        let numbers = ["1,5", "-2.25", "1e3", "1.000,5", "1,000,5", "inf", "x"].map(number);
        assert_eq!(numbers, [Some(1.5), Some(-2.25), Some(1000.0), None, None, None, None]);
    }

    #[test]
    fn one_point_of_each_geometry() {
        let square = [[0.0, 0.0], [2.0, 0.0], [2.0, 2.0], [0.0, 2.0], [0.0, 0.0]];
        let polygon = Polygons { coords: square.into(), ring_ends: vec![5], part_ends: vec![1] };
        let of = |shape| point_of_wkb(&write_shape(&shape));
        assert_eq!(of(Shape::Polygons(polygon)), Ok(Some([1.0, 1.0])));
        let horseshoe = [
            [0.0, 0.0],
            [3.0, 0.0],
            [3.0, 9.0],
            [2.0, 9.0],
            [2.0, 1.0],
            [1.0, 1.0],
            [1.0, 9.0],
            [0.0, 9.0],
            [0.0, 0.0],
        ];
        let bent = Polygons { coords: horseshoe.into(), ring_ends: vec![9], part_ends: vec![1] };
        let inside = of(Shape::Polygons(bent)).expect("a polygon").expect("an area");
        assert!(inside[0] < 1.0 || inside[0] > 2.0, "not between its arms: {inside:?}");
        assert_eq!(of(Shape::Points(vec![[1.0, 2.0], [3.0, 4.0]].into())), Ok(Some([1.0, 2.0])));
        assert_eq!(of(Shape::Lines(vec![[0.0, 0.0], [1.0, 1.0]].into())), Ok(None));
        assert!(point_of_wkb(&[1, 2]).is_err());
    }
}
