//! The area that an inventory of places covers.

use super::zone::ZoneName;

/// The area that an inventory of places covers: outside of it, nobody knows where places are.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Covers {
    /// It does not say: it is taken as all of France.
    #[default]
    Unsaid,
    /// All of France.
    France,
    /// These zones.
    Zones(Vec<ZoneName>),
}

/// Most zones that an inventory covers.
const MOST_ZONES: usize = 40_000;

impl Covers {
    /// Reads `["france"]`, or zones: `["departement:35", "epci:243500139"]`.
    ///
    /// # Errors
    /// In words: no zone, one that is not written as a zone, `france` beside others.
    pub fn read(texts: &[String]) -> Result<Self, String> {
        match texts {
            [] => Err("`covers` is empty: an inventory covers some area".into()),
            [one] if one == "france" => Ok(Self::France),
            more if more.len() > MOST_ZONES => {
                Err(format!("`covers` names {} zones: {MOST_ZONES} at most", more.len()))
            }
            zones => {
                let zone = |text: &String| {
                    text.parse().map_err(|why| format!("`covers`: {why}; or [\"france\"] alone"))
                };
                Ok(Self::Zones(zones.iter().map(zone).collect::<Result<_, String>>()?))
            }
        }
    }

    /// The area of both together, each zone once; one that does not say adds nothing.
    ///
    /// # Errors
    /// In words: `france` beside zones, more zones than an inventory names.
    pub fn and(self, other: &Self) -> Result<Self, String> {
        let both = [&self, other].into_iter().filter_map(Self::written).flatten();
        let mut all: Vec<String> = Vec::new();
        for zone in both {
            if !all.contains(&zone) {
                all.push(zone);
            }
        }
        if all.is_empty() { Ok(self) } else { Self::read(&all) }
    }

    /// As it is written; nothing where the inventory does not say it.
    pub fn written(&self) -> Option<Vec<String>> {
        match self {
            Self::Unsaid => None,
            Self::France => Some(vec!["france".into()]),
            Self::Zones(zones) => Some(zones.iter().map(ToString::to_string).collect()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn areas_are_written_as_they_are_read() {
        let read = |texts: &[&str]| {
            Covers::read(&texts.iter().map(ToString::to_string).collect::<Vec<_>>())
        };
        let zones = ["departement:35", "epci:243500139"];
        assert_eq!(read(&zones).expect("zones").written(), Some(zones.map(String::from).to_vec()));
        assert_eq!(read(&["france"]), Ok(Covers::France));
        assert_eq!((Covers::default(), Covers::Unsaid.written()), (Covers::Unsaid, None));
        for (texts, said) in [
            (&[][..], "`covers` is empty"),
            (&["35"], "a zone is written level:code, as in departement:93, not \"35\""),
            (&["region:53", "france"], "or [\"france\"] alone"),
        ] {
            let why = read(texts).expect_err("no area");
            assert!(why.contains(said), "{why}");
        }
        assert!(
            read(&vec!["commune:35238"; 50_000]).expect_err("too many").contains("40000 at most")
        );
    }
}
