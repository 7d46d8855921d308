//! How much of a unit lies in a zone.
//!
//! In: the finest units, each with the unit that holds it, whether it lies in the zone, and its persons. Out: of each
//! unit the share of its persons who live in the zone, 0–1.

/// Shares of so many units: of persons, or of the finest units where nobody is known to live in any of them. 1 of a
/// unit that lies in the zone as a whole, NaN of one without finest units. `finest` gives the unit, whether it lies in the zone,
/// and persons (NaN where they are not known).
pub fn shares_inside(
    units: usize,
    finest: impl IntoIterator<Item = (usize, bool, f64)>,
) -> Vec<f64> {
    #[derive(Clone, Default)]
    struct Sum {
        persons: f64,
        units: usize,
    }
    impl Sum {
        fn add(&mut self, persons: f64) {
            self.units += 1;
            self.persons += if persons.is_finite() { persons } else { 0.0 };
        }
    }
    let mut sums = vec![(Sum::default(), Sum::default()); units];
    for (unit, inside, persons) in finest {
        let Some((here, all)) = sums.get_mut(unit) else { continue };
        all.add(persons);
        if inside {
            here.add(persons);
        }
    }
    let share = |(here, all): (Sum, Sum)| match (here.units, all.units) {
        (_, 0) => f64::NAN,
        (0, _) => 0.0,
        (inside, among) if inside == among => 1.0,
        _ if all.persons > 0.0 => here.persons / all.persons,
        (inside, among) => inside as f64 / among as f64,
    };
    sums.into_iter().map(share).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_persons_or_of_units_where_nobody_is_known() {
        let rows = [
            (0, true, 30.0),
            (0, false, 10.0),
            (1, true, f64::NAN),
            (2, true, f64::NAN),
            (2, false, 0.0),
            (3, false, 5.0),
            // Outside of what is asked for.
            (9, true, 1.0),
        ];
        let shares = shares_inside(5, rows);
        assert_eq!(shares[..4], [0.75, 1.0, 0.5, 0.0]);
        assert!(shares[4].is_nan());
    }
}
