//! Stems of words, for languages that have a stemmer. The only file that names the crate of stemmers.

use rust_stemmers::{Algorithm, Stemmer};
use std::borrow::Cow;

/// Stems words of one language.
pub(super) struct Stems(Option<Stemmer>);

impl Stems {
    /// Returns what stems words of a language (BCP 47); words of one without a stemmer stay.
    pub(super) fn of(lang: &str) -> Self {
        let primary = lang.split(['-', '_']).next().unwrap_or("").to_ascii_lowercase();
        let algorithm = match primary.as_str() {
            "ar" => Algorithm::Arabic,
            "da" => Algorithm::Danish,
            "nl" => Algorithm::Dutch,
            "en" => Algorithm::English,
            "fi" => Algorithm::Finnish,
            "fr" => Algorithm::French,
            "de" => Algorithm::German,
            "el" => Algorithm::Greek,
            "hu" => Algorithm::Hungarian,
            "it" => Algorithm::Italian,
            "nb" | "nn" | "no" => Algorithm::Norwegian,
            "pt" => Algorithm::Portuguese,
            "ro" => Algorithm::Romanian,
            "ru" => Algorithm::Russian,
            "es" => Algorithm::Spanish,
            "sv" => Algorithm::Swedish,
            "ta" => Algorithm::Tamil,
            "tr" => Algorithm::Turkish,
            _ => return Self(None),
        };
        Self(Some(Stemmer::create(algorithm)))
    }

    /// Returns the stem of a word in lower case.
    pub(super) fn stem<'a>(&self, word: &'a str) -> Cow<'a, str> {
        match &self.0 {
            Some(stemmer) if word.chars().all(char::is_alphabetic) => stemmer.stem(word),
            _ => Cow::Borrowed(word),
        }
    }
}
