//! The well-known text of a reference system, as a tree.

/// Characters, at most.
const LONGEST: usize = 1 << 20;
/// Nodes in nodes, at most.
const DEEPEST: usize = 32;

/// `KEY[…]`.
#[derive(Debug, Default)]
pub struct WktNode {
    /// Upper case.
    pub key: String,
    values: Vec<String>,
    nodes: Vec<WktNode>,
}

impl WktNode {
    /// Its first text.
    pub fn name(&self) -> &str {
        self.values.first().map_or("", String::as_str)
    }

    /// Nodes in it.
    pub fn children(&self) -> impl Iterator<Item = &Self> {
        self.nodes.iter()
    }

    /// The first node in it of a kind.
    pub fn child(&self, key: &str) -> Option<&Self> {
        self.nodes.iter().find(|n| n.key == key)
    }

    /// Its own authority and code.
    pub fn id(&self) -> Option<(&str, &str)> {
        let id = self.nodes.iter().rfind(|n| matches!(n.key.as_str(), "ID" | "AUTHORITY"))?;
        Some((id.values.first()?, id.values.get(1)?))
    }
}

/// The tree of a text; `None` of a text that is not WKT.
pub fn parse(text: &str) -> Option<WktNode> {
    if text.len() > LONGEST {
        return None;
    }
    let mut rest = text;
    let node = node(&mut rest, 0)?;
    rest.trim().is_empty().then_some(node)
}

fn node(rest: &mut &str, depth: usize) -> Option<WktNode> {
    let open = rest.find(['[', '('])?;
    let mut out = WktNode { key: rest[..open].trim().to_ascii_uppercase(), ..WktNode::default() };
    *rest = &rest[open + 1..];
    if depth == DEEPEST || out.key.is_empty() {
        return None;
    }
    loop {
        *rest = rest.trim_start();
        if let Some(quoted) = rest.strip_prefix('"') {
            let end = quoted.find('"')?;
            out.values.push(quoted[..end].to_string());
            *rest = &quoted[end + 1..];
        } else {
            match rest.find(['[', '(', ',', ']', ')'])? {
                at if rest[at..].starts_with(['[', '(']) => out.nodes.push(node(rest, depth + 1)?),
                at => {
                    out.values.push(rest[..at].trim().to_string());
                    *rest = &rest[at..];
                }
            }
        }
        *rest = rest.trim_start();
        let mut next = rest.chars();
        let sign = next.next()?;
        *rest = next.as_str();
        match sign {
            ',' => {}
            ']' | ')' => return Some(out),
            _ => return None,
        }
    }
}
