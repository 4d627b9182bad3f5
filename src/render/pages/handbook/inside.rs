//! A policy's text as a part of a longer document: ids get the policy's own prefix, links to policies
//! of the same document stay in it, headings go below the policy's own and leave no level out, and
//! tables are no landmarks.
//!
//! In: markup that the parser, the sanitiser or this program made, so that a `<` begins a tag and
//! values stand in double quotes. One pass, which looks at tags and copies the rest.

use crate::place::Route;
use std::collections::HashMap;

/// Attributes whose value is a list of ids.
const IDS: &[&str] = &[
    "aria-activedescendant",
    "aria-controls",
    "aria-describedby",
    "aria-details",
    "aria-flowto",
    "aria-labelledby",
    "aria-owns",
    "commandfor",
    "for",
    "headers",
    "id",
    "name",
    "popovertarget",
];

/// The level of the heading that is a policy's title.
const POLICY_LEVEL: u8 = 2;

/// Where in the handbook each policy is.
#[derive(Debug)]
pub(crate) struct Inside {
    /// By the link as a page of the handbook would have it: the page of the handbook that holds the
    /// policy, and the link to it there.
    parts: HashMap<String, (Route, String)>,
}

impl Inside {
    /// Notes where policies are: their addresses, each with that of the page of the handbook.
    pub(super) fn of(addresses: &[(Route, Route)]) -> Self {
        let part = |(policy, volume): &(Route, Route)| {
            let href = volume.href_to(policy, None).as_str().to_owned();
            (href, (volume.clone(), policy.part_href().as_str().to_owned()))
        };
        Self { parts: addresses.iter().map(part).collect() }
    }

    /// Returns the text of the policy at `route` as it stands on the page at `volume`. Its links are
    /// those from there.
    pub(super) fn body(&self, html: &str, route: &Route, volume: &Route) -> String {
        let mut id = String::new();
        let written = pulldown_cmark_escape::escape_html(&mut id, &route.part_id());
        debug_assert!(written.is_ok(), "writing to memory does not fail");
        let href = route.part_href().as_str().to_owned();
        let mut part = Part { inside: self, volume, id, href, levels: Vec::new() };
        let mut made = String::with_capacity(html.len() + html.len() / 8);
        let mut rest = html;
        while let Some((text, from)) = rest.find('<').and_then(|at| rest.split_at_checked(at)) {
            made.push_str(text);
            let Some((tag, after)) = from.split_at_checked(tag_len(from)) else { break };
            part.push_tag(tag, &mut made);
            rest = after;
        }
        made.push_str(rest);
        made
    }
}

/// Returns the length of the tag at the beginning of a text, its `>` counted.
fn tag_len(text: &str) -> usize {
    let mut is_quoted = false;
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'"' => is_quoted = !is_quoted,
            b'>' if !is_quoted => return at + 1,
            _ => {}
        }
    }
    text.len()
}

/// The policy whose text is taken.
struct Part<'a> {
    inside: &'a Inside,
    volume: &'a Route,
    /// Its id, escaped.
    id: String,
    /// The link to it.
    href: String,
    /// The levels of the headings around the place at hand, as they are in the policy.
    levels: Vec<u8>,
}

