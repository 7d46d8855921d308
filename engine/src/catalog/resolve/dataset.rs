//! From the keys of a dataset file, or of a `[table.…]` of a method, to a [`Dataset`].

use std::collections::BTreeMap;
use std::path::Path;

use super::mapping::mapping;
use super::row_position::row_position;
use super::source::Source;
use crate::catalog::model::{
    AUTO, Covers, Dataset, Layout, Location, Provenance, RowPosition, TO_COMPLETE, last_segment,
};
use crate::catalog::toml::{self as keys, DatasetFile, IndicatorFile};
use crate::error::{Error, Result};
use crate::geometry::Crs;

/// Parses one file of `datasets/`.
pub fn parse(text: &str, path: &Path) -> Result<(Dataset, BTreeMap<String, IndicatorFile>)> {
    let mut file: DatasetFile = keys::parse(text, path)?;
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
        file.places.take().map(|section| mapping(section, &Source { text, path })).transpose()?;
    let covers = file.take_covers(&id, path)?;
    if covers != Covers::Unsaid && places.is_none() {
        let message = "`covers` is the area of an inventory, and there is no [places]";
        return Err(Error::input(path, message));
    }
    let mut dataset = file.into_dataset(id, path)?;
    dataset.places = places;
    dataset.covers = covers;
    Ok((dataset, indicators))
}

/// A file of the user's own that is written as the keys of a table say, given as TOML.
///
/// # Errors
/// A key that is not known, or has not the value it should.
pub fn table_over(keys: &str, file: &Path) -> Result<Dataset> {
    let text = format!("path = \"file\"\n{keys}");
    let table: DatasetFile = keys::parse(&text, file)?;
    Ok(table.into_dataset("file".into(), file)?.over(file))
}

/// Opens a mapping of places of the user's own: a dataset file with a `[places]` section.
///
/// # Errors
/// No such file; a mistake in it, with its line; no `[places]`.
pub fn open_places(path: &Path) -> Result<Dataset> {
    parse_places(&std::fs::read_to_string(path).map_err(|e| Error::io("read", path, e))?, path)
}

/// The same, of its text; `path` is where it is or would be.
///
/// # Errors
/// A mistake in it, with its line; no `[places]`.
pub fn parse_places(text: &str, path: &Path) -> Result<Dataset> {
    let (dataset, _) = parse(text, path)?;
    if dataset.places.is_none() {
        return Err(Error::input(path, "has no [places] section: it maps no inventory")
            .with_help("docs/places.md shows one"));
    }
    Ok(dataset)
}

impl DatasetFile {
    /// A file of the user's own that is read as places, by the layout and mapping of `like`.
    ///
    /// # Errors
    /// No `path`.
    pub fn over(mut self, like: &Dataset, id: &str, path: &Path) -> Result<Dataset> {
        let Some(local) = &self.path else {
            return Err(Error::input(path, format!("table `{id}`: `mapping` needs a `path`")));
        };
        let mut out = like.over(&path.parent().unwrap_or(Path::new("")).join(local));
        out.id = id.into();
        self.lay_over(&mut out.layout, id, path)?;
        // A later file of the same inventory covers what that one does.
        let covers = self.take_covers(id, path)?;
        if covers != Covers::Unsaid {
            out.covers = covers;
        }
        let provenance = &mut out.provenance;
        for (own, shared) in [
            (self.title, &mut provenance.title),
            (self.publisher, &mut provenance.publisher),
            (self.licence, &mut provenance.licence),
            (self.vintage, &mut provenance.vintage),
        ] {
            let own = stated(own);
            if !own.is_empty() {
                *shared = own;
            }
        }
        Ok(out)
    }

    /// Takes the area that an inventory covers.
    fn take_covers(&mut self, id: &str, path: &Path) -> Result<Covers> {
        let Some(zones) = self.covers.take() else { return Ok(Covers::Unsaid) };
        Covers::read(&zones).map_err(|why| {
            Error::input(path, format!("table `{id}`: {why}"))
                .with_help("covers = [\"departement:35\", \"region:53\"]")
        })
    }

