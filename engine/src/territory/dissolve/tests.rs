//! Hand cases, and random grids whose every figure can be counted.

use geo::Validation;
use geo_types::MultiPolygon;
use proptest::prelude::*;

use super::*;
use crate::geometry::{Polygons, read_wkb, write_wkb};
use crate::territory::UnitIndex;

/// Corner of a unit square, its group.
type TestCell = (i32, i32, u32);

fn polygon(rings: &[&[Vertex]]) -> Vec<u8> {
    let mut p = Polygons::default();
    for ring in rings {
        p.coords.extend(*ring);
        p.coords.push(ring[0]);
        p.end_ring();
    }
    p.end_part();
    write_wkb(&p)
}

fn square(x: i32, y: i32, side: i32) -> [Vertex; 4] {
    let at = |dx: i32, dy: i32| [f64::from(x + dx), f64::from(y + dy)];
    [at(0, 0), at(side, 0), at(side, side), at(0, side)]
}

fn coverage(units: &[Vec<u8>]) -> Coverage {
    let units: Vec<_> = units.iter().map(|u| Some(u.as_slice())).collect();
    Coverage::new(&units).expect("sound units")
}

/// Groups of units; [`NONE`] for one that is in none.
fn grouped(groups: &[u32]) -> Vec<Option<UnitIndex>> {
    groups.iter().map(|group| UnitIndex::from_column(*group)).collect()
}

/// Outlines of a clean coverage.
fn outlines(units: &[Vec<u8>], groups: &[u32], count: usize) -> Vec<Option<Polygons>> {
    let made = coverage(units).outlines(&grouped(groups), count);
    assert_eq!((made.open_chains, made.stray_rings), (0, 0));
    made.wkb.iter().map(|w| w.as_ref().map(|w| read_wkb(w).expect("our own"))).collect()
}

fn of_cells(cells: &[TestCell], count: usize) -> Vec<Option<Polygons>> {
    let units: Vec<_> = cells.iter().map(|(x, y, _)| polygon(&[&square(*x, *y, 1)])).collect();
    let groups: Vec<_> = cells.iter().map(|c| c.2).collect();
    outlines(&units, &groups, count)
}

fn area(ring: &[Vertex]) -> f64 {
    ring.windows(2).map(|e| e[0][0] * e[1][1] - e[1][0] * e[0][1]).sum::<f64>() / 2.0
}

/// Areas of the rings of each part.
fn areas(p: Option<&Polygons>) -> Vec<Vec<f64>> {
    let areas = |part: Vec<&[Vertex]>| part.into_iter().map(area).collect();
    p.map(|p| p.parts().map(areas).collect()).unwrap_or_default()
}

#[test]
fn two_squares_make_a_rectangle() {
    let made = of_cells(&[(0, 0, 0), (1, 0, 0)], 1);
    let ring = [[0.0, 0.0], [1.0, 0.0], [2.0, 0.0], [2.0, 1.0], [1.0, 1.0], [0.0, 1.0], [0.0, 0.0]];
    assert_eq!(made[0].as_ref().map(|p| p.parts().collect()), Some(vec![vec![&ring[..]]]));
}

#[test]
fn a_hole_is_a_hole_and_an_enclave_another_group() {
    let mut cells: Vec<TestCell> = (0..9).map(|i| (i % 3, i / 3, 0)).collect();
    cells[4].2 = NONE;
    assert_eq!(areas(of_cells(&cells, 1)[0].as_ref()), [[9.0, -1.0]]);
    cells[4].2 = 1;
    let made = of_cells(&cells, 3);
    assert_eq!(areas(made[0].as_ref()), [[9.0, -1.0]]);
    assert_eq!(areas(made[1].as_ref()), [[1.0]]);
    assert_eq!(made[2], None);
    cells.remove(4);
    assert_eq!(areas(of_cells(&cells, 1)[0].as_ref()), [[9.0, -1.0]]);
}

#[test]
fn squares_that_touch_at_a_corner_are_two_parts() {
    let made = of_cells(&[(0, 0, 0), (1, 1, 0)], 1);
    assert_eq!(areas(made[0].as_ref()), [[1.0], [1.0]]);
    assert_eq!(made[0].as_ref().map(|p| p.ring(1)[0]), Some([1.0, 1.0]));
}

