//! The server over a bad disk, a log that nobody takes, builds that are damaged or replaced in haste, and
//! its end in the midst of work.

mod builds;
mod life;
mod links;
mod logs;

use crate::common::server::Server;

/// A line of `/proc/…/status`, in megabytes.
pub fn memory(server: &Server, line: &str) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{}/status", server.pid())).unwrap();
    let found = status.lines().find_map(|l| l.strip_prefix(line)).unwrap();
    found.trim_matches(|c: char| !c.is_ascii_digit()).parse::<u64>().unwrap() / 1024
}
