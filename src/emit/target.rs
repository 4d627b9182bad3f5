//! The output folder as a place: is it one that may be written to, and what stands beside it.
//!
//! In: a [`Destination`]. Out: a [`Target`], or a refusal. Reads only; what is in the folder is
//! the matter of `live.rs`.

use std::ffi::OsStr;
use std::path::Component;
use std::path::Path;
use std::path::PathBuf;

use crate::emit::Destination;
use crate::emit::disk;
use crate::emit::disk::Kind;
use crate::error::Error;
use crate::error::Result;

const EDITION: &str = ".rulebook-edition";
const CHOOSE: &str = "choose another folder with `--out`";

/// The output folder and the names beside it that are ours while a build runs.
#[derive(Debug)]
pub(super) struct Target {
    /// The output folder, as the user named it where that has a last segment.
    pub(super) root: PathBuf,
    /// The folder it is in.
    pub(super) parent: PathBuf,
    /// Where the next site is put together, and the old one lies after an exchange.
    pub(super) stage: PathBuf,
    /// Where the old site lies between two renames.
    pub(super) aside: PathBuf,
    /// The file that says which edition the folder holds.
    pub(super) stamp: PathBuf,
    /// What is locked where a folder can't be.
    pub(super) lock: PathBuf,
}

impl Target {
    /// Returns the target, or the reason why the folder must not be written to.
    pub(super) fn resolve(to: &Destination<'_>) -> Result<Self> {
        // Without a trailing slash, which would lead through a symbolic link.
        let named: PathBuf = to.dir.components().collect();
        check_kind(&named)?;
        let real = real_path(&named)?;
        let source = disk::real_path(to.source_root)?;
        if source.as_ref() == Some(&real) {
            let reason = "is the folder that the policies are read from";
            return Err(Error::refused(&named, reason, CHOOSE));
        }
        if source.is_some_and(|source| source.starts_with(&real)) {
            let source = to.source_root.display();
            let reason = format!("contains `{source}`, which the policies are read from");
            return Err(Error::refused(&named, reason, CHOOSE));
        }
        let root = if named.file_name().is_some() { named } else { real };
        match (root.parent(), root.file_name()) {
            (Some(parent), Some(name)) => Ok(Self::beside(parent, name, &root)),
            _ => Err(Error::refused(&root, "is the root of a file system", CHOOSE)),
        }
    }

    fn beside(parent: &Path, name: &OsStr, root: &Path) -> Self {
        let sibling = |role: &str| sibling(parent, name, role);
        Self {
            stage: sibling(".rulebook-stage"),
            aside: sibling(".rulebook-old"),
            lock: sibling(".rulebook-lock"),
            stamp: sibling(EDITION),
            parent: if parent.as_os_str().is_empty() { ".".into() } else { parent.to_owned() },
            root: root.to_owned(),
        }
    }
}

fn sibling(parent: &Path, name: &OsStr, role: &str) -> PathBuf {
    let mut sibling = OsStr::new(".").to_owned();
    sibling.push(name);
    sibling.push(role);
    parent.join(sibling)
}

/// Returns the file that says which edition a folder holds; none for the root of a file system.
pub(super) fn stamp_of(root: &Path) -> Option<PathBuf> {
    Some(sibling(root.parent()?, root.file_name()?, EDITION))
}

/// Refuses what is there and is not a folder.
pub(super) fn check_kind(root: &Path) -> Result<Option<Kind>> {
    let found = disk::kind(root)?;
    match found {
        None | Some(Kind::Folder) => Ok(found),
        Some(Kind::Symlink) => {
            let help = "name the folder that it leads to, or remove the link";
            Err(Error::refused(root, "is a symbolic link", help))
        }
        Some(Kind::File | Kind::Special) => Err(Error::refused(root, "is not a folder", CHOOSE)),
    }
}

/// Returns the absolute path without links that `named` has or, when it is missing, will have.
pub(super) fn real_path(named: &Path) -> Result<PathBuf> {
    for ancestor in named.ancestors() {
        let existing = if ancestor.as_os_str().is_empty() { Path::new(".") } else { ancestor };
        let (Some(real), Ok(rest)) = (disk::real_path(existing)?, named.strip_prefix(ancestor))
        else {
            continue;
        };
        if rest.components().any(|segment| segment == Component::ParentDir) {
            break;
        }
        // Joining an empty path would add a slash.
        return Ok(if rest.as_os_str().is_empty() { real } else { real.join(rest) });
    }
    Err(Error::refused(named, "leads through a folder that does not exist", CHOOSE))
}
