//! `none-beside`: a section that says `None` and lists something.

use crate::diag::{Code, Reporter};
use crate::parse::outline::Kind;
use crate::rules::{Check, Doc, PageFacts, Rule};
use crate::text::span::Span;

pub(super) static RULE: Rule = Rule {
    code: Code::NoneBeside,
    doc: Doc {
        why: "That there is nothing is a statement, and it contradicts what stands beside it. Usually it was left from \
              the template.",
        quiet: "`None` alone, and in sections other than definitions and related documents.",
        fix: "Remove `None`, or the rest.",
        wrong: "## Related Policies\n\nNone.\n\n- [Backup](backup.md)",
        right: "## Related Policies\n\n- [Backup](backup.md)",
    },
    check: Check::Page(check),
};

fn check(page: PageFacts<'_>, out: &mut Reporter) {
    let mut is_watched = false;
    let mut none: Option<Span> = None;
    let mut has_other = false;
    for block in page.blocks {
        let words = block.words.trim();
        if matches!(block.kind, Kind::Heading(_)) {
            tell(page, none.take().filter(|_| has_other), out);
            has_other = false;
            let folded = words.trim_start_matches(|c: char| !c.is_alphabetic()).to_lowercase();
            is_watched =
                ["definition", "related", "see also"].iter().any(|start| folded.starts_with(start));
        } else if is_watched && matches!(words, "None" | "None." | "N/A" | "none" | "none.") {
            none = none.or(Some(block.span));
        } else if is_watched {
            // A link back ends many pages.
            has_other |= block.links.iter().any(|link| {
                let text = block.words.get(link.clone()).unwrap_or("");
                !matches!(text.trim().to_ascii_lowercase().as_str(), "back" | "top" | "home")
            });
        }
    }
    tell(page, none.filter(|_| has_other), out);
}

fn tell(page: PageFacts<'_>, none: Option<Span>, out: &mut Reporter) {
    let Some(span) = none else { return };
    out.report(Code::NoneBeside, page.at(span), "this says that there is nothing, beside links")
        .help("remove it, or the links");
}
