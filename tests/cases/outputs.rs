//! What is written: CSV for Excel, links, logs.
