//! [`Requested`]: what the path of a request names.
//!
//! The path is taken apart first and decoded then, once, so that nothing encoded can be a slash or
//! climb. What comes out is looked up in the outputs, which hold all there is.

use crate::place::{OutPath, Route};
use percent_encoding::percent_decode_str;

/// What a request asks for, below the site's root.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Requested {
    /// `/`, and whatever ends in a slash: the page of a folder.
    Folder(OutPath),
    /// A file, or a folder without its slash.
    File(OutPath),
}

impl Requested {
    /// Returns what a path names, or `None` when it can't be the path of anything.
    pub(crate) fn parse(path: &str) -> Option<Self> {
        let path = path.strip_prefix('/')?;
        if path.is_empty() {
            return Some(Self::Folder(Route::home().out_path()));
        }
        let folder = path.strip_suffix('/');
        let segments: Option<Vec<String>> =
            folder.unwrap_or(path).split('/').map(segment).collect();
        let path = OutPath::new(&segments?.join("/"))?;
        if folder.is_some() { page_of(&path).map(Self::Folder) } else { Some(Self::File(path)) }
    }
}

/// Returns a segment as it was meant, or `None` when it is more, or less, than one.
fn segment(encoded: &str) -> Option<String> {
    let decoded = percent_decode_str(encoded).decode_utf8().ok()?;
    (!decoded.contains('/')).then(|| decoded.into_owned())
}

/// Returns the page of a folder.
pub(crate) fn page_of(folder: &OutPath) -> Option<OutPath> {
    OutPath::new(&format!("{folder}/index.html"))
}

/// Returns the address of a folder, from the host's root on. It begins with one slash and holds
/// nothing but what an address may hold.
pub(crate) fn address_of(folder: &OutPath) -> String {
    format!("/{}/", Route::home().href_to_file(folder).as_str())
}
