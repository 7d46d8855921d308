//! What a pyramid is made of: layers of features with attributes.

use crate::geometry::Shape;
use crate::tiles::mvt::encode::Value;

/// One layer.
pub struct Layer {
    /// Its name in tiles.
    pub id: String,
    /// What it is, for the archive's metadata.
    pub description: String,
    /// Smallest and largest zoom at which it is drawn.
    pub zooms: (u8, u8),
    /// Id of each feature: the same from build to build.
    pub ids: Vec<u64>,
    /// What each looks like, longitude and latitude in WGS 84 degrees, going on beyond 180° across
    /// the antimeridian; features of none are left out.
    pub shapes: Vec<Option<Shape>>,
    /// Whether units share their borders, point for point, with those of the other layers of which
    /// this is true: they are then simplified together.
    pub coverage: bool,
    /// Attributes of each feature, the most needed first.
    pub attributes: Vec<Attribute>,
}

/// One attribute of all features.
pub struct Attribute {
    /// Its name.
    pub name: String,
    /// What it is, for the archive's metadata.
    pub description: String,
    /// Whether a tile that would be too large keeps it.
    pub priority: AttributePriority,
    /// Its values.
    pub values: Values,
}

/// How long an attribute stays in a tile that would be too large.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum AttributePriority {
    /// It goes first.
    Detail,
    /// It goes when this is not enough.
    Reading,
    /// It stays: without it there is nothing to draw.
    Drawing,
}

/// Values of an attribute, one a feature; what is missing is left out of the tile.
pub enum Values {
    /// Text.
    Text(Vec<Option<String>>),
    /// Whole numbers, not negative.
    Whole(Vec<Option<u64>>),
    /// Numbers.
    Number(Vec<Option<f64>>),
    /// Yes or no.
    Flag(Vec<Option<bool>>),
}

impl Values {
    /// Value of a feature.
    pub fn of(&self, feature: usize) -> Option<Value<'_>> {
        match self {
            Self::Text(v) => v[feature].as_deref().map(Value::Text),
            Self::Whole(v) => v[feature].map(Value::Whole),
            Self::Number(v) => v[feature].map(Value::Number),
            Self::Flag(v) => v[feature].map(Value::Flag),
        }
    }

    /// As `vector_layers` names the type.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Text(_) => "String",
            Self::Whole(_) | Self::Number(_) => "Number",
            Self::Flag(_) => "Boolean",
        }
    }
}

impl Layer {
    /// Number of features.
    pub fn len(&self) -> usize {
        self.ids.len()
    }

    /// Whether it has none.
    pub fn is_empty(&self) -> bool {
        self.ids.is_empty()
    }

    /// Whether it is drawn at a zoom.
    pub fn at(&self, zoom: u8) -> bool {
        (self.zooms.0..=self.zooms.1).contains(&zoom)
    }
}

/// Id of a feature from its code: the code as a number in base 36 behind a 1, so that leading zeros
/// count; exact in a double (below 2⁵³) up to nine letters and digits. Longer codes are hashed.
///
/// ```
/// use ifn_engine::tiles::feature_id;
/// assert_eq!(feature_id("01"), 36 * 36 + 1);
/// assert_ne!(feature_id("1"), feature_id("01"));
/// assert!(feature_id("ZZZZZZZZZ") < 1 << 53);
/// assert!(feature_id("un code plus long") < 1 << 53);
/// ```
pub fn feature_id(code: &str) -> u64 {
    let digits: Option<Vec<u64>> = code.chars().map(|c| c.to_digit(36).map(u64::from)).collect();
    match digits {
        Some(digits) if digits.len() <= 9 => digits.iter().fold(1, |n, d| n * 36 + d),
        // FNV-1a, folded to 53 bits.
        _ => {
            let hash = code.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |h, b| {
                (h ^ u64::from(b)).wrapping_mul(0x0100_0000_01b3)
            });
            (hash >> 11) ^ (hash & 0x7ff)
        }
    }
}
