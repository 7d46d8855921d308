//! Reference systems by their EPSG code, and from them to WGS 84 degrees.
//!
//! The projections are PROJ's, as `proj4rs` ports them. What lies between RGF93, ETRS89 and WGS 84
//! is below the metre and taken for nothing, as the EPSG definitions do. A system whose datum has no
//! known shift to WGS 84 is refused: it would be off by hundreds of metres.

use geo_types::{Coord, coord};
use proj4rs::Proj;

/// A reference system that can be brought to WGS 84.
pub struct Crs {
    /// EPSG code; `None` of OGC:CRS84.
    code: Option<u32>,
    /// PROJ's definition; empty when it is longitude and latitude in WGS 84 already.
    definition: &'static str,
    /// `None` when it is longitude and latitude in WGS 84 already.
    from: Option<(Proj, Proj)>,
}

/// Codes whose definition is not that of EPSG: degrees where they are grads, another origin.
const MISTAKEN: [u32; 12] =
    [4807, 4810, 4811, 4816, 4819, 4821, 4901, 4902, 5513, 6200, 6996, 6997];

/// Why there is no way to WGS 84.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CrsError {
    /// The code, or its projection, is not known.
    #[error("EPSG:{0} is not a reference system that can be read")]
    Unknown(u32),
    /// Its datum has no known shift to WGS 84.
    #[error("EPSG:{0} has no known shift to WGS 84")]
    NoShift(u32),
    /// A point that is not in the system's domain.
    #[error("a point lies outside of its reference system")]
    Outside,
    /// Points between those of long edges are too many.
    #[error("its edges are so long that they need too many points between their ends")]
    TooLong,
}

impl Crs {
    /// Longitude and latitude, WGS 84 (OGC:CRS84).
    pub fn wgs84() -> Self {
        Self { code: None, definition: "", from: None }
    }

    /// The system of an EPSG code. Coordinates are east or longitude first, as files hold them.
    ///
    /// # Errors
    /// A code that is not known, or whose datum has no known shift to WGS 84.
    pub fn epsg(code: u32) -> Result<Self, CrsError> {
        let unknown = || CrsError::Unknown(code);
        if MISTAKEN.contains(&code) {
            return Err(unknown());
        }
        let short = u16::try_from(horizontal(code)).map_err(|_| unknown())?;
        let definition = crs_definitions::from_code(short).ok_or_else(unknown)?.proj4;
        if is_wgs84(definition) {
            return Ok(Self { code: Some(code), ..Self::wgs84() });
        }
        if !has_shift(definition) {
            return Err(CrsError::NoShift(code));
        }
        let from = Proj::from_proj_string(definition).map_err(|_| unknown())?;
        let to = Proj::from_proj_string(crs_definitions::EPSG_4326.proj4).map_err(|_| unknown())?;
        Ok(Self { code: Some(code), definition, from: Some((from, to)) })
    }

    /// Whether coordinates in both mean the same places.
    pub fn is_same(&self, other: &Self) -> bool {
        // Heights do not move a place.
        let words = |of: &'static str| of.split_whitespace().filter(|w| *w != "+vunits=m");
        words(self.definition).eq(words(other.definition))
    }

    /// Whether coordinates are longitude and latitude in WGS 84 already.
    pub fn is_wgs84(&self) -> bool {
        self.from.is_none()
    }

    /// Whether coordinates are lengths, not degrees.
    pub fn is_projected(&self) -> bool {
        self.from.as_ref().is_some_and(|(from, _)| !from.is_latlong())
    }

    /// Its EPSG code; `None` of OGC:CRS84.
    pub fn code(&self) -> Option<u32> {
        self.code
    }

    /// How people name it: `EPSG:2154`.
    pub fn name(&self) -> String {
        self.code.map_or_else(|| "OGC:CRS84".into(), |code| format!("EPSG:{code}"))
    }

    /// Longitude and latitude, WGS 84 degrees, of a point in this system.
    ///
    /// # Errors
    /// A point that is not in the system's domain, or has no place in WGS 84.
    ///
    /// ```
    /// use geo_types::coord;
    /// use ifn_engine::geometry::Crs;
    /// let lambert = Crs::epsg(2154)?;
    /// let paris = lambert.to_wgs84(coord! { x: 652_301.565, y: 6_861_302.726 })?;
    /// assert!((paris.x - 2.35).abs() < 1e-8 && (paris.y - 48.85).abs() < 1e-8);
    /// # Ok::<(), ifn_engine::geometry::CrsError>(())
    /// ```
    pub fn to_wgs84(&self, point: Coord<f64>) -> Result<Coord<f64>, CrsError> {
        let (x, y) = point.x_y();
        let degrees = |x: f64, y: f64| x.abs() <= 360.0 && y.abs() <= 90.0;
        let Some((from, to)) = &self.from else {
            return if degrees(x, y) { Ok(point) } else { Err(CrsError::Outside) };
        };
        let mut at = (x, y, 0.0);
        if from.is_latlong() {
            if !degrees(x, y) {
                return Err(CrsError::Outside);
            }
            (at.0, at.1) = (x.to_radians(), y.to_radians());
        }
        proj4rs::transform::transform(from, to, &mut at).map_err(|_| CrsError::Outside)?;
        let moved = coord! { x: at.0.to_degrees(), y: at.1.to_degrees() };
        if moved.x.is_finite() && moved.y.is_finite() { Ok(moved) } else { Err(CrsError::Outside) }
    }
}

