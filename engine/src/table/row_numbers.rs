//! The numbers that a spreadsheet program shows beside the rows of a file.

use std::sync::Arc;

/// Numbers of the rows of a file, for people who look for them there.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RowNumbers {
    /// Of the first row; 0 where no program numbers the rows.
    pub(super) first: usize,
    /// Of each row, where they do not follow one another.
    pub(super) each: Option<Arc<Vec<u32>>>,
}

impl RowNumbers {
    /// The number that is shown beside a row of the file (from 1, below the header); the row's own where no
    /// program numbers them.
    pub fn shown(&self, row: u32) -> usize {
        let before = (row as usize).saturating_sub(1);
        let known = self.each.as_ref().and_then(|each| each.get(before));
        match (known, self.first) {
            (Some(shown), _) => *shown as usize,
            (None, 0) => row as usize,
            (None, first) => first.saturating_add(before),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_that_follow_one_another_and_others() {
        assert_eq!(RowNumbers::default().shown(7), 7);
        assert_eq!(RowNumbers { first: 3, each: None }.shown(7), 9);
        let each = Some(Arc::new(vec![3, 6]));
        assert_eq!(RowNumbers { first: 3, each }.shown(2), 6);
    }
}
