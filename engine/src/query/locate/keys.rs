//! How a file to locate is written: the keys of a table, as options.

use std::fmt::Write;
use std::path::Path;

use crate::catalog::{self, Dataset};
use crate::error::Result;

/// Keys of a table; what is absent is seen in the file, or as for tables.
#[derive(Debug, Clone, Default)]
pub struct TableKeys {
    /// Field separator of a CSV.
    pub delimiter: Option<u8>,
    /// Encoding of a CSV (a WHATWG label).
    pub encoding: Option<String>,
    /// Decimal mark: `.` or `,`.
    pub decimal: Option<char>,
    /// Mark between thousands: `.`, `,`, a space or `'`.
    pub thousands: Option<char>,
    /// Lines above the header.
    pub skip_lines: usize,
    /// Lines below the rows.
    pub skip_bottom: usize,
    /// Lines of a workbook's header.
    pub header_lines: Option<usize>,
    /// Sheet of a workbook, layer of a map.
    pub sheet: Option<String>,
    /// Member of an archive.
    pub member: Option<String>,
}

impl TableKeys {
    /// The table that a file is. `crs`: reference system of a map layer that does not say its own.
    ///
    /// # Errors
    /// A key that has not the value it should.
    pub fn dataset(&self, file: &Path, crs: Option<u32>) -> Result<Dataset> {
        let text = |text: &str| toml::Value::String(text.into()).to_string();
        let mut keys = String::new();
        let mut put = |key: &str, value: Option<String>| {
            if let Some(value) = value {
                let _ = writeln!(keys, "{key} = {value}");
            }
        };
        let sign = |sign: Option<char>| sign.map(|c| text(&c.to_string()));
        put("delimiter", sign(self.delimiter.map(char::from)));
        put("encoding", Some(text(self.encoding.as_deref().unwrap_or(catalog::AUTO))));
        put("decimal", sign(self.decimal));
        put("thousands", sign(self.thousands));
        put("skip_lines", (self.skip_lines > 0).then(|| self.skip_lines.to_string()));
        put("skip_bottom", (self.skip_bottom > 0).then(|| self.skip_bottom.to_string()));
        put("header_lines", self.header_lines.map(|n| n.to_string()));
        put("sheet", self.sheet.as_deref().map(text));
        put("member", self.member.as_deref().map(text));
        put("crs", crs.map(|code| code.to_string()));
        catalog::table_over(&keys, file)
    }
}
