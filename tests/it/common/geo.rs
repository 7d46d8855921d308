//! GeoJSON read as a map reads it, and where points lie.

use serde_json::Value;

/// A unit of a layer.
pub struct Feature {
    pub code: String,
    pub properties: Value,
    /// All rings of all parts; none without a contour.
    pub rings: Vec<Vec<[f64; 2]>>,
}

/// Features of a FeatureCollection.
pub fn features(layer: &Value) -> Vec<Feature> {
    assert_eq!(layer["type"], "FeatureCollection");
    let all = layer["features"].as_array().unwrap().iter();
    all.map(|feature| {
        let geometry = &feature["geometry"];
        let polygons = match geometry["type"].as_str() {
            None => Vec::new(),
            Some("Polygon") => vec![geometry["coordinates"].clone()],
            Some(_) => geometry["coordinates"].as_array().unwrap().clone(),
        };
        let position = |c: &Value| [c[0].as_f64().unwrap(), c[1].as_f64().unwrap()];
        let ring = |r: &Value| r.as_array().unwrap().iter().map(position).collect();
        Feature {
            code: feature["id"].as_str().unwrap().into(),
            properties: feature["properties"].clone(),
            rings: polygons.iter().flat_map(|p| p.as_array().unwrap()).map(ring).collect(),
        }
    })
    .collect()
}

impl Feature {
    /// Whether a point lies inside: a ray to the east crosses the rings an odd number of times.
    pub fn holds(&self, x: f64, y: f64) -> bool {
        let edges = self.rings.iter().flat_map(|ring| ring.windows(2));
        let crossed = edges.filter(|edge| {
            let ([x0, y0], [x1, y1]) = (edge[0], edge[1]);
            (y0 <= y) != (y1 <= y) && x0 + (x1 - x0) * (y - y0) / (y1 - y0) > x
        });
        crossed.count() % 2 == 1
    }

    /// West, south, east, north of its contour.
    pub fn bounds(&self) -> Option<[f64; 4]> {
        let mut all = self.rings.iter().flatten();
        let [x, y] = *all.next()?;
        Some(all.fold([x, y, x, y], |[west, south, east, north], [x, y]| {
            [west.min(*x), south.min(*y), east.max(*x), north.max(*y)]
        }))
    }
}
