//! The style sheets: small parts, joined in a fixed order and made small. One sheet holds what a
//! policy's page needs, the other what other pages need besides.
//!
//! A project's part takes the place of the part of the same name, and parts with other names come
//! last. Only comments and needless white space are left out: what browsers make of the sheet is the
//! same.

use std::collections::BTreeMap;
use std::iter::Peekable;
use std::str::Chars;
use std::sync::Arc;

/// The sheet of every page. A file of this name in the project stands for all parts.
pub(super) const SHEET: &str = "assets/theme.css";

/// The sheet of pages that are no policies, which they have besides.
pub(super) const MORE: &str = "assets/more.css";

/// The parts of the sheet of every page, in the order in which they are joined.
const PARTS: &[&str] = &[
    "css/layers.css",
    "css/tokens.css",
    "css/base.css",
    "css/frame.css",
    "css/band.css",
    "css/status.css",
    "css/alerts.css",
    "css/document.css",
    "css/lists.css",
    "css/figures.css",
    "css/prose.css",
    "css/tables.css",
    "css/code.css",
    "css/terms.css",
    "css/search.css",
    "css/screens.css",
    "css/contrast.css",
    "css/print.css",
];

/// The parts of the other sheet.
const MORE_PARTS: &[&str] = &[
    "css/home.css",
    "css/az.css",
    "css/verdicts.css",
    "css/client.css",
    "css/registers.css",
    "css/pictures.css",
    "css/handbook.css",
];

/// Returns whether a file of this name is a part of the sheet.
pub(super) fn is_part(name: &str) -> bool {
    let parts = name.strip_prefix("css/").and_then(|name| name.rsplit_once('.'));
    parts.is_some_and(|(_, end)| end == "css")
}

/// Returns the sheets of a theme whose files these are, by name: the theme's parts in their order, and
/// after those of the sheet of every page the others by name. Parts that are not UTF-8 are read as far
/// as they are. Where a sheet of the project stands for all parts there are none.
pub(super) fn sheets(files: &BTreeMap<String, Arc<[u8]>>) -> Vec<(&'static str, String)> {
    if files.contains_key(SHEET) {
        return Vec::new();
    }
    let is_extra =
        |name: &str| is_part(name) && !PARTS.contains(&name) && !MORE_PARTS.contains(&name);
    let extras = files.keys().map(String::as_str).filter(|name| is_extra(name));
    let joined = |names: &mut dyn Iterator<Item = &str>| -> String {
        let parts = names.filter_map(|name| files.get(name));
        parts.map(|bytes| minified(&String::from_utf8_lossy(bytes))).collect()
    };
    vec![
        (SHEET, joined(&mut PARTS.iter().copied().chain(extras))),
        (MORE, joined(&mut MORE_PARTS.iter().copied())),
    ]
}

/// Returns CSS without comments and needless white space. What the text leaves open is closed at its
/// end, and what it closes without having opened it is left out, so that a part can be joined with
/// others and spoils none of them.
fn minified(css: &str) -> String {
    let out = String::with_capacity(css.len());
    let mut writer = Writer { out, open: Vec::new(), gap: Gap::None };
    let mut rest = css.chars().peekable();
    while let Some(c) = rest.next() {
        match c {
            '/' if rest.peek() == Some(&'*') => {
                skip_comment(&mut rest);
                if writer.gap == Gap::None {
                    writer.gap = Gap::Comment;
                }
            }
            c if c.is_ascii_whitespace() => writer.gap = Gap::Space,
            '"' | '\'' => {
                writer.push(c);
                writer.string(c, &mut rest);
            }
            '\\' => {
                writer.push(c);
                writer.escape(&mut rest);
            }
            '}' | ')' | ']' => writer.close(c),
            _ => {
                writer.push(c);
                match c {
                    '{' => writer.open.push('}'),
                    '[' => writer.open.push(']'),
                    '(' if writer.is_bare_address(&mut rest) => writer.address(&mut rest),
                    '(' => writer.open.push(')'),
                    _ => {}
                }
            }
        }
    }
    writer.end()
}

/// What stood between the last character written and the next.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Gap {
    None,
    Comment,
    Space,
}

