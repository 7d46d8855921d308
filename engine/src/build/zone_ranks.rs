//! Ranks inside a zone, beside those of all units.
//!
//! In: a table of one level with its scores, and which of its rows lie in a zone. Out: the same table with
//! `rank_in_zone` counted among these rows, and `gap_rank_in_zone` where it holds gaps. A score, its rank
//! and its decile stay those of the whole level.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, BooleanArray, Int32Array, RecordBatch};
use arrow::datatypes::{DataType, Field, Schema};

use super::cells::ArrowColumn;
use super::columns::{ColumnInfo, GAP_IN_ZONE, IN_REFERENCE, IN_ZONE};
use crate::analysis::ZoneRank;
use crate::composite::rank::{comparable, competition_rank};
use crate::error::{Error, Result};

/// `table` with ranks inside a zone, which descriptions call `zone` and of which the rows of `inside` are;
/// all rows without it. Where the method compares units within zones of its own (`reference` is not `france`) their rank there becomes
/// `rank_in_reference`.
///
/// # Errors
/// A table without scores: it is none of a level.
pub fn with_zone_ranks(
    table: &RecordBatch,
    inside: Option<&BooleanArray>,
    zone: &str,
    reference: &str,
) -> Result<RecordBatch> {
    let schema = table.schema();
    let mut fields: Vec<Arc<Field>> = Vec::new();
    let mut arrays: Vec<ArrayRef> = Vec::new();
    for (field, array) in schema.fields().iter().zip(table.columns()) {
        match field.name().as_str() {
            IN_ZONE => {
                let about = format!(
                    "Rank by score among the units of {zone} with a score, 1 = the highest, ties share the best"
                );
                fields.push(field_of(IN_ZONE, about));
                arrays.push(ranks(table, "score", inside)?);
                if reference != "france" && table.column_by_name(IN_REFERENCE).is_none() {
                    fields.push(Arc::new(field.as_ref().clone().with_name(IN_REFERENCE)));
                    arrays.push(Arc::clone(array));
                }
            }
            "gap_rank" => {
                fields.push(Arc::clone(field));
                arrays.push(Arc::clone(array));
                let about = format!("Rank by gap among the units of {zone}, 1 = the largest");
                fields.push(field_of(GAP_IN_ZONE, about));
                arrays.push(ranks(table, "gap", inside)?);
            }
            // Of the zone that was built.
            GAP_IN_ZONE => {}
            _ => {
                fields.push(Arc::clone(field));
                arrays.push(Arc::clone(array));
            }
        }
    }
    let schema = schema.as_ref().clone();
    let schema = Schema::new_with_metadata(fields, schema.metadata);
    RecordBatch::try_new(Arc::new(schema), arrays).map_err(|e| Error::internal(e.to_string()))
}

/// The place of the unit at `row` of a table among the rows of `inside`, those of the zone called `zone`;
/// nothing where it is not one of them.
///
/// # Errors
/// A table without scores: it is none of a level.
pub fn zone_rank(
    table: &RecordBatch,
    inside: &BooleanArray,
    zone: String,
    row: usize,
) -> Result<Option<ZoneRank>> {
    if !(inside.is_valid(row) && inside.value(row)) {
        return Ok(None);
    }
    let ranks = ranks(table, "score", Some(inside))?;
    let rank = ArrowColumn::of(ranks.as_ref()).at(row).number().map(|rank| rank as u32);
    Ok(Some(ZoneRank { zone, rank, scored: ranks.len() - ranks.null_count() }))
}

fn field_of(name: &str, about: String) -> Arc<Field> {
    let info = ColumnInfo::new(name, about);
    Arc::new(Field::new(name, DataType::Int32, true).with_metadata(info.metadata()))
}

