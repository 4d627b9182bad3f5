//! The plan's own text, cut at its headings, so that each part can stand where it belongs.

use crate::model::Page;
use crate::srp::Clause;

/// A text in parts.
#[derive(Debug, Default)]
pub(super) struct Texts {
    /// What stands before the first heading.
    pub(super) intro: String,
    parts: Vec<Part>,
}

#[derive(Debug)]
struct Part {
    anchor: String,
    heading: String,
    /// The heading's own markup.
    head: String,
    /// What stands under it.
    html: String,
}

impl Texts {
    /// Cuts the markup of a page at the headings of level 2 that stand in nothing else.
    pub(super) fn split(html: &str, page: &Page) -> Self {
        let cuts = top_headings(html);
        let mut texts = Self {
            intro: html.get(..cuts.first().map_or(html.len(), |cut| *cut)).unwrap_or("").to_owned(),
            parts: Vec::new(),
        };
        for (n, start) in cuts.iter().enumerate() {
            let end = cuts.get(n + 1).copied().unwrap_or(html.len());
            let part = html.get(*start..end).unwrap_or("");
            let (head, rest) = match part.find("</h2>") {
                Some(at) => part.split_at(at + "</h2>".len()),
                None => (part, ""),
            };
            let id = head.split_once("id=\"").and_then(|(_, rest)| rest.split_once('"'));
            let anchor = id.map_or("", |(id, _)| id);
            let heading = page.parsed.headings.iter().find(|heading| *heading.anchor == *anchor);
            texts.parts.push(Part {
                anchor: anchor.to_owned(),
                heading: heading.map_or_else(String::new, |heading| heading.text.to_string()),
                head: head.to_owned(),
                html: rest.trim().to_owned(),
            });
        }
        texts
    }

    /// Takes the parts that stand under the headings of these clauses: anchor and markup.
    pub(super) fn take(&mut self, clauses: &[Clause]) -> Vec<(String, String)> {
        let belongs = |part: &Part| clauses.iter().any(|clause| clause.is_headed(&part.heading));
        let (taken, left) =
            std::mem::take(&mut self.parts).into_iter().partition::<Vec<_>, _>(belongs);
        self.parts = left;
        let taken = taken.into_iter().filter(|part| !part.html.is_empty());
        taken.map(|part| (part.anchor, part.html)).collect()
    }

    /// Returns whether something stands under the heading of a clause.
    pub(super) fn has(&self, clause: Clause) -> bool {
        self.parts.iter().any(|part| clause.is_headed(&part.heading) && !part.html.is_empty())
    }

    /// Takes what is left, with the headings.
    pub(super) fn rest(&mut self) -> Vec<String> {
        let parts = std::mem::take(&mut self.parts).into_iter();
        parts.map(|part| part.head + &part.html).collect()
    }
}

/// Returns where the headings of level 2 begin that stand in no other element. The markup comes from
/// the parser and the sanitiser, so it is well-formed.
fn top_headings(html: &str) -> Vec<usize> {
    const VOID: &[&str] = &["area", "br", "col", "hr", "img", "input", "source", "wbr"];
    let mut cuts = Vec::new();
    let mut depth = 0_usize;
    for at in memchr::memchr_iter(b'<', html.as_bytes()) {
        let tag = html.get(at + 1..).unwrap_or("");
        let name_end =
            tag.find(|c: char| !c.is_ascii_alphanumeric() && c != '/').unwrap_or(tag.len());
        match tag.get(..name_end).unwrap_or("") {
            name if name.starts_with('/') => depth = depth.saturating_sub(1),
            "" => {}
            name if VOID.contains(&name) => {}
            name => {
                if name == "h2" && depth == 0 {
                    cuts.push(at);
                }
                depth += 1;
            }
        }
    }
    cuts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_headings_on_their_own_are_cut() {
        let html = "<p>a<br>b</p><h2 id=\"x\">X</h2><blockquote><h2 id=\"y\">Y</h2></blockquote><h2>Z</h2>";
        let cuts = top_headings(html);
        let starts: Vec<&str> = cuts.iter().map(|at| html.get(*at..*at + 9).unwrap()).collect();
        assert_eq!(starts, ["<h2 id=\"x", "<h2>Z</h2"]);
    }
}
