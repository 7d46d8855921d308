//! Pages for people, in French: a place to begin, and the sheet of a unit. Everything that is shown
//! goes through `maud`, which escapes it. Phrases that other outputs say too are the engine's
//! ([`ifn_engine::words`]), what the index is called its method's.

mod access;
mod search;
mod sheet;

pub use search::search;
pub use sheet::sheet;

use maud::{DOCTYPE, Markup, html};

/// How pages look, on a screen and on paper.
pub const STYLE: &str = include_str!("style.css");

/// What a page may load: its style, and nothing from elsewhere.
pub const POLICY: &str = "default-src 'none'; style-src 'self'; img-src data:; form-action 'self'; \
                          base-uri 'none'; frame-ancestors 'none'";

fn document(title: &str, body: &Markup) -> Markup {
    html! {
        (DOCTYPE)
        html lang="fr" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { (title) }
                link rel="icon" href="data:,";
                link rel="stylesheet" href="/style.css";
            }
            body { (body) }
        }
    }
}