/// Ranks by a column among the rows of `inside`, the largest first; null outside and without a value.
fn ranks(table: &RecordBatch, by: &str, inside: Option<&BooleanArray>) -> Result<ArrayRef> {
    let column = table.column_by_name(by);
    let column = column
        .ok_or_else(|| Error::internal(format!("a table of a level has no column `{by}`")))?;
    let cells = ArrowColumn::of(column.as_ref());
    let is_in = |row: usize| inside.is_none_or(|inside| inside.is_valid(row) && inside.value(row));
    let value = |row: usize| match cells.at(row).number() {
        Some(value) if is_in(row) => comparable(value),
        _ => f64::NAN,
    };
    let values: Vec<f64> = (0..table.num_rows()).map(value).collect();
    let ranks = competition_rank(&values, None).into_iter();
    Ok(Arc::new(ranks.map(|rank| (rank > 0).then_some(rank as i32)).collect::<Int32Array>()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use arrow::array::{AsArray, Float64Array};
    use arrow::datatypes::Int32Type;

    fn table() -> RecordBatch {
        let fields = [
            ("score", DataType::Float64),
            ("rank", DataType::Int32),
            ("rank_in_zone", DataType::Int32),
            ("gap", DataType::Float64),
            ("gap_rank", DataType::Int32),
            ("access", DataType::Float64),
        ];
        let fields: Vec<Field> =
            fields.into_iter().map(|(name, kind)| Field::new(name, kind, true)).collect();
        let score =
            Float64Array::from(vec![Some(0.1 + 0.2), Some(9.0), None, Some(0.3), Some(0.1)]);
        let gap = Float64Array::from(vec![Some(1.0), None, None, Some(3.0), Some(2.0)]);
        let of_level = Int32Array::from(vec![Some(2), Some(1), None, Some(2), Some(4)]);
        let reference = Int32Array::from(vec![Some(1), Some(1), None, Some(2), Some(3)]);
        let arrays: Vec<ArrayRef> = vec![
            Arc::new(score),
            Arc::new(of_level.clone()),
            Arc::new(reference),
            Arc::new(gap.clone()),
            Arc::new(of_level),
            Arc::new(gap),
        ];
        RecordBatch::try_new(Arc::new(Schema::new(fields)), arrays).expect("a table")
    }

    fn column(table: &RecordBatch, name: &str) -> Vec<Option<i32>> {
        table.column_by_name(name).expect(name).as_primitive::<Int32Type>().iter().collect()
    }

    #[test]
    fn ranks_are_counted_among_the_rows_of_the_zone() {
        let inside = BooleanArray::from(vec![true, false, true, true, true]);
        let ranked =
            with_zone_ranks(&table(), Some(&inside), "Hub Bretagne", "france").expect("ranks");
        // Equal on paper: both are first, and the next is third.
        assert_eq!(column(&ranked, "rank_in_zone"), [Some(1), None, None, Some(1), Some(3)]);
        assert_eq!(column(&ranked, "gap_rank_in_zone"), [Some(3), None, None, Some(1), Some(2)]);
        assert_eq!(column(&ranked, "rank"), column(&table(), "rank"));
        assert!(ranked.column_by_name("rank_in_reference").is_none());
        let names: Vec<String> =
            ranked.schema().fields().iter().map(|f| f.name().clone()).collect();
        assert_eq!(names[2..], ["rank_in_zone", "gap", "gap_rank", "gap_rank_in_zone", "access"]);
        let about = ranked.schema().field(2).metadata()["description"].clone();
        assert!(about.contains("among the units of Hub Bretagne with a score"), "{about}");
        let place = |row| zone_rank(&table(), &inside, "Hub".into(), row).expect("ranks");
        let of = |rank| Some(ZoneRank { zone: "Hub".into(), rank, scored: 3 });
        assert_eq!([place(4), place(2), place(1)], [of(Some(3)), of(None), None]);
        let all = with_zone_ranks(&table(), None, "Hub Bretagne", "france").expect("ranks");
        assert_eq!(column(&all, "rank_in_zone"), column(&table(), "rank"));
    }

    #[test]
    fn the_rank_in_the_reference_zone_stays_under_its_own_name() {
        let ranked = with_zone_ranks(&table(), None, "region:53", "departement").expect("ranks");
        assert_eq!(column(&ranked, "rank_in_reference"), column(&table(), "rank_in_zone"));
        assert_eq!(column(&ranked, "rank_in_zone"), column(&table(), "rank"));
        // A build of a part has ranks inside it already: those of the zone that is asked for replace them.
        let inside = BooleanArray::from(vec![true, false, true, false, true]);
        let once = with_zone_ranks(&table(), Some(&inside), "Hub", "departement").expect("ranks");
        let twice = with_zone_ranks(&ranked, Some(&inside), "Hub", "departement").expect("ranks");
        assert_eq!(twice, once);
    }
}
