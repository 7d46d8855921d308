//! Any bytes as an archive: opened or refused, searched, its tiles read and rewritten. No panic, and no
//! memory by what a file claims alone.
#![no_main]

use std::path::Path;

use ifn_engine::tiles::{ArchiveReader, Rewrite, TileCoord, TileId, Value, rewrite};
use libfuzzer_sys::fuzz_target;

fn rewritten(plain: &[u8]) {
    let keep = |key: &str| key != "score";
    let add = |id: u64| vec![("score", Value::Number(id as f64))];
    let rule = |_: &str| Some(Rewrite { name: None, keep: &keep, add: &add });
    if let Ok(once) = rewrite(plain, &rule) {
        // What was written can be read.
        assert!(rewrite(&once, &rule).is_ok());
    }
}

fuzz_target!(|data: &[u8]| {
    rewritten(data);
    let Ok(reader) = ArchiveReader::new(data.to_vec(), Path::new("fuzzed")) else { return };
    // Every tile of the zooms 0 to 3.
    for coord in (0..85).filter_map(|id| TileId::new(id).ok()).map(TileCoord::from) {
        if let Some(plain) = reader.find(coord).and_then(|p| reader.read_plain(p).ok()) {
            rewritten(&plain);
        }
    }
});