impl Part<'_> {
    fn push_tag(&mut self, tag: &str, made: &mut String) {
        let start = if tag.starts_with("</") { 2 } else { 1 };
        let (open, inner) = tag.split_at_checked(start).unwrap_or((tag, ""));
        made.push_str(open);
        let mut rest = inner;
        if let Some((level, after)) = heading(inner) {
            if open == "<" {
                self.levels.retain(|above| *above < level);
                self.levels.push(level);
            }
            let depth = u8::try_from(self.levels.len()).unwrap_or(u8::MAX);
            made.push('h');
            made.push(char::from(b'0' + depth.saturating_add(POLICY_LEVEL).min(6)));
            rest = after;
        }
        let is_use = inner.starts_with("use ");
        while let Some((before, after)) = rest.split_once("=\"") {
            made.push_str(before);
            made.push_str("=\"");
            let (value, after) = after.split_once('"').unwrap_or((after, ""));
            let name = before.rsplit([' ', '\n']).next().unwrap_or("");
            self.push_value(name, value, is_use, made);
            made.push('"');
            rest = after;
        }
        made.push_str(rest);
    }

    fn push_value(&self, name: &str, value: &str, is_use: bool, made: &mut String) {
        if IDS.contains(&name) {
            for (n, id) in value.split(' ').filter(|id| !id.is_empty()).enumerate() {
                made.push_str(if n > 0 { " " } else { "" });
                made.push_str(&self.id);
                made.push('/');
                made.push_str(id);
            }
        } else if matches!(name, "href" | "xlink:href") {
            self.push_link(value, is_use, made);
        } else if name == "role" && value == "region" {
            made.push_str("group");
        } else if value.contains("url(#") {
            made.push_str(&value.replace("url(#", &["url(", &self.href, "/"].concat()));
        } else {
            made.push_str(value);
        }
    }

    fn push_link(&self, link: &str, is_use: bool, made: &mut String) {
        let (address, anchor) = link.split_once('#').unwrap_or((link, ""));
        let known = self.inside.parts.get(address).filter(|(volume, _)| volume == self.volume);
        // The icons are the page's own.
        let is_icon = is_use && anchor.starts_with("Icon");
        let href = match known {
            _ if address.is_empty() && !anchor.is_empty() && !is_icon => &self.href,
            Some((_, href)) => href,
            None => return made.push_str(link),
        };
        made.push_str(href);
        if !anchor.is_empty() {
            made.push('/');
            made.push_str(anchor);
        }
    }
}

/// Returns the level of a heading's tag, and what follows the name.
fn heading(inner: &str) -> Option<(u8, &str)> {
    let rest = inner.strip_prefix('h')?;
    let level = rest.bytes().next().filter(|byte| (b'1'..=b'6').contains(byte))?;
    let after = rest.get(1..)?;
    after.starts_with([' ', '>', '\n']).then_some((level - b'0', after))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_and_links_stay_apart_and_inside() {
        let route = |text: &str| Route::of_folder(text);
        let handbook = route("handbook");
        let addresses = [
            (route("a/b"), handbook.clone()),
            (route("x&y"), handbook.clone()),
            (route("far"), route("handbook/far")),
        ];
        let inside = Inside::of(&addresses);
        for (html, want) in [
            (
                "<h2 id=\"s\">S<a href=\"#s\">#</a></h2>",
                "<h3 id=\"a/b//s\">S<a href=\"#a/b//s\">#</a></h3>",
            ),
            (
                "<h4>x</h4><h6>y</h6><h5>z</h5><h2>w</h2><hr>",
                "<h3>x</h3><h4>y</h4><h4>z</h4><h3>w</h3><hr>",
            ),
            ("<div role=\"region\">x</div>", "<div role=\"group\">x</div>"),
            ("<a href=\"../a/b/\">b</a>", "<a href=\"#a/b/\">b</a>"),
            ("<a href=\"../x%26y/#%C3%B6\">y</a>", "<a href=\"#x%26y//%C3%B6\">y</a>"),
            ("<a href=\"../far/#s\">far</a>", "<a href=\"../far/#s\">far</a>"),
            (
                "<a href=\"../a/b/flow.pdf#page=3\">f</a>",
                "<a href=\"../a/b/flow.pdf#page=3\">f</a>",
            ),
            (
                "<td headers=\"r c\" title=\"a > b\">1 &lt; 2</td>",
                "<td headers=\"a/b//r a/b//c\" title=\"a > b\">1 &lt; 2</td>",
            ),
            (
                "<g fill=\"url(#m)\"><use href=\"#IconX\"/><use href=\"#m\"/></g>",
                "<g fill=\"url(#a/b//m)\"><use href=\"#IconX\"/><use href=\"#a/b//m\"/></g>",
            ),
            ("cut <off", "cut <off"),
        ] {
            assert_eq!(inside.body(html, &route("a/b"), &handbook), want);
        }
        let escaped = inside.body("<b id=\"i\">b</b>", &route("x&y"), &handbook);
        assert_eq!(escaped, "<b id=\"x&amp;y//i\">b</b>");
    }
}
