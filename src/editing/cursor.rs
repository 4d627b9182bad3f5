//! Where in a mapping of YAML a place stands, from the lines as they are typed: broken ones, too.
//!
//! Lines are looked at one by one, by indentation. Flow style (`{ a: b }`) is followed within one line.

use crate::text::span::Span;
use std::ops::Range;

/// A place in a mapping.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(super) struct Cursor {
    /// The keys above, outermost first, folded. Lists between them leave no trace.
    pub path: Vec<String>,
    /// The key whose value stands here; none where a key is written.
    pub key: Option<String>,
    /// What is typed of the key or value up to the place.
    pub typed: String,
    /// The whole word.
    pub word: Span,
    /// Keys that stand beside it already, folded.
    pub beside: Vec<String>,
}

/// One line, taken apart.
#[derive(Clone, Copy)]
struct Line<'a> {
    /// The byte of the text at which it begins.
    start: usize,
    text: &'a str,
    /// The column of the dash that begins an item of a list.
    dash: Option<usize>,
    /// The column at which its content begins.
    column: usize,
}

impl<'a> Line<'a> {
    fn of(start: usize, text: &'a str) -> Self {
        let mut column = text.len() - text.trim_start_matches(' ').len();
        let mut dash = None;
        while let Some(rest) = text.get(column..).and_then(|rest| rest.strip_prefix('-')) {
            if !rest.is_empty() && !rest.starts_with(' ') {
                break;
            }
            dash = dash.or(Some(column));
            column += 1 + rest.len() - rest.trim_start_matches(' ').len();
        }
        Self { start, text, dash, column }
    }

    fn content(&self) -> &'a str {
        self.text.get(self.column..).unwrap_or("").trim_end()
    }

    /// Returns whether it says nothing.
    fn is_blank(&self) -> bool {
        self.dash.is_none() && (self.content().is_empty() || self.content().starts_with('#'))
    }

    /// Returns its key, folded.
    fn key(&self) -> Option<String> {
        let content = self.content();
        let end = content.match_indices(':').map(|(at, _)| at).find(|at| {
            content.get(at + 1..).is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
        })?;
        let key = content.get(..end)?;
        (!key.starts_with(['{', '[', '#'])).then(|| folded(key))
    }
}

/// Folds the spellings of a key: lower case, without quotes, `_` between words.
fn folded(key: &str) -> String {
    key.trim().trim_matches(['"', '\'']).to_lowercase().replace(['-', ' '], "_")
}

/// Returns the lines of a part of a text.
fn lines(text: &str, block: Range<usize>) -> Vec<Line<'_>> {
    let mut start = block.start;
    let mut found = Vec::new();
    for line in text.get(block).unwrap_or("").split_inclusive('\n') {
        found.push(Line::of(start, line.trim_end_matches(['\n', '\r'])));
        start += line.len();
    }
    if found.last().is_none_or(|last| last.start + last.text.len() < start) {
        found.push(Line::of(start, ""));
    }
    found
}

/// Returns where a byte stands in the mapping that a part of a text holds.
pub(super) fn at(text: &str, block: Range<usize>, byte: usize) -> Option<Cursor> {
    let lines = lines(text, block);
    let n = lines.iter().rposition(|line| line.start <= byte)?;
    let mut line = *lines.get(n)?;
    let end = byte.checked_sub(line.start).filter(|end| *end <= line.text.len())?;
    if end < line.column || line.content().is_empty() {
        line.column = line.dash.map_or(end, |dash| end.max(dash + 1));
    }
    let before = line.text.get(line.column.min(end)..end)?;
    let flow = Flow::of(before)?;
    let above = Above::of(lines.get(..n).unwrap_or_default(), &line);
    let above = above.0.into_iter().map(|(_, key)| key).collect();
    let is_block = flow.levels.is_empty();
    let after = line.text.get(end..).unwrap_or("");
    let rest = after.find(|c: char| !is_word(c)).unwrap_or(after.len());
    let typed = before.get(flow.from..).unwrap_or("");
    let (path, key) = flow.place(above);
    Some(Cursor {
        beside: if is_block && key.is_none() { beside(&lines, n, line) } else { Vec::new() },
        path,
        key,
        typed: typed.to_owned(),
        word: Span::new(byte - typed.len(), byte + rest),
    })
}

/// Returns the values of a key that are written in block style, by the keys above it.
pub(super) fn values(text: &str, block: Range<usize>, path: &[&str], key: &str) -> Vec<String> {
    let mut above = Above::default();
    let mut found = Vec::new();
    for line in lines(text, block).iter().filter(|line| !line.is_blank()) {
        above.close(line);
        if above.is(path) && line.key().as_deref() == Some(key) {
            let (_, value) = line.content().split_once(':').unwrap_or_default();
            let value = value.split(" #").next().unwrap_or("").trim().trim_matches(['"', '\'']);
            found.extend((!value.is_empty()).then(|| value.to_owned()));
        }
        above.open(line);
    }
    found
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | '/')
}

