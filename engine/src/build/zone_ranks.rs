//! Ranks inside a zone, beside those of all units.
//!
//! In: a table of one level with its scores, which of its rows lie in a zone, and how much of each does. Out: the same
//! table with `rank_in_zone` and `decile_in_zone` counted among these rows, `gap_rank_in_zone` where it holds gaps, and
//! `share_in_zone` (0–1): a unit astride is ranked as a whole, and this says so. A score, its rank and its decile stay
//! those of the whole level. Few units are ranked, not cut into tenths: as in
//! words, `decile_in_zone` is null under [`FEW`] units with a score, and its description says so.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, BooleanArray, Float64Array, Int32Array, RecordBatch};
use arrow::datatypes::{DataType, Field, Schema};

use super::cells::ArrowColumn;
use super::columns::{
    ColumnInfo, DECILE_IN_ZONE, GAP_IN_ZONE, IN_REFERENCE, IN_ZONE, SHARE_IN_ZONE,
};
use crate::analysis::ZoneRank;
use crate::composite::rank::{comparable, competition_rank, ranks_and_deciles};
use crate::error::{Error, Result};
use crate::words::FEW;

/// The zone that the units of a table are ranked in.
#[derive(Debug, Clone, Copy)]
pub struct RankedZone<'a> {
    /// What descriptions call it.
    pub label: &'a str,
    /// Which rows of the table lie in it; all without it.
    pub inside: Option<&'a BooleanArray>,
    /// How much of each row's unit lies in it, 0–1.
    pub shares: &'a Float64Array,
}

/// `table` with ranks inside a zone. Where the method compares units within zones of its own (`reference` is not
/// `france`) their rank there becomes `rank_in_reference`.
///
/// # Errors
/// A table without scores: it is none of a level.
pub fn with_zone_ranks(
    table: &RecordBatch,
    zone: RankedZone,
    reference: &str,
) -> Result<RecordBatch> {
    let RankedZone { label: zone, inside, shares } = zone;
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
                let (ranks, deciles) = ranks_and_deciles(&values(table, "score", inside)?);
                let scored = ranks.iter().filter(|rank| **rank > 0).count();
                arrays.push(known(ranks));
                fields.push(field_of(DECILE_IN_ZONE, tenths(zone, scored)));
                let deciles = if scored < FEW { vec![0; deciles.len()] } else { deciles };
                arrays.push(known(deciles.into_iter().map(u32::from)));
                fields.push(share_field(zone));
                arrays.push(Arc::new(shares.clone()));
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
                arrays.push(known(competition_rank(&values(table, "gap", inside)?, None)));
            }
            // Of the zone that was built.
            DECILE_IN_ZONE | SHARE_IN_ZONE | GAP_IN_ZONE => {}
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

/// `table` with the columns of [`with_zone_ranks`] as `ranked` has them, which holds the same units in the same rows;
/// as it is where that has none.
///
/// # Errors
/// Tables of different rows.
pub fn with_ranks_of(table: &RecordBatch, ranked: &RecordBatch) -> Result<RecordBatch> {
    const ADDED: [&str; 4] = [DECILE_IN_ZONE, SHARE_IN_ZONE, IN_REFERENCE, GAP_IN_ZONE];
    if ranked.column_by_name(SHARE_IN_ZONE).is_none() {
        return Ok(table.clone());
    }
    let schema = table.schema();
    let own = |name: &str| name == IN_ZONE || ADDED.contains(&name);
    let kept = schema.fields().iter().zip(table.columns()).filter(|(field, _)| !own(field.name()));
    let there = ranked.schema();
    let there = there.fields().iter().zip(ranked.columns()).filter(|(field, _)| own(field.name()));
    let (fields, arrays): (Vec<Arc<Field>>, Vec<ArrayRef>) =
        kept.chain(there).map(|(field, array)| (Arc::clone(field), Arc::clone(array))).unzip();
    let schema = Schema::new_with_metadata(fields, schema.metadata.clone());
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
    let (ranks, deciles) = ranks_and_deciles(&values(table, "score", Some(inside))?);
    let scored = ranks.iter().filter(|rank| **rank > 0).count();
    let rank = Some(ranks[row]).filter(|rank| *rank > 0);
    let decile = rank.filter(|_| scored >= FEW).map(|_| deciles[row]);
    Ok(Some(ZoneRank { zone, rank, scored, decile }))
}

