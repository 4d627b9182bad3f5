//! Small questions about prose: which sentence a link stands in, what a heading announces, which
//! paragraph is mere navigation.

use std::ops::Range;

/// What a heading says of the lists under it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Announces {
    /// Nothing special.
    Text,
    /// A hand-made A-Z list.
    AzList,
    /// Related policies.
    Related,
    /// What the page is about.
    Summary,
}

/// Returns what a heading announces.
pub(super) fn announces(heading: &str) -> Announces {
    let folded = heading.trim().to_lowercase().replace(['–', '—', '‑'], "-");
    let words = folded.replace(" - ", "-").replace(" to ", "-");
    if words == "a-z" || words.starts_with("a-z ") || words.ends_with(" a-z") {
        return Announces::AzList;
    }
    if folded.starts_with("related") || folded.starts_with("see also") {
        return Announces::Related;
    }
    let title = folded.trim_end_matches([':', '.']);
    if ["overview", "summary", "purpose", "introduction", "about", "aim", "aims"].contains(&title) {
        return Announces::Summary;
    }
    Announces::Text
}

/// Returns whether a paragraph that is one link with this text only leads the reader back.
pub(super) fn is_navigation(text: &str) -> bool {
    let folded = text.trim().trim_matches(['←', '↑', '⬆', '^', '[', ']', ' ']).to_lowercase();
    let folded = folded.trim();
    folded == "back"
        || folded == "top"
        || folded == "go back"
        || folded == "home"
        || folded.starts_with("back to ")
        || folded.starts_with("return to ")
}

/// How much of a sentence a back-link shows, on each side of the link, in bytes.
const CONTEXT_BYTES_MAX: usize = 160;

/// Returns the bytes of the sentence in `text` that holds `mark`, cut to a readable length.
pub(super) fn sentence(text: &str, mark: &Range<usize>) -> Range<usize> {
    let before = text.get(..mark.start).unwrap_or("");
    let after = text.get(mark.end..).unwrap_or("");
    let start = sentence_ends(before).last().unwrap_or(0);
    let end = mark.end + sentence_ends(after).next().unwrap_or(after.len());
    let start = if mark.start - start > CONTEXT_BYTES_MAX {
        let cut = text.floor_char_boundary(mark.start - CONTEXT_BYTES_MAX);
        text.get(cut..mark.start).and_then(|head| head.find(' ')).map_or(cut, |at| cut + at + 1)
    } else {
        start
    };
    let end = if end - mark.end > CONTEXT_BYTES_MAX {
        let cut = text.floor_char_boundary(mark.end + CONTEXT_BYTES_MAX);
        text.get(mark.end..cut).and_then(|tail| tail.rfind(' ')).map_or(cut, |at| mark.end + at)
    } else {
        end
    };
    let skipped =
        text.get(start..mark.start).map_or(0, |head| head.len() - head.trim_start().len());
    start + skipped..end
}

/// Returns where sentences end: after `.`, `!` or `?` (and closing quotes) before a space.
fn sentence_ends(text: &str) -> impl Iterator<Item = usize> + '_ {
    let bytes = text.as_bytes();
    bytes.iter().enumerate().filter_map(move |(at, byte)| {
        let is_end = matches!(byte, b'.' | b'!' | b'?');
        let next = bytes.get(at + 1).copied();
        let is_break = matches!(next, None | Some(b' ' | b'\n'));
        let is_abbreviation =
            at >= 2 && bytes.get(at - 2).is_some_and(|b| matches!(b, b'.' | b' '));
        (is_end && is_break && !is_abbreviation).then_some(at + 1)
    })
}

/// How long a summary may be, in characters.
const SUMMARY_CHARS_MAX: usize = 220;

/// Returns the first sentences of a paragraph, up to a readable length.
pub(super) fn shortened(paragraph: &str) -> String {
    let text = paragraph.split_whitespace().collect::<Vec<_>>().join(" ");
    if text.chars().count() <= SUMMARY_CHARS_MAX {
        return text;
    }
    let limit = text.char_indices().nth(SUMMARY_CHARS_MAX).map_or(text.len(), |(at, _)| at);
    let head = text.get(..limit).unwrap_or(&text);
    if let Some(end) = sentence_ends(head).filter(|end| *end < limit).last() {
        return head.get(..end).unwrap_or(head).to_owned();
    }
    let cut = head.rfind(' ').unwrap_or(limit);
    format!("{}…", head.get(..cut).unwrap_or(head).trim_end_matches([',', ';', ':']))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_is_cited_with_its_sentence() {
        let text = "Rules apply, e.g. here. See the Backup policy for more. Then go.";
        let at = text.find("Backup").unwrap();
        let found = sentence(text, &(at..at + 13));
        assert_eq!(&text[found], "See the Backup policy for more.");
    }

    #[test]
    fn headings_announce_lists() {
        for heading in ["A-Z Policies", "A–Z", "Policies A to Z", "a - z of policies"] {
            assert_eq!(announces(heading), Announces::AzList, "{heading}");
        }
        assert_eq!(announces("Related Standards, Policies and Processes"), Announces::Related);
        assert_eq!(announces("A zebra"), Announces::Text);
        assert_eq!(announces("Purpose"), Announces::Summary);
    }

    #[test]
    fn only_links_back_are_navigation() {
        assert!(
            is_navigation("back") && is_navigation("Back to the top") && is_navigation("↑ Top")
        );
        assert!(!is_navigation("Backup") && !is_navigation("Topics"));
    }
}
