//! [`OutPath`]: which file of the output something is.
//!
//! Relative, `/` between segments, never empty, no `.` or `..`, no control characters: joining one
//! to the output folder can't leave it.

use crate::place::address::is_simple;
use std::fmt;
use std::sync::Arc;

/// The path of one output file, relative to the output folder.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OutPath(Arc<str>);

impl OutPath {
    /// Returns the path, or `None` when `text` is absolute, climbs, or can't be a file name on
    /// some system (backslashes, control characters, empty segments).
    pub fn new(text: &str) -> Option<Self> {
        let fits = |segment: &str| !segment.is_empty() && segment != "." && segment != "..";
        let is_clean = || !text.contains(|c: char| c == '\\' || c.is_control());
        let is_path = is_simple(text) || is_clean() && text.split('/').all(fits);
        is_path.then(|| Self(text.into()))
    }

    /// Returns the path in lower case: two paths that are equal so are one file on some systems.
    pub(crate) fn folded(&self) -> Arc<str> {
        let is_folded = self.0.bytes().all(|byte| byte.is_ascii() && !byte.is_ascii_uppercase());
        if is_folded { Arc::clone(&self.0) } else { self.0.to_lowercase().into() }
    }

    /// Returns the path as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns whether this is an HTML page, by its extension.
    pub fn is_page(&self) -> bool {
        self.0.ends_with(".html")
    }
}

impl fmt::Display for OutPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for OutPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&*self.0, f)
    }
}
