//! Places in a text: byte spans, and the line and column a person reads.

/// A range of bytes in one file, end excluded.
///
/// Invariant kept by the parser: both ends lie on character boundaries of that file's text.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub struct Span {
    /// The first byte.
    pub start: u32,
    /// The byte after the last.
    pub end: u32,
}

impl Span {
    /// Returns the span of `start..end`. Files are refused above 4 GiB, long before this saturates.
    pub fn new(start: usize, end: usize) -> Self {
        let narrow = |byte: usize| u32::try_from(byte).unwrap_or(u32::MAX);
        Self { start: narrow(start), end: narrow(end.max(start)) }
    }

    /// Returns the span moved `by` bytes towards the end.
    #[must_use]
    pub fn shifted(self, by: usize) -> Self {
        Self::new(self.start as usize + by, self.end as usize + by)
    }

    /// Returns whether a byte lies in the span or at one of its ends.
    pub fn touches(self, byte: usize) -> bool {
        (self.start as usize..=self.end as usize).contains(&byte)
    }

    /// Returns the span as a range for slicing.
    pub fn range(self) -> std::ops::Range<usize> {
        self.start as usize..self.end as usize
    }
}

/// A line and a column, both from 1; columns count characters, not bytes.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct LineCol {
    /// The line, from 1.
    pub line: usize,
    /// The column in characters, from 1.
    pub column: usize,
}

/// Where the lines of one text begin; does not hold the text itself.
///
/// Questions in ascending order take time in proportion to the text, not to the text for each: a
/// line of a megabyte with 50,000 findings is one pass.
#[derive(Debug, Default)]
pub(crate) struct LineIndex {
    starts: Vec<usize>,
    /// The last answer: the byte asked for, and its line and column.
    last: Option<(usize, LineCol)>,
}

impl LineIndex {
    /// Indexes `text`. A line ends at `\n`; `\r` before it belongs to the line end.
    pub(crate) fn new(text: &str) -> Self {
        let newlines = memchr::memchr_iter(b'\n', text.as_bytes());
        let starts = std::iter::once(0).chain(newlines.map(|at| at + 1)).collect();
        Self { starts, last: None }
    }

    /// Returns the line and column of a byte of the text indexed; past the end counts as the end.
    pub(crate) fn line_col(&mut self, text: &str, byte: usize) -> LineCol {
        let byte = text.floor_char_boundary(byte.min(text.len()));
        let line = self.line_of(byte);
        let start = self.starts.get(line - 1).copied().unwrap_or(0);
        let known = self.last.filter(|(at, found)| found.line == line && *at <= byte);
        let (from, column) = match known {
            Some((at, found)) => (at, found.column),
            None if start == 0 && text.starts_with('\u{feff}') => {
                ('\u{feff}'.len_utf8().min(byte), 1)
            }
            None => (start, 1),
        };
        let passed = text.get(from..byte).map_or(0, |passed| passed.chars().count());
        let found = LineCol { line, column: column + passed };
        self.last = Some((byte, found));
        found
    }

    /// Returns the line of a byte, from 1.
    pub(crate) fn line_of(&self, byte: usize) -> usize {
        self.starts.partition_point(|start| *start <= byte).max(1)
    }

    /// Returns the bytes of a line (from 1) of the text indexed, without its end.
    pub(crate) fn line<'t>(&self, text: &'t str, line: usize) -> (usize, &'t str) {
        let start = self.starts.get(line.saturating_sub(1)).copied().unwrap_or(0);
        let end = self.starts.get(line).map_or(text.len(), |next| next - 1);
        (start, text.get(start..end).unwrap_or("").trim_end_matches('\r'))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_count_characters_and_skip_the_byte_order_mark() {
        let text = "\u{feff}Zürich\nåß x\r\n";
        let mut index = LineIndex::new(text);
        let mut at = |needle: &str| index.line_col(text, text.find(needle).unwrap());
        assert_eq!(at("Z"), LineCol { line: 1, column: 1 });
        assert_eq!(at("r"), LineCol { line: 1, column: 3 });
        assert_eq!(at("x"), LineCol { line: 2, column: 4 });
        assert_eq!(at("ß"), LineCol { line: 2, column: 2 });
        assert_eq!(index.line_col(text, 9999), LineCol { line: 3, column: 1 });
        assert_eq!(index.line(text, 2), (11, "åß x"));
    }
}
