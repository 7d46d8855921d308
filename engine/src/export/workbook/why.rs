//! Why a unit has its index, in words: the indicators that raise it most above the middle of the scale.

use super::WorkbookContent;
use super::figures::{figure, percent};
use crate::analysis::above_middle;
use crate::build::cells::ArrowColumn;
use crate::build::numbers;
use crate::catalog::{IndicatorSummary, MethodSummary};
use crate::composite::rank::comparable;
use crate::typography::french;
use crate::words;

/// Indicators that are named at most: as many as on the map's sheets.
const MOST: usize = 2;

/// Reasons of all rows.
pub struct Reasons<'a> {
    method: &'a MethodSummary,
    /// By indicator, then by row.
    above: Vec<Vec<f64>>,
    values: Vec<ArrowColumn<'a>>,
    origins: Vec<ArrowColumn<'a>>,
    scores: Vec<f64>,
    completeness: Vec<f64>,
    lost: ArrowColumn<'a>,
}

impl<'a> Reasons<'a> {
    /// Of the rows of a workbook; nothing where they have no normalised values.
    pub fn new(content: &WorkbookContent<'a>) -> Option<Self> {
        let (rows, method) = (content.rows, content.method);
        let scored = |i: &&IndicatorSummary| i.axis.is_some();
        let first = method.indicators.iter().find(scored)?;
        rows.column_by_name(&format!("norm_{}", first.id))?;
        let normalised: Vec<Vec<f64>> = method
            .indicators
            .iter()
            .map(|i| match &i.axis {
                Some(_) => numbers(rows, &format!("norm_{}", i.id)),
                None => Vec::new(),
            })
            .collect();
        let columns = |prefix: &str| {
            let of = |i: &IndicatorSummary| {
                let column = rows.column_by_name(&format!("{prefix}_{}", i.id));
                column.map_or(ArrowColumn::Nothing, |c| ArrowColumn::of(c.as_ref()))
            };
            method.indicators.iter().map(of).collect::<Vec<_>>()
        };
        let lost = rows.column_by_name("reason_score");
        Some(Self {
            method,
            above: above_middle(method, &normalised),
            values: columns("value"),
            origins: columns("origin"),
            scores: numbers(rows, "score"),
            completeness: numbers(rows, "completeness"),
            lost: lost.map_or(ArrowColumn::Nothing, |c| ArrowColumn::of(c.as_ref())),
        })
    }

    /// Why the unit of a row has its index.
    pub fn of(&self, row: usize) -> String {
        if !self.scores[row].is_finite() {
            return self.no_index(row);
        }
        let known =
            (0..self.above.len()).filter(|i| self.above[*i].get(row).is_some_and(|a| *a > 0.0));
        let mut raising: Vec<usize> = known.collect();
        // Equal ones in the order of the method.
        let by = |i: usize| comparable(self.above[i][row]);
        raising.sort_by(|a, b| by(*b).total_cmp(&by(*a)));
        raising.truncate(MOST);
        if raising.is_empty() {
            return french("Aucun indicateur n'élève l'indice au-dessus du milieu de l'échelle");
        }
        let phrases: Vec<String> = raising.into_iter().map(|i| self.phrase(i, row)).collect();
        french(&phrases.join(" ; "))
    }

    fn phrase(&self, i: usize, row: usize) -> String {
        let indicator = &self.method.indicators[i];
        let Some(value) = self.values[i].at(row).number() else { return indicator.title.clone() };
        let origin = match self.origins[i].at(row).text() {
            Some(name @ ("inherited" | "imputed")) => format!(" ({})", words::origin(name)),
            _ => String::new(),
        };
        let text = format!("{} : {} {}", indicator.title, figure(value), indicator.unit);
        format!("{}{origin}", text.trim_end())
    }

    fn no_index(&self, row: usize) -> String {
        let known = self.completeness.get(row).copied().unwrap_or(f64::NAN);
        let least = self.method.min_available;
        if known < least {
            return french(&format!(
                "Pas d'indice : données disponibles pour {} de l'indice, il en faut {}",
                percent(known),
                percent(least)
            ));
        }
        let why = self.lost.at(row).text().map_or("donnée manquante", words::reason);
        french(&format!("Pas d'indice : {why}"))
    }
}
