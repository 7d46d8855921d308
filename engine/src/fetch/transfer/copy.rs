//! Bytes of a connection or of a file, written to the disk and hashed in parallel.

use std::fs::File;
use std::io::{ErrorKind, Read, Write};
use std::sync::mpsc::sync_channel;

use sha2::{Digest, Sha256};

use super::Transfer;
use crate::error::Error;
use crate::fetch::body::Body;
use crate::fetch::http_error::HttpError;
use crate::fetch::store::Partial;

/// Bytes that are read from a file at once.
const CHUNK: usize = 256 << 10;
/// Chunks that may wait to be hashed.
const CHUNKS: usize = 4;

/// Why bytes were not copied.
pub enum Copying {
    /// They could not be read.
    Source(ByteSource),
    /// They could not be written, are too many, or the user stopped it.
    Target(Error),
}

/// Why bytes could not be read, by where they come from.
pub enum ByteSource {
    Web(HttpError),
    File(std::io::Error),
}

/// Where bytes come from.
pub trait Chunks {
    /// The next bytes: a buffer, and how much of it is filled; 0 at the end. `used` may be filled again.
    fn chunk(
        &mut self,
        used: Vec<u8>,
        stop: &dyn Fn() -> bool,
    ) -> std::result::Result<(Vec<u8>, usize), ByteSource>;
}

impl Chunks for Body {
    fn chunk(
        &mut self,
        used: Vec<u8>,
        stop: &dyn Fn() -> bool,
    ) -> std::result::Result<(Vec<u8>, usize), ByteSource> {
        self.next(used, stop).map_err(ByteSource::Web)
    }
}

impl Chunks for File {
    fn chunk(
        &mut self,
        mut used: Vec<u8>,
        _: &dyn Fn() -> bool,
    ) -> std::result::Result<(Vec<u8>, usize), ByteSource> {
        used.resize(CHUNK, 0);
        loop {
            match self.read(&mut used) {
                Err(e) if e.kind() == ErrorKind::Interrupted => {}
                read => return read.map(|read| (used, read)).map_err(ByteSource::File),
            }
        }
    }
}

impl Transfer<'_> {
    /// Copies to the end of the source, at `most` bytes or before; returns the size of the file then. A
    /// second thread hashes, so that the connection does not wait for it.
    pub(super) fn copy(
        &self,
        source: &mut dyn Chunks,
        partial: &mut Partial,
        sha: &mut Sha256,
        start: u64,
        most: u64,
    ) -> std::result::Result<u64, Copying> {
        std::thread::scope(|scope| {
            let (full, to_hash) = sync_channel::<(Vec<u8>, usize)>(CHUNKS);
            let (hashed, empty) = sync_channel::<Vec<u8>>(CHUNKS);
            scope.spawn(move || {
                for (buffer, filled) in to_hash {
                    sha.update(&buffer[..filled]);
                    // At the end the writer takes no buffer back.
                    let _ = hashed.try_send(buffer);
                }
            });
            let mut end = start;
            loop {
                if self.stop() {
                    return Err(Copying::Target(Error::Interrupted));
                }
                let used = empty.try_recv().unwrap_or_default();
                let (buffer, read) =
                    source.chunk(used, &|| self.stop()).map_err(Copying::Source)?;
                if read == 0 {
                    return Ok(end);
                }
                end += read as u64;
                if end > most {
                    let why = format!("is larger than {most} bytes: it is refused");
                    return Err(Copying::Target(Error::input(partial.path(), why)));
                }
                let written = partial.file.write_all(&buffer[..read]);
                written.map_err(|e| Copying::Target(Error::io("write", partial.path(), e)))?;
                // The hashing thread ends with this function, not before.
                let _ = full.send((buffer, read));
                self.watch.received(self.number, end);
            }
        })
    }
}
