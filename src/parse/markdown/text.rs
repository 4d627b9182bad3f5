//! Text, inline code, breaks, bare addresses, and what a block's text is good for.

use super::{Block, Walker};
use crate::parse::html::SCHEMES;
use crate::parse::prose::{Announces, sentence};
use crate::parse::{Citation, Prose, Role};
use linkify::{LinkFinder, LinkKind};
use pulldown_cmark_escape::{escape_html, escape_html_body_text};
use std::sync::Arc;

impl Walker<'_> {
    pub(super) fn on_text(&mut self, text: &str) {
        if let Some(code) = &mut self.open.code {
            match memchr::memchr(0, text.as_bytes()) {
                None => code.text.push_str(text),
                Some(_) => code.text.push_str(&text.replace('\0', "\u{fffd}")),
            }
            return;
        }
        if let Some(image) = &mut self.open.image {
            image.alt.push_str(text);
            return;
        }
        if !self.in_link() && may_hold_address(text) {
            self.push_with_addresses(text);
        } else {
            self.push_text(text);
        }
    }

    /// Returns whether text now would be the text of a link.
    pub(super) fn in_link(&self) -> bool {
        !self.open.links.is_empty() || self.open.raw_link.is_some()
    }

    pub(super) fn push_text(&mut self, text: &str) {
        self.block.text.push_str(text);
        if memchr::memchr(b'[', text.as_bytes()).is_some() && !self.in_link() {
            self.push_with_controls(text);
        } else {
            self.push_escaped(text);
        }
    }

    /// Appends text to the HTML. NUL is no character of HTML; `CommonMark` shows it as U+FFFD.
    pub(super) fn push_escaped(&mut self, text: &str) {
        let written = match memchr::memchr(0, text.as_bytes()) {
            None => escape_html_body_text(&mut self.html, text),
            Some(_) => escape_html_body_text(&mut self.html, &text.replace('\0', "\u{fffd}")),
        };
        debug_assert!(written.is_ok(), "writing to memory does not fail");
    }

    /// Appends text in which bare web and mail addresses become links, as GitHub does.
    fn push_with_addresses(&mut self, text: &str) {
        let mut finder = LinkFinder::new();
        finder
            .kinds(&[LinkKind::Url, LinkKind::Email])
            .url_must_have_scheme(!text.contains("www."));
        let mut from = 0;
        for link in finder.links(text) {
            let address = link.as_str();
            let prefix = if matches!(link.kind(), LinkKind::Email) {
                "mailto:"
            } else if address.starts_with("www.") {
                "http://"
            } else if has_known_scheme(address) {
                ""
            } else {
                continue;
            };
            self.push_text(text.get(from..link.start()).unwrap_or(""));
            self.push_external(&format!("{prefix}{address}"), "");
            self.push_text(address);
            self.html.push_str("</a>");
            from = link.end();
        }
        self.push_text(text.get(from..).unwrap_or(""));
    }

    pub(super) fn on_code(&mut self, code: &str) {
        if let Some(image) = &mut self.open.image {
            image.alt.push_str(code);
            return;
        }
        self.block.text.push_str(code);
        self.html.push_str("<code>");
        self.push_escaped(code);
        self.html.push_str("</code>");
    }

    pub(super) fn on_break(&mut self, html: &str) {
        if let Some(image) = &mut self.open.image {
            image.alt.push(' ');
            return;
        }
        self.block.text.push(' ');
        self.html.push_str(html);
    }

    /// Appends the value of an attribute.
    pub(super) fn push_attribute(&mut self, value: &str) {
        let written = match memchr::memchr(0, value.as_bytes()) {
            None => escape_html(&mut self.html, value),
            Some(_) => escape_html(&mut self.html, &value.replace('\0', "\u{fffd}")),
        };
        debug_assert!(written.is_ok(), "writing to memory does not fail");
    }

    /// Ends the block whose text was gathered: counts its words, and gives its links their role and
    /// the sentence they stand in.
    pub(super) fn flush(&mut self) {
        self.open.raw_link = None;
        if self.block.text.is_empty() && self.block.links.is_empty() {
            return;
        }
        let Block { mut text, mut links } = std::mem::take(&mut self.block);
        self.parsed.words += u32::try_from(words(&text)).unwrap_or(u32::MAX);
        if self.is_plan {
            Prose::add(&mut self.parsed.prose, self.under.index, &text);
        }
        self.define(&text);
        let in_list = self.open.items > 0;
        for (index, mark) in links.drain(..) {
            let is_whole = text.trim().len() <= mark.len();
            let role = match self.announces() {
                Announces::AzList if in_list => Role::AzList,
                Announces::Related => Role::Related,
                _ if is_whole && in_list => Role::ListItem,
                Announces::Text | Announces::AzList | Announces::Summary => Role::Citation,
            };
            let Some(link) = self.parsed.links.get_mut(index) else { continue };
            link.role = role;
            link.under = self.under.index;
            if matches!(role, Role::Citation | Role::ListItem) {
                let range = sentence(&text, &mark);
                let mark = mark.start - range.start..mark.end - range.start;
                link.citation =
                    text.get(range).map(|sentence| Arc::new(Citation::new(sentence, mark)));
            }
        }
        // Room for the next block.
        text.clear();
        self.block = Block { text, links };
    }
}

/// Returns whether it is worth looking for addresses: one pass over the bytes, since this is asked of
/// every run of text.
fn may_hold_address(text: &str) -> bool {
    let bytes = text.as_bytes();
    memchr::memchr3_iter(b'@', b':', b'.', bytes).any(|at| match bytes.get(at) {
        Some(b'@') => true,
        Some(b':') => bytes.get(at + 1..at + 3) == Some(b"//"),
        _ => at >= 3 && bytes.get(at - 3..at) == Some(b"www"),
    })
}

/// Returns how many words a text has: how often white space is followed by something else.
fn words(text: &str) -> usize {
    const LANES: usize = 128;
    let bytes = text.as_bytes();
    let starts = bytes.first().is_some_and(|byte| *byte > b' ');
    let later = bytes.get(1..).unwrap_or_default();
    // Sums of bytes, at most LANES each, are what compilers turn into vector instructions.
    let pairs = bytes.chunks(LANES).zip(later.chunks(LANES));
    let counted = pairs.map(|(before, after)| {
        let begins =
            before.iter().zip(after).map(|(a, b)| u8::from(*a <= b' ') & u8::from(*b > b' '));
        usize::from(begins.fold(0_u8, u8::wrapping_add))
    });
    usize::from(starts) + counted.sum::<usize>()
}

fn has_known_scheme(address: &str) -> bool {
    address
        .split_once(':')
        .is_some_and(|(scheme, _)| SCHEMES.contains(&scheme.to_ascii_lowercase().as_str()))
}
