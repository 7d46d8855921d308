//! One block of the grid: 64 × 64 cells, each outside, inside one unit, or crossed by edges.
//!
//! A crossed cell holds the edges that may cross it, each with the units that it bounds, and the
//! units that its lower left corner lies in. From the corner straight up and then straight right to
//! a point, every edge on the way leads out of a unit or into it.

use super::NONE;
use super::exact::{GridEdge, LonLat};
use super::grid::SIDE;

/// Units whose edges are held together: as many as bits of a mask.
const GROUP: usize = 32;
/// Edges of a cell among which an equal one is looked for.
const LOOKED_AT: usize = 48;
/// A cell with edges: this and where its record begins. Positions of units are below.
const CROSSED: u32 = 1 << 31;

/// Words of 64 bits before a crossed cell's units: its head, its corner.
const HEAD: usize = 4;

/// See above.
pub struct Block {
    cells: Vec<u32>,
    /// Crossed cells, one after the other: all that a point needs lies together. Each is
    /// - a word of counts: edges (32 bits), units (16), whether the next record goes on with more
    ///   units (1);
    /// - a word of units: those that the corner lies in, bit by bit, and the one that holds the whole
    ///   cell, after all others;
    /// - the corner: two numbers;
    /// - units, two a word;
    /// - edges, four numbers each;
    /// - for each edge the units, bit by bit, that it bounds, two a word.
    words: Vec<u64>,
}

impl Block {
    /// Of cells, each a unit, [`NONE`] or [`Block::crossed`], and the records.
    pub fn new(cells: Vec<u32>, words: Vec<u64>) -> Self {
        Self { cells, words }
    }

    /// A cell whose record begins at a word.
    pub fn crossed(at: usize) -> u32 {
        CROSSED | at as u32
    }

    /// What is known of a cell before its edges are looked at: a unit, [`NONE`], or what
    /// [`Block::resolve`] asks.
    #[inline]
    pub fn cell(&self, column: usize, row: usize) -> u32 {
        self.cells[row * SIDE + column]
    }

    /// Whether the edges have to be looked at.
    #[inline]
    pub fn is_crossed(cell: u32) -> bool {
        cell & CROSSED != 0 && cell != NONE
    }

    /// Reads where a crossed cell's record lies, so that it is near when it is needed.
    #[inline]
    pub fn touch(&self, cell: u32) -> u64 {
        let at = (cell & !CROSSED) as usize;
        [0, 8, 16].iter().fold(0, |sum, by| sum ^ self.words.get(at + by).copied().unwrap_or(0))
    }

    /// The unit of a point in a crossed cell.
    pub fn resolve(&self, cell: u32, p: LonLat) -> u32 {
        let mut record = &self.words[(cell & !CROSSED) as usize..];
        loop {
            let (edges, units) = (record[0] as u32 as usize, (record[0] >> 32) as u16 as usize);
            let corner = [f64::from_bits(record[2]), f64::from_bits(record[3])];
            let (names, rest) = record[HEAD..].split_at(units.div_ceil(2));
            let (ends, rest) = rest.split_at(edges * 4);
            let (bounded, rest) = rest.split_at(edges.div_ceil(2));
            let inside = units_at(ends, bounded, record[1] as u32, corner, p);
            if inside != 0 {
                return half(names, inside.trailing_zeros() as usize);
            }
            if record[0] >> 48 & 1 == 0 {
                return (record[1] >> 32) as u32;
            }
            record = rest;
        }
    }

    /// Bytes held.
    pub fn bytes(&self) -> usize {
        size_of::<Self>()
            + self.cells.capacity() * size_of::<u32>()
            + self.words.capacity() * size_of::<u64>()
    }
}

/// One of the numbers of 32 bits that lie two a word.
#[inline]
fn half(words: &[u64], at: usize) -> u32 {
    (words[at / 2] >> (at % 2 * 32)) as u32
}

