//! What may be wrong with WKB.

/// Why bytes are no geometry, or not the one expected.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WkbError {
    /// The bytes end before the geometry does.
    #[error("truncated WKB: {needed} bytes needed at byte {at}, {left} left")]
    Truncated {
        /// Position of the missing bytes.
        at: usize,
        /// The least that a sound geometry would still have.
        needed: u64,
        /// What there is.
        left: usize,
    },
    /// The byte order is neither 0 nor 1.
    #[error("byte order {found} at byte {at}: 0 or 1 expected")]
    ByteOrder {
        /// Its position.
        at: usize,
        /// Its value.
        found: u8,
    },
    /// A type that is not read.
    #[error("geometry type {found:#x} at byte {at}: {expected} expected")]
    Type {
        /// Position of the geometry.
        at: usize,
        /// Its type, with EWKB's flags.
        found: u32,
        /// What would be read.
        expected: &'static str,
    },
    /// NaN or infinite, in the bytes or on the circle of an arc.
    #[error("coordinate at byte {at} is not a finite number")]
    NotFinite {
        /// Position of the point, or of the first of the arc.
        at: usize,
    },
    /// Fewer than four points, or the last is not the first.
    #[error("ring at byte {at} has {points} points: four or more expected, the last as the first")]
    Ring {
        /// Position of the ring.
        at: usize,
        /// How many points it has.
        points: u32,
    },
    /// An even number of points, or one alone: arcs go from a point by another to a third.
    #[error("arcs at byte {at} have {points} points: an odd number, three or more, expected")]
    ArcPoints {
        /// Position of the arcs.
        at: usize,
        /// How many points they have.
        points: u32,
    },
    /// Arcs that become more points than there is room for.
    #[error(
        "its curves would become too many points: make them lines first, with \
         ogr2ogr -nlt CONVERT_TO_LINEAR"
    )]
    Arcs,
    /// Bytes follow the geometry.
    #[error("{extra} bytes after the end of the geometry")]
    Trailing {
        /// How many.
        extra: usize,
    },
    /// More points than positions of 32 bits.
    #[error("more than {} points", u32::MAX)]
    TooLarge,
}
