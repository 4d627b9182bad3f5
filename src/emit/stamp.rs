//! Which edition a folder holds: a file beside it, so that the portal itself says nothing of others.

#![expect(clippy::disallowed_methods, reason = "the stamp is read and written here")]

use crate::emit::Destination;
use crate::emit::disk::{RealDisk, create_folders};
use crate::emit::manifest::MANIFEST;
use crate::emit::target::{Target, real_path, stamp_of};
use crate::error::{Error, Result};
use std::fs;
use std::io;
use std::path::Path;

/// What a folder holds that no stamp stands beside.
const UNSTAMPED: &str = "internal";

/// Refuses a folder that holds another edition, and notes which one it is about to hold.
///
/// # Errors
/// When the folder holds another edition, can't be the output, or the note can't be written.
pub fn claim(to: &Destination<'_>, edition: &str) -> Result<()> {
    let target = Target::resolve(to)?;
    let stamp = match fs::read_to_string(&target.stamp) {
        Ok(text) => Some(text.trim().to_owned()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => None,
        Err(error) => return Err(Error::io("reading", &target.stamp, error)),
    };
    let held = match stamp {
        Some(stamp) => Some(stamp),
        None if target.root.join(MANIFEST).exists() => Some(UNSTAMPED.to_owned()),
        None => None,
    };
    if let Some(held) = held.as_ref().filter(|held| *held != edition) {
        let reason = format!("holds the edition `{held}`, and would hold `{edition}`");
        let help = "choose another folder with `--out`, or remove this one and its stamp beside it";
        return Err(Error::refused(&target.root, reason, help));
    }
    refuse_within(&target, edition)?;
    if held.is_none() && edition != UNSTAMPED {
        create_folders(&RealDisk, &target.parent)?;
        let written = fs::write(&target.stamp, format!("{edition}\n"));
        written.map_err(|error| Error::io("writing", &target.stamp, error))?;
    }
    Ok(())
}

/// Refuses a folder in another portal when either is an edition: what lies there is published with it,
/// and so would be the stamp.
fn refuse_within(target: &Target, edition: &str) -> Result<()> {
    let parent = real_path(&target.parent)?;
    let is_stamped = |portal: &Path| stamp_of(portal).is_some_and(|stamp| stamp.exists());
    let mut portals = parent.ancestors().filter(|folder| folder.join(MANIFEST).exists());
    match portals.find(|portal| edition != UNSTAMPED || is_stamped(portal)) {
        None => Ok(()),
        Some(portal) => {
            let reason = format!("lies in a portal, `{}`", portal.display());
            let help = "choose a folder outside of it with `--out`";
            Err(Error::refused(&target.root, reason, help))
        }
    }
}
