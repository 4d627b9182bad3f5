//! Names in YAML: in values that people read, and in keys where these are terms.

use super::{Edits, Left, Naming};
use crate::edition::spelling::Spelling;
use crate::parse::client::fold;
use crate::yaml::{self, Node, Value};
use std::borrow::Cow;
use std::ops::Range;

/// What the keys at the top of a mapping are.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Keys {
    /// Names that the program knows.
    Names,
    /// Terms that readers see.
    Terms,
}

/// The key of front matter below which there are terms.
const TERMS: &str = "terms";

/// Keys whose values are no words for readers.
const NO_WORDS: &[&str] = &[
    "also_known_as",
    "class",
    "email",
    "file",
    "hash",
    "id",
    "lang",
    "record",
    "redirect_from",
    "related",
    "side",
    "share",
    "superseded_by",
    "supersedes",
    "translation_of",
    "controls",
];

impl Naming {
    /// Replaces names in the values of YAML that are words for readers.
    pub(super) fn yaml(&self, text: &str, range: Range<usize>, keys: Keys, edits: &mut Edits) {
        let source = text.get(range.clone()).unwrap_or("");
        let bom = if source.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
        let Ok(node) = yaml::parse(source.get(bom..).unwrap_or(""), range.start + bom) else {
            return;
        };
        match keys {
            Keys::Terms => self.terms(text, &node, edits),
            Keys::Names => self.node(text, &node, edits),
        }
        self.variables_in(&node, edits);
    }

    /// Replaces names in terms and in what is said of each.
    fn terms(&self, text: &str, node: &Node, edits: &mut Edits) {
        let Value::Map(pairs) = &node.value else { return self.node(text, node, edits) };
        for (term, value) in pairs {
            if let Value::Scalar(words) = &term.value {
                self.scalar(text, term, words, edits);
            }
            self.node(text, value, edits);
        }
    }

    fn node(&self, text: &str, node: &Node, edits: &mut Edits) {
        match &node.value {
            Value::Map(pairs) => {
                for (key, value) in pairs {
                    let name = match &key.value {
                        Value::Scalar(name) => fold(name),
                        Value::Null | Value::List(_) | Value::Map(_) => Cow::Borrowed(""),
                    };
                    if name == TERMS {
                        self.terms(text, value, edits);
                    } else if !NO_WORDS.contains(&&*name) {
                        self.node(text, value, edits);
                    }
                }
            }
            Value::List(items) => items.iter().for_each(|item| self.node(text, item, edits)),
            Value::Scalar(words) => self.scalar(text, node, words, edits),
            Value::Null => {}
        }
    }

    /// Replaces names in one text of YAML.
    fn scalar(&self, text: &str, node: &Node, words: &str, edits: &mut Edits) {
        let range = node.span.range();
        let written = text.get(range.clone()).unwrap_or("");
        let is_plain = written == words;
        let before = edits.made.len();
        self.words(&[(written.to_owned(), range.clone())], edits);
        self.told(&[(written.to_owned(), range.clone())], Left::Otherwise, edits);
        let Some(new) = edits.made.get(before..).filter(|new| !new.is_empty()) else {
            return;
        };
        let risky = new.iter().any(|(_, to)| to.contains(['"', '\'', '\\', ':', '#', '{', '[']));
        if risky && !written.starts_with(['|', '>']) {
            // Quoted anew as a whole, so that no name changes what the YAML means.
            edits.made.truncate(before);
            let value = self.renamed(words);
            edits.push(range, serde_json::Value::from(value).to_string());
        } else if is_plain
            && new.first().is_some_and(|(span, to)| {
                span.start as usize == range.start && !to.starts_with(char::is_alphanumeric)
            })
        {
            edits.made.truncate(before);
            let value = self.renamed(words);
            edits.push(range, serde_json::Value::from(value).to_string());
        }
    }

    fn variables_in(&self, node: &Node, edits: &mut Edits) {
        match &node.value {
            Value::Map(pairs) => {
                for (_, value) in pairs {
                    self.variables_in(value, edits);
                }
            }
            Value::List(items) => {
                for item in items {
                    self.variables_in(item, edits);
                }
            }
            Value::Scalar(words) if words.contains("{{") && !self.variables.is_empty() => {
                let mut own = Edits::default();
                self.variables_of(words, 0, (&[], &|_| Spelling::Plain), &mut own);
                if own.made.is_empty() {
                    return;
                }
                let value = self.renamed(&own.done(words).0);
                let span = node.span;
                edits.made.retain(|(known, _)| known.end <= span.start || known.start >= span.end);
                edits.replaced += 1;
                edits.push(span.range(), serde_json::Value::from(value).to_string());
            }
            Value::Scalar(_) | Value::Null => {}
        }
    }
}