/// Units, bit by bit, that a point lies in or touches.
#[inline]
fn units_at(ends: &[u64], bounded: &[u64], at_corner: u32, corner: LonLat, p: LonLat) -> u32 {
    let (mut inside, mut touched) = (at_corner, 0);
    let turning = [corner[0], p[1]];
    for (i, ends) in ends.chunks_exact(4).enumerate() {
        let number = |at: usize| f64::from_bits(ends[at]);
        let edge = GridEdge { a: [number(0), number(1)], b: [number(2), number(3)] };
        if edge.a[1] > p[1] || edge.b[1] < corner[1] {
            continue;
        }
        let spans_x = edge.spans_x(corner[0]);
        let above_end = edge.b[1] < p[1];
        if above_end && !spans_x {
            continue;
        }
        let (west, east) = edge.x_range();
        // The moved turning point stands to the right of what ends at its x.
        let left_of = |q: LonLat| {
            if q[0] < west {
                true
            } else if q[0] > east {
                false
            } else {
                edge.left(q)
            }
        };
        let turning_left = if spans_x { edge.left(turning) } else { corner[0] < west };
        let mut crosses = spans_x && edge.left(corner) != turning_left;
        if !above_end {
            if p[0] >= west && p[0] <= east && edge.turn(p) == 0.0 {
                touched |= half(bounded, i);
            }
            if edge.b[1] > p[1] {
                crosses ^= turning_left != left_of(p);
            }
        }
        if crosses {
            inside ^= half(bounded, i);
        }
    }
    inside | touched
}

/// A crossed cell being put together.
#[derive(Default)]
pub struct Record {
    /// Its lower left corner.
    pub corner: LonLat,
    /// The unit that holds the whole cell, after all others.
    pub otherwise: u32,
    units: Vec<u32>,
    inside: u32,
    edges: Vec<GridEdge>,
    bounded: Vec<u32>,
}

impl Record {
    /// Adds a unit, after those before it; `inside`: the corner lies in it.
    pub fn unit(&mut self, words: &mut Vec<u64>, unit: u32, inside: bool) {
        if self.units.len() == GROUP {
            self.end(words, true);
        }
        self.inside |= u32::from(inside) << self.units.len();
        self.units.push(unit);
    }

    /// Adds an edge of the last unit. Neighbours share most edges.
    pub fn add(&mut self, edge: GridEdge) {
        let bit = 1 << (self.units.len() - 1);
        let from = self.edges.len().saturating_sub(LOOKED_AT);
        let same = (from..self.edges.len())
            .find(|i| self.edges[*i] == edge && self.bounded[*i] & bit == 0);
        match same {
            Some(i) => self.bounded[i] |= bit,
            None => {
                self.edges.push(edge);
                self.bounded.push(bit);
            }
        }
    }

    /// Writes the record; `more` follow for the same cell.
    pub fn end(&mut self, words: &mut Vec<u64>, more: bool) {
        let counts = self.edges.len() as u64 | (self.units.len() as u64) << 32;
        words.push(counts | u64::from(more) << 48);
        words.push(u64::from(self.inside) | u64::from(self.otherwise) << 32);
        words.extend(self.corner.map(f64::to_bits));
        halves(words, &self.units);
        words.extend(
            self.edges.iter().flat_map(|e| [e.a[0], e.a[1], e.b[0], e.b[1]]).map(f64::to_bits),
        );
        halves(words, &self.bounded);
        self.units.clear();
        self.edges.clear();
        self.bounded.clear();
        self.inside = 0;
    }
}

/// Numbers of 32 bits, two a word.
fn halves(words: &mut Vec<u64>, numbers: &[u32]) {
    let second = |pair: &[u32]| pair.get(1).copied().map_or(0, u64::from) << 32;
    words.extend(numbers.chunks(2).map(|pair| u64::from(pair[0]) | second(pair)));
}
