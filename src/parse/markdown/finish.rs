//! The end of the walk: notes, heading levels, the sanitiser for pages with raw HTML.

use super::{Mark, Walker};
use crate::parse::body::{Body, Hole};
use crate::parse::html::{MARK_CLOSE, MARK_OPEN, sanitised};
use crate::parse::{Parsed, is_generic_title};
use std::ops::Range;

impl Walker<'_> {
    pub(super) fn finish(mut self) -> (Parsed, Body) {
        self.flush();
        self.push_notes();
        self.set_levels();
        let lead = self.lead.take();
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
            Body::new(html, holes, lead)
        };
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

/// Sanitises a body: holes become marks in the text, and marks become holes again.
fn through_sanitiser(html: &str, holes: &[(usize, Hole)], lead: Option<Range<usize>>) -> Body {
    let mut places: Vec<(usize, String)> = Vec::with_capacity(holes.len() + 2);
    for (at, hole) in holes {
        places.push((
            *at,
            match hole {
                Hole::Link(n) => format!(" href=\"{MARK_OPEN}l{n}{MARK_CLOSE}\""),
                Hole::Image(n) => format!("<img src=\"{MARK_OPEN}i{n}{MARK_CLOSE}\">"),
                Hole::Code(n) => format!("{MARK_OPEN}c{n}{MARK_CLOSE}"),
            },
        ));
    }
    if let Some(lead) = &lead {
        places.insert(0, (lead.start, format!("{MARK_OPEN}b{MARK_CLOSE}")));
        let end = places.partition_point(|(at, _)| *at < lead.end);
        places.insert(end, (lead.end, format!("{MARK_OPEN}e{MARK_CLOSE}")));
    }
    let mut marked = String::with_capacity(html.len() + places.len() * 24);
    let mut from = 0;
    for (at, mark) in &places {
        marked.push_str(html.get(from..*at).unwrap_or(""));
        marked.push_str(mark);
        from = *at;
    }
    marked.push_str(html.get(from..).unwrap_or(""));
    unmarked(&sanitised(&marked))
}

/// Turns marks back into holes.
fn unmarked(marked: &str) -> Body {
    let mut html = String::with_capacity(marked.len());
    let mut holes = Vec::new();
    let (mut lead_start, mut lead_end) = (None, None);
    let mut rest = marked;
    while let Some((before, after)) = rest.split_once(MARK_OPEN) {
        let Some((name, tail)) = after.split_once(MARK_CLOSE) else { break };
        html.push_str(before);
        rest = tail;
        let number = name.get(1..).and_then(|digits| digits.parse().ok()).unwrap_or(0);
        match name.as_bytes().first() {
            Some(b'l') => {
                html.truncate(html.len() - suffix_len(&html, " href=\""));
                rest = tail.strip_prefix('"').unwrap_or(tail);
                holes.push((html.len(), Hole::Link(number)));
            }
            Some(b'i') => {
                html.truncate(html.rfind("<img").unwrap_or(html.len()));
                rest = tail.split_once('>').map_or("", |(_, rest)| rest);
                holes.push((html.len(), Hole::Image(number)));
            }
            Some(b'c') => holes.push((html.len(), Hole::Code(number))),
            Some(b'b') => lead_start = Some(html.len()),
            _ => lead_end = Some(html.len()),
        }
    }
    html.push_str(rest);
    let lead =
        lead_start.zip(lead_end).filter(|(start, end)| start <= end).map(|(start, end)| start..end);
    Body::new(html, holes, lead)
}

fn suffix_len(html: &str, suffix: &str) -> usize {
    if html.ends_with(suffix) { suffix.len() } else { 0 }
}
