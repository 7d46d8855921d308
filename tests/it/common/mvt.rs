//! Tiles by an independent decoder, and what the specification asks of their polygons.

use std::collections::BTreeMap;

use geo_types::Geometry;
use mvt_reader::Reader;
use mvt_reader::feature::Feature;

/// Features by layer.
pub type Layers = BTreeMap<String, Vec<Feature<i32>>>;

/// Layers of a tile.
pub fn decode(tile: Vec<u8>) -> Layers {
    let reader = Reader::new(tile).unwrap();
    let layers = reader.get_layer_metadata().unwrap();
    layers
        .into_iter()
        .map(|layer| {
            assert_eq!((layer.version, layer.extent), (2, 4096));
            (layer.name, reader.get_features_as::<i32>(layer.layer_index).unwrap())
        })
        .collect()
}

/// Twice the signed area: positive is clockwise on a screen, as exteriors must be.
fn twice_area(ring: &geo_types::LineString<i32>) -> i64 {
    ring.lines()
        .map(|l| {
            let [a, b, c, d] = [l.start.x, l.end.y, l.end.x, l.start.y].map(i64::from);
            a * b - c * d
        })
        .sum()
}

/// Fails unless all rings are turned, closed and within the tile and its buffer.
pub fn check_polygons(geometry: &Geometry<i32>) {
    let polygons: Vec<_> = match geometry {
        Geometry::Polygon(p) => vec![p],
        Geometry::MultiPolygon(all) => all.iter().collect(),
        other => panic!("{other:?}"),
    };
    assert!(!polygons.is_empty());
    for polygon in polygons {
        assert!(twice_area(polygon.exterior()) > 0, "{polygon:?}");
        assert!(polygon.interiors().iter().all(|hole| twice_area(hole) < 0), "{polygon:?}");
        for ring in std::iter::once(polygon.exterior()).chain(polygon.interiors()) {
            assert!(ring.lines().all(|l| l.start != l.end), "a repeated point: {ring:?}");
            let within = -64..=4096 + 64;
            assert!(ring.coords().all(|c| within.contains(&c.x) && within.contains(&c.y)));
        }
    }
}
