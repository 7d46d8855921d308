//! Files as publishers pack them, and a method that reads one from an address.

use std::io::{Cursor, Write};
use std::path::Path;
use std::process::Command;

use super::{Run, TABLE, command};

/// A zip with these members.
pub fn zip(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut out = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in members {
        out.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        out.write_all(content).unwrap();
    }
    out.finish().unwrap().into_inner()
}

/// One file, compressed.
pub fn gz(content: &[u8]) -> Vec<u8> {
    let mut packer = libdeflater::Compressor::new(libdeflater::CompressionLvl::default());
    let mut out = vec![0; packer.gzip_compress_bound(content.len())];
    let size = packer.gzip_compress(content, &mut out).unwrap();
    out.truncate(size);
    out
}

/// A 7z with these members, as the IGN packs.
pub fn seven(path: &Path, members: &[(&str, &[u8])]) {
    let mut out = sevenz_rust2::ArchiveWriter::create(path).unwrap();
    for (name, content) in members {
        let entry = sevenz_rust2::ArchiveEntry::new_file(name);
        out.push_archive_entry(entry, Some(*content)).unwrap();
    }
    out.finish().unwrap();
}

/// A zip of the small table, made as large as is wanted by a member that nobody reads.
pub fn table_zip(filler: usize) -> Vec<u8> {
    // Nothing that can be packed: the file's size is that of the filler.
    let mut state = 1_u64;
    let noise: Vec<u8> = std::iter::repeat_with(|| {
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 56) as u8
    })
    .take(filler)
    .collect();
    zip(&[("meta_t.csv", b"COD_VAR;LIB_VAR"), ("t.csv", TABLE.as_bytes()), ("noise.bin", &noise)])
}

/// The test method, its table at an address; `more` keys of the table.
pub fn method(address: &str, more: &str) -> String {
    let place = format!("address = \"{address}\"\nfile = \"t.zip\"\n{more}");
    super::METHOD.replace("path = \"t.csv\"", &place)
}

/// The command, with a network as far as this machine.
pub fn online(dir: &Path) -> Command {
    let mut command = command(dir);
    command.env_remove("IFN_OFFLINE").env("NO_PROXY", "127.0.0.1").env("no_proxy", "127.0.0.1");
    command
}

/// `ifn fetch m.toml` with more arguments, and little patience.
pub fn fetch(dir: &Path, args: &[&str]) -> Run {
    let mut fetch = online(dir);
    fetch.args(["fetch", "m.toml", "--timeout", "2", "--retries", "4"]).args(args);
    Run::of(&fetch.output().unwrap())
}

/// `ifn build m.toml` without a network.
pub fn build(dir: &Path) -> Run {
    super::ifn(dir, &["build", "m.toml", "--no-geometry", "--offline"])
}
