//! What all layers of a build's tiles have in common: their zooms, how an attribute is made.

use crate::tiles::{Attribute, AttributePriority, Values};

/// From which zoom a level is drawn: where its units are large enough to be distinguished, and few
/// enough for a tile. All go on to the last zoom, so that any of them can be pinned.
const FROM_ZOOM: [(&str, u8); 5] =
    [("region", 4), ("departement", 4), ("epci", 5), ("commune", 6), ("iris", 8)];
/// A level of a territory of one's own, a layer beside.
pub const FROM_ZOOM_OTHERWISE: u8 = 4;
/// Last zoom of every layer.
pub const LAST_ZOOM: u8 = 12;

/// First zoom of a level.
pub fn from_zoom(level: &str) -> u8 {
    FROM_ZOOM.iter().find(|(id, _)| *id == level).map_or(FROM_ZOOM_OTHERWISE, |z| z.1)
}

/// An attribute of a layer's features.
pub fn attribute(
    priority: AttributePriority,
    name: &str,
    description: &str,
    values: Values,
) -> Attribute {
    Attribute { name: name.into(), description: description.into(), priority, values }
}
