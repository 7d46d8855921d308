//! Where a unit stands among those of its level, said from the side of the majority.
//!
//! Shares are of the other units that have an index, rounded down, and count strictly lower (or higher) ones
//! alone: no unit is "higher than 100 %". Few units are ranked, not shared out.

use super::levels::{of_units, some_units, units};
use crate::typography::{THIN, count, plural};

/// Units under which a share of them says less than the rank.
pub const FEW: usize = 200;

/// Where a unit stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UnitStanding {
    /// No other unit has an index.
    Only,
    /// All have the same index.
    Equal,
    /// Among [`FEW`] units or less, its rank; others share it.
    Rank {
        /// 1 = the highest index.
        rank: usize,
        /// Other units of the same index.
        tied: usize,
    },
    /// None is higher.
    Highest {
        /// Other units of the same index.
        tied: usize,
    },
    /// Lower ones are 99 % or more.
    Top,
    /// Lower ones are so many percent, and the majority.
    Above(usize),
    /// About as many are higher as lower.
    Middle,
    /// Higher ones are so many percent, and the majority.
    Below(usize),
    /// Higher ones are 99 % or more.
    Bottom,
    /// None is lower.
    Lowest {
        /// Other units of the same index.
        tied: usize,
    },
}

impl UnitStanding {
    /// Of the unit at `rank` (1 = the highest index, ties share the best) of `scored` units; `lower`: those
    /// with a lower index. Without `lower` nobody knows who shares the rank, and it counts as its own.
    pub fn new(rank: usize, lower: Option<usize>, scored: usize) -> Self {
        if scored <= 1 {
            return Self::Only;
        }
        let others = scored - 1;
        let above = rank.saturating_sub(1).min(others);
        let below = lower.unwrap_or(others - above).min(others - above);
        let tied = others - above - below;
        let share = |units: usize| 100 * units / others;
        match (share(below), share(above)) {
            _ if above + below == 0 => Self::Equal,
            _ if scored < FEW => Self::Rank { rank, tied },
            _ if above == 0 => Self::Highest { tied },
            _ if below == 0 => Self::Lowest { tied },
            (99.., _) => Self::Top,
            (_, 99..) => Self::Bottom,
            (low, high) if in_the_middle(low, high) => Self::Middle,
            (low, high) if low > high => Self::Above(low),
            (_, high) => Self::Below(high),
        }
    }
}

/// From 45 to 55 % lower and as many higher; with many of the same index, any two shares that are near.
fn in_the_middle(low: usize, high: usize) -> bool {
    let middle = (45..=55).contains(&low) && high >= 44;
    middle || (low.max(high) < 45 && low.abs_diff(high) <= 10)
}

/// The standing as a phrase. `level`: its id; `of_france`: whether the units that are ranked are those of
/// France, and not of a part of it.
pub fn standing(at: UnitStanding, scored: usize, (level, of_france): (&str, bool)) -> String {
    let (many, some) = (of_units(level), some_units(level));
    let those = if of_france { "de France" } else { "qui ont un indice" };
    let all = format!("{} {} {those}", count(scored), units(level));
    match at {
        UnitStanding::Only => "Seul territoire de son niveau qui ait un indice".into(),
        UnitStanding::Equal => format!("Même indice que l’ensemble des {all}"),
        UnitStanding::Rank { rank, tied } => {
            format!("Rang {} sur {all}{}", count(rank), shared(tied))
        }
        UnitStanding::Highest { tied } => format!("Indice le plus élevé des {all}{}", shared(tied)),
        UnitStanding::Lowest { tied } => format!("Indice le plus faible des {all}{}", shared(tied)),
        UnitStanding::Top => {
            format!("Fait partie des 1{THIN}% {some} où l’indice est le plus élevé")
        }
        UnitStanding::Bottom => {
            format!("Fait partie des 1{THIN}% {some} où l’indice est le plus faible")
        }
        UnitStanding::Above(share) => format!("Indice plus élevé que dans {share}{THIN}% {many}"),
        UnitStanding::Below(share) => format!("Indice plus faible que dans {share}{THIN}% {many}"),
        UnitStanding::Middle => {
            format!(
                "Indice proche du milieu{THIN}: à peu près autant {some} au-dessus qu’au-dessous"
            )
        }
    }
}

/// Those of the same index.
fn shared(tied: usize) -> String {
    if tied == 0 {
        return String::new();
    }
    let others = plural(tied, "autre territoire", "autres territoires");
    format!(", à égalité avec {} {others}", count(tied))
}

#[cfg(test)]
mod tests {
    use super::*;

    const COMMUNES: usize = 34_845;

    /// Of a commune with so many communes below and as many as are left above.
    fn said(below: usize) -> String {
        let at = UnitStanding::new(COMMUNES - below, Some(below), COMMUNES);
        standing(at, COMMUNES, ("commune", true))
    }

