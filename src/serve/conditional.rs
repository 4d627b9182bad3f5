//! Requests that ask for less than the whole: what has changed, or a part (RFC 9110, 13 and 14).

use hyper::header::{HeaderMap, IF_NONE_MATCH, IF_RANGE, RANGE};
use hyper::{Method, Request};
use sha2::{Digest, Sha256};
use std::fmt::Write;
use std::ops::Range;

/// What of a file is to be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Portion {
    /// All of it.
    Whole,
    /// Nothing: the client has it.
    Unchanged,
    /// These bytes, which the file has.
    Part(Range<usize>),
    /// Bytes that the file does not have.
    Beyond,
}

/// Returns the strong entity tag of some bytes, in its quotes.
pub(super) fn tag(bytes: &[u8]) -> String {
    let mut tag = String::with_capacity(66);
    tag.push('"');
    for byte in Sha256::digest(bytes) {
        write!(tag, "{byte:02x}").expect("a string takes all that is written to it");
    }
    tag.push('"');
    tag
}

/// Returns whether the client says that it has these bytes.
pub(super) fn is_known(headers: &HeaderMap, tag: &str) -> bool {
    let lists = headers.get_all(IF_NONE_MATCH).iter().filter_map(|list| list.to_str().ok());
    // Our tags hold no commas.
    let mut tags = lists.flat_map(|list| list.split(',')).map(str::trim);
    tags.any(|known| known == "*" || known.strip_prefix("W/").unwrap_or(known) == tag)
}

/// Returns which part of a file of `len` bytes is asked for.
///
/// Several ranges, or what is none, are answered with the whole.
pub(super) fn portion<B>(request: &Request<B>, tag: &str, len: usize) -> Portion {
    let headers = request.headers();
    if is_known(headers, tag) {
        return Portion::Unchanged;
    }
    // Ranges are for GET alone (RFC 9110, 14.2).
    if *request.method() != Method::GET {
        return Portion::Whole;
    }
    let mut ranges = headers.get_all(RANGE).iter();
    let (Some(range), None) = (ranges.next(), ranges.next()) else { return Portion::Whole };
    // A part of other bytes is of no use. A date is never right, since none is ever sent.
    if headers.get_all(IF_RANGE).iter().any(|known| known.as_bytes() != tag.as_bytes()) {
        return Portion::Whole;
    }
    range.to_str().ok().and_then(|range| parse(range, len)).unwrap_or(Portion::Whole)
}

/// Reads `bytes=FIRST-LAST`, `bytes=FIRST-` or `bytes=-LENGTH`.
fn parse(range: &str, len: usize) -> Option<Portion> {
    let (unit, range) = range.split_once('=')?;
    let (first, last) = range.trim().split_once('-')?;
    if !unit.trim().eq_ignore_ascii_case("bytes") {
        return None;
    }
    let part = match (first, last) {
        ("", length) => len.saturating_sub(number(length)?)..len,
        (first, "") => number(first)?..len,
        (first, last) => {
            let (first, last) = (number(first)?, number(last)?);
            if last < first {
                return None;
            }
            first..last.saturating_add(1).min(len)
        }
    };
    Some(if part.is_empty() { Portion::Beyond } else { Portion::Part(part) })
}

/// Reads a number; one that is too large is the largest.
fn number(text: &str) -> Option<usize> {
    let is_number = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| text.parse().unwrap_or(usize::MAX))
}
