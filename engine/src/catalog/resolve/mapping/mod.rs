//! From the keys of `[places]` to a [`Mapping`]: names and values checked, patterns compiled.

use std::collections::BTreeMap;

use toml::Spanned;

use super::source::Source;
use crate::catalog::model::mapping::{Mapping, Otherwise, Outside, Pattern, Rule, Take};
use crate::catalog::toml::{EntryFile, RuleFile, SectionFile, TextOrTexts};
use crate::error::{Error, Result, nearest};
use crate::schema::{DAYS, Field, FieldKind};

/// Keys of the section that are no field.
const SAME_NAMES: &str = "same_names";
const CRS: &str = "crs";
const OUTSIDE: &str = "outside";
/// Longest regular expression, compiled, in bytes.
const MOST_REGEX: usize = 1 << 20;

/// The mapping of a section; `source` is the whole file.
///
/// # Errors
/// A field, a value, a pattern or a combination of keys that is not valid, with its line.
pub fn mapping(section: SectionFile, source: &Source) -> Result<Mapping> {
    let mut rules: BTreeMap<Field, Vec<Rule>> = BTreeMap::new();
    let (mut same_names, mut crs, mut outside) = (false, None, Outside::default());
    for (key, entry) in section {
        let at = entry.span().start;
        match (key.as_str(), entry.into_inner()) {
            (SAME_NAMES, EntryFile::Flag(flag)) => same_names = flag,
            (SAME_NAMES, _) => return Err(source.wrong(at, "`same_names` is true or false")),
            (CRS, EntryFile::Text(code)) => crs = Some(epsg(&code, at, source)?),
            (CRS, _) => return Err(source.wrong(at, "`crs` is a text such as \"EPSG:2154\"")),
            (OUTSIDE, EntryFile::Text(word)) => outside = outside_of(&word, at, source)?,
            (OUTSIDE, _) => return Err(source.wrong(at, "`outside` is \"keep\" or \"centre\"")),
            (name, entry) => {
                let field = Field::of(name).ok_or_else(|| {
                    let known =
                        Field::ALL.iter().map(|f| f.name()).chain([SAME_NAMES, CRS, OUTSIDE]);
                    source
                        .wrong(at, format!("[places] `{name}` is no field of the schema"))
                        .with_help(nearest(name, known))
                })?;
                rules.insert(field, entry_rules(field, entry, at, source)?);
            }
        }
    }
    if same_names {
        for field in Field::ALL {
            rules.entry(field).or_insert_with(|| vec![own_column(field)]);
        }
    }
    let has = |fields: &[Field]| fields.iter().all(|f| rules.contains_key(f));
    if !has(&[Field::Nom]) {
        return Err(Error::input(
            source.path,
            "[places] says nothing of `nom`: a place has a name",
        ));
    }
    let located =
        [&[Field::Latitude, Field::Longitude][..], &[Field::CodeInsee], &[Field::Commune]];
    if !located.iter().any(|fields| has(fields)) {
        return Err(Error::input(source.path, "[places] says nothing of where places are")
            .with_help("give `latitude` and `longitude`, or `code_insee`, or `commune`"));
    }
    Ok(Mapping { rules: rules.into_iter().collect(), crs, outside })
}

fn outside_of(word: &str, at: usize, source: &Source) -> Result<Outside> {
    match word {
        "keep" => Ok(Outside::Keep),
        "centre" => Ok(Outside::Centre),
        other => Err(source
            .wrong(at, format!("[places] outside = {other:?}"))
            .with_help(nearest(other, ["keep", "centre"]))),
    }
}

fn epsg(code: &str, at: usize, source: &Source) -> Result<u32> {
    let number = code.strip_prefix("EPSG:").and_then(|n| n.parse().ok());
    let number = number.ok_or_else(|| {
        source.wrong(at, format!("crs {code:?}: expected a code such as \"EPSG:2154\""))
    })?;
    match crate::geometry::Crs::epsg(number) {
        Ok(_) => Ok(number),
        Err(e) => Err(source.wrong(at, e.to_string())),
    }
}

fn own_column(field: Field) -> Rule {
    let names = vec![field.name().to_string()];
    Rule { optional: field != Field::Nom, ..Rule::of(Take::Columns { names, join: None }) }
}

impl Rule {
    fn of(take: Take) -> Self {
        Self {
            take,
            pattern: None,
            split: None,
            part: None,
            values: BTreeMap::new(),
            otherwise: Otherwise::Reject,
            date: None,
            prefix: String::new(),
            optional: false,
        }
    }
}

fn entry_rules(field: Field, entry: EntryFile, at: usize, source: &Source) -> Result<Vec<Rule>> {
    match entry {
        EntryFile::Text(column) => {
            Ok(vec![Rule::of(Take::Columns { names: vec![column], join: None })])
        }
        EntryFile::Flag(_) => Err(source.wrong(
            at,
            format!("[places] `{}`: expected a column or a rule, not true or false", field.name()),
        )),
        EntryFile::Rule(rule) => Ok(vec![one_rule(field, *rule, at, source)?]),
        EntryFile::Several(all) => {
            let mut out = Vec::new();
            for one in all {
                out.extend(entry_rules(field, one, at, source)?);
            }
            if out.is_empty() {
                return Err(source.wrong(at, format!("[places] `{}`: no rule", field.name())));
            }
            Ok(out)
        }
    }
}

