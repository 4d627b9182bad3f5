//! [`References`]: where `[label]: address` writes the address that links with that label lead to; and
//! all definitions that lead inside the tree, used or not.

use super::link::Destination;
use super::{FLAGS, Walker};
use crate::text::span::Span;
use pulldown_cmark::{Parser, RefDefs};
use std::collections::BTreeMap;
use std::ops::Range;

/// How often the definitions of one label are told apart; those after that are known by their look.
const TIMES_MAX: usize = 16;

/// The definitions of a page: the bytes of each address, by folded label.
#[derive(Debug, Default)]
pub(super) struct References(BTreeMap<String, Range<usize>>);

impl References {
    pub(super) fn of(text: &str, definitions: &RefDefs<'_>) -> Self {
        let placed = definitions.iter().filter_map(|(label, definition)| {
            let written = text.get(definition.span.clone())?;
            let at = address(written)?;
            let start = definition.span.start;
            Some((folded(label), start + at.start..start + at.end))
        });
        Self(placed.collect())
    }

    /// Returns the bytes of the address that a label stands for.
    fn get(&self, label: &str) -> Option<Range<usize>> {
        if self.0.is_empty() || label.is_empty() {
            return None;
        }
        self.0.get(&folded(label)).cloned()
    }
}

impl Walker<'_> {
    /// Notes where the address of the link that just began is written, if that is a definition.
    pub(super) fn define_link(&mut self, label: &str) {
        let definition = self.references.get(label);
        if let Some(link) = self.open.links.last_mut() {
            link.definition = definition;
        }
    }

    /// Returns where the definitions stand whose address is inside the tree.
    pub(super) fn definitions_inside(&self, definitions: &RefDefs<'_>) -> Box<[Span]> {
        let mut inside = Vec::new();
        let mut next: Vec<(Range<usize>, String)> = spans(definitions);
        let mut rest = self.text.to_owned();
        // Of two with one label the parser tells the first; the others come up when it is gone.
        for _ in 0..TIMES_MAX {
            if next.is_empty() {
                break;
            }
            for (span, address) in &next {
                if self.is_inside(address) {
                    inside.push(span.clone());
                }
                let blank = rest.get(span.clone()).map(blanked).unwrap_or_default();
                rest.replace_range(span.clone(), &blank);
            }
            let parser = Parser::new_ext(&rest, FLAGS);
            next = spans(parser.reference_definitions());
        }
        if !next.is_empty() {
            inside.extend(alike(&rest));
        }
        inside.sort_by_key(|span| span.start);
        let spans = inside.into_iter();
        spans.map(|span| Span::new(span.start, span.end).shifted(self.base)).collect()
    }

    /// Returns whether an address leads to a page or file of the tree, be it there or not.
    fn is_inside(&self, address: &str) -> bool {
        match self.destination(address) {
            Destination::Inside(target) => target.is_self_url || !target.path.is_empty(),
            Destination::Outside(_) | Destination::Picture | Destination::Unsafe(_) => false,
        }
    }

    /// Notes the same for an image; one within another is part of its text.
    pub(super) fn define_image(&mut self, label: &str) {
        let definition = self.references.get(label);
        if let Some(image) = self.open.image.as_mut().filter(|image| image.nested == 0) {
            image.definition = definition;
        }
    }
}

fn spans(definitions: &RefDefs<'_>) -> Vec<(Range<usize>, String)> {
    let placed = definitions.iter();
    placed.map(|(_, found)| (found.span.clone(), found.dest.to_string())).collect()
}

/// Returns as many blanks, in as many lines.
fn blanked(text: &str) -> String {
    text.bytes().map(|byte| if byte == b'\n' { '\n' } else { ' ' }).collect()
}

/// Returns the lines that look like definitions, wherever they stand.
fn alike(text: &str) -> Vec<Range<usize>> {
    let mut at = 0;
    let lines = text.split_inclusive('\n').map(|line| {
        at += line.len();
        (at - line.len(), line)
    });
    let is_one = |line: &str| {
        let line = line.trim_start_matches([' ', '>', '-', '*', '+']);
        line.starts_with('[') && line.contains("]:") && !line.starts_with("[^")
    };
    let found = lines.filter(|(_, line)| is_one(line));
    found.map(|(start, line)| start..start + line.trim_end().len()).collect()
}

/// Returns a label as labels are compared.
fn folded(label: &str) -> String {
    label.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

/// Returns the bytes of the address in `[label]: address "title"`.
fn address(definition: &str) -> Option<Range<usize>> {
    let mut is_escaped = false;
    let end = definition.bytes().position(|byte| {
        let ends = byte == b']' && !is_escaped;
        is_escaped = byte == b'\\' && !is_escaped;
        ends
    })?;
    let rest = definition.get(end + 1..)?.strip_prefix(':')?.trim_start();
    let start = definition.len() - rest.len();
    if let Some(inside) = rest.strip_prefix('<') {
        return Some(start + 1..start + 1 + inside.find('>')?);
    }
    let length = rest.find(|c: char| c.is_ascii_whitespace()).unwrap_or(rest.len());
    Some(start..start + length)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_of_a_definition_is_found() {
        for (definition, expected) in [
            ("[a]: x.md", "x.md"),
            ("[a \\] b]:  <x y.md> 'T'", "x y.md"),
            ("[a]:\n  x.md\n  \"T\"", "x.md"),
        ] {
            let at = address(definition).unwrap();
            assert_eq!(definition.get(at), Some(expected), "{definition}");
        }
        assert_eq!(address("[a] x"), None);
    }
}
