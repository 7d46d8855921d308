//! Values of points, summed by the unit that contains them.

use crate::territory::UnitIndex;

/// Sum of the points' values in each unit, and how many were added: a unit without a value has NaN.
/// `unit_of` gives each point's unit; values that are not numbers are left out.
pub fn sum_by_unit(
    unit_of: &[Option<UnitIndex>],
    values: &[f64],
    units: usize,
) -> (Vec<f64>, Vec<u32>) {
    let mut sums = vec![f64::NAN; units];
    let mut counts = vec![0; units];
    for (unit, value) in unit_of.iter().zip(values) {
        let Some(unit) = unit.filter(|_| !value.is_nan()).map(UnitIndex::get) else { continue };
        sums[unit] = if counts[unit] == 0 { *value } else { sums[unit] + value };
        counts[unit] += 1;
    }
    (sums, counts)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_not_zero() {
        let unit_of = [Some(0), None, Some(2), Some(2), Some(1)].map(|u| u.map(UnitIndex::new));
        let (sums, counts) = sum_by_unit(&unit_of, &[1.0, 5.0, 2.0, 0.5, f64::NAN], 3);
        assert!(sums[1].is_nan());
        assert_eq!(([sums[0], sums[2]], counts), ([1.0, 2.5], vec![1, 0, 2]));
    }
}
