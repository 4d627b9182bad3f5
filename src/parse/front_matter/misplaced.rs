//! What an author took for front matter, and is none: a block that does not begin on the first line, or
//! is fenced in another way.
//!
//! It matters where it says who may see the page, or that the page is a client's plan: whoever reads
//! it as text would publish what was meant to be closed.

use crate::diag::{Code, Location, Reporter};
use crate::text::span::Span;

/// What lines begin with between which front matter stands here and elsewhere.
const FENCES: &[&str] = &["---", "+++", "...", "<!--", "-->", ";;;", "{\"", "{ \""];
/// What code is written in that may be front matter.
const LANGUAGES: &[&str] = &["", "yaml", "yml", "toml", "json"];
/// The keys that say who may see a page.
const SAYS_WHO: &[&str] = &["audience", "classification"];
/// The key that marks a client's plan.
const MARK: &str = "srp";
/// How many lines are looked at: front matter stands at the top.
const LINES_MAX: usize = 200;

/// Returns the line that says who may see a page, or that it is a plan, in what its author may have
/// taken for front matter. The page has none.
pub(crate) fn misplaced(text: &str) -> Option<Span> {
    let mut is_open = false;
    for line in lines(text).take(LINES_MAX) {
        let trimmed = trimmed(line);
        let is_fence = is_fence(trimmed);
        if (is_open || is_fence) && says(trimmed) {
            let start = line.as_ptr().addr() - text.as_ptr().addr();
            return Some(Span::new(start, start + line.trim_end().len()));
        }
        // A heading, or a comment of one line, may stand before it; text ends the search.
        let is_comment =
            trimmed.starts_with("<!--") && trimmed.contains("-->") || trimmed.starts_with("%YAML");
        match (is_open, is_fence && !is_comment) {
            (false, true) => is_open = true,
            (true, false) => {}
            (false, false) if trimmed.is_empty() || is_comment || trimmed.starts_with('#') => {}
            (true, true) | (false, false) => return None,
        }
    }
    None
}

/// Reports such a line.
pub(crate) fn report_misplaced(at: Location, out: &mut Reporter) {
    let message = "this is not front matter, and is shown as text";
    out.report(Code::FrontMatterMisplaced, at, message)
        .help("begin the file with a line `---`, the keys below it, and end them with another");
}

fn is_fence(line: &str) -> bool {
    let code = line.strip_prefix("```").or_else(|| line.strip_prefix("~~~"));
    let is_code =
        code.is_some_and(|language| LANGUAGES.contains(&&*language.trim().to_lowercase()));
    line == "{" || is_code || FENCES.iter().any(|fence| line.starts_with(fence))
}

/// Splits a text into lines, wherever some program ends one.
fn lines(text: &str) -> impl Iterator<Item = &str> {
    let other = |c| matches!(c, '\r' | '\u{85}' | '\u{2028}' | '\u{2029}');
    // What these begin with, in UTF-8: most lines have none, and are not looked through.
    let is_whole = |line: &str| memchr::memchr3(b'\r', 0xc2, 0xe2, line.as_bytes()).is_none();
    text.split('\n')
        .flat_map(move |line| line.splitn(if is_whole(line) { 1 } else { usize::MAX }, other))
}

fn trimmed(line: &str) -> &str {
    line.trim_matches(|c: char| {
        c.is_whitespace() || matches!(c, '\u{feff}' | '\u{200b}'..='\u{200d}' | '\u{2060}')
    })
}

/// Returns whether a line gives one of the keys a value, in whatever spelling.
fn says(line: &str) -> bool {
    let is_before = |c: char| !c.is_alphanumeric();
    let split = line.trim_start_matches(is_before).split_once([':', '=']);
    // A key of YAML may stand on a line of its own, behind a question mark.
    let split = split.or_else(|| Some((line.strip_prefix('?')?, "")));
    let Some((key, rest)) = split else { return false };
    let name: String = key.chars().filter(|c| c.is_alphanumeric()).collect();
    let name = name.to_lowercase();
    name == MARK
        || SAYS_WHO.iter().any(|known| name.contains(known))
        || rest.starts_with('{') && says(rest)
}
