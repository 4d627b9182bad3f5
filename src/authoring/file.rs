//! The door through which a file is begun for an author: created, and never replaced.

use crate::error::{Error, Result};
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::Path;

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
