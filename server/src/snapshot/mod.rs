//! One build, read whole: what requests are answered from. It never changes; the next build is
//! another snapshot.
//!
//! In: a build's folder. Out: its manifest, its scores as columns, an index of names, neighbours,
//! open archives and files, and what rescores it. Files stay open, so that a folder that is replaced
//! serves the requests that began with it.

mod bbox;
mod contours;
mod files;
mod places;
mod provenance;
mod read;
mod rescore;
mod table;
mod tileset;

use std::collections::BTreeMap;
use std::os::unix::fs::{FileExt, MetadataExt};
use std::path::Path;
use std::sync::OnceLock;
use std::time::SystemTime;

use arrow::array::{RecordBatch, UInt32Array};
use arrow::compute::take_record_batch;
use axum::http::StatusCode;
use bytes::Bytes;
use ifn_engine::analysis::access::Accessibility;
use ifn_engine::build::{self, BuiltPart, BuiltZone, HeadCount, Manifest, row_of_code, text_of};
use ifn_engine::catalog::ZoneSet;
use ifn_engine::error::nearest;
use ifn_engine::territory::{Gazetteer, Territory};
use ifn_engine::{Error, Result, words};

use crate::http::Problem;

pub use bbox::Bbox;
pub use contours::Contours;
pub use files::{Files, Served};
pub use places::Places;
pub use provenance::Provenance;
pub use rescore::{LevelScenario, RescoreCache};
pub use table::{Page, RowQuery, select, sort_keys};
pub use tileset::{TileBody, Tileset};

/// What tells one build in a folder from the next: its manifest's place, size and time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    inode: u64,
    size: u64,
    modified: Option<SystemTime>,
}

impl Identity {
    /// Of what a folder holds now; `None` where it holds no build.
    pub fn of(folder: &Path) -> Option<Self> {
        let found = std::fs::metadata(folder.join("manifest.json")).ok()?;
        Some(Self { inode: found.ino(), size: found.len(), modified: found.modified().ok() })
    }
}

/// One level: its scores, sorted by code.
pub struct LevelTable {
    /// Its id.
    pub id: String,
    /// As in `scores/{level}.parquet`.
    pub scores: RecordBatch,
    /// Neighbours, bounds and inner points of its units; `None` where contours were not written.
    pub contours: Option<Contours>,
    /// Scores of each tenth that holds units: its number, how many, the lowest, the highest.
    pub deciles: Vec<(u8, usize, f64, f64)>,
    /// Its units as points to write names at, made when they are first asked for.
    pub points: OnceLock<CachedBody>,
}

/// An answer that is the same for all who ask, and is kept as long as its build.
#[derive(Clone)]
pub struct CachedBody {
    /// As it is.
    pub plain: Bytes,
    /// Packed by gzip.
    pub gzip: Bytes,
}

impl LevelTable {
    /// Bytes that a row takes in memory.
    pub fn row_bytes(&self) -> usize {
        self.scores.get_array_memory_size() / self.scores.num_rows().max(1)
    }
}

/// A build.
pub struct Snapshot {
    /// What tells it from the next.
    pub identity: Identity,
    /// A name for it that changes with its content.
    pub id: String,
    /// When it was written.
    pub modified: SystemTime,
    /// When it was loaded.
    pub loaded: SystemTime,
    /// What was computed from what.
    pub manifest: Manifest,
    /// Levels that were built, finest first.
    pub levels: Vec<LevelTable>,
    /// Figures that units are set against.
    pub figures: RecordBatch,
    /// Names and codes. Levels are those of [`Snapshot::levels`].
    pub gazetteer: Gazetteer,
    /// Provenance of its figures.
    pub provenance: Provenance,
    /// Archives of tiles, by name.
    pub tilesets: BTreeMap<String, Tileset>,
    /// Files to download.
    pub files: Files,
    /// What rescores it; or why it cannot be rescored.
    pub rescore: std::result::Result<RescoreCache, String>,
    /// Places that help, when the method counts some.
    pub places: Option<Places>,
}

impl Snapshot {
    /// A level by name.
    pub fn level(&self, id: &str) -> Option<&LevelTable> {
        self.levels.iter().find(|l| l.id == id)
    }

    /// Contours of the units whose codes are in `rows`, row by row.
    ///
    /// # Errors
    /// The build holds no contours of the level; the file cannot be read.
    pub fn shapes(&self, level: &str, rows: &RecordBatch) -> Result<RecordBatch> {
        let name = format!("territories/{level}.parquet");
        let served = self.files.get(&name).ok_or_else(|| {
            Error::request(format!("the build holds no contours of level `{level}`"))
        })?;
        let mut bytes = vec![0; served.size as usize];
        served
            .file
            .read_exact_at(&mut bytes, 0)
            .map_err(|e| Error::io("read", Path::new(&name), e))?;
        let wanted = |column: &str| column == "code" || column == "geometry";
        let all = build::columns_of(bytes.into(), name.as_ref(), wanted)?;
        let found: UInt32Array = (0..rows.num_rows())
            .map(|row| Some(row_of_code(&all, text_of(rows, "code", row)?)? as u32))
            .collect();
        take_record_batch(&all, &found).map_err(|e| Error::request(e.to_string()))
    }

    /// Bytes that contours of a level take while they are read and sent.
    pub fn shape_bytes(&self, level: &str) -> usize {
        // The file, its columns unpacked, and those that were chosen.
        let served = self.files.get(&format!("territories/{level}.parquet"));
        served.map_or(0, |served| 3 * served.size as usize)
    }

