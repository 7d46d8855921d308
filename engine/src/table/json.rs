//! JSON: a list of flat objects, as open-data portals export them. A key is a column.
//!
//! Values are text: numbers keep the digits of the file, lists of plain values are joined by `|`,
//! null is missing. A key that an object lacks is missing in its row. Depth is bounded by the
//! parser, size and the number of columns here.

use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;

use arrow::array::{ArrayRef, BooleanArray, BooleanBuilder, StringBuilder};
use serde::Deserialize;
use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::{Opened, Table, json_text, positions};
use crate::catalog::Dataset;
use crate::error::{Error, Result};

/// Larger files are not lists of places.
const MAX_JSON: usize = 1 << 30;
/// More keys than any table has columns.
const MAX_KEYS: usize = 10_000;

/// Every key of any object, in the order in which they first occur.
pub fn keys(opened: &Opened) -> Result<Vec<String>> {
    check_size(opened)?;
    let mut keys = JsonKeys::default();
    parse(opened, ListSeed(&mut keys))?;
    Ok(keys.names)
}

/// See [`super::read`].
pub fn read(dataset: &Dataset, opened: &Opened, wanted: &[String]) -> Result<Table> {
    let keys = keys(opened)?;
    let mut rows = JsonRows {
        wanted: HashMap::new(),
        columns: Vec::new(),
        typed: Vec::new(),
        filled: Vec::new(),
        count: 0,
    };
    // A key may be wanted under two names.
    let mut columns_of = Vec::with_capacity(wanted.len());
    for position in positions(dataset, opened, &keys, wanted, 0)? {
        let next = rows.wanted.len();
        let column = *rows.wanted.entry(keys[position].clone()).or_insert(next);
        columns_of.push(column);
    }
    rows.columns.resize_with(rows.wanted.len(), StringBuilder::new);
    rows.typed.resize_with(rows.wanted.len(), BooleanBuilder::new);
    rows.filled.resize(rows.wanted.len(), false);
    parse(opened, ListSeed(&mut rows))?;
    let columns: Vec<ArrayRef> =
        rows.columns.iter_mut().map(|c| Arc::new(c.finish()) as ArrayRef).collect();
    let typed: Vec<BooleanArray> = rows.typed.iter_mut().map(BooleanBuilder::finish).collect();
    let named = |name: &String, column: usize| (name.clone(), columns[column].clone());
    let of_wanted = || wanted.iter().zip(columns_of.iter().copied());
    let table = of_wanted().map(|(name, column)| named(name, column)).collect();
    let typed = of_wanted().map(|(name, column)| (name.clone(), typed[column].clone())).collect();
    Ok(Table::new(dataset, opened, rows.count, 0, table).with_typed(typed))
}

fn check_size(opened: &Opened) -> Result<()> {
    if opened.bytes.len() > MAX_JSON {
        let size = opened.bytes.len();
        return Err(Error::input(
            &opened.path,
            format!("is {size} bytes of JSON; the limit is {MAX_JSON}"),
        ));
    }
    Ok(())
}

fn parse<S: for<'de> DeserializeSeed<'de, Value = ()>>(opened: &Opened, seed: S) -> Result<()> {
    let bytes = json_text::utf8(&opened.bytes).ok_or_else(|| {
        Error::input(&opened.path, "is damaged UTF-16").with_help(json_text::RESAVE)
    })?;
    let mut parser = serde_json::Deserializer::from_slice(&bytes);
    let read = seed.deserialize(&mut parser).and_then(|out| parser.end().map(|()| out));
    read.map_err(|e| {
        Error::input(&opened.path, e.to_string())
            .at_line(Some(e.line()))
            .with_help("a JSON table is a list of flat objects: [{\"nom\": \"…\", …}, …]")
    })
}

/// What is done with an object of the list.
trait Sink {
    fn object<'de, A: MapAccess<'de>>(&mut self, map: A) -> std::result::Result<(), A::Error>;
}

struct ListSeed<'a, S>(&'a mut S);
struct ObjectSeed<'a, S>(&'a mut S);

