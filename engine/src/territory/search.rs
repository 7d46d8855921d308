//! Codes and names that are near to what was typed.

use serde::Serialize;

use super::{LevelIndex, Territory, UnitIndex};
use crate::error::ranked;
use crate::text::fold;

/// A unit found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct UnitMatch {
    /// Level id.
    pub level: String,
    /// Code.
    pub code: String,
    /// Name.
    pub name: String,
    /// How it was reached, in words, when not by its own code or name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub carried: Option<String>,
}

/// Up to five units whose code or name is near to `text`; a name typed exactly comes first.
pub fn nearest_codes(territory: &Territory, text: &str) -> Vec<UnitMatch> {
    let wanted = fold(text);
    let found = |level: LevelIndex, unit: UnitIndex| UnitMatch {
        level: territory[level].id.clone(),
        code: territory[level].code(unit).to_string(),
        name: territory[level].name(unit).to_string(),
        carried: None,
    };
    let mut out: Vec<UnitMatch> = Vec::new();
    // From communes up: names of IRIS repeat those of communes.
    for level in territory.level_indices().skip(1) {
        for unit in territory[level].units() {
            if fold(territory[level].name(unit)) == wanted {
                out.push(found(level, unit));
            }
        }
    }
    if out.is_empty() && text.chars().any(|c| c.is_ascii_digit()) {
        for level in territory.level_indices() {
            for code in near_codes(text, &territory[level].codes) {
                if let Some(unit) = territory[level].find(code) {
                    out.push(found(level, unit));
                }
            }
        }
        out.sort_by_key(|f| distance(text, &f.code));
    } else if out.is_empty() {
        for level in territory.level_indices().skip(1) {
            let folded: Vec<String> = territory[level].names.iter().map(|n| fold(n)).collect();
            let known: Vec<&str> = folded.iter().map(String::as_str).collect();
            for name in ranked(&wanted, &known) {
                if let Some(unit) = folded.iter().position(|f| f == name) {
                    out.push(found(level, UnitIndex::new(unit)));
                }
            }
        }
        out.sort_by(|a, b| {
            let near = |f: &UnitMatch| strsim::jaro_winkler(&wanted, &fold(&f.name));
            near(b).total_cmp(&near(a)).then(a.code.cmp(&b.code))
        });
    }
    out.truncate(5);
    out
}

/// Fewest typing mistakes first, then the nearest number, as codes run on in a département.
fn distance(text: &str, code: &str) -> (usize, u64) {
    let number = |t: &str| t.parse::<u64>().ok();
    let apart = number(text).zip(number(code)).map_or(u64::MAX, |(a, b)| a.abs_diff(b));
    (strsim::osa_distance(text, code), apart)
}

/// Up to three codes within two typing mistakes.
fn near_codes<'a>(text: &str, codes: &'a [String]) -> Vec<&'a str> {
    let mut near: Vec<((usize, u64), &str)> = codes
        .iter()
        .filter(|c| c.len().abs_diff(text.len()) <= 1)
        .map(|c| (distance(text, c), c.as_str()))
        .filter(|((mistakes, _), _)| *mistakes <= 2)
        .collect();
    near.sort_unstable();
    near.into_iter().take(3).map(|(_, c)| c).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folding() {
        assert_eq!(fold("L'Haÿ-les-Roses"), "l hay les roses");
        assert_eq!(fold("ŒUILLY"), "oeuilly");
    }

    #[test]
    fn codes_with_few_mistakes() {
        let codes = ["93001", "93061", "93066", "39067"].map(String::from);
        assert_eq!(near_codes("93067", &codes), ["93066", "93061", "39067"]);
        assert_eq!(near_codes("930666", &codes)[0], "93066");
    }
}
