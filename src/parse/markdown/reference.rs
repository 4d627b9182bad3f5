//! [`References`]: where `[label]: address` writes the address that links with that label lead to.

use super::Walker;
use pulldown_cmark::RefDefs;
use std::collections::BTreeMap;
use std::ops::Range;

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

    /// The same for an image; one within another is part of its text.
    pub(super) fn define_image(&mut self, label: &str) {
        let definition = self.references.get(label);
        if let Some(image) = self.open.image.as_mut().filter(|image| image.nested == 0) {
            image.definition = definition;
        }
    }
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
