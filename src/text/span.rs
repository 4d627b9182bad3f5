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

/// Where the lines of one text begin.
#[derive(Debug)]
pub(crate) struct LineIndex<'a> {
    text: &'a str,
    starts: Vec<usize>,
}

impl<'a> LineIndex<'a> {
    /// Indexes `text`. A line ends at `\n`; `\r` before it belongs to the line end.
    pub(crate) fn new(text: &'a str) -> Self {
        let after_newline = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n');
        let starts = std::iter::once(0).chain(after_newline.map(|(at, _)| at + 1)).collect();
        Self { text, starts }
    }

    /// Returns the line and column of a byte; past the end counts as the end.
    pub(crate) fn line_col(&self, byte: usize) -> LineCol {
        let byte = self.text.floor_char_boundary(byte.min(self.text.len()));
        let line = self.starts.partition_point(|start| *start <= byte);
        let start = self.starts.get(line - 1).copied().unwrap_or(0);
        let before = self.text.get(start..byte).unwrap_or("");
        let bom = usize::from(start == 0 && before.starts_with('\u{feff}'));
        LineCol { line, column: before.chars().count() + 1 - bom }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_count_characters_and_skip_the_byte_order_mark() {
        let text = "\u{feff}Zürich\nåß x\r\n";
        let index = LineIndex::new(text);
        let at = |needle: &str| index.line_col(text.find(needle).unwrap());
        assert_eq!(at("r"), LineCol { line: 1, column: 3 });
        assert_eq!(at("x"), LineCol { line: 2, column: 4 });
        assert_eq!(index.line_col(9999), LineCol { line: 3, column: 1 });
    }
}
