//! The zone of an answer: its members by name, what is counted once, how many people live there; and what
//! scores and ranks are of.

use ifn_engine::build::{BuiltZone, HeadCount};
use ifn_engine::catalog::ZoneName;
use ifn_engine::territory::{FoundZone, Overlap};
use serde::Serialize;
use utoipa::ToSchema;

use super::Carried;
use crate::http::Problem;
use crate::snapshot::Snapshot;

/// Overlaps that an answer lists.
const LISTED: usize = 50;

/// The zone that was asked for.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ZoneSummary {
    /// Its members by name, for people, in French: a few of them where they are many. Where the build holds a part
    /// of the zone alone, it says so.
    pub name: String,
    /// What the build holds, where that is a part of the zone alone: rows, ranks and heads are of that part.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub within: Option<String>,
    /// Its members, by codes in force.
    pub members: Vec<ZoneMember>,
    /// Codes that led to a member without being its own.
    pub carried: Vec<Carried>,
    /// Members that were given more than once; each is counted once.
    pub repeated: Vec<String>,
    /// Members that share units, each of which is counted once: the first fifty.
    pub overlaps: Vec<ZoneOverlap>,
    /// How many overlaps there are.
    pub overlapping: usize,
    /// Who lives there; null where the build does not hold the zone and its scores are computed all the same.
    pub heads: Option<ZoneHeads>,
}

/// A member of a zone.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ZoneMember {
    /// Level.
    pub level: String,
    /// Code.
    pub code: String,
    /// Name.
    pub name: Option<String>,
}

/// Two members that share units.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ZoneOverlap {
    /// The smaller one, as `level:code`.
    pub member: String,
    /// The other.
    pub other: String,
    /// Whether the smaller lies in the other as a whole.
    pub whole: bool,
}

/// Persons of a zone.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ZoneHeads {
    /// Level whose units were counted.
    pub level: String,
    /// Units of it in the zone.
    pub units: usize,
    /// Persons.
    pub population: Option<f64>,
    /// Persons at risk: a head count of a group, not of persons in difficulty. Null where the method
    /// counts none.
    pub at_risk: Option<f64>,
    /// Units whose persons at risk are not known.
    pub without_at_risk: usize,
}

/// What scores and ranks are of: `france` stands for all units of the level.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Compared {
    /// Zones within which scores compare units: `france`, or a level.
    pub scores: String,
    /// What `rank`, `decile`, `need`, `lack`, `gap`, `gap_rank` and classes are among.
    pub ranks: &'static str,
    /// What `rank_in_zone` is among: `zone`, the one that was asked for; `built_zone`; or as `scores`.
    pub rank_in_zone: String,
}

/// What the rank inside a zone is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RankedIn {
    /// The zone that was asked for.
    Zone,
    /// The zone that was built.
    BuiltZone,
    /// The reference zone of the scores.
    Reference,
}

impl Compared {
    /// Of scores that compare units within zones called `reference`.
    pub fn of(reference: &str, ranked: RankedIn) -> Self {
        let rank_in_zone = match ranked {
            RankedIn::Zone => "zone",
            RankedIn::BuiltZone => "built_zone",
            RankedIn::Reference => reference,
        };
        Self { scores: reference.into(), ranks: "france", rank_in_zone: rank_in_zone.into() }
    }
}

impl ZoneSummary {
    /// Of a zone whose members were found among all units: who lives there is known where the build holds
    /// all of it.
    pub fn looked_up(build: &Snapshot, found: &FoundZone) -> Result<Self, Problem> {
        let held = build.zone(&found.zone).ok().filter(|held| held.within.is_none());
        let heads = held.map(|held| build.heads(&held)).transpose()?.flatten();
        Ok(Self::of(build, found, heads))
    }

    /// Of a zone as the build knows it.
    pub fn built(build: &Snapshot, zone: &BuiltZone) -> Result<Self, Problem> {
        Ok(Self {
            name: build.built_name(zone),
            within: zone.within.as_ref().map(|written| build.zone_name(written)),
            ..Self::of(build, &zone.found, build.heads(zone)?)
        })
    }

    fn of(build: &Snapshot, found: &FoundZone, heads: Option<HeadCount>) -> Self {
        let member = |member: &ZoneName| ZoneMember {
            level: member.level.clone(),
            code: member.code.clone(),
            name: build.name_of(&member.level, &member.code),
        };
        Self {
            name: build.zone_name(&found.zone),
            within: None,
            members: found.zone.members().iter().map(member).collect(),
            carried: all_carried(build, found).collect(),
            repeated: found.repeated.iter().map(ToString::to_string).collect(),
            overlaps: found.overlaps.iter().take(LISTED).map(ZoneOverlap::of).collect(),
            overlapping: found.overlaps.len(),
            heads: heads.map(ZoneHeads::of),
        }
    }
}

/// How codes that are not a member's own led to it.
pub fn all_carried<'a>(
    build: &'a Snapshot,
    found: &'a FoundZone,
) -> impl Iterator<Item = Carried> + 'a {
    found.leads.iter().filter_map(|(asked, lead)| {
        let now = build.name_of(&asked.level, &lead.code).unwrap_or_default();
        Carried::of(lead, &now)
    })
}

impl ZoneOverlap {
    fn of(overlap: &Overlap) -> Self {
        let Overlap { member, other, whole } = overlap;
        Self { member: member.to_string(), other: other.to_string(), whole: *whole }
    }
}

impl ZoneHeads {
    fn of(heads: HeadCount) -> Self {
        let HeadCount { level, units, population, at_risk, without_at_risk } = heads;
        Self { level, units, population, at_risk, without_at_risk }
    }
}
