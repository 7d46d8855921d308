//! The keys of one dataset file of `datasets/`, or of one `[table.…]` of a method, and what they must
//! satisfy.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::at::{At, LocateFile};
use super::dataset::{
    AUTO, Check, Confidence, Dataset, Layout, Location, MARKERS, Moved, OnDuplicate, Pivot,
    Provenance, last_segment,
};
use super::file::IndicatorFile;
use super::mapping::{Mapping, SectionFile};
use super::toml_error;
use crate::error::{Error, Result};
use crate::geometry::Crs;

/// The keys of a dataset or table, as written.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TableFile {
    #[serde(default)]
    id: Option<String>,
    #[serde(default)]
    title: String,
    #[serde(default)]
    publisher: String,
    #[serde(default)]
    licence: String,
    #[serde(default)]
    vintage: String,
    #[serde(default)]
    page: String,
    #[serde(default)]
    address: String,
    /// Name of the file in the dataset's folder, when the address does not end with it.
    #[serde(default)]
    file: Option<String>,
    #[serde(default)]
    confidence: Option<Confidence>,
    #[serde(default)]
    moved: Option<Moved>,
    #[serde(default)]
    series: String,
    #[serde(default)]
    note: String,
    #[serde(default)]
    sha256: Option<String>,
    #[serde(default)]
    embedded: Option<String>,
    #[serde(default)]
    path: Option<PathBuf>,
    #[serde(default)]
    key: String,
    #[serde(default)]
    level: String,
    #[serde(default)]
    geography: Option<u16>,
    #[serde(default)]
    delimiter: Option<String>,
    #[serde(default)]
    decimal: Option<String>,
    #[serde(default)]
    encoding: Option<String>,
    #[serde(default)]
    missing: Option<Vec<String>>,
    #[serde(default)]
    skip_lines: usize,
    #[serde(default)]
    member: Option<String>,
    #[serde(default)]
    sheet: Option<String>,
    #[serde(default)]
    filter: Option<String>,
    #[serde(default)]
    duplicates: OnDuplicate,
    #[serde(default)]
    code_width: Option<usize>,
    #[serde(default)]
    pad: BTreeMap<String, usize>,
    #[serde(default)]
    header: Option<PathBuf>,
    /// Read as places, with the mapping and layout of this dataset.
    #[serde(default)]
    pub mapping: Option<String>,
    #[serde(default)]
    locate: Option<LocateFile>,
    #[serde(default)]
    crs: Option<u32>,
    #[serde(default)]
    renamed: BTreeMap<String, Vec<String>>,
    #[serde(default)]
    take: BTreeMap<String, usize>,
    #[serde(default)]
    pivot: Option<Pivot>,
    #[serde(default)]
    checks: Vec<Check>,
    #[serde(default)]
    indicator: BTreeMap<String, IndicatorFile>,
    #[serde(default)]
    places: Option<SectionFile>,
}

/// Parses one file of `datasets/`.
pub fn parse(text: &str, path: &Path) -> Result<(Dataset, BTreeMap<String, IndicatorFile>)> {
    let mut file: TableFile =
        toml::from_str(text).map_err(|e| toml_error::explain(text, path, &e))?;
    let id = file.id.take().ok_or_else(|| Error::input(path, "has no `id`"))?;
    for (key, value) in [
        ("title", &file.title),
        ("publisher", &file.publisher),
        ("licence", &file.licence),
        ("vintage", &file.vintage),
    ] {
        if value.is_empty() {
            return Err(Error::input(path, format!("a dataset needs `{key}`")));
        }
    }
    if file.confidence.is_none() && !file.address.is_empty() {
        return Err(Error::input(path, "`address` needs its `confidence`: \"A\", \"B\" or \"C\""));
    }
    let mut indicators = std::mem::take(&mut file.indicator);
    for indicator in indicators.values_mut() {
        if indicator.nearest.is_none() {
            indicator.table.get_or_insert_with(|| id.clone());
        }
    }
    let places =
        file.places.take().map(|section| Mapping::parse(section, text, path)).transpose()?;
    let mut dataset = file.into_dataset(id, path)?;
    dataset.places = places;
    Ok((dataset, indicators))
}

