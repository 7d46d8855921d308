//! Which block of the grid has to know of which units: the runs that may cross it, and whether its
//! lower left corner lies inside.

use rayon::prelude::*;

use super::exact::GridEdge;
use super::fill::{self, Visit};
use super::grid::{GridAxis, LocatorGrid, SIDE};
use super::units::{LocatorContours, LocatorUnit, NOWHERE, joined};
use super::{Locator, NONE};
use crate::spatial::GeometryError;

/// Units that one task reads.
const TASK: usize = 256;
/// Cells for each edge: more make more points fall into cells without one, and the index larger.
const CELLS_PER_EDGE: f64 = 0.7;
/// Fewest cells for a unit.
const CELLS_PER_UNIT: f64 = 16.0;
/// Most cells that are aimed at.
const MOST_CELLS: f64 = 32e6;
/// How many times as many there may be, when units are far apart.
const EMPTY_CELLS: f64 = 8.0;
/// Blocks that are never too many.
const FEW_BLOCKS: f64 = 64.0;

/// See [`Locator::new`].
pub fn locator(units: &[Option<&[u8]>]) -> Result<Locator, GeometryError> {
    let tasks: Vec<LocatorContours> = units
        .par_chunks(TASK)
        .enumerate()
        .map(|(task, units)| LocatorContours::read(units, task * TASK))
        .collect::<Result<_, _>>()?;
    let bounds = tasks.iter().flat_map(|t| &t.units).fold(NOWHERE, |all, u| joined(all, u.bounds));
    if bounds == NOWHERE {
        return Ok(Locator::empty());
    }
    let grid = grid(&tasks, bounds);
    let visits: Vec<Vec<(u32, Visit)>> = tasks
        .par_iter()
        .enumerate()
        .map(|(task, contours)| {
            let mut found = Vec::new();
            let mut blocks = Blocks::default();
            for unit in &contours.units {
                blocks.of_unit(&grid, contours, unit, task as u32, &mut found);
            }
            found
        })
        .collect();
    let mut place = vec![NONE; grid.x.blocks() * grid.y.blocks()];
    let mut of_block: Vec<(u32, Vec<Visit>)> = Vec::new();
    for (block, visit) in visits.into_iter().flatten() {
        let at = &mut place[block as usize];
        if *at == NONE {
            *at = of_block.len() as u32;
            of_block.push((block, Vec::new()));
        }
        of_block[*at as usize].1.push(visit);
    }
    let blocks = of_block
        .par_iter()
        .with_max_len(1)
        .map(|(block, visits)| {
            let (row, column) =
                (*block as usize / grid.x.blocks(), *block as usize % grid.x.blocks());
            fill::block(&grid, [column * SIDE, row * SIDE], visits, &tasks)
        })
        .collect();
    let beyond = bounds[0] < -180.0 || bounds[2] > 180.0;
    Ok(Locator { grid, place, blocks, beyond })
}

/// Cells about as many as [`CELLS_PER_EDGE`] says, of the shape of a mean unit; larger where units are
/// so small and so far apart that most cells of their blocks would be empty.
fn grid(tasks: &[LocatorContours], bounds: [f64; 4]) -> LocatorGrid {
    let units = || tasks.iter().flat_map(|t| &t.units);
    let count = units().count() as f64;
    let edges = tasks.iter().map(LocatorContours::edges_len).sum::<usize>() as f64;
    let size = |b: [f64; 4]| [b[2] - b[0], b[3] - b[1]];
    let area = |b: [f64; 4]| (b[2] - b[0]) * (b[3] - b[1]);
    let covered = units().map(|u| area(u.bounds)).sum::<f64>().min(area(bounds));
    let cells = (edges * CELLS_PER_EDGE).max(count * CELLS_PER_UNIT).min(MOST_CELLS);
    let all = units().map(|u| size(u.bounds)).fold([0.0, 0.0], |a, s| [a[0] + s[0], a[1] + s[1]]);
    let shape = if all[0] > 0.0 && all[1] > 0.0 { (all[0] / all[1]).clamp(0.1, 10.0) } else { 1.0 };
    let height = (covered / cells / shape).sqrt();
    let mut cell = [height * shape, height];
    loop {
        let grid = LocatorGrid::new(bounds, cell);
        let most = (cells * EMPTY_CELLS / (SIDE * SIDE) as f64).max(FEW_BLOCKS);
        let excess = blocks_of(&grid, tasks) as f64 / most;
        if excess <= 1.0 {
            return grid;
        }
        let by = excess.sqrt().max(1.25);
        cell = [&grid.x, &grid.y].map(|axis| by * (axis.lines[1] - axis.lines[0]));
    }
}

