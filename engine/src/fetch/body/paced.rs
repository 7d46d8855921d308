//! A limit on how slowly a body may come.

use std::io::Read;
use std::time::{Duration, Instant};

/// Bytes a second, on average over the time that a server may keep silent: a slower body ends.
pub const LEAST_RATE: u64 = 512;

/// The error of a body that is too slow.
#[derive(Debug, thiserror::Error)]
#[error("too slow")]
pub struct Slow;

/// Fails when less than [`LEAST_RATE`] comes for too long. Only the time spent in reads counts.
pub struct Paced<R> {
    source: R,
    window: Duration,
    waited: Duration,
    bytes: u64,
}

impl<R: Read> Paced<R> {
    /// `window`: the time over which the rate is averaged.
    pub fn new(source: R, window: Duration) -> Self {
        Self { source, window, waited: Duration::ZERO, bytes: 0 }
    }
}

impl<R: Read> Read for Paced<R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let start = Instant::now();
        let read = self.source.read(buffer)?;
        self.waited += start.elapsed();
        self.bytes += read as u64;
        if self.waited >= self.window && read > 0 {
            if (self.bytes as f64) < LEAST_RATE as f64 * self.waited.as_secs_f64() {
                return Err(std::io::Error::other(Slow));
            }
            (self.waited, self.bytes) = (Duration::ZERO, 0);
        }
        Ok(read)
    }
}
