//! One build at a time on one output folder.
//!
//! In: a [`Target`] whose parent exists. Out: a [`Lock`], which holds until it is dropped, and
//! which the operating system releases when the process is killed.
//!
//! What is locked is the folder that the output is *in*, through a handle that only reads. The
//! output folder itself would not do: a swap puts another in its place. A lock file beside it
//! would do, but creating and removing it writes, which a build that changes nothing must not,
//! and its removal races with those who wait for it. The price: builds of two outputs in one
//! folder take turns. Where a folder can't be locked (Windows; some network file systems) a lock
//! file is used, and left in place for the same reason.

use std::fs::File;
use std::fs::TryLockError;
use std::io;

use crate::emit::Wait;
use crate::emit::disk;
use crate::emit::target::Target;
use crate::error::Error;
use crate::error::Result;

/// The right to change the output folder, until it is dropped.
#[derive(Debug)]
pub(super) struct Lock {
    _held: File,
}

/// Takes the lock, or waits for it, or is busy.
pub(super) fn lock(target: &Target, wait: Wait) -> Result<Lock> {
    loop {
        let folder = disk::open_folder(&target.parent)
            .and_then(|folder| hold(&folder, wait).map(|held| (folder, held)));
        let (file, held, path) = if let Ok((folder, held)) = folder {
            (folder, held, &target.parent)
        } else {
            let (file, held) = lock_file(target, wait)?;
            (file, held, &target.lock)
        };
        if !held {
            return Err(Error::busy(&target.root));
        }
        // The folder may itself be part of an output that was swapped while we waited.
        if disk::is_named(&file, path).map_err(|error| Error::io("locking", path, error))? {
            return Ok(Lock { _held: file });
        }
    }
}

fn lock_file(target: &Target, wait: Wait) -> Result<(File, bool)> {
    disk::open_lock_file(&target.lock)
        .and_then(|file| hold(&file, wait).map(|held| (file, held)))
        .map_err(|error| Error::io("locking", &target.lock, error))
}

/// Returns `false` when another holds it and `wait` says not to wait.
fn hold(file: &File, wait: Wait) -> io::Result<bool> {
    loop {
        let held = match wait {
            Wait::Block => file.lock().map(|()| true),
            Wait::Refuse => match file.try_lock() {
                Ok(()) => Ok(true),
                Err(TryLockError::WouldBlock) => Ok(false),
                Err(TryLockError::Error(error)) => Err(error),
            },
        };
        match held {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            held => return held,
        }
    }
}
