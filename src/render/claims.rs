//! `page-address-taken`: every output has an address of its own, also where letter case is not told
//! apart, and no file stands where a folder must stand.

use crate::diag::{Code, Diagnostic, Location, Reporter};
use crate::memo::Once;
use crate::place::{OutPath, SourcePath};
use crate::text::span::Span;
use foldhash::HashMap;
use std::fmt;
use std::sync::Arc;

/// An address that something would have.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Wish {
    /// The file.
    pub path: OutPath,
    /// What would have it.
    pub owner: Owner,
    /// What to do when it is taken.
    pub otherwise: Otherwise,
}

/// What to do when an address is taken.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Otherwise {
    /// Nothing: there is no such page then.
    Nothing,
    /// The same; and there is none where this address was refused, either.
    NothingWithout(OutPath),
    /// To report it at a file.
    Report(SourcePath),
    /// To report it at a file, unless that very address has a page.
    ReportUnlessThere(SourcePath),
    /// To report that this old address leads elsewhere.
    ReportRedirect(Location, String),
}

/// Who got which address.
#[derive(Debug)]
pub(crate) struct Allotment {
    /// The files by path, each with the position of the wish that got it.
    pub files: Vec<(usize, OutPath)>,
    /// What is wrong.
    pub diagnostics: Vec<Diagnostic>,
}

/// The last allotment, with the wishes.
pub(crate) type Allotments = Once<Vec<Wish>, Allotment>;

/// Gives each address to the first that wishes for it.
pub(crate) fn allot(wishes: &[Wish]) -> Allotment {
    let mut claims = Claims::default();
    let mut out = Reporter::default();
    let mut files: Vec<(usize, OutPath)> = Vec::with_capacity(wishes.len());
    for (n, Wish { path, owner, otherwise }) in wishes.iter().enumerate() {
        let is_there = |path: &OutPath| files.iter().any(|(_, known)| known == path);
        let is_granted = match otherwise {
            Otherwise::Nothing => claims.claim(path, owner.clone()).is_ok(),
            Otherwise::NothingWithout(page) => {
                files.last().is_some_and(|(_, last)| last == page)
                    && claims.claim(path, owner.clone()).is_ok()
            }
            Otherwise::ReportUnlessThere(_) if is_there(path) => false,
            Otherwise::Report(file) | Otherwise::ReportUnlessThere(file) => {
                claims.claim_or_report(path, owner, file, &mut out)
            }
            Otherwise::ReportRedirect(at, written) => {
                let claimed = claims.claim(path, owner.clone());
                if let Err(first) = &claimed {
                    let message = format!("`{written}` is already an address of {first}");
                    out.report(Code::RedirectTaken, at.clone(), message)
                        .help("remove the old address");
                }
                claimed.is_ok()
            }
        };
        if is_granted {
            files.push((n, path.clone()));
        }
    }
    files.sort_by(|(_, one), (_, other)| one.cmp(other));
    Allotment { files, diagnostics: out.into_found() }
}

/// Whose an address is.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Owner {
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
struct Claims {
    /// Whose each file is, by lower-cased path.
    files: HashMap<Arc<str>, Owner>,
    /// In whose path each folder lies.
    folders: HashMap<Box<str>, Owner>,
}

impl Claims {
    /// Claims an address. Returns the owner that has it already.
    fn claim(&mut self, path: &OutPath, owner: Owner) -> Result<(), Owner> {
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

    /// Claims an address for `owner`, and reports it at `file` when it is taken.
    fn claim_or_report(
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
