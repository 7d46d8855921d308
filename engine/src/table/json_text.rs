//! JSON of others, before it means anything: bytes → UTF-8, and objects whose keys occur once.
//!
//! RFC 8259 leaves open which of two values of one key counts, so that readers differ: here it is an
//! error.

use std::borrow::Cow;
use std::fmt;

use encoding_rs::{Encoding, UTF_16BE, UTF_16LE};
use serde::Deserialize;
use serde::de::{Deserializer, Error as _, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};

/// What to do about a file whose text cannot be read.
pub const RESAVE: &str = "get it again, or save it as UTF-8";

/// UTF-8 without a byte-order mark, of UTF-8 or UTF-16; `None` of UTF-16 that is damaged.
pub fn utf8(bytes: &[u8]) -> Option<Cow<'_, [u8]>> {
    let (encoding, mark) = match (Encoding::for_bom(bytes), bytes) {
        (Some(known), _) => known,
        // JSON begins with ASCII: a zero beside it is the other half of a character.
        (None, [first, 0, ..]) if *first != 0 => (UTF_16LE, 0),
        (None, [0, second, ..]) if *second != 0 => (UTF_16BE, 0),
        (None, _) => return Some(Cow::Borrowed(bytes)),
    };
    let text = &bytes[mark..];
    if encoding != UTF_16LE && encoding != UTF_16BE {
        return Some(Cow::Borrowed(text));
    }
    let decoded = encoding.decode_without_bom_handling_and_without_replacement(text)?;
    Some(Cow::Owned(decoded.into_owned().into_bytes()))
}

/// A value in which no object has a key twice, however deep.
pub struct UniqueJson(pub Value);

impl<'de> Deserialize<'de> for UniqueJson {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(UniqueVisitor).map(Self)
    }
}

/// An object without a key twice, however deep.
pub struct UniqueObject(pub Map<String, Value>);

impl<'de> Deserialize<'de> for UniqueObject {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match UniqueJson::deserialize(deserializer)?.0 {
            Value::Object(object) => Ok(Self(object)),
            other => {
                let text: String = other.to_string().chars().take(40).collect();
                Err(D::Error::custom(format!("{text} is no object")))
            }
        }
    }
}

struct UniqueVisitor;

impl<'de> Visitor<'de> for UniqueVisitor {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_bool<E>(self, yes: bool) -> Result<Value, E> {
        Ok(yes.into())
    }

    fn visit_i64<E>(self, number: i64) -> Result<Value, E> {
        Ok(number.into())
    }

    fn visit_u64<E>(self, number: u64) -> Result<Value, E> {
        Ok(number.into())
    }

    fn visit_f64<E>(self, number: f64) -> Result<Value, E> {
        Ok(number.into())
    }

    fn visit_str<E>(self, text: &str) -> Result<Value, E> {
        Ok(text.into())
    }

    fn visit_string<E>(self, text: String) -> Result<Value, E> {
        Ok(text.into())
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Value, A::Error> {
        let mut all = Vec::new();
        while let Some(UniqueJson(value)) = seq.next_element()? {
            all.push(value);
        }
        Ok(all.into())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Value, A::Error> {
        let mut out = Map::new();
        while let Some(key) = map.next_key::<String>()? {
            if out.contains_key(&key) {
                return Err(A::Error::custom(format!(
                    "the key `{key}` is there twice: keep the one that counts"
                )));
            }
            let UniqueJson(value) = map.next_value()?;
            out.insert(key, value);
        }
        Ok(out.into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn utf16_with_a_mark_or_without() {
        let text = "[{\"é\": \"😀\"}]";
        let le: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let be: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
        let marked = |mark: &[u8], bytes: &[u8]| [mark, bytes].concat();
        for bytes in [
            text.as_bytes().to_vec(),
            marked(b"\xef\xbb\xbf", text.as_bytes()),
            marked(b"\xff\xfe", &le),
            marked(b"\xfe\xff", &be),
            le.clone(),
            be,
        ] {
            assert_eq!(utf8(&bytes).as_deref(), Some(text.as_bytes()), "{bytes:?}");
        }
        assert_eq!(utf8(b"").as_deref(), Some(&b""[..]));
        // Cut inside of a character.
        assert_eq!(utf8(&le[..le.len() - 1]), None);
    }

    #[test]
    fn keys_occur_once() {
        let text =
            "{\"a\":1,\"b\":[{\"a\":-2},{\"a\":0.1}],\"c\":{\"a\":null,\"d\":true,\"e\":\"é\"}}";
        let UniqueJson(value) = serde_json::from_str(text).expect("unique");
        assert_eq!(value.to_string(), text);
        for twice in ["{\"a\":1,\"a\":1}", "[{\"b\":{\"a\":1,\n\"\\u0061\":2}}]"] {
            let e = serde_json::from_str::<UniqueJson>(twice).err().expect("twice").to_string();
            assert!(e.contains("the key `a` is there twice"), "{e}");
        }
        assert!(serde_json::from_str::<UniqueObject>("[1]").is_err());
    }
}
