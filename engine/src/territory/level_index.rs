//! Positions of levels, apart from those of units.

use std::ops::{Index, IndexMut};

use super::{Level, Territory};

/// The level of the communes in the territory of France, where IRIS are the finest.
pub const COMMUNE_LEVEL: LevelIndex = LevelIndex::FINEST.above();

/// Position of a level in [`Territory::levels`], from 0, the finest: a finer level is less than a
/// coarser one.
///
/// ```
/// use ifn_engine::territory::{Level, LevelIndex, Territory};
/// let level = |id: &str| Level { id: id.into(), ..Level::default() };
/// let territory = Territory { levels: vec![level("iris"), level("commune")], ..Territory::default() };
/// let commune = territory.level("commune").unwrap();
/// assert!(LevelIndex::FINEST < commune);
/// assert_eq!(territory[commune].id, "commune");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
#[repr(transparent)]
pub struct LevelIndex(usize);

impl LevelIndex {
    /// The finest level.
    pub const FINEST: Self = Self(0);

    /// The level at a position.
    pub const fn new(position: usize) -> Self {
        Self(position)
    }

    /// Its position.
    pub const fn get(self) -> usize {
        self.0
    }

    /// The next coarser level.
    #[must_use]
    pub const fn above(self) -> Self {
        Self(self.0 + 1)
    }
}

impl Index<LevelIndex> for Territory {
    type Output = Level;

    fn index(&self, level: LevelIndex) -> &Level {
        &self.levels[level.0]
    }
}

impl IndexMut<LevelIndex> for Territory {
    fn index_mut(&mut self, level: LevelIndex) -> &mut Level {
        &mut self.levels[level.0]
    }
}

impl Territory {
    /// Positions of all levels, the finest first.
    pub fn level_indices(&self) -> impl DoubleEndedIterator<Item = LevelIndex> + Clone + use<> {
        (0..self.levels.len()).map(LevelIndex)
    }
}
