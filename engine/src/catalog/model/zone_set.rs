//! Zones that lists, ranks and files are restricted to: one unit, or any set of units, as somebody's
//! own territory (« mon territoire »).
//!
//! In: `departement:22,departement:29`. Out: members in one order, each once, so that the same zone has
//! one text whatever the order in which it was written. Whether the members exist is for the territory
//! or the build to say.

use super::zone::ZoneName;
use crate::text::is_unseen;

/// Members of a zone: more than there are départements, or EPCI of a région.
pub const MOST_MEMBERS: usize = 500;
/// Bytes of a zone as text.
const MOST_BYTES: usize = 16_384;
/// Letters of a zone's name.
const MOST_LETTERS: usize = 100;
/// Members that a label lists.
const LISTED: usize = 4;

/// A zone: at least one unit, each named once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ZoneSet {
    name: Option<String>,
    members: Vec<ZoneName>,
    repeated: Vec<ZoneName>,
}

impl ZoneSet {
    /// A zone of these members, in any order; one that is given twice is kept once and stands among
    /// [`ZoneSet::repeated`].
    ///
    /// # Errors
    /// No member, or more than [`MOST_MEMBERS`]; a comma in a code, which would be two members as
    /// text; a name that is empty, longer than 100 letters, of several lines, or with
    /// characters that nobody sees.
    pub fn new(
        name: Option<String>,
        members: impl IntoIterator<Item = ZoneName>,
    ) -> Result<Self, String> {
        let mut all: Vec<ZoneName> = Vec::new();
        for member in members {
            if all.len() == MOST_MEMBERS {
                return Err(format!("a zone has at most {MOST_MEMBERS} members"));
            }
            if member.code.contains(',') || member.level.contains(',') {
                return Err(format!(
                    "a member of a zone is one level:code, not {:?}",
                    short(&member.to_string())
                ));
            }
            all.push(member);
        }
        if all.is_empty() {
            return Err("a zone has at least one member, as departement:93".into());
        }
        let name = name.map(|name| name.trim().to_string());
        if let Some(name) = &name {
            let letters = name.chars().count();
            if letters == 0 || letters > MOST_LETTERS || name.chars().any(is_unseen) {
                return Err(format!(
                    "the name of a zone is one line of 1 to {MOST_LETTERS} letters that are seen, not {:?}",
                    short(name)
                ));
            }
        }
        all.sort();
        let mut repeated: Vec<ZoneName> =
            all.windows(2).filter(|pair| pair[0] == pair[1]).map(|pair| pair[0].clone()).collect();
        repeated.dedup();
        all.dedup();
        Ok(Self { name, members: all, repeated })
    }

    /// The same zone under another name; without one where `name` is absent.
    ///
    /// # Errors
    /// As [`ZoneSet::new`].
    pub fn named(self, name: Option<String>) -> Result<Self, String> {
        let Self { members, repeated, .. } = self;
        Ok(Self { repeated, ..Self::new(name, members)? })
    }

    /// What its owner calls it.
    pub fn name(&self) -> Option<&str> {
        self.name.as_deref()
    }

    /// Its members, sorted by level and code.
    pub fn members(&self) -> &[ZoneName] {
        &self.members
    }

    /// Members that were given more than once.
    pub fn repeated(&self) -> &[ZoneName] {
        &self.repeated
    }

    /// What messages and descriptions call it: its name, or a few of its members.
    pub fn label(&self) -> String {
        self.label_by(&|_| None)
    }

    /// The same with its members by the names that `name_of` knows.
    pub fn label_by(&self, name_of: &dyn Fn(&ZoneName) -> Option<String>) -> String {
        if let Some(name) = &self.name {
            return name.clone();
        }
        let name = |member: &ZoneName| name_of(member).unwrap_or_else(|| member.to_string());
        let shown: Vec<String> = self.members.iter().take(LISTED).map(name).collect();
        match self.members.len().saturating_sub(LISTED) {
            0 => shown.join(", "),
            others => format!("{} and {others} more", shown.join(", ")),
        }
    }
}

impl From<ZoneName> for ZoneSet {
    fn from(member: ZoneName) -> Self {
        Self { name: None, members: vec![member], repeated: Vec::new() }
    }
}

