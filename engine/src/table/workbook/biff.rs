//! How far the sheets of an XLS go, before anything is made of them: records of the stream `Workbook`
//! in a compound file. Specifications: MS-CFB, MS-XLS.

use std::path::Path;

use super::parts::broken;
use super::sheet::cell;
use crate::error::{Error, Result};

/// Cells of all sheets together: the reader makes a rectangle of each.
const MAX_CELLS: u64 = 20_000_000;
/// Sectors and directory entries that mean "no more".
const END: u32 = 0xffff_fffa;

/// What the records say.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Extent {
    /// The sheet that is shown when the file is opened.
    pub active: Option<usize>,
}

/// Refuses a workbook whose sheets are too large.
///
/// # Errors
/// No compound file, no workbook in it, cells too far away.
pub fn look(path: &Path, bytes: &[u8]) -> Result<Extent> {
    let stream = Compound::open(bytes).and_then(|file| file.workbook());
    let stream = stream.ok_or_else(|| broken(path, &"it is no compound file of Excel"))?;
    let (mut extent, mut cells) = (Extent::default(), 0_u64);
    let (mut sheet, mut far) = (0_usize, (0_u32, 0_u32));
    let mut rest = stream.as_slice();
    while let Some((kind, data, after)) = record(rest) {
        rest = after;
        let end = match kind {
            0x003d if extent.active.is_none() => {
                extent.active = short(data, 10).map(usize::from);
                continue;
            }
            0x0200 => dimensions(data),
            // One cell, or several in a row: the record ends with the last column.
            0x0006 | 0x00d6 | 0x00fd | 0x0203..=0x0205 | 0x027e => at(data, 2),
            0x00bd => at(data, data.len().saturating_sub(2)),
            0x000a => {
                cells = cells.saturating_add(u64::from(far.0) * u64::from(far.1));
                (sheet, far) = (sheet + 1, (0, 0));
                None
            }
            _ => None,
        };
        let Some(end) = end else { continue };
        far = (far.0.max(end.0), far.1.max(end.1));
        let all = cells.saturating_add(u64::from(far.0) * u64::from(far.1));
        if all > MAX_CELLS {
            let last = cell(far.0 - 1, far.1 as usize - 1);
            return Err(Error::input(
                path,
                format!(
                    "sheet {sheet} goes as far as cell {last}, which makes {all} cells of all sheets: \
                     at most {MAX_CELLS} are read"
                ),
            )
            .with_help(
                "delete what stands far from the table (Ctrl+End goes to the last cell), or export \
                 the sheet as CSV",
            ));
        }
    }
    Ok(extent)
}

/// Rows and columns up to a cell.
fn at(data: &[u8], column: usize) -> Option<(u32, u32)> {
    Some((u32::from(short(data, 0)?) + 1, u32::from(short(data, column)?) + 1))
}

/// Rows and columns that a sheet announces: room for them is made.
fn dimensions(data: &[u8]) -> Option<(u32, u32)> {
    if data.len() == 10 {
        return Some((short(data, 2)?.into(), short(data, 6)?.into()));
    }
    Some((long(data, 4)?, short(data, 10)?.into()))
}

/// Kind and data of the first record, and what follows it.
pub fn record(stream: &[u8]) -> Option<(u16, &[u8], &[u8])> {
    let (kind, length) = (short(stream, 0)?, usize::from(short(stream, 2)?));
    let data = stream.get(4..4 + length)?;
    Some((kind, data, &stream[4 + length..]))
}

/// A compound file: streams by their names.
pub struct Compound<'a> {
    bytes: &'a [u8],
    sectors: Sectors<'a>,
    /// The sector that follows each.
    chain: Vec<u32>,
    directory: Vec<u8>,
    small: u16,
}

