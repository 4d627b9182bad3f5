//! The twin of a page: its Markdown, for programs that read that better than HTML.
//!
//! In: the source file, and where its links lead. Out: the same text without the front matter, with a
//! title, and with links that hold from where the twin lies.

use crate::memo::{Held, Memo, Same};
use crate::model::ground::Ground;
use crate::model::titles::Titled;
use crate::model::{PageId, Resolved, Site};
use crate::parse::body::Lead;
use crate::parse::{Link, Parsed};
use crate::place::{Route, SourcePath};
use crate::render::view::View;
use crate::source::{SourceFile, SourceTree};
use std::ops::Range;
use std::sync::Arc;

/// What a twin is made from. The ground plan says where the numbers in `links` lead.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct TwinInput {
    text: Held<str>,
    parsed: Arc<Parsed>,
    titled: Arc<Titled>,
    links: Held<[Resolved]>,
    ground: Same<Ground>,
    twins: Same<Vec<PageId>>,
}

/// The twins of earlier builds.
pub(crate) type Twins = Memo<SourcePath, TwinInput, Arc<[u8]>>;

/// Writes the twins of these pages, which are in the order of [`Site::pages`].
pub(crate) fn twins(tree: &SourceTree, view: &View<'_>, remembered: &mut Twins) -> Vec<Arc<[u8]>> {
    let ids = &view.published.twins;
    let inputs = ids.iter().map(|id| {
        let page = view.site.page(*id);
        let text = match tree.get(&page.path) {
            Some(SourceFile::Text(text)) => text.clone(),
            Some(SourceFile::Asset(_)) | None => Held::default(),
        };
        let input = TwinInput {
            text,
            parsed: Arc::clone(&page.parsed),
            titled: Arc::clone(&page.titled),
            links: page.links.clone(),
            ground: view.site.ground.clone(),
            twins: ids.clone(),
        };
        (page.path.clone(), input)
    });
    let site = view.site;
    remembered.map(inputs.collect(), |path, input| {
        let route = site.page_at(path.as_str()).map(|id| &site.page(id).route);
        route.map_or_else(String::new, |route| twin(input, route, site)).into_bytes().into()
    })
}

fn twin(input: &TwinInput, route: &Route, site: &Site) -> String {
    let TwinInput { text, parsed, titled, .. } = input;
    let mut twin = String::with_capacity(text.len() + 64);
    if titled.lead == Lead::Show {
        twin.push_str("# ");
        push_text(&titled.title, &mut twin);
        twin.push_str("\n\n");
    }
    let links = parsed.links.iter().zip(&*input.links);
    let mut edits: Vec<(Range<usize>, String)> = links
        .filter_map(|(link, resolved)| {
            let href = input.href(link, resolved, route, site)?;
            edit(text, link, &href)
        })
        .collect();
    // Links by reference have addresses of their own now, and what they led to may be hidden.
    edits.extend(
        parsed.link_definitions.iter().map(|span| (line_of(text, span.range()), String::new())),
    );
    edits.sort_by_key(|(range, _)| (range.start, range.end));
    let body = text.get(parsed.start..).unwrap_or("");
    let mut from = parsed.start + (body.len() - body.trim_start_matches(['\r', '\n']).len());
    for (range, replacement) in edits {
        // One that lies in another, or before the text, stays as it is written.
        if range.start < from || range.end > text.len() {
            continue;
        }
        twin.push_str(text.get(from..range.start).unwrap_or(""));
        twin.push_str(&replacement);
        from = range.end;
    }
    twin.push_str(text.get(from..).unwrap_or(""));
    let mut twin = without_comments(&twin);
    if !twin.ends_with('\n') {
        twin.push('\n');
    }
    twin
}

/// Returns where a definition stands, with its line when it has one to itself.
fn line_of(text: &str, range: Range<usize>) -> Range<usize> {
    let before = text.get(..range.start).unwrap_or("");
    let start = before.rfind('\n').map_or(0, |at| at + 1);
    let after = text.get(range.end..).unwrap_or("");
    let rest = after.split_inclusive('\n').next().unwrap_or("");
    let is_alone = before.get(start..).unwrap_or("").trim().is_empty() && rest.trim().is_empty();
    let has_end = text.get(range.clone()).is_some_and(|own| own.ends_with('\n'));
    if is_alone && !has_end { start..range.end + rest.len() } else { range }
}

