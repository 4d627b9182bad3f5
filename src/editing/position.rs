//! Lines and columns as editors count them.

/// What a column counts.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Units {
    /// Bytes.
    Utf8,
    /// Units of UTF-16, of which a character beyond the first 65,536 has two: what language servers
    /// count unless they agree on something else.
    Utf16,
}

impl Units {
    fn width(self, c: char) -> usize {
        match self {
            Self::Utf8 => c.len_utf8(),
            Self::Utf16 => c.len_utf16(),
        }
    }
}

/// A line and a column, both from 0. Lines end at `\n`, `\r\n` and a `\r` alone.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub struct Position {
    /// The line, from 0.
    pub line: usize,
    /// The column, from 0; what it counts is said by [`Units`].
    pub column: usize,
}

impl Position {
    /// Returns the position of a byte of a text. Past the end counts as the end, within a character as
    /// before it.
    pub fn of(text: &str, byte: usize, units: Units) -> Self {
        let byte = text.floor_char_boundary(byte);
        let mut last = (0, 0);
        for (line, start) in starts(text).enumerate().take_while(|(_, start)| *start <= byte) {
            last = (line, start);
        }
        let (line, start) = last;
        let passed = text.get(start..byte).unwrap_or("");
        Self { line, column: passed.chars().map(|c| units.width(c)).sum() }
    }

    /// Returns the byte of a text at this position. A column past the end of its line is that end, one
    /// within a character is before it, and a line past the last is the end of the text.
    pub fn byte(self, text: &str, units: Units) -> usize {
        let Some(start) = starts(text).nth(self.line) else { return text.len() };
        let rest = text.get(start..).unwrap_or("");
        let mut column = 0;
        for (at, c) in rest.char_indices() {
            column += units.width(c);
            if column > self.column || matches!(c, '\n' | '\r') {
                return start + at;
            }
        }
        text.len()
    }
}

/// Returns where the lines of a text begin.
fn starts(text: &str) -> impl Iterator<Item = usize> {
    let bytes = text.as_bytes();
    let ends = memchr::memchr2_iter(b'\n', b'\r', bytes);
    // Of `\r\n` the second ends the line.
    let ends =
        ends.filter(|at| bytes.get(*at) == Some(&b'\n') || bytes.get(at + 1) != Some(&b'\n'));
    std::iter::once(0).chain(ends.map(|at| at + 1))
}