impl<'de, S: Sink> DeserializeSeed<'de> for ListSeed<'_, S> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, d: D) -> std::result::Result<(), D::Error> {
        d.deserialize_seq(self)
    }
}

impl<'de, S: Sink> Visitor<'de> for ListSeed<'_, S> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of objects")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> std::result::Result<(), A::Error> {
        while seq.next_element_seed(ObjectSeed(self.0))?.is_some() {}
        Ok(())
    }
}

impl<'de, S: Sink> DeserializeSeed<'de> for ObjectSeed<'_, S> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, d: D) -> std::result::Result<(), D::Error> {
        d.deserialize_map(self)
    }
}

impl<'de, S: Sink> Visitor<'de> for ObjectSeed<'_, S> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> std::result::Result<(), A::Error> {
        self.0.object(map)
    }
}

#[derive(Default)]
struct JsonKeys {
    names: Vec<String>,
    known: std::collections::HashSet<String>,
}

impl Sink for JsonKeys {
    fn object<'de, A: MapAccess<'de>>(&mut self, mut map: A) -> std::result::Result<(), A::Error> {
        while let Some(key) = map.next_key::<String>()? {
            map.next_value::<IgnoredAny>()?;
            if !self.known.contains(&key) {
                if self.names.len() == MAX_KEYS {
                    return Err(serde::de::Error::custom(format!("more than {MAX_KEYS} keys")));
                }
                self.known.insert(key.clone());
                self.names.push(key);
            }
        }
        Ok(())
    }
}

struct JsonRows {
    wanted: HashMap<String, usize>,
    columns: Vec<StringBuilder>,
    /// Whether each value is a number.
    typed: Vec<BooleanBuilder>,
    filled: Vec<bool>,
    count: usize,
}

impl Sink for JsonRows {
    fn object<'de, A: MapAccess<'de>>(&mut self, mut map: A) -> std::result::Result<(), A::Error> {
        self.filled.fill(false);
        while let Some(key) = map.next_key::<std::borrow::Cow<str>>()? {
            match self.wanted.get(key.as_ref()) {
                Some(column) if self.filled[*column] => {
                    return Err(serde::de::Error::custom(format!(
                        "object {} has the key `{key}` twice",
                        self.count + 1
                    )));
                }
                Some(column) => {
                    let cell = map.next_value::<JsonCell>().map_err(|e| {
                        serde::de::Error::custom(format!("object {}, `{key}`: {e}", self.count + 1))
                    })?;
                    self.columns[*column].append_option(cell.text);
                    self.typed[*column].append_value(cell.number);
                    self.filled[*column] = true;
                }
                _ => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        for ((column, typed), filled) in
            self.columns.iter_mut().zip(&mut self.typed).zip(&self.filled)
        {
            if !filled {
                column.append_null();
                typed.append_value(false);
            }
        }
        self.count += 1;
        Ok(())
    }
}

/// A value as text.
struct JsonCell {
    text: Option<String>,
    /// A number in the file.
    number: bool,
}

impl JsonCell {
    fn text(text: impl Into<String>) -> Self {
        Self { text: Some(text.into()), number: false }
    }

    fn number(text: impl Into<String>) -> Self {
        Self { text: Some(text.into()), number: true }
    }
}

impl<'de> Deserialize<'de> for JsonCell {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        deserializer.deserialize_any(CellVisitor)
    }
}

struct CellVisitor;

impl<'de> Visitor<'de> for CellVisitor {
    type Value = JsonCell;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a text, a number, true or false, null, or a list of these")
    }

    fn visit_str<E>(self, text: &str) -> std::result::Result<JsonCell, E> {
        Ok(JsonCell::text(text))
    }

    fn visit_bool<E>(self, flag: bool) -> std::result::Result<JsonCell, E> {
        Ok(JsonCell::text(flag.to_string()))
    }

    fn visit_i64<E>(self, number: i64) -> std::result::Result<JsonCell, E> {
        Ok(JsonCell::number(number.to_string()))
    }

    fn visit_u64<E>(self, number: u64) -> std::result::Result<JsonCell, E> {
        Ok(JsonCell::number(number.to_string()))
    }

