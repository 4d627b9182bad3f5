//! What is kept of a page's text to be shown below its name: the beginnings of its sections, as long as
//! the page has room for. The script shows the passage of it that has what was asked for.
//!
//! Passages chosen by how much they say were tried; as many results then had a word that was asked for
//! as with beginnings of the same size, which read better.

/// The part of a page's markup that what is kept of it may take: one of so many bytes.
const SHARE: usize = 7;
/// How many bytes of a page are kept at least.
const PAGE_BYTES_MIN: usize = 400;
/// Up to which length a word is not cut, in bytes.
const WORD_BYTES_MAX: usize = 60;

/// Returns how much is kept of each section at most, in bytes: what short sections leave is for the
/// long ones. `lengths` are those of the sections.
pub(super) fn kept_max(lengths: &mut [usize], html_bytes: usize) -> usize {
    lengths.sort_unstable();
    let mut left = (html_bytes / SHARE).max(PAGE_BYTES_MIN);
    for (n, length) in lengths.iter().enumerate() {
        let each = left / (lengths.len() - n);
        if *length > each {
            return each;
        }
        left -= length;
    }
    usize::MAX
}

/// Writes the beginning of a text, cut between words, or within one that is very long, as those are in
/// scripts without spaces.
pub(super) fn write(text: &str, max: usize, to: &mut String) {
    to.clear();
    let text = text.trim_ascii();
    let bytes = text.as_bytes();
    let mut end = text.len();
    if end > max {
        end = text.floor_char_boundary(max);
        let before = bytes.get(..=end).unwrap_or_default();
        let space = before.iter().rposition(u8::is_ascii_whitespace).unwrap_or(0);
        end = if end - space > WORD_BYTES_MAX { end } else { space };
    }
    // One space for each run of them.
    let mut from = 0;
    let mut at = 0;
    while let Some(byte) = bytes.get(at).filter(|_| at < end) {
        at += 1;
        if !byte.is_ascii_whitespace() {
            continue;
        }
        let next = bytes.get(at).is_some_and(u8::is_ascii_whitespace);
        if *byte != b' ' || next {
            to.push_str(text.get(from..at - 1).unwrap_or(""));
            from = if next { at } else { at - 1 };
            if !next {
                to.push(' ');
                from = at;
            }
        }
    }
    to.push_str(text.get(from..end).unwrap_or("").trim_ascii_end());
    if end < text.len() {
        to.truncate(to.trim_ascii_end().len());
        to.push('…');
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_cut_between_words_and_have_single_spaces() {
        for (text, max, expected) in [
            ("one two", 99, "one two"),
            ("  one\n two\t\r\n  three ", 99, "one two three"),
            ("one two", 7, "one two"),
            ("one two", 6, "one…"),
            ("one two", 3, "one…"),
            ("one two", 2, "…"),
            ("one  \n two", 5, "one…"),
            ("", 5, ""),
            (&"漏洩".repeat(20), 70, &format!("{}漏…", "漏洩".repeat(11))),
        ] {
            let mut kept = String::from("before");
            write(text, max, &mut kept);
            assert_eq!(kept, expected, "{text:?} in {max}");
        }
    }
}
