//! HTML as a browser splits it: text, tags with decoded attributes, comments.
//!
//! In: HTML. Out: [`Token`]s. Knows nothing of rulebook, so that it can judge it.

#![allow(clippy::string_slice, reason = "the places come from `find`")]

/// One piece of HTML; text and attribute values are decoded, names are lower case.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Token {
    Text(String),
    Open(Tag),
    Close(String),
    Comment,
}

/// A start tag.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Tag {
    pub(crate) name: String,
    pub(crate) attributes: Vec<(String, String)>,
}

impl Tag {
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(own, _)| own == name).map(|(_, value)| value.as_str())
    }

    /// Returns whether the element has no content and no end tag.
    pub(crate) fn is_void(&self) -> bool {
        const VOID: &[&str] = &[
            "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source",
            "track", "wbr",
        ];
        VOID.contains(&self.name.as_str())
    }
}

/// Splits HTML.
pub(crate) fn tokens(html: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut rest = html;
    let mut text = String::new();
    while let Some(open) = rest.find('<') {
        text.push_str(&rest[..open]);
        rest = &rest[open..];
        let Some((token, length)) = markup(rest) else {
            text.push('<');
            rest = &rest[1..];
            continue;
        };
        if !text.is_empty() {
            tokens.push(Token::Text(decoded(&text)));
            text.clear();
        }
        tokens.push(token);
        rest = &rest[length..];
    }
    text.push_str(rest);
    if !text.is_empty() {
        tokens.push(Token::Text(decoded(&text)));
    }
    tokens
}

/// Reads what begins with `<`, and returns how long it is; `None` when it is text.
fn markup(html: &str) -> Option<(Token, usize)> {
    let through = |end: &str| html.find(end).map_or(html.len(), |at| at + end.len());
    if html.starts_with("<!--") {
        return Some((Token::Comment, through("-->")));
    }
    if html.starts_with("<!") || html.starts_with("<?") {
        return Some((Token::Comment, through(">")));
    }
    let closes = html.starts_with("</");
    let start = if closes { 2 } else { 1 };
    if !html[start..].starts_with(|c: char| c.is_ascii_alphabetic()) {
        return closes.then(|| (Token::Comment, through(">")));
    }
    let stops = |c: char| c.is_ascii_whitespace() || c == '/' || c == '>';
    let end = html[start..].find(stops).map_or(html.len(), |at| start + at);
    let name = html[start..end].to_ascii_lowercase();
    let (attributes, length) = attributes(&html[end..]);
    let token = if closes { Token::Close(name) } else { Token::Open(Tag { name, attributes }) };
    Some((token, end + length))
}

/// Reads attributes up to and including `>`.
fn attributes(html: &str) -> (Vec<(String, String)>, usize) {
    let mut found = Vec::new();
    let mut rest = html;
    let is_blank = |c: char| c.is_ascii_whitespace();
    loop {
        rest = rest.trim_start_matches(|c: char| is_blank(c) || c == '/');
        if rest.is_empty() || rest.starts_with('>') {
            let length = html.len() - rest.len() + usize::from(!rest.is_empty());
            return (found, length);
        }
        let ends_name = |c: char| is_blank(c) || matches!(c, '/' | '>' | '=');
        // A name may begin with `=`.
        let first = rest.chars().next().map_or(0, char::len_utf8);
        let name_end = rest[first..].find(ends_name).map_or(rest.len(), |at| first + at);
        let name = rest[..name_end].to_ascii_lowercase();
        rest = rest[name_end..].trim_start_matches(is_blank);
        let mut value = "";
        if let Some(after) = rest.strip_prefix('=') {
            let after = after.trim_start_matches(is_blank);
            let quote = after.chars().next().filter(|quote| matches!(quote, '"' | '\''));
            (value, rest) = if let Some(quote) = quote {
                let inside = &after[1..];
                inside.split_once(quote).unwrap_or((inside, ""))
            } else {
                let end = after.find(|c: char| is_blank(c) || c == '>').unwrap_or(after.len());
                after.split_at(end)
            };
        }
        found.push((name, decoded(value)));
    }
}

/// Undoes character references, those that matter and those that attacks use.
pub(crate) fn decoded(text: &str) -> String {
    const NAMED: &[(&str, &str)] = &[
        ("amp", "&"),
        ("lt", "<"),
        ("gt", ">"),
        ("quot", "\""),
        ("apos", "'"),
        ("nbsp", "\u{a0}"),
        ("colon", ":"),
        ("Tab", "\t"),
        ("NewLine", "\n"),
        ("lpar", "("),
        ("sol", "/"),
    ];
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((head, tail)) = rest.split_once('&') {
        plain.push_str(head);
        rest = tail;
        let word = &tail
            [..tail.find(|c: char| !c.is_ascii_alphanumeric() && c != '#').unwrap_or(tail.len())];
        let number =
            word.strip_prefix('#').and_then(|digits| match digits.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16).ok(),
                None => digits.parse().ok(),
            });
        let named =
            NAMED.iter().find(|(name, _)| *name == word).map(|(_, text)| (*text).to_owned());
        match number.and_then(char::from_u32).map(String::from).or(named) {
            Some(meant) => {
                plain.push_str(&meant);
                rest = &tail[word.len()..];
                rest = rest.strip_prefix(';').unwrap_or(rest);
            }
            None => plain.push('&'),
        }
    }
    plain.push_str(rest);
    plain
}

/// Returns what stands in the body of a page: between the tags of `<article class="prose">`.
pub(crate) fn prose(page: &str) -> Option<&str> {
    let (_, after) = page.split_once("<article class=\"prose\">")?;
    after.rsplit_once("</article>").map(|(inside, _)| inside)
}

#[test]
fn html_is_split_as_browsers_do() {
    let split = tokens("a &lt;b <IMG src='x&#58;y' alt=z/hidden><!-- > --></p>< c");
    let tag = Tag {
        name: "img".to_owned(),
        attributes: vec![
            ("src".to_owned(), "x:y".to_owned()),
            ("alt".to_owned(), "z/hidden".to_owned()),
        ],
    };
    let text = |text: &str| Token::Text(text.to_owned());
    let close = Token::Close("p".to_owned());
    assert_eq!(split, [text("a <b "), Token::Open(tag), Token::Comment, close, text("< c")]);
}
