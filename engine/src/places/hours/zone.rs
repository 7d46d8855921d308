//! Local time: Paris, and overseas by département.

use chrono::{DateTime, NaiveDateTime, Utc};
use chrono_tz::Tz;

/// The time zone of a commune or postal code.
pub fn zone(code: &str) -> Tz {
    match code.get(..3) {
        Some("971" | "977" | "978") => Tz::America__Guadeloupe,
        Some("972") => Tz::America__Martinique,
        Some("973") => Tz::America__Cayenne,
        Some("974") => Tz::Indian__Reunion,
        Some("975") => Tz::America__Miquelon,
        Some("976") => Tz::Indian__Mayotte,
        Some("986") => Tz::Pacific__Wallis,
        Some("987") => Tz::Pacific__Tahiti,
        Some("988") => Tz::Pacific__Noumea,
        _ => Tz::Europe__Paris,
    }
}

/// The time there, at an instant.
pub fn local_time(at: DateTime<Utc>, code: &str) -> NaiveDateTime {
    at.with_timezone(&zone(code)).naive_local()
}
