//! Which parts of the arcs lie near which: stretches of a few edges, found by the squares of a grid
//! that they lie in. When some arcs change, only those are looked at again.

use rayon::prelude::*;

use crate::tiles::grid::{GridPoint, Rect};

/// The points of arcs, wherever they are kept.
pub trait Paths: Sync {
    /// Number of arcs.
    fn count(&self) -> usize;
    /// Points of an arc.
    fn path(&self, arc: usize) -> &[GridPoint];
}

/// What a look at stretches finds.
pub trait LookupResult: Default + Send {
    /// Adds what another look found.
    fn add(&mut self, other: Self);
}

impl<T: Send> LookupResult for Vec<T> {
    fn add(&mut self, other: Self) {
        self.extend(other);
    }
}

impl<A: LookupResult, B: LookupResult> LookupResult for (A, B) {
    fn add(&mut self, other: Self) {
        self.0.add(other.0);
        self.1.add(other.1);
    }
}

/// Edges of a stretch, at most.
const LENGTH: usize = 16;
/// Squares that a stretch may lie in; one that lies in more is compared with all others.
const MOST_SQUARES: i64 = 64;

/// Some edges of an arc, one after the other.
#[derive(Debug, Clone, Copy)]
pub struct Stretch {
    /// Position of the arc.
    pub arc: u32,
    /// Its first and last point.
    pub from: u32,
    /// The last one.
    pub to: u32,
    /// What it lies in, with the margin around.
    pub bounds: Rect,
}

/// Where the stretches of all arcs lie.
pub struct Index {
    stretches: Vec<Stretch>,
    margin: i32,
    /// Side of a square.
    side: i32,
    /// Square and stretch, in order.
    places: Vec<(u64, u32)>,
    /// Stretches that lie in too many squares to be placed.
    large: Vec<u32>,
}

impl Index {
    /// Cuts and places all arcs. Stretches are near when they are less than twice `margin` apart.
    pub fn new(paths: &impl Paths, margin: i32) -> Self {
        let stretches: Vec<Stretch> = (0..paths.count())
            .into_par_iter()
            .with_min_len(1024)
            .flat_map_iter(|arc| stretches(arc as u32, paths.path(arc), margin))
            .collect();
        let longest = |s: &Stretch| {
            (0..2).map(|k| i64::from(s.bounds.max[k]) - i64::from(s.bounds.min[k])).max()
        };
        let sum: i64 = stretches.iter().filter_map(longest).sum();
        let side = (2 * sum / stretches.len().max(1) as i64).clamp(8, 1 << 28) as i32;
        let mut places: Vec<(u64, u32)> = stretches
            .par_iter()
            .enumerate()
            .with_min_len(1024)
            .filter(|(_, s)| !is_large(&s.bounds, side))
            .flat_map_iter(|(i, s)| squares(&s.bounds, side).map(move |at| (at, i as u32)))
            .collect();
        places.par_sort_unstable();
        let large = (0..stretches.len() as u32)
            .filter(|i| is_large(&stretches[*i as usize].bounds, side))
            .collect();
        Self { stretches, margin, side, places, large }
    }

    /// Every two stretches that are near, and every stretch with itself. `look` adds what it finds,
    /// of one kind or two; it is returned in an order that depends on the arcs alone.
    pub fn all<T: LookupResult>(&self, look: impl Fn(&Stretch, &Stretch, &mut T) + Sync) -> T {
        let groups: Vec<&[(u64, u32)]> = self.places.chunk_by(|a, b| a.0 == b.0).collect();
        let of_groups = |groups: &[&[(u64, u32)]]| {
            let mut found = T::default();
            for group in groups {
                for (k, (at, i)) in group.iter().enumerate() {
                    let a = &self.stretches[*i as usize];
                    for (_, j) in &group[k..] {
                        let b = &self.stretches[*j as usize];
                        // Two that meet in several squares are looked at in the first.
                        if first_square(a, b, self.side) == Some(*at) {
                            look(a, b, &mut found);
                        }
                    }
                }
            }
            found
        };
        let of_large = |i: &u32| {
            let mut found = T::default();
            let a = &self.stretches[*i as usize];
            for (j, b) in self.stretches.iter().enumerate() {
                let twice = (j as u32) < *i && is_large(&b.bounds, self.side);
                if !twice && meet(&a.bounds, &b.bounds) {
                    look(a, b, &mut found);
                }
            }
            found
        };
        let mut out = T::default();
        self.large
            .par_iter()
            .map(of_large)
            .collect::<Vec<T>>()
            .into_iter()
            .for_each(|f| out.add(f));
        groups
            .par_chunks(256)
            .map(of_groups)
            .collect::<Vec<T>>()
            .into_iter()
            .for_each(|f| out.add(f));
        out
    }

