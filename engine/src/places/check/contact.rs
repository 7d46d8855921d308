//! Telephone numbers, electronic mail, addresses on the Web.

use super::{Checked, tidy};
use crate::places::model::Kept;

/// `+33…`; numbers of four digits and those that a text adds to are told.
pub fn phone(text: &str, departement: &str) -> Checked {
    let mut numbers = text.split(['/', '|', ';', ',']).flat_map(|part| {
        let folded = part.to_lowercase();
        folded.split(" et ").map(str::to_string).collect::<Vec<_>>()
    });
    let Some(first) = numbers.by_ref().map(|n| n.trim().to_string()).find(|n| !n.is_empty()) else {
        return Checked::without(text, "is no telephone number");
    };
    let Some(number) = international(&first, departement) else {
        return Checked::without(
            text,
            "is no French telephone number: ten digits or +33… expected",
        );
    };
    let mut out = Checked::of(number);
    if numbers.any(|n| !n.trim().is_empty()) {
        out.problem(text, "holds several numbers: the first is kept", Kept::Mended);
    }
    out
}

fn international(text: &str, departement: &str) -> Option<String> {
    const BLANK: [char; 6] = [' ', '.', '-', '\u{a0}', '\u{202f}', '_'];
    let bare: String = text.chars().filter(|c| !BLANK.contains(c)).collect();
    let bare = bare.replace("(0)", "");
    let digits = |t: &str| t.bytes().all(|b| b.is_ascii_digit());
    let abroad = bare.strip_prefix('+').or_else(|| bare.strip_prefix("00"));
    if let Some(rest) = abroad {
        // Some write the zero that the country code replaces.
        let rest = match rest.strip_prefix("330") {
            Some(after) if after.len() == 9 => format!("33{after}"),
            _ => rest.to_string(),
        };
        return (digits(&rest) && (8..=13).contains(&rest.len())).then(|| format!("+{rest}"));
    }
    if !digits(&bare) {
        return None;
    }
    match bare.len() {
        // Numbers such as 3949 have no form that can be dialled from abroad.
        4 if bare.starts_with('3') => Some(bare),
        10 if bare.starts_with('0') && !bare.starts_with("00") => {
            let country = match (departement, &bare[1..4]) {
                ("971" | "977" | "978", "590" | "690" | "691") => "590",
                ("972", "596" | "696" | "697") => "596",
                ("973", "594" | "694") => "594",
                ("974" | "976", "262" | "263" | "269" | "639" | "692" | "693") => "262",
                _ => "33",
            };
            Some(format!("+{country}{}", &bare[1..]))
        }
        _ => None,
    }
}

/// Addresses of electronic mail, whatever stands between them.
pub fn mails(texts: &[String]) -> Checked {
    let mut out = Checked::default();
    let mut kept: Vec<String> = Vec::new();
    for text in texts {
        let parts = text.split(|c: char| c.is_whitespace() || "|;,/".contains(c));
        for part in parts.map(|p| p.trim_matches(['<', '>', '.', '"'])) {
            match part {
                "" | "-" | "–" | "et" | "ou" => {}
                mail if is_mail(mail) => {
                    if !kept.iter().any(|k| k == mail) {
                        kept.push(mail.into());
                    }
                }
                other => out.problem(other, "is no address of electronic mail", Kept::WithoutField),
            }
        }
    }
    out.text = Some(kept.join("|")).filter(|t| !t.is_empty());
    out
}

fn is_mail(text: &str) -> bool {
    let Some((local, domain)) = text.split_once('@') else { return false };
    let sane =
        |t: &str| !t.is_empty() && !t.starts_with('.') && !t.ends_with('.') && !t.contains("..");
    let host = |c: char| c.is_alphanumeric() || matches!(c, '.' | '-');
    let name = |c: char| c.is_alphanumeric() || "!#$%&'*+-=?^_`{}~.’".contains(c);
    let ending = domain.rsplit('.').next().unwrap_or_default();
    text.len() <= 254
        && sane(local)
        && sane(domain)
        && local.chars().all(name)
        && domain.chars().all(host)
        && domain.contains('.')
        && ending.len() >= 2
        && ending.chars().all(char::is_alphabetic)
}

/// Addresses on the Web; one without `http` gets it.
pub fn urls(texts: &[String], several: bool) -> Checked {
    let mut out = Checked::default();
    let mut kept: Vec<String> = Vec::new();
    for text in texts.iter().flat_map(|t| t.split(['|', ' ', ';'])).map(tidy) {
        let text = text.trim_matches([',', '<', '>', '"']);
        match text {
            "" | "-" | "et" | "ou" => {}
            _ => match url(text) {
                Some(url) if kept.is_empty() || several => {
                    if !kept.contains(&url) {
                        kept.push(url);
                    }
                }
                Some(_) => {
                    out.problem(text, "one address is expected: the first is kept", Kept::Mended);
                }
                None => out.problem(text, "is no address on the Web", Kept::WithoutField),
            },
        }
    }
    out.text = Some(kept.join("|")).filter(|t| !t.is_empty());
    out
}

fn url(text: &str) -> Option<String> {
    let lower = text.to_lowercase();
    let rest = ["https://", "http://"].into_iter().find_map(|p| lower.strip_prefix(p));
    let bare = rest.unwrap_or(&lower);
    // What a browser would run, and what would break out of a list.
    if text.contains(['"', '<', '>', '\\', '`', '{', '}'])
        || (rest.is_none() && bare.contains("://"))
    {
        return None;
    }
    let host = bare.split(['/', '?', '#', ':']).next().unwrap_or_default();
    let allowed = |c: char| c.is_alphanumeric() || matches!(c, '.' | '-' | '_');
    let ending = host.rsplit('.').next().unwrap_or_default();
    let sane = host.contains('.')
        && host.chars().all(allowed)
        && host.split('.').all(|label| !label.is_empty())
        && ending.len() >= 2
        && ending.chars().all(char::is_alphabetic);
    if !sane {
        return None;
    }
    Some(if rest.is_some() { text.to_string() } else { format!("http://{text}") })
}