/// What `decile_in_zone` is; why it is missing for all where too few units have a score.
fn tenths(zone: &str, scored: usize) -> String {
    let about = format!("Tenth of the units of {zone} by score, 10 = the highest index");
    if scored >= FEW {
        return about;
    }
    format!(
        "{about}; missing for all: {scored} of them have a score, and under {FEW} the rank alone says something"
    )
}

fn field_of(name: &str, about: String) -> Arc<Field> {
    let info = ColumnInfo::new(name, about);
    Arc::new(Field::new(name, DataType::Int32, true).with_metadata(info.metadata()))
}

fn share_field(zone: &str) -> Arc<Field> {
    let about = format!(
        "Share of the unit's persons who live in {zone}; under 1 it lies there in part, and is listed and ranked as a whole"
    );
    let info = ColumnInfo::new(SHARE_IN_ZONE, about).unit("0–1");
    Arc::new(Field::new(SHARE_IN_ZONE, DataType::Float64, true).with_metadata(info.metadata()))
}

/// A column as it is ranked: NaN without a value, and outside of the rows of `inside`.
fn values(table: &RecordBatch, by: &str, inside: Option<&BooleanArray>) -> Result<Vec<f64>> {
    let column = table.column_by_name(by);
    let column = column
        .ok_or_else(|| Error::internal(format!("a table of a level has no column `{by}`")))?;
    let cells = ArrowColumn::of(column.as_ref());
    let is_in = |row: usize| inside.is_none_or(|inside| inside.is_valid(row) && inside.value(row));
    let value = |row: usize| match cells.at(row).number() {
        Some(value) if is_in(row) => comparable(value),
        _ => f64::NAN,
    };
    Ok((0..table.num_rows()).map(value).collect())
}

