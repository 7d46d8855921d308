//! Tests through the command and the server, as users meet them: one binary, one module a subject.

#![allow(clippy::unwrap_used, missing_docs)]

mod bad_input;
mod build;
mod cases;
mod clients;
mod common;
mod configs;
mod edges;
mod faults;
mod fetch;
mod fetch_faults;
mod gaps;
mod golden_2020;
mod layouts;
mod locate;
mod located;
mod official;
mod official_2023;
mod oracle_methods;
mod places;
mod places_bad;
mod places_map;
mod presets;
mod serve;
mod serve_choice;
mod serve_clients;
mod serve_faults;
mod serve_frame;
mod serve_help;
mod serve_http;
mod serve_map;
mod serve_web;
mod tiles;
mod tiles_input;
mod type_names;
