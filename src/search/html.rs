//! HTML that we made, as a reader sees it: sections with headings, their anchors and their text.

use std::borrow::Cow;

/// A piece of a page.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Piece<'a> {
    /// A heading begins, with its anchor.
    Heading(&'a str),
    /// The heading ends.
    EndHeading,
    /// Text; it belongs to the heading or the section that is open.
    Text(Cow<'a, str>),
    /// What follows is apart from what came before.
    Break,
}

/// Returns whether a tag stands inside words and sentences.
fn is_inline(name: &str) -> bool {
    matches!(
        name,
        "a" | "abbr"
            | "b"
            | "bdi"
            | "bdo"
            | "cite"
            | "code"
            | "del"
            | "dfn"
            | "em"
            | "i"
            | "ins"
            | "kbd"
            | "mark"
            | "q"
            | "s"
            | "samp"
            | "span"
            | "strike"
            | "strong"
            | "sub"
            | "sup"
            | "time"
            | "tt"
            | "u"
            | "var"
            | "wbr"
    )
}

/// Gives the pieces of a page to `each`, in order.
pub(super) fn pieces<'a>(html: &'a str, mut each: impl FnMut(Piece<'a>)) {
    let mut rest = html;
    let mut in_heading = false;
    while !rest.is_empty() {
        let open = memchr::memchr(b'<', rest.as_bytes()).unwrap_or(rest.len());
        if let Some(text) = rest.get(..open).filter(|text| !text.is_empty()) {
            each(Piece::Text(decoded(text)));
        }
        let Some(tag) = rest.get(open + 1..) else { break };
        let end = memchr::memchr(b'>', tag.as_bytes()).unwrap_or(tag.len());
        rest = tag.get(end + 1..).unwrap_or("");
        let tag = tag.get(..end).unwrap_or("");
        let name_end = tag.bytes().skip(1).take_while(u8::is_ascii_alphanumeric).count() + 1;
        let name = tag.get(..name_end).unwrap_or(tag);
        let skips = match name {
            "svg" => Some("</svg>"),
            "a" if is_mark(tag) => Some("</a>"),
            _ => None,
        };
        if let Some(closing) = skips {
            let end = memchr::memmem::find(rest.as_bytes(), closing.as_bytes());
            rest = end.and_then(|end| rest.get(end + closing.len()..)).unwrap_or("");
        } else if is_heading(name)
            && let Some(id) = attribute(tag, " id=\"")
        {
            in_heading = true;
            each(Piece::Heading(id));
        } else if in_heading && name.strip_prefix('/').is_some_and(is_heading) {
            in_heading = false;
            each(Piece::EndHeading);
        } else if !is_inline(name.strip_prefix('/').unwrap_or(name)) {
            each(Piece::Break);
        }
    }
}

/// Returns whether a link only marks a place: the sign behind a heading, the way back from a note.
fn is_mark(tag: &str) -> bool {
    // Most links are none of these, and short.
    let has = |what: &str| memchr::memmem::find(tag.as_bytes(), what.as_bytes()).is_some();
    tag.starts_with("a class=\"anchor\"")
        || tag.len() > 40 && has("\"doc-") && (has("\"doc-backlink\"") || has("\"doc-noteref\""))
}

fn is_heading(name: &str) -> bool {
    matches!(name, "h1" | "h2" | "h3" | "h4" | "h5" | "h6")
}

fn attribute<'a>(tag: &'a str, name: &str) -> Option<&'a str> {
    let start = memchr::memmem::find(tag.as_bytes(), name.as_bytes())? + name.len();
    let value = tag.get(start..)?;
    value.get(..memchr::memchr(b'"', value.as_bytes())?)
}

/// Returns text with its character references undone: those that we write, and the named space.
fn decoded(text: &str) -> Cow<'_, str> {
    if memchr::memchr(b'&', text.as_bytes()).is_none() {
        return Cow::Borrowed(text);
    }
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, from)) = rest.split_once('&') {
        plain.push_str(before);
        let known = REFERENCES.iter().find_map(|(name, c)| Some((from.strip_prefix(name)?, c)));
        let (after, c) = known.unwrap_or((from, &"&"));
        plain.push_str(c);
        rest = after;
    }
    plain.push_str(rest);
    Cow::Owned(plain)
}

/// What stands behind `&`, and what it means.
const REFERENCES: &[(&str, &str)] = &[
    ("quot;", "\""),
    ("amp;", "&"),
    ("lt;", "<"),
    ("gt;", ">"),
    ("#39;", "'"),
    ("#x27;", "'"),
    ("nbsp;", " "),
];
