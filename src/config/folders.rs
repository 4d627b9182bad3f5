//! Where `collections` meets the tree: entries that close or open what is not there.
//!
//! In: the configuration and the whole tree. Out: a diagnostic for each entry that says who may see a
//! folder or file and names none. A folder whose entry is misspelt would be open without a word.

use crate::config::{Config, config_path};
use crate::diag::{Code, Diagnostic, Location, Reporter};
use crate::source::SourceTree;
use crate::text::nearest::nearest;
use std::collections::BTreeSet;

impl Config {
    /// Reports the entries of `collections` that say who may see what is not in the tree.
    pub(crate) fn absent_folders(&self, tree: &SourceTree) -> Vec<Diagnostic> {
        let mut out = Reporter::default();
        if self.visibility.places.is_empty() {
            return Vec::new();
        }
        let files: Vec<String> =
            tree.files().keys().map(|path| path.as_str().to_lowercase()).collect();
        let there: BTreeSet<&str> = files.iter().flat_map(|path| with_folders(path)).collect();
        for (path, named) in &self.visibility.places {
            if there.contains(path.as_str()) {
                continue;
            }
            let inside = format!("/{path}");
            let near = nearest(path, there.iter().copied())
                .or_else(|| there.iter().copied().find(|known| known.ends_with(&inside)));
            let help = match near {
                Some(near) => format!("did you mean `{near}`?"),
                None => "name a folder or file by its path from the content folder".to_owned(),
            };
            let at = Location { file: config_path(), span: named.span };
            let message =
                format!("`{}` is no folder with a file in it, so this hides nothing", named.value);
            out.report(Code::CollectionMissing, at, message).help(&help);
        }
        out.into_found()
    }
}

/// Returns a path and the folders that it lies in.
fn with_folders(path: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(Some(path), |path| path.rsplit_once('/').map(|(above, _)| above))
}
