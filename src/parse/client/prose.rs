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
    let holds_word = |word: &str| {
        let mut words = text.split(|c: char| !c.is_alphanumeric());
        words.any(|found| found.eq_ignore_ascii_case(word))
    };
    ["tbc", "tbd", "todo", "fixme", "lorem"].into_iter().any(holds_word)
        || ["[…]", "[...]", "<…>", "???"].iter().any(|mark| text.contains(mark))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_whole_words_are_placeholders() {
        assert!(is_placeholder("The service is TBC."));
        assert!(is_placeholder("todo: ask the client"));
        assert!(is_placeholder("Calls go to […] first"));
        assert!(!is_placeholder("The mastodon adapter and the tbcd code page"));
        assert!(!is_placeholder("Everything has been said."));
    }
}