#[test]
fn holes_that_touch_are_cut_apart() {
    // Two diagonal holes in a 4 × 4 square: one walk, two rings.
    let holes = [(1, 1), (2, 2)];
    let cells: Vec<TestCell> = (0..16)
        .map(|i| (i % 4, i / 4))
        .map(|(x, y)| (x, y, u32::from(holes.contains(&(x, y)))))
        .collect();
    assert_eq!(areas(of_cells(&cells, 2)[0].as_ref()), [[16.0, -1.0, -1.0]]);
    // Four around a cell: that one is a part of its own, within the hole.
    let ring = [(2, 1), (1, 2), (3, 2), (2, 3)];
    let cells: Vec<TestCell> = (0..25)
        .map(|i| (i % 5, i / 5))
        .map(|(x, y)| (x, y, u32::from(ring.contains(&(x, y)))))
        .collect();
    assert_eq!(areas(of_cells(&cells, 2)[0].as_ref()), [vec![25.0, -5.0], vec![1.0]]);
    // One that touches the outside at a corner.
    let cells: Vec<TestCell> = (0..9)
        .map(|i| (i % 3, i / 3))
        .map(|(x, y)| (x, y, [0, NONE][usize::from([(0, 0), (1, 1)].contains(&(x, y)))]))
        .collect();
    assert_eq!(areas(of_cells(&cells, 1)[0].as_ref()), [[8.0, -1.0]]);
}

#[test]
fn an_island_within_an_enclave_keeps_its_own_hole() {
    // Nested squares 9, 7, 5, 3, 1 of groups 0, 1, 0, 1, 0; every other one turned the wrong way.
    let nested: Vec<[Vertex; 4]> = (0..5).map(|i| square(i, i, 9 - 2 * i)).collect();
    let units: Vec<_> = (0..5)
        .map(|i| match nested.get(i + 1) {
            Some(inner) if i % 2 == 0 => {
                let turned: Vec<Vertex> = nested[i].iter().rev().copied().collect();
                polygon(&[&turned, inner])
            }
            Some(inner) => polygon(&[&nested[i], inner]),
            None => polygon(&[&nested[i]]),
        })
        .collect();
    let made = outlines(&units, &[0, 1, 0, 1, 0], 2);
    assert_eq!(areas(made[0].as_ref()), [vec![81.0, -49.0], vec![25.0, -9.0], vec![1.0]]);
    assert_eq!(areas(made[1].as_ref()), [[49.0, -25.0], [9.0, -1.0]]);
}

#[test]
fn a_dirty_coverage_is_counted_and_survives() {
    let one = polygon(&[&square(0, 0, 1)]);
    let next = polygon(&[&square(1, 0, 1)]);
    let twice = coverage(&[one.clone(), one.clone(), next]);
    let census = EdgeCensus { once: 3, same_direction: 3, more: 1, ..EdgeCensus::default() };
    assert_eq!(twice.census(), census);
    let made = twice.outlines(&grouped(&[0, 1, 2]), 3);
    let areas_of = |made: &Outlines, group: usize| {
        areas(made.wkb[group].as_ref().map(|w| read_wkb(w).expect("our own")).as_ref())
    };
    for group in 0..3 {
        assert_eq!(areas_of(&made, group), [[1.0]]);
    }
    // The shared side counts 2 - 1: it stays, and one chain has nowhere to go on.
    let made = twice.outlines(&grouped(&[0; 3]), 1);
    assert_eq!((made.wkb.len(), made.open_chains), (1, 1));
}

#[test]
fn a_damaged_unit_is_named() {
    let one = polygon(&[&square(0, 0, 1)]);
    let error = Coverage::new(&[Some(&one), None, Some(&one[..50])]).expect_err("truncated");
    assert!(error.to_string().starts_with("unit 2: truncated WKB"), "{error}");
}

/// A grid, cells in rows, of groups 0 to 3 and none.
fn grids() -> impl Strategy<Value = (usize, Vec<u32>)> {
    let group = prop_oneof![4 => 0..4_u32, 1 => Just(NONE)];
    (1..9_usize, 1..9_usize).prop_flat_map(move |(width, height)| {
        (Just(width), prop::collection::vec(group.clone(), width * height))
    })
}

fn cells(width: usize, groups: &[u32]) -> Vec<TestCell> {
    let small = |i: usize| i32::try_from(i).expect("a small grid");
    let cell = |(i, group): (usize, &u32)| (small(i % width), small(i / width), *group);
    groups.iter().enumerate().map(cell).collect()
}

