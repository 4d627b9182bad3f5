//! Writing the site: from the files it consists of to a folder that holds exactly those.
//!
//! In: [`Outputs`], every file of the site with its bytes, and a [`Destination`]. Out: the folder
//! and a [`Report`]. Must not know what the files mean.
//!
//! Invariants: a folder holds the old site or the new one, whole, wherever it can be swapped;
//! only paths that the manifest lists are ever deleted; a build that changes nothing writes
//! nothing. All of it is meant for a build that is killed at any moment. Power loss is out of
//! scope: what a killed process wrote stays in the page cache, so nothing is flushed with `fsync`.

mod apply;
mod discard;
mod disk;
mod found;
mod in_place;
mod live;
mod lock;
mod manifest;
mod plan;
mod stamp;
mod swap;
mod target;
#[cfg(test)]
mod tests;

pub use stamp::claim;

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use crate::emit::disk::RealDisk;
use crate::error::Result;
use crate::place::OutPath;

/// Every file of the site and its bytes.
pub type Outputs = BTreeMap<OutPath, Arc<[u8]>>;

/// Where the site goes, and where it came from.
#[derive(Debug, Clone, Copy)]
pub struct Destination<'a> {
    /// The output folder: absolute or relative, and it need not exist.
    pub dir: &'a Path,
    /// The folder the content was read from, which the output folder must not contain.
    pub source_root: &'a Path,
}

/// What to do while another build writes to the same folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wait {
    /// Wait for it to end.
    Block,
    /// Return an error for which [`Error::is_busy`](crate::error::Error::is_busy) holds.
    Refuse,
}

/// How the folder was brought up to date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// It was up to date, and nothing was written.
    Nothing,
    /// A whole new folder took the place of the old one in one step.
    Swapped,
    /// File by file: the folder is a mount point, or holds what a new one could not take over.
    InPlace,
}

/// What [`emit`] did, in numbers of files; the manifest is not counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Report {
    /// Files that are new or have other bytes than before.
    pub written: usize,
    /// Files that had these very bytes, and kept their time of modification.
    pub unchanged: usize,
    /// Files of an earlier build that the site no longer has.
    pub deleted: usize,
    /// How it was done.
    pub method: Method,
}

/// Makes the output folder hold exactly `outputs`, a manifest, and the files of others that were
/// there.
///
/// Files of others stay; one at a path that the site needs is a reason to refuse.
///
/// # Errors
///
/// Refuses, before it writes anything, a folder that is or contains the source, that is a
/// symbolic link, or that has files in it and no manifest of ours. Is busy when another build
/// writes to the folder (or to one beside it: see `lock.rs`) and `wait` says not to wait.
/// Otherwise the failure of the operating system; the next call mends what that left behind.
pub fn emit(outputs: &Outputs, to: &Destination<'_>, wait: Wait) -> Result<Report> {
    apply::emit_on(&RealDisk, outputs, to, wait)
}
