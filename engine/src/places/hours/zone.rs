//! Local time: Paris, and overseas by département.

use chrono::{DateTime, NaiveDateTime, Utc};
use chrono_tz::Tz;

use crate::territory::{CommuneCode, DepartementCode};

/// The time zone of a commune's code, or of a postal code: overseas they begin alike.
pub fn zone(code: &str) -> Tz {
    let departement = code.parse().map(|code: CommuneCode| code.departement());
    match departement.as_ref().map(DepartementCode::as_str) {
        Ok("971" | "977" | "978") => Tz::America__Guadeloupe,
        Ok("972") => Tz::America__Martinique,
        Ok("973") => Tz::America__Cayenne,
        Ok("974") => Tz::Indian__Reunion,
        Ok("975") => Tz::America__Miquelon,
        Ok("976") => Tz::Indian__Mayotte,
        Ok("986") => Tz::Pacific__Wallis,
        Ok("987") => Tz::Pacific__Tahiti,
        Ok("988") => Tz::Pacific__Noumea,
        _ => Tz::Europe__Paris,
    }
}

/// The time there, at an instant.
pub fn local_time(at: DateTime<Utc>, code: &str) -> NaiveDateTime {
    at.with_timezone(&zone(code)).naive_local()
}
