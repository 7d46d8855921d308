//! One tile as Mapbox Vector Tile 2.1: protocol buffers, written by hand for there are eight fields.
//!
//! In: layers of features on the tile's grid (x to the east, y to the south, 0–4095 inside). Out:
//! bytes. Keys and values are written once a layer. Exterior rings are clockwise on a screen, holes
//! the other way, and follow their exterior.

use rustc_hash::FxHashMap;

use crate::tiles::grid::GridPoint;
use crate::tiles::varint::write_varint;

/// A value of an attribute.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Value<'a> {
    /// Text.
    Text(&'a str),
    /// A whole number, not negative.
    Whole(u64),
    /// A number.
    Number(f64),
    /// Yes or no.
    Flag(bool),
}

/// What a feature looks like.
#[derive(Debug, Clone, PartialEq)]
pub enum FeatureGeometry {
    /// Points.
    Points(Vec<GridPoint>),
    /// Lines.
    Lines(Vec<Vec<GridPoint>>),
    /// Parts, each its exterior and its holes.
    Polygons(Vec<Vec<Vec<GridPoint>>>),
}

/// A layer being written.
#[derive(Default)]
pub struct LayerWriter<'a> {
    features: Vec<u8>,
    keys: Vec<&'a str>,
    key_of: FxHashMap<&'a str, u32>,
    values: Vec<u8>,
    count: u32,
    texts: FxHashMap<&'a str, u32>,
    wholes: FxHashMap<u64, u32>,
    numbers: FxHashMap<u64, u32>,
    flags: [Option<u32>; 2],
    tags: Vec<u8>,
    geometry: Vec<u8>,
    feature: Vec<u8>,
}

const VARINT: u64 = 0;
const BYTES: u64 = 2;

impl<'a> LayerWriter<'a> {
    /// Adds a feature; one without geometry is left out.
    pub fn feature(
        &mut self,
        id: u64,
        geometry: &FeatureGeometry,
        attributes: impl IntoIterator<Item = (&'a str, Value<'a>)>,
    ) {
        let mut drawn = std::mem::take(&mut self.geometry);
        drawn.clear();
        let kind = draw(geometry, &mut drawn);
        if !drawn.is_empty() {
            self.drawn(id, kind, &drawn, attributes);
        }
        self.geometry = drawn;
    }

    /// Adds a feature whose geometry is drawn already: its commands, packed.
    pub fn drawn(
        &mut self,
        id: u64,
        kind: u64,
        geometry: &[u8],
        attributes: impl IntoIterator<Item = (&'a str, Value<'a>)>,
    ) {
        self.tags.clear();
        for (key, value) in attributes {
            let key = self.key(key);
            let value = self.value(value);
            write_varint(u64::from(key), &mut self.tags);
            write_varint(u64::from(value), &mut self.tags);
        }
        self.feature.clear();
        field(1, VARINT, &mut self.feature);
        write_varint(id, &mut self.feature);
        if !self.tags.is_empty() {
            bytes(2, &self.tags, &mut self.feature);
        }
        field(3, VARINT, &mut self.feature);
        write_varint(kind, &mut self.feature);
        bytes(4, geometry, &mut self.feature);
        bytes(2, &self.feature, &mut self.features);
    }

    /// Whether nothing was added.
    pub fn is_empty(&self) -> bool {
        self.features.is_empty()
    }

    /// Appends the layer to a tile; `extent`: steps along a side.
    pub fn finish(self, name: &str, extent: u64, tile: &mut Vec<u8>) {
        let mut layer = Vec::with_capacity(self.features.len() + self.values.len() + 64);
        field(15, VARINT, &mut layer);
        write_varint(2, &mut layer);
        bytes(1, name.as_bytes(), &mut layer);
        layer.extend(&self.features);
        for key in &self.keys {
            bytes(3, key.as_bytes(), &mut layer);
        }
        layer.extend(&self.values);
        field(5, VARINT, &mut layer);
        write_varint(extent, &mut layer);
        bytes(3, &layer, tile);
    }

    fn key(&mut self, key: &'a str) -> u32 {
        let keys = &mut self.keys;
        *self.key_of.entry(key).or_insert_with(|| {
            keys.push(key);
            keys.len() as u32 - 1
        })
    }

