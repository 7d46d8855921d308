//! Typed parameters: structs that serde reads from a [`Query`].
//!
//! In: a query string, and structs whose fields are the parameters of a route. Out: the structs. The
//! query stays strict: the names that it may hold are those of the fields; a field is an
//! `Option<String>`, a `Vec` of values between commas, or a type that reads one text by
//! [`Parameter`].

use std::fmt;

use serde::de::value::{Error as NoValue, MapAccessDeserializer, SeqDeserializer};
use serde::de::{DeserializeOwned, Deserializer, Error, IntoDeserializer, MapAccess, Visitor};
use serde::{Deserialize, forward_to_deserialize_any};

use super::{Problem, Query};

/// A value that is read from the text of one parameter.
pub trait Parameter: Sized {
    /// Reads it.
    ///
    /// # Errors
    /// A text that it cannot be read from (400), with the name of the parameter.
    fn read(text: &str) -> Result<Self, Problem>;
}

/// [`Deserialize`] for a [`Parameter`].
///
/// # Errors
/// As [`Parameter::read`].
pub fn parameter<'de, T: Parameter, D: Deserializer<'de>>(from: D) -> Result<T, D::Error> {
    let text = String::deserialize(from)?;
    T::read(&text).map_err(|problem| D::Error::custom(InMessage(&problem)))
}

/// Implements [`Deserialize`] by [`Parameter::read`].
macro_rules! deserialize_parameters {
    ($($type:ty),+ $(,)?) => {
        $(impl<'de> serde::Deserialize<'de> for $type {
            fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                $crate::http::parameter(from)
            }
        })+
    };
}
pub(crate) use deserialize_parameters;

/// Names of the fields of a struct: the parameters that it reads.
pub fn names<T: DeserializeOwned>() -> &'static [&'static str] {
    let mut names: &'static [&'static str] = &[];
    // Reading ends as soon as the names are known.
    let _ = T::deserialize(FieldNames(&mut names));
    names
}

/// Reads a struct from the parameters that are its fields; others are left to other structs.
///
/// # Errors
/// A parameter that its field cannot be read from (400).
pub fn read<T: DeserializeOwned>(query: &Query) -> Result<T, Problem> {
    let given = names::<T>().iter().copied().filter(|name| query.text(name).is_some());
    let fields = Fields { query, given, next: "" };
    T::deserialize(MapAccessDeserializer::new(fields)).map_err(|refused| refused.0)
}

/// A problem as serde's errors carry it.
#[derive(Debug)]
struct ParameterError(Problem);

/// A problem in the message of an error of serde, which holds text alone: `{}` writes what is wrong,
/// `{:#}` what to ask instead.
struct InMessage<'a>(&'a Problem);

impl fmt::Display for InMessage<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (f.alternate(), &self.0.help) {
            (true, Some(help)) => f.write_str(help),
            _ => f.write_str(&self.0.detail),
        }
    }
}

impl fmt::Display for ParameterError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.detail)
    }
}

impl std::error::Error for ParameterError {}

impl Error for ParameterError {
    fn custom<T: fmt::Display>(message: T) -> Self {
        let (detail, help) = (format!("{message}"), format!("{message:#}"));
        let problem = Problem::bad_request(&detail);
        Self(if help == detail { problem } else { problem.help(help) })
    }
}

/// Notes the fields of a struct, and reads nothing.
struct FieldNames<'a>(&'a mut &'static [&'static str]);

impl<'de> Deserializer<'de> for FieldNames<'_> {
    type Error = NoValue;

    fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, NoValue> {
        Err(NoValue::custom("only the names are read"))
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, NoValue> {
        *self.0 = fields;
        self.deserialize_any(visitor)
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 u8 u16 u32 u64 f32 f64 char str string bytes byte_buf option unit
        unit_struct newtype_struct seq tuple tuple_struct map enum identifier ignored_any
    }
}

