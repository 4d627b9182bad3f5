//! The words of a page and where they stand, for those who change words and nothing else.
//!
//! In: the body of a page. Out: [`Run`]s of text without a break that means anything, code, raw HTML
//! and the addresses of links, all as stretches of the source.

use crate::parse::markdown::FLAGS;
use pulldown_cmark::{Event, Parser, Tag, TagEnd};
use std::ops::Range;

/// One stretch of a page.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Run {
    /// Words: pieces of text as a reader sees them, each with where it stands. A break of the line is
    /// a space.
    Words(Vec<(String, Range<usize>)>),
    /// Code, in a line or as a block.
    Code(Range<usize>),
    /// Raw HTML: tags, comments, and what stands between the tags of a block.
    Html(Range<usize>),
    /// A link or picture as a whole, and its address.
    Link(Range<usize>, String),
}

/// Returns the stretches of the body that begins at byte `start` of a text, in order; a link stands
/// before the words in it.
pub(crate) fn runs(text: &str, start: usize) -> Vec<Run> {
    let body = text.get(start..).unwrap_or("");
    let mut runs = Vec::new();
    let mut words: Vec<(String, Range<usize>)> = Vec::new();
    let mut in_code = false;
    let parser = Parser::new_ext(body, FLAGS);
    let definitions: Vec<(Range<usize>, String)> = parser
        .reference_definitions()
        .iter()
        .map(|(_, found)| (found.span.clone(), found.dest.to_string()))
        .collect();
    let shifted = |range: Range<usize>| range.start + start..range.end + start;
    for (event, range) in parser.into_offset_iter() {
        let range = shifted(range);
        if let Event::Text(text) = event {
            if !in_code {
                words.push((text.into_string(), range));
            }
            continue;
        }
        if event == Event::SoftBreak {
            words.push((" ".to_owned(), range));
            continue;
        }
        if !words.is_empty() {
            runs.push(Run::Words(std::mem::take(&mut words)));
        }
        if let Event::Start(Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. }) = event {
            runs.push(Run::Link(range, dest_url.into_string()));
        } else if matches!(event, Event::Html(_) | Event::InlineHtml(_)) {
            runs.push(Run::Html(range));
        } else if matches!(event, Event::Code(_) | Event::Start(Tag::CodeBlock(_))) {
            in_code = matches!(event, Event::Start(_));
            runs.push(Run::Code(range));
        } else if event == Event::End(TagEnd::CodeBlock) {
            in_code = false;
        }
    }
    if !words.is_empty() {
        runs.push(Run::Words(words));
    }
    let definitions = definitions.into_iter();
    runs.extend(definitions.map(|(range, dest)| Run::Link(shifted(range), dest)));
    runs
}
