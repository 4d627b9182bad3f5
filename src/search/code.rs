//! Numbers as text: one to a few printable characters each, none of which a script has to escape.

use std::fmt::Write;

/// Digits: the first half end a number, the second half go on.
const DIGITS: &[u8; 90] =
    b"!#%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[]^_abcdefghijklmnopqrstuvwxyz{|}~";
/// How many values one character has.
const BASE: u32 = 45;

/// Appends a number.
#[inline]
pub(super) fn push(number: u32, to: &mut Vec<u8>) {
    if number >= BASE {
        push_upper(number / BASE, to);
    }
    to.push(digit(number % BASE));
}

fn push_upper(number: u32, to: &mut Vec<u8>) {
    if number >= BASE {
        push_upper(number / BASE, to);
    }
    to.push(digit(number % BASE + BASE));
}

/// Returns the character of a number below 90.
pub(super) fn digit(number: u32) -> u8 {
    DIGITS.get(number as usize).copied().unwrap_or(b'~')
}

/// Appends a text as a JSON string, which is one of JavaScript's as well.
pub(super) fn push_json(text: &str, to: &mut String) {
    to.push('"');
    let mut rest = text;
    // Most texts are plain; what may not be begins with one of few bytes.
    while let Some(at) = rest
        .as_bytes()
        .iter()
        .position(|byte| SPECIAL.get(usize::from(*byte)).is_none_or(|special| *special))
    {
        let (before, from) = rest.split_at_checked(at).unwrap_or((rest, ""));
        to.push_str(before);
        let Some(c) = from.chars().next() else { break };
        rest = from.get(c.len_utf8()..).unwrap_or("");
        match c {
            ' '..='~' if c != '"' && c != '\\' => to.push(c),
            '"' | '\\' => to.extend(['\\', c]),
            c if !c.is_control() && !matches!(c, '\u{2028}' | '\u{2029}') => to.push(c),
            c => {
                // Never fails: it writes to memory.
                let _ = write!(to, "\\u{:04x}", u32::from(c));
            }
        }
    }
    to.push_str(rest);
    to.push('"');
}

/// Of each byte whether it may begin what a string can't hold: controls, quotes, backslashes, the ends
/// of lines of Unicode.
static SPECIAL: [bool; 256] = {
    let mut special = [false; 256];
    let mut left: &mut [bool] = &mut special;
    let mut byte = 0_u8;
    while let Some((is_special, others)) = left.split_first_mut() {
        *is_special = matches!(byte, ..b' ' | b'"' | b'\\' | 0x7F | 0xC2 | 0xE2);
        left = others;
        byte = byte.wrapping_add(1);
    }
    special
};

/// Returns a number of a text by which its file is named: the same on every machine.
pub(super) fn digest(text: &[u8]) -> u32 {
    let (words, rest) = text.as_chunks::<8>();
    let mut last = [0; 8];
    last.iter_mut().zip(rest).for_each(|(to, byte)| *to = *byte);
    let words = words.iter().chain([&last]).map(|word| u64::from_le_bytes(*word));
    let sum = words.fold(text.len() as u64, |sum, word| spread(sum ^ word));
    u32::try_from(spread(sum) >> 32).unwrap_or(0)
}

/// Spreads the bits of a number over all of them.
#[inline]
pub(super) fn spread(key: u64) -> u64 {
    let key = (key ^ (key >> 32)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    key ^ (key >> 29)
}
