//! [`Link`]: where a page leads, as written.

use crate::place::decode_fragment;
use crate::text::span::Span;
use std::sync::Arc;

/// A link or image to somewhere inside the tree.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Link {
    /// Where it leads.
    pub target: Target,
    /// Where the target is written.
    pub span: Span,
    /// Where its address is written when that is a reference definition; then `span` is the whole link.
    pub definition: Option<Span>,
    /// What the link is for.
    pub role: Role,
    /// The title attribute, empty when there is none.
    pub title: Box<str>,
    /// For links the text, for images the alternative text.
    pub text: Box<str>,
    /// The heading it stands under, as an index.
    pub under: Option<u32>,
    /// The sentence it stands in; none for images and for links that cite nothing.
    pub citation: Option<Arc<Citation>>,
    /// Attributes of an image written in raw HTML that stay: width, height.
    pub attributes: Box<str>,
}

/// Where a link leads, as written, split but not decoded.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Target {
    /// The path without query and fragment; empty means this page.
    pub path: Box<str>,
    /// The fragment without `#`, decoded.
    pub fragment: Option<Box<str>>,
    /// Whether the link was written as an absolute address of this very site.
    pub is_self_url: bool,
}

impl Target {
    /// Returns where an address leads as it is written in a page; none when that is out of the tree.
    pub(crate) fn inside(address: &str) -> Option<Self> {
        let is_outside = address.starts_with("//") || scheme(address).is_some();
        (!is_outside).then(|| Self::of(address, false))
    }

    /// Splits an address inside the tree.
    pub(super) fn of(address: &str, is_self_url: bool) -> Self {
        let (rest, fragment) = match address.split_once('#') {
            Some((rest, fragment)) => (rest, Some(decode_fragment(fragment).into())),
            None => (address, None),
        };
        let path = rest.split('?').next().unwrap_or(rest);
        Self { path: path.into(), fragment, is_self_url }
    }
}

/// What a link is for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Role {
    /// A sentence of the text refers to the target.
    Citation,
    /// It is the whole of a list item.
    ListItem,
    /// It stands in a hand-made A-Z list.
    AzList,
    /// It stands under a "Related…" or "See also" heading.
    Related,
    /// It is "back" or "to the top", left out of the body.
    Navigation,
    /// It is an image.
    Image,
}

/// A sentence with one link in it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Citation {
    sentence: Box<str>,
    mark: (u32, u32),
}

impl Citation {
    /// Returns the sentence; `mark` are the bytes of the link's text in it.
    pub(super) fn new(sentence: &str, mark: std::ops::Range<usize>) -> Self {
        let narrow = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        Self { sentence: sentence.into(), mark: (narrow(mark.start), narrow(mark.end)) }
    }

    /// Returns the words before the link, its own, and those after.
    pub(crate) fn parts(&self) -> (&str, &str, &str) {
        let (start, end) = (self.mark.0 as usize, self.mark.1 as usize);
        let part = |range| self.sentence.get(range).unwrap_or("");
        (part(0..start), part(start..end), part(end..self.sentence.len()))
    }
}

/// Returns the scheme of an address, lower case.
pub(super) fn scheme(address: &str) -> Option<String> {
    let (head, _) = address.split_once(':')?;
    let is_scheme = head.starts_with(|c: char| c.is_ascii_alphabetic())
        && head.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'));
    is_scheme.then(|| head.to_ascii_lowercase())
}
