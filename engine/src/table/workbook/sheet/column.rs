//! The filled cells of one column, as one string and the row of each.

/// Cells of one column, in ascending rows.
#[derive(Debug, Default)]
pub struct SheetColumn {
    pub rows: Vec<u32>,
    /// Where the text of each ends in `text`.
    ends: Vec<usize>,
    text: String,
    /// Whether each is a number.
    pub numbers: Vec<bool>,
}

impl SheetColumn {
    /// Adds a cell.
    pub fn push(&mut self, row: u32, text: &str, number: bool) {
        self.rows.push(row);
        self.numbers.push(number);
        self.text.push_str(text);
        self.ends.push(self.text.len());
    }

    /// The text of the cell at a position among the filled ones.
    pub fn at(&self, place: usize) -> &str {
        let start = place.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.text[start..self.ends[place]]
    }

    /// Cells in ascending rows: files may hold them in any order. Of a cell that is there twice, the last
    /// counts.
    pub fn sorted(self) -> Self {
        if self.rows.is_sorted_by(|a, b| a < b) {
            return self;
        }
        let mut order: Vec<usize> = (0..self.rows.len()).collect();
        order.sort_by_key(|i| self.rows[*i]);
        let mut out = Self::default();
        for (i, place) in order.iter().enumerate() {
            let next = order.get(i + 1).map(|next| self.rows[*next]);
            if next != Some(self.rows[*place]) {
                out.push(self.rows[*place], self.at(*place), self.numbers[*place]);
            }
        }
        out
    }
}
