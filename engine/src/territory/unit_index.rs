//! Positions of units in their level, apart from those of levels and from rows.

use std::fmt;
use std::num::NonZeroU32;

/// Of a column of plain numbers: no unit. Columns that are read by the million hold it
/// ([`crate::spatial::Locator`]); [`UnitIndex::from_column`] reads them.
pub const NONE: u32 = u32::MAX;

/// Position of a unit in its [`Level`](super::Level), from 0, in the order of codes.
///
/// An `Option` of one takes four bytes, as one itself does: a column of parents costs nothing for those
/// that have none.
///
/// ```
/// use ifn_engine::territory::{NONE, UnitIndex};
/// let unit = UnitIndex::new(7);
/// assert_eq!(unit.get(), 7);
/// assert_eq!(UnitIndex::from_column(7), Some(unit));
/// assert_eq!(UnitIndex::from_column(NONE), None);
/// assert_eq!(size_of::<Option<UnitIndex>>(), size_of::<u32>());
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(transparent)]
pub struct UnitIndex(
    /// The position + 1.
    NonZeroU32,
);

impl UnitIndex {
    /// The unit at a position. A level has fewer than 2³¹ units: their codes are text of one Arrow
    /// column.
    pub const fn new(position: usize) -> Self {
        debug_assert!(position < NONE as usize);
        Self(NonZeroU32::MIN.saturating_add(position as u32))
    }

    /// Its position.
    pub const fn get(self) -> usize {
        self.number() as usize
    }

    /// Its position, as columns of numbers hold it.
    pub const fn number(self) -> u32 {
        self.0.get() - 1
    }

    /// The unit that a column of numbers holds; nothing for [`NONE`].
    #[inline]
    pub const fn from_column(number: u32) -> Option<Self> {
        // NONE + 1 is 0.
        match NonZeroU32::new(number.wrapping_add(1)) {
            Some(number) => Some(Self(number)),
            None => None,
        }
    }

    /// The first `count` units of a level.
    pub fn first(
        count: usize,
    ) -> impl DoubleEndedIterator<Item = Self> + ExactSizeIterator + Clone {
        (0..count).map(Self::new)
    }
}

impl fmt::Debug for UnitIndex {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "UnitIndex({})", self.get())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_keep_their_order_and_come_back() {
        let last = NONE - 1;
        for number in [0, 1, 34_874, last] {
            let unit = UnitIndex::new(number as usize);
            assert_eq!((unit.get(), unit.number()), (number as usize, number));
            assert_eq!(UnitIndex::from_column(number), Some(unit));
        }
        let units: Vec<UnitIndex> = UnitIndex::first(3).collect();
        assert!(units.is_sorted() && UnitIndex::new(last as usize) > units[2]);
        assert_eq!(format!("{units:?}"), "[UnitIndex(0), UnitIndex(1), UnitIndex(2)]");
    }
}
