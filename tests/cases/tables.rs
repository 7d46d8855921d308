//! Headers, footers and separators of tables.
