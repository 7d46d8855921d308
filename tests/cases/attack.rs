//! Requests that are meant to hurt: bounds on time and memory.
