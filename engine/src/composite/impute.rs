//! Missing values → the mean or median of a group of units. What was filled is returned, so that its
//! origin can be written as `imputed`.

use serde::Deserialize;

use super::order::{Group, Order};
use super::stats::{Running, mean, median};

/// What a missing value is replaced by.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Impute {
    /// Nothing: it stays missing.
    #[default]
    None,
    /// The mean over the units of the group that have a value.
    Mean,
    /// Their median.
    Median,
}

impl Impute {
    /// As written in a method file, in the order of the variants.
    pub const NAMES: [&'static str; 3] = ["none", "mean", "median"];

    /// As written in a method file.
    ///
    /// ```
    /// use ifn_engine::composite::impute::Impute;
    /// assert_eq!(Impute::Median.name(), "median");
    /// ```
    pub const fn name(self) -> &'static str {
        match self {
            Self::None => Self::NAMES[0],
            Self::Mean => Self::NAMES[1],
            Self::Median => Self::NAMES[2],
        }
    }
}

/// Fills missing values (NaN or infinite) and returns which were filled, by unit.
///
/// `groups` gives the group of each unit and the number of groups; without it all units are one.
/// A unit without a group ([`NO_GROUP`](super::NO_GROUP)), or whose group has no value, stays missing.
///
/// ```
/// use ifn_engine::composite::impute::{Impute, impute};
/// let mut rate = [10.0, 20.0, f64::NAN, 60.0, f64::NAN];
/// let filled = impute(Impute::Mean, &mut rate, None);
/// assert_eq!(rate, [10.0, 20.0, 30.0, 60.0, 30.0]);
/// assert_eq!(filled, [false, false, true, false, true]);
/// ```
pub fn impute(kind: Impute, values: &mut [f64], groups: Option<(&[u32], usize)>) -> Vec<bool> {
    let figures = match (kind, groups) {
        (Impute::None, _) => return vec![false; values.len()],
        (Impute::Mean, None) => vec![mean(values)],
        (Impute::Median, None) => vec![median(values)],
        (Impute::Mean, Some((of_unit, count))) => means(values, of_unit, count),
        (Impute::Median, groups) => {
            Order::new(values, groups, false).groups().map(Group::median).collect()
        }
    };
    let figure_of = |unit: usize| match groups {
        None => figures.first(),
        Some((of_unit, _)) => figures.get(of_unit[unit] as usize),
    };
    let fill = |(unit, value): (usize, &mut f64)| {
        let figure = figure_of(unit).copied().filter(|f| f.is_finite() && !value.is_finite());
        figure.inspect(|figure| *value = *figure).is_some()
    };
    values.iter_mut().enumerate().map(fill).collect()
}

fn means(values: &[f64], of_unit: &[u32], count: usize) -> Vec<f64> {
    let mut groups = vec![Running::default(); count];
    for (value, group) in values.iter().zip(of_unit) {
        if let Some(group) = groups.get_mut(*group as usize).filter(|_| value.is_finite()) {
            group.add(*value);
        }
    }
    groups.iter().map(Running::mean).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const NAN: f64 = f64::NAN;

    fn same(a: &[f64], b: &[f64]) -> bool {
        a.len() == b.len() && a.iter().zip(b).all(|(a, b)| a == b || a.is_nan() && b.is_nan())
    }

    #[test]
    fn names_are_those_of_the_file() {
        #[derive(Deserialize)]
        struct File {
            impute: Impute,
        }
        for name in Impute::NAMES {
            let file: File = toml::from_str(&format!("impute = \"{name}\"")).expect("a name");
            assert_eq!(file.impute.name(), name);
        }
    }

    #[test]
    fn within_groups() {
        let groups = [0, 0, 1, 1, 1, 2, u32::MAX, 0, 1];
        let before = [1.0, 3.0, 10.0, 20.0, 60.0, NAN, NAN, f64::INFINITY, NAN];
        for (kind, first, second) in [(Impute::Mean, 2.0, 30.0), (Impute::Median, 2.0, 20.0)] {
            let mut values = before;
            let filled = impute(kind, &mut values, Some((&groups, 3)));
            assert!(same(&values, &[1.0, 3.0, 10.0, 20.0, 60.0, NAN, NAN, first, second]));
            assert_eq!(filled.iter().filter(|f| **f).count(), 2);
            assert!(filled[7] && filled[8]);
        }
    }

    #[test]
    fn none_leaves_everything() {
        let mut values = [1.0, NAN];
        assert_eq!(impute(Impute::None, &mut values, None), [false, false]);
        assert!(same(&values, &[1.0, NAN]));
    }

    #[test]
    fn nothing_comes_of_nothing() {
        for kind in [Impute::Mean, Impute::Median] {
            let mut values = [NAN; 3];
            assert_eq!(impute(kind, &mut values, None), [false; 3]);
            assert_eq!(impute(kind, &mut values, Some((&[0; 3], 1))), [false; 3]);
            assert!(same(&values, &[NAN; 3]));
        }
    }

    #[test]
    fn one_group_is_as_no_group() {
        for kind in [Impute::Mean, Impute::Median] {
            let (mut a, mut b) = ([5.0, 1.0, NAN, 0.1, -7.0], [5.0, 1.0, NAN, 0.1, -7.0]);
            impute(kind, &mut a, None);
            impute(kind, &mut b, Some((&[0; 5], 1)));
            assert_eq!(a, b);
        }
    }
}
