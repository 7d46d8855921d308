//! Where the rows of a table are, when they join units by their position and not by a code.

/// The columns that say where a row is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RowPosition {
    /// Two numbers, and the EPSG code of their reference system (4326: longitude and latitude).
    Numbers {
        /// East, or longitude.
        x: String,
        /// North, or latitude.
        y: String,
        /// EPSG code.
        crs: u32,
    },
    /// The same, each row with its own reference system.
    Each {
        /// East.
        x: String,
        /// North.
        y: String,
        /// Column of EPSG codes.
        crs: String,
    },
    /// The identifier of a square of INSEE's grids: its middle.
    Square(String),
    /// A geometry; of polygons their centre, or a point well inside.
    Geometry(String),
}

impl RowPosition {
    /// Names of the columns.
    pub fn columns(&self) -> Vec<&str> {
        match self {
            Self::Numbers { x, y, .. } => vec![x, y],
            Self::Each { x, y, crs } => vec![x, y, crs],
            Self::Geometry(column) | Self::Square(column) => vec![column],
        }
    }
}
