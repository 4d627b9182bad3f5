//! Numbers as text: one to a few printable characters each, none of which a script has to escape.

use std::fmt::Write;

/// Digits: the first half end a number, the second half go on.
const DIGITS: &[u8; 90] =
    b"!#%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[]^_abcdefghijklmnopqrstuvwxyz{|}~";
/// How many values one character has.
const BASE: u32 = 45;

/// Appends a number.
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
    for c in text.chars() {
        match c {
            '"' => to.push_str("\\\""),
            '\\' => to.push_str("\\\\"),
            c if c.is_control() || matches!(c, '\u{2028}' | '\u{2029}') => {
                // Never fails: it writes to memory.
                let _ = write!(to, "\\u{:04x}", u32::from(c));
            }
            c => to.push(c),
        }
    }
    to.push('"');
}
