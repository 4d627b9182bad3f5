//! The site that is in the output folder: nothing, an empty folder, or one of ours.
//!
//! In: the output folder. Out: a [`Live`], or the refusal to touch what is not ours.

use std::path::Path;

use crate::emit::disk;
use crate::emit::disk::Kind;
use crate::emit::manifest::MANIFEST;
use crate::emit::manifest::Manifest;
use crate::emit::manifest::TEMPORARY;
use crate::emit::manifest::Unusable;
use crate::emit::target::check_kind;
use crate::error::Error;
use crate::error::Result;

/// What an earlier build left.
#[derive(Debug, Default)]
pub(super) struct Live {
    /// Whether the folder is there.
    pub(super) exists: bool,
    /// What is ours in it.
    pub(super) owned: Manifest,
    /// The manifest as it is written there, when there is one.
    pub(super) manifest_bytes: Option<Vec<u8>>,
}

impl Live {
    /// Reads the manifest of the output folder.
    pub(super) fn read(root: &Path) -> Result<Self> {
        if check_kind(root)?.is_none() {
            return Ok(Self::default());
        }
        match read_manifest(root)? {
            Found::Usable { owned, bytes } => {
                Ok(Self { exists: true, owned, manifest_bytes: Some(bytes) })
            }
            Found::Unusable(why) => Err(refuse_manifest(root, why)),
            Found::Missing if is_empty(root)? => Ok(Self { exists: true, ..Self::default() }),
            Found::Missing => {
                let help = "empty it, or choose another folder with `--out`";
                Err(Error::refused(root, "is not empty, and rulebook did not write it", help))
            }
        }
    }
}

/// The manifest of a folder.
#[derive(Debug)]
pub(super) enum Found {
    /// There is none.
    Missing,
    /// There is one that licenses nothing.
    Unusable(Unusable),
    /// What is ours, and the file's bytes.
    Usable { owned: Manifest, bytes: Vec<u8> },
}

/// Reads the manifest in `folder`, which exists.
pub(super) fn read_manifest(folder: &Path) -> Result<Found> {
    let path = folder.join(MANIFEST);
    match disk::kind(&path)? {
        None => Ok(Found::Missing),
        Some(Kind::File) => {
            let bytes = disk::read(&path)?;
            Ok(match Manifest::parse(&bytes) {
                Ok(owned) => Found::Usable { owned, bytes },
                Err(why) => Found::Unusable(why),
            })
        }
        Some(Kind::Folder | Kind::Symlink | Kind::Special) => {
            Ok(Found::Unusable(Unusable::Damaged))
        }
    }
}

/// A build that was killed before its first manifest may have left a temporary file.
fn is_empty(root: &Path) -> Result<bool> {
    let is_ours = |name: &str, kind| kind == Kind::File && name.starts_with(TEMPORARY);
    Ok(disk::list(root)?
        .iter()
        .all(|(name, kind)| name.to_str().is_some_and(|n| is_ours(n, *kind))))
}

fn refuse_manifest(root: &Path, why: Unusable) -> Error {
    let delete = "if all of the folder is output, delete it and build again";
    match why {
        Unusable::Damaged => {
            Error::refused(root, format!("has a `{MANIFEST}` that is damaged"), delete)
        }
        Unusable::Escapes(path) => Error::refused(
            root,
            format!("has a `{MANIFEST}` that lists `{path}`, which no output can be called"),
            delete,
        ),
        Unusable::Newer(schema) => Error::refused(
            root,
            format!(
                "was written by a later version of rulebook (its manifest has schema {schema})"
            ),
            "use that version, or choose another folder with `--out`",
        ),
    }
}
