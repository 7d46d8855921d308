//! Codes, names, parents and population: the columns that scores, territories and inputs share.

use super::arrays::{persons, texts};
use super::column::{BuildColumn, ColumnInfo};
use super::french::FrenchText;
use crate::catalog::MethodSummary;
use crate::territory::{LevelIndex, Territory, UnitIndex};
use crate::words;

/// Units of one level: the rows of a table.
#[derive(Clone, Copy)]
pub struct UnitRows<'a> {
    /// All units.
    pub territory: &'a Territory,
    /// The level.
    pub level: LevelIndex,
    /// Units that are written.
    pub kept: &'a [UnitIndex],
}

/// Ids of the levels that contain a level's units.
pub fn parent_ids(territory: &Territory, level: LevelIndex) -> Vec<&str> {
    territory[level].parents.iter().map(|p| territory[p.level].id.as_str()).collect()
}

/// Codes, names, parents and population of the units of `level`; `parents` are the ids of the levels
/// that contain them.
pub fn identity_columns<'a>(
    method: &MethodSummary,
    level: &str,
    parents: &[&str],
) -> Vec<BuildColumn<'a, UnitRows<'a>>> {
    let mut out = vec![
        BuildColumn::new(
            ColumnInfo::new("code", format!("Code of the unit ({level}), text with leading zeros")),
            FrenchText::new("Code", "Code du territoire, en texte, avec ses zéros de tête"),
            |rows: &UnitRows| {
                let level = &rows.territory[rows.level];
                texts(rows.kept, |u| Some(level.code(u)))
            },
        ),
        BuildColumn::new(
            ColumnInfo::new("name", "Name"),
            FrenchText::new("Nom", "Nom du territoire"),
            |rows: &UnitRows| {
                let level = &rows.territory[rows.level];
                texts(rows.kept, |u| Some(level.name(u)))
            },
        ),
    ];
    for parent in parents {
        let id = (*parent).to_string();
        out.push(BuildColumn::new(
            ColumnInfo::new(
                *parent,
                format!("Code of the {parent} that contains the unit; null where it has none or straddles several"),
            ),
            FrenchText::new(
                format!("{} (code)", words::level(parent)),
                "Code du territoire plus grand dont celui-ci fait partie ; vide s’il n’y en a pas, ou s’il est à cheval sur plusieurs",
            ),
            move |rows: &UnitRows| {
                let parents = &rows.territory[rows.level].parents;
                let above = parents.iter().find(|p| rows.territory[p.level].id == id);
                let code = |u: UnitIndex| {
                    let above = above?;
                    Some(rows.territory[above.level].code(above.get(u)?))
                };
                texts(rows.kept, code)
            },
        ));
    }
    let about = match (&method.territory, level) {
        (Some(table), _) => format!("Population, from table `{table}`; sums above the finest level"),
        (None, "iris") => "Population of the census (INSEE RP 2021); for a commune without IRIS in it, its legal population".into(),
        (None, "commune") => "Legal municipal population (INSEE, populations de référence)".into(),
        (None, _) => "Sum of the legal populations of its communes".into(),
    };
    let french = match (&method.territory, level) {
        (Some(table), _) => format!("Population, d’après la table « {table} » ; sommes aux niveaux plus grands"),
        (None, "iris") => "Population du recensement (INSEE, RP 2021) ; pour une commune sans IRIS, sa population municipale légale".into(),
        (None, "commune") => "Population municipale légale (INSEE, populations de référence)".into(),
        (None, _) => "Somme des populations légales de ses communes".into(),
    };
    out.push(BuildColumn::new(
        ColumnInfo::new("population", about).unit("persons"),
        FrenchText::new("Habitants", french),
        |rows: &UnitRows| persons(&rows.territory[rows.level].population, rows.kept),
    ));
    out
}
