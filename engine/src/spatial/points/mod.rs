//! What is near a point.
//!
//! In: points as longitude and latitude in WGS 84 degrees. Out: their positions with geodesic
//! distances in metres. A k-d tree in space finds what is near by its chord; the geodesic decides
//! where chords are too alike to tell. The poles and the antimeridian are places like others.

mod geodesic;
#[cfg(test)]
mod tests;
mod tree;

use geo_types::Point;
use rayon::prelude::*;

pub use geodesic::geodesic;
use geodesic::{QueryPoint, Space, in_space, is_place, longest};
use tree::PointTree;

/// Points that one task looks around.
const TASK: usize = 256;

/// A point that was found.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Neighbour {
    /// Its position among the points.
    pub index: u32,
    /// Geodesic distance.
    pub metres: f64,
}

/// Points among which the nearest are found. Those that are no place (not finite, a latitude beyond
/// 90°) are never found.
///
/// ```
/// use geo_types::Point;
/// use ifn_engine::spatial::PointIndex;
/// let (paris, lyon) = (Point::new(2.35, 48.86), Point::new(4.83, 45.76));
/// let no_place = Point::new(f64::NAN, 0.0);
/// let index = PointIndex::new([paris, lyon, no_place]);
/// let found = index.nearest(Point::new(5.37, 43.30), 1); // from Marseille
/// assert_eq!((index.len(), found[0].index), (2, 1));
/// assert!((found[0].metres / 1000.0 - 277.0).abs() < 2.0);
/// ```
pub struct PointIndex {
    tree: PointTree,
    given: Vec<Point>,
    /// How many are places.
    count: usize,
}

impl PointIndex {
    /// Of longitudes and latitudes in degrees; fewer than 2³² points.
    pub fn new(points: impl IntoIterator<Item = Point>) -> Self {
        let given: Vec<Point> = points.into_iter().collect();
        let places = given.iter().enumerate().filter(|(_, p)| is_place(**p));
        let places: Vec<(Space, u32)> = places.map(|(i, p)| (in_space(*p), i as u32)).collect();
        let count = places.len();
        Self { tree: PointTree::new(places), given, count }
    }

    /// Number of points that can be found.
    pub fn len(&self) -> usize {
        self.count
    }

    /// Whether none can.
    pub fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// The `k` nearest, nearest first, those as far by position; fewer when there are fewer, none of
    /// what is no place.
    pub fn nearest(&self, at: Point, k: usize) -> Vec<Neighbour> {
        let k = k.min(self.count);
        if k == 0 || !is_place(at) {
            return Vec::new();
        }
        let mut place = QueryPoint::new(at);
        // The k smallest chords: none whose chord is longer than the longest of their geodesics can
        // be nearer.
        let mut chords: Vec<f64> = Vec::with_capacity(k + 1);
        let mut around: Vec<(u32, Space, f64)> = Vec::new();
        self.tree.search(place.space, f64::INFINITY, |index, space, chord2| {
            around.push((index, space, chord2));
            let after = chords.partition_point(|c| *c <= chord2);
            chords.insert(after, chord2);
            chords.truncate(k);
            limit(&chords, k)
        });
        let limit2 = limit(&chords, k);
        let mut found: Vec<Neighbour> = around
            .into_iter()
            .filter(|(.., chord2)| *chord2 <= limit2)
            .map(|(index, space, _)| self.found(&mut place, index, space))
            .collect();
        sort(&mut found);
        found.truncate(k);
        found
    }

    /// All within a distance in metres, nearest first.
    pub fn within(&self, at: Point, metres: f64) -> Vec<Neighbour> {
        let mut found = Vec::new();
        if !is_place(at) || metres.is_nan() || metres < 0.0 {
            return found;
        }
        let mut place = QueryPoint::new(at);
        let limit2 = reach2(metres);
        self.tree.search(place.space, limit2, |index, space, _| {
            found.push(self.found(&mut place, index, space));
            limit2
        });
        found.retain(|f| f.metres <= metres);
        sort(&mut found);
        found
    }

    /// The same without an order, one by one, for those who ask by the thousand on threads of their
    /// own: position and geodesic metres.
    pub fn each_within(&self, at: Point, metres: f64, each: &mut dyn FnMut(u32, f64)) {
        if !(metres >= 0.0 && is_place(at)) {
            return;
        }
        let limit2 = reach2(metres);
        let mut place = QueryPoint::new(at);
        self.tree.search(place.space, limit2, |index, space, _| {
            let distance = place.metres(self.given[index as usize], space);
            if distance <= metres {
                each(index, distance);
            }
            limit2
        });
    }

    /// The nearest of each of many, on all cores; `None` from what is no place.
    pub fn nearest_of_each(&self, from: &[Point]) -> Vec<Option<Neighbour>> {
        let one = |at: &Point| if is_place(*at) { self.nearest_one(*at) } else { None };
        from.par_iter().with_min_len(TASK).map(one).collect()
    }

    fn nearest_one(&self, at: Point) -> Option<Neighbour> {
        let mut place = QueryPoint::new(at);
        let (mut best, mut second2, mut limit2) = (None, f64::INFINITY, f64::INFINITY);
        let mut best2 = f64::INFINITY;
        self.tree.search(place.space, f64::INFINITY, |index, space, chord2| {
            if chord2 < best2 {
                second2 = best2;
                best2 = chord2;
                best = Some((index, space));
                let limit = longest(chord2.sqrt());
                limit2 = limit * limit;
            } else {
                second2 = second2.min(chord2);
            }
            limit2
        });
        let (index, space) = best?;
        if second2 <= limit2 {
            // Too alike for chords to tell.
            return self.nearest(at, 1).first().copied();
        }
        Some(self.found(&mut place, index, space))
    }

    /// For each of many points, its number and all points within a distance in metres, in no order
    /// that means anything (but always the same): position and geodesic metres. On all cores.
    pub fn pairs_within(
        &self,
        from: &[Point],
        metres: f64,
        each: impl Fn(usize, &mut dyn Iterator<Item = (u32, f32)>) + Sync,
    ) {
        let limit2 = reach2(metres);
        let usable = metres >= 0.0;
        from.par_chunks(TASK).enumerate().for_each(|(task, from)| {
            let mut found: Vec<(u32, f32)> = Vec::new();
            for (i, at) in from.iter().enumerate() {
                found.clear();
                if usable && is_place(*at) {
                    let mut place = QueryPoint::new(*at);
                    self.tree.search(place.space, limit2, |index, space, _| {
                        let distance = place.metres(self.given[index as usize], space);
                        if distance <= metres {
                            found.push((index, distance as f32));
                        }
                        limit2
                    });
                }
                each(task * TASK + i, &mut found.iter().copied());
            }
        });
    }

    fn found(&self, place: &mut QueryPoint, index: u32, space: Space) -> Neighbour {
        Neighbour { index, metres: place.metres(self.given[index as usize], space) }
    }
}

/// Square of the chord beyond which no point is among the `k` nearest.
fn limit(chords: &[f64], k: usize) -> f64 {
    if chords.len() < k {
        return f64::INFINITY;
    }
    let limit = chords.last().map_or(f64::INFINITY, |c| longest(c.sqrt()));
    limit * limit
}

/// Square of a chord that no geodesic of so many metres exceeds.
fn reach2(metres: f64) -> f64 {
    let reach = metres * (1.0 + 1e-12) + 1e-6;
    reach * reach
}

fn sort(found: &mut [Neighbour]) {
    found.sort_unstable_by(|a, b| a.metres.total_cmp(&b.metres).then(a.index.cmp(&b.index)));
}
