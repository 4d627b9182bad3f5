//! Where the measured files lie: a folder of our own, removed at the end, and its file system, whose
//! share of the time is the kernel's.

use std::fs;
use std::io;
use std::path::Path;
use tempfile::TempDir;

/// A folder that lives as long as this value.
#[derive(Debug)]
pub(crate) struct Place(TempDir);

impl Place {
    /// Makes one in the folder asked for, else in the system's for temporary files.
    pub(crate) fn new(parent: Option<&Path>) -> io::Result<Self> {
        let parent = parent.map_or_else(std::env::temp_dir, Path::to_owned);
        fs::create_dir_all(&parent)?;
        let folder = tempfile::Builder::new().prefix("rulebook-bench-").tempdir_in(&parent)?;
        Ok(Self(folder))
    }

    pub(crate) fn path(&self) -> &Path {
        self.0.path()
    }

    /// Returns the name of the file system, such as `ext4`, or "an unknown file system".
    pub(crate) fn filesystem(&self) -> String {
        let mounts = fs::read_to_string("/proc/self/mountinfo").unwrap_or_default();
        let path = fs::canonicalize(self.path()).unwrap_or_else(|_| self.path().to_owned());
        let mut found: Option<(&Path, &str)> = None;
        // Later mounts hide earlier ones, and deeper ones those above them. Mount points with a space
        // are escaped, and are not found: their parent is named instead.
        for line in mounts.lines() {
            let mut halves = line.split(" - ");
            let point = halves.next().and_then(|half| half.split(' ').nth(4)).map(Path::new);
            let kind = halves.next().and_then(|half| half.split(' ').next());
            if let (Some(point), Some(kind)) = (point, kind)
                && path.starts_with(point)
                && found.is_none_or(|(best, _)| point.starts_with(best))
            {
                found = Some((point, kind));
            }
        }
        found.map_or_else(|| "an unknown file system".to_owned(), |(_, kind)| kind.to_owned())
    }
}
