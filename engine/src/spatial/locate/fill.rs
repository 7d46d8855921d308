//! A block being filled: unit after unit, edge after edge.
//!
//! In: the runs that may cross the block and which units its lower left corner lies in. Out: a
//! [`Block`]. An edge is followed upwards through the rows; on each row's lower line it tells which
//! corners lie to its right, and parity does the rest, 64 cells at a time.

use super::NONE;
use super::block::{Block, Record};
use super::exact::GridEdge;
use super::grid::{GridAxis, LocatorGrid, SIDE};
use super::units::LocatorContours;

/// What a block has to know of a unit.
pub struct Visit {
    /// Position of the unit.
    pub unit: u32,
    /// Whether the block's lower left corner lies inside.
    pub inside: bool,
    /// Which of the [`LocatorContours`] the runs are of.
    pub task: u32,
    /// Runs that may cross the block.
    pub runs: Vec<u32>,
    /// The unit's bounds.
    pub bounds: [f64; 4],
}

/// A row's cells, bit by bit.
type GridRow = u64;

/// What the edges of one unit do to the rows of a block.
struct GridRows {
    /// Cells that they may cross.
    crossed: [GridRow; SIDE],
    /// Corners from which on the other side of an edge is seen.
    turns: [GridRow; SIDE],
}

impl Default for GridRows {
    fn default() -> Self {
        Self { crossed: [0; SIDE], turns: [0; SIDE] }
    }
}

/// The block whose first cell is `at` (column, row). `visits` are by position of their units.
pub fn block(
    grid: &LocatorGrid,
    at: [usize; 2],
    visits: &[Visit],
    tasks: &[LocatorContours],
) -> Block {
    let mut building = Building::new(grid, at);
    for (number, visit) in visits.iter().enumerate() {
        building.visit(number, visit, &tasks[visit.task as usize]);
    }
    building.finish(visits)
}

/// An edge in a cell, and the unit whose it is.
struct EdgeCell {
    cell: u16,
    visit: u32,
    edge: u32,
}

struct Building<'a> {
    axes: [&'a GridAxis; 2],
    /// First column and row.
    at: [usize; 2],
    /// The block's lines.
    lines: [[f64; SIDE + 1]; 2],
    /// Cells that an earlier unit holds whole.
    taken: [GridRow; SIDE],
    cells: Vec<u32>,
    edges: Vec<GridEdge>,
    found: Vec<EdgeCell>,
    /// For each visit, the rows from the first that counts: which corners lie inside.
    inside: Vec<(usize, Vec<GridRow>)>,
}

impl<'a> Building<'a> {
    fn new(grid: &'a LocatorGrid, at: [usize; 2]) -> Self {
        let axes = [&grid.x, &grid.y];
        let mut lines = [[0.0; SIDE + 1]; 2];
        for axis in 0..2 {
            lines[axis].copy_from_slice(&axes[axis].lines[at[axis]..=at[axis] + SIDE]);
        }
        Self {
            axes,
            at,
            lines,
            taken: [0; SIDE],
            cells: vec![NONE; SIDE * SIDE],
            edges: Vec::new(),
            found: Vec::new(),
            inside: Vec::new(),
        }
    }

    /// Column (axis 0) or row of a number, the first or the last when it is outside.
    #[inline]
    fn cell(&self, axis: usize, at: f64) -> usize {
        self.axes[axis].nearest_cell(at).saturating_sub(self.at[axis]).min(SIDE - 1)
    }

    fn visit(&mut self, number: usize, visit: &Visit, contours: &LocatorContours) {
        let ([west, .., east], [south, .., north]) = (self.lines[0], self.lines[1]);
        let mut rows = GridRows::default();
        let mut from_left: GridRow = if visit.inside { !0 } else { 0 };
        for run in &visit.runs {
            for edge in contours.edges(*run) {
                let (from, to) = edge.x_range();
                if edge.b[1] < south || edge.a[1] >= north || to < west || from >= east {
                    continue;
                }
                self.walk(number as u32, &edge, &mut rows);
                if edge.spans_x(west) {
                    from_left ^= self.rows_above(&edge, west);
                }
            }
        }
        let (low, high) = (self.cell(1, visit.bounds[1]), self.cell(1, visit.bounds[3]));
        let mut inside = Vec::with_capacity(high + 1 - low);
        for row in low..=high {
            let left: GridRow = if from_left >> row & 1 == 1 { !0 } else { 0 };
            let corners = all_before(rows.turns[row]) ^ left;
            let whole = corners & !rows.crossed[row] & !self.taken[row];
            self.taken[row] |= whole;
            for column in columns(whole) {
                self.cells[row * SIDE + column] = visit.unit;
            }
            inside.push(corners);
        }
        self.inside.push((low, inside));
    }

