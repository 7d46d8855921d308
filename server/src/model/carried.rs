//! Codes that lead to a unit without being its own: of former communes and arrondissements, without
//! their leading zero, in lower case. The code that was asked for stands beside the unit that is answered.

use ifn_engine::territory::{Lead, LeadKind};
use serde::Serialize;
use utoipa::ToSchema;

/// How a code that is not the unit's own led to it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Carried {
    /// The code, as asked for.
    pub asked: String,
    /// `former`: of a commune that merged into this one, or its former code; `renamed`: a name that it had;
    /// `arrondissement`: of a municipal arrondissement of this commune; `respelled`: this one's, written
    /// otherwise; `postal_code`: a postal code of it.
    pub kind: &'static str,
    /// Name of the former commune or arrondissement; of a postal code, of the arrondissement that has it.
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
            LeadKind::Renamed => "renamed",
            LeadKind::Arrondissement => "arrondissement",
            LeadKind::Postal => "postal_code",
        };
        Some(Self { asked: lead.asked.clone(), kind, name: lead.name.clone(), said })
    }
}
