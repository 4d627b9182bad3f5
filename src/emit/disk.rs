//! The file system: every operation that `emit` uses, and nothing about sites.
//!
//! What changes something is a method of [`Disk`], so that a test can make any one of them fail;
//! what only reads is a function. Invariant: no operation follows a symbolic link in the last
//! segment of its path, nor writes to a file that has a name already.

#![expect(clippy::disallowed_methods, reason = "this is the only writer")]

use std::ffi::OsString;
use std::fs;
use std::fs::File;
use std::io;
use std::io::Read;
use std::io::Write;
use std::path::Path;
use std::path::PathBuf;

use crate::error::Error;
use crate::error::Result;

/// What a name in a folder stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    File,
    Folder,
    Symlink,
    /// A device, a pipe, a socket.
    Special,
}

/// The operations that change the file system.
pub(super) trait Disk: Sync {
    /// Creates one folder, whose parent exists.
    fn create_dir(&self, path: &Path) -> io::Result<()>;
    /// Creates a file with these bytes; fails when the name is taken.
    fn write_new(&self, path: &Path, bytes: &[u8]) -> io::Result<()>;
    /// Gives the file `from` a second name.
    fn hard_link(&self, from: &Path, to: &Path) -> io::Result<()>;
    /// Creates a symbolic link at `at`.
    fn symlink(&self, leads_to: &Path, at: &Path) -> io::Result<()>;
    /// Renames a file (replacing one) or a folder.
    fn rename(&self, from: &Path, to: &Path) -> io::Result<()>;
    /// Swaps two folders in one step; `Unsupported` where that can't be done.
    fn exchange(&self, one: &Path, other: &Path) -> io::Result<()>;
    /// Removes a file or a symbolic link.
    fn remove_file(&self, path: &Path) -> io::Result<()>;
    /// Removes an empty folder.
    fn remove_dir(&self, path: &Path) -> io::Result<()>;
}

/// The file system of the machine.
#[derive(Debug)]
pub(super) struct RealDisk;

impl Disk for RealDisk {
    fn create_dir(&self, path: &Path) -> io::Result<()> {
        fs::create_dir(path)
    }

    fn write_new(&self, path: &Path, bytes: &[u8]) -> io::Result<()> {
        File::create_new(path)?.write_all(bytes)
    }

    fn hard_link(&self, from: &Path, to: &Path) -> io::Result<()> {
        fs::hard_link(from, to)
    }

    #[cfg(unix)]
    fn symlink(&self, leads_to: &Path, at: &Path) -> io::Result<()> {
        std::os::unix::fs::symlink(leads_to, at)
    }

    #[cfg(not(unix))]
    fn symlink(&self, _leads_to: &Path, _at: &Path) -> io::Result<()> {
        Err(io::ErrorKind::Unsupported.into())
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        fs::rename(from, to)
    }

    #[cfg(target_os = "linux")]
    fn exchange(&self, one: &Path, other: &Path) -> io::Result<()> {
        use rustix::fs::CWD;
        use rustix::fs::RenameFlags;
        use rustix::io::Errno;

        match rustix::fs::renameat_with(CWD, one, CWD, other, RenameFlags::EXCHANGE) {
            // A kernel without the call, and file systems without the flag.
            Err(Errno::NOSYS | Errno::INVAL | Errno::NOTSUP) => {
                Err(io::ErrorKind::Unsupported.into())
            }
            done => Ok(done?),
        }
    }

    #[cfg(not(target_os = "linux"))]
    fn exchange(&self, _one: &Path, _other: &Path) -> io::Result<()> {
        Err(io::ErrorKind::Unsupported.into())
    }

    fn remove_file(&self, path: &Path) -> io::Result<()> {
        fs::remove_file(path)
    }

    fn remove_dir(&self, path: &Path) -> io::Result<()> {
        fs::remove_dir(path)
    }
}

/// Creates a folder and the parents it lacks; one that exists already is fine.
pub(super) fn create_folders(disk: &impl Disk, path: &Path) -> Result<()> {
    let is_missing =
        |folder: &&Path| !folder.as_os_str().is_empty() && fs::metadata(folder).is_err();
    let missing: Vec<&Path> = path.ancestors().take_while(is_missing).collect();
    for folder in missing.into_iter().rev() {
        match disk.create_dir(folder) {
            // Two builds may create the parents of their outputs at once.
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            done => done.map_err(|error| Error::io("creating", folder, error))?,
        }
    }
    Ok(())
}

/// Returns what stands at `path`, or `None` when nothing does; a link is not followed.
pub(super) fn kind(path: &Path) -> Result<Option<Kind>> {
    match fs::symlink_metadata(path) {
        Ok(metadata) => Ok(Some(kind_of(metadata.file_type()))),
        // Below a file there is nothing, either.
        Err(error) if is_absent(&error) => Ok(None),
        Err(error) => Err(Error::io("reading", path, error)),
    }
}

