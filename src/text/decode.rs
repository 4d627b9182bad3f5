//! Texts as the search for leaks reads them: escapes undone, spaces and case folded.

use percent_encoding::percent_decode_str;
use std::borrow::Cow;
use std::fmt::Write;

/// Returns a text in lower case, with one space for any spaces, one quote for any quotes and one hyphen
/// for those that typesetters use.
pub(crate) fn folded(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\u{2018}' | '\u{2019}' | '\u{2bc}' => folded.push('\''),
            '\u{201c}' | '\u{201d}' => folded.push('"'),
            '\u{2010}'..='\u{2013}' | '\u{2212}' => folded.push('-'),
            c if is_unseen(c) => {}
            c if c.is_whitespace() => {
                if !folded.ends_with(' ') {
                    folded.push(' ');
                }
            }
            c if c.is_ascii() => folded.push(c.to_ascii_lowercase()),
            c => folded.extend(c.to_lowercase()),
        }
    }
    let kept = folded.trim_end().len();
    folded.truncate(kept);
    folded
}

/// Returns whether a character takes no room.
fn is_unseen(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}')
}

/// How often an address is encoded at most, one within the other.
const PERCENT_MAX: usize = 3;

/// Returns a text with entities, escapes of JSON and scripts, and percent signs undone; signs that stand
/// for signs, too, as in addresses that are handed on.
pub(crate) fn decoded(text: &str) -> Cow<'_, str> {
    let mut text = Cow::Borrowed(text);
    if text.contains('\\') {
        text = Cow::Owned(unescaped(&text));
    }
    if text.contains('&') {
        text = Cow::Owned(without_entities(&text));
    }
    for _ in 0..PERCENT_MAX {
        if !text.contains('%') {
            break;
        }
        let plain = percent_decode_str(&text).decode_utf8_lossy().into_owned();
        text = Cow::Owned(plain);
    }
    text
}

/// Undoes `\u00e9`, `\/`, `\"`; a line that is folded, as calendars do, is put together.
fn unescaped(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('\\') {
        plain.push_str(before);
        let code = after.strip_prefix('u').and_then(|hex| hex.get(..4));
        let c = code.and_then(|hex| u32::from_str_radix(hex, 16).ok()).and_then(char::from_u32);
        if let Some(c) = c {
            plain.push(c);
            rest = after.get(5..).unwrap_or("");
            continue;
        }
        let mut chars = after.chars();
        match chars.next() {
            Some('n' | 't' | 'r') => plain.push(' '),
            Some(c) => plain.push(c),
            None => plain.push('\\'),
        }
        rest = chars.as_str();
    }
    plain + rest
}

/// Undoes numeric entities and those that HTML writers use.
fn without_entities(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('&') {
        plain.push_str(before);
        let entity = after.find(';').filter(|end| *end <= 8).and_then(|end| after.get(..end));
        let c = entity.and_then(|name| match name {
            "amp" => Some('&'),
            "lt" => Some('<'),
            "gt" => Some('>'),
            "quot" => Some('"'),
            "apos" => Some('\''),
            "nbsp" => Some(' '),
            _ => {
                let number = name.strip_prefix('#')?;
                let hex = number.strip_prefix(['x', 'X']);
                let code = hex.map_or_else(|| number.parse(), |hex| u32::from_str_radix(hex, 16));
                char::from_u32(code.ok()?)
            }
        });
        if let (Some(c), Some(name)) = (c, entity) {
            plain.push(c);
            rest = after.get(name.len() + 1..).unwrap_or("");
        } else {
            plain.push('&');
            rest = after;
        }
    }
    plain + rest
}

/// Returns a text without tags, and with the lines that calendars fold put together.
pub(crate) fn without_tags(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('<') {
        plain.push_str(before);
        let Some((_, after)) = after.split_once('>') else {
            rest = after;
            break;
        };
        rest = after;
    }
    plain.push_str(rest);
    if plain.contains("\r\n ") { plain.replace("\r\n ", "") } else { plain }
}

