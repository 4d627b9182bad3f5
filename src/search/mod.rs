//! Searching without a server: what the pages say becomes an index that a browser loads piece by piece.
//!
//! In: for each page a [`Source`], its text as HTML. [`Entry::of`] looks at one page alone and is pure,
//! so that it can be done in parallel and remembered. [`files`] folds all entries into the files of the
//! index: plain scripts that each call `rulebookSearch` with a piece, so that they load from a folder on
//! disk and under a strict content security policy. `themes/default/assets/search.js` reads them, and
//! splits what is asked for into words as [`words`] does.
//!
//! The words of a page have positions: the title takes those from 0 on, other names those from
//! [`NAMES_AT`] on, headings and text those from [`TEXT_AT`] on, in the order of the page. So a position
//! tells the field, the section, and whether words stand side by side.

mod code;
mod entry;
mod excerpt;
mod fold;
mod html;
mod stem;
pub(crate) mod words;

pub(crate) use entry::Entry;
pub(crate) use fold::{Files, files};

use std::sync::Arc;

/// The first position of other names and ids.
pub(crate) const NAMES_AT: u16 = 32;
/// The first position of headings and text.
pub(crate) const TEXT_AT: u16 = 64;

/// What an entry leads to; results are grouped by it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Kind {
    /// A policy or another document.
    Policy,
    /// The page of a section.
    Section,
    /// A client's plan, an exception in it, or a page that it names as a record.
    Client,
    /// A requirement, or a control that a policy serves.
    Control,
    /// A term that is defined.
    Term,
}

impl Kind {
    /// Returns the letter that the script knows it by.
    fn letter(self) -> char {
        match self {
            Self::Policy => 'p',
            Self::Section => 's',
            Self::Client => 'c',
            Self::Control => 'r',
            Self::Term => 't',
        }
    }
}

/// What there is to say of one page, or of one thing on a page that has a name of its own.
#[derive(Debug)]
pub(crate) struct Source<'a> {
    /// The link from the site's root, as it is printed.
    pub href: String,
    /// What it is.
    pub kind: Kind,
    /// Its title.
    pub title: &'a str,
    /// Other names, then ids.
    pub names: Vec<&'a str>,
    /// The language, BCP 47.
    pub lang: &'a str,
    /// The section it lies in, or whatever else tells it from others of its name.
    pub section: Option<&'a str>,
    /// A state worth knowing, and its class: `ok`, `warn`, `bad`, `na`.
    pub status: Option<(&'a str, &'a str)>,
    /// What it is about.
    pub summary: Option<&'a str>,
    /// Its text.
    pub html: &'a str,
    /// The anchors of sections that are made rather than written, and say the same on many pages.
    pub left_out: &'static [&'static str],
}

/// Entries, in the order in which they are numbered.
pub(crate) type Entries = Vec<Arc<Entry>>;