impl<'a> Compound<'a> {
    /// Reads its directory; `None` of another file.
    pub fn open(bytes: &'a [u8]) -> Option<Self> {
        bytes.starts_with(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1").then_some(())?;
        let (large, small) = (short(bytes, 30)?, short(bytes, 32)?);
        if !(7..=16).contains(&large) || !(4..=large).contains(&small) {
            return None;
        }
        let size = 1_usize << large;
        let sectors = Sectors { bytes: bytes.get(size..)?, size };
        let most = sectors.bytes.len() / size + 1;
        // Where the allocation table is: in the header, and in sectors that are linked.
        let mut tables: Vec<u32> = (0..109).filter_map(|i| long(bytes, 76 + 4 * i)).collect();
        let (mut next, mut steps) = (long(bytes, 68)?, 0);
        while next < END && steps < most {
            let sector = sectors.get(next)?;
            tables.extend((0..size / 4 - 1).filter_map(|i| long(sector, 4 * i)));
            next = long(sector, size - 4)?;
            steps += 1;
        }
        let tables = tables.into_iter().filter(|t| *t < END).take(most);
        let mut chain = Vec::new();
        for table in tables {
            let sector = sectors.get(table)?;
            chain.extend((0..size / 4).filter_map(|i| long(sector, 4 * i)));
        }
        let directory = sectors.follow(long(bytes, 48)?, &chain, usize::MAX);
        Some(Self { bytes, sectors, chain, directory, small })
    }

    fn entries(&self) -> impl Iterator<Item = &[u8; 128]> {
        self.directory.as_chunks::<128>().0.iter()
    }

    fn entry(&self, name: &str) -> Option<&[u8; 128]> {
        let wide: Vec<u8> = name.encode_utf16().chain([0]).flat_map(u16::to_le_bytes).collect();
        self.entries().find(|e| e.starts_with(&wide))
    }

    /// Whether it has a stream of this name.
    pub fn has(&self, name: &str) -> bool {
        self.entry(name).is_some()
    }

    /// The stream `Workbook` (`Book` before 1997).
    pub fn workbook(&self) -> Option<Vec<u8>> {
        let entry = self.entry("Workbook").or_else(|| self.entry("Book"))?;
        let (start, length) = (long(entry, 116)?, long(entry, 120)? as usize);
        if length >= long(self.bytes, 56)? as usize {
            return Some(self.sectors.follow(start, &self.chain, length));
        }
        // A short stream is in small sectors, inside the stream of the root.
        let root = self.entries().next()?;
        let inner = self.sectors.follow(long(root, 116)?, &self.chain, usize::MAX);
        let table = self.sectors.follow(long(self.bytes, 60)?, &self.chain, usize::MAX);
        let chain: Vec<u32> = (0..table.len() / 4).filter_map(|i| long(&table, 4 * i)).collect();
        let sectors = Sectors { bytes: &inner, size: 1 << self.small };
        Some(sectors.follow(start, &chain, length))
    }
}

struct Sectors<'a> {
    bytes: &'a [u8],
    size: usize,
}

impl Sectors<'_> {
    fn get(&self, number: u32) -> Option<&[u8]> {
        let start = (number as usize).checked_mul(self.size)?;
        // The last sector may be cut short.
        let end = start.checked_add(self.size)?.min(self.bytes.len());
        self.bytes.get(start..end)
    }

    /// A chain of sectors; one that turns in a circle ends after as many as there are.
    fn follow(&self, first: u32, chain: &[u32], length: usize) -> Vec<u8> {
        let (mut out, mut next) = (Vec::new(), first);
        for _ in 0..=self.bytes.len() / self.size {
            let Some(sector) = self.get(next).filter(|_| next < END && out.len() < length) else {
                break;
            };
            out.extend_from_slice(sector);
            let Some(after) = chain.get(next as usize) else { break };
            next = *after;
        }
        out.truncate(length);
        out
    }
}

/// Two bytes as a number.
pub fn short(bytes: &[u8], at: usize) -> Option<u16> {
    let two = bytes.get(at..at.checked_add(2)?)?;
    Some(u16::from_le_bytes(two.try_into().ok()?))
}

