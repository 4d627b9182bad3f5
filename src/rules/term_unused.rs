//! `term-unused`: an entry of `glossary.yaml` that no page uses.

use crate::analyse::lexicon::Lexicon;
use crate::diag::{Code, Location, Reporter, Texts};
use crate::parse::glossary::{Entry, glossary_path, read};
use crate::rules::{Check, Doc, Facts, Rule};
use crate::source::{CONFIG_NAME, SourceFile};
use rayon::iter::{IntoParallelIterator, ParallelIterator};
use std::collections::BTreeSet;

pub(super) static RULE: Rule = Rule {
    code: Code::TermUnused,
    doc: Doc {
        why: "A glossary is read more when each of its words is met; one that was left from an older text misleads.",
        quiet: "Terms of which some page, client's plan or other meaning uses a name: the term or one of its `also`, in \
                any letter case, in the plural as well. In `Incident log` a term `Incident` is not used where both \
                are terms.",
        fix: "Remove the entry, or write under `also` how the policies call it.",
        wrong: "",
        right: "",
    },
    check: Check::SiteOnDemand(check),
};

fn check(facts: Facts<'_>, out: &mut Reporter) {
    let Some(text) = facts.tree.text(&glossary_path()) else { return };
    let (entries, _) = read(text);
    let names: Vec<(u32, String)> =
        (0_u32..).zip(&entries).flat_map(|(n, entry)| names(n, entry)).collect();
    let lexicon = Lexicon::of(names.iter().map(|(n, name)| (*n, name.as_str())));
    let texts: Vec<&str> = facts
        .tree
        .files()
        .iter()
        .filter(|(path, _)| **path != glossary_path() && path.as_str() != CONFIG_NAME)
        .filter_map(|(_, file)| match file {
            SourceFile::Text(text) => Some(&**text),
            SourceFile::Asset(_) => None,
        })
        .collect();
    let uses = |text: &str| {
        let mut uses = BTreeSet::new();
        lexicon.note_uses(&escaped(text), &mut uses);
        uses
    };
    let mut used: BTreeSet<u32> =
        texts.into_par_iter().map(uses).reduce(BTreeSet::new, |mut one, other| {
            one.extend(other);
            one
        });
    for (n, entry) in (0_u32..).zip(&entries) {
        let meaning = entry.meaning.as_ref().map_or("", |meaning| &meaning.value);
        used.extend(uses(meaning).into_iter().filter(|used| *used != n));
    }
    for (_, entry) in (0_u32..).zip(&entries).filter(|(n, _)| !used.contains(n)) {
        let at = Location { file: glossary_path(), span: entry.term.span };
        out.report(Code::TermUnused, at, format!("no page uses `{}`", entry.term.value))
            .help("remove it, or write under `also` how the policies call it");
    }
}

fn names(n: u32, entry: &Entry) -> impl Iterator<Item = (u32, String)> {
    let names = std::iter::once(&entry.term).chain(&entry.also);
    names.map(move |name| (n, escaped(&name.value)))
}

/// Returns a text as lexicons read it: an `&` of its own is written out, and emphasis is no part of a
/// name.
fn escaped(text: &str) -> String {
    text.replace(['*', '_', '`'], "").replace("&amp;", "&").replace('&', "&amp;")
}