/// Leaves comments out: pages do not publish them either. Those in code go, too, which is the safe side;
/// one that never ends takes the rest with it where it begins a line.
fn without_comments(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("<!--") {
        kept.push_str(before);
        match after.split_once("-->") {
            Some((_, after)) => rest = after,
            None if before.rsplit('\n').next().unwrap_or("").trim().is_empty() => return kept,
            None => {
                kept.push_str("<!--");
                rest = after;
            }
        }
    }
    kept + rest
}

impl TwinInput {
    /// Returns where a link leads from the twin, none when it holds as it is written.
    fn href(&self, link: &Link, to: &Resolved, route: &Route, site: &Site) -> Option<String> {
        if link.target.path.is_empty() && !link.target.is_self_url {
            return None;
        }
        let fragment = link.target.fragment.as_deref().filter(|fragment| !fragment.is_empty());
        let href = match to {
            Resolved::Page(id, anchor) => {
                let place = self.ground.places.get(id.index())?;
                let is_twin = self.twins.binary_search(id).is_ok();
                match (is_twin, anchor.as_deref()) {
                    (true, Some(anchor)) => route.href_to_file(&place.twin).at(anchor),
                    (true, None) => route.href_to_file(&place.twin),
                    (false, anchor) => route.href_to(&place.route, anchor),
                }
            }
            Resolved::Section(id) => route.href_to(&site.section(*id).route, None),
            Resolved::Asset(id) => {
                let href = route.href_to_file(&site.asset(*id).out);
                fragment.map_or(href.clone(), |fragment| href.at(fragment))
            }
            Resolved::Missing => return Some(String::new()),
        };
        // Parentheses end a destination.
        Some(href.as_str().replace('(', "%28").replace(')', "%29"))
    }
}

/// Returns what to write in which place of the text, so that a link leads to `href`.
fn edit(text: &str, link: &Link, href: &str) -> Option<(Range<usize>, String)> {
    let range = link.span.range();
    let written = text.get(range.clone()).filter(|written| !written.is_empty())?;
    let is_destination = written.starts_with(&*link.target.path) && !link.target.path.is_empty()
        || !written.starts_with(['[', '!', '<']);
    if is_destination {
        // What follows an empty destination would be taken for it.
        let before = text.get(..range.start).unwrap_or("");
        let is_bare = href.is_empty() && before.ends_with(['(', ' ', '\n', '\t']);
        return Some((range, if is_bare { "<>" } else { href }.to_owned()));
    }
    // A link by reference, whose address stands elsewhere: it gets one of its own.
    if let Some(length) = bracketed(written) {
        // The brackets of `[text][]` lie behind what the parser takes for the link.
        let is_collapsed = text.get(range.end..).is_some_and(|rest| rest.starts_with("[]"));
        let end = if length == written.len() && is_collapsed { range.end + 2 } else { range.end };
        return Some((range.start + length..end, format!("({href})")));
    }
    // `<https://…>` that leads to this very site.
    let inner = written.strip_prefix('<')?.strip_suffix('>')?;
    Some((range, format!("[{inner}]({href})")))
}

/// Returns the length of the `[…]` or `![…]` that a link begins with.
fn bracketed(written: &str) -> Option<usize> {
    let mut depth = 0_usize;
    let mut is_escaped = false;
    for (at, byte) in written.bytes().enumerate() {
        match byte {
            _ if is_escaped => is_escaped = false,
            b'\\' => is_escaped = true,
            b'[' => depth += 1,
            b']' if depth == 1 => return Some(at + 1),
            b']' => depth = depth.checked_sub(1)?,
            b'!' if depth == 0 => {}
            _ if depth == 0 => return None,
            _ => {}
        }
    }
    None
}

/// Appends text to Markdown so that it is shown as it is, on one line.
pub(crate) fn push_text(text: &str, to: &mut String) {
    for (n, word) in text.split_whitespace().enumerate() {
        if n > 0 {
            to.push(' ');
        }
        for c in word.chars() {
            if matches!(c, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '#' | '&' | '|' | '~') {
                to.push('\\');
            }
            to.push(if c.is_control() { '\u{fffd}' } else { c });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_stays_text() {
        let mut shown = String::new();
        push_text("[x](javascript:a)\n# *b* <script> & \u{7}", &mut shown);
        assert_eq!(shown, "\\[x\\](javascript:a) \\# \\*b\\* \\<script\\> \\& \u{fffd}");
    }

    #[test]
    fn the_text_of_a_link_ends_with_its_bracket() {
        assert_eq!(bracketed("[a [b] \\] c][ref]"), Some(12));
        assert_eq!(bracketed("![alt][ref]"), Some(6));
        assert_eq!(bracketed("[open"), None);
        assert_eq!(bracketed("<https://x.example>"), None);
    }
}
