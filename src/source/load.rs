//! The only reader: a folder on disk becomes a [`SourceTree`].
//!
//! Hidden files and folders, `node_modules`, `target`, output folders and what the configuration
//! ignores stay out; `.gitignore` is not consulted, since a portal must not lose a policy to
//! somebody's global ignore file. Symbolic links are reported and never followed.

#![expect(clippy::disallowed_methods, reason = "this is the only reader")]

use crate::diag::{Code, Diagnostic, Location, Reporter};
use crate::error::{Error, Result};
use crate::memo::Held;
use crate::place::SourcePath;
use crate::source::disk::{Disk, Entry, Kind, Unlisted};
use crate::source::{OUTPUT_MARK, SourceFile, SourceTree, classify};
use crate::text::span::Span;
use globset::{Glob, GlobSet, GlobSetBuilder};
use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs;
use std::io;
use std::path::{MAIN_SEPARATOR, Path, PathBuf};
use std::sync::Arc;
use std::time::SystemTime;

/// Folders that hold no content, whatever they hold.
const SKIPPED_FOLDERS: &[&str] = &["node_modules", "target"];

/// What a walk leaves out.
#[derive(Debug, Default)]
pub struct Exclusions {
    named: Named,
    globs: GlobSet,
}

/// What is left out, as it was named: folders, resolved, and globs.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
struct Named {
    folders: Vec<PathBuf>,
    globs: Vec<String>,
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
        let folders = folders.iter().filter_map(|folder| fs::canonicalize(folder).ok());
        let named = Named { folders: folders.collect(), globs: globs.to_owned() };
        Self { named, globs: set.build().unwrap_or_default() }
    }

    /// Returns whether a folder is one of those left out. Where a path really leads is asked only of
    /// those with the right name: asking takes longer than listing the folder.
    fn has_folder(&self, path: &Path) -> bool {
        let is_named =
            self.named.folders.iter().any(|folder| folder.file_name() == path.file_name());
        is_named && fs::canonicalize(path).is_ok_and(|path| self.named.folders.contains(&path))
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
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(Error::io("reading", path, error)),
    }
}

/// The files of a project's folder, by path with `/`, and what was left out with a reason.
pub type ProjectFiles = (BTreeMap<String, Held<[u8]>>, Vec<Diagnostic>);

/// Reads one folder again and again: what has not changed on disk since is not read again, and what
/// was read again with the same result is the same value.
///
/// A reader without memory reads everything; what both return is the same.
#[derive(Debug, Default)]
pub struct Reader {
    content: Disk<Content>,
    walked: Option<Walked>,
    files: Disk<Copied>,
}

/// What a walk of the content came to, and what it was made from besides the folders themselves.
#[derive(Debug)]
struct Walked {
    root: PathBuf,
    left_out: Named,
    /// The files, in order.
    paths: Vec<SourcePath>,
    /// Where they lie, in the same order.
    on_disk: Arc<[PathBuf]>,
    diagnostics: Vec<Diagnostic>,
    /// Whether all folders could be listed.
    is_whole: bool,
}

/// What a file of the content became.
type Content = (Option<SourceFile>, Arc<[Diagnostic]>);

/// The bytes of a file that is copied as it is, or why there are none.
type Copied = std::result::Result<Held<[u8]>, Unread>;

/// An error of the system, as a value.
#[derive(Clone, Copy, Debug)]
struct Unread {
    kind: io::ErrorKind,
    number: Option<i32>,
}

impl From<io::Error> for Unread {
    fn from(error: io::Error) -> Self {
        Self { kind: error.kind(), number: error.raw_os_error() }
    }
}

impl From<Unread> for io::Error {
    fn from(unread: Unread) -> Self {
        unread.number.map_or_else(|| unread.kind.into(), Self::from_raw_os_error)
    }
}

impl Reader {
    /// Returns a reader that remembers nothing yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Begins a reading at the moment `now`, to remember what is read. Not called, every reading is
    /// the first.
    pub fn begin(&mut self, now: SystemTime) {
        self.content.begin(Some(now));
        self.files.begin(Some(now));
    }

