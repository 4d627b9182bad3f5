//! The door through which files of authors are written: created and never replaced, or replaced whole.

use crate::error::{Error, Result};
use crate::source::load::read_text;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// How many names are tried for the file that is put in the place of another.
const NAMES_MAX: usize = 100;

/// Writes a new file, and makes its folders.
///
/// # Errors
/// When something has that name already, which then stays as it is; when the file can't be written.
pub fn create(path: &Path, text: &str) -> Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(|error| Error::io("creating", folder, error))?;
    }
    let mut file = File::create_new(path).map_err(|error| {
        if error.kind() == io::ErrorKind::AlreadyExists {
            let help = "edit that file, or choose another name";
            return Error::refused(path, "is there already, and stays as it is", help);
        }
        Error::io("creating", path, error)
    })?;
    file.write_all(text.as_bytes()).map_err(|error| {
        drop(file);
        // Half a file would be refused as one that is there already.
        match fs::remove_file(path) {
            Ok(()) => Error::io("writing", path, error),
            Err(second) => Error::io("removing the unfinished", path, second),
        }
    })
}

/// Puts a new text in the place of a file's, in one step: whoever reads it finds the old text or the
/// new one. Permissions stay. A file that is not there is made, as long as `before` is `None`.
///
/// # Errors
/// When its text is not `before`, as someone changed it; when it is no plain file, such as a symbolic
/// link; when the new one can't be written beside it. The file then stays as it is.
pub fn replace(path: &Path, before: Option<&str>, after: &str) -> Result<()> {
    let reading = |error| Error::io("reading", path, error);
    let there = match fs::symlink_metadata(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound && before.is_none() => None,
        known => Some(known.map_err(reading)?),
    };
    if there.as_ref().is_some_and(|there| !there.is_file()) {
        let help = "name the file itself; links are not followed";
        return Err(Error::refused(path, "is no plain file, and stays as it is", help));
    }
    let is_same = || match before {
        Some(before) => Ok(read_text(path)?.as_deref() == Some(before)),
        None => Ok(true),
    };
    let (mut file, temporary) = beside(path)?;
    let written = (|| {
        file.write_all(after.as_bytes())?;
        if let Some(there) = &there {
            file.set_permissions(there.permissions())?;
        }
        file.sync_all()
    })();
    drop(file);
    let written = written.map_err(|error| Error::io("writing", path, error));
    let done = match written.and_then(|()| is_same()) {
        Err(error) => Err(error),
        Ok(false) => {
            let reason = "was changed since it was read, and stays as it is";
            Err(Error::refused(path, reason, "run the command again"))
        }
        Ok(true) => {
            fs::rename(&temporary, path).map_err(|error| Error::io("replacing", path, error))
        }
    };
    if done.is_err() {
        // The first failure is the one to tell.
        drop(fs::remove_file(&temporary));
    }
    done
}

/// Creates a file beside another, under a name that is hidden and that nothing has.
fn beside(path: &Path) -> Result<(File, PathBuf)> {
    let names = (0..NAMES_MAX).map(|n| path.with_file_name(format!(".rulebook-new-{n}")));
    for name in names {
        match File::create_new(&name) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            made => {
                let file = made.map_err(|error| Error::io("creating", &name, error))?;
                return Ok((file, name));
            }
        }
    }
    let reason = "has too many unfinished files beside it";
    Err(Error::refused(path, reason, "remove those that are called `.rulebook-new-…`"))
}
