//! Headings: anchors, levels, and which one is the page's title.

use super::{Heading, Mark, Walker};
use crate::parse::is_generic_title;
use crate::parse::prose::{Announces, announces};
use crate::text::slug::github;
use crate::text::span::Span;
use std::ops::Range;

/// A heading being read.
pub(super) struct OpenHeading {
    level: u8,
    range: Range<usize>,
    pub(super) html_start: usize,
    pub(super) is_first: bool,
}

impl Walker<'_> {
    pub(super) fn start_heading(&mut self, level: u8, range: Range<usize>) {
        self.flush();
        let html_start = self.html.len();
        let is_first = self.depth == 1 && self.html.trim().is_empty();
        self.open.heading = Some(OpenHeading { level, range, html_start, is_first });
    }

    pub(super) fn end_heading(&mut self) {
        let Some(heading) = self.open.heading.take() else { return };
        let id = self.take_attributes(&heading).and_then(|attributes| attributes.id);
        let mut text = String::with_capacity(self.block.text.len());
        for word in self.block.text.split_whitespace() {
            text.push_str(if text.is_empty() { "" } else { " " });
            text.push_str(word);
        }
        let has_content = self.html.len() > heading.html_start;
        if text.is_empty() && !has_content {
            return;
        }
        let slug = match id {
            Some(id) => id,
            None => Some(github(self.block.text.trim_matches([' ', '\t', '\n'])))
                .filter(|slug| !slug.is_empty())
                .unwrap_or("section".to_owned()),
        };
        let anchor = self.anchors.unique(&slug);
        self.push_heading_tags(&heading, &anchor, &text);
        self.announce(heading.level, &text);
        self.define_by_heading(heading.level, &text, &anchor);
        let index = u32::try_from(self.parsed.headings.len()).unwrap_or(u32::MAX);
        self.under.index = Some(index);
        if heading.is_first {
            self.lead = Some(heading.html_start..self.html.len());
            let org_name = self.options.org_name.as_deref();
            self.parsed.titled = heading.level == 1 && !is_generic_title(&text, org_name);
        }
        let line = self.text.get(heading.range.clone()).unwrap_or("");
        let trimmed = heading.range.start + line.trim_end().len();
        let span = Span::new(heading.range.start, trimmed).shifted(self.base);
        self.parsed.headings.push(Heading {
            level: heading.level,
            text: text.into(),
            anchor,
            span,
        });
        self.flush();
    }

    /// Takes the `{#id .class}` at the end of a heading off what is shown, and gives the id.
    ///
    /// The parser could do it too, but it panics on attributes after a hard break in a quotation.
    fn take_attributes(&mut self, heading: &OpenHeading) -> Option<Attributes> {
        let shown = self.block.text.trim_end();
        let at = shown.rfind('{').filter(|_| shown.ends_with('}'))?;
        let written = shown.get(at..)?;
        let attributes = Attributes::parse(written)?;
        let html_end = self.html.trim_end().strip_suffix(written)?.len();
        let source = self.text.get(heading.range.clone())?;
        let before = source.get(..source.rfind(written)?)?;
        let last_mark = self.marks.last().map_or(0, |(at, _)| *at).max(heading.html_start);
        if last_mark > html_end || before.ends_with('\\') {
            return None;
        }
        let kept = self.html.get(..html_end)?.trim_end().len();
        self.html.truncate(kept.max(last_mark));
        self.block.text.truncate(at);
        Some(attributes)
    }

    /// Puts the tags around a heading's content; the digits are patched when all levels are known.
    fn push_heading_tags(&mut self, heading: &OpenHeading, anchor: &str, text: &str) {
        let content = self.html.split_off(heading.html_start);
        let first = self.marks.partition_point(|(at, _)| *at < heading.html_start);
        let inside = self.marks.split_off(first);
        let push_level = |walker: &mut Self| {
            walker.marks.push((walker.html.len(), Mark::Level(heading.level)));
            walker.html.push(char::from(b'0' + heading.level.clamp(2, 6)));
        };
        self.html.push_str("<h");
        push_level(self);
        self.html.push_str(" id=\"");
        self.push_attribute(anchor);
        self.html.push_str("\">");
        let shift = self.html.len();
        self.marks
            .extend(inside.into_iter().map(|(at, mark)| (at - heading.html_start + shift, mark)));
        self.html.push_str(&content);
        self.html.push_str("<a class=\"anchor\" href=\"#");
        self.push_attribute(anchor);
        self.html.push_str("\" aria-label=\"Link to ");
        self.push_attribute(if text.is_empty() { "this section" } else { text });
        self.html.push_str("\">#</a></h");
        push_level(self);
        self.html.push_str(">\n");
    }

    /// Notes what the heading announces, until one of the same level or above follows.
    fn announce(&mut self, level: u8, text: &str) {
        match announces(text) {
            Announces::Text => {
                if self.under.announced.is_some_and(|(above, _)| level <= above) {
                    self.under.announced = None;
                }
            }
            announced @ (Announces::AzList | Announces::Related | Announces::Summary) => {
                self.under.announced = Some((level, announced));
            }
        }
    }
}

/// What stands in `{#id .class key=value}`, as far as it is used.
struct Attributes {
    id: Option<String>,
}

impl Attributes {
    /// Reads such a list; nothing when the braces hold something else.
    fn parse(written: &str) -> Option<Self> {
        let inner = written.strip_prefix('{')?.strip_suffix('}')?;
        // Kramdown and Python-Markdown write `{: #id}`.
        let inner = inner.strip_prefix(':').unwrap_or(inner);
        let mut id = None;
        let mut count = 0;
        for word in inner.split_ascii_whitespace() {
            count += 1;
            let is_plain = !word.contains(['<', '>', '&', '"', '\\', '`']);
            match word.strip_prefix('#') {
                Some(name) if is_plain && !name.is_empty() => id = Some(name.to_owned()),
                None if is_plain && (word.starts_with('.') || word.contains('=')) => {}
                _ => return None,
            }
        }
        (count > 0).then_some(Self { id })
    }
}
