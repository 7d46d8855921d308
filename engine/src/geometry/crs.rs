//! Reference systems by their EPSG code, and from them to WGS 84 degrees.
//!
//! The projections are PROJ's, as `proj4rs` ports them. What lies between RGF93, ETRS89 and WGS 84
//! is below the metre and taken for nothing, as the EPSG definitions do.

use proj4rs::Proj;

/// A reference system that can be brought to WGS 84.
pub struct Crs {
    /// `None` when it is longitude and latitude in WGS 84 already.
    from: Option<(Proj, Proj)>,
}

/// Why there is no way to WGS 84.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CrsError {
    /// The code, or its projection, is not known.
    #[error("EPSG:{0} is not a reference system that can be read")]
    Unknown(u32),
    /// A point that is not in the system's domain.
    #[error("a point lies outside of its reference system")]
    Outside,
}

impl Crs {
    /// Longitude and latitude, WGS 84 (OGC:CRS84).
    pub fn wgs84() -> Self {
        Self { from: None }
    }

    /// The system of an EPSG code. Coordinates are east or longitude first, as files hold them.
    ///
    /// # Errors
    /// A code that is not known.
    pub fn epsg(code: u32) -> Result<Self, CrsError> {
        // WGS 84, and RGF93 in degrees.
        if matches!(code, 4326 | 4171) {
            return Ok(Self::wgs84());
        }
        let unknown = || CrsError::Unknown(code);
        let short = u16::try_from(code).map_err(|_| unknown())?;
        let definition = crs_definitions::from_code(short).ok_or_else(unknown)?;
        let from = Proj::from_proj_string(definition.proj4).map_err(|_| unknown())?;
        let to = Proj::from_proj_string(crs_definitions::EPSG_4326.proj4).map_err(|_| unknown())?;
        Ok(Self { from: Some((from, to)) })
    }

    /// Moves points to longitude and latitude, WGS 84 degrees.
    ///
    /// # Errors
    /// A point without a place there; those before it are moved.
    pub fn to_wgs84<'a>(
        &self,
        points: impl Iterator<Item = &'a mut [f64; 2]>,
    ) -> Result<(), CrsError> {
        let Some((from, to)) = &self.from else {
            let mut points = points;
            let within = |p: &mut [f64; 2]| p[0].abs() <= 360.0 && p[1].abs() <= 90.0;
            return if points.all(within) { Ok(()) } else { Err(CrsError::Outside) };
        };
        for point in points {
            let mut at = (point[0], point[1], 0.0);
            if from.is_latlong() {
                (at.0, at.1) = (at.0.to_radians(), at.1.to_radians());
            }
            proj4rs::transform::transform(from, to, &mut at).map_err(|_| CrsError::Outside)?;
            *point = [at.0.to_degrees(), at.1.to_degrees()];
            if !(point[0].is_finite() && point[1].is_finite()) {
                return Err(CrsError::Outside);
            }
        }
        Ok(())
    }
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
        ];
        for (code, at, expected) in table {
            let mut point: [f64; 2] = at;
            let crs = Crs::epsg(code).expect("known");
            crs.to_wgs84(std::iter::once(&mut point)).expect("inside");
            for axis in 0..2 {
                let off = (point[axis] - expected[axis]).abs();
                assert!(off < 2e-8, "EPSG:{code}: {point:?}, not {expected:?}");
            }
        }
    }

    #[test]
    fn what_is_unknown_or_outside() {
        assert_eq!(Crs::epsg(99_999).err(), Some(CrsError::Unknown(99_999)));
        let mut far = [700_000.0, 6_600_000.0];
        assert_eq!(
            Crs::wgs84().to_wgs84(std::iter::once(&mut far)),
            Err(CrsError::Outside),
            "metres are not degrees"
        );
    }
}
