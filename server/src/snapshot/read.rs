//! Reads a build's folder into a [`Snapshot`]: files are checked against their sums meanwhile.

use std::path::Path;
use std::sync::OnceLock;
use std::time::SystemTime;

use arrow::array::RecordBatch;
use ifn_engine::build::{self, Build, Manifest, number, text_of};
use ifn_engine::catalog::{Catalog, MethodSummary};
use ifn_engine::digest::sha256;
use ifn_engine::query::Rescorer;
use ifn_engine::territory::{Gazetteer, Level, LevelIndex, Parents, Passage, Territory};
use ifn_engine::{Error, Result};
use rayon::prelude::*;

use super::{
    Contours, Files, Identity, LevelTable, Places, Provenance, RescoreCache, Snapshot, tileset,
};

impl Snapshot {
    /// Reads the build in `folder`; tiles are kept in at most `cache_bytes` of memory.
    ///
    /// # Errors
    /// There is none; a file that is missing or damaged.
    pub fn load(folder: &Path, cache_bytes: u64) -> Result<Self> {
        let (whole, read) =
            rayon::join(|| build::check_sums(folder), || Self::read(folder, cache_bytes));
        // What cannot be read says more than a sum that differs.
        let (mut snapshot, unread) = read.map_err(|e| match &whole {
            Err(_) => e.with_help("this build is damaged: build again with `ifn build`"),
            Ok(_) => e,
        })?;
        let listed = whole?;
        if !listed {
            tracing::warn!("this build has no SHA256SUMS: its files are read, not checked");
        }
        match unread {
            // Its files are as they were written: it is of another version.
            Some(why) if listed => {
                tracing::warn!(%why, "this build cannot be rescored");
                snapshot.rescore = Err(why.to_string());
            }
            Some(why) => return Err(why),
            None => {}
        }
        Ok(snapshot)
    }

    /// Reads the files, and why `inputs/` and places could not be read, when they could not.
    fn read(folder: &Path, cache_bytes: u64) -> Result<(Self, Option<Error>)> {
        let built = Build::read(folder)?;
        let identity =
            Identity::of(folder).ok_or_else(|| Error::input(folder, "holds no build any more"))?;
        let manifest_path = folder.join("manifest.json");
        let text =
            std::fs::read(&manifest_path).map_err(|e| Error::io("read", &manifest_path, e))?;
        let method = &built.manifest.method;
        let (levels, rescored) = rayon::join(
            || method.levels.par_iter().map(|id| level(&built, id)).collect::<Result<Vec<_>>>(),
            || rescore(folder, &built.manifest),
        );
        let levels = levels?;
        let (rescore, unread) = match rescored {
            Ok(rescore) => (rescore, None),
            Err(e) => (Err(e.to_string()), Some(e)),
        };
        let access = rescore.as_ref().ok().and_then(|cache| cache.engine.access());
        let places = access.map(|access| Places::new(&access.register));
        let figures = build::read_parquet(&folder.join("reference.parquet"))?;
        let mut named = territory(&levels, method);
        let gazetteer = if method.territory.is_none() {
            named.passage = Passage::builtin()?.clone();
            Gazetteer::of_france(&named)?
        } else {
            Gazetteer::new(&named)
        };
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
            rescore,
            places,
            manifest: built.manifest,
        };
        Ok((snapshot, unread))
    }
}

/// What rescores the build; or why a build of another version cannot be rescored.
///
/// # Errors
/// `inputs/` or `places.parquet` that are missing or damaged.
fn rescore(
    folder: &Path,
    manifest: &Manifest,
) -> Result<std::result::Result<RescoreCache, String>> {
    let catalog = Catalog::builtin()?;
    match build::read_method(folder, manifest, &catalog) {
        Ok(method) => Rescorer::of(folder, method).map(|engine| Ok(RescoreCache::new(engine))),
        Err(why) => {
            tracing::warn!(%why, "this build cannot be rescored");
            Ok(Err(why.to_string()))
        }
    }
}

fn level(built: &Build, id: &str) -> Result<LevelTable> {
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
        let of_unit = (0..finest.scores.num_rows()).map(parent);
        let parents =
            Parents { level: LevelIndex::FINEST.above(), of_unit: of_unit.collect(), nests: true };
        out.levels[0].parents = vec![parents];
    }
    out
}
