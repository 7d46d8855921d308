//! Where an archive's bytes come from: a file, or memory.

use std::fs::File;
use std::io;
use std::time::SystemTime;

/// Bytes that can be read anywhere.
pub trait ArchiveSource: Send + Sync {
    /// How many there are.
    ///
    /// # Errors
    /// The system refuses.
    fn size(&self) -> io::Result<u64>;
    /// Fills `buffer` from `offset`.
    ///
    /// # Errors
    /// Fewer bytes are there, or the system refuses.
    fn fill(&self, buffer: &mut [u8], offset: u64) -> io::Result<()>;
    /// When it was changed last, where that is known.
    fn changed(&self) -> Option<SystemTime> {
        None
    }
}

impl ArchiveSource for File {
    fn size(&self) -> io::Result<u64> {
        Ok(self.metadata()?.len())
    }

    fn fill(&self, buffer: &mut [u8], offset: u64) -> io::Result<()> {
        std::os::unix::fs::FileExt::read_exact_at(self, buffer, offset)
    }

    fn changed(&self) -> Option<SystemTime> {
        self.metadata().ok()?.modified().ok()
    }
}

impl ArchiveSource for Vec<u8> {
    fn size(&self) -> io::Result<u64> {
        Ok(self.len() as u64)
    }

    fn fill(&self, buffer: &mut [u8], offset: u64) -> io::Result<()> {
        let from = usize::try_from(offset).unwrap_or(usize::MAX);
        let there = from.checked_add(buffer.len()).and_then(|to| self.get(from..to));
        buffer.copy_from_slice(there.ok_or(io::ErrorKind::UnexpectedEof)?);
        Ok(())
    }
}
