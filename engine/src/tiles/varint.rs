//! Numbers of variable length, as Protocol Buffers and PMTiles write them.

/// Seven bits a byte, the least first.
pub fn write_varint(mut n: u64, out: &mut Vec<u8>) {
    while n >= 0x80 {
        out.push(n as u8 | 0x80);
        n >>= 7;
    }
    out.push(n as u8);
}

/// Seven bits a byte, the least first.
pub fn read_varint(rest: &mut &[u8]) -> Option<u64> {
    let mut out = 0_u64;
    for (i, byte) in rest.iter().enumerate().take(10) {
        out |= u64::from(byte & 0x7f).checked_shl(7 * i as u32)?;
        if byte & 0x80 == 0 {
            *rest = &rest[i + 1..];
            return Some(out);
        }
    }
    None
}
