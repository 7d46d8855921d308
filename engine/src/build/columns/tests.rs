//! For every method: the dictionary, the registry and the written files agree, column by column; and no
//! column is without its French.

use std::path::{Path, PathBuf};

use arrow::array::{AsArray, RecordBatch};
use arrow::datatypes::Float64Type;

use super::{
    ColumnTexts, DECILE_IN_ZONE, GAP_IN_ZONE, IN_REFERENCE, IN_ZONE, LevelRows, METHOD_COLUMNS,
    SHARE_IN_ZONE, column_texts, french_unit, level_columns, parent_ids,
};
use crate::analysis::access::AccessSummary;
use crate::build::{dictionary, read_parquet, scores_table, write_batch};
use crate::catalog::{Catalog, Method, MethodSummary};
use crate::index::{Complete, Normalised, Scores, Treated};
use crate::indicator::{Measured, at_level};
use crate::territory::{Level, LevelIndex, Parents, Territory, UnitIndex};

const UNITS: usize = 3;

/// The methods that the program carries, and those of the tests.
fn methods(catalog: &Catalog) -> Vec<Method> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut files: Vec<PathBuf> = ["configs", "tests/methods"]
        .iter()
        .flat_map(|folder| std::fs::read_dir(root.join(folder)).expect(folder))
        .map(|entry| entry.expect("a file").path())
        .filter(|path| path.extension().is_some_and(|e| e == "toml"))
        .collect();
    files.sort();
    assert!(files.len() > 5, "{files:?}");
    let read = |path: &PathBuf| {
        let text = std::fs::read_to_string(path).expect("text");
        Method::parse(&text, path, catalog).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
    };
    files.iter().map(read).collect()
}

/// Some units of a level and of those above it.
fn territory(ids: &[String]) -> Territory {
    let level = |(i, id): (usize, &String)| {
        let above = |level| Parents {
            level: LevelIndex::new(level),
            of_unit: vec![Some(UnitIndex::new(0)); UNITS],
            nests: true,
        };
        Level {
            id: id.clone(),
            codes: (0..UNITS).map(|u| format!("{id}{u}")).collect::<Vec<_>>().into(),
            names: vec![id.clone(); UNITS],
            population: vec![10.0; UNITS],
            parents: (i + 1..ids.len()).map(above).collect(),
        }
    };
    Territory { levels: ids.iter().enumerate().map(level).collect(), ..Territory::default() }
}

/// The scores of a level, each column with values of its own.
fn table(method: &MethodSummary, territory: &Territory) -> RecordBatch {
    let columns = method.indicators.iter().enumerate().map(|(i, _)| {
        let mut column =
            at_level(&Measured::nothing(LevelIndex::FINEST, UNITS), territory, LevelIndex::FINEST);
        column.values = vec![i as f64; UNITS];
        column
    });
    let complete = Complete { columns: columns.collect(), screened: vec![false; UNITS] };
    let treated = Treated { columns: method.indicators.iter().map(|_| None).collect() };
    let normalised = method.indicators.iter().enumerate().map(|(i, indicator)| {
        if indicator.axis.is_some() { vec![100.0 + i as f64; UNITS] } else { Vec::new() }
    });
    let normalised = Normalised { values: normalised.collect(), screened: Vec::new() };
    let scores = Scores {
        index: vec![1.5; UNITS],
        axes: (0..method.axes.len()).map(|a| vec![200.0 + a as f64; UNITS]).collect(),
        completeness: vec![1.0; UNITS],
        rank: vec![1; UNITS],
        rank_in_zone: vec![1; UNITS],
        decile: vec![10; UNITS],
        lost: Vec::new(),
    };
    let rows = LevelRows {
        territory,
        level: LevelIndex::FINEST,
        kept: &[0, 2].map(UnitIndex::new),
        complete: &complete,
        treated: &treated,
        normalised: &normalised,
        scores: &scores,
        access: &AccessSummary::unknown(UNITS),
    };
    scores_table(method, &rows).expect("a table")
}

