//! A mapping that is proposed for an inventory, and what is wrong in the inventory, as JSON.

use ifn_engine::places::propose::{Certainty, Proposal, ProposedField, UnknownValue};
use ifn_engine::places::schema::Field;
use ifn_engine::places::{
    Examination, OwnerLine, Place, Position, Register, Reject, RowFates, for_people,
};
use serde::Serialize;
use utoipa::ToSchema;

/// Mistakes, and places that are known already, of one answer: the CSV has all mistakes.
const MOST_LISTED: usize = 2_000;
/// Places that show how the file is read.
const SHOWN: usize = 3;

/// What a server reads of the files that people send it.
#[derive(Serialize, ToSchema)]
pub struct Uploads {
    /// Whether its owner allows it.
    pub allowed: bool,
    /// Bytes of a file, at most.
    pub most_bytes: usize,
    /// Endings of the files that are read.
    pub kinds: Vec<&'static str>,
}

/// A mapping that is proposed, and what the file gives with it.
#[derive(Serialize, ToSchema)]
pub struct InventoryProposal {
    /// Title of the source: the file's name.
    title: String,
    /// Rows of the table.
    rows: usize,
    /// Rows that were looked at to find the mapping.
    looked_at: usize,
    /// All fields of the schema, in its order, with what fills them.
    fields: Vec<FieldProposal>,
    /// The columns of the file.
    columns: Vec<ColumnProposal>,
    /// What was chosen among several or left out, in French.
    notes: Vec<String>,
    /// What no column says and no place can do without, in French. Empty: the mapping can be used.
    lacking: Vec<String>,
    /// The mapping as a file for `ifn places check` and `ifn build --places`; null where it cannot be used.
    toml: Option<String>,
    /// What the file gives with it; null where it cannot be used.
    check: Option<InventoryCheck>,
}

/// What fills a field.
#[derive(Serialize, ToSchema)]
pub struct FieldProposal {
    /// Name in the schema.
    field: &'static str,
    /// Heading for people, in French.
    title: String,
    /// Numbers of its columns, from 1; none: the field stays empty.
    columns: Vec<usize>,
    /// How certain that is: `sure`, `likely` or `unsure`; null without a column.
    certainty: Option<&'static str>,
    /// Why, in French.
    reasons: Vec<String>,
    /// Values that are not understood.
    unknown: Vec<NotUnderstood>,
    /// There are more different values than were looked at.
    more_values: bool,
}

/// A value that is not understood.
#[derive(Serialize, ToSchema)]
pub struct NotUnderstood {
    /// As the file writes it.
    value: String,
    /// Cells with it, among those that were looked at.
    count: usize,
    /// The allowed value that is nearest to it; it is not taken.
    nearest: Option<String>,
}

/// A column of the file.
#[derive(Serialize, ToSchema)]
pub struct ColumnProposal {
    /// Position in the file, from 1.
    number: usize,
    /// Heading.
    name: String,
    /// Cells with a value, among the rows that were looked at; a column without any cannot be chosen.
    filled: usize,
    /// The first of its texts, cut.
    examples: Vec<String>,
    /// Why it fills no field, in French; null where it fills one.
    left_out: Option<String>,
}

/// What a file gives with a mapping.
#[derive(Serialize, ToSchema)]
pub struct InventoryCheck {
    /// Rows read.
    rows: usize,
    /// Places made of them.
    places: usize,
    /// Rows that make no place.
    rejected: usize,
    /// Places that stand at the centre of their commune.
    at_centre: usize,
    /// The first places, as they are read.
    first: Vec<ReadPlace>,
    /// Mistakes in all.
    errors_total: usize,
    /// The first mistakes, by line.
    errors: Vec<RowError>,
    /// Places that this index knows already, in all.
    known_total: usize,
    /// The first of them, by line.
    known: Vec<KnownPlace>,
}

/// A place as it is read.
#[derive(Serialize, ToSchema)]
pub struct ReadPlace {
    /// Line of the file, as a spreadsheet program numbers it.
    line: usize,
    /// Fields that are known: title and text.
    values: Vec<[String; 2]>,
}

/// A mistake.
#[derive(Serialize, ToSchema)]
pub struct RowError {
    /// Line of the file.
    line: usize,
    /// Name of the place, where it has one.
    nom: Option<String>,
    /// Title of the field, in French; empty when it is the whole row.
    title: String,
    /// What stands there, cut.
    value: String,
    /// What is wrong.
    problem: String,
    /// What was expected.
    expected: String,
    /// What could stand there instead; empty where only the owner knows.
    correction: String,
    /// What became of the place.
    effect: String,
    /// Where the place is; null where it is not known.
    at: Option<PlacedAt>,
}

/// Where a place of the file is.
#[derive(Serialize, ToSchema)]
pub struct PlacedAt {
    /// Longitude, WGS 84.
    lon: f64,
    /// Latitude.
    lat: f64,
    /// It is the centre of its commune.
    centre: bool,
}

