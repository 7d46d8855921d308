//! Layers: reference systems, geometries, GeoJSON.
