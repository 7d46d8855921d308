//! Opening hours in OpenStreetMap's syntax: an ordinary week, open or not, until when, in French.
//!
//! In: the text of the field `horaires`; [`french`] and [`cell`] carry what people write in French to
//! it. Out: minutes of local time from midnight, Monday first.
//! Nine texts in ten say days and hours and nothing else: these are read here; the others go
//! through the `opening-hours` crate, whose answers are the same on the former. Texts are
//! untrusted: those that are too long are not read.

mod cells;
mod error;
mod french;
mod night;
mod tokens;
mod week;
mod words;
mod zone;

use chrono::{Datelike, Days, Duration, NaiveDate, NaiveDateTime, Timelike};
use opening_hours::localization::Country;
use opening_hours::{Context, OpeningHours, RuleKind};

pub use crate::schema::DAYS;
pub use cells::{DayHours, cell, in_order, intervals};
pub use error::CellError;
pub use french::{French, parse as french};
pub use night::doubtful;
pub use week::{Week, merged, spread, to_text};
pub use words::{clock, in_words};
pub use zone::{local_time, zone};

/// Longer texts are not opening hours.
const MOST_LETTERS: usize = 1000;
/// Days looked through for the next change.
const AHEAD_DAYS: i64 = 370;
/// Weeks that must be alike for one to be the ordinary one: four in school time, without a public
/// holiday, so that every weekday is once the first to the fourth of its month.
const ORDINARY: (i32, u32, u32) = (2026, 6, 1);

/// Opening hours that were understood.
pub struct Hours {
    inner: Inner,
    /// Public or school holidays are mentioned.
    holidays: bool,
}

enum Inner {
    Weekly(Week),
    Full(Box<OpeningHours>),
}

/// What there is at a moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HoursState {
    /// Open.
    Open,
    /// Closed.
    Closed,
    /// The text, or a public holiday of which it says nothing, leaves it open.
    Unknown,
}

impl Hours {
    /// Reads a text; `None` when it is no opening hours.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        if text.is_empty() || text.len() > MOST_LETTERS {
            return None;
        }
        let holidays = text.contains("PH") || text.contains("SH");
        if let Some(week) = week::parse(text) {
            return Some(Self { inner: Inner::Weekly(week), holidays });
        }
        let parsed: OpeningHours = text.parse().ok()?;
        Some(Self { inner: Inner::Full(Box::new(parsed)), holidays })
    }

    /// The ordinary week; `None` where weeks differ.
    pub fn week(&self) -> Option<Week> {
        match &self.inner {
            Inner::Weekly(week) => Some(week.clone()),
            Inner::Full(full) => {
                let mut weeks = weeks(full);
                let first = weeks.next()?;
                weeks.all(|other| other == first).then_some(first)
            }
        }
    }

    /// Hours open in a week, the mean of four weeks where they differ; `None` when that is never.
    pub fn a_week(&self) -> Option<f64> {
        let minutes = match &self.inner {
            Inner::Weekly(week) => f64::from(week::minutes(week)),
            Inner::Full(full) => {
                weeks(full).map(|w| f64::from(week::minutes(&w))).sum::<f64>() / 4.0
            }
        };
        (minutes > 0.0).then_some(minutes / 60.0)
    }

    /// Whether it is open at a local time.
    pub fn at(&self, local: NaiveDateTime) -> HoursState {
        let state = match &self.inner {
            Inner::Weekly(week) => {
                let minute = (local.hour() * 60 + local.minute()) as u16;
                let day = &week[local.weekday().num_days_from_monday() as usize];
                let open = day.iter().any(|(from, to)| (*from..*to).contains(&minute));
                if open { HoursState::Open } else { HoursState::Closed }
            }
            Inner::Full(full) if self.holidays => kind(&with_holidays(full), local),
            Inner::Full(full) => kind(full, local),
        };
        let silent = state == HoursState::Open && !self.holidays;
        if silent && is_holiday(local.date()) { HoursState::Unknown } else { state }
    }

    /// When that changes next, within a year.
    pub fn next_change(&self, local: NaiveDateTime) -> Option<NaiveDateTime> {
        match &self.inner {
            Inner::Weekly(week) => week::next_change(week, local),
            Inner::Full(full) => {
                let full = if self.holidays { with_holidays(full) } else { full.as_ref().clone() };
                let last = local.checked_add_signed(Duration::days(AHEAD_DAYS))?;
                let range = full.iter_range(local, last).next()?.range;
                (range.end < last).then_some(range.end)
            }
        }
    }
}

/// The ordinary week of a text; `None` when it is no opening hours, or weeks differ.
pub fn week(text: &str) -> Option<Week> {
    Hours::parse(text)?.week()
}

/// Hours open in a week; `None` when they are not known.
pub fn hours_a_week(text: &str) -> Option<f64> {
    Hours::parse(text)?.a_week()
}

/// Whether it is open at a local time; `None` when it is not known.
pub fn open_at(text: &str, local: NaiveDateTime) -> Option<bool> {
    match Hours::parse(text)?.at(local) {
        HoursState::Open => Some(true),
        HoursState::Closed => Some(false),
        HoursState::Unknown => None,
    }
}

/// When it opens or closes next, within a year.
pub fn next_change(text: &str, local: NaiveDateTime) -> Option<NaiveDateTime> {
    Hours::parse(text)?.next_change(local)
}

/// Whether a day is a public holiday in all of France.
pub fn is_holiday(date: NaiveDate) -> bool {
    Country::FR.holidays().get_public().contains(date)
}

fn with_holidays(full: &OpeningHours) -> OpeningHours {
    full.clone().with_context(Context::default().with_holidays(Country::FR.holidays()))
}

fn kind(full: &OpeningHours, local: NaiveDateTime) -> HoursState {
    match full.state(local).0 {
        RuleKind::Open => HoursState::Open,
        RuleKind::Closed => HoursState::Closed,
        RuleKind::Unknown => HoursState::Unknown,
    }
}

/// Four weeks, holidays left out.
fn weeks(full: &OpeningHours) -> impl Iterator<Item = Week> {
    let (year, month, day) = ORDINARY;
    let monday = NaiveDate::from_ymd_opt(year, month, day).unwrap_or_default();
    (0..4u64).map(move |number| {
        std::array::from_fn(|weekday| {
            let date = monday.checked_add_days(Days::new(number * 7 + weekday as u64));
            let ranges = date.map(|d| full.schedule_at(d)).into_iter().flatten();
            let open = ranges.filter(|r| r.kind == RuleKind::Open).map(|r| {
                let minutes = |t: u16| t.min(24 * 60);
                (
                    minutes(r.range.start.mins_from_midnight()),
                    minutes(r.range.end.mins_from_midnight()),
                )
            });
            week::merged(open.collect())
        })
    })
}

#[cfg(test)]
mod tests;