    fn visit_f64<E>(self, number: f64) -> std::result::Result<JsonCell, E> {
        Ok(JsonCell::number(zmij::Buffer::new().format(number)))
    }

    fn visit_unit<E>(self) -> std::result::Result<JsonCell, E> {
        Ok(JsonCell { text: None, number: false })
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> std::result::Result<JsonCell, A::Error> {
        let mut all: Vec<String> = Vec::new();
        while let Some(cell) = seq.next_element::<JsonCell>()? {
            all.extend(cell.text);
        }
        Ok(JsonCell { text: (!all.is_empty()).then(|| all.join("|")), number: false })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn opened(text: &str) -> Opened {
        Opened {
            path: "t.json".into(),
            bytes: text.to_string().into_bytes().into(),
            sha256: String::new(),
        }
    }

    fn dataset() -> Dataset {
        let text = "id='a'\ntitle='t'\npublisher='p'\nlicence='l'\nvintage='v'\npath='t.json'\n";
        let mut catalog = crate::catalog::Catalog::default();
        catalog.add(text, std::path::Path::new("a.toml")).expect("valid");
        catalog.datasets.remove("a").expect("there")
    }

    #[test]
    fn values_of_all_kinds() {
        let text = "\u{feff}[{\"a\": 1.5, \"b\": [\"x\", 2, null], \"c\": {\"d\": []}},\n\
                    {\"b\": null, \"a\": true, \"e\": \"é\"}, {}]";
        let opened = opened(text);
        assert_eq!(keys(&opened).expect("keys"), ["a", "b", "c", "e"]);
        let wanted = ["a", "b", "e"].map(String::from);
        let table = read(&dataset(), &opened, &wanted).expect("read");
        assert_eq!((table.rows, table.place(1)), (3, "row 2".to_string()));
        let column = |n: &str| {
            let text = table.text(n).expect("text");
            text.iter().map(|v| v.map(String::from)).collect::<Vec<_>>()
        };
        assert_eq!(column("a"), [Some("1.5".into()), Some("true".into()), None]);
        assert_eq!(column("b"), [Some("x|2".into()), None, None]);
        assert_eq!(column("e"), [None, Some("é".into()), None]);
    }

    #[test]
    fn utf16() {
        let text = "\u{feff}[{\"a\": \"é\"}]";
        let bytes: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let mut file = opened("");
        file.bytes = bytes.clone().into();
        let table = read(&dataset(), &file, &["a".into()]).expect("read");
        assert_eq!(table.text("a").expect("text").value(0), "é");
        file.bytes = bytes[..bytes.len() - 1].to_vec().into();
        let e = read(&dataset(), &file, &["a".into()]).expect_err("cut");
        assert!(e.to_string().contains("is damaged UTF-16"), "{e}");
    }

    #[test]
    fn what_is_no_table() {
        for (text, said) in [
            ("{\"a\": 1}", "t.json:1: invalid type: map, expected a list of objects"),
            ("[1]", "expected an object"),
            ("[{\"a\": 1},\n{\"a\": {\"b\": 1}}]", "t.json:2: object 2, `a`: invalid type: map"),
            ("[{\"a\": 1}] x", "trailing characters"),
            ("[{\"a\": 1}", "EOF"),
            ("", "EOF"),
            ("[{\"b\": 1}]", "t.json: has no column `a`"),
            ("[{\"a\": 1}, {\"a\": 1, \"a\": 2}]", "object 2 has the key `a` twice"),
            ("[{\"a\": 1, \" a\": 2}]", "has two columns `a`: the 1st and the 2nd"),
        ] {
            let e = read(&dataset(), &opened(text), &["a".into()]).expect_err(text);
            assert!(e.to_string().contains(said), "{text}: {e}");
        }
        let deep = format!("[{{\"a\": {}{}}}]", "[".repeat(100_000), "]".repeat(100_000));
        let e = read(&dataset(), &opened(&deep), &["a".into()]).expect_err("deep");
        assert!(e.to_string().contains("recursion limit"), "{e}");
    }
}
