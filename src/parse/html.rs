//! Raw HTML in Markdown: which tags and attributes authors may use, and the sanitiser that decides.
//!
//! Two steps. The scanner reads the tags as written, drops what is not on the lists and reports it
//! at its place, and finds links. The sanitiser (the only place that names it) then parses the whole
//! body as a browser would and keeps what is safe, so that a slip of the scanner can't matter.

use ammonia::{Builder, UrlRelative};
use std::ops::Range;

/// Tags that authors may use.
pub(super) const TAGS: &[&str] = &[
    "a",
    "abbr",
    "b",
    "bdi",
    "bdo",
    "blockquote",
    "br",
    "caption",
    "cite",
    "code",
    "col",
    "colgroup",
    "dd",
    "del",
    "details",
    "dfn",
    "div",
    "dl",
    "dt",
    "em",
    "figcaption",
    "figure",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "i",
    "img",
    "ins",
    "kbd",
    "li",
    "mark",
    "ol",
    "p",
    "pre",
    "q",
    "rp",
    "rt",
    "ruby",
    "s",
    "samp",
    "small",
    "span",
    "strike",
    "strong",
    "sub",
    "summary",
    "sup",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "time",
    "tr",
    "tt",
    "u",
    "ul",
    "var",
    "wbr",
];

/// Attributes that authors may use on any of these tags; links, images and ids are read apart.
const ATTRIBUTES: &[&str] = &[
    "abbr", "align", "alt", "colspan", "datetime", "dir", "headers", "height", "lang", "open",
    "reversed", "rowspan", "scope", "span", "start", "title", "type", "value", "width",
];

/// Schemes that links may have.
pub(super) const SCHEMES: &[&str] = &[
    "callto", "facetime", "ftp", "ftps", "geo", "git", "http", "https", "irc", "ircs", "mailto",
    "msteams", "news", "sftp", "skype", "slack", "sms", "ssh", "tel", "webcal", "xmpp", "zoommtg",
];

/// Marks where a hole is while the body passes through the sanitiser. Both are noncharacters, so no
/// text can hold them; [`super::markdown`] replaces them in the source before it begins.
pub(super) const MARK_OPEN: char = '\u{fdd0}';
/// Ends a mark.
pub(super) const MARK_CLOSE: char = '\u{fdd1}';

/// A piece of raw HTML.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Piece<'a> {
    /// Text between tags.
    Text(&'a str),
    /// A comment, a declaration or a processing instruction.
    Comment,
    /// A tag.
    Tag(Tag<'a>),
}

/// A tag as written.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Tag<'a> {
    /// The name, lower case.
    pub(super) name: String,
    /// Whether it is `</name>`.
    pub(super) closes: bool,
    /// Its bytes in the scanned text.
    pub(super) range: Range<usize>,
    /// Its attributes, in order.
    pub(super) attributes: Vec<Attribute<'a>>,
}

/// An attribute as written.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Attribute<'a> {
    /// The name, lower case.
    pub(super) name: String,
    /// The value without quotes, entities as written.
    pub(super) value: &'a str,
    /// The bytes of the name in the scanned text.
    pub(super) name_range: Range<usize>,
    /// The bytes of the value.
    pub(super) value_range: Range<usize>,
}

/// How the author's attribute is treated.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Treatment {
    /// It stays as written.
    Keep,
    /// It is dropped without a word: it says how something looks, or means nothing here.
    Drop,
    /// It is dropped and reported.
    Report,
}

/// Returns how an attribute other than a link or an id is treated.
pub(super) fn treatment(attribute: &str) -> Treatment {
    if ATTRIBUTES.contains(&attribute) {
        Treatment::Keep
    } else if attribute.starts_with("on") || attribute.starts_with("form") || attribute == "srcdoc"
    {
        Treatment::Report
    } else {
        Treatment::Drop
    }
}

/// Splits raw HTML into text, comments and tags. Never fails: what is no tag is text.
pub(super) fn scan(html: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut from = 0;
    let mut at = 0;
    while let Some(open) = html.get(at..).and_then(|rest| rest.find('<')).map(|n| at + n) {
        let rest = html.get(open..).unwrap_or("");
        let end = if rest.starts_with("<!--") {
            Some((open + rest.find("-->").map_or(rest.len(), |n| n + 3), None))
        } else if rest.starts_with("<!") || rest.starts_with("<?") {
            Some((open + rest.find('>').map_or(rest.len(), |n| n + 1), None))
        } else {
            tag(html, open).map(|tag| (tag.range.end, Some(tag)))
        };
        let Some((end, tag)) = end else {
            at = open + 1;
            continue;
        };
        if from < open {
            pieces.push(Piece::Text(html.get(from..open).unwrap_or("")));
        }
        pieces.push(tag.map_or(Piece::Comment, Piece::Tag));
        from = end;
        at = end;
    }
    if from < html.len() {
        pieces.push(Piece::Text(html.get(from..).unwrap_or("")));
    }
    pieces
}

/// Reads the tag that begins at byte `open`.
fn tag(html: &str, open: usize) -> Option<Tag<'_>> {
    let bytes = html.as_bytes();
    let mut at = open + 1;
    let closes = bytes.get(at) == Some(&b'/');
    at += usize::from(closes);
    let name_end = at + name_len(bytes.get(at..)?);
    if name_end == at || !bytes.get(at)?.is_ascii_alphabetic() {
        return None;
    }
    let name = html.get(at..name_end)?.to_ascii_lowercase();
    at = name_end;
    let mut attributes = Vec::new();
    loop {
        at += blank_len(bytes.get(at..)?);
        match bytes.get(at)? {
            b'>' => {
                return Some(Tag { name, closes, range: open..at + 1, attributes });
            }
            b'/' => at += 1,
            _ => {
                let attribute = attribute(html, at)?;
                at = attribute.1;
                attributes.push(attribute.0);
            }
        }
    }
}