    /// The fewest communes that are at least so many percent of the others.
    fn percent(p: usize) -> usize {
        (p * (COMMUNES - 1)).div_ceil(100)
    }

    #[test]
    fn percentiles_are_said_from_the_side_of_the_majority() {
        for (below, expected) in [
            (COMMUNES - 1, "Indice le plus élevé des 34 845 communes de France"),
            (COMMUNES - 2, "Fait partie des 1 % de communes où l’indice est le plus élevé"),
            (percent(99), "Fait partie des 1 % de communes où l’indice est le plus élevé"),
            (percent(99) - 1, "Indice plus élevé que dans 98 % des communes"),
            (percent(95), "Indice plus élevé que dans 95 % des communes"),
            (percent(95) - 1, "Indice plus élevé que dans 94 % des communes"),
            (percent(56), "Indice plus élevé que dans 56 % des communes"),
            (percent(45) - 1, "Indice plus faible que dans 55 % des communes"),
            (COMMUNES - 1 - percent(95), "Indice plus faible que dans 95 % des communes"),
            (percent(5), "Indice plus faible que dans 94 % des communes"),
            (
                COMMUNES - 1 - percent(99),
                "Fait partie des 1 % de communes où l’indice est le plus faible",
            ),
            (1, "Fait partie des 1 % de communes où l’indice est le plus faible"),
            (0, "Indice le plus faible des 34 845 communes de France"),
        ] {
            assert_eq!(said(below).replace(THIN, " "), expected, "{below}");
        }
        for p in 45..=55 {
            let expected =
                "Indice proche du milieu : à peu près autant de communes au-dessus qu’au-dessous";
            assert_eq!(said(percent(p)).replace(THIN, " "), expected, "{p}");
        }
    }

    #[test]
    fn no_share_is_0_nor_100_percent() {
        for scored in [FEW, FEW + 1, 1000] {
            for below in 0..scored {
                match UnitStanding::new(scored - below, Some(below), scored) {
                    UnitStanding::Above(share) | UnitStanding::Below(share) => {
                        assert!((50..99).contains(&share), "{below} of {scored}: {share}");
                    }
                    UnitStanding::Only | UnitStanding::Equal | UnitStanding::Rank { .. } => {
                        panic!("{below}")
                    }
                    _ => {}
                }
            }
        }
    }

    #[test]
    fn what_is_equal_counts_as_neither_above_nor_below() {
        let of = |rank, lower| {
            standing(UnitStanding::new(rank, Some(lower), 1000), 1000, ("commune", false))
        };
        let all = "des 1\u{202f}000 communes qui ont un indice";
        let tied = format!("Indice le plus élevé {all}, à égalité avec 499 autres territoires");
        assert_eq!(of(1, 500), tied);
        assert_eq!(of(1, 0), format!("Même indice que l’ensemble {all}"));
        let two = format!("Indice le plus faible {all}, à égalité avec 1 autre territoire");
        assert_eq!(of(999, 0), two);
        // 40 % above, 40 % below, the others equal: neither side is the majority.
        assert_eq!(UnitStanding::new(401, Some(400), 1000), UnitStanding::Middle);
        // 60 % below, 30 % equal, 10 % above.
        assert_eq!(UnitStanding::new(101, Some(600), 1000), UnitStanding::Above(60));
    }

    #[test]
    fn few_units_are_ranked() {
        let of = |rank, lower, scored| {
            standing(UnitStanding::new(rank, lower, scored), scored, ("departement", true))
        };
        assert_eq!(of(1, None, 101), "Rang 1 sur 101 départements de France");
        assert_eq!(of(101, Some(0), 101), "Rang 101 sur 101 départements de France");
        assert_eq!(of(FEW - 1, None, FEW - 1), "Rang 199 sur 199 départements de France");
        assert_eq!(
            of(3, Some(97), 101),
            "Rang 3 sur 101 départements de France, à égalité avec 1 autre territoire"
        );
        assert_eq!(of(1, None, 1), "Seul territoire de son niveau qui ait un indice");
        assert_eq!(of(1, Some(1), 2), "Rang 1 sur 2 départements de France");
        // Ranks that no level has give a standing all the same.
        assert_eq!(UnitStanding::new(0, Some(9), 3), UnitStanding::Rank { rank: 0, tied: 0 });
        assert_eq!(UnitStanding::new(1, None, 0), UnitStanding::Only);
    }

    #[test]
    fn levels_agree_with_their_articles() {
        let top = |level| standing(UnitStanding::Top, 1250, (level, true));
        assert!(top("epci").contains("des 1\u{202f}% d’intercommunalités où"), "{}", top("epci"));
        let middle = standing(UnitStanding::Middle, 300, ("lsoa", false));
        assert!(
            middle.ends_with("autant de territoires (lsoa) au-dessus qu’au-dessous"),
            "{middle}"
        );
    }
}
