//! Faults that were seen in use, each with the right value: one module a family.

mod archives;
mod attack;
mod benchmarks;
mod codes;
mod fetching;
mod index;
mod layers;
mod locating;
mod numbers;
mod outputs;
mod places;
mod server;
mod tables;
mod workbooks;
