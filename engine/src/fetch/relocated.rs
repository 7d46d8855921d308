//! Files that moved: the links of the page, or of the feed, where their publisher announces them.

use std::collections::BTreeSet;

use regex::Regex;

use super::http::{Client, HttpRequest, join};
use crate::catalog::Moved;

/// A page is no larger.
const MOST: usize = 16 << 20;
/// Links that a message names.
const SHOWN: usize = 5;

/// Addresses on the page that may be the file; the last ones in the order of their names, which end
/// with years. Empty when the page cannot be read either.
pub fn look(client: &Client, moved: &Moved, stop: &dyn Fn() -> bool) -> Vec<String> {
    let Ok(link) = Regex::new(&moved.link) else { return Vec::new() };
    let Ok(answer) = client.ask(&moved.page, &HttpRequest::default(), stop) else {
        return Vec::new();
    };
    let Ok(bytes) = answer.body.take(MOST, stop) else { return Vec::new() };
    links(&moved.page, &String::from_utf8_lossy(&bytes), &link)
}

/// Values of `href`, `url` and the like that match, whole.
fn links(page: &str, text: &str, link: &Regex) -> Vec<String> {
    let quoted = text.split(['"', '\'', '<', '>', ' ', '\n']);
    let found: BTreeSet<String> = quoted
        .filter(|part| link.is_match(part))
        .map(|part| join(page, &part.replace("&amp;", "&")))
        .collect();
    let mut out: Vec<String> = found.into_iter().rev().take(SHOWN).collect();
    out.reverse();
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn newest_links() {
        let page = "https://www.insee.fr/fr/information/7671867";
        let html = r#"<a href="/fr/statistiques/fichier/7671867/table_passage_annuelle_2026.zip">x</a>
            <a href='/fr/statistiques/fichier/7671867/table_passage_annuelle_2027.zip'>y</a>
            <a href="/autre.zip">z</a>"#;
        let link = Regex::new(r"table_passage_annuelle_\d{4}\.zip$").expect("regex");
        let got = links(page, html, &link);
        let address = |year| {
            format!(
                "https://www.insee.fr/fr/statistiques/fichier/7671867/table_passage_annuelle_{year}.zip"
            )
        };
        assert_eq!(got, [address(2026), address(2027)]);
        let feed = "<link href=\"https://data.geopf.fr/telechargement/download/A/A_2027.7z\"/>";
        assert_eq!(links(page, feed, &Regex::new(r"A_\d+\.7z$").expect("regex")).len(), 1);
    }
}