/// Number of blocks that the units' bounds touch.
fn blocks_of(grid: &LocatorGrid, tasks: &[LocatorContours]) -> usize {
    let columns = grid.x.blocks();
    let mut touched = vec![false; columns * grid.y.blocks()];
    for unit in tasks.iter().flat_map(|t| &t.units) {
        let [west, south, east, north] = unit.bounds;
        let (left, right) = span(&grid.x, west, east);
        let (low, high) = span(&grid.y, south, north);
        for row in low..=high {
            touched[row * columns + left..=row * columns + right].fill(true);
        }
    }
    touched.into_iter().filter(|t| *t).count()
}

/// First and last block between two numbers.
fn span(axis: &GridAxis, from: f64, to: f64) -> (usize, usize) {
    (axis.nearest_cell(from) / SIDE, axis.nearest_cell(to) / SIDE)
}

/// Blocks that a unit's bounds touch, row by row; kept to be filled again.
#[derive(Default)]
struct Blocks {
    runs: Vec<Vec<u32>>,
    inside: Vec<bool>,
}

impl Blocks {
    /// Finds what each block has to know of a unit.
    fn of_unit(
        &mut self,
        grid: &LocatorGrid,
        contours: &LocatorContours,
        unit: &LocatorUnit,
        task: u32,
        found: &mut Vec<(u32, Visit)>,
    ) {
        let [west, south, east, north] = unit.bounds;
        let (left, right) = span(&grid.x, west, east);
        let (low, high) = span(&grid.y, south, north);
        let (columns, rows) = (right - left + 1, high - low + 1);
        if self.runs.len() < columns * rows {
            self.runs.resize(columns * rows, Vec::new());
        }
        self.inside.clear();
        self.inside.resize(columns * rows, false);
        for run in unit.runs.clone() {
            let [west, south, east, north] = contours.runs[run as usize].bounds;
            let (first, last) = span(&grid.x, west, east);
            let (bottom, top) = span(&grid.y, south, north);
            for row in bottom..=top {
                for column in first..=last {
                    self.runs[(row - low) * columns + column - left].push(run);
                }
            }
            let line = |row: usize| grid.y.lines[row * SIDE];
            if top > bottom || south == line(bottom) {
                for edge in contours.edges(run) {
                    for row in bottom..=top {
                        if edge.spans_y(line(row)) {
                            let column = first_right_of(&grid.x, &edge, line(row));
                            if let Some(of_row) = column.checked_sub(left).filter(|c| *c < columns)
                            {
                                self.inside[(row - low) * columns + of_row] ^= true;
                            }
                        }
                    }
                }
            }
        }
        for row in 0..rows {
            let mut inside = false;
            for column in 0..columns {
                let at = row * columns + column;
                inside ^= self.inside[at];
                let runs = std::mem::take(&mut self.runs[at]);
                if inside || !runs.is_empty() {
                    let block = (low + row) * grid.x.blocks() + left + column;
                    let visit =
                        Visit { unit: unit.position, inside, task, runs, bounds: unit.bounds };
                    found.push((block as u32, visit));
                }
            }
        }
    }
}

/// The first column of blocks whose left line lies to the right of an edge at the height `y`.
fn first_right_of(axis: &GridAxis, edge: &GridEdge, y: f64) -> usize {
    let at = edge.x_at()(y);
    let mut column = axis.nearest_cell(at) / SIDE + 1;
    let right = |column: usize| !edge.left([axis.lines[column * SIDE], y]);
    while column > 0 && right(column - 1) {
        column -= 1;
    }
    while column < axis.blocks() && !right(column) {
        column += 1;
    }
    column
}