    /// Goes up along an edge: notes the cells that it may cross and, for each row whose lower line it
    /// spans, the first corner to the right of it.
    fn walk(&mut self, visit: u32, edge: &GridEdge, rows: &mut GridRows) {
        let number = self.edges.len() as u32;
        self.edges.push(*edge);
        let (low, high) = (self.cell(1, edge.a[1]), self.cell(1, edge.b[1]));
        let doubt = edge.doubt();
        let x_at = edge.x_at();
        // Where the edge is on the line below the row.
        let bottom = self.lines[1][low];
        let mut below = if edge.a[1] < bottom { x_at(bottom) } else { edge.a[0] };
        for row in low..=high {
            if edge.spans_y(self.lines[1][row]) {
                self.turn(edge, row, below, doubt, rows);
            }
            let line = self.lines[1][row + 1];
            let above = if edge.b[1] < line { edge.b[0] } else { x_at(line) };
            let (from, to) = (below.min(above) - doubt, below.max(above) + doubt);
            below = above;
            if to < self.lines[0][0] || from >= self.lines[0][SIDE] {
                continue;
            }
            let (first, last) = (self.cell(0, from), self.cell(0, to));
            let cells: GridRow = (!0 >> (SIDE - 1 - (last - first))) << first;
            rows.crossed[row] |= cells;
            let open = columns(cells & !self.taken[row]);
            let found =
                |column| EdgeCell { cell: (row * SIDE + column) as u16, visit, edge: number };
            self.found.extend(open.map(found));
        }
    }

    /// An edge is at `x` where it spans a row's lower line.
    #[inline]
    fn turn(&self, edge: &GridEdge, row: usize, x: f64, doubt: f64, rows: &mut GridRows) {
        let ([west, .., east], y) = (self.lines[0], self.lines[1][row]);
        // The block's own left side decides what lies to the left of all corners.
        if x < west - doubt || x >= east {
            return;
        }
        let mut column = self.cell(0, x) + 1;
        let near = |column: usize| (self.lines[0][column] - x).abs() <= doubt;
        if near(column - 1) || near(column) {
            let right = |column: usize| !edge.left([self.lines[0][column], y]);
            while column > 0 && right(column - 1) {
                column -= 1;
            }
            while column < SIDE && !right(column) {
                column += 1;
            }
        }
        if (1..SIDE).contains(&column) {
            rows.turns[row] ^= 1 << column;
        }
    }

    /// Rows whose left corner lies beyond an edge that crosses the block's left side, seen from the
    /// lowest.
    fn rows_above(&self, edge: &GridEdge, west: f64) -> GridRow {
        let (y, doubt, lines) = (edge.y_at(west), edge.doubt(), &self.lines[1]);
        if y < lines[0] - doubt || y > lines[SIDE - 1] + doubt {
            return 0;
        }
        let lowest = edge.left([west, lines[0]]);
        let beyond = |row: usize| edge.left([west, lines[row]]) != lowest;
        let mut row = self.cell(1, y);
        while row > 0 && beyond(row) {
            row -= 1;
        }
        while row < SIDE && !beyond(row) {
            row += 1;
        }
        (!0_u64).checked_shl(row as u32).unwrap_or(0)
    }

    /// Puts the edges of each cell together.
    fn finish(mut self, visits: &[Visit]) -> Block {
        let mut start = vec![0_u32; SIDE * SIDE + 1];
        for found in &self.found {
            start[found.cell as usize + 1] += 1;
        }
        for cell in 0..SIDE * SIDE {
            start[cell + 1] += start[cell];
        }
        let mut next = start.clone();
        let mut order = vec![0_u32; self.found.len()];
        for (i, found) in self.found.iter().enumerate() {
            order[next[found.cell as usize] as usize] = i as u32;
            next[found.cell as usize] += 1;
        }
        let mut words = Vec::with_capacity(self.found.len() * 4);
        let mut record = Record::default();
        for cell in 0..SIDE * SIDE {
            let found = &order[start[cell] as usize..start[cell + 1] as usize];
            if found.is_empty() {
                continue;
            }
            record.otherwise = self.cells[cell];
            record.corner = [self.lines[0][cell % SIDE], self.lines[1][cell / SIDE]];
            self.cells[cell] = Block::crossed(words.len());
            self.put(&mut words, &mut record, cell, found, visits);
        }
        Block::new(self.cells, words)
    }

    fn put(
        &self,
        words: &mut Vec<u64>,
        record: &mut Record,
        cell: usize,
        found: &[u32],
        visits: &[Visit],
    ) {
        let (row, column) = (cell / SIDE, cell % SIDE);
        let mut last = None;
        for found in found.iter().map(|i| &self.found[*i as usize]) {
            if last != Some(found.visit) {
                last = Some(found.visit);
                let (low, rows) = &self.inside[found.visit as usize];
                let inside = row.checked_sub(*low).and_then(|r| rows.get(r)).copied().unwrap_or(0);
                record.unit(words, visits[found.visit as usize].unit, inside >> column & 1 == 1);
            }
            record.add(self.edges[found.edge as usize]);
        }
        record.end(words, false);
    }
}

/// The columns of some of a row's cells.
#[inline]
fn columns(mut cells: GridRow) -> impl Iterator<Item = usize> {
    std::iter::from_fn(move || {
        let column = (cells != 0).then(|| cells.trailing_zeros() as usize)?;
        cells &= cells - 1;
        Some(column)
    })
}

/// Turns at some columns → what holds from each column on: the parity of the turns up to it.
fn all_before(mut turns: GridRow) -> GridRow {
    for shift in [1, 2, 4, 8, 16, 32] {
        turns ^= turns << shift;
    }
    turns
}
