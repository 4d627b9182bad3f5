//! Fixing: the inputs are checked and mended in turns, in memory, until nothing more can be mended.

use crate::diag::{Fix, apply};
use crate::place::SourcePath;
use crate::session::{Build, Goal, Inputs, Session};
use crate::source::SourceFile;
use crate::text::diff::unified;
use std::collections::BTreeMap;

/// How many times a tree is checked and mended. What one fix makes room for, the next turn mends; more
/// turns than this can only come of fixes that undo each other.
const TURNS_MAX: usize = 10;

/// What fixing gives.
#[derive(Debug)]
#[non_exhaustive]
pub struct Fixed {
    /// The check of the mended tree: what is left.
    pub build: Build,
    /// The files that change.
    pub files: BTreeMap<SourcePath, Rewritten>,
    /// How many fixes were applied.
    pub fixes: usize,
}

/// A file that changes.
#[derive(Clone, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub struct Rewritten {
    /// Its text as it was read.
    pub before: String,
    /// Its text with the fixes.
    pub after: String,
}

impl Rewritten {
    /// Returns the difference in the form that `patch` reads; `name` is the file's, from where the
    /// patch is to be applied.
    pub fn diff(&self, name: &str) -> String {
        unified(name, &self.before, &self.after)
    }
}

impl Session {
    /// Checks a tree and applies the fixes of its findings, over and over until there are no more.
    /// Nothing is written; fixing the result again changes nothing.
    pub fn fix(&mut self, inputs: Inputs) -> Fixed {
        let mut inputs = inputs;
        let mut files: BTreeMap<SourcePath, Rewritten> = BTreeMap::new();
        let mut fixes = 0;
        let mut build = self.build(inputs.clone(), Goal::Check);
        for _ in 0..TURNS_MAX {
            let mended = mended(&inputs, &build);
            if mended.is_empty() {
                break;
            }
            for (path, (after, applied)) in mended {
                fixes += applied;
                let before = text(&inputs, &path).unwrap_or_default().to_owned();
                inputs.tree.insert(path.clone(), after.clone().into_bytes());
                files
                    .entry(path)
                    .and_modify(|file| file.after.clone_from(&after))
                    .or_insert(Rewritten { before, after });
            }
            build = self.build(inputs.clone(), Goal::Check);
        }
        files.retain(|_, file| file.before != file.after);
        Fixed { build, files, fixes }
    }
}

/// Returns the new text of every file that has findings with fixes, and how many were applied.
fn mended(inputs: &Inputs, build: &Build) -> BTreeMap<SourcePath, (String, usize)> {
    let mut fixes: BTreeMap<&SourcePath, Vec<&Fix>> = BTreeMap::new();
    for found in &build.diagnostics {
        fixes.entry(&found.at.file).or_default().extend(found.fix.as_deref());
    }
    let mended = fixes
        .into_iter()
        .filter_map(|(path, fixes)| Some((path.clone(), apply(text(inputs, path)?, fixes)?)));
    mended.collect()
}

fn text<'a>(inputs: &'a Inputs, path: &SourcePath) -> Option<&'a str> {
    match inputs.tree.get(path) {
        Some(SourceFile::Text(text)) => Some(text),
        Some(SourceFile::Asset(_)) | None => None,
    }
}