fn one_rule(field: Field, file: RuleFile, at: usize, source: &Source) -> Result<Rule> {
    let name = field.name();
    let wrong = |message: &str| source.wrong(at, format!("[places] `{name}`: {message}"));
    let take = match (file.constant, file.column, file.columns, file.days) {
        (Some(texts), None, None, None) => {
            let line = texts.span().start;
            Take::Const(allowed(field, texts.into_inner(), line, source)?)
        }
        (None, Some(column), None, None) => Take::Columns { names: vec![column], join: None },
        (None, None, Some(names), None) if !names.is_empty() => {
            Take::Columns { names, join: file.join.clone() }
        }
        (None, None, None, Some(by_day)) => days(field, by_day, source)?,
        _ => return Err(wrong("give one of `column`, `columns`, `const` or `days`")),
    };
    if file.join.is_some() && !matches!(take, Take::Columns { ref names, .. } if names.len() > 1) {
        return Err(wrong("`join` goes with several `columns`"));
    }
    let mut rule = Rule::of(take);
    rule.pattern = file.pattern.map(|text| pattern(name, &text, file.group, source)).transpose()?;
    if rule.pattern.is_none() && file.group.is_some() {
        return Err(wrong("`group` goes with `match`"));
    }
    if file.part == Some(0) {
        return Err(wrong("`part` counts from 1"));
    }
    if file.split.as_deref() == Some("") {
        return Err(wrong("`split` is a separator, not an empty text"));
    }
    (rule.split, rule.part) = (file.split, file.part);
    for (from, to) in file.values.unwrap_or_default() {
        let line = to.span().start;
        let mut to = to.into_inner();
        // An empty text says: this is left out, and rightly.
        to.0.retain(|t| !t.is_empty());
        let to = allowed(field, to, line, source)?;
        if rule.values.insert(crate::text::key(&from), to).is_some() {
            return Err(source.wrong(line, format!("[places] `{name}`: {from:?} stands twice")));
        }
    }
    if let Some(word) = &file.otherwise {
        rule.otherwise = match word.get_ref().as_str() {
            "reject" => Otherwise::Reject,
            "drop" => Otherwise::Drop,
            "keep" => Otherwise::Keep,
            other => {
                return Err(source
                    .wrong(word.span().start, format!("[places] `{name}`: otherwise = {other:?}"))
                    .with_help(nearest(other, ["reject", "drop", "keep"])));
            }
        };
        if rule.pattern.is_none() && rule.values.is_empty() {
            return Err(wrong("`otherwise` goes with `match` or `values`"));
        }
    }
    rule.date = file.date.map(|format| date_format(field, &format, source)).transpose()?;
    rule.prefix = file.prefix.unwrap_or_default();
    rule.optional = file.optional;
    Ok(rule)
}

/// Values as the schema spells them.
fn allowed(field: Field, texts: TextOrTexts, at: usize, source: &Source) -> Result<Vec<String>> {
    let check = |text: String| {
        if field.allowed().is_empty() {
            return Ok(text);
        }
        field.canonical(&text).map(String::from).ok_or_else(|| {
            source
                .wrong(
                    at,
                    format!("[places] `{}`: {text:?} is no value of the schema", field.name()),
                )
                .with_help(field.proposal(&text))
        })
    };
    let out: Vec<String> = texts.0.into_iter().map(check).collect::<Result<_>>()?;
    if out.len() > 1 && !field.is_list() {
        return Err(source.wrong(at, format!("[places] `{}` holds one value", field.name())));
    }
    Ok(out)
}

fn days(
    field: Field,
    by_day: Spanned<BTreeMap<String, TextOrTexts>>,
    source: &Source,
) -> Result<Take> {
    let at = by_day.span().start;
    if field.info().kind != FieldKind::Hours {
        return Err(
            source.wrong(at, format!("[places] `{}`: `days` are for horaires", field.name()))
        );
    }
    let mut out: [Vec<String>; 7] = Default::default();
    for (day, columns) in by_day.into_inner() {
        let position = DAYS.iter().position(|d| *d == day).ok_or_else(|| {
            source
                .wrong(at, format!("[places] `horaires`: no day {day:?}"))
                .with_help(nearest(&day, DAYS))
        })?;
        out[position] = columns.0;
    }
    Ok(Take::Days(Box::new(out)))
}

fn pattern(
    name: &str,
    text: &Spanned<String>,
    group: Option<usize>,
    source: &Source,
) -> Result<Pattern> {
    let at = text.span().start;
    let regex = regex::RegexBuilder::new(text.get_ref())
        .size_limit(MOST_REGEX)
        .build()
        .map_err(|e| source.wrong(at, format!("[places] `{name}`: match: {}", last_line(&e))))?;
    // The first group when there is one: it was written for something.
    let groups = regex.captures_len() - 1;
    let group = group.unwrap_or(groups.min(1));
    if group > groups {
        return Err(source.wrong(at, format!("[places] `{name}`: match has no group {group}")));
    }
    Ok(Pattern { regex, group })
}

/// The crate draws the mistake over several lines, and says what it is in the last.
fn last_line(error: &regex::Error) -> String {
    let text = error.to_string();
    text.lines().last().unwrap_or_default().trim().to_string()
}

fn date_format(field: Field, format: &Spanned<String>, source: &Source) -> Result<String> {
    let at = format.span().start;
    if field.info().kind != FieldKind::Date {
        return Err(
            source.wrong(at, format!("[places] `{}`: `date` is for date_maj", field.name()))
        );
    }
    let text = format.get_ref();
    let known = !chrono::format::StrftimeItems::new(text)
        .any(|item| matches!(item, chrono::format::Item::Error));
    if !known || !text.contains('%') {
        return Err(source
            .wrong(at, format!("[places] `{}`: date = {text:?}", field.name()))
            .with_help("write it as \"%d/%m/%Y\""));
    }
    Ok(text.clone())
}

#[cfg(test)]
mod tests;
