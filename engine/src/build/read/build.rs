//! A build: its manifest, a level's table, a unit's row.

use std::path::{Path, PathBuf};

use arrow::array::{BooleanArray, RecordBatch};

use super::parquet::{numbers, read_parquet, row_of_code, strings};
use super::unit::unit_values;
use super::zones::{members, zone_of};
use crate::analysis::UnitValues;
use crate::analysis::compare::ComparedBuild;
use crate::build::manifest::Manifest;
use crate::build::provenance::{Credits, FileProvenance};
use crate::catalog::ZoneName;
use crate::error::{Error, Result, nearest};
use crate::territory::{Lead, Level, LevelIndex, Parents, Passage, Territory};

/// A build.
pub struct Build {
    /// Its folder.
    pub folder: PathBuf,
    /// Its manifest.
    pub manifest: Manifest,
}

impl Build {
    /// Reads the manifest of the build in `folder`; tables are read when they are asked for.
    ///
    /// ```
    /// use ifn_engine::build::Build;
    ///
    /// let empty = tempfile::tempdir().expect("a folder");
    /// let error = Build::read(empty.path()).err().expect("no build");
    /// assert!(error.to_string().contains("holds no build") && !error.is_usage());
    /// ```
    ///
    /// # Errors
    /// There is none; its manifest is damaged, or of another version.
    pub fn read(folder: &Path) -> Result<Self> {
        let path = folder.join("manifest.json");
        if !path.is_file() {
            return Err(Error::input(folder, "holds no build")
                .with_help("run `ifn build` first, or name the folder with --out"));
        }
        Ok(Self { folder: folder.into(), manifest: Manifest::read(&path)? })
    }

    /// What files made from this build say of themselves.
    pub fn file_metadata(&self) -> Vec<(String, String)> {
        let credits = Credits::of_build(&self.manifest);
        FileProvenance { method: &self.manifest.method, credits: &credits }.metadata()
    }

    /// Path of a level's scores.
    ///
    /// # Errors
    /// A level that was not built.
    pub fn scores_path(&self, level: &str) -> Result<PathBuf> {
        let levels = &self.manifest.method.levels;
        if !levels.iter().any(|l| l == level) {
            return Err(Error::request(format!("level `{level}` was not built"))
                .with_help(nearest(level, levels.iter().map(String::as_str))));
        }
        Ok(self.folder.join("scores").join(format!("{level}.parquet")))
    }

    /// Path of a level's contours.
    ///
    /// # Errors
    /// A build without geometry.
    pub fn territories_path(&self, level: &str) -> Result<PathBuf> {
        let path = self.folder.join("territories").join(format!("{level}.parquet"));
        if path.is_file() {
            return Ok(path);
        }
        let message = format!("the build in {} has no geometry", self.folder.display());
        Err(Error::request(message).with_help("build again without --no-geometry"))
    }

    /// All rows of a level's scores.
    ///
    /// # Errors
    /// A level that was not built; a damaged file.
    pub fn scores(&self, level: &str) -> Result<RecordBatch> {
        read_parquet(&self.scores_path(level)?)
    }

    /// One level as columns, to be compared with that of another build.
    ///
    /// # Errors
    /// A level that was not built; a damaged file.
    pub fn compared(&self, level: &str) -> Result<ComparedBuild> {
        let batch = self.scores(level)?;
        let method = self.manifest.method.clone();
        let ids = || method.indicators.iter();
        let normalised = ids().map(|i| match &i.axis {
            Some(_) => numbers(&batch, &format!("norm_{}", i.id)),
            None => Vec::new(),
        });
        Ok(ComparedBuild {
            codes: strings(&batch, "code"),
            names: strings(&batch, "name"),
            index: numbers(&batch, "score"),
            values: ids().map(|i| numbers(&batch, &format!("value_{}", i.id))).collect(),
            normalised: normalised.collect(),
            method,
        })
    }

    /// A zone as the build knows it, and how its code was reached when it is not its own; see
    /// [`zone_of`].
    ///
    /// # Errors
    /// A level or zone that the build does not have; a damaged file.
    pub fn zone(&self, zone: &ZoneName) -> Result<(ZoneName, Option<Lead>)> {
        let method = &self.manifest.method;
        let finest = method.levels.first().map_or("", String::as_str);
        zone_of(method, (finest, &self.scores(finest)?), zone)
    }

    /// Which units of a level lie in a zone: `rows` are those of its scores, or of another table of the
    /// same units.
    ///
    /// # Errors
    /// A level or zone that the build does not have; a damaged file.
    pub fn members(
        &self,
        level: &str,
        rows: &RecordBatch,
        zone: &ZoneName,
    ) -> Result<BooleanArray> {
        // The finest level that was built holds a column for each level above it.
        let method = &self.manifest.method;
        let finest = method.levels.first().map_or(level, String::as_str);
        let other;
        let finer = if finest == level {
            rows
        } else {
            other = self.scores(finest)?;
            &other
        };
        members(method, (finest, finer), (level, rows), zone)
    }

    /// Codes, names and populations of the levels that were built, for looking units up.
    ///
    /// # Errors
    /// A damaged file.
    pub fn units(&self) -> Result<Territory> {
        let mut territory = Territory::default();
        let mut within = Vec::new();
        let method = &self.manifest.method;
        for id in &method.levels {
            let batch = self.scores(id)?;
            territory.levels.push(Level {
                id: id.clone(),
                codes: strings(&batch, "code").into(),
                names: strings(&batch, "name"),
                population: numbers(&batch, "population"),
                parents: Vec::new(),
            });
            // Names of the finest units repeat those of the next level.
            if let ([finest], Some(next)) = (&territory.levels[..], method.levels.get(1))
                && method.territory_levels.first() == Some(&finest.id)
            {
                within = strings(&batch, next);
            }
        }
        if let [_, next, ..] = &territory.levels[..]
            && !within.is_empty()
        {
            let of_unit = within.iter().map(|code| next.find(code)).collect();
            let parents = Parents { level: LevelIndex::FINEST.above(), of_unit, nests: true };
            territory.levels[0].parents = vec![parents];
        }
        if method.territory.is_none() {
            territory.passage = Passage::builtin()?.clone();
        }
        Ok(territory)
    }

    /// Everything that is known of a unit.
    ///
    /// # Errors
    /// A damaged file; a code that is not in it.
    pub fn unit(&self, level: &str, code: &str) -> Result<UnitValues> {
        let batch = self.scores(level)?;
        let row = row_of_code(&batch, code)
            .ok_or_else(|| Error::request(format!("no {level} {code}")))?;
        let figures = read_parquet(&self.folder.join("reference.parquet"))?;
        Ok(unit_values(&self.manifest.method, level, &batch, row, &figures))
    }
}