/// CSS as far as it is written.
struct Writer {
    out: String,
    /// What closes the blocks that are open, the innermost last.
    open: Vec<char>,
    gap: Gap,
}

impl Writer {
    /// Writes a character, and before it the gap if it means something.
    fn push(&mut self, c: char) {
        let last = self.out.chars().next_back().unwrap_or(';');
        let is_needed = !"{};,:>([".contains(last) && !"{};,>)]!".contains(c);
        match self.gap {
            Gap::Space if is_needed => self.out.push(' '),
            // `a/**/b` is neither `ab` nor `a b`.
            Gap::Comment if is_needed => self.out.push_str("/**/"),
            Gap::None | Gap::Space | Gap::Comment => {}
        }
        self.gap = Gap::None;
        self.out.push(c);
    }

    /// Writes what closes a block. Where another block is the innermost, CSS takes it for a plain
    /// character; where none is open it would take the next rule with it.
    fn close(&mut self, c: char) {
        if self.open.last() == Some(&c) {
            self.open.pop();
            if c == '}' && self.out.ends_with(';') {
                self.out.pop();
            }
        } else if self.open.is_empty() {
            return;
        }
        self.push(c);
    }

    /// Copies what follows a quote, up to the quote that ends it. A string ends with its line too.
    fn string(&mut self, quote: char, rest: &mut Peekable<Chars<'_>>) {
        while let Some(c) = rest.next() {
            self.out.push(c);
            match c {
                '\\' => self.out.extend(rest.next()),
                '\n' => return,
                _ if c == quote => return,
                _ => {}
            }
        }
        self.out.push(quote);
    }

    /// Copies what follows a backslash: a character, or up to six digits and the space after them.
    fn escape(&mut self, rest: &mut Peekable<Chars<'_>>) {
        if !rest.peek().is_some_and(char::is_ascii_hexdigit) {
            self.out.extend(rest.next());
            return;
        }
        for _ in 0..6 {
            self.out.extend(rest.next_if(char::is_ascii_hexdigit));
        }
        self.out.extend(rest.next_if(char::is_ascii_whitespace).map(|_| ' '));
    }

    /// Returns whether the parenthesis just written begins an address without quotes. Leaves out the
    /// white space before it.
    fn is_bare_address(&self, rest: &mut Peekable<Chars<'_>>) -> bool {
        let name = self.out.trim_end_matches('(');
        let is_name = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_' || !c.is_ascii();
        let name = name.rsplit(|c| !is_name(c)).next().unwrap_or("");
        if !name.eq_ignore_ascii_case("url") {
            return false;
        }
        while rest.next_if(char::is_ascii_whitespace).is_some() {}
        !matches!(rest.peek(), Some('"' | '\''))
    }

    /// Copies an address without quotes as it is, with the parenthesis that ends it.
    fn address(&mut self, rest: &mut Peekable<Chars<'_>>) {
        while let Some(c) = rest.next() {
            self.out.push(c);
            match c {
                '\\' => self.out.extend(rest.next()),
                ')' => return,
                _ => {}
            }
        }
        self.out.push(')');
    }

    /// Closes what is open and returns the text.
    fn end(mut self) -> String {
        while let Some(c) = self.open.pop() {
            self.out.push(c);
        }
        let tail = self.out.rsplit([';', '}']).next().unwrap_or("");
        let is_rule = tail.trim_start().starts_with('@');
        match tail.is_empty() {
            true => {}
            false if is_rule => self.out.push(';'),
            false => self.out.push_str("{}"),
        }
        self.out
    }
}

/// Skips a comment, from its star on.
fn skip_comment(rest: &mut Peekable<Chars<'_>>) {
    rest.next();
    let mut last = ' ';
    for c in rest.by_ref() {
        if last == '*' && c == '/' {
            return;
        }
        last = c;
    }
}

#[cfg(test)]
mod tests {
    use super::{MORE, MORE_PARTS, PARTS, SHEET, minified, sheets};
    use std::collections::BTreeMap;
    use std::sync::Arc;

