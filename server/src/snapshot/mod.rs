//! One build, read whole: what requests are answered from. It never changes; the next build is
//! another snapshot.
//!
//! In: a build's folder. Out: its manifest, its scores as columns, an index of names, who touches
//! whom, open archives and files, and what it takes to score anew. Files stay open, so that a folder
//! that is replaced serves the requests that began with it.

mod contours;
mod files;
mod frame;
mod places;
mod provenance;
mod rescored;
mod table;
mod tileset;

use std::collections::BTreeMap;
use std::os::unix::fs::{FileExt, MetadataExt};
use std::path::Path;
use std::sync::OnceLock;
use std::time::SystemTime;

use arrow::array::{RecordBatch, UInt32Array};
use arrow::compute::take_record_batch;
use bytes::Bytes;
use ifn_engine::catalog::{Catalog, MethodSummary, sha256};
use ifn_engine::output::{self, Built, Manifest, number, row_of_code, text_of};
use ifn_engine::pipeline::Rescorer;
use ifn_engine::territory::{Gazetteer, Level, NONE, Parents, Passage, Territory};
use ifn_engine::{Error, Result};
use rayon::prelude::*;

pub use contours::Contours;
pub use files::{Files, Served};
pub use frame::Frame;
pub use places::Places;
pub use provenance::Provenance;
pub use rescored::{Asked, Custom};
pub use table::{Ask, Page, select, sort_keys};
pub use tileset::{Drawn, Tileset};

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
    /// Who touches whom and where they lie; nothing where contours were not written.
    pub contours: Option<Contours>,
    /// Scores of each tenth that holds units: its number, how many, the lowest, the highest.
    pub deciles: Vec<(u8, usize, f64, f64)>,
    /// Its units as points to write names at, made when they are first asked for.
    pub points: OnceLock<Kept>,
}

/// An answer that is the same for all who ask, and is kept as long as its build.
#[derive(Clone)]
pub struct Kept {
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
    /// What every answer says of its data.
    pub provenance: Provenance,
    /// Archives of tiles, by name.
    pub tilesets: BTreeMap<String, Tileset>,
    /// Files to download.
    pub files: Files,
    /// Scores anew; or why that cannot be done.
    pub custom: std::result::Result<Custom, String>,
    /// Places that help, when the method counts some.
    pub places: Option<Places>,
}

impl Snapshot {
    /// Reads the build in `folder`; tiles are kept in at most `cache_bytes` of memory.
    ///
    /// # Errors
    /// There is none; a file that is missing or damaged.
    pub fn load(folder: &Path, cache_bytes: u64) -> Result<Self> {
        let (whole, read) =
            rayon::join(|| output::check_sums(folder), || Self::read(folder, cache_bytes));
        // What cannot be read says more than a sum that differs.
        let (mut snapshot, unread) = read.map_err(|e| match &whole {
            Err(_) => e.with_help("this build is damaged: build again with `ifn build`"),
            Ok(_) => e,
        })?;
        let listed = whole?;
        match unread {
            // Its files are as they were written: it is of another version.
            Some(why) if listed => {
                tracing::warn!(%why, "this build cannot be scored anew");
                snapshot.custom = Err(why.to_string());
            }
            Some(why) => return Err(why),
            None => {}
        }
        Ok(snapshot)
    }

    /// Reads the files, and why `inputs/` and places could not be read, when they could not.
    fn read(folder: &Path, cache_bytes: u64) -> Result<(Self, Option<Error>)> {
        let built = output::open(folder)?;
        let identity =
            Identity::of(folder).ok_or_else(|| Error::input(folder, "holds no build any more"))?;
        let manifest_path = folder.join("manifest.json");
        let text =
            std::fs::read(&manifest_path).map_err(|e| Error::io("read", &manifest_path, e))?;
        let method = &built.manifest.method;
        let (levels, custom) = rayon::join(
            || method.levels.par_iter().map(|id| level(&built, id)).collect::<Result<Vec<_>>>(),
            || custom(folder, &built.manifest),
        );
        let levels = levels?;
        let (custom, unread) = match custom {
            Ok(custom) => (custom, None),
            Err(e) => (Err(e.to_string()), Some(e)),
        };
        let access = custom.as_ref().ok().and_then(|custom| custom.engine.access());
        let places = access.map(|access| Places::new(&access.register));
        let figures = output::read_parquet(&folder.join("reference.parquet"))?;
        let mut named = territory(&levels, method);
        if method.territory.is_none() {
            named.passage = Passage::builtin()?.clone();
        }
        let gazetteer = Gazetteer::new(&named);
        let provenance = Provenance::new(&built.manifest);
        let files = Files::open(folder)?;
        let tilesets = tileset::open_all(folder, cache_bytes)?;
        let modified = identity.modified.unwrap_or(SystemTime::UNIX_EPOCH);
        let snapshot = Self {
            identity,
            id: sha256(&text)[..16].to_string(),
            modified,
            loaded: SystemTime::now(),
            levels,
            figures,
            gazetteer,
            provenance,
            tilesets,
            files,
            custom,
            places,
            manifest: built.manifest,
        };
        Ok((snapshot, unread))
    }

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
        let all = output::columns_of(bytes.into(), name.as_ref(), wanted)?;
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

