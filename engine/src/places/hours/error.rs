//! What is wrong with opening hours.

/// What is wrong with hours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CellError {
    /// No hours at all.
    #[error("expected hours such as 9h-12h or 09:00 - 12:00 / 14:00 - 17:30")]
    NotHours,
    /// The end is before the beginning.
    #[error(
        "an interval ends before it begins (one that begins at 17:00 or later and ends by 06:00 is \
         taken for a night)"
    )]
    Reversed,
    /// No time between the beginning and the end, and not midnight.
    #[error(
        "an interval ends when it begins: expected hours such as 9h-12h, or 24h/24 for a whole day"
    )]
    Empty,
    /// A morning, then hours before it.
    #[error(
        "an interval is before the one that it follows, and may be meant twelve hours later: expected \
         hours of the day in their order, such as 9h-12h / 14h-18h"
    )]
    Backwards,
    /// Morning, afternoon, evening.
    #[error("says a part of the day and not from when to when: expected hours such as 9h-12h")]
    PartOfDay,
    /// By appointment, and nothing else.
    #[error("says that one comes by appointment and not when: expected hours such as 9h-12h")]
    Appointment,
    /// More than one meaning.
    #[error("can be read in two ways: expected hours such as 9h-12h / 14h-17h")]
    TwoReadings,
    /// Hours of a week without its days.
    #[error("does not say on which days: expected hours such as lundi-vendredi 9h-12h / 14h-17h")]
    NoDay,
    /// Some days are said to be closed, of others nothing is said.
    #[error(
        "says that some days are closed, and nothing of others: expected every day, such as \
         lundi-mardi 9h-12h, fermé du mercredi au dimanche"
    )]
    SilentDays,
    /// Longer than hours are.
    #[error("is longer than opening hours are")]
    TooLong,
}
