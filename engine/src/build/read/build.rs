//! A build: its manifest, a level's table, a unit's row.

use std::path::{Path, PathBuf};

use arrow::array::RecordBatch;
use arrow::compute::filter_record_batch;

use super::parquet::{numbers, read_columns, read_parquet, row_of_code, strings};
use super::unit::unit_values;
use super::zones::{BuiltPart, BuiltZone, HeadCount};
use crate::analysis::compare::ComparedBuild;
use crate::analysis::{UnitValues, ZoneRank};
use crate::build::inputs::FOLDER as INPUTS;
use crate::build::manifest::Manifest;
use crate::build::provenance::{Credits, FileProvenance};
use crate::build::zone_ranks::zone_rank;
use crate::catalog::ZoneSet;
use crate::error::{Error, Result, nearest};
use crate::territory::{Level, LevelIndex, Parents, Passage, Territory};

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

    /// One level as columns, to be compared with that of another build; of a zone, its units alone.
    ///
    /// # Errors
    /// A level or zone that the build does not have; a damaged file.
    pub fn compared(&self, level: &str, zone: Option<&ZoneSet>) -> Result<ComparedBuild> {
        let mut batch = self.scores(level)?;
        if let Some(zone) = zone {
            let mask = self.zone(zone)?.mask(level, &batch)?;
            batch =
                filter_record_batch(&batch, &mask).map_err(|e| Error::internal(e.to_string()))?;
        }
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

    /// A zone as the build knows it; see [`BuiltZone::new`].
    ///
    /// # Errors
    /// A level or member that the build does not have; a damaged file.
    pub fn zone(&self, zone: &ZoneSet) -> Result<BuiltZone> {
        let method = &self.manifest.method;
        let finest = method.levels.first().map_or("", String::as_str);
        let names = |level: &str| match self.scores(level) {
            Ok(scores) => {
                let named = strings(&scores, "code").into_iter().zip(strings(&scores, "name"));
                let all = named.zip(numbers(&scores, "population"));
                all.map(|((code, name), population)| (code, name, population)).collect()
            }
            // A level above those that were built has codes alone.
            Err(_) => Vec::new(),
        };
        let part = self.part(finest)?;
        BuiltZone::new(method, (finest, &self.scores(finest)?), part, zone, &names)
    }

    /// What the build is a part of, where a zone alone was written; nothing of a build of an earlier version, which
    /// does not hold the other units.
    fn part(&self, finest: &str) -> Result<Option<BuiltPart>> {
        let path = self.folder.join(INPUTS).join(format!("{finest}.parquet"));
        let Some(written) = self.manifest.written_zone().filter(|_| path.is_file()) else {
            return Ok(None);
        };
        let levels = &self.manifest.method.territory_levels;
        let wanted = |name: &str| {
            ["code", "population"].contains(&name) || levels.iter().any(|level| level == name)
        };
        Ok(Some(BuiltPart { written, all: read_columns(&path, wanted)? }))
    }

    /// The place of a unit inside a zone.
    ///
    /// # Errors
    /// A level that was not built; a unit that does not lie in the zone; a damaged file.
    pub fn place_in(&self, zone: &BuiltZone, level: &str, code: &str) -> Result<ZoneRank> {
        let scores = self.scores(level)?;
        let mask = zone.mask(level, &scores)?;
        let label = zone.label(&self.manifest);
        let row = row_of_code(&scores, code);
        let place = row.map(|row| zone_rank(&scores, &mask, label.clone(), row)).transpose()?;
        place.flatten().ok_or_else(|| {
            Error::request(format!("{level} {code} does not lie in {label}"))
                .with_help("name another zone, or leave it out")
        })
    }

    /// Persons of a zone: by communes, or by the finest units where no communes were built or a member is
    /// smaller than one.
    ///
    /// # Errors
    /// A damaged file.
    pub fn heads(&self, zone: &BuiltZone) -> Result<HeadCount> {
        let level = zone.heads_level(&self.manifest.method);
        zone.heads(level, &self.scores(level)?)
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
