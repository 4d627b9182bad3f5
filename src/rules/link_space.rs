//! `link-space`: `[text] (target)`, which is no link.

use crate::diag::{Code, Edit, Fix, Reporter};
use crate::rules::{Check, Doc, PageFacts, Rule};
use crate::text::span::Span;

pub(super) static RULE: Rule = Rule {
    code: Code::LinkSpace,
    doc: Doc {
        why: "With a space between them, the text in brackets and the target are plain text: nobody can follow it.",
        quiet: "Brackets followed by a remark in parentheses, such as `[sic] (see above)`; code.",
        fix: "Remove the space.",
        wrong: "Read the [Backup Policy] (../backup/readme.md).",
        right: "Read the [Backup Policy](../backup/readme.md).",
    },
    check: Check::Page(check),
};

fn check(page: PageFacts<'_>, out: &mut Reporter) {
    for block in page.blocks {
        let words = block.words.as_str();
        let mut open = None;
        for (at, bracket) in words.match_indices(['[', ']']) {
            if bracket == "[" {
                open = Some(at + 1);
                continue;
            }
            let Some(text) = open.take().and_then(|open| words.get(open..at)) else { continue };
            let after = words.get(at + 1..).unwrap_or("");
            let rest = after.trim_start_matches([' ', '\t']);
            let space = after.len() - rest.len();
            if space == 0 || text.trim().is_empty() || text.starts_with('^') || text.ends_with('\\')
            {
                continue;
            }
            if block.is_linked(at) || !rest.strip_prefix('(').is_some_and(begins_with_target) {
                continue;
            }
            let gap = block.place(at + 1..at + 1 + space);
            let from = block.place(at - text.len() - 1..at - text.len()).start;
            let fix = Fix::of("remove the space", vec![Edit::new(gap, "")]);
            let whole = Span { start: from, end: gap.end };
            out.report(
                Code::LinkSpace,
                page.at(whole),
                format!("`{text}` is meant as a link and is text"),
            )
            .help("remove the space between `]` and `(`")
            .fix(fix);
        }
    }
}

/// How far a target is looked at, in bytes.
const TARGET_BYTES_MAX: usize = 2_000;

/// Returns whether this is the target of a link and the `)` that ends it.
fn begins_with_target(text: &str) -> bool {
    let text = text.get(..text.floor_char_boundary(TARGET_BYTES_MAX.min(text.len()))).unwrap_or("");
    let Some(end) = text.find(')') else { return false };
    let target = text.get(..end).unwrap_or("");
    let is_one = !target.contains(char::is_whitespace) && !target.contains(['(', '<', '\u{fffc}']);
    let known = ["http://", "https://", "mailto:", "./", "../", "/", "#"];
    let is_page = target
        .rsplit('#')
        .next_back()
        .is_some_and(|path| path.len() > 3 && path.to_ascii_lowercase().ends_with(".md"));
    is_one
        && (is_page
            || known.iter().any(|start| target.len() > start.len() && target.starts_with(start)))
}
