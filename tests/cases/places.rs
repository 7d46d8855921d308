//! Inventories of places.