/// The fields that a query gives, one after the other.
struct Fields<'a, I> {
    query: &'a Query,
    given: I,
    next: &'static str,
}

impl<'de, I: Iterator<Item = &'static str>> MapAccess<'de> for Fields<'_, I> {
    type Error = ParameterError;

    fn next_key_seed<K: serde::de::DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, ParameterError> {
        let Some(name) = self.given.next() else { return Ok(None) };
        self.next = name;
        seed.deserialize(name.into_deserializer()).map(Some)
    }

    fn next_value_seed<V: serde::de::DeserializeSeed<'de>>(
        &mut self,
        seed: V,
    ) -> Result<V::Value, ParameterError> {
        seed.deserialize(Value { query: self.query, name: self.next })
    }
}

/// The value of one parameter.
struct Value<'a> {
    query: &'a Query,
    name: &'static str,
}

impl<'de> Deserializer<'de> for Value<'_> {
    type Error = ParameterError;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ParameterError> {
        visitor.visit_str(self.query.text(self.name).unwrap_or_default())
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ParameterError> {
        visitor.visit_some(self)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ParameterError> {
        let all = self.query.list(self.name).map_err(ParameterError)?;
        visitor.visit_seq(SeqDeserializer::new(all.into_iter()))
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 u8 u16 u32 u64 f32 f64 char str string bytes byte_buf unit unit_struct
        newtype_struct tuple tuple_struct map struct enum identifier ignored_any
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug)]
    struct Even(u32);

    impl Parameter for Even {
        fn read(text: &str) -> Result<Self, Problem> {
            let wrong = || Problem::bad_request(format!("parameter `even` is {text:?}"));
            match text.parse() {
                Ok(n) if n % 2 == 0 => Ok(Self(n)),
                _ => Err(wrong().help("even=2")),
            }
        }
    }

    deserialize_parameters!(Even);

    #[derive(Debug, Deserialize)]
    struct Own {
        zone: Option<String>,
        even: Option<Even>,
        #[serde(default)]
        columns: Vec<String>,
        #[serde(rename = "codes[]")]
        codes: Option<Vec<String>>,
    }

    #[derive(Debug, Deserialize)]
    struct Shared {
        reference: Option<String>,
    }

    fn query(raw: &str) -> Query {
        let known = [names::<Own>(), names::<Shared>()].concat();
        Query::new(Some(raw), &known).expect("known names")
    }

    #[test]
    fn fields_are_the_parameters() {
        assert_eq!(names::<Own>(), ["zone", "even", "columns", "codes[]"]);
        let query = query("columns=a,b&reference=region&codes[]=1&codes[]=2,3&even=4");
        let own: Own = read(&query).expect("own");
        assert_eq!((own.zone, own.even.map(|e| e.0)), (None, Some(4)));
        assert_eq!(own.columns, ["a", "b"]);
        assert_eq!(own.codes.expect("codes"), ["1", "2", "3"]);
        let shared: Shared = read(&query).expect("shared");
        assert_eq!(shared.reference.as_deref(), Some("region"));
    }

    #[test]
    fn an_empty_value_is_given_and_a_missing_one_is_not() {
        let own: Own = read(&query("zone=&codes[]=&columns=")).expect("empty values");
        assert_eq!(own.zone.as_deref(), Some(""));
        assert_eq!((own.codes.expect("given").len(), own.columns.len()), (0, 0));
        assert!(read::<Own>(&query("")).expect("nothing").codes.is_none());
    }

    #[test]
    fn what_is_wrong_keeps_its_words() {
        let odd = read::<Own>(&query("even=3")).expect_err("odd");
        assert_eq!(odd.detail, "parameter `even` is \"3\"");
        assert_eq!(odd.help.as_deref(), Some("even=2"));
        let empty = read::<Own>(&query("columns=a,,b")).expect_err("an empty column");
        assert_eq!(empty.detail, "parameter `columns` holds an empty value");
        assert_eq!(empty.help.as_deref(), Some("values are separated by commas"));
    }
}