/// Even-odd rule over all rings, whose sides are upright or level.
fn odd(p: &Polygons, [x, y]: Vertex) -> bool {
    let crosses =
        |e: &[Vertex]| e[0][0] == e[1][0] && e[0][0] > x && (e[0][1] > y) != (e[1][1] > y);
    let rings = 0..p.ring_ends.len();
    rings.map(|r| p.ring(r).windows(2).filter(|e| crosses(e)).count()).sum::<usize>() % 2 == 1
}

proptest! {
    #[test]
    fn a_grid_is_what_its_cells_are((width, groups) in grids()) {
        let cells = cells(width, &groups);
        let group_at = |x: i32, y: i32| {
            cells.iter().find(|c| (c.0, c.1) == (x, y)).map_or(NONE, |c| c.2)
        };
        for (group, made) in of_cells(&cells, 4).into_iter().enumerate() {
            let group = group as u32;
            let mine: Vec<_> = cells.iter().filter(|c| c.2 == group).collect();
            prop_assert_eq!(made.is_some(), !mine.is_empty());
            let Some(made) = made else { continue };
            let sides = mine.iter().flat_map(|(x, y, _)| {
                [(x - 1, *y), (x + 1, *y), (*x, y - 1), (*x, y + 1)]
            });
            let sides = sides.filter(|(x, y)| group_at(*x, *y) != group).count();
            prop_assert_eq!(made.coords.len() - made.ring_ends.len(), sides);
            let areas = areas(Some(&made));
            prop_assert_eq!(areas.iter().flatten().sum::<f64>(), mine.len() as f64);
            for part in &areas {
                prop_assert!(part[0] > 0.0 && part[1..].iter().all(|hole| *hole < 0.0));
            }
            let nets: Vec<f64> = areas.iter().map(|part| part.iter().sum()).collect();
            prop_assert!(nets.is_sorted_by(|a, b| a >= b) && nets.iter().all(|net| *net > 0.0));
            for ring in 0..made.ring_ends.len() {
                let ring = made.ring(ring);
                prop_assert_eq!(ring.first(), ring.last());
                let mut open = ring[1..].to_vec();
                open.sort_by(|a, b| a.partial_cmp(b).expect("finite"));
                prop_assert_eq!(open[0], ring[0]);
                open.dedup();
                prop_assert_eq!(open.len(), ring.len() - 1, "a ring touches itself");
            }
            for (x, y, of) in &cells {
                let centre = [f64::from(*x) + 0.5, f64::from(*y) + 0.5];
                prop_assert_eq!(odd(&made, centre), *of == group);
            }
        }
    }

    #[test]
    fn outlines_are_valid_as_geo_has_it((width, groups) in grids()) {
        for made in of_cells(&cells(width, &groups), 4).iter().flatten() {
            prop_assert_eq!(MultiPolygon::from(made).check_validation(), Ok(()));
        }
    }

    #[test]
    fn threads_change_no_byte((width, groups) in grids()) {
        let cells = cells(width, &groups);
        let units: Vec<_> =
            cells.iter().map(|(x, y, _)| polygon(&[&square(*x, *y, 1)])).collect();
        let with = |threads| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("pool");
            pool.install(|| coverage(&units).outlines(&grouped(&groups), 4))
        };
        prop_assert_eq!(with(1), with(4));
    }

    #[test]
    fn any_bytes_are_read_or_refused(mut bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        for kind in [3, 6] {
            if bytes.len() > 5 {
                bytes[..5].copy_from_slice(&[1, kind, 0, 0, 0]);
            }
            if let Ok(read) = read_wkb(&bytes) {
                prop_assert_eq!(read_wkb(&write_wkb(&read)), Ok(read));
            }
        }
    }

    /// Squares anywhere, that overlap and share edges as they like: no panic, and rings are sound.
    #[test]
    fn overlaps_do_not_panic(at in prop::collection::vec((0..4, 0..4, 1..4, 0..3_u32), 1..20)) {
        let units = at.iter().map(|(x, y, side, _)| polygon(&[&square(*x, *y, *side)]));
        let units: Vec<_> = units.collect();
        let groups: Vec<u32> = at.iter().map(|c| c.3).collect();
        for wkb in coverage(&units).outlines(&grouped(&groups), 3).wkb.into_iter().flatten() {
            prop_assert!(read_wkb(&wkb).is_ok());
        }
    }
}
