//! `page-address-taken`: every output has an address of its own, also where letter case is not told
//! apart, and no file stands where a folder must stand.

use crate::diag::{Code, Location, Reporter};
use crate::place::{OutPath, SourcePath};
use crate::text::span::Span;
use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;

/// Whose an address is.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Owner {
    /// A page that no file stands for.
    Generated,
    /// A file of the theme.
    Theme,
    /// The address that another host has for a page.
    OldAddress,
    /// The generated page of a folder; `""` is the home page.
    Folder(Box<str>),
    /// A file.
    File(SourcePath),
}

impl fmt::Display for Owner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Generated => f.write_str("a generated page"),
            Self::Theme => f.write_str("the theme"),
            Self::OldAddress => f.write_str("an old address"),
            Self::Folder(folder) if folder.is_empty() => f.write_str("the home page"),
            Self::Folder(folder) => write!(f, "the folder `{folder}`"),
            Self::File(file) => {
                let name = file.as_str();
                write!(f, "`{}`", name.strip_prefix("../").unwrap_or(name))
            }
        }
    }
}

/// The addresses given out so far.
#[derive(Debug, Default)]
pub(super) struct Claims {
    /// Whose each file is, by lower-cased path.
    files: HashMap<Arc<str>, Owner>,
    /// In whose path each folder lies.
    folders: HashMap<Box<str>, Owner>,
}

impl Claims {
    /// Claims an address. Returns the owner that has it already.
    pub(super) fn claim(&mut self, path: &OutPath, owner: Owner) -> Result<(), Owner> {
        let folded = path.folded();
        if let Some(first) = self.files.get(&folded).or_else(|| self.folders.get(&*folded)) {
            return Err(first.clone());
        }
        let above =
            || memchr::memchr_iter(b'/', folded.as_bytes()).filter_map(|at| folded.get(..at));
        if let Some(first) = above().find_map(|folder| self.files.get(folder)) {
            return Err(first.clone());
        }
        for folder in above() {
            if !self.folders.contains_key(folder) {
                self.folders.insert(folder.into(), owner.clone());
            }
        }
        self.files.insert(folded, owner);
        Ok(())
    }

    /// Claims an address for a file.
    pub(super) fn claim_for(
        &mut self,
        path: &OutPath,
        file: &SourcePath,
        out: &mut Reporter,
    ) -> bool {
        self.claim_or_report(path, &Owner::File(file.clone()), file, out)
    }

    /// Claims an address for `owner`, and reports it at `file` when it is taken.
    pub(super) fn claim_or_report(
        &mut self,
        path: &OutPath,
        owner: &Owner,
        file: &SourcePath,
        out: &mut Reporter,
    ) -> bool {
        let Err(first) = self.claim(path, owner.clone()) else { return true };
        let at = Location { file: file.clone(), span: Span::default() };
        let address = path.as_str().strip_suffix("index.html").unwrap_or(path.as_str());
        let message = if first == Owner::Generated {
            format!("{owner} has the address `/{address}` of a generated page")
        } else if first == *owner {
            format!("{owner} has the address `/{address}` twice")
        } else {
            format!("{first} and {owner} both have the address `/{address}`")
        };
        out.report(Code::PageAddressTaken, at, message).help("rename or remove one of the two");
        false
    }
}
