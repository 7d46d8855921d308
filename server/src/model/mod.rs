//! What answers hold: documents as they are written to JSON, tiles as they are rescored, and how they
//! are made from a build. Routes send them, pages show them.

mod access;
mod carried;
mod legacy_scores;
mod make_sheet;
mod place;
mod place_list;
mod proposal;
mod rescored_levels;
mod sheet;
mod table_meta;
mod unit;
mod zone;

pub use access::{AccessSummary, NearestPlace};
pub use carried::Carried;
pub use legacy_scores::LegacyScores;
pub use make_sheet::{make_sheet, place_in};
pub use place::{PlaceSheet, now};
pub use place_list::{LookedAround, PlacesList};
pub use proposal::{InventoryProposal, Uploads};
pub use rescored_levels::RescoredLevels;
pub use sheet::{Line, Sheet, SheetZone, UnitScore};
pub use table_meta::{NotInventoriedUnits, TableMeta};
pub use unit::{FoundUnit, Within, found};
pub use zone::{Compared, RankedIn, ZoneMember, ZoneSummary, all_carried};
