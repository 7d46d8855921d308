//! Codes of France's official geography (INSEE), checked once: what lies in them is then cut out without
//! asking again. Codes of other territories are any text and stay text.
//!
//! | code | written |
//! |---|---|
//! | département | `01` to `95`, `2A`, `2B`; overseas three digits, `971` to `978` and `984` to `989` |
//! | commune | its département, then digits: 5 characters |
//! | IRIS | its commune, then 4 digits |

#[cfg(test)]
mod tests;

use std::fmt;
use std::str::FromStr;

/// A text that is not a code of its kind; it says what is expected.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{text:?} is no code of {kind}")]
pub struct CodeError {
    text: String,
    kind: &'static str,
}

impl CodeError {
    /// Characters of a text that are repeated.
    const SHOWN: usize = 20;

    fn new(text: &str, kind: &'static str) -> Self {
        Self { text: text.chars().take(Self::SHOWN).collect(), kind }
    }
}

/// Code of a département, or of what stands for one overseas.
///
/// ```
/// use ifn_engine::territory::{CommuneCode, DepartementCode};
/// let ajaccio: CommuneCode = "2A004".parse().unwrap();
/// assert_eq!(ajaccio.departement().as_str(), "2A");
/// assert!("97".parse::<DepartementCode>().is_err());
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DepartementCode {
    /// ASCII; 0 beyond `length`.
    code: [u8; 3],
    length: u8,
}

/// Code of a commune, in force or former, or of a municipal arrondissement.
///
/// ```
/// use ifn_engine::territory::CommuneCode;
/// let code: CommuneCode = "97411".parse().unwrap();
/// assert_eq!((code.as_str(), code.departement().as_str()), ("97411", "974"));
/// assert_eq!(
///     "1001".parse::<CommuneCode>().unwrap_err().to_string(),
///     "\"1001\" is no code of a commune (5 characters: its département, then digits)"
/// );
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CommuneCode([u8; 5]);

/// Code of an IRIS.
///
/// ```
/// use ifn_engine::territory::IrisCode;
/// let iris: IrisCode = "930660101".parse().unwrap();
/// assert_eq!((iris.commune().as_str(), iris.number()), ("93066", "0101"));
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct IrisCode([u8; 9]);

impl DepartementCode {
    const EXPECTED: &str = "a département (01 to 95, 2A, 2B, or overseas three digits: 971)";

    /// What a longer code begins with, whether it is one or not.
    fn beginning([a, b, c]: [u8; 3]) -> Self {
        match (a, b) {
            (b'9', b'7' | b'8') => Self { code: [a, b, c], length: 3 },
            _ => Self { code: [a, b, 0], length: 2 },
        }
    }

    fn is_one(self) -> bool {
        matches!(
            self.code,
            [b'0', b'1'..=b'9', 0]
                | [b'1'..=b'8', b'0'..=b'9', 0]
                | [b'9', b'0'..=b'5', 0]
                | [b'2', b'A' | b'B', 0]
                | [b'9', b'7', b'1'..=b'8']
                | [b'9', b'8', b'4'..=b'9']
        )
    }

    /// As written.
    pub fn as_str(&self) -> &str {
        text(&self.code[..usize::from(self.length)])
    }

    /// Whether it is a collectivité d'outre-mer or New Caledonia: their communes have codes, and are no
    /// units of the index.
    pub fn is_collectivity(self) -> bool {
        matches!(self.as_str(), "975" | "977" | "978" | "986" | "987" | "988")
    }
}

impl CommuneCode {
    /// Characters of a code.
    pub const LENGTH: usize = 5;
    const EXPECTED: &str = "a commune (5 characters: its département, then digits)";

    /// As written.
    pub fn as_str(&self) -> &str {
        text(&self.0)
    }

    /// Its département.
    pub fn departement(self) -> DepartementCode {
        let [a, b, c, ..] = self.0;
        DepartementCode::beginning([a, b, c])
    }

    /// The IRIS that stands for a commune that has no others: `XXXXX0000`.
    pub fn whole_iris(self) -> IrisCode {
        self.iris(*b"0000")
    }

    fn iris(self, number: [u8; 4]) -> IrisCode {
        let ([a, b, c, d, e], [f, g, h, i]) = (self.0, number);
        IrisCode([a, b, c, d, e, f, g, h, i])
    }
}

