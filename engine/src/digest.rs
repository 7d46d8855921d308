//! SHA-256 and hexadecimal. In: bytes. Out: lower-case text.

use std::fmt::Write;

use sha2::Digest;

/// Lower-case hexadecimal.
///
/// ```
/// assert_eq!(ifn_engine::digest::hex(&[0, 171, 255]), "00abff");
/// ```
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut out, b| {
        let _ = write!(out, "{b:02x}");
        out
    })
}

/// SHA-256 of `bytes`, in hexadecimal.
///
/// ```
/// let digest = ifn_engine::digest::sha256(b"abc");
/// assert_eq!(digest, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
/// ```
pub fn sha256(bytes: &[u8]) -> String {
    hex(&sha2::Sha256::digest(bytes))
}
