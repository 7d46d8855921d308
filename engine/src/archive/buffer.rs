//! A buffer for a file's whole content.
//!
//! In: how many bytes. Out: bytes to be written over, all of them, which become [`Bytes`]. A large file
//! lies in large pages where the system has them, and its mapping serves again for the next: to be given
//! fresh memory page by page is a fifth of the time that a census table takes.

use std::io;
use std::sync::{Mutex, PoisonError};

use bytes::Bytes;
use memmap2::MmapMut;

/// Less than a few large pages is not worth a mapping of its own.
const LARGE: usize = 8 << 20;
/// More is given back at once.
const HUGE: usize = 256 << 20;
/// Mappings that are kept for the next file.
const SPARES: usize = 4;

static SPARE: Mutex<Vec<MmapMut>> = Mutex::new(Vec::new());

/// Bytes that are to be filled.
pub enum LargeBuffer {
    /// From the allocator.
    Small(Vec<u8>),
    /// From the system.
    Large(Mapped),
}

/// The first bytes of a mapping, which is kept for others in the end.
pub struct Mapped {
    map: Option<MmapMut>,
    used: usize,
}

impl LargeBuffer {
    /// A buffer of so many bytes, whose content is undefined until it is written.
    ///
    /// # Errors
    /// There is not so much memory.
    pub fn of(bytes: u64) -> io::Result<Self> {
        let used = usize::try_from(bytes).map_err(io::Error::other)?;
        if used < LARGE {
            return Ok(Self::Small(vec![0; used]));
        }
        let map = match spare(used) {
            Some(map) => map,
            None => fresh(used)?,
        };
        Ok(Self::Large(Mapped { map: Some(map), used }))
    }
}

fn fresh(used: usize) -> io::Result<MmapMut> {
    let map = MmapMut::map_anon(used.next_multiple_of(LARGE))?;
    // A system without large pages gives small ones.
    #[cfg(target_os = "linux")]
    let _ = map.advise(memmap2::Advice::HugePage);
    Ok(map)
}

/// The smallest that is large enough and not wasted.
fn spare(used: usize) -> Option<MmapMut> {
    let mut spare = SPARE.lock().unwrap_or_else(PoisonError::into_inner);
    let fits = spare.iter().enumerate().filter(|(_, m)| (used..=used * 2).contains(&m.len()));
    let at = fits.min_by_key(|(_, m)| m.len())?.0;
    Some(spare.swap_remove(at))
}

impl Drop for Mapped {
    fn drop(&mut self) {
        let Some(map) = self.map.take().filter(|m| m.len() <= HUGE) else { return };
        let mut spare = SPARE.lock().unwrap_or_else(PoisonError::into_inner);
        if spare.len() < SPARES {
            spare.push(map);
        }
    }
}

impl AsRef<[u8]> for Mapped {
    fn as_ref(&self) -> &[u8] {
        self.map.as_ref().map_or(&[], |map| &map[..self.used])
    }
}

impl AsMut<[u8]> for LargeBuffer {
    fn as_mut(&mut self) -> &mut [u8] {
        match self {
            Self::Small(buffer) => buffer,
            Self::Large(Mapped { map, used }) => {
                map.as_mut().map_or(&mut [], |map| &mut map[..*used])
            }
        }
    }
}

impl From<LargeBuffer> for Bytes {
    fn from(buffer: LargeBuffer) -> Self {
        match buffer {
            LargeBuffer::Small(buffer) => buffer.into(),
            LargeBuffer::Large(buffer) => Self::from_owner(buffer),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_large_and_used_again_hold_what_is_put_in() {
        for size in [0, 1, LARGE - 1, LARGE, LARGE + 1, LARGE, 2 * LARGE] {
            let mut buffer = LargeBuffer::of(size as u64).expect("memory");
            assert_eq!(buffer.as_mut().len(), size);
            buffer.as_mut().fill(7);
            let bytes = Bytes::from(buffer);
            assert!(bytes.len() == size && bytes.iter().all(|b| *b == 7));
        }
    }
}
