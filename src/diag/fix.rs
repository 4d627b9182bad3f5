//! [`Fix`]: a change of a file's text that removes a fault.

use crate::text::span::Span;

/// A change that removes the fault it comes with, and changes nothing else of what the text says.
///
/// All edits are of the file that the diagnostic is about. They do not overlap, and ascend.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
#[non_exhaustive]
pub struct Fix {
    /// What it does, in the imperative: `write the link as one`.
    pub title: String,
    /// The edits, in the order of their places.
    pub edits: Vec<Edit>,
}

/// A stretch of text, and what takes its place.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
#[non_exhaustive]
pub struct Edit {
    /// What is replaced; empty where text is only added.
    pub span: Span,
    /// What takes its place.
    pub text: String,
}

impl Fix {
    /// Returns a fix of one edit.
    pub fn replace(title: impl Into<String>, span: Span, text: impl Into<String>) -> Self {
        Self { title: title.into(), edits: vec![Edit::new(span, text)] }
    }

    /// Returns a fix of several edits, whose places ascend and do not overlap.
    pub fn of(title: impl Into<String>, edits: Vec<Edit>) -> Self {
        debug_assert!(edits.is_sorted_by(|one, next| one.span.end <= next.span.start));
        Self { title: title.into(), edits }
    }
}

impl Edit {
    /// Returns an edit that puts `text` in the place of what stands at `span`.
    pub fn new(span: Span, text: impl Into<String>) -> Self {
        Self { span, text: text.into() }
    }
}