    /// Name of a unit, also where it has no row: at a level that was not built, outside the zone that was.
    pub fn name_of(&self, level: &str, code: &str) -> Option<String> {
        let built = self.level(level).and_then(|table| {
            let row = build::row_of_code(&table.scores, code)?;
            text_of(&table.scores, "name", row).map(String::from)
        });
        built.or_else(|| {
            let territory = self.territory()?;
            let level = &territory[territory.level(level)?];
            let unit = level.find(code)?;
            Some(level.name(unit).to_string()).filter(|name| !name.is_empty())
        })
    }

    /// Name of the zone that was built, when not all of France.
    pub fn built_zone_name(&self) -> Option<String> {
        self.manifest.written_zone().map(|zone| self.zone_name(&zone))
    }

    /// What a zone is called, for people, in French: its own name, or those of its members, of which some
    /// stand for many.
    pub fn zone_name(&self, zone: &ZoneSet) -> String {
        words::zone_name(zone, &|member| self.name_of(&member.level, &member.code))
    }

    /// The same of a zone that the build knows: of the part that it holds, where it does not hold all of it.
    pub fn built_name(&self, zone: &BuiltZone) -> String {
        let name = self.zone_name(&zone.found.zone);
        if zone.within.is_some() { words::part_of_zone(&name) } else { name }
    }

    /// A zone as the build knows it.
    ///
    /// # Errors
    /// A level or member that the build does not have, with the nearest.
    pub fn zone(&self, zone: &ZoneSet) -> Result<BuiltZone> {
        let finest = self.levels.first();
        let finest = finest.ok_or_else(|| Error::internal("the build holds no level"))?;
        let names = |level: &str| {
            let Some(table) = self.level(level) else { return Vec::new() };
            let text = |column: &str, row: usize| {
                text_of(&table.scores, column, row).unwrap_or_default().to_string()
            };
            let persons =
                |row: usize| build::number(&table.scores, "population", row).unwrap_or(f64::NAN);
            let unit = |row: usize| (text("code", row), text("name", row), persons(row));
            (0..table.scores.num_rows()).map(unit).collect()
        };
        let part = self.part(&finest.id)?;
        BuiltZone::new(&self.manifest.method, (&finest.id, &finest.scores), part, zone, &names)
    }

    /// What the build is a part of, where a zone alone was written and the other units are known.
    fn part(&self, finest: &str) -> Result<Option<BuiltPart>> {
        let (Some(written), Some(territory)) = (self.manifest.written_zone(), self.territory())
        else {
            return Ok(None);
        };
        let Some(level) = territory.level(finest) else { return Ok(None) };
        let all = build::identity_table(&self.manifest.method, territory, level)?;
        Ok(Some(BuiltPart { written, all }))
    }

    /// Persons of a zone: by communes, or by the finest units where no communes were built or a member is smaller
    /// than one.
    ///
    /// # Errors
    /// A damaged build.
    pub fn heads(&self, zone: &BuiltZone) -> Result<Option<HeadCount>> {
        let table = self.level(zone.heads_level(&self.manifest.method));
        table.map(|table| zone.heads(&table.id, &table.scores)).transpose()
    }

    /// Whether so many units are nearly all those of France at a level.
    pub fn covers_france(&self, table: &LevelTable, units: usize) -> bool {
        let level = self.territory().and_then(|t| Some(t[t.level(&table.id)?].len()));
        let all = level.unwrap_or_else(|| table.scores.num_rows());
        self.manifest.method.territory.is_none() && 10 * units >= 9 * all
    }

    /// All units, those that were not built included; nothing where the build cannot be rescored.
    fn territory(&self) -> Option<&Territory> {
        self.rescore.as_ref().ok().map(|rescore| rescore.engine.territory())
    }

    /// What is wrong with the files that are still read, if anything.
    pub fn trouble(&self) -> Option<String> {
        let archives = self.tilesets.values().filter_map(Tileset::trouble);
        archives.chain(self.files.trouble()).next()
    }

    /// A level by name.
    ///
    /// # Errors
    /// None of that name was built (404), with the nearest.
    pub fn known_level(&self, id: &str) -> std::result::Result<&LevelTable, Problem> {
        self.level(id).ok_or_else(|| {
            let known = self.levels.iter().map(|l| l.id.as_str());
            Problem::not_found(format!("level {id:?} was not built")).help(nearest(id, known))
        })
    }

    /// What rescores the build.
    ///
    /// # Errors
    /// The build is of another version (409).
    pub fn rescore_cache(&self) -> std::result::Result<&RescoreCache, Problem> {
        self.rescore.as_ref().map_err(|why| {
            Problem::new(
                StatusCode::CONFLICT,
                "no-inputs",
                "This build cannot be rescored",
                why.clone(),
            )
            .help("build again with this version of `ifn build`")
        })
    }

    /// Access to help, as the method counts it.
    ///
    /// # Errors
    /// The build is of another version (409); its method counts no help (404).
    pub fn access(&self) -> std::result::Result<&Accessibility, Problem> {
        self.rescore_cache()?.engine.access().ok_or_else(no_places)
    }

    /// Places that help.
    ///
    /// # Errors
    /// As [`Snapshot::access`].
    pub fn known_places(&self) -> std::result::Result<&Places, Problem> {
        self.rescore_cache()?;
        self.places.as_ref().ok_or_else(no_places)
    }
}

/// The method counts no help.
fn no_places() -> Problem {
    Problem::new(
        StatusCode::NOT_FOUND,
        "no-places",
        "This build knows no places",
        "its method counts no help: it has no [access]",
    )
    .help("build with a method that has one")
}
