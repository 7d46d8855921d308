//! Archives with an ambiguous or damaged content.