    /// Takes the keys that say how the file is written, over those of `layout`.
    fn lay_over(&mut self, layout: &mut Layout, id: &str, path: &Path) -> Result<()> {
        let wrong = |message: String| Error::input(path, format!("table `{id}`: {message}"));
        if self.decimal.is_some() || self.thousands.is_some() {
            let before = layout.decimal_declared.then(|| char::from(layout.decimal).to_string());
            let decimal = self.decimal.take().or(before);
            (layout.decimal, layout.thousands) =
                marks(decimal.as_deref(), self.thousands.as_deref())
                    .map_err(|e| wrong(e.into()))?;
            layout.decimal_declared =
                decimal.is_some() || matches!(layout.thousands, Some('.' | ','));
        }
        match self.delimiter.as_deref() {
            None => {}
            Some("\\t" | "\t") => layout.delimiter = b'\t',
            Some("\"" | "\n" | "\r") => {
                return Err(wrong("`delimiter` is no quote and no line end".into()));
            }
            Some(s) if s.len() == 1 => layout.delimiter = s.as_bytes()[0],
            Some(s) => return Err(wrong(format!("`delimiter` is one character, not {s:?}"))),
        }
        if let Some(encoding) = self.encoding.take() {
            if encoding != AUTO && encoding_rs::Encoding::for_label(encoding.as_bytes()).is_none() {
                return Err(wrong(format!("unknown encoding {encoding:?}"))
                    .with_help("write utf-8, windows-1252, or auto"));
            }
            layout.encoding = encoding;
        }
        let named = |own: &mut String, key: &mut String| {
            if !own.is_empty() {
                *key = std::mem::take(own);
            }
        };
        named(&mut self.key, &mut layout.key);
        named(&mut self.level, &mut layout.level);
        layout.geography = self.geography.or(layout.geography);
        layout.crs = self.crs.or(layout.crs);
        layout.skip_lines = self.skip_lines.unwrap_or(layout.skip_lines);
        layout.header_lines = self.header_lines.unwrap_or(layout.header_lines);
        if !(1..=10).contains(&layout.header_lines) {
            return Err(wrong(format!("`header_lines` is 1 to 10, not {}", layout.header_lines)));
        }
        layout.skip_bottom = self.skip_bottom.unwrap_or(layout.skip_bottom);
        layout.duplicates = self.duplicates.unwrap_or(layout.duplicates);
        if let Some(missing) = self.missing.take() {
            layout.missing = missing;
        }
        for (own, key) in [
            (&mut self.member, &mut layout.member),
            (&mut self.sheet, &mut layout.sheet),
            (&mut self.filter, &mut layout.filter),
        ] {
            if own.is_some() {
                *key = own.take();
            }
        }
        if let Some(header) = self.header.take() {
            layout.header = Some(path.parent().unwrap_or(Path::new("")).join(header));
        }
        if layout.header_lines > 1 && layout.header.is_some() {
            return Err(wrong("`header` and `header_lines` exclude each other".into()));
        }
        layout.pad.append(&mut self.pad);
        if let Some(width) = self.code_width {
            layout.pad.insert(layout.key.clone(), width);
        }
        if let Some((column, width)) = layout.pad.iter().find(|(_, w)| !(1..=20).contains(*w)) {
            return Err(wrong(format!("`{column}` padded to {width} characters: give 1 to 20")));
        }
        if let Some(locate) = self.locate.take() {
            layout.locate = Some(row_position(locate, layout.crs).map_err(wrong)?);
        }
        for code in self.crs.iter().chain(match &layout.locate {
            Some(RowPosition::Numbers { crs, .. }) => Some(crs),
            _ => None,
        }) {
            Crs::epsg(*code).map_err(|e| wrong(e.to_string()))?;
        }
        layout.renamed.append(&mut self.renamed);
        layout.take.append(&mut self.take);
        if self.pivot.is_some() {
            layout.pivot = self.pivot.take();
        }
        layout.checks.append(&mut self.checks);
        Ok(())
    }

