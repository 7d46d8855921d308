//! Codes as people write them → codes in force: former communes, municipal arrondissements, codes
//! without their leading zero, as decimal numbers, in lower case.
//!
//! In: a level, a text, and which codes are known there. Out: a [`Lead`], which says how the code
//! was reached, or where a code went that leads to no unit ([`gone`]). A code in force always wins.

use super::insee_code::LocalCode;
use super::spelling::{shortest, spellings};
use super::{LevelIndex, Passage, PassageKind, Territory};
use crate::text::fold;
use crate::typography::of_name;

/// How a text led to a code in force.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LeadKind {
    /// It is one.
    Exact,
    /// It is one, written otherwise: `1001`, `1001.0`, `2a004`.
    Respelled,
    /// It is that of a commune that merged into another, or whose code changed.
    Former,
    /// It is a name that the commune had.
    Renamed,
    /// It is that of a municipal arrondissement.
    Arrondissement,
    /// It is a postal code of the commune.
    Postal,
}

/// A code that a text leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lead {
    /// The text, without blanks around it; the code itself where a name alone led to it.
    pub asked: String,
    /// The code in force.
    pub code: String,
    /// How it was reached.
    pub kind: LeadKind,
    /// Name of the former commune or arrondissement that the text names, or that has the postal code.
    pub name: Option<String>,
}

impl Lead {
    /// Code and name of what led to the code: a commune that gave its code to the one that it is in has its name
    /// alone.
    fn was(&self) -> String {
        match &self.name {
            Some(name) if self.asked == self.code => name.clone(),
            Some(name) => format!("{} {name}", self.asked),
            None => self.asked.clone(),
        }
    }

    /// How the code was reached, in words; nothing for a code in force. `now` is the name of the
    /// unit.
    pub fn said(&self, now: &str) -> Option<String> {
        let Self { asked, code, kind, name } = self;
        let was = self.was();
        let same = name.as_deref().is_none_or(|name| fold(name) == fold(now));
        let said = match kind {
            LeadKind::Exact => return None,
            LeadKind::Respelled => format!("{asked} is read as {code} {now}"),
            LeadKind::Former if same => format!("{asked} is now {code} {now}"),
            LeadKind::Former => format!("{was} is now in {code} {now}"),
            LeadKind::Renamed => format!("{was} was the name of {code} {now}"),
            LeadKind::Arrondissement => format!("{was} is part of {code} {now}"),
            LeadKind::Postal => match name {
                None => format!("{asked} is a postal code of {code} {now}"),
                Some(part) => format!("{asked} is a postal code of {part}, part of {code} {now}"),
            },
        };
        Some(said.trim_end().into())
    }

    /// The same as a sentence in French.
    pub fn said_in_french(&self, now: &str) -> Option<String> {
        let Self { asked, code, kind, name } = self;
        let to = if now.is_empty() { code.clone() } else { format!("{now} ({code})") };
        let was = self.was();
        let same = name.as_deref().is_none_or(|name| fold(name) == fold(now));
        Some(match kind {
            LeadKind::Exact => return None,
            LeadKind::Respelled => format!("{asked} : lu comme {to}."),
            LeadKind::Former if same => format!("{asked} est l’ancien code {}.", of_name(&to)),
            LeadKind::Former => format!("{was} fait maintenant partie {}.", of_name(&to)),
            LeadKind::Renamed => format!("{was} est un ancien nom {}.", of_name(&to)),
            LeadKind::Arrondissement => format!("{was} fait partie {}.", of_name(&to)),
            LeadKind::Postal => match name {
                None => format!("{asked} est un code postal {}.", of_name(&to)),
                Some(part) => {
                    format!(
                        "{asked} est le code postal {}, qui fait partie {}.",
                        of_name(part),
                        of_name(&to)
                    )
                }
            },
        })
    }
}

