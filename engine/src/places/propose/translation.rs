//! A column of words: how they are separated, what each stands for, and which are not understood.
//!
//! In: a column and the field that it fills. Out: [`Translation`].

use rustc_hash::FxHashMap;

use super::dictionary::{Dictionary, beside};
use super::sample::ColumnSample;
use crate::schema::Field;
use crate::text::key;

/// What separates several values of a cell, the likeliest first. `|` needs not be declared.
const SEPARATORS: [&str; 7] = [";", "\n", " / ", "/", ",", " + ", " - "];
/// Separators that stand within no value.
const PLAIN: [&str; 3] = [";", "\n", " / "];
/// Share of the cells that hold a separator, from which it separates values that are not understood.
const OFTEN: f64 = 0.2;
/// What a value that belongs to a field beside alone counts for.
const BESIDE_ONLY: f64 = 0.5;
/// Values that are translated, of one column.
const MOST_VALUES: usize = 150;

/// Yes, as cells say it; compared without case and accents.
const YES: [&str; 7] = ["oui", "o", "x", "1", "vrai", "true", "yes"];
/// No.
const NO: [&str; 7] = ["non", "n", "0", "faux", "false", "no", "sans"];

/// What one value stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TranslatedValue {
    /// As the file writes it.
    pub text: String,
    /// How many of the cells that are looked at hold it.
    pub count: usize,
    /// What it stands for, by field; empty where it is not understood.
    pub stands_for: Vec<(Field, Vec<String>)>,
}

/// The values of a column.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Translation {
    /// What separates several of them in a cell.
    pub split: Option<&'static str>,
    /// Each once, in the order in which they first stand in the file.
    pub values: Vec<TranslatedValue>,
    /// There are more different values than are translated.
    pub more: bool,
}

impl Translation {
    /// Of a column that fills a field, and may hold values of the fields beside it.
    pub fn of(field: Field, sample: &ColumnSample, dictionary: &Dictionary) -> Self {
        let whole = Self::split_at(field, None, sample, dictionary);
        let mut best = whole;
        for separator in SEPARATORS {
            if !sample.texts.iter().any(|(text, _)| text.contains(separator)) {
                continue;
            }
            let other = Self::split_at(field, Some(separator), sample, dictionary);
            if other.understood() > best.understood() + 1e-9 {
                best = other;
            }
        }
        if best.understood() > 0.0 {
            return best;
        }
        let often = |separator: &&str| sample.passing(|text| text.contains(*separator)) >= OFTEN;
        match PLAIN.into_iter().find(|separator| often(separator)) {
            Some(separator) => Self::split_at(field, Some(separator), sample, dictionary),
            None => best,
        }
    }

    fn split_at(
        field: Field,
        split: Option<&'static str>,
        sample: &ColumnSample,
        dictionary: &Dictionary,
    ) -> Self {
        let mut out = Self { split, ..Self::default() };
        let mut known: FxHashMap<String, usize> = FxHashMap::default();
        for (text, count) in &sample.texts {
            // A list whose separator is not declared is separated by `|`.
            let parts = text.split(split.unwrap_or("|"));
            for part in parts.map(str::trim).filter(|part| !part.is_empty()) {
                let at = *known.entry(key(part)).or_insert_with(|| {
                    if out.values.len() < MOST_VALUES {
                        let stands_for = stands_for(field, part, dictionary);
                        out.values.push(TranslatedValue {
                            text: part.into(),
                            count: 0,
                            stands_for,
                        });
                        out.values.len() - 1
                    } else {
                        out.more = true;
                        usize::MAX
                    }
                });
                if let Some(value) = out.values.get_mut(at) {
                    value.count += count;
                }
            }
        }
        out
    }

    /// Share of the values, as often as they stand, that are understood.
    pub fn understood(&self) -> f64 {
        let all: usize = self.values.iter().map(|value| value.count).sum();
        let known = self.values.iter().filter(|value| !value.stands_for.is_empty());
        let known: usize = known.map(|value| value.count).sum();
        if all == 0 { 0.0 } else { known as f64 / all as f64 }
    }

    /// Share of the values that are those of `field`; those of a field beside it alone count for half.
    pub fn fits(&self, field: Field) -> f64 {
        let all: usize = self.values.iter().map(|value| value.count).sum();
        let weight = |value: &TranslatedValue| match value.stands_for.as_slice() {
            [] => 0.0,
            known if known.iter().any(|(f, _)| *f == field) => 1.0,
            _ => BESIDE_ONLY,
        };
        let fitting: f64 = self.values.iter().map(|v| weight(v) * v.count as f64).sum();
        if all == 0 { 0.0 } else { fitting / all as f64 }
    }

