//! The only reader: a folder on disk becomes a [`SourceTree`].
//!
//! Hidden files and folders, `node_modules`, `target`, output folders and what the configuration
//! ignores stay out; `.gitignore` is not consulted, since a portal must not lose a policy to
//! somebody's global ignore file. Symbolic links are reported and never followed.

#![expect(clippy::disallowed_methods, reason = "this is the only reader")]

use crate::diag::{Code, Diagnostic, Location, Reporter};
use crate::error::{Error, Result};
use crate::place::SourcePath;
use crate::source::{OUTPUT_MARK, SourceFile, SourceTree, classify};
use crate::text::span::Span;
use globset::{Glob, GlobSet, GlobSetBuilder};
use rayon::iter::{IntoParallelIterator, ParallelIterator};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use walkdir::{DirEntry, WalkDir};

/// Folders that hold no content, whatever they hold.
const SKIPPED_FOLDERS: &[&str] = &["node_modules", "target"];

/// What a walk leaves out.
#[derive(Debug, Default)]
pub struct Exclusions {
    folders: Vec<PathBuf>,
    globs: GlobSet,
}

impl Exclusions {
    /// Returns exclusions of whole folders (as paths on disk) and of globs (`drafts/**`) matched
    /// against paths relative to the root. Globs that do not parse are left out; the configuration
    /// has reported them.
    pub fn new(folders: &[PathBuf], globs: &[String]) -> Self {
        let mut set = GlobSetBuilder::new();
        for glob in globs {
            let folder = format!("{}/**", glob.trim_end_matches('/'));
            for pattern in [glob.as_str(), folder.as_str()] {
                if let Ok(glob) = Glob::new(pattern) {
                    set.add(glob);
                }
            }
        }
        let folders = folders.iter().filter_map(|folder| fs::canonicalize(folder).ok()).collect();
        Self { folders, globs: set.build().unwrap_or_default() }
    }
}

/// Returns why a glob can't be used, `None` when it can.
pub fn glob_fault(glob: &str) -> Option<String> {
    Glob::new(glob).err().map(|error| error.kind().to_string())
}

/// Checks that a folder can be listed, so that a wrong one is named before anything in it.
///
/// # Errors
/// When it is not a folder, or can't be read.
pub fn check_folder(folder: &Path) -> Result<()> {
    fs::read_dir(folder).map(drop).map_err(|error| Error::io("reading", folder, error))
}

/// Reads one text file whole, `None` when it does not exist, is a symbolic link or is not UTF-8.
///
/// # Errors
/// When the file exists and can't be read.
pub fn read_text(path: &Path) -> Result<Option<String>> {
    if fs::symlink_metadata(path).is_ok_and(|found| found.is_symlink()) {
        return Ok(None);
    }
    match fs::read(path) {
        Ok(bytes) => Ok(String::from_utf8(bytes).ok()),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(Error::io("reading", path, error)),
    }
}

/// The files of a project's folder, by path with `/`, and what was left out with a reason.
pub type ProjectFiles = (BTreeMap<String, Vec<u8>>, Vec<Diagnostic>);

/// Reads every file below the folder `name` of a project whole; nothing when there is no such folder.
///
/// Hidden files stay out; symbolic links are reported and not followed.
///
/// # Errors
/// When the folder or a file in it can't be read.
pub fn read_files(project: &Path, name: &str) -> Result<ProjectFiles> {
    let folder = project.join(name);
    let mut files = BTreeMap::new();
    let mut out = Reporter::default();
    if !folder.is_dir() {
        return Ok((files, Vec::new()));
    }
    let visible = |entry: &DirEntry| {
        entry.depth() == 0 || !entry.file_name().to_string_lossy().starts_with('.')
    };
    let walk = WalkDir::new(&folder).follow_links(false).sort_by_file_name();
    for entry in walk.into_iter().filter_entry(visible) {
        let entry = entry.map_err(|error| {
            let path = error.path().unwrap_or(&folder).to_owned();
            Error::io("reading", &path, error.into())
        })?;
        let (Ok(path) | Err(path)) = relative(entry.path(), &folder);
        if entry.file_type().is_symlink() {
            if let Some(path) = SourcePath::beside(&format!("{name}/{path}")) {
                report_link(path, &mut out);
            }
        } else if entry.file_type().is_file() {
            let bytes = fs::read(entry.path())
                .map_err(|error| Error::io("reading", entry.path(), error))?;
            files.insert(path.as_str().to_owned(), bytes);
        }
    }
    Ok((files, out.into_found()))
}

