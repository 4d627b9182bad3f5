//! Numbered clauses, and the tags of controls in text.
//!
//! A list item that begins with `{4.1}` is clause 4.1 wherever it stands: the number is written, not
//! counted, so that it stays the same when others come and go.

use super::Walker;
use crate::diag::Code;
use std::fmt::Write;
use std::ops::Range;

/// How long the number of a clause may be, in bytes.
const NUMBER_BYTES_MAX: usize = 16;

impl Walker<'_> {
    /// Takes the number of a clause off the text that a list item begins with, and returns the rest.
    pub(super) fn take_clause<'t>(&mut self, text: &'t str, range: &Range<usize>) -> &'t str {
        let Some((number, rest)) = numbered(text) else { return text };
        let is_escaped = self.text.get(..range.start).is_some_and(|before| before.ends_with('\\'));
        let opened = ["<li>", "<li><p>"].into_iter().find(|opened| self.html.ends_with(opened));
        let Some(opened) = opened.filter(|_| !is_escaped) else { return text };
        let id = self.anchors.unique(&format!("clause-{number}"));
        if self.clauses.insert(number.to_owned()) {
            self.add_anchor(&id);
        } else {
            let at = self.at(&(range.start..range.start + number.len() + 2));
            self.out
                .report(
                    Code::ClauseNumberTwice,
                    at,
                    format!("this page has a clause {number} already"),
                )
                .help("give it a number that no clause has or had");
        }
        let item = self.html.len() - opened.len() + "<li".len();
        self.insert(item, &format!(" class=\"numbered\" id=\"{id}\""));
        if let Some(list) = self.open.lists.last_mut().filter(|list| !list.has_class) {
            list.has_class = true;
            let at = list.tag_end;
            self.insert(at, " class=\"clauses\"");
        }
        let written = write!(
            self.html,
            "<a class=\"no\" href=\"#{id}\" aria-label=\"Link to clause {number}\">{number}</a> "
        );
        debug_assert!(written.is_ok(), "writing to memory does not fail");
        self.block.text.push_str(number);
        self.block.text.push(' ');
        rest
    }

    /// Appends text to the HTML, each tag of a control in an element of its own.
    pub(super) fn push_with_controls(&mut self, text: &str) {
        let mut from = 0;
        for at in memchr::memchr_iter(b'[', text.as_bytes()) {
            let Some(control) = text.get(at + 1..).and_then(control) else { continue };
            self.push_escaped(text.get(from..at).unwrap_or(""));
            self.html.push_str("<span class=\"maps\">");
            self.html.push_str(control);
            self.html.push_str("</span>");
            from = at + control.len() + 2;
        }
        self.push_escaped(text.get(from..).unwrap_or(""));
    }
}

/// Splits `{4.1} Text` into the number and the text.
fn numbered(text: &str) -> Option<(&str, &str)> {
    let (number, rest) = text.strip_prefix('{')?.split_once('}')?;
    let is_part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-');
    let is_number = number.len() <= NUMBER_BYTES_MAX
        && number.starts_with(|c: char| c.is_ascii_alphanumeric())
        && number.ends_with(|c: char| c.is_ascii_alphanumeric())
        && number.contains(|c: char| c.is_ascii_digit())
        && number.chars().all(is_part);
    (is_number && (rest.is_empty() || rest.starts_with(' '))).then(|| (number, rest.trim_start()))
}

/// Returns the control whose tag `[A.5.24]` begins before `text`: up to four capitals, then numbers
/// with dots between them.
fn control(text: &str) -> Option<&str> {
    let (tag, _) = text.get(..text.floor_char_boundary(16))?.split_once(']')?;
    let letters = tag.bytes().take_while(u8::is_ascii_uppercase).count();
    let numbers = tag.get(letters..)?;
    let is_control = (1..=4).contains(&letters)
        && numbers.contains('.')
        && numbers.ends_with(|c: char| c.is_ascii_digit())
        && !numbers.contains("..")
        && numbers.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    is_control.then_some(tag)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_clauses_are_told_from_other_braces() {
        assert_eq!(numbered("{4.1} Keep it."), Some(("4.1", "Keep it.")));
        assert_eq!(numbered("{A.5-b2}"), Some(("A.5-b2", "")));
        for text in ["{name} x", "{4.1}x", "{} x", "{.1} x", "{4.} x", "{4\"1} x", "{ 4 } x", "4.1"]
        {
            assert_eq!(numbered(text), None, "{text}");
        }
    }

    #[test]
    fn tags_of_controls_are_told_from_other_brackets() {
        for (text, expected) in
            [("A.5.24] x", "A.5.24"), ("CC6.1]", "CC6.1"), ("PI1.10]", "PI1.10")]
        {
            assert_eq!(control(text), Some(expected));
        }
        for text in ["x]", "A]", "5.1]", "RFC2119]", "A.5.]", "A..5]", "ABCDE.1]", "A.5.24", "Ä.1]"]
        {
            assert_eq!(control(text), None, "{text}");
        }
    }
}
