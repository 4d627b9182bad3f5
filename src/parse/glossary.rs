//! Terms and their meanings: as a page defines them, and as `glossary.yaml` lists them.
//!
//! In: the text of that file. Out: its entries with their places, and what is wrong with them. The
//! definitions of pages are found while their text is walked.

use crate::diag::{Code, Diagnostic, Reporter};
use crate::place::SourcePath;
use crate::source::GLOSSARY_NAME;
use crate::text::nearest::nearest;
use crate::yaml::{self, Node, Placed, Reader, Value};
use std::sync::Arc;

/// How long a term may be, in bytes: what is longer is a sentence.
pub(crate) const TERM_BYTES_MAX: usize = 60;

/// How many words a term may have.
pub(crate) const TERM_WORDS_MAX: usize = 8;

/// The keys of an entry.
const KEYS: &[&str] = &["also", "meaning", "policy"];

/// A term that a page defines.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Definition {
    /// The term.
    pub term: Arc<str>,
    /// What stands in parentheses behind it: its short or long form.
    pub also: Option<Arc<str>>,
    /// What it means, as plain text.
    pub meaning: Arc<str>,
    /// The anchor of the heading it stands under; none at the top of the page.
    pub anchor: Option<Arc<str>>,
    /// The anchor of the heading that announces definitions; none for one that stands elsewhere.
    pub under: Option<Arc<str>>,
}

impl Definition {
    /// Returns the anchor of the section that defines terms: that of the heading that says so, else
    /// that of the heading above.
    pub(crate) fn section(&self) -> Option<&str> {
        self.under.as_deref().or(self.anchor.as_deref())
    }
}

/// An entry of `glossary.yaml`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Entry {
    /// The term.
    pub term: Placed<String>,
    /// What it means; none when the policy says it.
    pub meaning: Option<Placed<String>>,
    /// Other names for it.
    pub also: Vec<Placed<String>>,
    /// The policy that lays it down: an id or a path.
    pub policy: Option<Placed<String>>,
}

/// Returns the path of the glossary file.
pub(crate) fn glossary_path() -> SourcePath {
    SourcePath::new(GLOSSARY_NAME).expect("a plain name is a path")
}

/// Reads `glossary.yaml`: a mapping of terms, each with its meaning or with a mapping of `meaning`,
/// `also` and `policy`. A term that only names a policy means what that policy says.
pub(crate) fn read(text: &str) -> (Vec<Entry>, Vec<Diagnostic>) {
    let file = glossary_path();
    let mut out = Reporter::default();
    let (text, start) = text.strip_prefix('\u{feff}').map_or((text, 0), |rest| (rest, 3));
    let mut reader = Reader { file: &file, out: &mut out, type_code: Code::GlossaryType };
    let mut entries = Vec::new();
    match yaml::parse(text, start) {
        Ok(Node { value: Value::Null, .. }) => {}
        Ok(node) if matches!(node.value, Value::Map(_)) => {
            for (term, value) in reader.pairs("glossary", &node, Code::GlossaryTermTwice) {
                entries.extend(entry(&term, value, &mut reader));
            }
        }
        Ok(node) => {
            let message = "the glossary is not a mapping".to_owned();
            let help = "write a line for each term, such as `ISMS: What it means.`";
            reader.report(Code::GlossarySyntax, node.span, message, help);
        }
        Err(fault) => {
            let help = "check the indentation, and quote meanings that hold `: `";
            reader.report(Code::GlossarySyntax, fault.span, fault.message, help);
        }
    }
    (entries, out.into_found())
}

fn entry(term: &Placed<String>, value: &Node, reader: &mut Reader<'_>) -> Option<Entry> {
    let term = Placed { value: words(&term.value), span: term.span };
    if !is_term(&term.value) {
        let message = format!("`{}` is no term", term.value);
        let help = format!(
            "write a word or a few: at most {TERM_WORDS_MAX} words and {TERM_BYTES_MAX} bytes"
        );
        reader.report(Code::GlossaryType, term.span, message, &help);
        return None;
    }
    let (mut meaning, mut also, mut policy) = (None, Vec::new(), None);
    if let Value::Map(_) = value.value {
        for (key, value) in reader.pairs(&term.value, value, Code::GlossaryTermTwice) {
            match key.value.as_str() {
                "meaning" => meaning = reader.text("meaning", value),
                "also" => also = reader.texts("also", value),
                "policy" => policy = reader.text("policy", value),
                unknown => {
                    let message = format!("`{unknown}` is not a key of a term");
                    let help = match nearest(unknown, KEYS.iter().copied()) {
                        Some(near) => format!("did you mean `{near}`?"),
                        None => format!("the keys are {}", KEYS.join(", ")),
                    };
                    reader.report(Code::GlossaryKeyUnknown, key.span, message, &help);
                }
            }
        }
        if meaning.is_none() && policy.is_none() {
            let message = format!("`{}` has no meaning", term.value);
            reader.report(Code::GlossaryType, term.span, message, "add `meaning:` to it");
        }
    } else {
        meaning = reader.text(&term.value, value);
    }
    for name in &mut also {
        name.value = words(&name.value);
    }
    also.retain(|name| is_term(&name.value));
    if let Some(meaning) = &mut meaning {
        meaning.value = words(&meaning.value);
    }
    (meaning.is_some() || policy.is_some()).then_some(Entry { term, meaning, also, policy })
}

/// Returns text with single spaces.
fn words(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Returns whether a text is short enough to be a term, and holds a letter or digit.
pub(crate) fn is_term(text: &str) -> bool {
    !text.is_empty()
        && text.len() <= TERM_BYTES_MAX
        && text.contains(char::is_alphanumeric)
        && !text.contains(char::is_control)
        && text.split_whitespace().count() <= TERM_WORDS_MAX
}

/// Splits `Security response plan (SRP)` into the term and what stands in the parentheses.
pub(crate) fn with_short_form(text: &str) -> (&str, Option<&str>) {
    let split = text.strip_suffix(')').and_then(|rest| rest.split_once(" ("));
    match split {
        Some((term, also)) if is_term(also) && !also.contains(['(', ')']) => {
            (term.trim_end(), Some(also.trim()))
        }
        Some(_) | None => (text, None),
    }
}