fn kind_of(kind: fs::FileType) -> Kind {
    if kind.is_file() {
        Kind::File
    } else if kind.is_dir() {
        Kind::Folder
    } else if kind.is_symlink() {
        Kind::Symlink
    } else {
        Kind::Special
    }
}

fn is_absent(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory)
}

/// Returns the entries of a folder, sorted by name.
pub(super) fn list(folder: &Path) -> Result<Vec<(OsString, Kind)>> {
    let read = || -> io::Result<Vec<(OsString, Kind)>> {
        fs::read_dir(folder)?
            .map(|entry| entry.and_then(|e| Ok((e.file_name(), kind_of(e.file_type()?)))))
            .collect()
    };
    let mut entries = read().map_err(|error| Error::io("reading", folder, error))?;
    entries.sort_by(|(one, _), (other, _)| one.cmp(other));
    Ok(entries)
}

/// Returns the bytes of a file.
pub(super) fn read(path: &Path) -> Result<Vec<u8>> {
    fs::read(path).map_err(|error| Error::io("reading", path, error))
}

/// Returns whether the file at `path` has exactly these bytes; `buffer` is room to read into.
///
/// A file that may not be read counts as different: it can be replaced all the same.
pub(super) fn has_bytes(path: &Path, bytes: &[u8], buffer: &mut Vec<u8>) -> Result<bool> {
    const CHUNK_BYTES: usize = 256 * 1024;
    let mut compare = || -> io::Result<bool> {
        let mut file = File::open(path)?;
        if file.metadata()?.len() != bytes.len() as u64 {
            return Ok(false);
        }
        for chunk in bytes.chunks(CHUNK_BYTES) {
            buffer.resize(chunk.len(), 0);
            file.read_exact(buffer)?;
            if buffer != chunk {
                return Ok(false);
            }
        }
        Ok(true)
    };
    compare().or_else(|error| {
        let kind = error.kind();
        let differs = is_absent(&error)
            || kind == io::ErrorKind::UnexpectedEof
            || kind == io::ErrorKind::PermissionDenied;
        if differs { Ok(false) } else { Err(Error::io("reading", path, error)) }
    })
}

/// Returns where a symbolic link leads, as it is written.
pub(super) fn read_link(path: &Path) -> Result<PathBuf> {
    fs::read_link(path).map_err(|error| Error::io("reading", path, error))
}

/// Returns the absolute path without links, or `None` when nothing is there.
pub(super) fn real_path(path: &Path) -> Result<Option<PathBuf>> {
    match fs::canonicalize(path) {
        Ok(real) => Ok(Some(real)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(Error::io("reading", path, error)),
    }
}

/// Opens a folder, to lock it.
pub(super) fn open_folder(path: &Path) -> io::Result<File> {
    File::open(path)
}

/// Opens a file that is there to be locked, and creates it when it is missing.
pub(super) fn open_lock_file(path: &Path) -> io::Result<File> {
    File::options().create(true).truncate(false).write(true).open(path)
}

/// Returns whether `path` still names the open `file`.
#[cfg(unix)]
pub(super) fn is_named(file: &File, path: &Path) -> io::Result<bool> {
    use std::os::unix::fs::MetadataExt;

    let (held, named) = (file.metadata()?, fs::metadata(path)?);
    Ok((held.dev(), held.ino()) == (named.dev(), named.ino()))
}

/// Returns whether `path` still names the open `file`: here an open file can't be renamed.
#[cfg(not(unix))]
pub(super) fn is_named(_file: &File, _path: &Path) -> io::Result<bool> {
    Ok(true)
}

/// Returns whether `folder`, which is in `parent`, is known to be a mount point.
///
/// Only spares a futile attempt: one that is not recognised here can't be renamed, either.
#[cfg(unix)]
pub(super) fn is_mount_point(folder: &Path, parent: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;

    let device = |path| fs::metadata(path).ok().map(|metadata| metadata.dev());
    is_mount_root(folder) || device(folder) != device(parent)
}

/// Returns whether `folder`, which is in `parent`, is known to be a mount point.
#[cfg(not(unix))]
pub(super) fn is_mount_point(_folder: &Path, _parent: &Path) -> bool {
    false
}

/// Recognises a folder that is mounted from the same file system, too.
#[cfg(target_os = "linux")]
fn is_mount_root(folder: &Path) -> bool {
    use rustix::fs::AtFlags;
    use rustix::fs::CWD;
    use rustix::fs::StatxAttributes;
    use rustix::fs::StatxFlags;

    rustix::fs::statx(CWD, folder, AtFlags::empty(), StatxFlags::empty())
        .is_ok_and(|stat| stat.stx_attributes.contains(StatxAttributes::MOUNT_ROOT))
}

#[cfg(all(unix, not(target_os = "linux")))]
fn is_mount_root(_folder: &Path) -> bool {
    false
}
