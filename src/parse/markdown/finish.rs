//! The end of the walk: notes, heading levels, the sanitiser for pages with raw HTML.

use super::{Mark, Walker};
use crate::parse::body::{Body, Hole};
use crate::parse::html::{MARK_CLOSE, MARK_OPEN, sanitised};
use crate::parse::{Parsed, is_generic_title};
use std::fmt::Write;
use std::ops::Range;
use std::sync::Arc;

impl Walker<'_> {
    pub(super) fn finish(mut self) -> (Parsed, Body) {
        self.flush();
        self.push_notes();
        self.set_levels();
        let lead = self.lead.take().zip(Some(std::mem::take(&mut self.lead_ids)));
        let html = std::mem::take(&mut self.html);
        let marks = std::mem::take(&mut self.marks).into_iter();
        let holes: Vec<(usize, Hole)> = marks
            .filter_map(|(at, mark)| match mark {
                Mark::Hole(hole) => Some((at, hole)),
                Mark::Level(_) => None,
            })
            .collect();
        let body = if self.has_raw {
            through_sanitiser(&html, &holes, lead)
        } else {
            Body::new(html, holes, lead).with_notes(std::mem::take(&mut self.notes.shown))
        };
        self.parsed.definitions = std::mem::take(&mut self.defining.found).into();
        let of_headings = self.parsed.headings.iter().map(|heading| Arc::clone(&heading.anchor));
        self.parsed.anchors = of_headings.chain(std::mem::take(&mut self.other_anchors)).collect();
        self.parsed.summary = self.summary.announced.or(self.summary.first);
        (self.parsed, body)
    }

    /// Shifts all levels so that the highest under the page's own title is 2.
    fn set_levels(&mut self) {
        let org_name = self.options.org_name.as_deref();
        let has_title = self.lead.is_some();
        let counted = self.parsed.headings.iter().enumerate().filter(|(n, heading)| {
            !(*n == 0 && has_title && !is_generic_title(&heading.text, org_name))
        });
        let highest = counted.map(|(_, heading)| heading.level).min().unwrap_or(2);
        // The digits written so far are right for pages whose sections have level 2.
        if highest == 2 {
            return;
        }
        let mut bytes = std::mem::take(&mut self.html).into_bytes();
        for (at, mark) in &self.marks {
            if let (Mark::Level(level), Some(byte)) = (mark, bytes.get_mut(*at)) {
                let shown = (level + 2).saturating_sub(highest).clamp(2, 6);
                *byte = b'0' + shown;
            }
        }
        self.html = String::from_utf8(bytes).expect("a digit was replaced by a digit");
        for heading in &mut self.parsed.headings {
            heading.level = (heading.level + 2).saturating_sub(highest).clamp(1, 6);
        }
    }
}

/// Sanitises a body. The opening heading passes on its own, so that a tag left open in it ends there.
fn through_sanitiser(
    html: &str,
    holes: &[(usize, Hole)],
    lead: Option<(Range<usize>, Vec<Box<str>>)>,
) -> Body {
    let mut made = Unmarked::default();
    let start = match &lead {
        Some((lead, _)) => {
            made.push(&sanitised(&marked(html, holes, lead.clone())));
            lead.end
        }
        None => 0,
    };
    let lead = lead.map(|(_, ids)| (0..made.html.len(), ids));
    made.push(&sanitised(&marked(html, holes, start..html.len())));
    Body::new(made.html, made.holes, lead)
}

/// Returns part of a body with marks in place of its holes.
fn marked(html: &str, holes: &[(usize, Hole)], part: Range<usize>) -> String {
    let mut marked = String::with_capacity(part.len() + holes.len() * 24);
    let mut from = part.start;
    // A heading ends with its own tag, so a hole at the seam belongs to the part after it.
    let inside = |at: usize| at >= part.start && (at < part.end || part.end == html.len());
    for (at, hole) in holes.iter().filter(|(at, _)| inside(*at)) {
        marked.push_str(html.get(from..*at).unwrap_or(""));
        let written = match hole {
            Hole::Link(n) => write!(marked, " href=\"{MARK_OPEN}l{n}{MARK_CLOSE}\""),
            Hole::Image(n) => write!(marked, "<img src=\"{MARK_OPEN}i{n}{MARK_CLOSE}\">"),
            Hole::Code(n) => write!(marked, "{MARK_OPEN}c{n}{MARK_CLOSE}"),
            // Buttons are nothing that the sanitiser lets through; the link to the note stays.
            Hole::Note(_) => Ok(()),
        };
        debug_assert!(written.is_ok(), "writing to memory does not fail");
        from = *at;
    }
    marked.push_str(html.get(from..part.end).unwrap_or(""));
    marked
}

/// A body whose marks are holes again.
#[derive(Default)]
struct Unmarked {
    html: String,
    holes: Vec<(usize, Hole)>,
}

impl Unmarked {
    fn push(&mut self, marked: &str) {
        let mut rest = marked;
        while let Some((before, after)) = rest.split_once(MARK_OPEN) {
            let Some((name, tail)) = after.split_once(MARK_CLOSE) else { break };
            self.html.push_str(before);
            rest = tail;
            let number = name.get(1..).and_then(|digits| digits.parse().ok()).unwrap_or(0);
            let hole = match name.as_bytes().first() {
                Some(b'l') if self.drop_suffix(" href=\"") => {
                    rest = tail.strip_prefix('"').unwrap_or(tail);
                    Hole::Link(number)
                }
                Some(b'i') if self.drop_suffix("<img src=\"") => {
                    rest = tail.split_once('>').map_or("", |(_, rest)| rest);
                    Hole::Image(number)
                }
                Some(b'c') => Hole::Code(number),
                // The sanitiser took the tag apart; nothing of it is left to fill.
                _ => continue,
            };
            self.holes.push((self.html.len(), hole));
        }
        self.html.push_str(rest);
    }

    fn drop_suffix(&mut self, suffix: &str) -> bool {
        let has = self.html.ends_with(suffix);
        if has {
            self.html.truncate(self.html.len() - suffix.len());
        }
        has
    }
}
