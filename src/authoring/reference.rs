//! The reference of what a check reports, as a page: the same words that [`explain`] prints.
//!
//! [`explain`]: crate::authoring::explain

use crate::authoring::explain::{OPTIONAL, fenced};
use crate::diag::Code;
use crate::rules::{Doc, doc};

/// What belongs together, by the first word of the codes' names. A word that is in none comes last.
const GROUPS: &[(&str, &[&str])] = &[
    ("Links and pictures", &["asset", "image", "link", "redirect", "related", "symlink"]),
    ("Headings and clauses", &["clause", "heading"]),
    (
        "Words and characters",
        &[
            "bullet",
            "character",
            "emphasis",
            "html",
            "letters",
            "list",
            "nesting",
            "none",
            "person",
            "placeholder",
            "table",
            "wording",
        ],
    ),
    ("Terms", &["definition", "glossary", "term"]),
    ("Policies as a whole", &["merge", "page", "policy", "stub", "text"]),
    ("Front matter", &["front"]),
    ("Client plans", &["client", "exception", "not"]),
    ("Configuration and comments", &["config", "ignore", "template", "theme"]),
    ("Files", &["file"]),
    ("Everything else", &[]),
];

/// Returns the reference of all codes but those of requirements on client plans: Markdown from headings
/// of level 2 on, by subject. A rule has its default severity, why it matters, what it leaves alone and
/// an example; the other codes of a subject stand in a list.
///
/// ```
/// assert!(rulebook::authoring::reference().contains("\n### `link-text`\n\n**Note.**"));
/// ```
pub fn reference() -> String {
    let mut text = String::new();
    for (n, (title, _)) in GROUPS.iter().enumerate() {
        let codes = || Code::ALL.iter().filter(|code| !code.is_requirement() && group(**code) == n);
        if codes().next().is_none() {
            continue;
        }
        text.extend([format!("## {title}\n\n")]);
        for (code, doc) in codes().filter_map(|code| Some((*code, doc(*code)?))) {
            push_rule(code, &doc, &mut text);
        }
        let others: Vec<Code> = codes().copied().filter(|code| doc(*code).is_none()).collect();
        push_list(&others, &mut text);
    }
    text.truncate(text.trim_end().len());
    text.push('\n');
    text
}

/// Returns the group of a code.
fn group(code: Code) -> usize {
    let first = code.name().split('-').next().unwrap_or("");
    let found = GROUPS.iter().position(|(_, words)| words.contains(&first));
    found.unwrap_or(GROUPS.len() - 1)
}

fn push_rule(code: Code, doc: &Doc, text: &mut String) {
    let off = if code.is_optional() { format!(" {OPTIONAL}") } else { String::new() };
    text.extend([format!("### `{code}`\n\n**{}.** {}{off}\n\n", severity(code), code.explain())]);
    for (label, said) in [("Why", doc.why), ("Left alone", doc.quiet), ("To mend it", doc.fix)] {
        if !said.is_empty() {
            text.extend([format!("- **{label}:** {said}\n")]);
        }
    }
    text.push('\n');
    for (label, example) in [("Wrong", doc.wrong), ("Right", doc.right)] {
        let block = fenced(label, example);
        if !block.is_empty() {
            text.extend([format!("{block}\n\n")]);
        }
    }
}

/// Writes the codes that are more than a rule of their own, such as what can't be read.
fn push_list(codes: &[Code], text: &mut String) {
    for code in codes {
        text.extend([format!("- `{code}`, {}: {}\n", code.severity().name(), code.explain())]);
    }
    if !codes.is_empty() {
        text.push('\n');
    }
}

/// Returns a severity as a word that begins a sentence.
fn severity(code: Code) -> String {
    let name = code.severity().name();
    name.chars().take(1).flat_map(char::to_uppercase).chain(name.chars().skip(1)).collect()
}
