//! Any text as a query string and as headers: read or refused. No panic.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let text = String::from_utf8_lossy(data);
    let (query, header) = text.split_once('\n').unwrap_or((&text, &text));
    ifn_server::untrusted::read(query, header);
});