/// Four bytes as a number.
pub fn long(bytes: &[u8], at: usize) -> Option<u32> {
    let four = bytes.get(at..at.checked_add(4)?)?;
    Some(u32::from_le_bytes(four.try_into().ok()?))
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// A compound file with one stream, long enough to lie in large sectors.
    pub fn compound(stream: &[u8]) -> Vec<u8> {
        let mut stream = stream.to_vec();
        stream.resize(stream.len().max(4096).next_multiple_of(512), 0);
        let count = stream.len() / 512;
        let mut header = vec![0_u8; 512];
        header[..8].copy_from_slice(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1");
        let mut put = |at: usize, bytes: &[u8]| header[at..at + bytes.len()].copy_from_slice(bytes);
        put(24, &[0x3e, 0, 3, 0, 0xfe, 0xff, 9, 0, 6, 0]);
        put(44, &1_u32.to_le_bytes());
        put(48, &1_u32.to_le_bytes());
        put(56, &4096_u32.to_le_bytes());
        put(60, &0xffff_fffe_u32.to_le_bytes());
        put(68, &0xffff_fffe_u32.to_le_bytes());
        for i in 0..109 {
            let table: u32 = if i == 0 { 0 } else { 0xffff_ffff };
            put(76 + 4 * i, &table.to_le_bytes());
        }
        // Sector 0 is the table, 1 the directory, the stream follows.
        let mut table = vec![0xffff_fffd_u32, 0xffff_fffe];
        table.extend((0..count).map(|i| if i + 1 == count { 0xffff_fffe } else { i as u32 + 3 }));
        table.resize(128, 0xffff_ffff);
        let entry = |name: &str, kind: u8, child: u32, start: u32, size: usize| {
            let mut out = vec![0_u8; 128];
            for (i, unit) in name.encode_utf16().enumerate() {
                out[2 * i..2 * i + 2].copy_from_slice(&unit.to_le_bytes());
            }
            out[64..66].copy_from_slice(&(2 * name.len() as u16 + 2).to_le_bytes());
            out[66] = kind;
            out[68..76].fill(0xff);
            out[76..80].copy_from_slice(&child.to_le_bytes());
            out[116..120].copy_from_slice(&start.to_le_bytes());
            out[120..124].copy_from_slice(&(size as u32).to_le_bytes());
            out
        };
        let mut directory = entry("Root Entry", 5, 1, 0xffff_fffe, 0);
        directory.extend(entry("Workbook", 2, 0xffff_ffff, 2, stream.len()));
        directory.resize(512, 0);
        let table = table.iter().flat_map(|n| n.to_le_bytes());
        header.into_iter().chain(table).chain(directory).chain(stream).collect()
    }

    pub fn record_of(kind: u16, data: &[u8]) -> Vec<u8> {
        let mut out = kind.to_le_bytes().to_vec();
        out.extend((data.len() as u16).to_le_bytes());
        out.extend(data);
        out
    }

    #[test]
    fn far_cells_and_announced_sizes_are_refused() {
        let path = Path::new("t.xls");
        let book = |records: &[(u16, &[u8])]| {
            compound(&records.iter().flat_map(|(k, d)| record_of(*k, d)).collect::<Vec<_>>())
        };
        let mut number = [0; 14];
        number[..4].copy_from_slice(&[0xff, 0xff, 0xff, 0xff]);
        let far = look(path, &book(&[(0x0809, &[0; 16]), (0x0203, &number)])).expect_err("far");
        assert!(far.to_string().contains("t.xls: sheet 0 goes as far as cell CRXP65536"), "{far}");
        let mut size = [0; 14];
        size[4..8].copy_from_slice(&0x7fff_ffff_u32.to_le_bytes());
        size[10] = 200;
        let announced = look(path, &book(&[(0x0200, &size)])).expect_err("announced");
        assert!(announced.to_string().contains("t.xls: sheet 0 goes"), "{announced}");
        let mut window = [0; 18];
        window[10] = 2;
        let extent = look(path, &book(&[(0x003d, &window), (0x000a, &[])])).expect("small");
        assert_eq!(extent.active, Some(2));
        assert!(look(path, b"PK").is_err());
        // Chains that turn in a circle end.
        let mut circle = book(&[(0x000a, &[])]);
        circle[512 + 4 * 2..512 + 4 * 3].copy_from_slice(&2_u32.to_le_bytes());
        assert!(look(path, &circle).is_ok());
    }
}
