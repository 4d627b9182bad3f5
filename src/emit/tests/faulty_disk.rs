//! A disk on which a chosen operation fails, and which can be denied the means to swap folders.

use std::io;
use std::path::Path;
use std::sync::atomic::AtomicUsize;
use std::sync::atomic::Ordering;

use crate::emit::disk::Disk;
use crate::emit::disk::RealDisk;

/// What the disk can do with folders.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Folders {
    /// Exchange them, where the system under test can.
    Exchange,
    /// Only rename them.
    Rename,
    /// Neither: the output folder is like a mount point.
    Fixed,
}

/// Which operations fail.
#[derive(Debug, Clone, Copy)]
pub(super) enum Fault {
    None,
    /// This one, counted from 0.
    Once(usize, io::ErrorKind),
    /// This one and all after it, as if the process had been killed.
    From(usize),
}

#[derive(Debug)]
pub(super) struct FaultyDisk {
    folders: Folders,
    fault: Fault,
    operations: AtomicUsize,
}

impl FaultyDisk {
    pub(super) fn new(folders: Folders, fault: Fault) -> Self {
        Self { folders, fault, operations: AtomicUsize::new(0) }
    }

    /// Returns how many operations were asked for.
    pub(super) fn operations(&self) -> usize {
        self.operations.load(Ordering::SeqCst)
    }

    fn step(&self) -> io::Result<()> {
        let operation = self.operations.fetch_add(1, Ordering::SeqCst);
        match self.fault {
            Fault::Once(failing, kind) if operation == failing => Err(kind.into()),
            Fault::From(first) if operation >= first => Err(io::ErrorKind::StorageFull.into()),
            Fault::None | Fault::Once(..) | Fault::From(_) => Ok(()),
        }
    }
}

impl Disk for FaultyDisk {
    fn create_dir(&self, path: &Path) -> io::Result<()> {
        self.step()?;
        RealDisk.create_dir(path)
    }

    fn write_new(&self, path: &Path, bytes: &[u8]) -> io::Result<()> {
        let operation = self.operations();
        let Err(error) = self.step() else { return RealDisk.write_new(path, bytes) };
        // The operation that fails writes half of the file; those after a crash write nothing.
        let is_after = matches!(self.fault, Fault::From(first) if operation > first);
        if !is_after {
            let half = bytes.split_at(bytes.len() / 2).0;
            RealDisk.write_new(path, half)?;
        }
        Err(error)
    }

    fn hard_link(&self, from: &Path, to: &Path) -> io::Result<()> {
        self.step()?;
        RealDisk.hard_link(from, to)
    }

    fn symlink(&self, leads_to: &Path, at: &Path) -> io::Result<()> {
        self.step()?;
        RealDisk.symlink(leads_to, at)
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        self.step()?;
        let is_folder = std::fs::symlink_metadata(from)?.is_dir();
        if is_folder && self.folders == Folders::Fixed {
            return Err(io::ErrorKind::CrossesDevices.into());
        }
        RealDisk.rename(from, to)
    }

    fn exchange(&self, one: &Path, other: &Path) -> io::Result<()> {
        self.step()?;
        match self.folders {
            Folders::Exchange => RealDisk.exchange(one, other),
            Folders::Rename => Err(io::ErrorKind::Unsupported.into()),
            Folders::Fixed => Err(io::ErrorKind::CrossesDevices.into()),
        }
    }

    fn remove_file(&self, path: &Path) -> io::Result<()> {
        self.step()?;
        RealDisk.remove_file(path)
    }

    fn remove_dir(&self, path: &Path) -> io::Result<()> {
        self.step()?;
        RealDisk.remove_dir(path)
    }
}