/// Returns a calendar or a card with the lines put together that it folds, however its lines end;
/// nothing for other files.
pub(crate) fn unfolded(text: &str) -> Option<String> {
    let is_folded = text.trim_start_matches('\u{feff}').starts_with("BEGIN:V");
    let fold = |text: String, fold: &str| text.replace(fold, "");
    is_folded.then(|| ["\r\n ", "\r\n\t", "\n ", "\n\t"].into_iter().fold(text.to_owned(), fold))
}

/// Returns the digits of a text, those of one number together however they are spaced.
pub(crate) fn digits(text: &str) -> String {
    digits_across(text, is_between_digits)
}

/// Like [`digits`], with those together that commas part: of a list of numbers, all.
pub(crate) fn digits_and_commas(text: &str) -> String {
    digits_across(text, |c| c == ',' || is_between_digits(c))
}

fn digits_across(text: &str, is_between: impl Fn(char) -> bool) -> String {
    let mut digits = String::new();
    for c in text.chars() {
        if c.is_ascii_digit() {
            digits.push(c);
        } else if !is_between(c) && !digits.ends_with(' ') {
            digits.push(' ');
        }
    }
    digits
}

fn is_between_digits(c: char) -> bool {
    let is_space =
        c == ' ' || c == '\u{a0}' || c == '\u{202f}' || matches!(c, '\u{2000}'..='\u{200a}');
    let is_dash = c == '-' || c == '\u{2212}' || matches!(c, '\u{2010}'..='\u{2015}');
    is_space || is_dash || is_unseen(c) || matches!(c, '.' | '(' | ')' | '/' | '+' | '_' | '·')
}

/// Returns what is certain in the Base64 of a text, whatever stands before it: a part for each of the
/// three alignments. Nothing for a text that is too short to be told from chance.
pub(crate) fn base64(text: &str) -> Vec<String> {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    /// Fewer letters stand in any long text by chance.
    const LETTERS_MIN: usize = 8;
    let part = |skipped: usize| {
        let mut bits = String::new();
        // The first letters depend on what stands before, and so do the last on what follows.
        let bytes = text.as_bytes().get((3 - skipped) % 3..).unwrap_or_default();
        let whole = bytes.len() / 3 * 3;
        for triple in bytes.get(..whole).unwrap_or_default().chunks_exact(3) {
            let number =
                triple.iter().fold(0_usize, |number, byte| number << 8 | usize::from(*byte));
            for shift in [18, 12, 6, 0] {
                let letter = ALPHABET.get(number >> shift & 63).copied().unwrap_or(b'A');
                let written = bits.write_char(char::from(letter));
                debug_assert!(written.is_ok(), "writing to memory does not fail");
            }
        }
        bits
    };
    (0..3).map(part).filter(|part| part.len() >= LETTERS_MIN).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_found_in_whatever_clothes() {
        for clothes in [
            "Skerrow\u{a0}Ferries",
            "Skerrow &amp; Ferries".replace(" &amp;", "&#32;").as_str(),
            "Sk\\u0065rrow Ferries",
            "Skerrow%20Ferries",
            "<b>Skerrow</b> <i>Ferries</i>",
            "skerrow\n  FERRIES",
        ] {
            let plain = folded(&without_tags(&decoded(clothes)));
            assert!(plain.replace("  ", " ").contains("skerrow ferries"), "{clothes}: {plain}");
        }
    }

    #[test]
    fn digits_of_one_number_stand_together() {
        assert_eq!(digits("call +44 (0)113-496 0117, or 12"), " 4401134960117 12");
        assert_eq!(digits_and_commas("0113,496,0117; 12"), "01134960117 12");
    }

    #[test]
    fn base64_of_a_text_is_found_in_every_alignment() {
        // With nothing, one and two letters before it.
        for whole in
            ["U2tlcnJvdyBGZXJyaWVz", "eFNrZXJyb3cgRmVycmllcw==", "eHhTa2Vycm93IEZlcnJpZXM="]
        {
            assert!(
                base64("Skerrow Ferries").iter().any(|part| whole.contains(part.as_str())),
                "{whole}"
            );
        }
    }
}
