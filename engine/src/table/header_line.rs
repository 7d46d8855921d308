//! Where the header of a table is when another line was taken for it, such as a title above it.
//!
//! In: lines of a file and how many wanted columns each has. Out: the likelier header. Every format and
//! every command asks here.

/// Lines among which a header is looked for, and bytes of one.
pub const LOOKED_AT: usize = 60;
const MOST_BYTES: usize = 1 << 20;
/// Delimiters that are tried.
pub const DELIMITERS: [u8; 4] = [b';', b',', b'\t', b'|'];

/// Of lines, each with how many wanted columns it has, the first that has most: `None` where the line that
/// was `taken` for the header has as many.
pub fn likelier<T>(lines: impl IntoIterator<Item = (T, usize)>, taken: usize) -> Option<T> {
    let mut best = None;
    let mut most = taken;
    for (line, found) in lines {
        if found > most {
            (best, most) = (Some(line), found);
        }
    }
    best
}

/// The fields of a line of text at a delimiter, without blanks around them; `None` where it has none.
pub fn split(line: &[u8], delimiter: u8) -> Option<Vec<String>> {
    if line.len() > MOST_BYTES {
        return None;
    }
    let mut reader =
        ::csv::ReaderBuilder::new().delimiter(delimiter).has_headers(false).from_reader(line);
    let mut record = ::csv::StringRecord::new();
    let read = reader.read_record(&mut record).unwrap_or(false);
    read.then(|| record.iter().map(|name| name.trim().to_string()).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_line_that_has_most() {
        assert_eq!(likelier([(1, 0), (2, 1), (3, 2), (4, 2)], 0), Some(3));
        assert_eq!(likelier([(1, 2), (2, 2)], 2), None);
        assert_eq!(likelier([(); 0].map(|()| (1, 1)), 0), None);
    }

    #[test]
    fn fields_of_a_line() {
        let fields = |line: &str| split(line.as_bytes(), b';');
        assert_eq!(fields("\"a;b\"; c "), Some(vec!["a;b".into(), "c".into()]));
        assert_eq!(fields(""), None);
    }
}
