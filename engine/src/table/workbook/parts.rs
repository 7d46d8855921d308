//! Members of a workbook that is a zip, within limits.

use std::borrow::Cow;
use std::io::{Cursor, Read};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

use bytes::Bytes;
use quick_xml::Reader;
use quick_xml::escape::unescape;
use zip::ZipArchive;

use super::Opened;
use crate::error::{Error, Result};

/// Bytes of a sheet or of the shared texts, unpacked: beyond, a table is no workbook any more.
pub const MAX_PART: u64 = 1 << 30;
/// Bytes of the parts that describe a workbook.
const MAX_SMALL: u64 = 32 << 20;
/// Deflate never packs better.
const MAX_RATIO: u64 = 1_032;

/// A workbook's members.
pub struct WorkbookParts {
    path: PathBuf,
    zip: ZipArchive<Cursor<Bytes>>,
}

impl WorkbookParts {
    /// Opens the table of contents.
    ///
    /// # Errors
    /// No zip.
    pub fn open(opened: &Opened) -> Result<Self> {
        if opened.bytes.starts_with(b"\xd0\xcf\x11\xe0") {
            return Err(Error::input(
                &opened.path,
                "is protected by a password, or an old workbook",
            )
            .with_help("save it without a password, as .xlsx or .ods (.xls for an old one)"));
        }
        let zip = ZipArchive::new(Cursor::new(opened.bytes.clone()))
            .map_err(|e| broken(&opened.path, &e))?;
        Ok(Self { path: opened.path.clone(), zip })
    }

    /// The members' names.
    pub fn names(&self) -> Vec<String> {
        self.zip.file_names().flatten().map(Cow::into_owned).collect()
    }

    /// The name of a member as it is written in the file: some programs write backslashes or
    /// capitals.
    fn written(&self, name: &str) -> Option<String> {
        let same = |n: &str| n.replace('\\', "/").eq_ignore_ascii_case(name);
        self.zip.file_names().flatten().find(|n| same(n)).map(Cow::into_owned)
    }

    /// A member as a stream that ends with an error beyond its limit; `None` when there is no such member.
    ///
    /// # Errors
    /// It announces more than a workbook's part is read.
    pub fn stream(&mut self, name: &str) -> Result<Option<impl Read>> {
        let Some(written) = self.written(name) else { return Ok(None) };
        let path = self.path.clone();
        let file = self.zip.by_name(&written).map_err(|e| broken(&path, &e))?;
        if file.size() > MAX_PART {
            return Err(too_large(&path, name, file.size()));
        }
        Ok(Some(Bounded { from: file, left: MAX_PART }))
    }

    /// A part that describes the workbook, whole.
    ///
    /// # Errors
    /// Too large, or damaged.
    pub fn small(&mut self, name: &str) -> Result<Option<Vec<u8>>> {
        let path = self.path.clone();
        let Some(stream) = self.stream(name)? else { return Ok(None) };
        let mut out = Vec::new();
        stream.take(MAX_SMALL + 1).read_to_end(&mut out).map_err(|e| broken(&path, &e))?;
        if out.len() as u64 > MAX_SMALL {
            return Err(too_large(&path, name, out.len() as u64));
        }
        Ok(Some(out))
    }

    /// Refuses a workbook that unpacks to more than some bytes, all members together. They are counted: what
    /// members announce may be a lie.
    ///
    /// # Errors
    /// It does; a damaged member.
    pub fn within(&mut self, most: u64) -> Result<()> {
        let mut left = most;
        for index in 0..self.zip.len() {
            let file = self.zip.by_index(index).map_err(|e| broken(&self.path, &e))?;
            let size = std::io::copy(&mut file.take(left + 1), &mut std::io::sink())
                .map_err(|e| broken(&self.path, &e))?;
            left = left.checked_sub(size).ok_or_else(|| {
                Error::input(&self.path, format!("unpacks to more than {most} bytes")).with_help(
                    "keep the sheet of the places alone, without pictures, or save it as CSV",
                )
            })?;
        }
        Ok(())
    }

    /// Refuses a workbook of which a member that will be read is too large. What a member announces
    /// may be a lie: one that could unpack to more than the limit is unpacked to nothing and counted.
    ///
    /// # Errors
    /// A member beyond the limit, by its name; a damaged one.
    pub fn bounded(&mut self, read: impl Fn(&str) -> bool) -> Result<()> {
        for index in 0..self.zip.len() {
            let file = self.zip.by_index(index).map_err(|e| broken(&self.path, &e))?;
            let name = file.name().map_err(|e| broken(&self.path, &e))?.into_owned();
            if !read(&name.replace('\\', "/").to_ascii_lowercase()) {
                continue;
            }
            let most = file.compressed_size().saturating_mul(MAX_RATIO);
            let announced = file.size();
            let size = if announced > MAX_PART || most <= MAX_PART {
                announced
            } else {
                std::io::copy(&mut file.take(MAX_PART + 1), &mut std::io::sink())
                    .map_err(|e| broken(&self.path, &e))?
            };
            if size > MAX_PART {
                return Err(too_large(&self.path, &name, size));
            }
        }
        Ok(())
    }
}

struct Bounded<R> {
    from: R,
    left: u64,
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
        let read = self.from.read(into)?;
        self.left = self.left.checked_sub(read as u64).ok_or_else(|| {
            std::io::Error::other(format!("it unpacks to more than {MAX_PART} bytes"))
        })?;
        Ok(read)
    }
}

/// A reader of XML: `<a/>` is read as `<a></a>`.
pub fn xml<R: std::io::BufRead>(from: R) -> Reader<R> {
    let mut reader = Reader::from_reader(from);
    let config = reader.config_mut();
    config.check_end_names = false;
    config.check_comments = false;
    config.expand_empty_elements = true;
    reader
}

/// An attribute by its name, with or without a prefix.
pub fn attribute(element: &quick_xml::events::BytesStart, name: &str) -> Option<String> {
    let mut all = element.attributes();
    all.with_checks(false);
    all.flatten()
        .find(|a| a.key.as_ref() == name || a.key.local_name().as_ref() == name)
        .and_then(|a| Some(unescape(&a.value).ok()?.into_owned()))
}

/// The message for a damaged workbook.
pub fn broken(path: &Path, why: &dyn std::fmt::Display) -> Error {
    Error::input(path, format!("is not a usable workbook: {why}")).with_help(
        "it may be cut short or damaged: get it again, or open it in a spreadsheet program and save it",
    )
}

/// Records are read at places that the file itself says: a damaged one must not stop the program.
pub fn guarded<T>(opened: &Opened, read: impl FnOnce() -> Result<T>) -> Result<T> {
    catch_unwind(AssertUnwindSafe(read))
        .unwrap_or_else(|_| Err(broken(&opened.path, &"its records do not fit together")))
}

fn too_large(path: &Path, name: &str, size: u64) -> Error {
    Error::input(
        path,
        format!("its part `{name}` unpacks to {size} bytes or more: at most {MAX_PART} are read"),
    )
    .with_help("delete what the sheet holds beyond its table, or export the sheet as CSV")
}
