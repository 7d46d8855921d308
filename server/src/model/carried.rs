//! Codes that lead to a unit without being its own: of former communes and arrondissements, without
//! their leading zero, in lower case. The code that was asked for stands beside the unit that is answered.

use ifn_engine::territory::{Lead, LeadKind, Passage};
use serde::Serialize;
use utoipa::ToSchema;

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
        let said = lead.said_in_french(now)?;
        let kind = match lead.kind {
            LeadKind::Exact => return None,
            LeadKind::Respelled => "respelled",
            LeadKind::Former => "former",
            LeadKind::Arrondissement => "arrondissement",
        };
        Some(Self { asked: lead.asked.clone(), kind, name: lead.name.clone(), said })
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
