//! Operational failures: the machine, not the user's files, is at fault.
//!
//! A fault in a policy is a [`Diagnostic`](crate::Diagnostic), never an [`Error`].

use std::fmt;
use std::io;
#[cfg(feature = "serve")]
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

/// Short for a result whose failure is an [`Error`].
pub type Result<T> = std::result::Result<T, Error>;

/// A failure to do the work: reading, writing, locking, or a refusal to touch a folder.
#[derive(Debug)]
pub struct Error {
    kind: Kind,
}

#[derive(Debug)]
enum Kind {
    Io { doing: &'static str, path: PathBuf, source: io::Error, help: Option<&'static str> },
    Refused { path: PathBuf, reason: String, help: String },
    Busy { path: PathBuf },
}

impl Error {
    /// A failed operation on `path`; `doing` is a gerund phrase, such as "reading".
    pub(crate) fn io(doing: &'static str, path: &Path, source: io::Error) -> Self {
        Self { kind: Kind::Io { doing, path: path.to_owned(), source, help: None } }
    }

    /// An address that can't be listened on.
    #[cfg(feature = "serve")]
    pub(crate) fn listening(address: SocketAddr, source: io::Error) -> Self {
        let known = [
            (io::ErrorKind::AddrInUse, "another program has that port; choose one with `--port`"),
            (io::ErrorKind::PermissionDenied, "choose a port above 1023 with `--port`"),
            (io::ErrorKind::AddrNotAvailable, "`--host` takes an address of this machine"),
        ];
        let help = known.into_iter().find(|(kind, _)| *kind == source.kind());
        let (path, help) = (address.to_string().into(), help.map(|(_, help)| help));
        Self { kind: Kind::Io { doing: "listening on", path, source, help } }
    }

    /// An operation that could be done and must not be.
    pub(crate) fn refused(path: &Path, reason: impl Into<String>, help: impl Into<String>) -> Self {
        let (reason, help) = (reason.into(), help.into());
        Self { kind: Kind::Refused { path: path.to_owned(), reason, help } }
    }

    /// A setting of the environment that can't be used.
    pub fn setting(name: &str, reason: &str, help: &str) -> Self {
        Self::refused(Path::new(name), reason, help)
    }

    /// A result that could not be written to standard output.
    pub fn output(source: io::Error) -> Self {
        Self::io("writing to", Path::new("standard output"), source)
    }

    /// Another build is writing to `path`.
    pub(crate) fn busy(path: &Path) -> Self {
        Self { kind: Kind::Busy { path: path.to_owned() } }
    }

    /// Returns the path, or the address, the failure is about.
    pub fn path(&self) -> &Path {
        match &self.kind {
            Kind::Io { path, .. } | Kind::Refused { path, .. } | Kind::Busy { path } => path,
        }
    }

    /// Returns the error of the operating system, when there is one.
    pub fn io_error(&self) -> Option<&io::Error> {
        match &self.kind {
            Kind::Io { source, .. } => Some(source),
            Kind::Refused { .. } | Kind::Busy { .. } => None,
        }
    }

    /// Returns what to do about it, when that is known.
    pub fn help(&self) -> Option<&str> {
        match &self.kind {
            Kind::Refused { help, .. } => Some(help),
            Kind::Busy { .. } => Some("wait for it to end, or choose another folder with `--out`"),
            Kind::Io { help, .. } => *help,
        }
    }

    /// Returns `true` when another build holds the output folder.
    pub fn is_busy(&self) -> bool {
        matches!(self.kind, Kind::Busy { .. })
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.kind {
            Kind::Io { doing, path, source, .. } => {
                write!(f, "{doing} `{}`: {source}", path.display())
            }
            Kind::Refused { path, reason, .. } => write!(f, "`{}` {reason}", path.display()),
            Kind::Busy { path } => {
                write!(f, "another build is writing to `{}`", path.display())
            }
        }
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match &self.kind {
            Kind::Io { source, .. } => Some(source),
            Kind::Refused { .. } | Kind::Busy { .. } => None,
        }
    }
}
