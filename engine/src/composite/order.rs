//! Units in ascending order of value within their group: sorted once, for everything that ranks.
//!
//! Missing (NaN, infinite) values and units without a group are left out. `−0.0` equals `0.0`.

use crate::composite::stats::quantile_with;

/// Below this many, a comparison sort is faster than counting.
const RADIX_FROM: usize = 2048;
/// Digits of eleven bits, from bit 31 to the last.
const SHIFTS: [u32; 3] = [31, 42, 53];
const DIGIT: usize = 0x7ff;
const SIGN: u64 = 1 << 63;

/// A value, as an integer that sorts as the value does, and its unit.
#[derive(Debug, Clone, Copy, Default)]
struct OrderEntry {
    key: u64,
    unit: u32,
}

impl OrderEntry {
    fn new(value: f64, unit: usize) -> Self {
        let bits = (value + 0.0).to_bits(); // −0.0 + 0.0 is 0.0
        let key = if bits & SIGN == 0 { bits | SIGN } else { !bits };
        Self { key, unit: unit as u32 }
    }

    fn value(self) -> f64 {
        f64::from_bits(if self.key & SIGN == 0 { !self.key } else { self.key & !SIGN })
    }
}

/// Where a value stands among the `n ≥ 1` values of its group.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Tie {
    /// Values in the group.
    pub n: usize,
    /// How many are lower.
    pub less: usize,
    /// How many are the same, itself included: at least 1.
    pub equal: usize,
}

impl Tie {
    /// Where `x` stands among `members`, of which it is one.
    pub fn of(x: f64, members: &[f64]) -> Self {
        Self {
            n: members.len(),
            less: members.iter().filter(|y| **y < x).count(),
            equal: members.iter().filter(|y| **y == x).count(),
        }
    }
}

/// The units of one group.
#[derive(Clone, Copy)]
pub(crate) struct Group<'a>(&'a [OrderEntry]);

impl Group<'_> {
    /// Quantile (type 7) of the group; NaN without a value.
    pub fn quantile(self, p: f64) -> f64 {
        quantile_with(self.0.len(), p, |i| self.0[i].value())
    }

    /// Median of the group; NaN without a value.
    pub fn median(self) -> f64 {
        let n = self.0.len();
        if n == 0 {
            return f64::NAN;
        }
        self.0[(n - 1) / 2].value().midpoint(self.0[n / 2].value())
    }

    /// Units with their values, in ascending order of value.
    pub fn units(self) -> impl Iterator<Item = (usize, f64)> {
        self.0.iter().map(|entry| (entry.unit as usize, entry.value()))
    }
}

/// Units sorted by group, then by value.
pub(crate) struct Order {
    entries: Vec<OrderEntry>,
    /// Where each group ends.
    ends: Vec<usize>,
    units: usize,
}

impl Order {
    /// Sorts; `descending` takes −x for x. `groups` is the group of each unit (any number that is
    /// not below the number of groups stands for none) and the number of groups.
    pub fn new(values: &[f64], groups: Option<(&[u32], usize)>, descending: bool) -> Self {
        let entry = |unit: usize, x: f64| OrderEntry::new(if descending { -x } else { x }, unit);
        let present = || values.iter().copied().enumerate().filter(|(_, x)| x.is_finite());
        let (mut entries, ends) = match groups {
            None => {
                let entries: Vec<OrderEntry> = present().map(|(unit, x)| entry(unit, x)).collect();
                let ends = vec![entries.len()];
                (entries, ends)
            }
            Some((of_unit, count)) => {
                let grouped = || {
                    present()
                        .map(|(unit, x)| (of_unit[unit] as usize, unit, x))
                        .filter(|(group, _, _)| *group < count)
                };
                // Counting sort by group: `ends` first holds where each group starts.
                let mut ends = vec![0; count + 1];
                grouped().for_each(|(group, _, _)| ends[group + 1] += 1);
                (0..count).for_each(|group| ends[group + 1] += ends[group]);
                let mut entries = vec![OrderEntry::default(); ends[count]];
                for (group, unit, x) in grouped() {
                    entries[ends[group]] = entry(unit, x);
                    ends[group] += 1;
                }
                ends.pop();
                (entries, ends)
            }
        };
        let mut start = 0;
        let mut spare = Vec::new();
        for end in &ends {
            sort(&mut entries[start..*end], &mut spare);
            start = *end;
        }
        Self { entries, ends, units: values.len() }
    }