    /// Reads the tree below `root`, in parallel.
    ///
    /// A file that can't be read is a diagnostic of the tree; so is a link, a name that is not UTF-8,
    /// a page that is not UTF-8 or too large.
    ///
    /// # Errors
    /// When `root` itself can't be read, or is not a folder.
    pub fn load(&mut self, root: &Path, exclusions: &Exclusions) -> Result<SourceTree> {
        check_folder(root)?;
        let is_as_before = |walked: &Walked| {
            walked.is_whole && walked.root == *root && walked.left_out == exclusions.named
        };
        let walked = self.walked.take().filter(is_as_before);
        let walked = match walked.filter(|_| self.content.is_listed_as_before()) {
            Some(walked) => walked,
            None => self.walk(root, exclusions),
        };
        let Walked { paths, on_disk, .. } = &walked;
        let read = self.content.read(on_disk, |n, bytes, before| {
            let path = paths.get(n).expect("one path for each file");
            content(path, bytes, before)
        });
        let mut diagnostics = walked.diagnostics.clone();
        let mut files = Vec::with_capacity(paths.len());
        for (path, content) in paths.iter().zip(read) {
            let Some((file, found)) = content else { continue };
            diagnostics.extend(found.iter().cloned());
            files.extend(file.map(|file| (path.clone(), file)));
        }
        self.walked = Some(walked);
        Ok(SourceTree { files: Arc::new(files.into_iter().collect()), diagnostics })
    }

    fn walk(&mut self, root: &Path, exclusions: &Exclusions) -> Walked {
        let mut out = Reporter::default();
        let is_wanted = |entry: &Entry| !is_skipped(entry, root, exclusions);
        let (entries, unlisted) = self.content.walk(root, is_wanted, is_no_output);
        let is_whole = unlisted.is_empty();
        for Unlisted { path, error } in unlisted {
            report_unreadable(&path, &error, root, &mut out);
        }
        let mut files = Vec::with_capacity(entries.len());
        for Entry { path: file, kind } in entries {
            match relative(&file, root) {
                Ok(path) if kind == Kind::Link => report_link(path, &mut out),
                Ok(path) if kind == Kind::File => files.push((path, file)),
                Ok(_) => {}
                Err(path) => report_name(path, &mut out),
            }
        }
        files.sort_by(|(one, _), (other, _)| one.cmp(other));
        let (paths, on_disk): (_, Vec<PathBuf>) = files.into_iter().unzip();
        Walked {
            root: root.to_owned(),
            left_out: exclusions.named.clone(),
            paths,
            on_disk: on_disk.into(),
            diagnostics: out.into_found(),
            is_whole,
        }
    }

    /// Reads every file below the folder `name` of a project whole; nothing when there is no such
    /// folder. Hidden files stay out; symbolic links are reported and not followed.
    ///
    /// # Errors
    /// When the folder or a file in it can't be read.
    pub fn read_files(&mut self, project: &Path, name: &str) -> Result<ProjectFiles> {
        let folder = project.join(name);
        let mut out = Reporter::default();
        if !folder.is_dir() {
            return Ok((BTreeMap::new(), Vec::new()));
        }
        let (entries, unlisted) =
            self.files.walk(&folder, |entry| !is_hidden(&entry.path), |_| true);
        if let Some(Unlisted { path, error }) = unlisted.into_iter().next() {
            return Err(Error::io("reading", &path, error));
        }
        let mut on_disk = Vec::new();
        for Entry { path, kind } in entries {
            match kind {
                Kind::Link => {
                    let (Ok(name_in) | Err(name_in)) = relative(&path, &folder);
                    if let Some(path) = SourcePath::beside(&format!("{name}/{name_in}")) {
                        report_link(path, &mut out);
                    }
                }
                Kind::File => on_disk.push(path),
                Kind::Folder | Kind::Other => {}
            }
        }
        let on_disk = on_disk.into();
        let read = self.files.read(&on_disk, |_, bytes, before| match (bytes, before) {
            (Ok(bytes), Some(Ok(before))) if **before == *bytes => Ok(before.clone()),
            (Ok(bytes), _) => Ok(bytes.into()),
            (Err(error), _) => Err(error.into()),
        });
        let mut files = BTreeMap::new();
        for (path, bytes) in on_disk.iter().zip(read) {
            let Some(bytes) = bytes else { continue };
            let bytes = bytes.map_err(|error| Error::io("reading", path, error.into()))?;
            let (Ok(name) | Err(name)) = relative(path, &folder);
            files.insert(name.as_str().to_owned(), bytes);
        }
        Ok((files, out.into_found()))
    }
}