impl TableFile {
    /// A file of the user's own that is read as places, by the layout and mapping of `like`.
    ///
    /// # Errors
    /// No `path`.
    pub fn over(self, like: &Dataset, id: &str, path: &Path) -> Result<Dataset> {
        let Some(local) = &self.path else {
            return Err(Error::input(path, format!("table `{id}`: `mapping` needs a `path`")));
        };
        let mut out = like.over(&path.parent().unwrap_or(Path::new("")).join(local));
        out.id = id.into();
        let told = &mut out.provenance;
        for (own, told) in [
            (self.title, &mut told.title),
            (self.publisher, &mut told.publisher),
            (self.licence, &mut told.licence),
            (self.vintage, &mut told.vintage),
        ] {
            if !own.is_empty() {
                *told = own;
            }
        }
        Ok(out)
    }

    /// Checks the keys that depend on each other. `path` is the file they stand in.
    pub fn into_dataset(self, id: String, path: &Path) -> Result<Dataset> {
        let wrong = |message: String| Error::input(path, format!("table `{id}`: {message}"));
        if !self.indicator.is_empty() {
            return Err(wrong(
                "indicators are declared in datasets/ or under [indicator.…]".into(),
            ));
        }
        if self.places.is_some() {
            return Err(wrong("places are mapped in datasets/ or in a file of their own".into()));
        }
        let named = self.file.as_deref().or(last_segment(&self.address));
        if let Some(file) = self.file.as_deref().filter(|f| f.contains(['/', '\\']) || *f == "..") {
            return Err(wrong(format!("`file` is a name without folders, not {file:?}")));
        }
        let location = match (self.embedded, self.path, named) {
            (Some(_), Some(_), _) => {
                return Err(wrong("`embedded` and `path` exclude each other".into()));
            }
            (Some(file), None, _) => Location::Embedded(file),
            (None, Some(local), _) => {
                Location::Local(path.parent().unwrap_or(Path::new("")).join(local))
            }
            (None, None, Some(file)) if !file.is_empty() => {
                Location::Published { file: file.to_string() }
            }
            _ => return Err(wrong("needs a `path` (or an `address`, or a `file`)".into())),
        };
        let one = |name: &str, text: &Option<String>, default: u8| match text.as_deref() {
            None => Ok(default),
            Some("\\t" | "\t") => Ok(b'\t'),
            Some(s) if s.len() == 1 => Ok(s.as_bytes()[0]),
            Some(s) => Err(wrong(format!("`{name}` is one character, not {s:?}"))),
        };
        let decimal = one("decimal", &self.decimal, b'.')?;
        if !matches!(decimal, b'.' | b',') {
            return Err(wrong("`decimal` is \".\" or \",\"".into()));
        }
        let delimiter = one("delimiter", &self.delimiter, b',')?;
        let encoding = self.encoding.unwrap_or_else(|| "utf-8".into());
        if encoding != AUTO && encoding_rs::Encoding::for_label(encoding.as_bytes()).is_none() {
            return Err(wrong(format!("unknown encoding {encoding:?}"))
                .with_help("write utf-8, windows-1252, or auto"));
        }
        let mut pad = self.pad;
        if let Some(width) = self.code_width {
            pad.insert(self.key.clone(), width);
        }
        if let Some(moved) = &self.moved
            && let Err(e) = regex::Regex::new(&moved.link)
        {
            return Err(wrong(format!("`moved` link is no regular expression: {e}")));
        }
        if let Some((column, width)) = pad.iter().find(|(_, w)| !(1..=20).contains(*w)) {
            return Err(wrong(format!("`{column}` padded to {width} characters: give 1 to 20")));
        }
        let locate = self.locate.map(|l| l.at(self.crs)).transpose().map_err(wrong)?;
        let file = match &location {
            Location::Local(path) => path.as_path(),
            Location::Published { file } | Location::Embedded(file) => Path::new(file),
        };
        let kind = file.extension().and_then(|e| e.to_str()).unwrap_or("").to_lowercase();
        let plain = ["csv", "txt", "tsv", "xlsx", "xlsm", "xls", "ods"].contains(&kind.as_str());
        if let (Some(code), None, true) = (self.crs, &locate, plain) {
            return Err(wrong(format!(
                "crs = {code} changes nothing: it does not say where rows are"
            ))
            .with_help(format!("locate = {{ x = \"…\", y = \"…\", crs = {code} }}")));
        }
        for code in self.crs.iter().chain(match &locate {
            Some(At::Numbers { crs, .. }) => Some(crs),
            _ => None,
        }) {
            Crs::epsg(*code).map_err(|e| wrong(e.to_string()))?;
        }
        Ok(Dataset {
            layout: Layout {
                key: self.key,
                level: self.level,
                geography: self.geography,
                delimiter,
                decimal,
                encoding,
                missing: self
                    .missing
                    .unwrap_or_else(|| MARKERS.iter().map(ToString::to_string).collect()),
                skip_lines: self.skip_lines,
                member: self.member,
                sheet: self.sheet,
                filter: self.filter,
                duplicates: self.duplicates,
                pad,
                header: self.header.map(|h| path.parent().unwrap_or(Path::new("")).join(h)),
                locate,
                crs: self.crs,
                renamed: self.renamed,
                take: self.take,
                pivot: self.pivot,
                checks: self.checks,
            },
            provenance: Provenance {
                title: self.title,
                publisher: self.publisher,
                licence: self.licence,
                vintage: self.vintage,
                page: self.page,
                address: self.address,
                confidence: self.confidence,
                moved: self.moved,
                series: self.series,
                note: self.note,
            },
            sha256: self.sha256,
            places: None,
            location,
            id,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn defaults_and_mistakes() {
        let head = "id='a'\ntitle='t'\npublisher='p'\nlicence='l'\nvintage='2021'\n";
        let (d, _) =
            parse(&format!("{head}path='x.csv'\nkey='K'\nlevel='iris'"), Path::new("d/a.toml"))
                .expect("valid");
        assert_eq!(d.location, Location::Local("d/x.csv".into()));
        assert_eq!((d.layout.delimiter, d.layout.decimal), (b',', b'.'));
        assert_eq!(d.layout.missing.len(), MARKERS.len());
        for (extra, said) in [
            ("", "needs a `path`"),
            ("path='x'\nembedded='y'", "exclude"),
            ("path='x'\ndelimiter=';;'", "one character"),
            ("path='x'\ndecimal='_'", "`decimal`"),
            ("path='x'\nencoding='klingon'", "unknown encoding"),
            ("path='x'\nkye='K'", "unknown field `kye`"),
            ("path='x'\nlocate={lon='a',y='b'}", "`locate` is {"),
            ("path='x'\nlocate={x='a',y='b'}", "needs `crs`"),
            ("path='x'\nlocate={x='a',y='b',crs=99999}", "EPSG:99999"),
            ("path='x'\ncrs=1", "EPSG:1 "),
            ("path='x'\nlocate={lon='a',lat='b'}\ncrs=2154", "is in degrees"),
            ("path='x'\nlocate={x='a',y='b',crs=3857}\ncrs=2154", "take one out"),
            ("path='x'\nlocate={square='a'}\ncrs=2154", "take that out"),
            ("path='x.csv'\ncrs=2154", "crs = 2154 changes nothing"),
        ] {
            let e = parse(&format!("{head}{extra}"), Path::new("a.toml")).expect_err(extra);
            assert!(e.to_string().contains(said), "{e}");
        }
    }
}
