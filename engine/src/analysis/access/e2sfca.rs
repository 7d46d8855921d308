//! Enhanced two-step floating catchment area.
//!
//! W. Luo and Y. Qi, "An enhanced two-step floating catchment area (E2SFCA) method for measuring
//! spatial accessibility to primary care physicians", *Health & Place* 15 (2009) 1100–1107. A place
//! shares what it can give among the people of its zones, fewer of those further off; people then sum
//! the shares of the places of their own zones:
//!
//! R_j = S_j / Σ_r W_r Σ_{k : d_kj ∈ D_r} P_k, A_i = Σ_r W_r Σ_{j : d_ij ∈ D_r} R_j
//!
//! Zones are of distance here, not of travel time: no network of roads is among the data.

use geo_types::Point;
use rayon::prelude::*;

use crate::spatial::PointIndex;

/// Points of demand whose pairs are found in one go.
const CHUNK: usize = 512;

/// Zones around a place.
#[derive(Debug, Clone, PartialEq)]
pub struct CatchmentZones {
    /// Outer edges, ascending, in metres.
    pub edges: Vec<f64>,
    /// Weight of each, 0–1.
    pub weights: Vec<f64>,
}

impl CatchmentZones {
    /// Weight at a distance in metres; 0 beyond the last edge.
    pub fn weight(&self, metres: f64) -> f64 {
        let zone = self.edges.partition_point(|edge| *edge < metres);
        self.weights.get(zone).copied().unwrap_or(0.0)
    }

    fn furthest(&self) -> f64 {
        self.edges.last().copied().unwrap_or(0.0)
    }
}

/// Places within reach of some points, by point.
struct Pairs {
    ends: Vec<u32>,
    place: Vec<u32>,
    weight: Vec<f64>,
}

/// What each point of demand has within reach, in units of capacity per person: 0 where nothing is.
/// A place that no person reaches gives nothing to anybody.
///
/// `persons` are those of each point; `capacity` that of each of `places`.
pub fn e2sfca(
    demand: &[Point],
    persons: &[f64],
    places: &PointIndex,
    capacity: &[f64],
    zones: &CatchmentZones,
) -> Vec<f64> {
    let chunks: Vec<Pairs> =
        demand.par_chunks(CHUNK).map(|points| pairs(points, places, zones)).collect();
    // In order, so that the sums are the same whatever the threads.
    let mut asked = vec![0.0; capacity.len()];
    for (chunk, persons) in chunks.iter().zip(persons.chunks(CHUNK)) {
        let mut start = 0;
        for (end, persons) in chunk.ends.iter().zip(persons) {
            for at in start..*end as usize {
                asked[chunk.place[at] as usize] += persons * chunk.weight[at];
            }
            start = *end as usize;
        }
    }
    let ratio: Vec<f64> = asked
        .iter()
        .zip(capacity)
        .map(|(asked, capacity)| if *asked > 0.0 { capacity / asked } else { 0.0 })
        .collect();
    let sums = chunks.par_iter().flat_map_iter(|chunk| {
        let starts = std::iter::once(0).chain(chunk.ends.iter().copied());
        let spans = starts.zip(&chunk.ends).map(|(start, end)| start as usize..*end as usize);
        // A sum of nothing would be −0.
        spans.map(|span| {
            span.fold(0.0, |sum, at| sum + ratio[chunk.place[at] as usize] * chunk.weight[at])
        })
    });
    sums.collect()
}

fn pairs(points: &[Point], places: &PointIndex, zones: &CatchmentZones) -> Pairs {
    let mut out = Pairs { ends: Vec::with_capacity(points.len()), place: vec![], weight: vec![] };
    for point in points {
        places.each_within(*point, zones.furthest(), &mut |place, metres| {
            out.place.push(place);
            out.weight.push(zones.weight(metres));
        });
        out.ends.push(out.place.len() as u32);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Worked by hand: two places, three villages on the equator; one degree is 111.32 km.
    #[test]
    fn as_luo_and_qi() {
        let km = |km: f64| Point::new(km / 111.319_490_8, 0.0);
        let demand = [km(0.0), km(7.0), km(30.0)];
        let persons = [1000.0, 500.0, 200.0];
        let places = PointIndex::new([km(1.0), km(12.0)]);
        let zones = CatchmentZones { edges: vec![5e3, 10e3, 20e3], weights: vec![1.0, 0.68, 0.22] };
        // Place 0: village 0 at 1 km (1), village 1 at 6 km (0.68). Place 1: 12 km (0.22), 5 km (1),
        // 18 km (0.22).
        let r0 = 1.0 / (1000.0 + 0.68 * 500.0);
        let r1 = 2.0 / (0.22 * 1000.0 + 500.0 + 0.22 * 200.0);
        let expected = [r0 + 0.22 * r1, 0.68 * r0 + r1, 0.22 * r1];
        let got = e2sfca(&demand, &persons, &places, &[1.0, 2.0], &zones);
        for (got, expected) in got.iter().zip(expected) {
            assert!((got - expected).abs() < 1e-12, "{got} {expected}");
        }
        // What is given is what was there: Σ A·P = Σ S over the places that someone reaches.
        let given: f64 = got.iter().zip(persons).map(|(a, p)| a * p).sum();
        assert!((given - 3.0).abs() < 1e-9, "{given}");
    }

    #[test]
    fn nobody_within_reach() {
        let zones = CatchmentZones { edges: vec![5e3], weights: vec![1.0] };
        let far = PointIndex::new([Point::new(40.0, 40.0)]);
        let demand = [[0.0, 0.0], [f64::NAN; 2]].map(Point::from);
        assert_eq!(e2sfca(&demand, &[10.0, 10.0], &far, &[1.0], &zones), [0.0, 0.0]);
        assert_eq!((zones.weight(5e3), zones.weight(5001.0)), (1.0, 0.0));
    }
}
