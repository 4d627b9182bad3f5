//! `letters-mixed`: a word of Latin letters in which others stand that look like them.

use crate::diag::{Code, Reporter};
use crate::rules::{Check, Doc, PageFacts, Rule};
use crate::text::span::Span;

pub(super) static RULE: Rule = Rule {
    code: Code::LettersMixed,
    doc: Doc {
        why: "The word looks right and is another one: search does not find it, a link leads elsewhere, an identifier is \
              a new identifier.",
        quiet: "Words of one script, and Greek and Cyrillic letters that look like no Latin letter, as in units.",
        fix: "Type the word again.",
        wrong: "",
        right: "",
    },
    check: Check::Page(check),
};

/// Cyrillic and Greek letters that look like Latin ones.
const ALIKE: &str = "асеіјорѕухԁһԛԝАВСЕЅІЈКМНОРТУХΑΒΕΖΗΙΚΜΝΟΡΤΥΧο";

fn check(page: PageFacts<'_>, out: &mut Reporter) {
    if page.text.is_ascii() {
        return;
    }
    let mut at = 0;
    for word in page.text.split(|c: char| !c.is_alphanumeric()) {
        let gap = page.text.get(at + word.len()..).and_then(|rest| rest.chars().next());
        let start = at;
        at += word.len() + gap.map_or(0, char::len_utf8);
        if word.is_ascii() || !word.bytes().any(|byte| byte.is_ascii_alphabetic()) {
            continue;
        }
        let mut others = word.chars().filter(|c| matches!(c, '\u{370}'..='\u{52f}')).peekable();
        let Some(first) = others.peek().copied() else { continue };
        if word.chars().nth(2).is_none() || !others.all(|c| ALIKE.contains(c)) {
            continue;
        }
        let message = format!(
            "`{word}` has a letter that looks Latin and is not (`{first}`, U+{:04X})",
            u32::from(first)
        );
        out.report(Code::LettersMixed, page.at(Span::new(start, start + word.len())), message)
            .help("type the word again");
    }
}