/// Ranks or deciles, of which 0 is none.
fn known(places: impl IntoIterator<Item = u32>) -> ArrayRef {
    let place = |place: u32| (place > 0).then_some(place as i32);
    Arc::new(places.into_iter().map(place).collect::<Int32Array>())
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

    fn ranked_in(
        table: &RecordBatch,
        inside: Option<&BooleanArray>,
        label: &str,
        reference: &str,
    ) -> Result<RecordBatch> {
        let shares = Float64Array::from(vec![1.0; table.num_rows()]);
        with_zone_ranks(table, RankedZone { label, inside, shares: &shares }, reference)
    }

    fn column(table: &RecordBatch, name: &str) -> Vec<Option<i32>> {
        table.column_by_name(name).expect(name).as_primitive::<Int32Type>().iter().collect()
    }

    #[test]
    fn ranks_are_counted_among_the_rows_of_the_zone() {
        let inside = BooleanArray::from(vec![true, false, true, true, true]);
        let ranked = ranked_in(&table(), Some(&inside), "Hub Bretagne", "france").expect("ranks");
        // Equal on paper: both are first, and the next is third.
        assert_eq!(column(&ranked, "rank_in_zone"), [Some(1), None, None, Some(1), Some(3)]);
        assert_eq!(column(&ranked, "gap_rank_in_zone"), [Some(3), None, None, Some(1), Some(2)]);
        assert_eq!(column(&ranked, "rank"), column(&table(), "rank"));
        assert!(ranked.column_by_name("rank_in_reference").is_none());
        let names: Vec<String> =
            ranked.schema().fields().iter().map(|f| f.name().clone()).collect();
        let zone = ["rank_in_zone", "decile_in_zone", "share_in_zone", "gap", "gap_rank"];
        assert_eq!((&names[2..7], names[7].as_str()), (&zone.map(String::from)[..], GAP_IN_ZONE));
        let beside = with_ranks_of(&table(), &ranked).expect("the same rows");
        assert_eq!(column(&beside, "rank_in_zone"), column(&ranked, "rank_in_zone"));
        assert_eq!(column(&beside, GAP_IN_ZONE), column(&ranked, GAP_IN_ZONE));
        assert_eq!(beside.num_columns(), ranked.num_columns());
        assert_eq!(with_ranks_of(&ranked, &table()).expect("as it is"), ranked);
        let about = ranked.schema().field(2).metadata()["description"].clone();
        assert!(about.contains("among the units of Hub Bretagne with a score"), "{about}");
        let place = |row| zone_rank(&table(), &inside, "Hub".into(), row).expect("ranks");
        let of = |rank| Some(ZoneRank { zone: "Hub".into(), rank, scored: 3, decile: None });
        assert_eq!([place(4), place(2), place(1)], [of(Some(3)), of(None), None]);
        let all = ranked_in(&table(), None, "Hub Bretagne", "france").expect("ranks");
        assert_eq!(column(&all, "rank_in_zone"), column(&table(), "rank"));
    }

    #[test]
    fn the_rank_in_the_reference_zone_stays_under_its_own_name() {
        let ranked = ranked_in(&table(), None, "region:53", "departement").expect("ranks");
        assert_eq!(column(&ranked, "rank_in_reference"), column(&table(), "rank_in_zone"));
        assert_eq!(column(&ranked, "rank_in_zone"), column(&table(), "rank"));
        // A build of a part has ranks inside it already: those of the zone that is asked for replace them.
        let inside = BooleanArray::from(vec![true, false, true, false, true]);
        let once = ranked_in(&table(), Some(&inside), "Hub", "departement").expect("ranks");
        let twice = ranked_in(&ranked, Some(&inside), "Hub", "departement").expect("ranks");
        assert_eq!(twice, once);
    }

    #[test]
    fn few_units_are_ranked_and_not_cut_into_tenths() {
        let scored = |units: usize| {
            let score: Float64Array = (0..units).map(|unit| Some(unit as f64)).collect();
            let place = Int32Array::from(vec![Some(1); units]);
            let fields = [("score", DataType::Float64), ("rank_in_zone", DataType::Int32)];
            let fields: Vec<Field> =
                fields.into_iter().map(|(name, kind)| Field::new(name, kind, true)).collect();
            let arrays: Vec<ArrayRef> = vec![Arc::new(score), Arc::new(place)];
            RecordBatch::try_new(Arc::new(Schema::new(fields)), arrays).expect("a table")
        };
        let ranked = |units| ranked_in(&scored(units), None, "Hub", "france").expect("ranks");
        let about = |table: &RecordBatch| {
            let schema = table.schema();
            let field = schema.field_with_name("decile_in_zone").expect("a column");
            field.metadata()["description"].clone()
        };
        let few = ranked(FEW - 1);
        assert!(column(&few, "decile_in_zone").iter().all(Option::is_none));
        assert!(
            about(&few).contains("missing for all: 199 of them have a score"),
            "{}",
            about(&few)
        );
        let enough = ranked(FEW);
        let tenths = column(&enough, "decile_in_zone");
        assert_eq!(
            (tenths[0], tenths[19], tenths[20], tenths[199]),
            (Some(1), Some(1), Some(2), Some(10))
        );
        assert!(!about(&enough).contains("missing"), "{}", about(&enough));
        let inside = BooleanArray::from(vec![true; FEW]);
        let place = zone_rank(&scored(FEW), &inside, "Hub".into(), FEW - 1).expect("ranks");
        assert_eq!(place.expect("inside").decile, Some(10));
    }
}