/// Reads the tree below `root`, sorted by path, in parallel.
///
/// A file that can't be read is a diagnostic of the tree; so is a link, a name that is not UTF-8,
/// a page that is not UTF-8 or too large.
///
/// # Errors
/// When `root` itself can't be read, or is not a folder.
pub fn load(root: &Path, exclusions: &Exclusions) -> Result<SourceTree> {
    check_folder(root)?;
    let mut out = Reporter::default();
    let found = walk(root, exclusions, &mut out);
    let read: Vec<_> = found
        .into_par_iter()
        .map(|(path, on_disk)| {
            let content = read_file(&path, &on_disk);
            (path, content)
        })
        .collect();
    let mut tree = SourceTree { diagnostics: out.into_found(), ..SourceTree::default() };
    for (path, (file, diagnostics)) in read {
        tree.diagnostics.extend(diagnostics);
        if let Some(file) = file {
            tree.files.insert(path, file);
        }
    }
    Ok(tree)
}

fn read_file(path: &SourcePath, on_disk: &Path) -> (Option<SourceFile>, Vec<Diagnostic>) {
    match fs::read(on_disk) {
        Ok(bytes) => classify(path, bytes),
        Err(error) => {
            let mut out = Reporter::default();
            let at = Location { file: path.clone(), span: Span::default() };
            out.report(Code::FileUnreadable, at, format!("this file can't be read: {error}"))
                .help("check its permissions, or name it in `site.ignore`");
            (None, out.into_found())
        }
    }
}

/// Lists the files to read. Order is by path, so that diagnostics and reading are the same each time.
fn walk(root: &Path, exclusions: &Exclusions, out: &mut Reporter) -> Vec<(SourcePath, PathBuf)> {
    let mut found = Vec::new();
    let skipped = |entry: &DirEntry| entry.depth() > 0 && is_skipped(entry, root, exclusions);
    let walk = WalkDir::new(root).follow_links(false).sort_by_file_name();
    for entry in walk.into_iter().filter_entry(|entry| !skipped(entry)) {
        match entry {
            Ok(entry) if entry.depth() == 0 || entry.file_type().is_dir() => {}
            Ok(entry) => match relative(entry.path(), root) {
                Ok(path) if entry.file_type().is_symlink() => report_link(path, out),
                Ok(path) if entry.file_type().is_file() => found.push((path, entry.into_path())),
                Ok(_) => {}
                Err(path) => report_name(path, out),
            },
            Err(error) => report_unreadable(&error, root, out),
        }
    }
    found
}

fn is_skipped(entry: &DirEntry, root: &Path, exclusions: &Exclusions) -> bool {
    let name = entry.file_name().to_string_lossy();
    let is_folder = entry.file_type().is_dir();
    name.starts_with('.')
        || (is_folder && SKIPPED_FOLDERS.contains(&&*name))
        || (is_folder
            && !exclusions.folders.is_empty()
            && fs::canonicalize(entry.path()).is_ok_and(|path| exclusions.folders.contains(&path)))
        || (is_folder && entry.path().join(OUTPUT_MARK).is_file())
        || entry.path().strip_prefix(root).is_ok_and(|path| exclusions.globs.is_match(path))
}

/// Returns the path below the root, or the nearest printable path when it can't be an address.
fn relative(path: &Path, root: &Path) -> std::result::Result<SourcePath, SourcePath> {
    let below = path.strip_prefix(root).unwrap_or(path);
    let mut lossless = true;
    let segments = below.components().map(|part| {
        let text = part.as_os_str().to_string_lossy();
        lossless &= part.as_os_str().to_str().is_some() && !text.contains('\\');
        text.into_owned()
    });
    let text = segments.collect::<Vec<_>>().join("/");
    let fallback = || SourcePath::new("unnamed").expect("a plain name is a path");
    let path = SourcePath::new(&text).unwrap_or_else(fallback);
    if lossless { Ok(path) } else { Err(path) }
}

fn report_link(path: SourcePath, out: &mut Reporter) {
    let at = Location { file: path, span: Span::default() };
    out.report(Code::SymlinkSkipped, at, "this is a symbolic link, and links are not followed")
        .help("put the file itself here, or name the link in `site.ignore`");
}

fn report_name(path: SourcePath, out: &mut Reporter) {
    let at = Location { file: path, span: Span::default() };
    let message = "this name is not UTF-8 or holds a backslash, so it can't have an address";
    out.report(Code::FileNameUnusable, at, message).help("rename the file");
}

fn report_unreadable(error: &walkdir::Error, root: &Path, out: &mut Reporter) {
    let path = error.path().unwrap_or(root);
    let file = relative(path, root).unwrap_or_else(|path| path);
    let reason = error.io_error().map_or_else(|| error.to_string(), ToString::to_string);
    let at = Location { file, span: Span::default() };
    out.report(Code::FileUnreadable, at, format!("this folder can't be read: {reason}"))
        .help("check its permissions, or name it in `site.ignore`");
}
