//! How an indicator is measured.

/// How an indicator is measured: expressions over its table's columns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Measure {
    /// Counts, summed up the hierarchy then divided.
    Rate {
        /// Counted.
        numerator: String,
        /// Among.
        denominator: String,
    },
    /// A published value, averaged up the hierarchy.
    Value {
        /// The value.
        value: String,
        /// Its weight; the unit's population when absent.
        weight: Option<String>,
    },
    /// Distance to the nearest place of each of these datasets, averaged over them, and up the
    /// hierarchy by the population.
    Nearest {
        /// Ids of datasets of places.
        places: Vec<String>,
    },
    /// The share that polygons cover of each unit's area, or of the points in it.
    Covered {
        /// Position of the table of polygons among the method's tables.
        by: usize,
        /// Of points, which are the rows of the indicator's table; else of the area.
        points: bool,
        /// How much each point counts; 1 when absent.
        weight: Option<String>,
    },
}

impl Measure {
    /// The expressions, in the order they are read.
    pub fn expressions(&self) -> Vec<&str> {
        match self {
            Self::Rate { numerator, denominator } => vec![numerator, denominator],
            Self::Value { value, weight: Some(w) } => vec![value, w],
            Self::Value { value, weight: None } => vec![value],
            Self::Nearest { .. } => Vec::new(),
            Self::Covered { weight, .. } => weight.iter().map(String::as_str).collect(),
        }
    }
}
