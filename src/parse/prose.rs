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
    let mut folded = heading.trim().to_lowercase();
    if !folded.is_ascii() {
        folded = folded.replace(['–', '—', '‑'], "-");
    }
    if is_az(&folded) {
        return Announces::AzList;
    }
    if folded.starts_with("related") || folded.starts_with("see also") {
        return Announces::Related;
    }
    match folded.trim_end_matches([':', '.']) {
        "overview" | "summary" | "purpose" | "introduction" | "about" | "aim" | "aims" => {
            Announces::Summary
        }
        _ => Announces::Text,
    }
}

/// Returns whether a folded heading is, begins or ends with "A-Z", in any of its spellings.
fn is_az(folded: &str) -> bool {
    ["a-z", "a - z", "a to z"].iter().any(|az| {
        folded == *az
            || folded.strip_prefix(az).is_some_and(|rest| rest.starts_with(' '))
            || folded.strip_suffix(az).is_some_and(|rest| rest.ends_with(' '))
    })
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

/// Returns the bytes of the sentence in `text` that holds `mark`, cut to a readable length. Looks no
/// further than that length.
pub(super) fn sentence(text: &str, mark: &Range<usize>) -> Range<usize> {
    let reach = text.floor_char_boundary(mark.start.saturating_sub(CONTEXT_BYTES_MAX));
    let before = text.get(reach..mark.start).unwrap_or("");
    let start = match last_sentence_end(before) {
        Some(end) => reach + end,
        None if reach == 0 => 0,
        None => reach + before.find(' ').map_or(0, |at| at + 1),
    };
    let limit = text.floor_char_boundary((mark.end + CONTEXT_BYTES_MAX).min(text.len()));
    let after = text.get(mark.end..limit).unwrap_or("");
    let end = match first_sentence_end(after) {
        Some(end) => mark.end + end,
        None if limit == text.len() => limit,
        None => mark.end + after.rfind(' ').unwrap_or(after.len()),
    };
    let skipped =
        text.get(start..mark.start).map_or(0, |head| head.len() - head.trim_start().len());
    start + skipped..end
}

fn first_sentence_end(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    memchr::memchr3_iter(b'.', b'!', b'?', bytes)
        .find(|at| ends_sentence(bytes, *at))
        .map(|at| at + 1)
}

fn last_sentence_end(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    memchr::memrchr3_iter(b'.', b'!', b'?', bytes)
        .find(|at| ends_sentence(bytes, *at))
        .map(|at| at + 1)
}

/// Returns whether the mark at byte `at` ends a sentence: white space follows, and it does not end
/// an abbreviation such as `e.g.`.
fn ends_sentence(bytes: &[u8], at: usize) -> bool {
    let is_break = matches!(bytes.get(at + 1), None | Some(b' ' | b'\n'));
    let is_abbreviation = at >= 2 && bytes.get(at - 2).is_some_and(|b| matches!(b, b'.' | b' '));
    is_break && !is_abbreviation
}

/// How long a summary may be, in characters.
const SUMMARY_CHARS_MAX: usize = 220;

/// Returns the first sentences of a paragraph, up to a readable length.
pub(super) fn shortened(paragraph: &str) -> String {
    // What lies behind this many bytes can't be part of the result.
    let bytes = paragraph.floor_char_boundary(paragraph.len().min(SUMMARY_CHARS_MAX * 5));
    let paragraph = paragraph.get(..bytes).unwrap_or("");
    let max = if paragraph.is_ascii() { SUMMARY_CHARS_MAX } else { bytes };
    let mut text = String::with_capacity(bytes.min(SUMMARY_CHARS_MAX * 2));
    for word in paragraph.split_whitespace() {
        if text.len() > max {
            break;
        }
        if !text.is_empty() {
            text.push(' ');
        }
        text.push_str(word);
    }
    let Some((limit, _)) = text.char_indices().nth(SUMMARY_CHARS_MAX) else { return text };
    let head = text.get(..limit).unwrap_or(&text);
    if let Some(end) = last_sentence_end(head).filter(|end| *end < limit) {
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
        assert_eq!(text.get(found).unwrap(), "See the Backup policy for more.");
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