    /// Values that are not understood.
    pub fn unknown(&self) -> impl Iterator<Item = &TranslatedValue> {
        self.values.iter().filter(|value| value.stands_for.is_empty())
    }

    /// The fields beside its own that some of its values fill.
    pub fn also(&self, field: Field) -> Vec<Field> {
        let fills = |other: &Field| {
            let of = |value: &TranslatedValue| {
                value.stands_for.iter().any(|(f, values)| f == other && !values.is_empty())
            };
            self.values.iter().any(of)
        };
        beside(field).iter().copied().filter(fills).collect()
    }
}

fn stands_for(field: Field, text: &str, dictionary: &Dictionary) -> Vec<(Field, Vec<String>)> {
    let fields = std::iter::once(field).chain(beside(field).iter().copied());
    fields.filter_map(|field| Some((field, dictionary.look(field, text)?))).collect()
}

/// The texts for yes and for no of a column that holds nothing else.
pub fn yes_or_no(sample: &ColumnSample) -> Option<(Vec<&str>, Vec<&str>)> {
    if sample.different > sample.texts.len() || sample.different > YES.len() + NO.len() {
        return None;
    }
    let (mut yes, mut no) = (Vec::new(), Vec::new());
    let mut known = std::collections::BTreeSet::new();
    for (text, _) in &sample.texts {
        let key = key(text);
        let first = known.insert(key.clone());
        match (YES.contains(&key.as_str()), NO.contains(&key.as_str())) {
            (true, _) => yes.extend(first.then_some(text.as_str())),
            (_, true) => no.extend(first.then_some(text.as_str())),
            _ => return None,
        }
    }
    // A column of numbers may hold nothing but 1.
    let says = yes.iter().any(|text| key(text) != "1") || !no.is_empty();
    (!yes.is_empty() && says).then_some((yes, no))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::Catalog;

    fn sample(texts: &[&str]) -> ColumnSample {
        let texts: Vec<(String, usize)> = texts.iter().map(|text| (text.to_string(), 1)).collect();
        ColumnSample {
            different: texts.len(),
            filled: texts.len(),
            texts,
            ..ColumnSample::default()
        }
    }

    fn dictionary() -> Dictionary {
        Dictionary::new(&Catalog::builtin().expect("datasets"))
    }

    #[test]
    fn the_separator_that_makes_most_sense() {
        let dictionary = dictionary();
        let split =
            |field, texts: &[&str]| Translation::of(field, &sample(texts), &dictionary).split;
        assert_eq!(split(Field::Publics, &["Jeunes, Seniors", "Femmes"]), Some(","));
        assert_eq!(split(Field::Publics, &["Jeunes", "Femmes"]), None);
        assert_eq!(split(Field::Publics, &["Jeunes / Seniors"]), Some(" / "));
        assert_eq!(split(Field::Typologie, &["Bibliothèque, médiathèque"]), None);
        // Nothing is understood: a semicolon separates all the same, a comma may not.
        assert_eq!(split(Field::Services, &["Repas; Bal", "Bal"]), Some(";"));
        assert_eq!(split(Field::Services, &["Repas, en été", "Bal"]), None);
    }

    #[test]
    fn values_of_the_field_beside() {
        let column = sample(&["Seniors; Surdité; Pêcheurs", "Tout public"]);
        let translation = Translation::of(Field::Publics, &column, &dictionary());
        assert_eq!(translation.also(Field::Publics), [Field::PriseEnCharge]);
        let unknown: Vec<&str> = translation.unknown().map(|value| value.text.as_str()).collect();
        assert_eq!(unknown, ["Pêcheurs"]);
        assert!((translation.understood() - 0.75).abs() < 1e-12);
    }

    #[test]
    fn yes_and_no() {
        assert_eq!(yes_or_no(&sample(&["Oui", "non"])), Some((vec!["Oui"], vec!["non"])));
        assert_eq!(yes_or_no(&sample(&["x"])), Some((vec!["x"], vec![])));
        assert_eq!(yes_or_no(&sample(&["1", "0"])), Some((vec!["1"], vec!["0"])));
        for texts in [&["1"][..], &["non"], &["Oui", "peut-être"], &[]] {
            assert_eq!(yes_or_no(&sample(texts)), None, "{texts:?}");
        }
    }
}
