//! [`Writer`]: markup made by code, with every text escaped.
//!
//! Tags are literals of this program; what comes from files can only be written as text or as the
//! value of an attribute. So no page can be made that holds markup of its authors by accident.

use crate::render::context::{Html, Markup};
use pulldown_cmark_escape::{escape_html, escape_html_body_text};
use std::fmt::Write;
use std::sync::Arc;

/// Markup being written.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct Writer(String);

impl Writer {
    /// Returns a writer with room for so many bytes.
    pub(crate) fn with_capacity(bytes: usize) -> Self {
        Self(String::with_capacity(bytes))
    }

    /// Writes markup of this program.
    pub(crate) fn raw(&mut self, markup: &'static str) -> &mut Self {
        self.0.push_str(markup);
        self
    }

    /// Writes text.
    pub(crate) fn text(&mut self, text: &str) -> &mut Self {
        let written = match cleaned(text) {
            None => escape_html_body_text(&mut self.0, text),
            Some(text) => escape_html_body_text(&mut self.0, &text),
        };
        debug_assert!(written.is_ok(), "writing to memory does not fail");
        self
    }

    /// Writes the value of an attribute, with the quotes around it.
    pub(crate) fn value(&mut self, value: &str) -> &mut Self {
        self.0.push('"');
        let written = match cleaned(value) {
            None => escape_html(&mut self.0, value),
            Some(value) => escape_html(&mut self.0, &value),
        };
        debug_assert!(written.is_ok(), "writing to memory does not fail");
        self.0.push('"');
        self
    }

    /// Writes a number.
    pub(crate) fn number(&mut self, number: usize) -> &mut Self {
        let written = write!(self.0, "{number}");
        debug_assert!(written.is_ok(), "writing to memory does not fail");
        self
    }

    /// Writes markup that was made by a writer, or by the pages' own parser and sanitiser.
    pub(crate) fn markup(&mut self, made: &str) -> &mut Self {
        self.0.push_str(made);
        self
    }

    /// Returns what was written, for a template.
    pub(crate) fn into_html(self) -> Html {
        Html(Arc::new(Markup(self.0)))
    }
}

/// Returns the text without characters that no page may hold: controls, and overrides of direction.
fn cleaned(text: &str) -> Option<String> {
    // Without a way out, so that it is done for many bytes at once.
    if text.bytes().fold(true, |plain, byte| plain & (b' '..=b'~').contains(&byte)) {
        return None;
    }
    let is_bad = |c: char| {
        (c.is_control() && !matches!(c, '\n' | '\t'))
            || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    text.contains(is_bad).then(|| text.replace(is_bad, "\u{fffd}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_and_values_are_escaped() {
        let mut html = Writer::default();
        html.raw("<a title=").value("\"><script>").raw(">").text("<b> & \u{202e}x\0").raw("</a>");
        assert_eq!(
            html.into_html().0.0,
            "<a title=\"&quot;&gt;&lt;script&gt;\">&lt;b&gt; &amp; \u{fffd}x\u{fffd}</a>"
        );
    }
}
