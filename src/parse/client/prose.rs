//! What the prose of a plan's page says under each heading, as far as it is judged: how much, and
//! whether it is there only for show.

/// The text under one heading, up to the next.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct Prose {
    /// The heading, as an index; none for the text before the first.
    pub heading: Option<u32>,
    /// How many words it has.
    pub words: usize,
    /// Whether it holds words that stand for text to come.
    pub has_placeholder: bool,
}

impl Prose {
    /// Adds a block of text under a heading.
    pub(crate) fn add(all: &mut Vec<Self>, heading: Option<u32>, text: &str) {
        if all.last().is_none_or(|last| last.heading != heading) {
            all.push(Self { heading, ..Self::default() });
        }
        if let Some(last) = all.last_mut() {
            last.words += text.split_whitespace().count();
            last.has_placeholder |= is_placeholder(text);
        }
    }
}

/// Returns whether a text holds words that stand for text to come.
pub(crate) fn is_placeholder(text: &str) -> bool {
    const WORDS: &[&str] = &["tbc", "tbd", "todo", "fixme", "lorem"];
    let text = text.as_bytes();
    let mut words = text.split(|byte| byte.is_ascii() && !byte.is_ascii_alphanumeric());
    let is_one = |word: &[u8]| {
        let is_known = |known: &&str| word.eq_ignore_ascii_case(known.as_bytes());
        (3..=5).contains(&word.len()) && WORDS.iter().any(is_known)
    };
    words.any(|word| is_one(word) || word == b"EXAMPLE")
        || memchr::memchr3(b'[', b'<', b'?', text).is_some_and(|first| {
            let rest = text.get(first..).unwrap_or_default();
            let has = |mark: &&str| memchr::memmem::find(rest, mark.as_bytes()).is_some();
            ["[…]", "[...]", "<…>", "???"].iter().any(has)
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_whole_words_are_placeholders() {
        assert!(is_placeholder("The service is TBC."));
        assert!(is_placeholder("todo: ask the client"));
        assert!(is_placeholder("EXAMPLE shop") && !is_placeholder("an example shop"));
        assert!(is_placeholder("Calls go to […] first"));
        assert!(!is_placeholder("The mastodon adapter and the tbcd code page"));
        assert!(!is_placeholder("Everything has been said."));
    }
}
