//! `character-hidden`: characters that nobody sees and programs read.

use crate::diag::{Code, Edit, Fix, Reporter};
use crate::rules::{Check, Doc, PageFacts, Rule};
use crate::text::span::Span;

pub(super) static RULE: Rule = Rule {
    code: Code::CharacterHidden,
    doc: Doc {
        why: "Text can look like one thing and be another: searches miss it, links break, and overrides of direction show \
              words in another order than they are.",
        quiet: "Tabs and ends of lines, the mark at the beginning of a file, soft hyphens, and joiners and breaks in \
                scripts and pictures that need them. A line is named once.",
        fix: "Remove it.",
        wrong: "",
        right: "",
    },
    check: Check::Page(check),
};

fn check(page: PageFacts<'_>, out: &mut Reporter) {
    let mut at = 0;
    for line in page.text.split_inclusive('\n') {
        if line
            .bytes()
            .any(|byte| byte >= 0x7f || byte < b' ' && !matches!(byte, b'\t' | b'\n' | b'\r'))
        {
            check_line(page, at, line, out);
        }
        at += line.len();
    }
}

fn check_line(page: PageFacts<'_>, start: usize, line: &str, out: &mut Reporter) {
    let mut edits: Vec<Edit> = Vec::new();
    let mut first: Option<(char, Span)> = None;
    let mut is_certain = true;
    let mut last = ' ';
    let mut chars = line.char_indices().peekable();
    while let Some((n, c)) = chars.next() {
        let next = chars.peek().map_or(' ', |(_, c)| *c);
        let at = start + n;
        if let Some(kind) = kind(c, last, next).filter(|_| at > 0) {
            let span = Span::new(at, at + c.len_utf8());
            first = first.or(Some((c, span)));
            is_certain &= kind == Hidden::Blank;
            edits.push(Edit::new(span, ""));
        }
        last = c;
    }
    let Some((c, span)) = first else { return };
    let message = format!("{} stands here unseen", name(c));
    let found = out.report(Code::CharacterHidden, page.at(span), message);
    found.help("remove it");
    if is_certain {
        found.fix(Fix::of("remove what is not seen", edits));
    }
}

/// What an unseen character does.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Hidden {
    /// Nothing: without it the text reads the same.
    Blank,
    /// It may stand for something that got lost, or changes the order of the rest.
    Active,
}

fn kind(c: char, last: char, next: char) -> Option<Hidden> {
    let is_plain = |c: char| c.is_ascii();
    match c {
        '\t' | '\n' | '\r' => None,
        '\u{0}'..='\u{1f}' | '\u{7f}'..='\u{9f}' | '\u{202a}'..='\u{202e}' => Some(Hidden::Active),
        '\u{2066}'..='\u{2069}' if is_plain(last) || is_plain(next) => Some(Hidden::Active),
        '\u{2060}' | '\u{feff}' => Some(Hidden::Blank),
        // Scripts without spaces break lines at these, and letters of others join or part.
        '\u{200b}'..='\u{200d}' if is_plain(last) && is_plain(next) => Some(Hidden::Blank),
        _ => None,
    }
}

fn name(c: char) -> String {
    let what = match c {
        '\u{200b}' => "a space without width",
        '\u{200c}' | '\u{200d}' | '\u{2060}' => "a joiner of letters",
        '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => "an override of direction",
        '\u{feff}' => "a byte order mark",
        _ => "a control character",
    };
    format!("{what} (U+{:04X})", u32::from(c))
}