/// The code of a level that a text leads to. `known` tells the codes in force, `shortest` the length
/// of the shortest of them.
pub fn lead(
    passage: &Passage,
    (level, shortest): (&str, usize),
    typed: &str,
    known: &dyn Fn(&str) -> bool,
) -> Option<Lead> {
    // Blanks around a code are no other way to write it.
    let typed = typed.trim();
    let of = |code: &str, kind: LeadKind, name: Option<&str>| Lead {
        asked: typed.into(),
        code: code.into(),
        kind,
        name: name.map(String::from),
    };
    if known(typed) {
        return Some(of(typed, LeadKind::Exact, None));
    }
    let forms: Vec<String> = spellings(typed, shortest).collect();
    if let Some(code) = forms.iter().find(|code| known(code)) {
        return Some(of(code, LeadKind::Respelled, None));
    }
    std::iter::once(typed).chain(forms.iter().map(String::as_str)).find_map(|form| {
        let form = LocalCode::of(level, form)?;
        let old = form.commune();
        let (new, arrondissement) = passage.commune(old.as_str())?;
        let code = form.in_commune(new.parse().ok()?);
        let kind = if arrondissement { LeadKind::Arrondissement } else { LeadKind::Former };
        known(code.as_str()).then(|| of(code.as_str(), kind, passage.name(old.as_str())))
    })
}

/// Where a code went that leads to no unit of a level, in words; nothing where that is not known.
/// `name_of` gives the name of a commune in force, where the caller knows it.
pub fn gone(
    passage: &Passage,
    (level, shortest): (&str, usize),
    typed: &str,
    name_of: &dyn Fn(&str) -> Option<String>,
) -> Option<String> {
    let forms: Vec<String> = spellings(typed, shortest).collect();
    std::iter::once(typed).chain(forms.iter().map(String::as_str)).find_map(|form| {
        let form = LocalCode::of(level, form)?;
        let old = form.commune();
        let found = passage.find(old.as_str())?;
        let (name, new) = (&passage.names[found], &passage.new[found]);
        if new.is_empty() {
            return Some(format!("{old} {name} lies outside the territory of the index"));
        }
        let now = name_of(new).map(|now| format!(" {now}")).unwrap_or_default();
        let part = passage.kinds[found] == PassageKind::Arrondissement;
        let verb = if part { "is part of" } else { "is now in" };
        let led = format!("{old} {name} {verb} {new}{now}");
        Some(match form {
            LocalCode::Commune(_) => led,
            LocalCode::Iris(_) => format!("{led}, which has no IRIS of these four last digits"),
        })
    })
}

impl Passage {
    /// Code and name of a former commune or arrondissement, and which of them it is.
    pub fn at(&self, position: u32) -> (&str, &str, PassageKind) {
        let i = position as usize;
        (&self.old[i], &self.names[i], self.kinds[i])
    }

    /// Name and unit in force of every former commune and arrondissement that leads to one.
    pub fn all_named(&self) -> impl Iterator<Item = (&str, &str)> {
        let named =
            self.names.iter().zip(&self.new).map(|(name, new)| (name.as_str(), new.as_str()));
        named.filter(|(name, new)| !name.is_empty() && !new.is_empty())
    }
}

impl Territory {
    /// The unit that a text leads to at a level.
    pub fn lead(&self, level: LevelIndex, typed: &str) -> Option<Lead> {
        let units = &self[level];
        let known = |code: &str| units.find(code).is_some();
        lead(&self.passage, (&units.id, shortest(units)), typed, &known)
    }

