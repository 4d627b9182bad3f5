//! The source tree: every file of the content folder, as values.
//!
//! In: a folder (through [`load`]) or pairs of path and bytes. Out: a [`SourceTree`]. What the tree
//! holds is text for pages and the configuration, and a handle for everything else.

mod disk;
pub mod load;

use crate::diag::{Code, Diagnostic, Location, Reporter, Texts};
use crate::memo::Held;
use crate::place::SourcePath;
use crate::text::span::Span;
use std::collections::BTreeMap;
use std::sync::Arc;

/// The name of the configuration file, at the root of the content folder.
pub const CONFIG_NAME: &str = "rulebook.yaml";

/// The name of the file that lists terms, at the root of the content folder.
pub const GLOSSARY_NAME: &str = "glossary.yaml";

/// The file that marks a folder as the output of a build, wherever the user put it. Such a folder is
/// no content; the writer keeps its list of files under this name.
pub(crate) const OUTPUT_MARK: &str = ".rulebook-manifest.json";

/// Pages above this size are refused: no policy is that long, and a portal page could not be read.
pub const PAGE_BYTES_MAX: usize = 8 << 20;

/// One source file.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum SourceFile {
    /// A page, the configuration or a template: UTF-8 text, as it is in the file.
    Text(Held<str>),
    /// Any other file; its bytes are read when a page refers to it.
    Asset(Asset),
}

impl SourceFile {
    /// Returns the content.
    pub(crate) fn bytes(&self) -> &[u8] {
        match self {
            Self::Text(text) => text.as_bytes(),
            Self::Asset(asset) => &asset.bytes,
        }
    }
}

/// The bytes of a file that is not text.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Asset {
    /// The content, shared.
    pub bytes: Held<[u8]>,
}

/// Every file of one content folder, by path.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct SourceTree {
    files: Arc<BTreeMap<SourcePath, SourceFile>>,
    /// What could not be read, or was left out with a reason.
    pub diagnostics: Vec<Diagnostic>,
}

impl SourceTree {
    /// Returns a tree of the given files. Paths that are not relative are left out.
    ///
    /// Pages that are not UTF-8 or too large are reported and left out.
    pub fn from_files<'a>(files: impl IntoIterator<Item = (&'a str, Vec<u8>)>) -> Self {
        let mut tree = Self::default();
        for (path, bytes) in files {
            if let Some(path) = SourcePath::new(path) {
                tree.insert(path, bytes);
            }
        }
        tree
    }

    /// Returns a tree of files that were read before.
    pub(crate) fn of(
        files: BTreeMap<SourcePath, SourceFile>,
        diagnostics: Vec<Diagnostic>,
    ) -> Self {
        Self { files: Arc::new(files), diagnostics }
    }

    /// Adds or replaces one file, and reports what is wrong with it.
    pub fn insert(&mut self, path: SourcePath, bytes: Vec<u8>) {
        let (file, diagnostics) = classify(&path, bytes);
        self.diagnostics.retain(|diagnostic| diagnostic.at.file != path);
        self.diagnostics.extend(diagnostics);
        match file {
            Some(file) => Arc::make_mut(&mut self.files).insert(path, file),
            None => Arc::make_mut(&mut self.files).remove(&path),
        };
    }

    /// Removes one file.
    pub fn remove(&mut self, path: &SourcePath) {
        Arc::make_mut(&mut self.files).remove(path);
        self.diagnostics.retain(|diagnostic| diagnostic.at.file != *path);
    }

    /// Returns the files in path order.
    pub fn files(&self) -> &BTreeMap<SourcePath, SourceFile> {
        &self.files
    }

    /// Returns a file.
    pub fn get(&self, path: &SourcePath) -> Option<&SourceFile> {
        self.files.get(path)
    }
}

impl Texts for SourceTree {
    fn text(&self, file: &SourcePath) -> Option<&str> {
        match self.files.get(file) {
            Some(SourceFile::Text(text)) => Some(text),
            Some(SourceFile::Asset(_)) | None => None,
        }
    }
}

/// Returns whether a file is read as text: a page, the configuration, the glossary, the data of a
/// client's plan.
fn is_text(path: &SourcePath, bytes: &[u8]) -> bool {
    let is_own = [CONFIG_NAME, GLOSSARY_NAME].contains(&path.as_str());
    path.is_page() || is_own || is_plan_data(path, bytes)
}

/// Returns whether a YAML file holds a client's plan: it has the key that marks one, or its first line
/// names the schema of one.
fn is_plan_data(path: &SourcePath, bytes: &[u8]) -> bool {
    if !path.is_yaml() {
        return false;
    }
    let first = bytes.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let names = |word: &[u8]| memchr::memmem::find(first, word).is_some();
    let names_schema = first.starts_with(b"#") && names(b"$schema=") && names(b"client");
    names_schema
        || memchr::memmem::find_iter(bytes, b"srp:").any(|at| {
            matches!(
                at.checked_sub(1).and_then(|before| bytes.get(before)),
                None | Some(b'\n' | 0xbf)
            )
        })
}

/// Returns what a file is, and what keeps it from being that.
pub(crate) fn classify(path: &SourcePath, bytes: Vec<u8>) -> (Option<SourceFile>, Vec<Diagnostic>) {
    if !is_text(path, &bytes) {
        return (Some(SourceFile::Asset(Asset { bytes: bytes.into() })), Vec::new());
    }
    let mut out = Reporter::default();
    let at = |start| Location { file: path.clone(), span: Span::new(start, start) };
    if bytes.len() > PAGE_BYTES_MAX {
        let message = format!("this file has {} bytes of text", bytes.len());
        out.report(Code::FileTooLarge, at(0), message)
            .help(format!("split it; a page may have {PAGE_BYTES_MAX} bytes"));
        return (None, out.into_found());
    }
    match String::from_utf8(bytes) {
        Ok(text) => (Some(SourceFile::Text(text.into())), Vec::new()),
        Err(error) => {
            let byte = error.utf8_error().valid_up_to();
            let valid = error.as_bytes().get(..byte).unwrap_or_default();
            let line = memchr::memchr_iter(b'\n', valid).count() + 1;
            let message = format!("this file is not UTF-8 text (first on line {line})");
            out.report(Code::FileNotUtf8, at(0), message).help("save it with the encoding UTF-8");
            (None, out.into_found())
        }
    }
}