/// The keys that the lines so far have left open, each with its column.
#[derive(Default)]
struct Above(Vec<(usize, String)>);

impl Above {
    /// Returns what is above a line, given the lines before it.
    fn of(lines: &[Line<'_>], line: &Line<'_>) -> Self {
        let mut above = Self::default();
        for before in lines.iter().filter(|line| !line.is_blank()) {
            above.close(before);
            above.open(before);
        }
        above.close(line);
        above
    }

    /// Takes away the keys that a line ends. An item of a list may stand in the column of its key.
    fn close(&mut self, line: &Line<'_>) {
        let limit = line.dash.unwrap_or(line.column);
        let ends = |column: usize| column > limit || (column == limit && line.dash.is_none());
        while self.0.last().is_some_and(|(column, _)| ends(*column)) {
            self.0.pop();
        }
    }

    fn open(&mut self, line: &Line<'_>) {
        self.0.extend(line.key().map(|key| (line.column, key)));
    }

    /// Returns whether these are the keys.
    fn is(&self, path: &[&str]) -> bool {
        self.0.iter().map(|(_, key)| key).eq(path)
    }
}

/// Returns the keys that stand beside a line in its mapping.
fn beside(lines: &[Line<'_>], n: usize, own: Line<'_>) -> Vec<String> {
    let mut found = Vec::new();
    let before = lines.get(..n).unwrap_or_default().iter().rev().filter(|line| !line.is_blank());
    for line in before.take_while(|line| own.dash.is_none() && line.column >= own.column) {
        if line.column == own.column {
            found.extend(line.key());
            if line.dash.is_some() {
                break;
            }
        }
    }
    let after = lines.get(n + 1..).unwrap_or_default().iter().filter(|line| !line.is_blank());
    let inside = after.take_while(|line| line.dash.unwrap_or(line.column) >= own.column);
    found.extend(inside.filter(|line| line.column == own.column).filter_map(Line::key));
    found
}

/// What is open in a line of flow style.
#[derive(Default)]
struct Flow {
    /// For each bracket that is open, it and the key it is the value of.
    levels: Vec<(char, Option<String>)>,
    /// The key whose value is being written.
    key: Option<String>,
    /// Where the word at the end begins.
    from: usize,
}

impl Flow {
    /// Reads a line from its content up to a place; none in a comment.
    fn of(text: &str) -> Option<Self> {
        let mut flow = Self::default();
        let (mut quote, mut after_word) = (None, 0);
        let mut chars = text.char_indices().peekable();
        while let Some((at, c)) = chars.next() {
            // Whether nothing but spaces stands between here and where the word may begin.
            let begins = after_word <= flow.from;
            after_word = if c == ' ' { after_word } else { at + c.len_utf8() };
            let spaced = chars.peek().is_some_and(|(_, next)| *next == ' ');
            match c {
                _ if quote == Some(c) => quote = None,
                _ if quote.is_some() => {}
                '"' | '\'' if begins => {
                    (quote, flow.from) = (Some(c), at + 1);
                }
                '#' if text.get(..at).is_none_or(|head| head.is_empty() || head.ends_with(' ')) => {
                    return None;
                }
                ':' if spaced && flow.key.is_none() => {
                    flow.key = text.get(flow.from..at).map(folded);
                    flow.from = at + 1;
                }
                '{' | '[' if begins => {
                    flow.levels.push((c, flow.key.take()));
                    flow.from = at + 1;
                }
                ',' if !flow.levels.is_empty() => {
                    flow.key = None;
                    flow.from = at + 1;
                }
                '}' | ']' => {
                    flow.key = flow.levels.pop().and_then(|(_, key)| key);
                    flow.from = at + 1;
                }
                _ => {}
            }
        }
        let word = text.get(flow.from..)?;
        flow.from += word.len() - word.trim_start().len();
        Some(flow)
    }

    /// Returns the keys above the place, and the key whose value stands there.
    fn place(self, mut path: Vec<String>) -> (Vec<String>, Option<String>) {
        let mut key = self.key;
        let innermost = self.levels.len().checked_sub(1);
        for (n, (bracket, of)) in self.levels.into_iter().enumerate() {
            if bracket == '[' && Some(n) == innermost && key.is_none() {
                key = of;
            } else {
                path.extend(of);
            }
        }
        (path, key)
    }
}