    /// Where a code went that leads to no unit of a level, in words.
    pub fn gone(&self, level: LevelIndex, typed: &str) -> Option<String> {
        let units = &self[level];
        let communes = self.level("commune").map(|level| &self[level]);
        let name_of = |code: &str| {
            let communes = communes?;
            communes.find(code).map(|unit| communes.name(unit).to_string())
        };
        gone(&self.passage, (&units.id, shortest(units)), typed, &name_of)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(typed: &str, shortest: usize) -> Vec<String> {
        spellings(typed, shortest).collect()
    }

    #[test]
    fn codes_as_they_are_written() {
        assert_eq!(read("1001", 5), ["01001"]);
        assert_eq!(read("1001.0", 5), ["1001", "01001"]);
        assert_eq!(read("1001,00", 5), ["1001", "01001"]);
        assert_eq!(read(" 93066\u{a0}", 5), ["93066"]);
        assert_eq!(read("'01001", 5), ["01001"]);
        assert_eq!(read("2a004", 5), ["2A004"]);
        assert_eq!(read("200 054 781", 9), ["200054781"]);
        assert_eq!(read("1", 2), ["01"]);
        assert!(read("93066", 5).is_empty() && read("", 5).is_empty());
        // A number with decimals is no code, and a long text is none.
        assert_eq!(read("1001.5", 5), Vec::<String>::new());
        assert!(read(&"9".repeat(100_000), 5).is_empty());
    }

    #[test]
    fn former_codes_lead_to_those_in_force() {
        let passage = Passage::builtin().expect("the embedded table");
        let known = |code: &str| ["93066", "75056", "2A004", "01001", "632550000"].contains(&code);
        let lead = |level: &str, shortest, typed: &str| {
            let lead = lead(passage, (level, shortest), typed, &known)?;
            Some((lead.said("X"), lead.code))
        };
        let lead_of = |typed| super::lead(passage, ("commune", 5), typed, &known).expect("known");
        let said = |text: &str| Some(text.to_string());
        assert_eq!(
            lead("commune", 5, "93059"),
            Some((said("93059 Pierrefitte-sur-Seine is now in 93066 X"), "93066".into()))
        );
        assert_eq!(
            lead("commune", 5, "75116").expect("known").0,
            said("75116 Paris 16e Arrondissement is part of 75056 X")
        );
        assert_eq!(lead("commune", 5, "2a004").expect("known").1, "2A004");
        assert_eq!(lead("commune", 5, "93066"), Some((None, "93066".into())));
        assert_eq!(lead("commune", 5, " 93066\u{a0}"), Some((None, "93066".into())));
        assert_eq!(lead("iris", 9, "632660000").expect("known").1, "632550000");
        assert_eq!(lead("departement", 2, "93059"), None);
        assert_eq!(lead("commune", 5, "97801"), None);
        let nobody = |_: &str| None;
        assert_eq!(
            gone(passage, ("commune", 5), "97127", &nobody),
            said("97127 Saint-Martin lies outside the territory of the index")
        );
        assert_eq!(
            gone(passage, ("commune", 5), "63266", &nobody),
            said("63266 Orsonnette is now in 63255")
        );
        assert_eq!(gone(passage, ("commune", 5), "99999", &nobody), None);
        let pierrefitte = lead_of("93059").said_in_french("Saint-Denis").expect("carried");
        assert_eq!(
            pierrefitte,
            "93059 Pierrefitte-sur-Seine fait maintenant partie de Saint-Denis (93066)."
        );
        assert_eq!(lead_of("93066").said_in_french("Saint-Denis"), None);
        // A commune that gave its code to the one that it is in.
        let cherbourg = Lead {
            asked: "50129".into(),
            code: "50129".into(),
            kind: LeadKind::Former,
            name: Some("Cherbourg-Octeville".into()),
        };
        let now = "Cherbourg-en-Cotentin";
        let said = cherbourg.said(now).unwrap_or_default();
        assert_eq!(said, "Cherbourg-Octeville is now in 50129 Cherbourg-en-Cotentin");
        let said = cherbourg.said_in_french(now).unwrap_or_default();
        let french = "Cherbourg-Octeville fait maintenant partie de Cherbourg-en-Cotentin (50129).";
        assert_eq!(said, french);
    }
}
