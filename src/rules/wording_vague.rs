//! `wording-vague`: a duty that leaves open what it asks for.

use crate::diag::{Code, Reporter};
use crate::rules::block::{Block, tokens};
use crate::rules::{Check, Doc, PageFacts, Rule};
use std::ops::Range;

pub(super) static RULE: Rule = Rule {
    code: Code::WordingVague,
    doc: Doc {
        why: "Auditors ask what \"appropriate\" is and how soon \"as soon as possible\" is; whoever must do it has to \
              guess.",
        quiet: "Sentences without `must` or `shall`, quotations, code. Off unless it is asked for: often the words are \
                meant.",
        fix: "Say what, how much, by when, or who decides.",
        wrong: "Incidents must be reported as soon as possible.",
        right: "Incidents must be reported within four hours.",
    },
    check: Check::Page(check),
};

/// Words that leave open what is asked.
const VAGUE: &[&str] = &[
    "adequate",
    "adequately",
    "appropriate",
    "appropriately",
    "periodic",
    "periodically",
    "promptly",
    "reasonable",
    "reasonably",
    "regularly",
    "sufficient",
    "sufficiently",
    "suitable",
    "suitably",
    "timely",
];

/// The same, of several words.
const PHRASES: &[&[&str]] = &[
    &["as", "soon", "as", "possible"],
    &["as", "soon", "as", "practicable"],
    &["from", "time", "to", "time"],
    &["where", "possible"],
    &["wherever", "possible"],
];

fn check(page: PageFacts<'_>, out: &mut Reporter) {
    for block in page.blocks.iter().filter(|block| !block.is_quoted) {
        let mut is_duty = false;
        let mut vague: Vec<Range<usize>> = Vec::new();
        let mut recent: Vec<(usize, String)> = Vec::new();
        for (at, word) in tokens(&block.words) {
            let bare = word.trim_matches(|c: char| !c.is_alphanumeric());
            let start = at + word.find(bare).unwrap_or(0);
            let folded = bare.to_lowercase();
            is_duty |= matches!(folded.as_str(), "must" | "shall");
            recent.push((start, folded));
            vague.extend(ends_vague(&recent).map(|from| from..start + bare.len()));
            if word.ends_with(['.', '!', '?', ';']) {
                tell(page, block, std::mem::take(&mut is_duty), &mut vague, out);
                recent.clear();
            }
        }
        tell(page, block, is_duty, &mut vague, out);
    }
}

/// Returns where the vague words begin that the words so far end with.
fn ends_vague(words: &[(usize, String)]) -> Option<usize> {
    let (start, last) = words.last()?;
    if VAGUE.contains(&last.as_str()) {
        return Some(*start);
    }
    PHRASES.iter().find_map(|phrase| {
        let from = words.len().checked_sub(phrase.len())?;
        let said = words.get(from..)?;
        let is_said = said.iter().zip(*phrase).all(|((_, word), meant)| word == meant);
        said.first().filter(|_| is_said).map(|(start, _)| *start)
    })
}

fn tell(
    page: PageFacts<'_>,
    block: &Block,
    is_duty: bool,
    vague: &mut Vec<Range<usize>>,
    out: &mut Reporter,
) {
    for range in vague.drain(..).filter(|_| is_duty) {
        let said = block.words.get(range.clone()).unwrap_or("");
        out.report(
            Code::WordingVague,
            page.at(block.place(range.clone())),
            format!("`{said}` leaves open what is asked"),
        )
        .help("say what, how much, by when, or who decides");
    }
}
