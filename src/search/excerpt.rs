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
    for word in text.split_ascii_whitespace() {
        let space = usize::from(!to.is_empty());
        let left = max.saturating_sub(to.len() + space);
        if space > 0 && left > 0 {
            to.push(' ');
        }
        if word.len() > left {
            if word.len() > WORD_BYTES_MAX {
                to.push_str(word.get(..word.floor_char_boundary(left)).unwrap_or(""));
            } else if space > 0 && left > 0 {
                to.pop();
            }
            to.push('…');
            return;
        }
        to.push_str(word);
    }
}