/// A place of the file that this index knows already.
#[derive(Serialize, ToSchema)]
pub struct KnownPlace {
    /// Line of the file.
    line: usize,
    /// Its name in the file.
    nom: String,
    /// Id of the place that is known.
    id: String,
    /// Its name there.
    known_nom: String,
    /// Titles of the sources that know it.
    sources: Vec<String>,
    /// Where it is.
    at: Option<PlacedAt>,
}

impl InventoryProposal {
    /// Of a proposal and what the file gives with it; `file` is its name, `known` are the places of the build.
    pub fn new(
        proposal: Proposal,
        file: &str,
        examination: Option<&Examination>,
        known: &Register,
    ) -> Self {
        Self {
            fields: Field::ALL.into_iter().map(|field| filled(&proposal, field)).collect(),
            toml: examination.map(|_| proposal.to_toml(file)),
            check: examination.map(|found| InventoryCheck::new(found, known)),
            columns: proposal.columns.into_iter().map(column).collect(),
            title: proposal.title,
            rows: proposal.rows,
            looked_at: proposal.looked_at,
            notes: proposal.notes,
            lacking: proposal.lacking,
        }
    }
}

fn filled(proposal: &Proposal, field: Field) -> FieldProposal {
    let title = title(field);
    let Some(found) = proposal.field(field) else {
        return FieldProposal {
            field: field.name(),
            title,
            columns: Vec::new(),
            certainty: None,
            reasons: Vec::new(),
            unknown: Vec::new(),
            more_values: false,
        };
    };
    let ProposedField { certainty, columns, reasons, unknown, more_values, .. } = found;
    let number =
        |name: &String| proposal.columns.iter().find(|c| c.name == *name).map(|c| c.number);
    FieldProposal {
        field: field.name(),
        title,
        columns: columns.iter().filter_map(number).collect(),
        certainty: Some(match certainty {
            Certainty::Sure => "sure",
            Certainty::Likely => "likely",
            Certainty::Unsure => "unsure",
        }),
        reasons: reasons.clone(),
        unknown: unknown.iter().map(not_understood).collect(),
        more_values: *more_values,
    }
}

fn not_understood(value: &UnknownValue) -> NotUnderstood {
    NotUnderstood {
        value: value.value.clone(),
        count: value.count,
        nearest: value.nearest.map(typographic),
    }
}

fn column(column: ifn_engine::places::propose::ProposedColumn) -> ColumnProposal {
    ColumnProposal {
        number: column.number,
        name: column.name,
        filled: column.filled,
        examples: column.examples,
        left_out: column.left_out,
    }
}

impl InventoryCheck {
    fn new(found: &Examination, known: &Register) -> Self {
        let source = found.register.sources.first();
        let rejects = &found.register.rejects;
        let fates = found.register.fates();
        let first = found.rows.iter().take(SHOWN);
        let errors = rejects.iter().take(MOST_LISTED);
        let overlaps = found.overlaps.iter().take(MOST_LISTED);
        Self {
            rows: source.map_or(0, |source| source.rows),
            places: found.register.places.len(),
            rejected: source.map_or(0, |source| source.rejected),
            at_centre: source.map_or(0, |source| source.at_centre),
            first: first.map(|(row, place)| read_place(found.line(*row), place)).collect(),
            errors_total: rejects.len(),
            errors: errors.map(|reject| row_error(found, reject, &fates)).collect(),
            known_total: found.overlaps.len(),
            known: overlaps.filter_map(|(row, at)| known_place(found, *row, known, *at)).collect(),
        }
    }
}

fn read_place(line: usize, place: &Place) -> ReadPlace {
    let values = Field::ALL
        .into_iter()
        .filter_map(|field| Some([title(field), for_people(field, place.text(field)?)]));
    ReadPlace { line, values: values.collect() }
}

fn row_error(found: &Examination, reject: &Reject, fates: &RowFates) -> RowError {
    let OwnerLine { title, problem, expected, correction, effect } =
        OwnerLine::of(reject, fates.of(reject));
    let place = found.rows.get(&reject.row);
    RowError {
        line: found.line(reject.row),
        nom: place.map(|place| place.name().into()),
        title,
        value: reject.value.clone(),
        problem,
        expected,
        correction,
        effect,
        at: place.and_then(placed_at),
    }
}

fn known_place(
    found: &Examination,
    row: u32,
    known: &Register,
    position: usize,
) -> Option<KnownPlace> {
    let (place, other) = (found.rows.get(&row)?, known.places.get(position)?);
    let titles = other.sources.iter().filter_map(|source| known.sources.get(usize::from(*source)));
    Some(KnownPlace {
        line: found.line(row),
        nom: place.name().into(),
        id: other.id().into(),
        known_nom: other.name().into(),
        sources: titles.map(|source| source.title.clone()).collect(),
        at: placed_at(place),
    })
}

fn placed_at(place: &Place) -> Option<PlacedAt> {
    let [lon, lat] = place.point;
    let centre = place.position == Position::CommuneCentre;
    (lon.is_finite() && lat.is_finite()).then_some(PlacedAt { lon, lat, centre })
}

fn title(field: Field) -> String {
    typographic(field.info().title)
}

/// With the apostrophe of French.
fn typographic(text: &str) -> String {
    text.replace('\'', "’")
}
