//! Publishers that misbehave.
