//! `none-beside`: a section that says `None` and lists something.

use crate::diag::{Code, Reporter};
use crate::rules::{Check, Doc, PageFacts, Rule};
use crate::text::span::Span;

pub(super) static RULE: Rule = Rule {
    code: Code::NoneBeside,
    doc: Doc {
        why: "That there is nothing is a statement, and what the page lists contradicts it. Usually it was left from \
              the template.",
        quiet: "`None` alone, and in sections other than definitions and related documents.",
        fix: "Remove `None`, or the rest.",
        wrong: "## Related Policies\n\nNone.\n\n- [Backup](backup.md)",
        right: "## Related Policies\n\n- [Backup](backup.md)",
    },
    check: Check::Page(check),
};

fn check(page: PageFacts<'_>, out: &mut Reporter) {
    // Sections of definitions, and of what is related; a page may have several of each.
    let mut kinds = [Found::default(), Found::default()];
    let mut current: Option<usize> = None;
    for block in page.blocks {
        let words = block.words.trim();
        if let Some((_, words)) = block.heading() {
            let folded = words.trim_start_matches(|c: char| !c.is_alphabetic()).to_lowercase();
            current = match folded.as_str() {
                text if text.starts_with("definition") => Some(0),
                text if text.starts_with("related") || text.starts_with("see also") => Some(1),
                _ => None,
            };
            continue;
        }
        let Some(found) = current.and_then(|kind| kinds.get_mut(kind)) else { continue };
        if matches!(words, "None" | "None." | "N/A" | "none" | "none.") {
            found.none = found.none.or(Some(block.line(page.text)));
        } else {
            // A link back ends many pages.
            found.has_other |= block.links.iter().any(|link| {
                let text = block.words.get(link.clone()).unwrap_or("");
                !matches!(text.trim().to_ascii_lowercase().as_str(), "back" | "top" | "home")
            });
        }
    }
    for found in kinds.into_iter().filter(|found| found.has_other) {
        let Some(span) = found.none else { continue };
        out.report(
            Code::NoneBeside,
            page.at(span),
            "this says that there is nothing, and the page lists something",
        )
        .help("remove it, or the links");
    }
}

/// What the sections of one kind hold.
#[derive(Default)]
struct Found {
    none: Option<Span>,
    has_other: bool,
}
