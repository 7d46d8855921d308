//! A point to look around, and how far.

use crate::http::{Parameter, Problem, deserialize_parameters};

/// Furthest that is looked around a point, in kilometres.
const FURTHEST: f64 = 200.0;

/// Longitude and latitude, WGS 84 degrees.
#[derive(Debug, Clone, Copy)]
pub struct NearPoint(pub [f64; 2]);

/// Kilometres around a point, 0 to 200.
#[derive(Debug, Clone, Copy)]
pub struct Radius(pub f64);

impl Parameter for NearPoint {
    fn read(text: &str) -> Result<Self, Problem> {
        let numbers: Option<Vec<f64>> =
            text.split(',').map(|part| part.trim().parse::<f64>().ok()).collect();
        match numbers.as_deref() {
            Some(&[lon, lat]) if lon.abs() <= 180.0 && lat.abs() <= 90.0 => Ok(Self([lon, lat])),
            _ => Err(Problem::bad_request(format!("parameter `near` is {text:?}"))
                .help("longitude, then latitude, in degrees: near=2.43,48.91")),
        }
    }
}

impl Parameter for Radius {
    fn read(text: &str) -> Result<Self, Problem> {
        let wrong = |what: String| Problem::bad_request(format!("parameter `radius` is {what}"));
        match text.parse::<f64>() {
            Ok(km) if (0.0..=FURTHEST).contains(&km) => Ok(Self(km)),
            Ok(km) => Err(wrong(format!("{km}; 0 to {FURTHEST} km is expected"))),
            Err(_) => Err(wrong(format!("{text:?}; a number of kilometres is expected"))),
        }
    }
}

deserialize_parameters!(NearPoint, Radius);