impl std::str::FromStr for ZoneSet {
    type Err = String;

    /// Reads `level:code`, several between commas.
    fn from_str(text: &str) -> Result<Self, String> {
        if text.len() > MOST_BYTES {
            return Err(format!(
                "a zone is at most {MOST_BYTES} bytes of text; {} were given",
                text.len()
            ));
        }
        let parts: Vec<&str> = text.split(',').map(str::trim).collect();
        if parts.len() > 1 && parts.contains(&"") {
            return Err(format!(
                "the zone {:?} has an empty member between its commas",
                short(text)
            ));
        }
        let members = parts.into_iter().map(str::parse).collect::<Result<Vec<ZoneName>, _>>()?;
        Self::new(None, members)
    }
}

impl std::fmt::Display for ZoneSet {
    /// The canonical text, which reads back as the same members.
    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        for (i, member) in self.members.iter().enumerate() {
            if i > 0 {
                f.write_str(",")?;
            }
            member.fmt(f)?;
        }
        Ok(())
    }
}

/// What a message repeats of a text.
fn short(text: &str) -> String {
    let mut out: String = text.chars().take(MOST_LETTERS).collect();
    if out.len() < text.len() {
        out.push('…');
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<ZoneSet, String> {
        text.parse()
    }

    #[test]
    fn the_same_members_are_the_same_text() {
        let zone = read("departement:29, departement: 22,departement:29").expect("a zone");
        assert_eq!(zone.to_string(), "departement:22,departement:29");
        assert_eq!(
            zone.repeated().iter().map(ToString::to_string).collect::<Vec<_>>(),
            ["departement:29"]
        );
        let again = read(&zone.to_string()).expect("canonical");
        assert_eq!((again.members(), again.repeated()), (zone.members(), &[][..]));
        let mixed = read("region:53,commune:35238,epci:200043123").expect("a mix");
        assert_eq!(mixed.to_string(), "commune:35238,epci:200043123,region:53");
        assert_eq!(mixed.label(), "commune:35238, epci:200043123, region:53");
        let many = read("iris:6,iris:5,iris:4,iris:3,iris:2,iris:1").expect("six");
        assert_eq!(many.label(), "iris:1, iris:2, iris:3, iris:4 and 2 more");
        let known = |member: &ZoneName| (member.code == "53").then(|| "Bretagne".to_string());
        assert_eq!(mixed.label_by(&known), "commune:35238, epci:200043123, Bretagne");
        let hub = many.named(Some(" Hub ".into())).expect("a name");
        assert_eq!((hub.label(), hub.name()), ("Hub".into(), Some("Hub")));
    }

    #[test]
    fn what_is_no_zone_is_said() {
        for (text, said) in [
            ("93", "a zone is written level:code"),
            ("", "a zone is written level:code"),
            ("departement:22,29", "not \"29\""),
            ("departement:", "not \"departement:\""),
            ("departement: ", "not \"departement:\""),
            ("departement:22,,departement:29", "an empty member"),
            ("departement:22,", "an empty member"),
        ] {
            let why = read(text).expect_err(text);
            assert!(why.contains(said), "{text}: {why}");
        }
        let many = |n: usize| (0..n).map(|i| format!("iris:{i}")).collect::<Vec<_>>().join(",");
        assert_eq!(read(&many(MOST_MEMBERS)).expect("the most").members().len(), MOST_MEMBERS);
        assert!(read(&many(MOST_MEMBERS + 1)).expect_err("more").contains("at most 500 members"));
        let long = read(&format!("commune:{}", "9".repeat(65_000))).expect_err("long");
        assert!(long.contains("at most 16384 bytes") && long.len() < 100, "{long}");
        for name in ["", " ", "a\nb", "\u{202e}abc", "\u{200b}", "a\u{2028}b", &"é".repeat(101)] {
            let zone = ZoneSet::from(ZoneName { level: "region".into(), code: "53".into() });
            let why = zone.named(Some(name.into())).expect_err("no name");
            assert!(why.contains("1 to 100 letters") && why.len() < 400, "{why}");
        }
        let comma = ZoneName { level: "hub".into(), code: "a,b".into() };
        assert!(ZoneSet::new(None, [comma]).expect_err("a comma").contains("one level:code"));
    }
}
