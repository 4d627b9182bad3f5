//! A [`Node`] as text again: plain, whatever the author wrote, so that nothing but its values is left.

use crate::text::span::Span;
use crate::yaml::{Node, Value};
use serde_json::Value as Json;

/// Text made of a tree, and where its keys and values came from.
#[derive(Debug, Default)]
pub(crate) struct Written {
    /// The text; a line for each key or item.
    pub text: String,
    /// Of each key and value: where it stood, and where it stands in `text`. In order.
    pub places: Vec<(Span, Span)>,
}

/// Writes a tree so that it reads as the same tree: comments, anchors and styles are gone.
pub(crate) fn write(node: &Node) -> Written {
    let mut written = Written::default();
    match &node.value {
        Value::Null => {}
        Value::Scalar(_) => {
            written.scalar(node);
            written.text.push('\n');
        }
        Value::List(_) | Value::Map(_) => written.block(node, 0),
    }
    written
}

impl Written {
    /// Writes a list or mapping, at the beginning of a line. Depth is bounded by the parser.
    fn block(&mut self, node: &Node, depth: usize) {
        match &node.value {
            Value::List(items) => {
                for item in items {
                    self.indent(depth);
                    self.text.push('-');
                    self.value(item, depth);
                }
            }
            Value::Map(pairs) => {
                for (key, value) in pairs {
                    self.indent(depth);
                    self.scalar(key);
                    self.text.push(':');
                    self.value(value, depth);
                }
            }
            Value::Null | Value::Scalar(_) => {}
        }
    }

    /// Writes what stands behind `key:` or `-`.
    fn value(&mut self, node: &Node, depth: usize) {
        let is_empty = match &node.value {
            Value::List(items) => items.is_empty(),
            Value::Map(pairs) => pairs.is_empty(),
            Value::Null | Value::Scalar(_) => false,
        };
        match &node.value {
            Value::Null => self.text.push('\n'),
            Value::Scalar(_) => {
                self.text.push(' ');
                self.scalar(node);
                self.text.push('\n');
            }
            Value::List(_) if is_empty => self.text.push_str(" []\n"),
            Value::Map(_) if is_empty => self.text.push_str(" {}\n"),
            Value::List(_) | Value::Map(_) => {
                self.text.push('\n');
                self.block(node, depth + 1);
            }
        }
    }

    fn indent(&mut self, depth: usize) {
        self.text.extend(std::iter::repeat_n("  ", depth));
    }

    /// Writes text in quotes; what JSON escapes, YAML reads the same way.
    fn scalar(&mut self, node: &Node) {
        let start = self.text.len();
        let text = match &node.value {
            Value::Scalar(text) => text.as_str(),
            Value::Null | Value::List(_) | Value::Map(_) => "",
        };
        if is_word(text) {
            self.text.push_str(text);
        } else {
            self.text.push_str(&Json::from(text).to_string());
        }
        self.places.push((node.span, Span::new(start, self.text.len())));
    }
}

/// Returns whether a text needs no quotes: a lower-case word that means nothing else to YAML.
fn is_word(text: &str) -> bool {
    let is_taken =
        matches!(text, "null" | "true" | "false" | "yes" | "no" | "on" | "off" | "y" | "n");
    let fits = |byte: u8| byte.is_ascii_lowercase() || byte == b'_';
    !is_taken && !text.is_empty() && text.bytes().all(fits)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::yaml::parse;

    /// Compares values, whatever their places.
    fn is_same(one: &Node, other: &Node) -> bool {
        match (&one.value, &other.value) {
            (Value::List(one), Value::List(other)) => {
                one.len() == other.len() && one.iter().zip(other).all(|(a, b)| is_same(a, b))
            }
            (Value::Map(one), Value::Map(other)) => {
                let pairs = one.iter().zip(other);
                one.len() == other.len()
                    && pairs.into_iter().all(|(a, b)| is_same(&a.0, &b.0) && is_same(&a.1, &b.1))
            }
            (one, other) => one == other,
        }
    }

    #[test]
    fn what_is_written_reads_as_the_same() {
        let text = "a: &x { b: [1, 'two', \"th\\\"ree\"], c: }\nd: *x # comment\n\"e f\":\n  - |\n    line\n    more\n  - - yes\n    - {}\n  - k: v\n    l: \"0113 \u{2028} x\"\n";
        let node = parse(text, 0).expect("YAML");
        let written = write(&node);
        let again = parse(&written.text, 0).expect("YAML again");
        assert!(is_same(&node, &again), "{}", written.text);
        assert!(!written.text.contains("comment"));
        for (_, now) in &written.places {
            assert!(written.text.get(now.range()).is_some_and(|text| !text.is_empty()));
        }
    }
}
