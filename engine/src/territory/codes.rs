//! Codes in ascending order, found by hash.

use std::hash::{Hash, Hasher};
use std::sync::OnceLock;

use rustc_hash::{FxHashMap, FxHasher};

/// Sorted codes. Finding one costs a hash and one comparison: tables are joined by the million.
#[derive(Debug, Clone, Default)]
pub struct Codes {
    sorted: Vec<String>,
    by_hash: OnceLock<FxHashMap<u64, u32>>,
}

impl From<Vec<String>> for Codes {
    /// `sorted` must be in ascending order.
    fn from(sorted: Vec<String>) -> Self {
        debug_assert!(sorted.is_sorted());
        Self { sorted, by_hash: OnceLock::new() }
    }
}

impl std::ops::Deref for Codes {
    type Target = [String];

    fn deref(&self) -> &[String] {
        &self.sorted
    }
}

impl Codes {
    /// Position of a code.
    pub fn find(&self, code: &str) -> Option<usize> {
        let by_hash = self.by_hash.get_or_init(|| {
            let numbered = self.sorted.iter().enumerate();
            numbered.map(|(position, code)| (hash(code), position as u32)).collect()
        });
        let position = *by_hash.get(&hash(code))? as usize;
        if self.sorted[position] == code {
            return Some(position);
        }
        // Two codes with one hash: the map knows one of them.
        self.sorted.binary_search_by(|c| c.as_str().cmp(code)).ok()
    }
}

fn hash(code: &str) -> u64 {
    let mut hasher = FxHasher::default();
    code.hash(&mut hasher);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_what_is_there() {
        let codes = Codes::from(["01001", "2A004", "93066"].map(String::from).to_vec());
        assert_eq!(codes.find("2A004"), Some(1));
        assert_eq!(codes.find("2A005"), None);
        assert_eq!(codes.len(), 3);
    }
}
