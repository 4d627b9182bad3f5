//! A–Z order: where a title sorts, and under which letter it stands.
//!
//! Order is the Unicode collation of the site's language (CLDR), ignoring leading articles and
//! punctuation as configured. A letter is one of `A`…`Z` when the first letter is a variant of it,
//! a letter of its own when the language says so (`Å` in Danish), else the first letter of its
//! script; everything else stands under `#`.

use icu_collator::CollatorBorrowed;
use icu_collator::options::{AlternateHandling, CollatorOptions, Strength};
use icu_locale_core::Locale;
use std::cmp::Ordering;
use unicode_normalization::UnicodeNormalization;

/// Sorts and groups titles for one language.
pub(crate) struct Collation {
    order: CollatorBorrowed<'static>,
    base: CollatorBorrowed<'static>,
    /// The letter under which each of A to Z stands: most titles begin with one of them.
    latin: [char; 26],
    articles: Vec<String>,
}

/// Where a title sorts. Compare keys of one [`Collation`] only.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Default)]
pub(crate) struct SortKey(Box<[u8]>);

impl std::fmt::Debug for Collation {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Collation").field("articles", &self.articles).finish_non_exhaustive()
    }
}

impl Collation {
    /// Returns the collation of `language` (a BCP 47 tag; unknown ones get the root order), with
    /// the leading words to ignore, such as "The".
    pub(crate) fn new(language: &str, articles: &[String]) -> Self {
        let locale: Locale = language.parse().unwrap_or(Locale::UNKNOWN);
        let collator = |strength: Strength| {
            let mut options = CollatorOptions::default();
            options.strength = Some(strength);
            options.alternate_handling = Some(AlternateHandling::Shifted);
            let preferences = (&locale).into();
            icu_collator::Collator::try_new(preferences, options)
                .or_else(|_| icu_collator::Collator::try_new(Locale::UNKNOWN.into(), options))
                .expect("the root collation is compiled into the binary")
        };
        let articles = articles.iter().map(|word| format!("{} ", word.to_lowercase())).collect();
        let base = collator(Strength::Primary);
        let mut latin = ['A'; 26];
        for (own, stands) in ('A'..='Z').zip(&mut latin) {
            *stands = latin_letter(&base, &own.to_string()).unwrap_or(own);
        }
        Self { order: collator(Strength::Tertiary), base, latin, articles }
    }

    /// Returns where `title` sorts; equal keys are told apart by the title's own spelling.
    pub(crate) fn key(&self, title: &str) -> SortKey {
        let mut key = Vec::with_capacity(title.len() * 2 + 8);
        let written = self.order.write_sort_key_to(self.significant(title), &mut key);
        debug_assert!(written.is_ok(), "writing to memory does not fail");
        key.push(0);
        key.extend_from_slice(title.as_bytes());
        SortKey(key.into())
    }

    /// Returns the letter `title` stands under: one upper-case letter, or `#`.
    pub(crate) fn letter(&self, title: &str) -> String {
        let first = self.significant(title).chars().next();
        let Some(first) = first.filter(|c| c.is_alphabetic()) else { return "#".to_owned() };
        if first.is_ascii_alphabetic() {
            let position = usize::from(first.to_ascii_uppercase() as u8 - b'A');
            return self.latin[position].to_string();
        }
        let own: String = first.to_uppercase().collect();
        match latin_letter(&self.base, &own) {
            Some(letter) => letter.to_string(),
            None => own.nfc().take(1).collect(),
        }
    }

    /// Returns what of a title counts: without a leading article, from the first letter or digit on.
    fn significant<'a>(&self, title: &'a str) -> &'a str {
        let title = title.trim_start_matches(|c: char| !c.is_alphanumeric());
        let article = self.articles.iter().find(|article| {
            title.get(..article.len()).is_some_and(|head| head.to_lowercase() == **article)
        });
        let rest = article.and_then(|article| title.get(article.len()..)).unwrap_or(title);
        rest.trim_start_matches(|c: char| !c.is_alphanumeric())
    }
}

/// Returns the first of A to Z that a letter is a variant of.
fn latin_letter(base: &CollatorBorrowed<'_>, own: &str) -> Option<char> {
    ('A'..='Z').find(|letter| base.compare(own, letter.encode_utf8(&mut [0; 4])) == Ordering::Equal)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_follow_the_language() {
        let english = Collation::new("en", &["The".to_owned()]);
        let danish = Collation::new("da", &[]);
        let letters = |collation: &Collation| {
            let titles = ["Øresund", "Åland", "élan", "The Zoo", "🎉 Party", "2FA", "Ωmega"];
            titles.map(|title| collation.letter(title)).join(" ")
        };
        assert_eq!(letters(&english), "O A E Z P # Ω");
        assert_eq!(letters(&danish), "Ø Å E T P # Ω");
        assert!(english.key("🎉 Party") > english.key("Ale"));
        assert!(danish.key("Åland") > danish.key("Zoo"));
    }
}
