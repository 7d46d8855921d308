//! One cell of an ODS sheet: its value as the file has it, and as a table holds it.

use quick_xml::events::BytesStart;

use super::count;
use crate::table::workbook::cell;
use crate::table::workbook::parts::attribute;

/// A cell, as the file has it.
#[derive(Default, Clone)]
pub struct OdsCell {
    /// From 0.
    pub column: u64,
    /// How many times it is there, side by side.
    pub repeated: u64,
    /// Whether a formula gave it.
    pub formula: bool,
    /// Rows and columns that it covers.
    pub spans: (u64, u64),
    /// `float`, `date`, `string` …, empty where the file gives none.
    pub kind: String,
    value: Option<String>,
    /// As it is shown.
    pub shown: String,
    /// Paragraphs of it that have started.
    pub paragraphs: usize,
}

impl OdsCell {
    /// Of its start tag.
    pub fn begun(element: &BytesStart, column: u64) -> Self {
        let mut cell = Self {
            column,
            repeated: count(element, "table:number-columns-repeated"),
            formula: attribute(element, "table:formula").is_some(),
            spans: (
                count(element, "table:number-rows-spanned"),
                count(element, "table:number-columns-spanned"),
            ),
            kind: attribute(element, "office:value-type").unwrap_or_default(),
            ..Self::default()
        };
        let value = match cell.kind.as_str() {
            "float" | "percentage" | "currency" => "office:value",
            "date" => "office:date-value",
            "time" => "office:time-value",
            "boolean" => "office:boolean-value",
            "string" => "office:string-value",
            _ => return cell,
        };
        cell.value = attribute(element, value);
        cell
    }

    /// As a table holds it; `None` of an empty cell.
    pub fn text(&self) -> Option<String> {
        let value = self.value.as_deref().filter(|v| !v.is_empty());
        let text = match (self.kind.as_str(), value) {
            ("float" | "percentage" | "currency", Some(value)) => {
                let shown = self.shown.trim();
                // A code whose format shows zeros in front.
                let padded = shown.starts_with('0')
                    && shown.len() > value.len()
                    && shown.bytes().all(|b| b.is_ascii_digit())
                    && shown.trim_start_matches('0') == value;
                let number = || value.parse::<f64>().map(|n| n.to_string());
                if padded { shown.into() } else { number().unwrap_or_else(|_| value.into()) }
            }
            ("date", Some(value)) => cell::date(value),
            ("time", Some(value)) => cell::duration(value),
            (_, Some(value)) => value.into(),
            // A formula that gave an error has no value, or an empty one: what it shows is the error.
            ("", None) => return None,
            _ => self.shown.clone(),
        };
        (!text.is_empty()).then_some(text)
    }
}
