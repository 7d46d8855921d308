//! What is asked of an inventory that is sent: its name, the columns that a person chose, the format.

use std::path::Path;

use axum::http::{HeaderMap, StatusCode};
use ifn_engine::error::nearest;
use ifn_engine::places::propose::OwnChoice;
use ifn_engine::places::schema::Field;
use percent_encoding::percent_decode_str;
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

use crate::http::{Parameter, Problem, deserialize_parameters};

/// The header that holds the file's name. No form of another page can send it, and no log holds it.
const FILE_NAME: &str = "ifn-file-name";
/// Kinds of files that are read. An archive, or a table of columns, may unpack to anything.
pub const UPLOADED: [&str; 11] =
    ["csv", "tsv", "txt", "xlsx", "xlsm", "xlsb", "xls", "ods", "json", "geojson", "gpkg"];
/// Bytes of a name.
const MOST_NAME: usize = 255;
/// Columns that the engine looks at.
const MOST_COLUMN: usize = 1_000_000;

/// Parameters of a proposal.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ProposalQuery {
    /// Columns in place of those proposed, as `field:number`, the first column is 1; 0 leaves a field empty
    #[param(style = Form, explode = false, value_type = Option<Vec<String>>, example = json!(["telephone:7", "horaires:0"]))]
    #[serde(default)]
    fields: Vec<FieldColumn>,
    /// `json`: the proposal, when absent; `csv`: everything that is wrong, for the owner of the file
    format: Option<ProposalFormat>,
}

/// A format of proposals.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ToSchema)]
#[schema(rename_all = "lowercase")]
pub enum ProposalFormat {
    /// The proposal and what is wrong.
    #[default]
    Json,
    /// What is wrong, as a spreadsheet program in French opens it.
    Csv,
}

/// A field and the column that is to fill it.
#[derive(Debug, Clone, Copy)]
pub struct FieldColumn(OwnChoice);

impl ProposalQuery {
    /// The format that is asked for.
    pub fn format(&self) -> ProposalFormat {
        self.format.unwrap_or_default()
    }

    /// What a person chose.
    ///
    /// # Errors
    /// A field twice.
    pub fn own(&self) -> Result<Vec<OwnChoice>, Problem> {
        let own: Vec<OwnChoice> = self.fields.iter().map(|one| one.0).collect();
        for (i, one) in own.iter().enumerate() {
            if own[..i].iter().any(|before| before.field == one.field) {
                let name = one.field.name();
                return Err(Problem::bad_request(format!("`fields` names {name} twice")));
            }
        }
        Ok(own)
    }
}

impl Parameter for FieldColumn {
    fn read(text: &str) -> Result<Self, Problem> {
        let wrong = || {
            Problem::bad_request(format!("parameter `fields` holds {text:?}"))
                .help("a field and the number of a column: telephone:7")
        };
        let (name, number) = text.rsplit_once(':').ok_or_else(wrong)?;
        let field = Field::of(name).ok_or_else(|| {
            Problem::bad_request(format!("there is no field {name:?}"))
                .help(nearest(name, Field::ALL.map(Field::name)))
        })?;
        let number: usize = number.parse().ok().filter(|n| *n <= MOST_COLUMN).ok_or_else(wrong)?;
        Ok(Self(OwnChoice { field, column: Some(number).filter(|n| *n > 0) }))
    }
}

impl Parameter for ProposalFormat {
    fn read(name: &str) -> Result<Self, Problem> {
        match name {
            "json" => Ok(Self::Json),
            "csv" => Ok(Self::Csv),
            other => {
                Err(Problem::bad_request(format!("there is no format {other:?} of a proposal"))
                    .help("json or csv"))
            }
        }
    }
}

deserialize_parameters!(FieldColumn, ProposalFormat);

/// The name of the file that is sent, without folders.
///
/// # Errors
/// No name, one that is none, or of a kind that is not read (400, 415).
pub fn file_name(headers: &HeaderMap) -> Result<String, Problem> {
    let wrong = |what: &str| {
        Problem::bad_request(format!("the header {FILE_NAME} {what}"))
            .help("the file's name, percent-encoded as UTF-8: lieux%20du%20Hub.xlsx")
    };
    let coded = headers.get(FILE_NAME).ok_or_else(|| wrong("is missing"))?;
    let coded = coded.to_str().map_err(|_| wrong("is no text"))?;
    let name = percent_decode_str(coded).decode_utf8().map_err(|_| wrong("is not UTF-8"))?;
    let odd = |c: char| c.is_control() || "/\\".contains(c);
    if name.is_empty() || name.len() > MOST_NAME || name.contains(odd) || name.starts_with('.') {
        return Err(wrong("is no name of a file"));
    }
    let ending = Path::new(&*name).extension().and_then(|e| e.to_str()).unwrap_or_default();
    if !UPLOADED.contains(&ending.to_ascii_lowercase().as_str()) {
        return Err(Problem::new(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "unknown-file-kind",
            "Files of this kind are not read here",
            format!("the file {name:?} is of a kind that is not read here"),
        )
        .help(format!("expected: {}", UPLOADED.join(", "))));
    }
    Ok(name.into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(coded: &str) -> Result<String, u16> {
        let mut headers = HeaderMap::new();
        headers.insert(FILE_NAME, coded.parse().expect("a value"));
        file_name(&headers).map_err(|problem| problem.status.as_u16())
    }

    #[test]
    fn names_of_files() {
        assert_eq!(named("Lieux%20%C3%A0%20jour.XLSX").as_deref(), Ok("Lieux à jour.XLSX"));
        let long = format!("{}.csv", "a".repeat(300));
        for coded in
            ["", "..%2Fa.csv", "a%00.csv", "%5Ca.csv", ".csv", "%ff.csv", "..csv", long.as_str()]
        {
            assert_eq!(named(coded), Err(400), "{coded}");
        }
        for coded in ["a.zip", "a.parquet", "a", "a.exe", "a.csv.gz", "a.7z"] {
            assert_eq!(named(coded), Err(415), "{coded}");
        }
        assert!(file_name(&HeaderMap::new()).is_err());
    }

    #[test]
    fn choices_of_columns() {
        let read = |text: &str| FieldColumn::read(text).map(|one| one.0).map_err(|p| p.detail);
        let own = read("telephone:7").expect("a choice");
        assert_eq!((own.field, own.column), (Field::Telephone, Some(7)));
        assert_eq!(read("horaires:0").map(|own| own.column), Ok(None));
        for text in ["", "telephone", "telephone:", "telephone:-1", "telephone:99999999999", "x:1"]
        {
            assert!(read(text).is_err(), "{text}");
        }
    }
}
