//! Normalised children → one score a unit (OECD/JRC handbook, step 6). One formula
//! a file.
//!
//! In: one column a child and its weight. Out: one column, NaN where no child is available or the
//! formula has no result. A child that is NaN or infinite is not available at that unit; one whose
//! weight is not above 0 is left out everywhere. Weights are relative: every formula but `sum`
//! divides them by their sum over the children that are available.
//!
//! Adding a formula: one file, one variant of [`Aggregate`] and the arms it asks for.

mod arithmetic;
mod chunks;
mod geometric;
mod harmonic;
mod power;
mod sum;
#[cfg(test)]
mod tests;

pub use arithmetic::arithmetic;
pub use geometric::geometric;
pub use harmonic::harmonic;
pub use power::power;
pub use sum::sum;

/// How children become one score: `aggregate = "…"`, with `p = …` beside it for `power`.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub enum Aggregate {
    /// Weighted mean.
    #[default]
    Arithmetic,
    /// Weighted geometric mean: a low child weighs on the others.
    Geometric,
    /// Weighted harmonic mean: it weighs still more.
    Harmonic,
    /// Weighted power mean.
    Power {
        /// Exponent, not 0.
        p: f64,
    },
    /// Weighted sum, weights as they are.
    Sum,
}

impl Aggregate {
    /// The names that `aggregate` takes in a method file, in the order of the variants.
    pub const NAMES: [&'static str; 5] = ["arithmetic", "geometric", "harmonic", "power", "sum"];

    /// Its name in a method file.
    ///
    /// ```
    /// use ifn_engine::composite::aggregate::Aggregate;
    /// assert_eq!(Aggregate::Power { p: 2.0 }.name(), "power");
    /// ```
    pub const fn name(self) -> &'static str {
        match self {
            Self::Arithmetic => Self::NAMES[0],
            Self::Geometric => Self::NAMES[1],
            Self::Harmonic => Self::NAMES[2],
            Self::Power { .. } => Self::NAMES[3],
            Self::Sum => Self::NAMES[4],
        }
    }

    /// Exponent of `power`; `None` for the others.
    ///
    /// ```
    /// use ifn_engine::composite::aggregate::Aggregate;
    /// assert_eq!(Aggregate::Power { p: 2.0 }.exponent(), Some(2.0));
    /// assert_eq!(Aggregate::Geometric.exponent(), None);
    /// ```
    pub const fn exponent(self) -> Option<f64> {
        match self {
            Self::Power { p } => Some(p),
            Self::Arithmetic | Self::Geometric | Self::Harmonic | Self::Sum => None,
        }
    }

    /// Whether a child of this value leaves the whole without a result: a geometric mean, a harmonic
    /// mean and a power mean below 0 take numbers above 0, other power means numbers from 0.
    ///
    /// ```
    /// use ifn_engine::composite::aggregate::Aggregate;
    /// assert!(Aggregate::Geometric.refuses(0.0) && !Aggregate::Geometric.refuses(1.0));
    /// assert!(Aggregate::Power { p: 2.0 }.refuses(-1.0) && !Aggregate::Power { p: 2.0 }.refuses(0.0));
    /// assert!(!Aggregate::Arithmetic.refuses(-1.0));
    /// ```
    pub fn refuses(self, x: f64) -> bool {
        match self {
            Self::Arithmetic | Self::Sum => false,
            Self::Power { p } if p > 0.0 => x < 0.0,
            Self::Geometric | Self::Harmonic | Self::Power { .. } => x <= 0.0,
        }
    }

    /// Whether it refuses any number.
    ///
    /// ```
    /// use ifn_engine::composite::aggregate::Aggregate;
    /// assert!(Aggregate::Geometric.is_bounded() && !Aggregate::Arithmetic.is_bounded());
    /// ```
    pub const fn is_bounded(self) -> bool {
        !matches!(self, Self::Arithmetic | Self::Sum)
    }

