//! `placeholder`: what a template left to be filled in.

use crate::diag::{Code, Reporter};
use crate::rules::block::{Block, tokens};
use crate::rules::{Check, Doc, PageFacts, Rule};
use std::ops::Range;

pub(super) static RULE: Rule = Rule {
    code: Code::Placeholder,
    doc: Doc {
        why: "A policy that still holds the gaps of its template was not finished, or not read before it was approved.",
        quiet: "Links, code, quotations, abbreviations that are explained, and brackets round ordinary words such as `[sic]` or \
                `[Confidential]`.",
        fix: "Fill it in, or say plainly that it is not decided.",
        wrong: "Approved by the [Executive Board] on TBC.",
        right: "Approved by the board of directors on 3 May 2026.",
    },
    check: Check::Page(check),
};

/// Single words that templates put in brackets.
const GAPS: &[&str] = &[
    "address",
    "company",
    "company name",
    "date",
    "department",
    "email",
    "name",
    "number",
    "organisation",
    "organization",
    "phone",
    "role",
    "team",
    "title",
];

/// Words that stand for what is not written yet.
const MARKS: &[&str] = &["FIXME", "TBA", "TBC", "TBD", "TODO", "XXX"];

fn check(page: PageFacts<'_>, out: &mut Reporter) {
    for block in page.blocks.iter().filter(|block| !block.is_quoted) {
        for found in brackets(block).into_iter().chain(marks(block)) {
            let text = block.words.get(found.clone()).unwrap_or("");
            let message = format!("`{text}` is still to be filled in");
            out.report(Code::Placeholder, page.at(block.place(found)), message)
                .help("fill it in, or make it a link where a page is meant");
        }
    }
}

/// Returns brackets that hold a name and are no link.
fn brackets(block: &Block) -> Vec<Range<usize>> {
    let words = block.words.as_str();
    let mut found = Vec::new();
    let mut open = None;
    for (at, bracket) in words.match_indices(['[', ']']) {
        if bracket == "[" {
            open = Some(at);
            continue;
        }
        let Some(start) = open.take() else { continue };
        let text = words.get(start + 1..at).unwrap_or("");
        let before = words.get(..start).and_then(|text| text.chars().next_back());
        let after = words.get(at + 1..).unwrap_or("").trim_start();
        let is_other = before.is_some_and(|c| matches!(c, ']' | '!' | '\\') || c.is_alphanumeric())
            || after.starts_with(['(', '[', ':']);
        if !is_other && is_gap(text) && !block.is_linked(start) {
            found.push(start..at + 1);
        }
    }
    found
}

/// Returns whether this is the name of a gap, rather than a remark in brackets.
fn is_gap(text: &str) -> bool {
    if text.len() > 60
        || !text
            .chars()
            .all(|c| c.is_alphabetic() || matches!(c, ' ' | '-' | '&' | '/' | '\'' | '’'))
    {
        return false;
    }
    let folded = text.to_lowercase();
    if GAPS.contains(&folded.as_str())
        || folded.starts_with("insert ")
        || folded.starts_with("your ")
    {
        return true;
    }
    let mut parts = text.split(' ');
    let is_named = text.contains(' ')
        && parts.all(|part| {
            let is_capital = part.chars().next().is_some_and(char::is_uppercase)
                && part.chars().any(char::is_lowercase);
            is_capital || matches!(part, "&" | "and" | "for" | "of" | "the" | "to")
        });
    is_named && text.starts_with(char::is_uppercase)
}

/// Returns the marks of what is not written yet, and the first words of filler text.
fn marks(block: &Block) -> Vec<Range<usize>> {
    let words = block.words.as_str();
    let mut found = Vec::new();
    let mut last = (0, "");
    for (n, (at, word)) in tokens(words).enumerate() {
        let is_mark =
            |c: char| matches!(c, '(' | ')' | '[' | ']' | '.' | ',' | ';' | ':' | '!' | '?');
        let bare = word.trim_start_matches(is_mark);
        let skipped = word.len() - bare.len();
        let bare = bare.trim_end_matches(is_mark);
        // `TBC: to be confirmed` explains it.
        let is_explained = n == 0 && word.ends_with(':') && words.trim() != word;
        if MARKS.contains(&bare) && !is_explained && !block.is_linked(at) {
            found.push(at + skipped..at + skipped + bare.len());
        } else if last.1.eq_ignore_ascii_case("lorem") && bare.eq_ignore_ascii_case("ipsum") {
            found.push(last.0..at + skipped + bare.len());
        }
        last = (at + skipped, bare);
    }
    found
}
