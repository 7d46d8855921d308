//! What is packed or cut for its way.

use std::io::Write;

use super::{case, here, lock, nothing, table};
use crate::common::official::{fetch, gz};
use crate::common::origin::reply;

#[test]
fn what_is_packed_for_the_way() {
    let text = table("AAAA");
    let zlib = {
        let mut packer = libdeflater::Compressor::new(libdeflater::CompressionLvl::default());
        let mut out = vec![0; packer.zlib_compress_bound(text.len())];
        let size = packer.zlib_compress(&text, &mut out).unwrap();
        out.truncate(size);
        out
    };
    for (coding, packed) in [("gzip", gz(&text)), ("X-GZIP", gz(&text)), ("deflate", zlib.clone())]
    {
        let served = packed.clone();
        let (dir, _) = case("t.csv", move |_, stream| {
            reply(stream, 200, &[("Content-Encoding", coding), ("ETag", "\"a\"")], &served);
        });
        fetch(dir.path(), &[]).ok();
        assert!(here(dir.path(), "t.csv").unwrap() == text, "{coding}");
        // Cut short, and announced so: the end is missing all the same.
        let (dir, _) = case("t.csv", move |_, stream| {
            reply(stream, 200, &[("Content-Encoding", coding)], &packed[..packed.len() - 20]);
        });
        let run = fetch(dir.path(), &["--retries", "0"]);
        assert_eq!(run.status, 1, "{coding}: {}", run.err);
        assert!(here(dir.path(), "t.csv").is_none() && !lock(dir.path()).contains("sha256"));
    }
    for coding in ["br", "zstd", "compress", "gzip, br"] {
        let served = gz(&text);
        let (dir, origin) = case("t.csv", move |_, stream| {
            reply(stream, 200, &[("Content-Encoding", coding)], &served);
        });
        let run = fetch(dir.path(), &[]);
        nothing(dir.path(), &run, &format!("packed as `{coding}`"));
        assert_eq!(origin.asked().len(), 1);
    }
    // A file that is a gzip itself, of which many servers say that it is packed.
    let lying = gz(&text);
    let served = lying.clone();
    let (dir, _) = case("t.csv.gz", move |_, stream| {
        reply(stream, 200, &[("Content-Encoding", "gzip")], &served);
    });
    fetch(dir.path(), &[]).ok();
    assert!(here(dir.path(), "t.csv.gz").unwrap() == lying);
}

/// What was unpacked on the way is never gone on with: the bytes of a part are others.
#[test]
fn packed_and_broken_off() {
    let text = table("AAAA");
    let packed = gz(&text);
    let (dir, origin) = case("t.csv", move |asked, stream| {
        let length = packed.len().to_string();
        let headers =
            [("Content-Encoding", "gzip"), ("ETag", "\"a\""), ("Content-Length", length.as_str())];
        let end = if asked.nth == 0 { packed.len() / 2 } else { packed.len() };
        reply(stream, 200, &headers, &packed[..end]);
    });
    fetch(dir.path(), &[]).ok();
    assert_eq!(origin.ranges(), [None, None]);
    assert!(here(dir.path(), "t.csv").unwrap() == text);
}

/// A transfer in pieces that ends before its last, and one that is packed without being asked.
#[test]
fn transfers_in_pieces() {
    let (dir, _) = case("t.csv", |_, stream| {
        let head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n";
        let _ = stream.write_all(format!("{head}8\r\ncode;a\n1\r\n").as_bytes());
    });
    let run = fetch(dir.path(), &["--retries", "0"]);
    assert_eq!(run.status, 1, "{}", run.out);
    assert!(here(dir.path(), "t.csv").is_none());
    let (dir, _) = case("t.csv", |_, stream| {
        let head =
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\nConnection: close\r\n\r\n";
        let _ = stream.write_all(format!("{head}2\r\n\x1f\x0b\r\n0\r\n\r\n").as_bytes());
    });
    let run = fetch(dir.path(), &["--retries", "0"]);
    assert_eq!(run.status, 1, "{}", run.out);
    assert!(here(dir.path(), "t.csv").is_none());
}