    #[track_caller]
    fn check(css: &str, expected: &str) {
        assert_eq!(minified(css), expected, "{css}");
        assert_eq!(minified(expected), expected, "twice: {css}");
    }

    #[test]
    fn white_space_and_comments_go() {
        check("a {\n  color: red;\n  margin: 0 1px;\n}\n", "a{color:red;margin:0 1px}");
        check("/* one */ a , b > c { /* two */ top: 0 !important }", "a,b>c{top:0!important}");
        check(
            "@media screen and ( min-width: 1px ) { a { top: 0 } }",
            "@media screen and (min-width:1px){a{top:0}}",
        );
        check("@layer a, b;\n@layer a { }", "@layer a,b;@layer a{}");
        check("@page { @bottom-left { content: \"x\"; } }", "@page{@bottom-left{content:\"x\"}}");
    }

    #[test]
    fn white_space_that_means_something_stays() {
        check("a .b :hover #c [d] e", "a .b :hover #c [d] e{}");
        check("a:is(b, c) d { }", "a:is(b,c) d{}");
        check("a + b ~ c{}", "a + b ~ c{}");
        check("a{width: calc( 1px + (2px - 3px) )}", "a{width:calc(1px + (2px - 3px))}");
        check("a{font: 1px / 2 x}", "a{font:1px / 2 x}");
        check("@container (width > 1px) and (a){}", "@container (width>1px) and (a){}");
        check("a{ --b: ; --c: 1 2 }", "a{--b:;--c:1 2}");
        check("a { &:hover { top: 0 } & b { top: 0 } }", "a{&:hover{top:0}& b{top:0}}");
        check("a{color: light-dark( #fff , #000 )}", "a{color:light-dark(#fff,#000)}");
    }

    #[test]
    fn comments_between_words_keep_them_apart() {
        check("a/* x */b{}", "a/**/b{}");
        check("a /* x */ b{}", "a b{}");
        check("a/* x */{}", "a{}");
        check("a/*}*/{/*\"*/}", "a{}");
    }

    #[test]
    fn strings_escapes_and_addresses_stay_as_they_are() {
        check("a{content: \"a  ;  } /* b */ \\\"  c\"}", "a{content:\"a  ;  } /* b */ \\\"  c\"}");
        check("a{content: ' \"  x' / \"\"}", "a{content:' \"  x' / \"\"}");
        check("a{background: url( a  b;{c}.svg ) x}", "a{background:url(a  b;{c}.svg ) x}");
        check("a{background: url( \"a  b\" ) x}", "a{background:url(\"a  b\") x}");
        check(".a\\  b\\{{}", ".a\\  b\\{{}");
        check(
            "a{content: \"\\2197 \" \\2197 x \\2197  x}",
            "a{content:\"\\2197 \" \\2197 x \\2197  x}",
        );
    }

    #[test]
    fn what_is_left_open_is_closed_and_nothing_else_closes() {
        check("a { b: c(d", "a{b:c(d)}");
        check("a { b: \"c", "a{b:\"c\"}");
        check("a { b: url(c", "a{b:url(c)}");
        check("a { } } b { }", "a{}b{}");
        check("a { /* b", "a{}");
        check("@layer a, b", "@layer a,b;");
        check("a { b: (c } d ) }", "a{b:(c}d)}");
    }

    #[test]
    fn parts_of_a_project_stand_in_place_or_come_last() {
        let part = |name: &str, css: &str| (name.to_owned(), Arc::from(css.as_bytes()));
        let files = BTreeMap::from([
            part("css/a.css", "z{}"),
            part("css/print.css", "c{"),
            part("css/base.css", "b{}"),
            part("css/tokens.css", "a{} }"),
            part("css/registers.css", "r{}"),
            part("css/home.css", "h{}"),
            part("css/notes.txt", "never"),
            part("assets/own.css", "never"),
        ]);
        let expected = vec![(SHEET, "a{}b{}c{}z{}".to_owned()), (MORE, "h{}r{}".to_owned())];
        assert_eq!(sheets(&files), expected);
        assert!(PARTS.iter().chain(MORE_PARTS).all(|name| super::is_part(name)));
    }
}