    /// From the keys `aggregate` and `p` of a method file.
    ///
    /// ```
    /// use ifn_engine::composite::aggregate::Aggregate;
    /// assert_eq!(Aggregate::from_key("geometric", None), Ok(Aggregate::Geometric));
    /// assert_eq!(Aggregate::from_key("power", Some(2.0)), Ok(Aggregate::Power { p: 2.0 }));
    /// assert!(Aggregate::from_key("power", None).is_err());
    /// ```
    ///
    /// # Errors
    /// A name that does not exist; `power` without an exponent other than 0; an exponent elsewhere.
    pub fn from_key(name: &str, p: Option<f64>) -> Result<Self, String> {
        let kind = match (name, p) {
            ("arithmetic", _) => Self::Arithmetic,
            ("geometric", _) => Self::Geometric,
            ("harmonic", _) => Self::Harmonic,
            ("sum", _) => Self::Sum,
            ("power", Some(p)) if p.is_finite() && p != 0.0 => return Ok(Self::Power { p }),
            ("power", Some(p)) => {
                return Err(format!(
                    "p = {p}: an exponent is a number other than 0 (towards 0 it is `geometric`)"
                ));
            }
            ("power", None) => {
                return Err(
                    "aggregate = \"power\" needs its exponent beside it, as in p = 2.0".into()
                );
            }
            _ => {
                let names = Self::NAMES.join("`, `");
                return Err(format!("unknown aggregate `{name}`, expected one of `{names}`"));
            }
        };
        match p {
            None => Ok(kind),
            Some(p) => Err(format!("p = {p} goes with aggregate = \"power\", not with \"{name}\"")),
        }
    }
}

/// Scores of all units, from one column and one weight a child.
///
/// The same result, bit for bit, on any number of threads.
///
/// ```
/// use ifn_engine::composite::aggregate::{Aggregate, aggregate};
/// let (access, skills) = ([10.0, 40.0, f64::NAN], [30.0, 50.0, 7.0]);
/// let scores = aggregate(Aggregate::Arithmetic, &[&access, &skills], &[1.0, 3.0]);
/// assert_eq!(scores, [25.0, 47.5, 7.0]);
/// ```
///
/// # Panics
/// When columns differ in length, or there is not one weight a column.
pub fn aggregate(kind: Aggregate, columns: &[&[f64]], weights: &[f64]) -> Vec<f64> {
    assert_eq!(columns.len(), weights.len(), "one weight a column");
    let units = columns.first().map_or(0, |column| column.len());
    assert!(columns.iter().all(|column| column.len() == units), "columns of one length");
    match kind {
        Aggregate::Arithmetic => arithmetic::column(columns, weights, units),
        Aggregate::Geometric => geometric::column(columns, weights, units),
        Aggregate::Harmonic => harmonic::column(columns, weights, units),
        Aggregate::Power { p } => power::column(p, columns, weights, units),
        Aggregate::Sum => sum::column(columns, weights, units),
    }
}

/// Relative weights of one unit's children: each divided by their sum over the available ones, 0
/// for the others. They sum to 1, or are all 0 when nothing is available.
///
/// ```
/// use ifn_engine::composite::aggregate::shares;
/// let found = shares(&[1.0, 2.0, 1.0, 5.0, 0.0], &[true, true, true, false, true]);
/// assert_eq!(found, [0.25, 0.5, 0.25, 0.0, 0.0]);
/// ```
pub fn shares(weights: &[f64], available: &[bool]) -> Vec<f64> {
    let counts = |(w, here): (&f64, &bool)| if *here && weighs(*w) { *w } else { 0.0 };
    let parts: Vec<f64> = weights.iter().zip(available).map(counts).collect();
    let total: f64 = parts.iter().sum();
    parts.iter().map(|part| if total > 0.0 { part / total } else { 0.0 }).collect()
}

fn weighs(weight: f64) -> bool {
    weight.is_finite() && weight > 0.0
}
