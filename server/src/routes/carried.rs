//! Codes that lead to a unit without being its own: of former communes and arrondissements, without
//! their leading zero, in lower case. What was asked for is told beside what is answered.

use ifn_engine::catalog::ZoneName;
use ifn_engine::error::nearest;
use ifn_engine::output::export::zone_of;
use ifn_engine::output::{row_of_code, text_of};
use ifn_engine::territory::{self, Lead, LeadKind, Passage};
use serde::Serialize;
use utoipa::ToSchema;

use crate::http::Problem;
use crate::snapshot::{LevelTable, Snapshot};

/// Characters of an unknown code that the nearest ones are looked for by.
const LONGEST: usize = 64;

/// How a code that is not the unit's own led to it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Carried {
    /// The code, as asked for.
    pub asked: String,
    /// `former`: of a commune that merged into this one, or its former code; `arrondissement`: of a
    /// municipal arrondissement of this commune; `respelled`: this one's, written otherwise.
    pub kind: &'static str,
    /// Name of the former commune or arrondissement.
    pub name: Option<String>,
    /// The same in a sentence, in French.
    pub said: String,
}

impl Carried {
    /// Of a code that led to the unit named `now`; nothing for its own code.
    pub fn of(lead: &Lead, now: &str) -> Option<Self> {
        let Lead { asked, code, kind, name } = lead;
        let same = name.as_deref().is_none_or(|name| territory::fold(name) == territory::fold(now));
        let to = if now.is_empty() { code.clone() } else { format!("{now} ({code})") };
        let was = name.as_deref().map(|name| format!(" {name}")).unwrap_or_default();
        let (kind, said) = match kind {
            LeadKind::Exact => return None,
            LeadKind::Respelled => ("respelled", format!("{asked} : lu comme {to}.")),
            LeadKind::Former if same => ("former", format!("{asked} est l’ancien code de {to}.")),
            LeadKind::Former => ("former", format!("{asked}{was} fait maintenant partie de {to}.")),
            LeadKind::Arrondissement => {
                ("arrondissement", format!("{asked}{was} fait partie de {to}."))
            }
        };
        Some(Self { asked: asked.clone(), kind, name: name.clone(), said })
    }

    /// Of a former commune or arrondissement that a text names, by its position in the passages.
    pub fn by_name(former: u32, code: &str, now: &str) -> Option<Self> {
        let (old, name, arrondissement) = Passage::builtin().ok()?.at(former);
        let kind = if arrondissement { LeadKind::Arrondissement } else { LeadKind::Former };
        let lead =
            Lead { asked: old.into(), code: code.into(), kind, name: Some(name.to_string()) };
        Self::of(&lead, now)
    }
}

/// The passages that lead to a build's units; none where they are units of one's own.
pub fn passage(build: &Snapshot) -> Option<&'static Passage> {
    let france = build.manifest.method.territory.is_none();
    france.then(Passage::builtin).and_then(Result::ok)
}

/// Row of the unit that a code leads to, and how.
///
/// # Errors
/// It leads to none (404): where it went, or the nearest codes.
pub fn row(
    build: &Snapshot,
    table: &LevelTable,
    code: &str,
) -> Result<(usize, Option<Carried>), Problem> {
    if let Some(row) = row_of_code(&table.scores, code) {
        return Ok((row, None));
    }
    let codes: Vec<&str> =
        (0..table.scores.num_rows()).filter_map(|r| text_of(&table.scores, "code", r)).collect();
    let nothing = Passage::default();
    let passage = passage(build).unwrap_or(&nothing);
    let of = (table.id.as_str(), codes.iter().map(|c| c.len()).min().unwrap_or(0));
    let known = |code: &str| row_of_code(&table.scores, code).is_some();
    if let Some(lead) = territory::lead(passage, of, code, &known)
        && let Some(row) = row_of_code(&table.scores, &lead.code)
    {
        let now = text_of(&table.scores, "name", row).unwrap_or_default();
        return Ok((row, Carried::of(&lead, now)));
    }
    let problem = Problem::not_found(format!("no {} has the code {code:?}", table.id));
    let name_of = |code: &str| build.name_of("commune", code);
    if let Some(gone) = territory::gone(passage, of, code, &name_of) {
        return Err(problem.help(gone));
    }
    let wanted: String = code.chars().take(LONGEST).collect();
    let of_length: Vec<&str> = codes.into_iter().filter(|c| c.len() == wanted.len()).collect();
    if of_length.is_empty() {
        return Err(problem.help("/api/v1/search finds codes by name"));
    }
    Err(problem.help(nearest(&wanted, of_length)))
}

/// A zone as `level:code`, led to a unit in force where its code is not one, and how.
///
/// # Errors
/// It is not written so (400). Whether it exists is for the caller to find out.
pub fn zone(
    build: &Snapshot,
    text: Option<&str>,
) -> Result<(Option<ZoneName>, Option<Carried>), Problem> {
    let asked = text.map(str::parse::<ZoneName>).transpose().map_err(Problem::bad_request)?;
    let (Some(asked), Some(finest)) = (&asked, build.levels.first()) else {
        return Ok((asked, None));
    };
    match zone_of(&build.manifest.method, (&finest.id, &finest.scores), asked) {
        Ok((zone, Some(lead))) => {
            let now = build.name_of(&zone.level, &zone.code).unwrap_or_default();
            let carried = Carried::of(&lead, &now);
            Ok((Some(zone), carried))
        }
        _ => Ok((Some(asked.clone()), None)),
    }
}