    /// The same of those of which one at least belongs to an arc among `changed` (in order), as it
    /// is now.
    pub fn of<T>(
        &self,
        changed: &[u32],
        paths: &impl Paths,
        look: impl Fn(&Stretch, &Stretch, &mut Vec<T>),
    ) -> Vec<T> {
        let new = changed.iter().flat_map(|a| stretches(*a, paths.path(*a as usize), self.margin));
        let new: Vec<Stretch> = new.collect();
        let mut found = Vec::new();
        for (i, a) in new.iter().enumerate() {
            for b in new[i..].iter().filter(|b| meet(&a.bounds, &b.bounds)) {
                look(a, b, &mut found);
            }
            let is_new = |b: &Stretch| changed.binary_search(&b.arc).is_ok();
            let mut compare = |b: &Stretch| {
                if !is_new(b) && meet(&a.bounds, &b.bounds) {
                    look(a, b, &mut found);
                }
            };
            if is_large(&a.bounds, self.side) {
                self.stretches.iter().for_each(compare);
                continue;
            }
            self.large.iter().for_each(|j| compare(&self.stretches[*j as usize]));
            for square in squares(&a.bounds, self.side) {
                let start = self.places.partition_point(|(at, _)| *at < square);
                for (_, j) in self.places[start..].iter().take_while(|(at, _)| *at == square) {
                    let b = &self.stretches[*j as usize];
                    if first_square(a, b, self.side) == Some(square) {
                        compare(b);
                    }
                }
            }
        }
        found
    }
}

impl Stretch {
    /// Whether it is the other.
    pub fn is(&self, other: &Self) -> bool {
        (self.arc, self.from) == (other.arc, other.from)
    }

    /// Positions of its edges.
    pub fn edges(&self) -> std::ops::Range<usize> {
        self.from as usize..self.to as usize
    }
}

fn stretches(arc: u32, path: &[GridPoint], margin: i32) -> impl Iterator<Item = Stretch> + use<'_> {
    let edges = path.len().saturating_sub(1);
    (0..edges).step_by(LENGTH).filter_map(move |from| {
        let to = (from + LENGTH).min(edges);
        let mut bounds = Rect::of(&path[from..=to])?;
        for k in 0..2 {
            bounds.min[k] = bounds.min[k].saturating_sub(margin);
            bounds.max[k] = bounds.max[k].saturating_add(margin);
        }
        Some(Stretch { arc, from: from as u32, to: to as u32, bounds })
    })
}

/// Whether a rectangle meets too many squares of a grid.
fn is_large(bounds: &Rect, side: i32) -> bool {
    let [x, y] = [0, 1].map(|k| {
        i64::from(bounds.max[k].div_euclid(side)) - i64::from(bounds.min[k].div_euclid(side)) + 1
    });
    x * y > MOST_SQUARES
}

/// Squares of a grid that a rectangle meets.
fn squares(bounds: &Rect, side: i32) -> impl Iterator<Item = u64> + use<> {
    let [x, y] = [0, 1].map(|k| bounds.min[k].div_euclid(side)..=bounds.max[k].div_euclid(side));
    x.flat_map(move |x| y.clone().map(move |y| square(x, y)))
}

fn square(x: i32, y: i32) -> u64 {
    u64::from(x as u32) << 32 | u64::from(y as u32)
}

/// The first square in which two stretches meet, if they do.
fn first_square(a: &Stretch, b: &Stretch, side: i32) -> Option<u64> {
    let (a, b) = (&a.bounds, &b.bounds);
    if !meet(a, b) {
        return None;
    }
    let (x, y) = (a.min[0].max(b.min[0]), a.min[1].max(b.min[1]));
    Some(square(x.div_euclid(side), y.div_euclid(side)))
}

fn meet(a: &Rect, b: &Rect) -> bool {
    a.min[0] <= b.max[0] && b.min[0] <= a.max[0] && a.min[1] <= b.max[1] && b.min[1] <= a.max[1]
}