    /// Checks the keys that depend on each other. `path` is the file they are in.
    pub fn into_dataset(mut self, id: String, path: &Path) -> Result<Dataset> {
        let mut layout = Layout::default();
        self.lay_over(&mut layout, &id, path)?;
        let wrong = |message: String| Error::input(path, format!("table `{id}`: {message}"));
        if !self.indicator.is_empty() {
            return Err(wrong(
                "indicators are declared in datasets/ or under [indicator.…]".into(),
            ));
        }
        if self.places.is_some() {
            return Err(wrong("places are mapped in datasets/ or in a file of their own".into()));
        }
        if self.covers.is_some() {
            return Err(wrong("`covers` is the area of an inventory of places".into())
                .with_help("name its `mapping`, or map it in a file of its own"));
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
        if let Some(moved) = &self.moved
            && let Err(e) = regex::Regex::new(&moved.link)
        {
            return Err(wrong(format!("`moved` link is no regular expression: {e}")));
        }
        let file = match &location {
            Location::Local(path) => path.as_path(),
            Location::Published { file } | Location::Embedded(file) => Path::new(file),
        };
        let kind = file.extension().and_then(|e| e.to_str()).unwrap_or("").to_lowercase();
        let plain = ["csv", "txt", "tsv", "xlsx", "xlsm", "xlsb", "xls", "ods"];
        if let (Some(code), None, true) =
            (layout.crs, &layout.locate, plain.contains(&kind.as_str()))
        {
            return Err(wrong(format!(
                "crs = {code} changes nothing: it does not say where rows are"
            ))
            .with_help(format!("locate = {{ x = \"…\", y = \"…\", crs = {code} }}")));
        }
        Ok(Dataset {
            layout,
            provenance: Provenance {
                title: self.title,
                publisher: stated(self.publisher),
                licence: stated(self.licence),
                vintage: stated(self.vintage),
                page: self.page,
                address: self.address,
                confidence: self.confidence,
                moved: self.moved,
                series: self.series,
                note: self.note,
            },
            sha256: self.sha256,
            places: None,
            covers: Covers::Unsaid,
            location,
            id,
        })
    }
}

/// What a key says; nothing where it is to be completed.
fn stated(text: String) -> String {
    if text.trim().eq_ignore_ascii_case(TO_COMPLETE) { String::new() } else { text }
}

/// The decimal mark and the mark between thousands. A point between thousands leaves the comma for
/// decimals, and a comma the point.
fn marks(
    decimal: Option<&str>,
    thousands: Option<&str>,
) -> std::result::Result<(u8, Option<char>), &'static str> {
    let thousands = match thousands {
        None => None,
        Some(" " | "\u{a0}" | "\u{202f}") => Some(' '),
        Some("'" | "\u{2019}") => Some('\''),
        Some(".") => Some('.'),
        Some(",") => Some(','),
        Some(_) => return Err("`thousands` is \".\", \",\", \" \" or \"'\""),
    };
    let decimal = match (decimal, thousands) {
        (Some("."), _) | (None, None | Some(' ' | '\'' | ',')) => b'.',
        (Some(","), _) | (None, Some(_)) => b',',
        (Some(_), _) => return Err("`decimal` is \".\" or \",\""),
    };
    if thousands == Some(char::from(decimal)) {
        return Err("`thousands` and `decimal` are the same mark");
    }
    Ok((decimal, thousands))
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
        assert_eq!(d.layout.missing.len(), crate::catalog::MARKERS.len());
        for (extra, said) in [
            ("", "needs a `path`"),
            ("path='x'\nembedded='y'", "exclude"),
            ("path='x'\ndelimiter=';;'", "one character"),
            ("path='x'\ndecimal='_'", "`decimal`"),
            ("path='x'\nthousands='_'", "`thousands` is"),
            ("path='x'\nthousands='.'\ndecimal='.'", "the same mark"),
            ("path='x'\nskip_bottom=-1", "skip_bottom"),
            ("path='x'\nencoding='klingon'", "unknown encoding"),
            ("path='x'\nkye='K'", "unknown field `kye`"),
            ("path='x'\nlocate={lon='a',y='b'}", "`locate` is {"),
            ("path='x'\nlocate={x='a',y='b'}", "needs `crs`"),
            ("path='x'\nlocate={x='a',y='b',crs=99999}", "EPSG:99999"),
            ("path='x'\ncrs=1", "EPSG:1 "),
            ("path='x'\nheader_lines=0", "`header_lines` is 1 to 10"),
            ("path='x'\nheader_lines=2\nheader='h.csv'", "exclude each other"),
            ("path='x'\nlocate={lon='a',lat='b'}\ncrs=2154", "is in degrees"),
            ("path='x'\nlocate={x='a',y='b',crs=3857}\ncrs=2154", "take one out"),
            ("path='x'\nlocate={square='a'}\ncrs=2154", "take that out"),
            ("path='x.csv'\ncrs=2154", "crs = 2154 changes nothing"),
            ("path='x.csv'\ncovers=['region:53']", "there is no [places]"),
            ("path='x.csv'\ncovers=[]\n[places]\nnom='N'\ncommune='C'", "`covers` is empty"),
            (
                "path='x.csv'\ncovers=['35']\n[places]\nnom='N'\ncommune='C'",
                "a zone is written level:code",
            ),
            (
                "path='x.csv'\ncovers=['france','region:53']\n[places]\nnom='N'\ncommune='C'",
                "alone",
            ),
        ] {
            let e = parse(&format!("{head}{extra}"), Path::new("a.toml")).expect_err(extra);
            assert!(e.to_string().contains(said), "{e}");
        }
    }
}
