//! `link-text`: a link whose text is "here", "this" or "click here".

use crate::diag::{Code, Reporter};
use crate::parse::outline::Kind;
use crate::rules::{Check, Doc, PageFacts, Rule};

pub(super) static RULE: Rule = Rule {
    code: Code::LinkText,
    doc: Doc {
        why: "Who has a page read aloud hears its links as a list; five times \"here\" tells nothing. On paper it \
              tells nothing at all.",
        quiet: "Links that lead back, `link` in a cell of a table, and every text that names something.",
        fix: "Let the text of the link be the name of what it leads to.",
        wrong: "The form is [here](form.md).",
        right: "Fill in the [expenses form](form.md).",
    },
    check: Check::Page(check),
};

/// Texts that say nothing of where a link leads.
const VAGUE: &[&str] = &[
    "click",
    "click here",
    "click this link",
    "found here",
    "here",
    "link",
    "more",
    "read more",
    "see here",
    "this",
    "this link",
    "this page",
    "view here",
];

fn check(page: PageFacts<'_>, out: &mut Reporter) {
    for block in page.blocks {
        for link in &block.links {
            let text = block.words.get(link.clone()).unwrap_or("");
            // No vague text is longer.
            if text.len() > 40 {
                continue;
            }
            let folded =
                text.trim_matches(|c: char| !c.is_alphanumeric() && c != '\u{fffc}').to_lowercase();
            // The rest of its row names what it leads to.
            if block.kind == Kind::Cell && folded == "link" {
                continue;
            }
            if VAGUE.contains(&folded.as_str()) {
                let message = format!("the link text `{folded}` says nothing of where it leads");
                out.report(Code::LinkText, page.at(block.place(link.clone())), message)
                    .help("let it name what it leads to");
            }
        }
    }
}