/// The horizontal system of codes that the definitions lack: realisations of RGF93 that differ by
/// centimetres, and the same with heights.
fn horizontal(code: u32) -> u32 {
    match code {
        9793 | 9794 | 10_497..=10_500 => 2154,
        9822..=9830 => code - 9822 + 3942,
        9842..=9850 => code - 9842 + 3942,
        9776..=9779 | 9781..=9785 | 9538 | 9539 | 10_507 => 4171,
        // RGM23 and RGNC15, tied to the ITRF as WGS 84 is.
        10_670..=10_673 | 10_300 | 10_307 | 10_309..=10_312 | 10_318 => 4326,
        10_674 => 32_738,
        10_315..=10_317 => code - 10_315 + 32_757,
        9530 => 4624,
        9531..=9537 => 5489,
        9540 => 4749,
        9541 => 4463,
        9542 => 4558,
        10_633 => 5490,
        other => other,
    }
}

/// Degrees from Greenwich on a datum that is WGS 84 to within a metre.
fn is_wgs84(definition: &str) -> bool {
    let mut words = definition.split_whitespace();
    words.all(|w| {
        matches!(
            w,
            "+proj=longlat"
                | "+datum=WGS84"
                | "+ellps=GRS80"
                | "+ellps=WGS84"
                | "+towgs84=0,0,0,0,0,0,0"
                | "+vunits=m"
                | "+no_defs"
        )
    })
}

/// Whether the way to WGS 84 is known: a shift is given, or the ellipsoid says that there is none.
fn has_shift(definition: &str) -> bool {
    ["+towgs84=", "+datum=", "+nadgrids=@null", "+ellps=GRS80", "+ellps=WGS84"]
        .iter()
        .any(|word| definition.contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// One point in each system of French official files, by PROJ 9 to the millimetre.
    #[test]
    fn french_systems_agree_with_proj() {
        let table = [
            (2154, [652_301.565, 6_861_302.726], [2.35, 48.85]),
            (3857, [261_600.803, 6_249_447.753], [2.35, 48.85]),
            (3035, [3_760_536.823, 2_888_771.021], [2.35, 48.85]),
            (2972, [355_855.438, 541_750.164], [-52.3, 4.9]),
            (2975, [344_197.575, 7_666_050.711], [55.5, -21.1]),
            (4471, [521_705.548, 8_584_972.962], [45.2, -12.8]),
            (5490, [715_447.875, 1_615_033.119], [-61.0, 14.6]),
            (32_620, [660_342.312, 1_791_644.132], [-61.5, 16.2]),
            (3946, [1_843_927.288, 5_173_886.649], [4.85, 45.75]),
            (3163, [441_245.367, 222_443.684], [166.4, -22.2]),
            (4171, [2.35, 48.85], [2.35, 48.85]),
            (4258, [2.35, 48.85], [2.35, 48.85]),
            (9794, [652_301.565, 6_861_302.726], [2.35, 48.85]),
            (5698, [652_301.565, 6_861_302.726], [2.35, 48.85]),
            (9846, [1_843_927.288, 5_173_886.649], [4.85, 45.75]),
            (10_674, [521_705.548, 8_584_972.962], [45.2, -12.8]),
            (27_572, [600_990.892, 2_427_961.512], [2.35, 48.85]),
        ];
        for (code, at, expected) in table {
            let crs = Crs::epsg(code).expect("known");
            let point: [f64; 2] = crs.to_wgs84(Coord::from(at)).expect("inside").into();
            for axis in 0..2 {
                let off: f64 = point[axis] - expected[axis];
                assert!(off.abs() < 2e-8, "EPSG:{code}: {point:?}, not {expected:?}");
            }
        }
    }

    #[test]
    fn codes_that_mean_the_same_are_the_same() {
        let is_same =
            |a: u32, b: u32| Crs::epsg(a).expect("known").is_same(&Crs::epsg(b).expect("known"));
        assert!(is_same(2154, 9793) && is_same(4326, 4171) && is_same(2154, 5698));
        assert!(!is_same(2154, 3946) && !is_same(2154, 4326));
        assert!(Crs::wgs84().is_same(&Crs::epsg(4326).expect("known")));
    }

    #[test]
    fn what_is_unknown_or_outside() {
        assert_eq!(Crs::epsg(99_999).err(), Some(CrsError::Unknown(99_999)));
        assert_eq!(Crs::epsg(4807).err(), Some(CrsError::Unknown(4807)), "grads");
        // Ellipsoid alone, hundreds of metres off.
        assert_eq!(Crs::epsg(4001).err(), Some(CrsError::NoShift(4001)));
        let far = coord! { x: 700_000.0, y: 6_600_000.0 };
        assert_eq!(Crs::wgs84().to_wgs84(far), Err(CrsError::Outside), "metres are not degrees");
    }
}
