//! A proposal as the TOML that `ifn places check` and `ifn build` read.

use std::fmt::Write;

use super::model::{Proposal, ProposedField, ProposedRule};
use crate::catalog::TO_COMPLETE;
use crate::places::check::tidy;
use crate::schema::DAYS;
use crate::typography::french;

/// Values and columns that a comment lists.
const MOST_LISTED: usize = 60;
/// Characters of a text that a comment quotes.
const MOST_LETTERS: usize = 80;

impl Proposal {
    /// The mapping, with the reasons as comments in French. `path` is where the file is, from the folder of the
    /// mapping.
    pub fn to_toml(&self, path: &str) -> String {
        let mut out = String::new();
        let mut line = |text: String| {
            let _ = writeln!(out, "{text}");
        };
        line(comment(&format!(
            "Correspondance proposée par `ifn places map` pour {}.",
            quoted(path)
        )));
        line(comment("Relisez ce qui est « à vérifier », complétez, puis :"));
        line("#   ifn places check FICHIER --mapping CETTE_CORRESPONDANCE".into());
        line(format!("id = {}", text(&self.id)));
        line(format!("title = {}", text(&self.title)));
        line(comment(
            "Le fichier ne dit pas qui le publie, sous quelle licence, ni de quand il date.",
        ));
        for key in ["publisher", "licence", "vintage"] {
            line(format!("{key} = {}", text(TO_COMPLETE)));
        }
        line(comment(
            "Ni où il connaît les lieux : sans cette clé, toute la France, et une commune sans lieu est dite loin de l'aide.",
        ));
        line("# covers = [\"departement:35\"]   # ou [\"france\"]".into());
        line(format!("path = {}", text(path)));
        let layout = &self.layout;
        for (key, value) in [
            ("delimiter", &layout.delimiter),
            ("encoding", &layout.encoding),
            ("sheet", &layout.sheet),
        ] {
            if let Some(value) = value {
                line(format!("{key} = {}", text(value)));
            }
        }
        for (key, value, default) in [
            ("skip_lines", layout.skip_lines, 0),
            ("header_lines", layout.header_lines, 1),
            ("skip_bottom", layout.skip_bottom, 0),
        ] {
            if value != default {
                line(format!("{key} = {value}"));
            }
        }
        if !layout.missing.is_empty() {
            line(format!("missing = {}", texts(&layout.missing)));
        }
        line("\n[places]".into());
        if let Some(code) = layout.crs {
            line(format!("crs = \"EPSG:{code}\""));
        }
        for field in &self.fields {
            line(field_lines(field));
        }
        self.left_out(&mut out);
        out
    }

    fn left_out(&self, out: &mut String) {
        let left: Vec<_> = self.columns.iter().filter(|column| column.left_out.is_some()).collect();
        if left.is_empty() {
            return;
        }
        let _ = writeln!(out, "\n{}", comment("Colonnes non reprises :"));
        for column in left.iter().take(MOST_LISTED) {
            let why = column.left_out.as_deref().unwrap_or_default();
            let _ = writeln!(out, "{}", comment(&format!("- {} : {why}", quoted(&column.name))));
        }
        if left.len() > MOST_LISTED {
            let _ = writeln!(out, "# - et {} autres", left.len() - MOST_LISTED);
        }
    }
}

/// A field's rules, below what was thought of them.
fn field_lines(field: &ProposedField) -> String {
    let title = field.title.replace('\'', "’");
    let mut said = vec![format!("{title} : {}", field.certainty.word())];
    said.extend(field.reasons.iter().map(|reason| tidy(reason)));
    let mut out = comment(&format!("{}.", said.join(". ")));
    out.push('\n');
    for unknown in field.unknown.iter().take(MOST_LISTED) {
        let near =
            unknown.nearest.map_or(String::new(), |near| format!(" ; le plus proche : « {near} »"));
        let value = quoted(&unknown.value);
        let said = format!("Non compris, {} fois : {value}{near}", unknown.count);
        let _ = writeln!(out, "{}", comment(&said));
    }
    if field.more_values || field.unknown.len() > MOST_LISTED {
        out += "# D’autres valeurs n’ont pas été regardées.\n";
    }
    let rules: Vec<String> = field.rules.iter().map(rule).collect();
    let value = match rules.as_slice() {
        [one] => one.clone(),
        several => format!("[\n    {},\n]", several.join(",\n    ")),
    };
    let _ = write!(out, "{} = {value}", field.field);
    out
}

