//! `page-address-taken`: every output has an address of its own, also where letter case is not told
//! apart, and no file stands where a folder must stand.

use crate::diag::{Code, Location, Reporter};
use crate::place::{OutPath, SourcePath};
use crate::text::span::Span;
use std::collections::HashMap;

/// The owner of pages that no file stands for.
pub(super) const GENERATED: &str = "a generated page";

/// The addresses given out so far.
#[derive(Debug, Default)]
pub(super) struct Claims {
    /// Whose each file is, by lower-cased path.
    files: HashMap<String, String>,
    /// In whose path each folder lies.
    folders: HashMap<String, String>,
}

impl Claims {
    /// Claims an address for `owner`, a name for messages. Returns the owner that has it already.
    pub(super) fn claim(&mut self, path: &OutPath, owner: &str) -> Result<(), String> {
        let folded = path.as_str().to_lowercase();
        if let Some(first) = self.files.get(&folded).or_else(|| self.folders.get(&folded)) {
            return Err(first.clone());
        }
        let above = || folded.match_indices('/').filter_map(|(at, _)| folded.get(..at));
        if let Some(first) = above().find_map(|folder| self.files.get(folder)) {
            return Err(first.clone());
        }
        for folder in above() {
            if !self.folders.contains_key(folder) {
                self.folders.insert(folder.to_owned(), owner.to_owned());
            }
        }
        self.files.insert(folded, owner.to_owned());
        Ok(())
    }

    /// Claims an address for `owner`, and reports it at `file` when it is taken.
    pub(super) fn claim_for(
        &mut self,
        path: &OutPath,
        owner: &str,
        file: &SourcePath,
        out: &mut Reporter,
    ) -> bool {
        let Err(first) = self.claim(path, owner) else { return true };
        let at = Location { file: file.clone(), span: Span::default() };
        let address = path.as_str().strip_suffix("index.html").unwrap_or(path.as_str());
        let message = match first.as_str() {
            GENERATED => format!("{owner} has the address `/{address}` of a generated page"),
            _ if first == owner => format!("{owner} has the address `/{address}` twice"),
            _ => format!("{first} and {owner} both have the address `/{address}`"),
        };
        out.report(Code::PageAddressTaken, at, message).help("rename or remove one of the two");
        false
    }
}

/// Returns how messages name a file.
pub(super) fn named(file: &SourcePath) -> String {
    let name = file.as_str();
    format!("`{}`", name.strip_prefix("../").unwrap_or(name))
}
