//! The order of things: check, lock, mend, look, plan, write.
//!
//! In: outputs and a destination. Out: a [`Report`]. Everything that can be refused is refused
//! before the first write, but for mending what a killed build left.

use std::path::Path;

use crate::emit::Destination;
use crate::emit::Method;
use crate::emit::Outputs;
use crate::emit::Report;
use crate::emit::Wait;
use crate::emit::discard::recover;
use crate::emit::disk::Disk;
use crate::emit::disk::create_folders;
use crate::emit::found::Found;
use crate::emit::found::scan;
use crate::emit::found::unchanged;
use crate::emit::in_place::write_in_place;
use crate::emit::lock::lock;
use crate::emit::manifest::MANIFEST;
use crate::emit::manifest::Manifest;
use crate::emit::manifest::TEMPORARY;
use crate::emit::plan::Blocked;
use crate::emit::plan::folders_of;
use crate::emit::plan::plan;
use crate::emit::swap::Staged;
use crate::emit::swap::Swap;
use crate::emit::swap::swap;
use crate::emit::target::Target;
use crate::error::Error;
use crate::error::Result;
use crate::place::OutPath;

/// [`emit`](crate::emit::emit), on a disk of the caller's choice.
pub(super) fn emit_on(
    disk: &impl Disk,
    outputs: &Outputs,
    to: &Destination<'_>,
    wait: Wait,
) -> Result<Report> {
    check_names(outputs, to.dir)?;
    let target = Target::resolve(to)?;
    let root = &*target.root;
    create_folders(disk, &target.parent)?;
    let _lock = lock(&target, wait)?;
    let live = recover(disk, &target)?;
    let found = if live.exists { scan(root, &live.owned, outputs)? } else { Found::default() };
    for leftover in &found.leftovers {
        let path = root.join(leftover);
        disk.remove_file(&path).map_err(|error| Error::io("removing", &path, error))?;
    }
    let unchanged = unchanged(root, outputs, &found)?;
    let plan = plan(outputs, &live.owned, &found, &unchanged).map_err(|b| refuse(root, &b))?;

    let wanted = Manifest::of(outputs);
    let manifest = wanted.to_bytes();
    let is_current = plan.is_empty() && live.manifest_bytes.as_ref() == Some(&manifest);
    let method = if is_current {
        Method::Nothing
    } else {
        let staged =
            Staged { plan: &plan, manifest: &manifest, found: &found, replaces: live.exists };
        match swap(disk, &target, &staged)? {
            Swap::Done => Method::Swapped,
            Swap::Impossible => {
                write_in_place(disk, root, &live, &plan, &wanted)?;
                Method::InPlace
            }
        }
    };
    let (written, unchanged) = (plan.write.len(), plan.keep.len());
    Ok(Report { written, unchanged, deleted: plan.delete.len(), method })
}

/// Refuses outputs that can't all be files of one folder, or that have a name of ours.
fn check_names(outputs: &Outputs, dir: &Path) -> Result<()> {
    let folders = folders_of(outputs.keys().map(OutPath::as_str));
    for path in outputs.keys() {
        let full = || dir.join(path.as_str());
        if folders.contains(path.as_str()) {
            let reason = "would have to be a file and a folder";
            return Err(Error::refused(&full(), reason, "rename one of the two in the source"));
        }
        let is_ours = |segment: &str| segment.starts_with(TEMPORARY);
        if path.as_str() == MANIFEST || path.as_str().split('/').any(is_ours) {
            let reason = "has a name that rulebook uses while it builds";
            return Err(Error::refused(&full(), reason, "rename it in the source"));
        }
    }
    Ok(())
}

fn refuse(root: &Path, blocked: &Blocked) -> Error {
    let reason = "is in the way of the site, and rulebook did not write it";
    Error::refused(&root.join(&blocked.0), reason, "move it away, and build again")
}