impl IrisCode {
    /// Characters of a code.
    pub const LENGTH: usize = 9;
    const EXPECTED: &str = "an IRIS (9 characters: its commune, then 4 digits)";

    /// As written.
    pub fn as_str(&self) -> &str {
        text(&self.0)
    }

    /// Its commune.
    pub fn commune(self) -> CommuneCode {
        let [a, b, c, d, e, ..] = self.0;
        CommuneCode([a, b, c, d, e])
    }

    /// Its number in its commune: the four last digits.
    pub fn number(&self) -> &str {
        text(&self.0[CommuneCode::LENGTH..])
    }

    /// The IRIS of this number in another commune.
    #[must_use]
    pub fn in_commune(self, commune: CommuneCode) -> Self {
        let [.., f, g, h, i] = self.0;
        commune.iris([f, g, h, i])
    }
}

/// Text of a code's bytes, which are ASCII.
fn text(code: &[u8]) -> &str {
    std::str::from_utf8(code).unwrap_or_default()
}

impl FromStr for DepartementCode {
    type Err = CodeError;

    fn from_str(text: &str) -> Result<Self, CodeError> {
        let padded = match *text.as_bytes() {
            [a, b] => Some([a, b, 0]),
            [a, b, c] => Some([a, b, c]),
            _ => None,
        };
        let whole = |code: &Self| code.is_one() && usize::from(code.length) == text.len();
        let found = padded.map(Self::beginning).filter(whole);
        found.ok_or_else(|| CodeError::new(text, Self::EXPECTED))
    }
}

impl FromStr for CommuneCode {
    type Err = CodeError;

    fn from_str(text: &str) -> Result<Self, CodeError> {
        let whole = <[u8; Self::LENGTH]>::try_from(text.as_bytes()).ok().map(Self);
        let found = whole.filter(|code| {
            let departement = code.departement();
            let rest = &code.0[usize::from(departement.length)..];
            departement.is_one() && rest.iter().all(u8::is_ascii_digit)
        });
        found.ok_or_else(|| CodeError::new(text, Self::EXPECTED))
    }
}

impl FromStr for IrisCode {
    type Err = CodeError;

    fn from_str(text: &str) -> Result<Self, CodeError> {
        let parts = text.split_at_checked(CommuneCode::LENGTH).and_then(|(commune, number)| {
            let commune: CommuneCode = commune.parse().ok()?;
            let number = <[u8; 4]>::try_from(number.as_bytes()).ok()?;
            number.iter().all(u8::is_ascii_digit).then(|| commune.iris(number))
        });
        parts.ok_or_else(|| CodeError::new(text, Self::EXPECTED))
    }
}

/// Written as the text that it is read from.
macro_rules! written {
    ($($code:ty),*) => {$(
        impl fmt::Display for $code {
            fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.pad(self.as_str())
            }
        }

        impl fmt::Debug for $code {
            fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
                fmt::Debug::fmt(self.as_str(), f)
            }
        }
    )*};
}

written!(DepartementCode, CommuneCode, IrisCode);

/// A code that lies in a commune: the commune's own, or that of an IRIS.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LocalCode {
    /// Of a commune.
    Commune(CommuneCode),
    /// Of an IRIS.
    Iris(IrisCode),
}

impl LocalCode {
    /// A code of a level; nothing of a level above communes, or for a text that is no code.
    pub fn of(level: &str, code: &str) -> Option<Self> {
        match level {
            "commune" => code.parse().ok().map(Self::Commune),
            "iris" => code.parse().ok().map(Self::Iris),
            _ => None,
        }
    }

    /// The commune.
    pub fn commune(self) -> CommuneCode {
        match self {
            Self::Commune(commune) => commune,
            Self::Iris(iris) => iris.commune(),
        }
    }

    /// The same in another commune: that commune, or its IRIS of the same number.
    #[must_use]
    pub fn in_commune(self, commune: CommuneCode) -> Self {
        match self {
            Self::Commune(_) => Self::Commune(commune),
            Self::Iris(iris) => Self::Iris(iris.in_commune(commune)),
        }
    }

    /// As written.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Commune(commune) => commune.as_str(),
            Self::Iris(iris) => iris.as_str(),
        }
    }
}
