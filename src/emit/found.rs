//! What is on disk, told apart by whether it is known: listed in the manifest, or wanted now.
//!
//! In: the output folder and the paths that are known. Out: a [`Found`]. Folders that no known
//! path leads through are named and not entered, however much is in them. Links are not followed.

use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::path::Path;
use std::path::PathBuf;
use std::sync::Arc;

use rayon::iter::IntoParallelRefIterator;
use rayon::iter::ParallelIterator;

use crate::emit::Outputs;
use crate::emit::disk;
use crate::emit::disk::Kind;
use crate::emit::manifest::MANIFEST;
use crate::emit::manifest::Manifest;
use crate::emit::manifest::TEMPORARY;
use crate::emit::plan::folders_of;
use crate::error::Result;
use crate::place::OutPath;

/// How many files of others a new folder takes over; with more (a `.git`, say) linking them all
/// for every build costs more than it saves, and the folder is written in place.
const CARRIED_MAX: usize = 1_000;

/// The output folder, as it is.
#[derive(Debug, Default)]
pub(super) struct Found {
    /// At known paths: everything that is not a folder.
    pub(super) files: BTreeMap<String, Kind>,
    /// Folders that known paths lead through.
    pub(super) folders: BTreeSet<String>,
    /// All else, relative to the output folder; what is below a folder in here is not listed.
    pub(super) foreign: BTreeMap<PathBuf, Kind>,
    /// Temporary files of a build that was killed, relative to the output folder.
    pub(super) leftovers: Vec<PathBuf>,
}

/// Lists the output folder.
pub(super) fn scan(root: &Path, owned: &Manifest, outputs: &Outputs) -> Result<Found> {
    let files: BTreeSet<&str> =
        owned.files.iter().chain(outputs.keys()).map(OutPath::as_str).collect();
    let folders = folders_of(files.iter().copied());
    let mut found = Found::default();
    let mut open = vec![String::new()];
    while let Some(folder) = open.pop() {
        for (name, kind) in disk::list(&root.join(&folder))? {
            let Some(name) = name.to_str() else {
                found.foreign.insert(Path::new(&folder).join(name), kind);
                continue;
            };
            let path = if folder.is_empty() { name.to_owned() } else { format!("{folder}/{name}") };
            if kind == Kind::Folder && folders.contains(path.as_str()) {
                found.folders.insert(path.clone());
                open.push(path);
            } else if kind != Kind::Folder && files.contains(path.as_str()) {
                found.files.insert(path, kind);
            } else if kind == Kind::File && name.starts_with(TEMPORARY) {
                found.leftovers.push(path.into());
            } else if path != MANIFEST {
                found.foreign.insert(path.into(), kind);
            }
        }
    }
    Ok(found)
}

/// Returns the outputs that are on disk with these very bytes.
pub(super) fn unchanged<'a>(
    root: &Path,
    outputs: &'a Outputs,
    found: &Found,
) -> Result<BTreeSet<&'a OutPath>> {
    let same = |buffer: &mut Vec<u8>, (path, bytes): (&'a OutPath, &Arc<[u8]>)| {
        if found.files.get(path.as_str()) != Some(&Kind::File) {
            return Ok(None);
        }
        let is_same = disk::has_bytes(&root.join(path.as_str()), bytes, buffer)?;
        Ok(is_same.then_some(path))
    };
    let paths: Vec<Option<&OutPath>> =
        outputs.par_iter().map_init(Vec::new, same).collect::<Result<_>>()?;
    Ok(paths.into_iter().flatten().collect())
}

/// Returns all that is foreign, parents first, or `None` when a new folder can't take it over.
pub(super) fn carried(root: &Path, found: &Found) -> Result<Option<BTreeMap<PathBuf, Kind>>> {
    let mut carried = found.foreign.clone();
    let is_folder = |(path, kind): (&PathBuf, &Kind)| (*kind == Kind::Folder).then(|| path.clone());
    let mut open: Vec<PathBuf> = carried.iter().filter_map(is_folder).collect();
    while let Some(folder) = open.pop() {
        for (name, kind) in disk::list(&root.join(&folder))? {
            let path = folder.join(name);
            if kind == Kind::Folder {
                open.push(path.clone());
            }
            carried.insert(path, kind);
        }
        if carried.len() > CARRIED_MAX {
            return Ok(None);
        }
    }
    let fits = carried.len() <= CARRIED_MAX && !carried.values().any(|kind| *kind == Kind::Special);
    Ok(fits.then_some(carried))
}
