//! Expressions over a table's columns: SQL in spelling and in null rules.
//!
//! In: text such as `nbr - (elig_thd30 + elig_thd100)` or `TYP_IRIS <> 'D'`, and columns by name.
//! Out: numbers (f64, null where unknown) or a mask. Parsed by sqlparser, evaluated with Arrow's
//! kernels. Comparisons and logic are three-valued; a division by zero is null and counted; no NaN
//! and no infinity comes out. `LEAST` and `GREATEST` ignore nulls, as in PostgreSQL and DuckDB.

mod eval;
mod parse;
mod types;

use arrow::array::{BooleanArray, Float64Array, StringArray};

/// Longest expression, in characters.
pub const MAX_LENGTH: usize = 10_000;
/// Deepest nesting.
pub const MAX_DEPTH: usize = 100;
/// Longest chain of operators, as in `a + b + c + …`.
pub const MAX_CHAIN: usize = 300;
/// Longest `IN` list.
pub const MAX_LIST: usize = 10_000;

/// What an expression, or a column in it, is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ValueKind {
    /// f64.
    Number,
    /// Text.
    Text,
    /// True, false or unknown.
    Boolean,
}

impl ValueKind {
    fn name(self) -> &'static str {
        match self {
            Self::Number => "a number",
            Self::Text => "text",
            Self::Boolean => "a condition",
        }
    }
}

/// What is wrong with an expression.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ExprError {
    /// Not SQL.
    #[error("`{expression}`: {message}")]
    Syntax {
        /// The expression.
        expression: String,
        /// What the parser says, with the position.
        message: String,
    },
    /// SQL that has no place here.
    #[error("`{expression}`: {what} is not allowed; {allowed}")]
    Unsupported {
        /// The expression.
        expression: String,
        /// What was found.
        what: String,
        /// What may be there.
        allowed: String,
    },
    /// A text where a number is needed, and the like.
    #[error("`{expression}`: {what} is {found}, {wanted} is needed")]
    Type {
        /// The expression.
        expression: String,
        /// The part of it.
        what: String,
        /// What it is.
        found: &'static str,
        /// What it should be.
        wanted: &'static str,
    },
    /// Too long or too deep.
    #[error("the expression is too {what}: at most {limit}")]
    Limit {
        /// "long", "deep".
        what: &'static str,
        /// The limit.
        limit: usize,
    },
    /// A column could not be read; the table says why.
    #[error("{0}")]
    Column(String),
    /// Arrow refuses.
    #[error("`{expression}`: {message}")]
    Compute {
        /// The expression.
        expression: String,
        /// Its reason.
        message: String,
    },
}

/// Where columns come from.
pub trait Columns {
    /// Number of rows.
    fn rows(&self) -> usize;
    /// A column as numbers.
    ///
    /// # Errors
    /// No such column, or text in it.
    fn number(&self, name: &str) -> Result<Float64Array, String>;
    /// A column as text.
    ///
    /// # Errors
    /// No such column.
    fn text(&self, name: &str) -> Result<StringArray, String>;
}

/// A parsed expression; knows the columns it reads.
///
/// ```
/// use ifn_engine::table::expr::{Expr, ValueKind};
/// let poor = Expr::parse("100 * poor / population").unwrap();
/// assert_eq!(poor.columns(), ["poor", "population"]);
/// assert!(Expr::parse("poor /").is_err());
/// let quarters = Expr::parse("typ_iris <> 'Z'").unwrap();
/// let types = quarters.types(ValueKind::Boolean).unwrap();
/// assert_eq!(types, [("typ_iris".to_string(), ValueKind::Text)]);
/// ```
#[derive(Debug, Clone)]
pub struct Expr {
    source: String,
    root: parse::Ast,
    columns: Vec<String>,
}

/// Numbers, and what was met on the way.
#[derive(Debug, Clone)]
pub struct Evaluated {
    /// One a row; null where unknown.
    pub values: Float64Array,
    /// Divisions of a number by 0.
    pub divisions_by_zero: usize,
    /// Results that were no finite number, and are null now.
    pub not_finite: usize,
}

impl Expr {
    /// Parses `text`.
    ///
    /// # Errors
    /// Text that is not an expression, or that asks for what is not allowed here.
    pub fn parse(text: &str) -> Result<Self, ExprError> {
        let (root, columns) = parse::parse(text)?;
        Ok(Self { source: text.trim().to_string(), root, columns })
    }

    /// Column names, in the order of first use.
    pub fn columns(&self) -> &[String] {
        &self.columns
    }

    /// The text it was parsed from.
    pub fn source(&self) -> &str {
        &self.source
    }

    /// What each column is, by its use, when the whole is to be `wanted`.
    ///
    /// # Errors
    /// Uses that contradict each other.
    pub fn types(&self, wanted: ValueKind) -> Result<Vec<(String, ValueKind)>, ExprError> {
        let kinds = types::infer(self, wanted)?;
        Ok(self.columns.iter().cloned().zip(kinds).collect())
    }

    /// Evaluates to numbers.
    ///
    /// # Errors
    /// A column that is not there; uses that contradict each other.
    pub fn numbers(&self, columns: &dyn Columns) -> Result<Evaluated, ExprError> {
        let mut eval = eval::Eval::new(self, ValueKind::Number, columns)?;
        let values = eval.number(&self.root)?;
        Ok(Evaluated {
            values,
            divisions_by_zero: eval.divisions_by_zero,
            not_finite: eval.not_finite,
        })
    }

    /// Evaluates to a mask: a filter keeps the rows where it is true.
    ///
    /// # Errors
    /// As [`Expr::numbers`].
    pub fn mask(&self, columns: &dyn Columns) -> Result<BooleanArray, ExprError> {
        let mut eval = eval::Eval::new(self, ValueKind::Boolean, columns)?;
        eval.boolean(&self.root)
    }
}

#[cfg(test)]
mod tests;
