//! Anchors: the ids of headings, by GitHub's algorithm.
//!
//! Lower-cased; letters, marks, decimal digits, connector punctuation, hyphens and spaces stay, the
//! rest goes; each space becomes a hyphen. The n-th repetition of an id gets `-n`.
//! Source: the `html-pipeline` table-of-contents filter (`/[^\p{Word}\- ]/u`).

use foldhash::{HashMap, HashMapExt};
use icu_properties::CodePointMapData;
use icu_properties::props::{GeneralCategory, GeneralCategoryGroup};
use std::sync::Arc;

/// Returns the anchor GitHub gives a heading of this text, before repetitions are counted.
pub(crate) fn github(text: &str) -> String {
    let mut slug = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            ' ' => slug.push('-'),
            'a'..='z' | '0'..='9' | '-' | '_' => slug.push(c),
            'A'..='Z' => slug.push(c.to_ascii_lowercase()),
            _ if c.is_ascii() => {}
            _ if is_word(c) => slug.extend(c.to_lowercase()),
            _ => {}
        }
    }
    slug
}

fn is_word(c: char) -> bool {
    let word = GeneralCategoryGroup::Letter
        .union(GeneralCategoryGroup::Mark)
        .union(GeneralCategoryGroup::DecimalNumber)
        .union(GeneralCategoryGroup::ConnectorPunctuation);
    word.contains(CodePointMapData::<GeneralCategory>::new().get(c))
}

/// The anchors given out so far in one page.
#[derive(Debug, Default)]
pub(crate) struct Anchors {
    /// What can't be given out.
    taken: &'static [&'static str],
    /// How often each was asked for before.
    seen: HashMap<Arc<str>, u32>,
}

impl Anchors {
    /// Returns anchors among which `taken` can't be given out.
    pub(crate) fn except(taken: &'static [&'static str]) -> Self {
        Self { taken, seen: HashMap::new() }
    }

    /// Returns `slug`, or `slug-1`, `slug-2`, … when it is taken.
    pub(crate) fn unique(&mut self, slug: &str) -> Arc<str> {
        let Some(count) = self.count(slug) else { return self.give(slug) };
        let mut number = count + 1;
        while self.count(&format!("{slug}-{number}")).is_some() {
            number += 1;
        }
        self.seen.insert(slug.into(), number);
        self.give(&format!("{slug}-{number}"))
    }

    /// Returns how often an anchor was asked for after it was given out; none for a free one.
    fn count(&self, slug: &str) -> Option<u32> {
        self.seen.get(slug).copied().or_else(|| self.taken.contains(&slug).then_some(0))
    }

    fn give(&mut self, anchor: &str) -> Arc<str> {
        let anchor: Arc<str> = anchor.into();
        self.seen.insert(Arc::clone(&anchor), 0);
        anchor
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn follows_github() {
        for (text, slug) in [
            ("Policy Compliance", "policy-compliance"),
            ("A-Z Policies", "a-z-policies"),
            ("What about Cyber Essentials +?", "what-about-cyber-essentials-"),
            ("  Mitigation & Remediation", "--mitigation--remediation"),
            ("snake_case and 1.10", "snake_case-and-110"),
            ("Ärger über Öl", "ärger-über-öl"),
            ("密码 政策", "密码-政策"),
            ("Emoji 🎉 party", "emoji--party"),
            ("x² and ½", "x-and-"),
            ("हिन्दी", "हिन्दी"),
        ] {
            assert_eq!(github(text), slug, "{text}");
        }
    }

    #[test]
    fn numbers_repetitions_past_names_that_are_taken() {
        let mut anchors = Anchors::default();
        let mut give = |slug: &str| anchors.unique(slug);
        assert_eq!(&*give("scope"), "scope");
        assert_eq!(&*give("scope-1"), "scope-1");
        assert_eq!(&*give("scope"), "scope-2");
        assert_eq!(&*give("scope"), "scope-3");
        let mut anchors = Anchors::except(&["main"]);
        assert_eq!(&*anchors.unique("main"), "main-1");
        assert_eq!(&*anchors.unique("main"), "main-2");
    }
}
