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

/// What a tag is to a reader.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Tag {
    Heading,
    /// It stands inside words and sentences.
    Inline,
    Link,
    Picture,
    /// It begins or ends what is apart.
    Block,
}

/// Returns what a tag of a name is.
fn tag_of(name: &[u8]) -> Tag {
    match name {
        [b'h', b'1'..=b'6'] => Tag::Heading,
        b"a" => Tag::Link,
        b"svg" => Tag::Picture,
        b"abbr" | b"b" | b"bdi" | b"bdo" | b"cite" | b"code" | b"del" | b"dfn" | b"em" | b"i"
        | b"ins" | b"kbd" | b"mark" | b"q" | b"s" | b"samp" | b"span" | b"strike" | b"strong"
        | b"sub" | b"sup" | b"time" | b"tt" | b"u" | b"var" | b"wbr" => Tag::Inline,
        _ => Tag::Block,
    }
}

/// Gives the pieces of a page to `each`, in order, but sections whose anchors are left out.
pub(super) fn pieces<'a>(
    html: &'a str,
    is_left_out: impl Fn(&str) -> bool,
    mut each: impl FnMut(Piece<'a>),
) {
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
        let (is_end, named) = match tag.as_bytes() {
            [b'/', named @ ..] => (true, named),
            named => (false, named),
        };
        let name = named.iter().take_while(|byte| byte.is_ascii_alphanumeric()).count();
        match (tag_of(named.get(..name).unwrap_or_default()), is_end) {
            (Tag::Picture, false) => rest = behind(rest, "</svg>"),
            (Tag::Link, false) if is_mark(tag) => rest = behind(rest, "</a>"),
            (Tag::Link | Tag::Inline, _) => {}
            (Tag::Heading, false) => match attribute(tag, " id=\"") {
                Some(id) if is_left_out(id) => {
                    in_heading = false;
                    rest = from_heading(rest);
                }
                Some(id) => {
                    in_heading = true;
                    each(Piece::Heading(id));
                }
                None => each(Piece::Break),
            },
            (Tag::Heading, true) if in_heading => {
                in_heading = false;
                each(Piece::EndHeading);
            }
            (Tag::Heading | Tag::Picture | Tag::Block, _) => each(Piece::Break),
        }
    }
}

/// Returns what stands behind a closing tag.
fn behind<'a>(rest: &'a str, closing: &str) -> &'a str {
    let end = memchr::memmem::find(rest.as_bytes(), closing.as_bytes());
    end.and_then(|end| rest.get(end + closing.len()..)).unwrap_or("")
}

/// Returns what is left from the next heading on that has an anchor.
fn from_heading(rest: &str) -> &str {
    let starts = memchr::memmem::find_iter(rest.as_bytes(), "<h");
    let mut found = starts.filter_map(|start| rest.get(start..)).filter(|from| {
        let end = memchr::memchr(b'>', from.as_bytes()).unwrap_or(from.len());
        matches!(from.as_bytes(), [_, _, b'1'..=b'6', b' ', ..])
            && from.get(..end).is_some_and(|tag| attribute(tag, " id=\"").is_some())
    });
    found.next().unwrap_or("")
}

/// Returns whether a link only marks a place: the sign behind a heading, the way back from a note.
fn is_mark(tag: &str) -> bool {
    // Most links are none of these, and short.
    let has = |what: &str| memchr::memmem::find(tag.as_bytes(), what.as_bytes()).is_some();
    tag.starts_with("a class=\"anchor\"")
        || tag.len() > 40 && has("\"doc-") && (has("\"doc-backlink\"") || has("\"doc-noteref\""))
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