/// Reads every file below the folder `name` of a project, as [`Reader::read_files`] does.
///
/// # Errors
/// When the folder or a file in it can't be read.
pub fn read_files(project: &Path, name: &str) -> Result<ProjectFiles> {
    Reader::new().read_files(project, name)
}

/// Reads the tree below `root`, as [`Reader::load`] does.
///
/// # Errors
/// When `root` itself can't be read, or is not a folder.
pub fn load(root: &Path, exclusions: &Exclusions) -> Result<SourceTree> {
    Reader::new().load(root, exclusions)
}

/// Returns what a file is; the value of before where that is equal.
fn content(path: &SourcePath, bytes: io::Result<Vec<u8>>, before: Option<&Content>) -> Content {
    match bytes {
        Ok(bytes) => match before {
            Some((Some(file), found)) if file.bytes() == bytes => {
                (Some(file.clone()), Arc::clone(found))
            }
            Some(_) | None => {
                let (file, diagnostics) = classify(path, bytes);
                (file, diagnostics.into())
            }
        },
        Err(error) => {
            let mut out = Reporter::default();
            let at = Location { file: path.clone(), span: Span::default() };
            out.report(Code::FileUnreadable, at, format!("this file can't be read: {error}"))
                .help("check its permissions, or name it in `site.ignore`");
            (None, out.into_found().into())
        }
    }
}

/// Returns whether a name begins with a dot.
fn is_hidden(path: &Path) -> bool {
    path.file_name().is_some_and(|name| name.as_encoded_bytes().starts_with(b"."))
}

/// Returns whether a folder with these names in it is no output of a build.
fn is_no_output(names: &[(OsString, Kind)]) -> bool {
    let is_mark = |(name, kind): &(OsString, Kind)| name == OUTPUT_MARK && *kind == Kind::File;
    !names.iter().any(is_mark)
}

fn is_skipped(entry: &Entry, root: &Path, exclusions: &Exclusions) -> bool {
    let path = &entry.path;
    let is_folder = entry.kind == Kind::Folder;
    let is_named =
        |names: &[&str]| path.file_name().is_some_and(|name| names.iter().any(|n| name == *n));
    is_hidden(path)
        || (is_folder && is_named(SKIPPED_FOLDERS))
        || (is_folder && exclusions.has_folder(path))
        || (!exclusions.globs.is_empty()
            && path.strip_prefix(root).is_ok_and(|path| exclusions.globs.is_match(path)))
}

/// Returns the path below the root, or the nearest printable path when it can't be an address.
fn relative(path: &Path, root: &Path) -> std::result::Result<SourcePath, SourcePath> {
    let below = path.strip_prefix(root).unwrap_or(path);
    // What nearly all paths are on most systems.
    if MAIN_SEPARATOR == '/'
        && let Some(text) = below.to_str().filter(|text| !text.contains('\\'))
        && let Some(path) = SourcePath::new(text)
    {
        return Ok(path);
    }
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

fn report_unreadable(path: &Path, error: &io::Error, root: &Path, out: &mut Reporter) {
    let file = relative(path, root).unwrap_or_else(|path| path);
    let at = Location { file, span: Span::default() };
    out.report(Code::FileUnreadable, at, format!("this folder can't be read: {error}"))
        .help("check its permissions, or name it in `site.ignore`");
}
