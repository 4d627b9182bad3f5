//! Typed readers over a [`Node`]: each reports what does not fit at its own place, and goes on.

use crate::date::Date;
use crate::diag::{Code, Location, Reporter};
use crate::place::SourcePath;
use crate::text::nearest::nearest;
use crate::text::span::Span;
use crate::yaml::{Node, Value};

/// A value and where it was written.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Placed<T> {
    /// The value.
    pub value: T,
    /// Where it was written.
    pub span: Span,
}

/// Reads typed values out of the YAML of one file.
#[derive(Debug)]
pub(crate) struct Reader<'a> {
    /// The file the nodes come from.
    pub file: &'a SourcePath,
    /// Where faults go.
    pub out: &'a mut Reporter,
    /// The code under which a value of the wrong type is reported.
    pub type_code: Code,
}

impl Reader<'_> {
    /// Reports at `span` of the file being read.
    pub(crate) fn report(&mut self, code: Code, span: Span, message: String, help: &str) {
        let at = Location { file: self.file.clone(), span };
        self.out.report(code, at, message).help(help);
    }

    fn wrong_type(&mut self, key: &str, node: &Node, wanted: &str) {
        if matches!(&node.value, Value::Scalar(text) if text.trim().is_empty()) {
            let help = format!("write {wanted} after `{key}:`, or leave the key out");
            self.report(self.type_code, node.span, format!("`{key}` is empty"), &help);
            return;
        }
        let found = match &node.value {
            Value::Null => "nothing",
            Value::Scalar(_) => "text",
            Value::List(_) => "a list",
            Value::Map(_) => "a mapping",
        };
        let message = format!("`{key}` is {found}, and should be {wanted}");
        let help = format!("write {wanted} after `{key}:`, or leave the key out");
        self.report(self.type_code, node.span, message, &help);
    }

    /// Reads one line or paragraph of text.
    pub(crate) fn text(&mut self, key: &str, node: &Node) -> Option<Placed<String>> {
        match &node.value {
            Value::Scalar(text) if !text.trim().is_empty() => {
                Some(Placed { value: text.trim().to_owned(), span: node.span })
            }
            Value::Null | Value::Scalar(_) | Value::List(_) | Value::Map(_) => {
                self.wrong_type(key, node, "text");
                None
            }
        }
    }

    /// Reads a list of texts; a single text counts as a list of one.
    pub(crate) fn texts(&mut self, key: &str, node: &Node) -> Vec<Placed<String>> {
        match &node.value {
            Value::Scalar(_) => self.text(key, node).into_iter().collect(),
            Value::List(items) => items.iter().filter_map(|item| self.text(key, item)).collect(),
            Value::Null => Vec::new(),
            Value::Map(_) => {
                self.wrong_type(key, node, "a list of texts");
                Vec::new()
            }
        }
    }

    /// Reads `true` or `false`, and nothing that other YAML versions take for them.
    pub(crate) fn flag(&mut self, key: &str, node: &Node) -> Option<Placed<bool>> {
        let value = match &node.value {
            Value::Scalar(text) if text == "true" => true,
            Value::Scalar(text) if text == "false" => false,
            Value::Null | Value::Scalar(_) | Value::List(_) | Value::Map(_) => {
                self.wrong_type(key, node, "`true` or `false`");
                return None;
            }
        };
        Some(Placed { value, span: node.span })
    }

    /// Reads a whole number.
    pub(crate) fn number(&mut self, key: &str, node: &Node) -> Option<Placed<i64>> {
        match &node.value {
            Value::Scalar(text) if text.parse::<i64>().is_ok() => {
                text.parse().ok().map(|value| Placed { value, span: node.span })
            }
            Value::Null | Value::Scalar(_) | Value::List(_) | Value::Map(_) => {
                self.wrong_type(key, node, "a whole number");
                None
            }
        }
    }

    /// Reads a calendar day, written `2026-03-31`; a time of day after it is left out.
    pub(crate) fn date(
        &mut self,
        key: &str,
        node: &Node,
        impossible: Code,
    ) -> Option<Placed<Date>> {
        let Value::Scalar(text) = &node.value else {
            self.wrong_type(key, node, "a date such as 2026-03-31");
            return None;
        };
        let begins_time = |rest: &str| rest.starts_with(|c: char| c.is_ascii_digit());
        let day = match text.split_once(['T', ' ']) {
            Some((day, rest)) if begins_time(rest) => day,
            _ => text.as_str(),
        };
        match Date::parse(day) {
            Ok(value) => Some(Placed { value, span: node.span }),
            Err(reason) => {
                let message = format!("`{key}`: {reason}");
                self.report(impossible, node.span, message, "write the day as year-month-day");
                None
            }
        }
    }

    /// Reads one of a closed list of words; case and `_` are folded.
    pub(crate) fn choice<T: Copy>(
        &mut self,
        key: &str,
        node: &Node,
        choices: &[(&str, T)],
    ) -> Option<Placed<T>> {
        let text = self.text(key, node)?;
        let folded = text.value.to_lowercase().replace(['_', ' '], "-");
        let is_meant = |name: &str| name.replace('_', "-") == folded;
        if let Some((_, value)) = choices.iter().find(|(name, _)| is_meant(name)) {
            return Some(Placed { value: *value, span: text.span });
        }
        let names = || choices.iter().map(|(name, _)| *name);
        let message = format!("`{}` is not a value of `{key}`", text.value);
        let help = match nearest(&folded, names()) {
            Some(name) => format!("did you mean `{name}`?"),
            None => format!("use one of {}", names().collect::<Vec<_>>().join(", ")),
        };
        self.report(self.type_code, text.span, message, &help);
        None
    }

    /// Returns the pairs of a mapping whose keys are text, each key once.
    ///
    /// A key that stands twice is reported at the second place, and the first one counts.
    pub(crate) fn pairs<'n>(
        &mut self,
        key: &str,
        node: &'n Node,
        duplicate: Code,
    ) -> Vec<(Placed<String>, &'n Node)> {
        let Value::Map(pairs) = &node.value else {
            self.wrong_type(key, node, "a mapping (indented `key: value` lines)");
            return Vec::new();
        };
        let mut seen: Vec<(Placed<String>, &Node)> = Vec::new();
        for (name, value) in pairs {
            let Value::Scalar(text) = &name.value else {
                self.report(self.type_code, name.span, "a key must be text".to_owned(), "quote it");
                continue;
            };
            if seen.iter().any(|(earlier, _)| earlier.value == *text) {
                let message = format!("the key `{text}` stands here a second time");
                self.report(duplicate, name.span, message, "keep one of the two");
                continue;
            }
            seen.push((Placed { value: text.clone(), span: name.span }, value));
        }
        seen
    }
}
