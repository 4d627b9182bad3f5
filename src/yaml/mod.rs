//! YAML as a tree in which every key and value knows its place.
//!
//! In: the text of one mapping or document, and where it begins in its file. Out: a [`Node`] tree
//! and the faults. Scalars keep their spelling: `1.10`, `0777`, `12:30` and `NO` are text until a
//! reader asks for something else. The only file that names the YAML crate; input is untrusted, so
//! nodes, depth and aliases are bounded.

mod read;

pub(crate) use read::{Placed, Reader};

use crate::text::span::Span;
use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_yaml::Spanned;
use std::fmt;

/// A value and where it stands.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Node {
    /// What it is.
    pub value: Value,
    /// Where it stands in its file; for lists and mappings the first character or none.
    pub span: Span,
}

/// What a YAML node holds.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Value {
    /// Nothing: `key:` or `~`.
    Null,
    /// Text as it was spelt, without quotes.
    Scalar(String),
    /// A sequence.
    List(Vec<Node>),
    /// A mapping in the order written, repeated keys included.
    Map(Vec<(Node, Node)>),
}

/// Why a text is not usable YAML, and where.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Fault {
    /// What is wrong, lower case, no full stop.
    pub message: String,
    /// Where; may be empty.
    pub span: Span,
    /// Whether a limit was met rather than a rule of the language broken.
    pub limit: bool,
}

/// Parses `text`, which begins at byte `offset` of its file.
///
/// # Errors
/// A [`Fault`] when the text is not YAML, holds several documents, or exceeds a limit
/// (10,000 nodes, depth 32, 100 aliases).
pub(crate) fn parse(text: &str, offset: usize) -> Result<Node, Fault> {
    let mut budget = serde_yaml::Budget::default();
    budget.max_nodes = 10_000;
    budget.max_depth = 32;
    budget.flow_nesting_limit = 32;
    budget.max_aliases = 100;
    let mut options = serde_yaml::Options::default();
    options.budget = Some(budget);
    options.duplicate_keys = serde_yaml::options::DuplicateKeyPolicy::PassThrough;
    options.merge_keys = serde_yaml::options::MergeKeyPolicy::AsOrdinary;
    options.strict_booleans = true;
    options.with_snippet = false;
    let mut node: Node = serde_yaml::from_str_with_options(text, options)
        .map_err(|error| fault(&error, text, offset))?;
    place(&mut node, text, offset);
    Ok(node)
}

fn fault(error: &serde_yaml::Error, text: &str, offset: usize) -> Fault {
    let full = error.without_snippet().to_string();
    let message = full.split(" at line ").next().unwrap_or(&full);
    let limit = message.contains("budget") || message.contains("limit");
    let message = if limit {
        "this YAML is too large or too deeply nested to be read".to_owned()
    } else if message.contains("multiple YAML documents") {
        "a second YAML document begins here".to_owned()
    } else {
        message.replace(" in this context", " here")
    };
    let location = error.location().map(|location| {
        let characters = usize::try_from(location.span().offset()).unwrap_or(usize::MAX);
        let start = text.char_indices().nth(characters).map_or(text.len(), |(at, _)| at);
        let width =
            text.get(start..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8);
        Span::new(start, start + width)
    });
    Fault { message, span: location.unwrap_or_default().shifted(offset), limit }
}

/// Moves spans to the file's own bytes and gives unquoted scalars their spelling back.
fn place(node: &mut Node, text: &str, offset: usize) {
    match &mut node.value {
        Value::Null => {}
        Value::Scalar(value) => {
            let written = text.get(node.span.range()).unwrap_or("");
            let quoted = written.starts_with(['"', '\'', '|', '>', '&', '*', '!']);
            if !quoted && !written.contains('\n') && !written.is_empty() {
                written.clone_into(value);
            }
        }
        Value::List(items) => items.iter_mut().for_each(|item| place(item, text, offset)),
        Value::Map(pairs) => pairs.iter_mut().for_each(|(key, value)| {
            place(key, text, offset);
            place(value, text, offset);
        }),
    }
    node.span = node.span.shifted(offset);
}

impl<'de> Deserialize<'de> for Node {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let spanned = Spanned::<Value>::deserialize(deserializer)?;
        let place = spanned.referenced.span();
        let number = |n: Option<u64>| n.and_then(|n| usize::try_from(n).ok()).unwrap_or(0);
        let start = number(place.byte_offset());
        Ok(Self { value: spanned.value, span: Span::new(start, start + number(place.byte_len())) })
    }
}

impl<'de> Deserialize<'de> for Value {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ValueVisitor)
    }
}

struct ValueVisitor;

impl<'de> Visitor<'de> for ValueVisitor {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a YAML value")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_none<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_str<E>(self, text: &str) -> Result<Value, E> {
        Ok(Value::Scalar(text.to_owned()))
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Scalar(value.to_string()))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Value, E> {
        Ok(Value::Scalar(number.to_string()))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Value, E> {
        Ok(Value::Scalar(number.to_string()))
    }

    fn visit_i128<E>(self, number: i128) -> Result<Value, E> {
        Ok(Value::Scalar(number.to_string()))
    }

    fn visit_u128<E>(self, number: u128) -> Result<Value, E> {
        Ok(Value::Scalar(number.to_string()))
    }

    fn visit_f64<E>(self, number: f64) -> Result<Value, E> {
        Ok(Value::Scalar(number.to_string()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<Value, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = access.next_element()? {
            items.push(item);
        }
        Ok(Value::List(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Value, A::Error> {
        let mut pairs = Vec::new();
        while let Some(pair) = access.next_entry()? {
            pairs.push(pair);
        }
        Ok(Value::Map(pairs))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scalars(text: &str) -> Vec<(String, String)> {
        let Value::Map(pairs) = parse(text, 0).unwrap().value else { panic!("not a mapping") };
        let text_of = |node: &Node| match &node.value {
            Value::Scalar(text) => text.clone(),
            Value::Null | Value::List(_) | Value::Map(_) => format!("{:?}", node.value),
        };
        pairs.iter().map(|(key, value)| (text_of(key), text_of(value))).collect()
    }

    #[test]
    fn scalars_keep_their_spelling() {
        let text =
            "a: NO\nb: 1.10\nc: 0777\nd: 12:30\ne: 2026-01-02\nf: +44207\ng: \"q: x\"\nh: 1e3\n";
        let values: Vec<String> = scalars(text).into_iter().map(|(_, value)| value).collect();
        assert_eq!(values, ["NO", "1.10", "0777", "12:30", "2026-01-02", "+44207", "q: x", "1e3"]);
    }

    #[test]
    fn faults_have_a_place_in_bytes() {
        let fault = parse("tïtle: a: b\n", 4).unwrap_err();
        assert_eq!(fault.message, "mapping values are not allowed here");
        assert_eq!(fault.span, Span::new(13, 14));
    }

    #[test]
    fn bombs_meet_a_limit() {
        let mut bomb = "a: &a [x, x, x, x, x, x, x, x, x]\n".to_owned();
        for (name, last) in ('b'..='j').zip('a'..) {
            let again = format!("{name}: &{name} [*{last}, *{last}, *{last}, *{last}, *{last}]\n");
            bomb.push_str(&again);
        }
        assert!(parse(&bomb, 0).unwrap_err().limit);
        assert!(parse(&format!("k: {}", "[".repeat(100_000)), 0).unwrap_err().limit);
    }
}
