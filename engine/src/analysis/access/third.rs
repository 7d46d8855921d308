//! Thirds of a level's units, by need or by lack of access: the one division that is shown.

/// A third of the units that are compared. It says where a unit stands among them, and is no norm.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Third {
    /// Class 1.
    Low,
    /// Class 2.
    Middle,
    /// Class 3.
    High,
}

impl Third {
    /// All, the lowest first.
    pub const ALL: [Self; 3] = [Self::Low, Self::Middle, Self::High];

    /// Of a position among the units, 0–1; `None` where it is not known.
    pub fn of(position: f64) -> Option<Self> {
        match position {
            p if p.is_nan() => None,
            p if 3.0 * p < 1.0 => Some(Self::Low),
            p if 3.0 * p < 2.0 => Some(Self::Middle),
            _ => Some(Self::High),
        }
    }

    /// As outputs write it, 1–3.
    pub fn class(self) -> u8 {
        match self {
            Self::Low => 1,
            Self::Middle => 2,
            Self::High => 3,
        }
    }

    /// The third that outputs write so.
    pub fn from_class(class: u8) -> Option<Self> {
        Self::ALL.into_iter().find(|third| third.class() == class)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thirds_begin_where_the_one_before_ends() {
        for (position, class) in
            [(0.0, 1), (0.333, 1), (1.0 / 3.0, 2), (0.5, 2), (2.0 / 3.0, 3), (1.0, 3)]
        {
            assert_eq!(Third::of(position).map(Third::class), Some(class), "{position}");
        }
        assert_eq!(Third::of(f64::NAN), None);
        assert_eq!([0, 2, 4].map(Third::from_class), [None, Some(Third::Middle), None]);
    }
}
