//! `heading-twice`: one heading twice in one place of a page.

use crate::diag::{Code, Reporter};
use crate::rules::block::{Block, THING};
use crate::rules::{Check, Doc, PageFacts, Rule};
use std::collections::BTreeSet;

pub(super) static RULE: Rule = Rule {
    code: Code::HeadingTwice,
    doc: Doc {
        why: "Readers of the contents can't tell them apart, and a link can mean only the first.",
        quiet: "The same heading under different headings, such as `Scope` in each chapter.",
        fix: "Join the sections, or name what makes them different.",
        wrong: "## Related policies\n\nText.\n\n## Related policies",
        right: "## Related policies\n\nText.\n\n## Related standards",
    },
    check: Check::Page(check),
};

fn check(page: PageFacts<'_>, out: &mut Reporter) {
    // Those that the current one is under, outermost first: their positions and levels.
    let mut above: Vec<(usize, u8)> = Vec::new();
    let mut seen: BTreeSet<(Option<usize>, String)> = BTreeSet::new();
    for (n, block) in page.blocks.iter().enumerate() {
        let Some((level, words)) = block.heading() else { continue };
        while above.last().is_some_and(|(_, other)| *other >= level) {
            above.pop();
        }
        let parent = above.last().map(|(n, _)| *n);
        above.push((n, level));
        let written = written(page, block, words);
        if seen.insert((parent, written.to_lowercase())) {
            continue;
        }
        let shown = written.replace('`', "");
        let message = format!("`{shown}` is a heading twice in one place");
        out.report(Code::HeadingTwice, page.at(block.line(page.text)), message)
            .help("join the two sections, or name what makes them different");
    }
}

/// Returns the words of a heading; as they stand in the file when code, which is no words, is among them.
fn written<'a>(page: PageFacts<'a>, block: &'a Block, words: &'a str) -> &'a str {
    let line = page.text.get(block.line(page.text).range()).filter(|_| words.contains(THING));
    line.map_or(words, |line| line.trim_matches(|c: char| c == '#' || c.is_whitespace()))
}
