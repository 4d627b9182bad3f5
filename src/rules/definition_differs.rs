//! `definition-differs`: a term that two policies, or a policy and the glossary, define differently.

use crate::diag::{Code, Location, Reporter, Texts};
use crate::parse::glossary::{glossary_path, read};
use crate::place::SourcePath;
use crate::rules::{Check, Doc, Facts, Rule};
use crate::source::SourceTree;
use crate::text::span::{LineIndex, Span};
use std::collections::BTreeMap;

pub(super) static RULE: Rule = Rule {
    code: Code::DefinitionDiffers,
    doc: Doc {
        why: "A word that means one thing in one policy and another in the next is no rule to go by, and each reader \
              takes the meaning that suits.",
        quiet: "Meanings that are equal but for letter case, punctuation, articles and plurals, or of which one only \
                goes on where the other ends; the long form of an abbreviation beside its meaning; meanings that \
                point elsewhere (\"see\", \"as defined in\"). Superseded and withdrawn policies, plans of clients.",
        fix: "Lay the meaning down once, in `glossary.yaml` or in one policy, and refer to it from the others.",
        wrong: "- **Incident**: an event that harms a client.",
        right: "- **Incident**: an event that harms us or a client.",
    },
    check: Check::SiteOnDemand(check),
};

/// A definition, and where it stands.
struct Defined<'a> {
    file: &'a SourcePath,
    span: Span,
    term: &'a str,
    also: Vec<&'a str>,
    meaning: &'a str,
}

fn check(facts: Facts<'_>, out: &mut Reporter) {
    let glossary = glossary_path();
    let entries = facts.tree.text(&glossary).map(|text| read(text).0).unwrap_or_default();
    let of_glossary = entries.iter().filter_map(|entry| {
        Some(Defined {
            file: &glossary,
            span: entry.term.span,
            term: &entry.term.value,
            also: entry.also.iter().map(|name| name.value.as_str()).collect(),
            meaning: &entry.meaning.as_ref()?.value,
        })
    });
    let pages = facts.site.pages.iter().filter(|page| page.is_current() && !page.is_client());
    let of_pages = pages.flat_map(|page| {
        let placed = page.parsed.definitions.iter().zip(&page.parsed.definition_places);
        placed.map(|(definition, span)| Defined {
            file: &page.path,
            span: *span,
            term: &definition.term,
            also: definition.also.as_deref().into_iter().collect(),
            meaning: &definition.meaning,
        })
    });
    let all: Vec<Defined<'_>> = of_glossary.chain(of_pages).collect();
    let mut lines = Lines { tree: facts.tree, by_file: BTreeMap::new() };
    // By folded name, the first that has it.
    let mut first: BTreeMap<String, &Defined<'_>> = BTreeMap::new();
    for defined in &all {
        let names = std::iter::once(defined.term).chain(defined.also.iter().copied());
        let names: Vec<String> =
            names.map(|name| folded(name).join(" ")).filter(|name| !name.is_empty()).collect();
        if let Some(other) = names.iter().find_map(|name| first.get(name))
            && other.file != defined.file
            && differ(defined, other)
        {
            report(defined, other, &mut lines, out);
        }
        for name in names {
            first.entry(name).or_insert(defined);
        }
    }
}

fn report<'a>(
    defined: &Defined<'a>,
    other: &Defined<'a>,
    lines: &mut Lines<'a>,
    out: &mut Reporter,
) {
    let at = Location { file: defined.file.clone(), span: defined.span };
    let message = format!("`{}` has another meaning in `{}`", defined.term, other.file);
    let line = lines.line(other.file, other.span);
    let help = format!("compare it with `{}:{line}`, and lay it down once", other.file);
    out.report(Code::DefinitionDiffers, at, message).help(help);
}

/// Returns whether two definitions say different things.
fn differ(one: &Defined<'_>, other: &Defined<'_>) -> bool {
    let (first, second) = (meant(one), meant(other));
    let goes_on = first.starts_with(&second) || second.starts_with(&first);
    let points = |words: &[String]| {
        words.first().is_some_and(|first| first == "see")
            || words.get(..2).is_some_and(|words| words == ["as", "defined"])
    };
    // An abbreviation may be spelt out in one place and explained in another.
    let spelt = (spells(one), spells(other));
    !(goes_on || points(&first) || points(&second) || spelt.0 != spelt.1)
}

/// Returns the words of a meaning that count.
fn meant(defined: &Defined<'_>) -> Vec<String> {
    let mut words = folded(defined.meaning);
    let opens = ["is", "are", "means", "mean", "refers", "to", "stands", "for"];
    let start = words.iter().position(|word| !opens.contains(&word.as_str())).unwrap_or(0);
    words.drain(..start);
    words
}

/// Returns whether the meaning is no more than the words that the term abbreviates.
fn spells(defined: &Defined<'_>) -> bool {
    let small =
        |word: &&str| !matches!(*word, "and" | "of" | "the" | "for" | "to" | "in" | "a" | "an");
    let words =
        defined.meaning.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let initials: String = words.filter(small).filter_map(|word| word.chars().next()).collect();
    std::iter::once(defined.term)
        .chain(defined.also.iter().copied())
        .any(|name| name.len() > 1 && name.eq_ignore_ascii_case(&initials))
}

/// Returns the words of a text as they are compared: lower case, without articles, quotes and the `s` of
/// plurals.
fn folded(text: &str) -> Vec<String> {
    let text = text.to_lowercase().replace(['\'', '’'], "");
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let words = words.filter(|word| !matches!(*word, "a" | "an" | "the"));
    let is_plural = |word: &str| word.len() > 3 && word.ends_with('s') && !word.ends_with("ss");
    let singular = |word: &str| if is_plural(word) { word.len() - 1 } else { word.len() };
    words.map(|word| word.get(..singular(word)).unwrap_or(word).to_owned()).collect()
}

/// The lines of the files that are pointed to.
struct Lines<'a> {
    tree: &'a SourceTree,
    by_file: BTreeMap<&'a SourcePath, LineIndex>,
}

impl<'a> Lines<'a> {
    fn line(&mut self, file: &'a SourcePath, span: Span) -> usize {
        let tree = self.tree;
        let index = || LineIndex::new(tree.text(file).unwrap_or(""));
        self.by_file.entry(file).or_insert_with(index).line_of(span.range().start)
    }
}