    fn value(&mut self, value: Value<'a>) -> u32 {
        let known = match value {
            Value::Text(text) => self.texts.get(text).copied(),
            Value::Whole(n) => self.wholes.get(&n).copied(),
            Value::Number(x) => self.numbers.get(&x.to_bits()).copied(),
            Value::Flag(yes) => self.flags[usize::from(yes)],
        };
        if let Some(known) = known {
            return known;
        }
        let mut message = Vec::with_capacity(12);
        match value {
            Value::Text(text) => bytes(1, text.as_bytes(), &mut message),
            Value::Number(x) => {
                field(3, 1, &mut message);
                message.extend(x.to_le_bytes());
            }
            Value::Whole(n) => {
                field(5, VARINT, &mut message);
                write_varint(n, &mut message);
            }
            Value::Flag(yes) => {
                field(7, VARINT, &mut message);
                write_varint(u64::from(yes), &mut message);
            }
        }
        bytes(4, &message, &mut self.values);
        let new = self.count;
        self.count += 1;
        match value {
            Value::Text(text) => drop(self.texts.insert(text, new)),
            Value::Whole(n) => drop(self.wholes.insert(n, new)),
            Value::Number(x) => drop(self.numbers.insert(x.to_bits(), new)),
            Value::Flag(yes) => self.flags[usize::from(yes)] = Some(new),
        }
        new
    }
}

/// Writes the commands of a geometry and gives its type.
fn draw(geometry: &FeatureGeometry, out: &mut Vec<u8>) -> u64 {
    let mut cursor = [0, 0];
    match geometry {
        FeatureGeometry::Points(points) => {
            if !points.is_empty() {
                command(1, points.len(), out);
                for point in points {
                    step(*point, &mut cursor, out);
                }
            }
            1
        }
        FeatureGeometry::Lines(lines) => {
            for line in lines.iter().filter(|l| l.len() > 1) {
                path(line, &mut cursor, out);
            }
            2
        }
        FeatureGeometry::Polygons(parts) => {
            for ring in parts.iter().flatten().filter(|r| r.len() > 2) {
                path(ring, &mut cursor, out);
                command(7, 1, out);
            }
            3
        }
    }
}

fn path(points: &[GridPoint], cursor: &mut GridPoint, out: &mut Vec<u8>) {
    command(1, 1, out);
    step(points[0], cursor, out);
    command(2, points.len() - 1, out);
    for point in &points[1..] {
        step(*point, cursor, out);
    }
}

fn command(id: u64, count: usize, out: &mut Vec<u8>) {
    write_varint(id | (count as u64) << 3, out);
}

fn step(to: GridPoint, cursor: &mut GridPoint, out: &mut Vec<u8>) {
    for axis in 0..2 {
        let by = to[axis] - cursor[axis];
        write_varint(u64::from(((by << 1) ^ (by >> 31)) as u32), out);
    }
    *cursor = to;
}

fn field(number: u64, kind: u64, out: &mut Vec<u8>) {
    write_varint(number << 3 | kind, out);
}

fn bytes(number: u64, content: &[u8], out: &mut Vec<u8>) {
    field(number, BYTES, out);
    write_varint(content.len() as u64, out);
    out.extend_from_slice(content);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_example_of_the_specification() {
        // MVT 2.1, 4.3.5.5: MULTIPOLYGON of two squares and a hole.
        let parts = vec![
            vec![vec![[0, 0], [10, 0], [10, 10], [0, 10]]],
            vec![
                vec![[11, 11], [20, 11], [20, 20], [11, 20]],
                vec![[13, 13], [13, 17], [17, 17], [17, 13]],
            ],
        ];
        let mut out = Vec::new();
        assert_eq!(draw(&FeatureGeometry::Polygons(parts), &mut out), 3);
        let expected: [u64; 43] = [
            9, 0, 0, 26, 20, 0, 0, 20, 19, 0, 15, 9, 22, 2, 26, 18, 0, 0, 18, 17, 0, 15, 9, 4, 13,
            26, 0, 8, 8, 0, 0, 7, 15, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        ];
        let mut bytes = Vec::new();
        expected[..33].iter().for_each(|n| write_varint(*n, &mut bytes));
        assert_eq!(out, bytes);
    }

    #[test]
    fn values_are_written_once() {
        let mut layer = LayerWriter::default();
        let point = FeatureGeometry::Points(vec![[1, 1]]);
        for id in 0..3 {
            layer.feature(
                id,
                &point,
                [("a", Value::Text("xyz")), ("b", Value::Whole(7)), ("c", Value::Flag(true))],
            );
        }
        assert_eq!((layer.keys.len(), layer.count), (3, 3));
        layer.feature(9, &FeatureGeometry::Points(Vec::new()), []);
        let mut tile = Vec::new();
        layer.finish("l", 4096, &mut tile);
        assert_eq!(tile.windows(3).filter(|w| w == b"xyz").count(), 1);
    }
}
