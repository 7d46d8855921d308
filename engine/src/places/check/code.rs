//! The code of a place's commune: as it is written, as it was meant, and where it and the postal code
//! stand in each other's place.

use super::super::communes::{CodeMatch, Communes};
use super::super::model::Kept;
use super::super::schema::Field;
use super::stated::Problems;
use crate::territory::{CommuneCode, UnitIndex};

/// The commune of a code, in force or carried; a code that is none is reported.
pub fn by_code(code: &str, communes: &Communes, problems: &mut Problems) -> Option<UnitIndex> {
    let (padded, mended) = spelled(code);
    if let Some(problem) = mended {
        problems.push((Field::CodeInsee, code.into(), problem, Kept::Mended));
    }
    let found = communes.by_code(&padded).map(CodeMatch::unit);
    // Those of the collectivités d'outre-mer are codes too; no unit is scored there.
    let overseas =
        padded.parse::<CommuneCode>().is_ok_and(|code| code.departement().is_collectivity());
    if found.is_none() && !overseas {
        let problem = match communes.by_postal(&padded) {
            [] => "is no code of a commune, now or before".to_string(),
            some => format!(
                "is no code of a commune, now or before: it is the postal code of {}",
                communes.listed(some)
            ),
        };
        problems.push((Field::CodeInsee, code.into(), problem, Kept::WithoutField));
    }
    found
}

/// A code as it was meant, and what was mended in it.
pub fn spelled(code: &str) -> (String, Option<String>) {
    let numeric = |t: &str| t.bytes().all(|b| b.is_ascii_digit());
    let whole = code.strip_suffix(".0").filter(|t| numeric(t)).unwrap_or(code);
    if whole.len() == 4 && numeric(whole) {
        return (format!("0{whole}"), Some("has lost its leading zero".into()));
    }
    let upper = whole.to_uppercase();
    let mended = (upper != code).then(|| format!("is read as {upper}"));
    (upper, mended)
}

/// Code and postal code of a row that has each in the other's place: the one reads as a postal code that
/// serves the commune of the other, and they do not fit as they stand.
pub fn exchanged(code: &str, postal: &str, communes: &Communes) -> Option<ExchangedCodes> {
    let fit = |code: &str, postal: &str| {
        let unit = communes.by_code(&spelled(code).0)?.unit();
        let postal = super::postal(postal).text?;
        communes.by_postal(&postal).contains(&unit).then_some((unit, postal))
    };
    if fit(code, postal).is_some() {
        return None;
    }
    let (unit, right) = fit(postal, code)?;
    let of = communes.listed(&[unit]);
    Some(ExchangedCodes {
        code: postal.into(),
        postal: right,
        problems: [
            (
                Field::CodeInsee,
                code.into(),
                format!("is the postal code of {of}, whose code stands as postal code: put right"),
                Kept::Mended,
            ),
            (
                Field::CodePostal,
                postal.into(),
                format!("is the code of {of}, whose postal code stands as code: put right"),
                Kept::Mended,
            ),
        ],
    })
}

/// What [`exchanged`] finds.
pub struct ExchangedCodes {
    /// The code of the commune, as it is written in the row.
    pub code: String,
    /// The postal code: five digits.
    pub postal: String,
    /// One a field.
    pub problems: [(Field, String, String, Kept); 2],
}