    /// Name of a unit.
    pub fn name_of(&self, level: &str, code: &str) -> Option<String> {
        let scores = &self.level(level)?.scores;
        let row = output::row_of_code(scores, code)?;
        text_of(scores, "name", row).map(String::from)
    }

    /// What is wrong with the files that are still read, if anything.
    pub fn trouble(&self) -> Option<String> {
        let archives = self.tilesets.values().filter_map(Tileset::trouble);
        archives.chain(self.files.trouble()).next()
    }
}

/// What scores the build anew; or why a build of another version cannot be.
///
/// # Errors
/// `inputs/` or `places.parquet` that are missing or damaged.
fn custom(folder: &Path, manifest: &Manifest) -> Result<std::result::Result<Custom, String>> {
    let catalog = Catalog::builtin()?;
    match output::read_method(folder, manifest, &catalog) {
        Ok(method) => Rescorer::of(folder, method).map(|engine| Ok(Custom::new(engine))),
        Err(why) => {
            tracing::warn!(%why, "this build cannot be scored anew");
            Ok(Err(why.to_string()))
        }
    }
}

fn level(built: &Built, id: &str) -> Result<LevelTable> {
    let (scores, contours) = rayon::join(
        || built.scores(id),
        || built.territories_path(id).ok().map(|path| Contours::read(&path)).transpose(),
    );
    let (scores, contours) = (scores?, contours?);
    for column in ["code", "name", "score", "rank", "decile"] {
        if scores.column_by_name(column).is_none() {
            let message = format!("the scores of level {id} have no column `{column}`");
            return Err(Error::input(&built.folder, message));
        }
    }
    if contours.as_ref().is_some_and(|c| c.len() != scores.num_rows()) {
        let message = format!("scores and territories of level {id} are not of the same units");
        return Err(Error::input(&built.folder, message));
    }
    let deciles = deciles(&scores);
    Ok(LevelTable { id: id.into(), scores, contours, deciles, points: OnceLock::new() })
}

fn deciles(scores: &RecordBatch) -> Vec<(u8, usize, f64, f64)> {
    let mut out: Vec<(u8, usize, f64, f64)> = Vec::new();
    for row in 0..scores.num_rows() {
        let (Some(score), Some(decile)) =
            (number(scores, "score", row), number(scores, "decile", row))
        else {
            continue;
        };
        let decile = decile as u8;
        match out.iter_mut().find(|(d, ..)| *d == decile) {
            Some((_, units, low, high)) => {
                *units += 1;
                (*low, *high) = (low.min(score), high.max(score));
            }
            None => out.push((decile, 1, score, score)),
        }
    }
    out.sort_unstable_by_key(|(decile, ..)| *decile);
    out
}

/// The units that were built, as far as names and populations go.
fn territory(levels: &[LevelTable], method: &MethodSummary) -> Territory {
    let mut out = Territory::default();
    for table in levels {
        let rows = 0..table.scores.num_rows();
        let texts = |column: &str| -> Vec<String> {
            let text = |row| text_of(&table.scores, column, row).unwrap_or_default().to_string();
            rows.clone().map(text).collect()
        };
        let persons = |row| number(&table.scores, "population", row).unwrap_or(f64::NAN);
        out.levels.push(Level {
            id: table.id.clone(),
            codes: texts("code").into(),
            names: texts("name"),
            population: rows.clone().map(persons).collect(),
            parents: Vec::new(),
        });
    }
    // Names of the finest level repeat those of the next.
    if let [finest, next, ..] = levels
        && method.territory_levels.first() == Some(&finest.id)
    {
        let parent = |row| {
            let code = text_of(&finest.scores, &next.id, row)?;
            out.levels[1].find(code)
        };
        let of_unit = (0..finest.scores.num_rows()).map(|row| parent(row).unwrap_or(NONE));
        let parents = Parents { level: 1, of_unit: of_unit.collect(), nests: true };
        out.levels[0].parents = vec![parents];
    }
    out
}
