//! `Cache-Control` by kind.

/// A tile or file of a named build: it never changes.
pub const FOREVER: &str = "public, max-age=31536000, immutable";
/// Anything that the next build replaces: kept a while, then asked for again by its ETag.
pub const A_WHILE: &str = "public, max-age=300, stale-while-revalidate=86400";
/// What must be fresh each time.
pub const NEVER: &str = "no-store";
