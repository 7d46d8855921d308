//! `[words]`: what an index is called and what high means; neutral words for what is not said.

use toml::Spanned;

use super::source::Source;
use crate::catalog::model::{IndexWords, MethodWords};
use crate::catalog::toml::{IndexWordsFile, WordsFile};
use crate::error::Result;
use crate::text::is_unseen;

/// The most characters of a name that has a line of its own.
const LONG: usize = 120;
/// The most characters of what stands on a button or beside a figure.
const SHORT: usize = 40;
/// The most characters of a sentence.
const SENTENCE: usize = 200;

/// The words of a method called `title`.
///
/// # Errors
/// A text that is empty, too long, or on several lines.
pub fn words(file: Option<WordsFile>, title: &str, source: &Source) -> Result<MethodWords> {
    let neutral = MethodWords::neutral(title);
    let [fr, en] = file.unwrap_or_default().languages();
    Ok(MethodWords {
        fr: of_language(fr, "[words]", neutral.fr, source)?,
        en: of_language(en, "[words.en]", neutral.en, source)?,
    })
}

fn of_language(
    file: IndexWordsFile,
    section: &str,
    neutral: IndexWords,
    source: &Source,
) -> Result<IndexWords> {
    let text = |key: &str, written: Option<Spanned<String>>, most: usize, otherwise: String| {
        let Some(written) = written else { return Ok(otherwise) };
        let (at, text) = (written.span().start, written.get_ref().trim());
        let length = text.chars().count();
        if let Some(unseen) = text.chars().find(|c| is_unseen(*c)) {
            let message = format!(
                "{section} `{key}` is a text on one line, of letters that are seen: it has {}",
                unseen.escape_unicode()
            );
            return Err(source.wrong(at, message));
        }
        if !(1..=most).contains(&length) {
            let message =
                format!("{section} `{key}` has {length} characters: it takes from 1 to {most}");
            return Err(source
                .wrong(at, message)
                .with_help(format!("leave `{key}` out for neutral words: {otherwise:?}")));
        }
        Ok(text.to_string())
    };
    Ok(IndexWords {
        long: text("long", file.long, LONG, neutral.long)?,
        short: text("short", file.short, SHORT, neutral.short)?,
        noun: text("noun", file.noun, SHORT, neutral.noun)?,
        high: text("high", file.high, SHORT, neutral.high)?,
        low: text("low", file.low, SHORT, neutral.low)?,
        key: text("key", file.key, SENTENCE, neutral.key)?,
    })
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::catalog::{Catalog, Method, builtin_methods};

    const REST: &str = r#"
levels = ["commune"]
[normalise]
method = "min_max"
[[axis]]
id = "a"
indicator = [{ id = "x" }]
[indicator.x]
table = "t"
value = "X"
[table.t]
path = "t.csv"
key = "CODE"
level = "commune"
"#;

    fn method(words: &str) -> Result<Method> {
        let text = format!("id = \"m\"\ntitle = \"Mon indice\"{REST}{words}");
        Method::parse(&text, Path::new("m.toml"), &Catalog::default())
    }

    #[test]
    fn what_is_not_said_is_neutral() {
        let words = method("").expect("a method").words;
        assert_eq!(words, MethodWords::neutral("Mon indice"));
        assert!(!format!("{words:?}").contains("fragil"));
        let some = "[words]\nhigh = \" plus fragile \"\n[words.en]\nkey = \"High: old\"";
        let words = method(some).expect("a method").words;
        assert_eq!(
            (words.fr.high.as_str(), words.fr.long.as_str()),
            ("plus fragile", "Mon indice")
        );
        assert_eq!((words.en.key.as_str(), words.en.high.as_str()), ("High: old", "higher index"));
    }

    #[test]
    fn words_are_bounded() {
        for (words, said) in [
            ("[words]\nshort = \"\"", "[words] `short` has 0 characters: it takes from 1 to 40"),
            (
                &format!("[words]\nlow = \"a\"\nhigh = \"{}\"", "é".repeat(41)),
                "[words] `high` has 41 characters",
            ),
            (
                &format!("[words.en]\nkey = \"{}\"", "x".repeat(201)),
                "[words.en] `key` has 201 characters: it takes from 1 to 200",
            ),
            ("[words]\nnoun = \"a\\nb\"", "[words] `noun` is a text on one line"),
            (
                "[words]\nlong = \"\u{200b}\"",
                "`long` is a text on one line, of letters that are seen",
            ),
            ("[words]\nlong = \"a\u{202e}b\"", "it has \\u{202e}"),
            ("[words]\nlongue = \"a\"", "unknown field `longue`"),
            ("[words.en.en]\nlong = \"a\"", "unknown field `en`"),
        ] {
            let error = method(words).expect_err(words).to_string();
            let line = REST.lines().count() + 1 + words.lines().count();
            assert!(error.contains(said), "{error}");
            assert!(
                error.starts_with(&format!("m.toml:{line}: ")) || said.contains("`en`"),
                "{error}"
            );
        }
        let error = method("[words]\nlongue = \"a\"").expect_err("no such key");
        assert_eq!(error.help().as_deref(), Some("did you mean long?"));
    }

    #[test]
    fn only_methods_that_measure_fragility_say_fragile() {
        let catalog = Catalog::builtin().expect("datasets");
        for (id, text) in builtin_methods().expect("methods") {
            let path = format!("configs/{id}.toml");
            let method = Method::parse(&text, Path::new(&path), &catalog).expect("a method");
            let words = serde_json::to_string(&method.words).expect("JSON");
            let says = method.title.contains("ragil") || words.contains("ragil");
            assert_eq!(says, id.starts_with("ifn-"), "{id}: {words}");
            // Nobody carried leaves a word out.
            let neutral = MethodWords::neutral(&method.title);
            assert_ne!(method.words.fr.key, neutral.fr.key, "{id}");
            assert_ne!(method.words.en.key, neutral.en.key, "{id}");
        }
    }
}
