//! Electronic mail and addresses on the Web.

use super::{Checked, tidy};
use crate::places::model::Kept;

/// Addresses of electronic mail, whatever stands between them.
pub fn mails(texts: &[String]) -> Checked {
    let mut out = Checked::default();
    let mut kept: Vec<String> = Vec::new();
    for text in texts {
        let spelled = at_sign(text);
        if let Some(spelled) = &spelled {
            out.problem(text, format!("is read as {spelled}"), Kept::Mended);
        }
        let text = spelled.as_ref().unwrap_or(text);
        let parts = text.split(|c: char| c.is_whitespace() || "|;,/".contains(c));
        // « pas de mail » is one mistake, not three.
        if !text.contains('@') && parts.clone().any(|part| part.chars().any(char::is_alphanumeric))
        {
            out.problem(text, "is no address of electronic mail", Kept::WithoutField);
            continue;
        }
        for part in parts.map(|p| p.trim_matches(['<', '>', '.', '"', '(', ')'])) {
            let part = part.strip_prefix("mailto:").unwrap_or(part);
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

/// The text with its `@`, where that is spelled « (at) » or stands between blanks; `None` as it is.
fn at_sign(text: &str) -> Option<String> {
    const SPELLED: [&str; 7] =
        ["(at)", "[at]", "(arobase)", "[arobase]", " at ", " arobase ", " @ "];
    let lower = text.to_lowercase();
    // Lower case may be longer than what it stands for: then nothing is replaced.
    if lower.len() != text.len() || !SPELLED.iter().any(|s| lower.contains(s)) {
        return None;
    }
    let mut out = lower;
    for spelled in SPELLED {
        let (before, after) = (format!(" {spelled} "), spelled);
        out = out.replace(&before, "@").replace(after, "@");
    }
    out.split_whitespace().any(is_mail).then_some(out)
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
            _ => match url(text).or_else(|| {
                let mended = scheme(text)?;
                out.problem(text, format!("is read as {mended}"), Kept::Mended);
                Some(mended)
            }) {
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

/// An address whose `https://` is written twice or with a slip: `http//`, `https:/`, `htpp://`.
fn scheme(text: &str) -> Option<String> {
    const SLIPS: [&str; 12] = [
        "https://https://",
        "http://http://",
        "https://http://",
        "http://https://",
        "https//:",
        "http//:",
        "https//",
        "http//",
        "https:/",
        "http:/",
        "htpps://",
        "htpp://",
    ];
    let lower = text.to_lowercase();
    let slip = SLIPS.iter().find(|slip| lower.starts_with(**slip))?;
    let rest = text.get(slip.len()..)?.trim_start_matches('/');
    let secure =
        slip.ends_with("https://") || slip.starts_with("https") || slip.starts_with("htpps");
    url(&format!("{}://{rest}", if secure { "https" } else { "http" }))
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