#[test]
fn dictionary_registry_and_files_agree() {
    let catalog = Catalog::builtin().expect("catalogue");
    let dir = tempfile::tempdir().expect("folder");
    for method in methods(&catalog) {
        let summary = MethodSummary::from(&method);
        let text = dictionary(&summary);
        for level in &summary.levels {
            let ids: Vec<String> =
                summary.territory_levels.iter().skip_while(|l| *l != level).cloned().collect();
            let territory = territory(&ids);
            let path = dir.path().join("scores.parquet");
            write_batch(&table(&summary, &territory), &path, Vec::new()).expect("written");
            let written = read_parquet(&path).expect("read");
            let columns =
                level_columns(&summary, level, &parent_ids(&territory, LevelIndex::FINEST));
            let heading = format!("## `scores/{level}.parquet`\n");
            let section = text.split(heading.as_str()).nth(1).expect("a section");
            let mut listed = section.lines().skip_while(|l| !l.starts_with("| `"));
            assert_eq!(written.num_columns(), columns.len(), "{}: {level}", summary.id);
            for (field, column) in written.schema().fields().iter().zip(&columns) {
                let info = &column.info;
                assert!(!info.name.is_empty() && !info.description.is_empty(), "{info:?}");
                assert_eq!(*field.name(), info.name, "{}: {level}", summary.id);
                assert_eq!(*field.metadata(), info.metadata(), "{}: {level}", summary.id);
                let line = format!(
                    "| `{}` | {} | {} | {} | {} |",
                    info.name, info.description, info.unit, info.source, info.vintage
                );
                assert_eq!(listed.next(), Some(line.as_str()), "{}: {level}", summary.id);
            }
            assert_eq!(listed.next(), Some(""), "{}: {level}", summary.id);
            holds_its_own(&summary, &written);
            are_french(&summary, level, &written);
        }
    }
}

/// Every column of a level, of its gaps and of rescored tables has a heading of its own and a meaning in French.
fn are_french(method: &MethodSummary, level: &str, written: &RecordBatch) {
    let texts = column_texts(method, level, None);
    let of = |name: &str| {
        let found = texts.iter().find(|c| c.info.name == name);
        found.unwrap_or_else(|| panic!("{}: {level} {name}", method.id))
    };
    let schema = written.schema();
    let mut names: Vec<&str> = schema.fields().iter().map(|f| f.name().as_str()).collect();
    names.extend(METHOD_COLUMNS.map(|(name, _)| name));
    if method.access.is_some() {
        names.extend(["nearest_name", "nearest_commune"]);
    }
    assert_eq!(names.len(), texts.len(), "{}: {level}", method.id);
    for name in names {
        let ColumnTexts { info, french } = of(name);
        for text in [&french.label, &french.meaning] {
            assert!(!text.trim().is_empty(), "{name}");
            for odd in ["l'", "d'", "n'", " :", " ;", " %", " »", "« ", "unit of"] {
                assert!(!text.contains(odd), "{name}: {odd:?} in {text:?}");
            }
        }
        assert_ne!(french.label, info.name, "{name}");
        // A method's own titles are French already.
        assert!(name.starts_with("value_") || french.meaning != info.description, "{name}");
        let twins = texts.iter().filter(|c| c.french.label == french.label).count();
        assert_eq!(twins, 1, "{}: several columns are called {:?}", method.id, french.label);
        assert!(!["persons", "places/10,000", "h/10,000"].contains(&french_unit(&info.unit)));
    }
}

#[test]
fn ranks_inside_a_zone_have_their_french() {
    let catalog = Catalog::builtin().expect("catalogue");
    for method in methods(&catalog) {
        let summary = MethodSummary::from(&method);
        let all = column_texts(&summary, &summary.levels[0], Some("Hub Bretagne"));
        let of = |name: &str| all.iter().find(|c| c.info.name == name).map(|c| &c.french);
        let inside = of(IN_ZONE).expect("a rank");
        assert_eq!(inside.label, "Rang dans le territoire choisi");
        assert!(inside.meaning.contains("Hub Bretagne"), "{inside:?}");
        assert!(of(SHARE_IN_ZONE).is_some_and(|share| share.meaning.contains("Hub Bretagne")));
        assert!(of(DECILE_IN_ZONE).is_some_and(|tenth| tenth.meaning.contains("Hub Bretagne")));
        assert_eq!(of(IN_REFERENCE).is_some(), summary.reference != "france", "{}", summary.id);
        assert_eq!(of(GAP_IN_ZONE).is_some(), summary.access.is_some(), "{}", summary.id);
    }
}

/// Each column holds the values of what it is named for.
fn holds_its_own(method: &MethodSummary, written: &RecordBatch) {
    let first = |name: String| {
        let column = written.column_by_name(&name).unwrap_or_else(|| panic!("{name}"));
        column.as_primitive::<Float64Type>().value(0)
    };
    for (i, indicator) in method.indicators.iter().enumerate() {
        assert_eq!(first(format!("value_{}", indicator.id)), i as f64);
        if indicator.axis.is_some() {
            assert_eq!(first(format!("norm_{}", indicator.id)), 100.0 + i as f64);
        }
        if indicator.treat.is_some() {
            assert_eq!(first(format!("treated_{}", indicator.id)), i as f64);
        }
    }
    for (a, axis) in method.axes.iter().enumerate() {
        assert_eq!(first(format!("axis_{}", axis.id)), 200.0 + a as f64);
    }
}
