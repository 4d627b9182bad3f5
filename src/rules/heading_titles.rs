//! `heading-titles`: several headings of level 1 in one page.

use crate::diag::{Code, Reporter};
use crate::rules::{Check, Doc, PageFacts, Rule};

pub(super) static RULE: Rule = Rule {
    code: Code::HeadingTitles,
    doc: Doc {
        why: "Level 1 is the title. With several, neither readers nor programs can tell which one names the page.",
        quiet: "Pages with one, and pages with none. A page is named once, at the second.",
        fix: "Keep the title at level 1 and put the others a level below.",
        wrong: "# Keys\n\n# Scope",
        right: "# Keys\n\n## Scope",
    },
    check: Check::Page(check),
};

fn check(page: PageFacts<'_>, out: &mut Reporter) {
    let mut titles = page.blocks.iter().filter_map(|block| {
        let (level, words) = block.heading()?;
        (level == 1).then_some((block, words))
    });
    let Some((block, words)) = titles.nth(1) else { return };
    let count = titles.count() + 2;
    let message = format!("`{words}` is one of {count} headings of level 1");
    out.report(Code::HeadingTitles, page.at(block.line(page.text)), message)
        .help("only the title of a page has level 1; put the others a level below");
}
