//! Scores, ranks and populations.
