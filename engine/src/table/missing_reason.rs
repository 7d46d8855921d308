//! Why a value is missing.

/// Why a value is missing. A value that is there has none: `Option<MissingReason>` is one byte.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum MissingReason {
    /// `s`: statistical secrecy.
    Secret,
    /// `ns`: not significant.
    NotSignificant,
    /// `nd`: not available.
    NotAvailable,
    /// `so`: not applicable.
    NotApplicable,
    /// `c`: confidential.
    Confidential,
    /// The cell is empty.
    Empty,
    /// Another marker that the table declares.
    OtherMarker,
    /// The table has no row for the unit.
    NoRow,
    /// The denominator is 0.
    ZeroDenominator,
    /// The result is no finite number.
    NotFinite,
    /// The expression gives null.
    NullInExpression,
    /// None of the finer units has a value.
    NoFinerValue,
    /// No unit of the table's level contains the unit.
    NoContainingUnit,
    /// The optional table is not there.
    NoTable,
    /// It is not known where the people of the unit are.
    NoPosition,
    /// No place of that kind is known.
    NoPlace,
    /// The unit lies outside of the area that the inventory of places covers.
    NotInventoried,
}

impl MissingReason {
    /// All, in the order of the variants.
    pub const ALL: [Self; 17] = [
        Self::Secret,
        Self::NotSignificant,
        Self::NotAvailable,
        Self::NotApplicable,
        Self::Confidential,
        Self::Empty,
        Self::OtherMarker,
        Self::NoRow,
        Self::ZeroDenominator,
        Self::NotFinite,
        Self::NullInExpression,
        Self::NoFinerValue,
        Self::NoContainingUnit,
        Self::NoTable,
        Self::NoPosition,
        Self::NoPlace,
        Self::NotInventoried,
    ];

    /// As written in outputs.
    ///
    /// ```
    /// use ifn_engine::table::MissingReason;
    /// assert_eq!(MissingReason::Secret.name(), "s");
    /// ```
    pub const fn name(self) -> &'static str {
        match self {
            Self::Secret => "s",
            Self::NotSignificant => "ns",
            Self::NotAvailable => "nd",
            Self::NotApplicable => "so",
            Self::Confidential => "c",
            Self::Empty => "empty",
            Self::OtherMarker => "marker",
            Self::NoRow => "no_row",
            Self::ZeroDenominator => "zero_denominator",
            Self::NotFinite => "not_finite",
            Self::NullInExpression => "null_in_expression",
            Self::NoFinerValue => "no_finer_value",
            Self::NoContainingUnit => "no_containing_unit",
            Self::NoTable => "no_table",
            Self::NoPosition => "no_position",
            Self::NoPlace => "no_place",
            Self::NotInventoried => "not_inventoried",
        }
    }

    /// The reason that outputs write so; `None` for another text.
    ///
    /// ```
    /// use ifn_engine::table::MissingReason;
    /// for reason in MissingReason::ALL {
    ///     assert_eq!(MissingReason::from_name(reason.name()), Some(reason));
    /// }
    /// assert_eq!(MissingReason::from_name(""), None);
    /// ```
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.name() == name)
    }

    /// What a cell that is a marker of missing values means: a marker of statistical offices in any
    /// case, an empty cell, or another marker.
    pub(super) fn of_marker(marker: &str) -> Self {
        let marker = marker.to_lowercase();
        match marker.as_str() {
            "s" => Self::Secret,
            "ns" => Self::NotSignificant,
            "nd" => Self::NotAvailable,
            "so" => Self::NotApplicable,
            "c" => Self::Confidential,
            "" => Self::Empty,
            _ => Self::OtherMarker,
        }
    }
}