    /// The groups, in their order.
    pub fn groups(&self) -> impl Iterator<Item = Group<'_>> {
        let starts = std::iter::once(0).chain(self.ends.iter().copied());
        starts.zip(&self.ends).map(|(start, end)| Group(&self.entries[start..*end]))
    }

    /// One result a unit, from where it stands; `missing` for those left out.
    pub fn fill<T: Copy>(&self, missing: T, result: impl Fn(Tie) -> T) -> Vec<T> {
        let mut out = vec![missing; self.units];
        for Group(entries) in self.groups() {
            let (n, mut less) = (entries.len(), 0);
            for ties in entries.chunk_by(|a, b| a.key == b.key) {
                let result = result(Tie { n, less, equal: ties.len() });
                for entry in ties {
                    out[entry.unit as usize] = result;
                }
                less += ties.len();
            }
        }
        out
    }
}

/// Ascending by key. The upper 33 bits (sign, exponent, 21 bits of the mantissa) by counting, least
/// significant digit first: they tell nearly all values apart. The few runs left are then sorted.
fn sort(entries: &mut [OrderEntry], spare: &mut Vec<OrderEntry>) {
    let n = entries.len();
    if n < RADIX_FROM {
        entries.sort_unstable_by_key(|entry| entry.key);
        return;
    }
    let digit = |entry: &OrderEntry, at: usize| (entry.key >> SHIFTS[at]) as usize & DIGIT;
    let mut places = vec![[0_u32; DIGIT + 1]; SHIFTS.len()];
    for entry in &*entries {
        for (at, counts) in places.iter_mut().enumerate() {
            counts[digit(entry, at)] += 1;
        }
    }
    spare.resize(n.max(spare.len()), OrderEntry::default());
    let (mut from, mut to) = (&mut *entries, &mut spare[..n]);
    for (at, places) in places.iter_mut().enumerate() {
        let mut next = 0;
        for place in places.iter_mut() {
            next += std::mem::replace(place, next);
        }
        for entry in &*from {
            let place = &mut places[digit(entry, at)];
            to[*place as usize] = *entry;
            *place += 1;
        }
        std::mem::swap(&mut from, &mut to);
    }
    // Three passes: the entries are in the spare.
    to.copy_from_slice(from);
    for run in entries.chunk_by_mut(|a, b| a.key >> SHIFTS[0] == b.key >> SHIFTS[0]) {
        run.sort_unstable_by_key(|entry| entry.key);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn keys_are_the_values() {
        for x in [0.0, 1.5, -1.5, f64::MIN, f64::MAX, f64::MIN_POSITIVE, -5e-324] {
            assert_eq!(OrderEntry::new(x, 0).value(), x);
        }
        assert_eq!(OrderEntry::new(-0.0, 0).key, OrderEntry::new(0.0, 0).key);
    }

    #[test]
    fn units_without_value_or_group_are_left_out() {
        let values = [3.0, f64::NAN, 1.0, f64::INFINITY, 2.0, 9.0];
        let groups = [1, 1, 1, 0, u32::MAX, 0];
        let order = Order::new(&values, Some((&groups, 3)), false);
        let listed: Vec<Vec<_>> = order.groups().map(|g| g.units().collect()).collect();
        assert_eq!(listed, [vec![(5, 9.0)], vec![(2, 1.0), (0, 3.0)], vec![]]);
        let medians: Vec<f64> = order.groups().map(Group::median).collect();
        assert!(medians[..2] == [9.0, 2.0] && medians[2].is_nan());
    }

    #[test]
    fn values_that_differ_in_the_last_bits_are_told_apart() {
        let values: Vec<f64> =
            (0..4096_u64).map(|i| f64::from_bits(1.0_f64.to_bits() + (i * 2731) % 4096)).collect();
        let found = Order::new(&values, None, false).fill(0, |tie| tie.less + tie.equal);
        assert!(
            values
                .iter()
                .zip(found)
                .all(|(x, rank)| { x.to_bits() - 1.0_f64.to_bits() + 1 == rank as u64 })
        );
    }

    proptest! {
        #[test]
        fn sorts_any_length(values in prop::collection::vec(
            prop_oneof![any::<f64>().prop_filter("finite", |x| x.is_finite()), Just(0.0), Just(-0.0), -3.0..3.0_f64],
            0..5000,
        )) {
            let order = Order::new(&values, None, false);
            let mut expected = values.clone();
            expected.sort_unstable_by(|a, b| (a + 0.0).total_cmp(&(b + 0.0)));
            for group in order.groups() {
                prop_assert!(group.units().map(|(_, x)| x).eq(expected.iter().copied()));
                prop_assert!(group.units().all(|(unit, x)| values[unit] == x));
            }
        }

        #[test]
        fn ties_are_counted(values in prop::collection::vec(-4_i8..4, 1..60)) {
            let values: Vec<f64> = values.into_iter().map(f64::from).collect();
            let filled = Order::new(&values, None, false).fill((0, 0), |t| (t.less, t.equal));
            for (x, found) in values.iter().zip(filled) {
                let tie = Tie::of(*x, &values);
                prop_assert_eq!(found, (tie.less, tie.equal));
            }
        }
    }
}
