//! A name with the name of its département or région beside it: « guéret creuse », « Saint-Denis (La Réunion) »,
//! « Finistère, Brest ». Régions of before 2016 are read too.

use super::{ARTICLES, canonical, words};
use crate::error::Result;
use crate::territory::france_names::areas;

/// Areas beside one name: a région after its département.
const MOST: usize = 3;
/// Letters from which on a word is the beginning of an area.
const BEGUN: usize = 3;

/// Areas by their names as compared, each with what the codes that lie there begin with, in lower case.
#[derive(Default)]
pub struct Areas(Vec<(String, Vec<String>)>);

/// A text's name, and the areas in all of which it is.
pub struct NamedArea {
    /// The name: all other words.
    pub name: String,
    /// Beginnings of codes, of one area each.
    within: Vec<Vec<String>>,
}

impl Areas {
    /// Départements and régions of France.
    ///
    /// # Errors
    /// An embedded table cannot be read: the program is damaged.
    pub fn of_france() -> Result<Self> {
        let lower = |codes: &[String]| codes.iter().map(|code| code.to_lowercase()).collect();
        Ok(Self(areas()?.iter().map(|(name, codes)| (canonical(name), lower(codes))).collect()))
    }

    /// Reads a text that ends or begins with the name of an area, or with the beginning of one where `begun`:
    /// with one area beside the name, with two, with three, as « Neuilly-sur-Marne, Marne » may be both. Nothing
    /// of a text that is an area itself.
    pub fn beside(&self, text: &str, begun: bool) -> Vec<NamedArea> {
        let mut left = words(text);
        let mut within = Vec::new();
        let mut out = Vec::new();
        while within.len() < MOST && self.codes(&left, false).is_none() {
            // Only what was typed last may be begun.
            let begun = begun && within.is_empty();
            let Some((name, codes)) = self.part(&left, begun) else { break };
            within.push(codes);
            left = name;
            out.push(NamedArea { name: left.join(" "), within: within.clone() });
        }
        out
    }

    /// The longest area at the end of a text, else at its beginning, and what is left.
    fn part(&self, text: &[String], begun: bool) -> Option<(Vec<String>, Vec<String>)> {
        let splits = || (1..text.len()).map(|at| text.split_at(at));
        let ends = splits().map(|(name, area)| (name, area, begun));
        let begins = splits().rev().map(|(area, name)| (name, area, false));
        ends.chain(begins).find_map(|(name, area, begun)| {
            let says = name.iter().any(|word| !ARTICLES.contains(&word.as_str()));
            let codes = self.codes(area, begun).filter(|_| says)?;
            Some((name.to_vec(), codes))
        })
    }

    /// Beginnings of the codes in the area of a name; in all areas whose name begins so, where `begun`.
    fn codes(&self, text: &[String], begun: bool) -> Option<Vec<String>> {
        let wanted = canonical(&text.join(" "));
        let of = |same: &dyn Fn(&str) -> bool| -> Vec<String> {
            let known = self.0.iter().filter(|(name, _)| same(name));
            known.flat_map(|(_, codes)| codes.iter().cloned()).collect()
        };
        let codes = match of(&|name| name == wanted) {
            none if none.is_empty() && begun && wanted.len() >= BEGUN => {
                of(&|name| name.starts_with(&wanted))
            }
            codes => codes,
        };
        (!codes.is_empty()).then_some(codes)
    }
}

impl NamedArea {
    /// Whether what has a code lies there.
    pub fn holds(&self, code: &str) -> bool {
        self.within.iter().all(|codes| codes.iter().any(|begin| code.starts_with(begin.as_str())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_area_after_or_before_its_name() {
        let areas = Areas::of_france().expect("the embedded tables");
        let read = |text: &str, begun: bool| {
            let area = areas.beside(text, begun).pop()?;
            let codes = area.within.iter().map(|codes| codes.join(" ")).collect::<Vec<_>>();
            Some((area.name, codes.join("; ")))
        };
        let of = |name: &str, codes: &str| Some((name.to_string(), codes.to_string()));
        assert_eq!(read("guéret creuse", false), of("gueret", "23"));
        assert_eq!(read("St-Denis (La Réunion)", false), of("saint denis", "974 974"));
        assert_eq!(read("Saint-Denis, Seine-Saint-Denis", false), of("saint denis", "93"));
        assert_eq!(read("Finistère : Brest", false), of("brest", "29"));
        assert_eq!(read("Ajaccio Corse", false), of("ajaccio", "2a 2b"));
        assert_eq!(read("Brive limousin", false), of("brive", "19 23 87"));
        assert_eq!(
            read("23000 guéret, Creuse (Limousin)", false),
            of("23000 gueret", "19 23 87; 23")
        );
        assert_eq!(read("gueret cre", true), of("gueret", "23"));
        for text in ["la réunion", "Haute-Vienne", "val d'oise", "guéret", "", "gueret cre"] {
            assert_eq!(read(text, false), None, "{text}");
        }
        assert!(areas.beside("saint-denis réunion", false)[0].holds("97411"));
        // A name that ends as an area is called, beside its own.
        let read = areas.beside("Neuilly-sur-Marne (Val-de-Marne)", false);
        let names: Vec<&str> = read.iter().map(|area| area.name.as_str()).collect();
        assert_eq!(names, ["neuilly sur marne", "neuilly sur"]);
    }
}
