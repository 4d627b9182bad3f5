//! YAML as a tree in which every key and value knows its place.
//!
//! In: the text of one mapping or document, and where it begins in its file. Out: a [`Node`] tree
//! and the faults. Scalars keep their spelling: `1.10`, `0777`, `12:30` and `NO` are text until a
//! reader asks for something else. The only file that names the YAML crate; input is untrusted, so
//! nodes, depth and aliases are bounded.

mod read;
mod write;

pub(crate) use read::{Placed, Reader};
pub(crate) use write::write;

use crate::text::span::Span;
use granit_parser::{ErrorKind, Event, ScalarStyle};
use std::collections::HashMap;

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
    let mut options = granit_parser::Options::default();
    options.flow_nesting_limit = DEPTH_MAX;
    options.block_nesting_limit = DEPTH_MAX;
    let events = granit_parser::Parser::new_from_str_with_options(text, options);
    let mut tree = Tree { text, offset, ..Tree::default() };
    for event in events {
        let (event, span) = event.map_err(|error| tree.broken(&error))?;
        tree.take(event, &span)?;
    }
    Ok(tree.root.unwrap_or(Node { value: Value::Null, span: Span::new(offset, offset) }))
}

const NODES_MAX: usize = 10_000;
const DEPTH_MAX: usize = 32;
const ALIASES_MAX: usize = 100;

/// A tree being put together from events.
#[derive(Default)]
struct Tree<'a> {
    text: &'a str,
    offset: usize,
    root: Option<Node>,
    /// The lists and mappings that are not closed yet, each with its anchor.
    open: Vec<(Open, usize)>,
    /// What aliases stand for, with how many nodes that is.
    anchors: HashMap<usize, (Node, usize)>,
    nodes: usize,
    aliases: usize,
    /// Whether a document has begun.
    has_document: bool,
}

/// A list or mapping that is not closed yet.
struct Open {
    span: Span,
    /// How many nodes there were before it.
    nodes: usize,
    value: Value,
    /// For a mapping, the key that waits for its value.
    key: Option<Node>,
}

impl Tree<'_> {
    fn take(&mut self, event: Event<'_>, span: &granit_parser::Span) -> Result<(), Fault> {
        match event {
            Event::DocumentStart(..) if self.has_document => {
                let message = "a second YAML document begins here".to_owned();
                Err(Fault { message, span: self.character(span), limit: false })
            }
            Event::DocumentStart(..) => {
                self.has_document = true;
                Ok(())
            }
            Event::Scalar(text, style, anchor, _) => {
                let is_null = style == ScalarStyle::Plain
                    && matches!(&*text, "" | "~" | "null" | "Null" | "NULL");
                let value = if is_null { Value::Null } else { Value::Scalar(text.into_owned()) };
                self.count(1, span)?;
                self.add(Node { value, span: self.place(span) }, anchor, 1);
                Ok(())
            }
            Event::SequenceStart(_, anchor, _) => self.begin(Value::List(Vec::new()), anchor, span),
            Event::MappingStart(_, anchor, _) => self.begin(Value::Map(Vec::new()), anchor, span),
            Event::SequenceEnd | Event::MappingEnd => {
                if let Some((open, anchor)) = self.open.pop() {
                    let nodes = self.nodes - open.nodes;
                    self.add(Node { value: open.value, span: open.span }, anchor, nodes);
                }
                Ok(())
            }
            Event::Alias(anchor) => self.alias(anchor, span),
            // Comments, and whatever the parser will tell besides, are no part of the data.
            Event::StreamStart
            | Event::StreamEnd
            | Event::DocumentEnd
            | Event::Anchor(..)
            | Event::UnresolvedAlias(_)
            | _ => Ok(()),
        }
    }

    fn begin(
        &mut self,
        value: Value,
        anchor: usize,
        span: &granit_parser::Span,
    ) -> Result<(), Fault> {
        let nodes = self.nodes;
        self.count(1, span)?;
        if self.open.len() >= DEPTH_MAX {
            return Err(self.too_large(span));
        }
        let start = self.place(span).start as usize;
        self.open.push((Open { span: Span::new(start, start), nodes, value, key: None }, anchor));
        Ok(())
    }

    fn alias(&mut self, anchor: usize, span: &granit_parser::Span) -> Result<(), Fault> {
        self.aliases += 1;
        let Some((node, nodes)) = self.anchors.get(&anchor) else {
            let message = "this alias stands inside of what it stands for".to_owned();
            return Err(Fault { message, span: self.character(span), limit: false });
        };
        let (mut node, nodes) = (node.clone(), *nodes);
        if self.aliases > ALIASES_MAX {
            return Err(self.too_large(span));
        }
        self.count(nodes, span)?;
        node.span = self.place(span);
        self.add(node, 0, nodes);
        Ok(())
    }

    fn count(&mut self, nodes: usize, span: &granit_parser::Span) -> Result<(), Fault> {
        self.nodes += nodes;
        if self.nodes > NODES_MAX { Err(self.too_large(span)) } else { Ok(()) }
    }

    /// Puts a node that is whole where it belongs.
    fn add(&mut self, node: Node, anchor: usize, nodes: usize) {
        if anchor != 0 {
            self.anchors.insert(anchor, (node.clone(), nodes));
        }
        let Some((open, _)) = self.open.last_mut() else {
            self.root.get_or_insert(node);
            return;
        };
        match &mut open.value {
            Value::Map(pairs) => match open.key.take() {
                Some(key) => pairs.push((key, node)),
                None => open.key = Some(node),
            },
            Value::List(items) => items.push(node),
            Value::Null | Value::Scalar(_) => {}
        }
    }

    fn place(&self, span: &granit_parser::Span) -> Span {
        let range = span.byte_range().unwrap_or_default();
        Span::new(range.start, range.end).shifted(self.offset)
    }

    /// Returns the first character of a place.
    fn character(&self, span: &granit_parser::Span) -> Span {
        self.character_at(span.start.byte_offset().unwrap_or(0))
    }

    fn character_at(&self, start: usize) -> Span {
        let rest = self.text.get(start..).unwrap_or("");
        let width = rest.chars().next().map_or(0, char::len_utf8);
        Span::new(start, start + width).shifted(self.offset)
    }

    fn too_large(&self, span: &granit_parser::Span) -> Fault {
        let message = "this YAML is too large or too deeply nested to be read".to_owned();
        Fault { message, span: self.character(span), limit: true }
    }

    fn broken(&self, error: &granit_parser::ScanError) -> Fault {
        let at = error.marker().byte_offset().unwrap_or(self.text.len()).min(self.text.len());
        let info = error.info();
        let limit = matches!(error.kind(), ErrorKind::RecursionLimitExceeded);
        let message = if limit {
            "this YAML is too large or too deeply nested to be read".to_owned()
        } else {
            info.replace(" in this context", " here")
        };
        Fault { message, span: self.character_at(at), limit }
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