/// A rule as an inline table, or a text where it is a column as it stands.
fn rule(rule: &ProposedRule) -> String {
    if let ([column], true) = (rule.columns.as_slice(), is_plain(rule)) {
        return text(column);
    }
    let mut keys = Vec::new();
    match rule.columns.as_slice() {
        [] => {}
        [one] => keys.push(format!("column = {}", text(one))),
        several => keys.push(format!("columns = {}", texts(several))),
    }
    if !rule.days.is_empty() {
        let day = |(day, names): &(u8, Vec<String>)| {
            let names = match names.as_slice() {
                [one] => text(one),
                several => texts(several),
            };
            format!("{} = {names}", DAYS[usize::from(*day) % DAYS.len()])
        };
        let days: Vec<String> = rule.days.iter().map(day).collect();
        keys.push(format!("days = {{ {} }}", days.join(", ")));
    }
    for (key, value) in [
        ("join", rule.join),
        ("match", rule.pattern),
        ("split", rule.split),
        ("otherwise", rule.otherwise),
        ("date", rule.date),
        ("prefix", rule.prefix.as_deref()),
    ] {
        keys.extend(value.map(|value| format!("{key} = {}", text(value))));
    }
    keys.extend(rule.part.map(|part| format!("part = {part}")));
    if !rule.values.is_empty() {
        let value = |(from, to): &(String, Vec<String>)| {
            let to = match to.as_slice() {
                [] => text(""),
                [one] => text(one),
                several => texts(several),
            };
            format!("{} = {to}", text(from))
        };
        let values: Vec<String> = rule.values.iter().map(value).collect();
        keys.push(format!("values = {{ {} }}", values.join(", ")));
    }
    format!("{{ {} }}", keys.join(", "))
}

fn is_plain(rule: &ProposedRule) -> bool {
    *rule == ProposedRule { columns: rule.columns.clone(), ..ProposedRule::default() }
}

fn texts(all: &[String]) -> String {
    let all: Vec<String> = all.iter().map(|one| text(one)).collect();
    format!("[{}]", all.join(", "))
}

/// A text between quotes, as a basic string of TOML.
fn text(value: &str) -> String {
    let mut out = String::with_capacity(value.len() + 2);
    out.push('"');
    for c in value.chars() {
        match c {
            '"' => out += "\\\"",
            '\\' => out += "\\\\",
            '\n' => out += "\\n",
            '\t' => out += "\\t",
            c if c.is_control() => {
                let _ = write!(out, "\\u{:04X}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

/// A sentence in French as a comment.
fn comment(text: &str) -> String {
    format!("# {}", french(text))
}

/// A text of the file within a comment: on one line, not too long.
fn quoted(value: &str) -> String {
    let value = tidy(value);
    match value.char_indices().nth(MOST_LETTERS) {
        Some((end, _)) => format!("« {}… »", &value[..end]),
        None => format!("« {value} »"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_of_all_kinds_are_read_back() {
        for value in [
            "",
            "Nom de la\nstructure",
            "a\"b\\c",
            "\u{0}\u{7f}\u{85}",
            "Horaires d’ouverture",
            "\t\r",
        ] {
            let read: toml::Table = toml::from_str(&format!("a = {}", text(value))).expect(value);
            assert_eq!(read["a"].as_str(), Some(value));
            let read: toml::Table = toml::from_str(&format!("{} = 1", text(value))).expect(value);
            assert!(read.contains_key(value));
        }
        assert_eq!(quoted("a\nb\u{7}c"), "« a b c »");
        assert_eq!(quoted(&"é".repeat(100_000)).chars().count(), MOST_LETTERS + 5);
    }

    #[test]
    fn rules_as_the_mapping_writes_them() {
        assert_eq!(rule(&ProposedRule::column("Tél.")), "\"Tél.\"");
        let split = ProposedRule {
            split: Some("\n"),
            otherwise: Some("keep"),
            values: vec![("Café".into(), vec![]), ("Wifi".into(), vec!["A".into(), "B".into()])],
            ..ProposedRule::column("Offre")
        };
        assert_eq!(
            rule(&split),
            "{ column = \"Offre\", split = \"\\n\", otherwise = \"keep\", values = { \"Café\" = \"\", \
             \"Wifi\" = [\"A\", \"B\"] } }"
        );
        let days = ProposedRule {
            days: vec![(0, vec!["lundi matin".into(), "lundi soir".into()]), (6, vec!["d".into()])],
            ..ProposedRule::default()
        };
        assert_eq!(
            rule(&days),
            "{ days = { Mo = [\"lundi matin\", \"lundi soir\"], Su = \"d\" } }"
        );
    }
}
