//! What the index of a unit is made of most, and so what to study there.

use crate::catalog::Remedy;
use crate::composite::Scale;

/// The remedy of each unit: that of the group of indicators whose mean position on the scale is the
/// highest; equal ones in the order network, equipment, mediation. [`Remedy::Mediation`] where none of
/// them is known: people who help are never amiss. `groups` holds, by remedy, the normalised values
/// of its indicators (NaN where missing). Fewer than two groups with indicators say nothing about a unit:
/// none has a remedy then.
pub fn remedies(
    groups: &[(Remedy, Vec<&[f64]>)],
    scale: Scale,
    units: usize,
) -> Vec<Option<Remedy>> {
    if groups.iter().filter(|(_, columns)| !columns.is_empty()).count() < 2 {
        return vec![None; units];
    }
    let position = |x: f64| (x - scale.min) / (scale.max - scale.min);
    let mean = |columns: &[&[f64]], unit: usize| {
        let known = columns.iter().map(|c| c[unit]).filter(|x| x.is_finite());
        let (sum, n) = known.fold((0.0, 0_u32), |(sum, n), x| (sum + position(x), n + 1));
        (n > 0).then(|| sum / f64::from(n))
    };
    (0..units)
        .map(|unit| {
            let mut best: Option<(Remedy, f64)> = None;
            for (remedy, columns) in groups {
                if let Some(mean) = mean(columns, unit)
                    && best.is_none_or(|(_, most)| mean > most)
                {
                    best = Some((*remedy, mean));
                }
            }
            Some(best.map_or(Remedy::Mediation, |(remedy, _)| remedy))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_highest_group_tells() {
        let (network, poverty) = ([10.0, 2.0, f64::NAN], [1.0, 9.0, f64::NAN]);
        let age = [4.0, 9.0, f64::NAN];
        let groups = [
            (Remedy::Network, vec![&network[..]]),
            (Remedy::Equipment, vec![&poverty[..]]),
            (Remedy::Mediation, vec![&age[..]]),
        ];
        let scale = Scale { min: 1.0, max: 10.0 };
        let expected = [Remedy::Network, Remedy::Equipment, Remedy::Mediation];
        assert_eq!(remedies(&groups, scale, 3), expected.map(Some));
    }

    #[test]
    fn one_answer_alone_is_no_answer() {
        let age = [4.0, 9.0];
        let scale = Scale { min: 1.0, max: 10.0 };
        let one = [(Remedy::Mediation, vec![&age[..]]), (Remedy::Network, Vec::new())];
        assert_eq!(remedies(&one, scale, 2), [None, None]);
        assert_eq!(remedies(&[], scale, 1), [None]);
    }
}
