//! One dataset file of `datasets/`, or one `[table.…]` of a method: where the table is, how it is
//! laid out, who publishes it.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::file::IndicatorFile;
use super::mapping::{Mapping, SectionFile};
use super::toml_error;
use crate::error::{Error, Result};
use crate::geometry::Crs;

/// The markers that statistical offices write for a value they do not give (`methods.md`, 1).
pub const MARKERS: [&str; 6] = ["s", "ns", "nd", "so", "c", ""];

/// Who publishes a table, under what licence, of which vintage.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Provenance {
    /// What it is, in one line.
    pub title: String,
    /// The producer, as attribution asks for it.
    pub publisher: String,
    /// Licence of the data.
    pub licence: String,
    /// Year or date of the figures.
    pub vintage: String,
    /// The page to read, and to look at when the address moves.
    pub page: String,
    /// Where the file is downloaded.
    pub address: String,
    /// What a user of the figures must know.
    pub note: String,
}

/// Where the bytes are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Location {
    /// Inside the program: a file of `datasets/embedded/`.
    Embedded(String),
    /// A file of the user's, resolved against the method file's folder.
    Local(PathBuf),
    /// A published file: `<data folder>/<dataset id>/<file>`, the file's name being the last
    /// segment of its address unless the dataset says otherwise.
    Published {
        /// File name in the dataset's folder.
        file: String,
    },
}

/// What to do when one key stands on several rows.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OnDuplicate {
    /// Rows that say the same are counted once; rows that differ are an error.
    #[default]
    Error,
    /// The first row is kept, the others are counted as rejected.
    First,
}

/// How the table is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Layout {
    /// Column of codes.
    pub key: String,
    /// Level of the codes.
    pub level: String,
    /// COG year of the codes.
    pub geography: Option<u16>,
    /// Field separator of a CSV.
    pub delimiter: u8,
    /// Decimal mark of numbers written as text: `.` or `,`.
    pub decimal: u8,
    /// `utf-8`, `windows-1252`, … (WHATWG labels).
    pub encoding: String,
    /// Texts that mean "no value".
    pub missing: Vec<String>,
    /// Lines of free text above the header.
    pub skip_lines: usize,
    /// Member of an archive: a name or a pattern with `*`; the first data file when absent.
    pub member: Option<String>,
    /// Sheet of a workbook; the first when absent.
    pub sheet: Option<String>,
    /// Rows to keep: an expression.
    pub filter: Option<String>,
    /// Duplicate keys.
    pub duplicates: OnDuplicate,
    /// Columns of codes whose leading zeros were lost, with their width; `code_width` is that of
    /// the key.
    pub pad: BTreeMap<String, usize>,
    /// A file whose first line names the columns, when the table itself has no header.
    pub header: Option<PathBuf>,
    /// Where each row is, when rows join units by their place and not by a code.
    pub locate: Option<At>,
    /// EPSG code of a map layer that does not say its own reference system.
    pub crs: Option<u32>,
}

/// The columns that say where a row is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum At {
    /// Two numbers, and the EPSG code of their reference system (4326: longitude and latitude).
    Numbers {
        /// East, or longitude.
        x: String,
        /// North, or latitude.
        y: String,
        /// EPSG code.
        crs: u32,
    },
    /// A geometry; of polygons their centre, or a point well inside.
    Geometry(String),
}

impl At {
    /// Names of the columns.
    pub fn columns(&self) -> Vec<&str> {
        match self {
            Self::Numbers { x, y, .. } => vec![x, y],
            Self::Geometry(column) => vec![column],
        }
    }
}

/// `locate`, as written.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct LocateFile {
    lon: Option<String>,
    lat: Option<String>,
    x: Option<String>,
    y: Option<String>,
    crs: Option<u32>,
    geometry: Option<String>,
}

impl LocateFile {
    fn at(self) -> std::result::Result<At, &'static str> {
        match (self.lon, self.lat, self.x, self.y, self.crs, self.geometry) {
            (Some(x), Some(y), None, None, None, None) => Ok(At::Numbers { x, y, crs: 4326 }),
            (None, None, Some(x), Some(y), Some(crs), None) => Ok(At::Numbers { x, y, crs }),
            (None, None, None, None, None, Some(column)) => Ok(At::Geometry(column)),
            (None, None, Some(_), Some(_), None, None) => {
                Err("`locate` with x and y needs `crs`, as in crs = 2154")
            }
            _ => Err("`locate` is { lon, lat }, { x, y, crs } or { geometry }"),
        }
    }
}

/// A source that can be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dataset {
    /// Its name in the catalogue or in the method.
    pub id: String,
    /// Where.
    pub location: Location,
    /// How.
    pub layout: Layout,
    /// Who.
    pub provenance: Provenance,
    /// SHA-256 of the file, when known.
    pub sha256: Option<String>,
    /// How its rows become places, when they do.
    pub places: Option<Mapping>,
}

impl Dataset {
    /// The same layout over a file of the user's own.
    #[must_use]
    pub fn over(&self, file: &Path) -> Self {
        Self { location: Location::Local(file.into()), sha256: None, ..self.clone() }
    }

    /// Where the file is or should be; `None` inside the program.
    pub fn path(&self, data: &Path) -> Option<PathBuf> {
        match &self.location {
            Location::Embedded(_) => None,
            Location::Local(path) => Some(path.clone()),
            Location::Published { file } => Some(data.join(&self.id).join(file)),
        }
    }
}

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
        let named = self.file.as_deref().or(self.address.rsplit('/').next());
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
        if encoding_rs::Encoding::for_label(encoding.as_bytes()).is_none() {
            return Err(wrong(format!("unknown encoding {encoding:?}"))
                .with_help("write utf-8 or windows-1252"));
        }
        let mut pad = self.pad;
        if let Some(width) = self.code_width {
            pad.insert(self.key.clone(), width);
        }
        if let Some((column, width)) = pad.iter().find(|(_, w)| !(1..=20).contains(*w)) {
            return Err(wrong(format!("`{column}` padded to {width} characters: give 1 to 20")));
        }
        let locate = self.locate.map(LocateFile::at).transpose().map_err(|e| wrong(e.into()))?;
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
            },
            provenance: Provenance {
                title: self.title,
                publisher: self.publisher,
                licence: self.licence,
                vintage: self.vintage,
                page: self.page,
                address: self.address,
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
        ] {
            let e = parse(&format!("{head}{extra}"), Path::new("a.toml")).expect_err(extra);
            assert!(e.to_string().contains(said), "{e}");
        }
    }
}
