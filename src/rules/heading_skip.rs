//! `heading-skip`: a heading that is more than one level below the one before it.

use crate::diag::{Code, Reporter};
use crate::rules::{Check, Doc, PageFacts, Rule};

pub(super) static RULE: Rule = Rule {
    code: Code::HeadingSkip,
    doc: Doc {
        why: "Levels are how screen readers and contents show what belongs to what; a gap looks like a lost heading.",
        quiet: "The level of the first heading, and going up by any number. Each gap is named once in a page, at the \
                first place.",
        fix: "Use the next level, or add the heading that is missing.",
        wrong: "# Keys\n\n### Scope",
        right: "# Keys\n\n## Scope",
    },
    check: Check::Page(check),
};

fn check(page: PageFacts<'_>, out: &mut Reporter) {
    let mut told = Vec::new();
    let mut above: Option<u8> = None;
    for block in page.blocks {
        let Some((to, words)) = block.heading() else { continue };
        let from = above.replace(to).unwrap_or(to);
        if to <= from + 1 || told.contains(&(from, to)) {
            continue;
        }
        told.push((from, to));
        let message = format!("`{words}` has level {to} right below level {from}");
        out.report(Code::HeadingSkip, page.at(block.line(page.text)), message)
            .help(format!("make it level {}, and those like it", from + 1));
    }
}
