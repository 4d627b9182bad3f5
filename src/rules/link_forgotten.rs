//! `link-forgotten`: "can be found here." with nothing to follow.

use crate::diag::{Code, Reporter};
use crate::rules::block::tokens;
use crate::rules::{Check, Doc, PageFacts, Rule};

pub(super) static RULE: Rule = Rule {
    code: Code::LinkForgotten,
    doc: Doc {
        why: "The sentence promises a link and has none, often since it was pasted from another program.",
        quiet: "Paragraphs with a link or an address in them, and sentences that go on after `here`.",
        fix: "Make the name of what is meant a link to it.",
        wrong: "The code of conduct can be found here.",
        right: "Read the [code of conduct](../conduct/readme.md).",
    },
    check: Check::Page(check),
};

/// What is said right before `here`.
const BEFORE: &[&str] = &[
    "accessed",
    "available",
    "click",
    "downloaded",
    "found",
    "linked",
    "see",
    "seen",
    "tap",
    "viewed",
];

fn check(page: PageFacts<'_>, out: &mut Reporter) {
    for block in page.blocks {
        let words = block.words.as_str();
        if block.is_quoted || !block.links.is_empty() {
            continue;
        }
        let mut before = "";
        let mut found = Vec::new();
        for (at, word) in tokens(words) {
            let is_here = ["here", "Here", "HERE"].iter().any(|here| {
                word.strip_prefix(here).is_some_and(|rest| matches!(rest, "." | "!" | ")" | ")."))
            });
            if is_here {
                let folded = before.trim_start_matches('(').to_ascii_lowercase();
                if BEFORE.contains(&folded.as_str()) {
                    found.push((at, folded));
                }
            }
            before = word;
        }
        if found.is_empty() || names_address(words) {
            continue;
        }
        for (at, before) in found {
            let span = block.place(at..at + "here".len());
            out.report(
                Code::LinkForgotten,
                page.at(span),
                format!("`{before} here` leads nowhere"),
            )
            .help("make what is meant a link");
        }
    }
}

/// Returns whether an address is in a text, which becomes a link by itself, or something else that may
/// be one.
fn names_address(words: &str) -> bool {
    words.contains("://") || words.contains("www.") || words.contains(['@', '\u{fffc}', ']'])
}