/// Reads the attribute at byte `at`; returns it and where it ends.
fn attribute(html: &str, at: usize) -> Option<(Attribute<'_>, usize)> {
    let bytes = html.as_bytes();
    let stops = |byte: &u8| matches!(byte, b'=' | b'>' | b'/') || byte.is_ascii_whitespace();
    let length = bytes.get(at + 1..)?.iter().position(stops)? + 1;
    let name_range = at..at + length;
    let name = html.get(name_range.clone())?.to_ascii_lowercase();
    let after_name = name_range.end;
    let equals = after_name + blank_len(bytes.get(after_name..)?);
    if bytes.get(equals) != Some(&b'=') {
        let value_range = after_name..after_name;
        return Some((Attribute { name, value: "", name_range, value_range }, after_name));
    }
    let start = equals + 1 + blank_len(bytes.get(equals + 1..)?);
    let quote = *bytes.get(start)?;
    let (value_range, end) = if quote == b'"' || quote == b'\'' {
        let length = bytes.get(start + 1..)?.iter().position(|byte| *byte == quote)?;
        (start + 1..start + 1 + length, start + length + 2)
    } else {
        let stops = |byte: &u8| *byte == b'>' || byte.is_ascii_whitespace();
        let length = bytes.get(start..)?.iter().position(stops)?;
        (start..start + length, start + length)
    };
    let value = html.get(value_range.clone())?;
    Some((Attribute { name, value, name_range, value_range }, end))
}

fn name_len(bytes: &[u8]) -> usize {
    bytes.iter().take_while(|byte| byte.is_ascii_alphanumeric() || **byte == b'-').count()
}

fn blank_len(bytes: &[u8]) -> usize {
    bytes.iter().take_while(|byte| byte.is_ascii_whitespace()).count()
}

/// Undoes the character references that matter in addresses.
pub(super) fn unescaped(value: &str) -> String {
    if !value.contains('&') {
        return value.to_owned();
    }
    let text = value.replace("&quot;", "\"").replace("&#39;", "'").replace("&lt;", "<");
    let text = text
        .replace("&gt;", ">")
        .replace("&colon;", ":")
        .replace("&Tab;", "\t")
        .replace("&NewLine;", "\n");
    let mut plain = String::with_capacity(text.len());
    let mut rest = text.as_str();
    while let Some((head, tail)) = rest.split_once("&#") {
        plain.push_str(head);
        let digits = tail.split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or("");
        let number = match digits.strip_prefix(['x', 'X']) {
            Some(hex) => u32::from_str_radix(hex, 16).ok(),
            None => digits.parse().ok(),
        };
        if let Some(c) = number.and_then(char::from_u32) {
            plain.push(c);
            let after = tail.get(digits.len()..).unwrap_or("");
            rest = after.strip_prefix(';').unwrap_or(after);
        } else {
            plain.push_str("&#");
            rest = tail;
        }
    }
    plain.push_str(rest);
    plain.replace("&amp;", "&")
}

/// Returns `html` as a browser would read it, with only what is safe.
pub(super) fn sanitised(html: &str) -> String {
    let mut builder = Builder::empty();
    builder
        .add_tags(TAGS)
        .add_tags(["input", "section", "aside"])
        .add_generic_attributes(ATTRIBUTES)
        .add_generic_attributes(["id", "class", "role", "aria-label", "tabindex", "data-l"])
        .add_tag_attributes("a", ["href", "rel"])
        .add_tag_attributes("img", ["src", "loading"])
        .add_tag_attributes("input", ["type", "disabled", "checked"])
        .add_url_schemes(SCHEMES)
        .add_url_schemes(["data"])
        // The one use of `data:` is a picture.
        .attribute_filter(|tag, name, value| {
            let is_data =
                value.trim_start().get(..5).is_some_and(|head| head.eq_ignore_ascii_case("data:"));
            let is_picture = tag == "img" && name == "src";
            (!is_data || is_picture).then_some(value.into())
        })
        .url_relative(UrlRelative::PassThrough)
        .link_rel(None);
    builder.clean(html).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_read_as_written() {
        let pieces = scan("a<IMG src='x.png' alt=y hidden/>b<!-- c --><i ");
        let Piece::Tag(tag) = &pieces[1] else { panic!("no tag: {pieces:?}") };
        let names: Vec<_> = tag.attributes.iter().map(|a| (a.name.as_str(), a.value)).collect();
        assert_eq!(tag.name, "img");
        assert_eq!(names, [("src", "x.png"), ("alt", "y"), ("hidden", "")]);
        assert_eq!(pieces[3], Piece::Comment);
        assert_eq!(pieces[4], Piece::Text("<i "));
    }

    #[test]
    fn the_sanitiser_is_the_last_word() {
        let attack = "<a href=\"java&#10;script:x\" onclick=y>x</a><a href=\"data:text/html,x\">d</a><img src=x onerror=y><svg onload=z>";
        assert_eq!(sanitised(attack), "<a>x</a><a>d</a><img src=\"x\">");
    }

    #[test]
    fn references_in_addresses_are_undone() {
        assert_eq!(unescaped("java&#115;cript&colon;x&amp;y&#x41"), "javascript:x&yA");
    }
}
