//! Trees on disk: a handbook made or copied into the folder of the run, with or without its code
//! blocks, and the Markdown files below a folder in the order of their paths.

use crate::corpus;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use walkdir::WalkDir;

/// Whether a handbook keeps its fenced code blocks.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Code {
    Kept,
    Removed,
}

impl Code {
    fn applied(self, text: String) -> String {
        if self == Self::Kept { text } else { without_code(&text) }
    }
}

/// Where a handbook comes from.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Origin {
    /// Written by `corpus`, with so many policies.
    Own(usize),
    /// A folder of the user's.
    Folder(PathBuf),
}

impl Origin {
    /// Returns how many policies a handbook of our own has.
    pub(crate) fn policies(&self) -> io::Result<usize> {
        match self {
            Self::Own(policies) => Ok(*policies),
            Self::Folder(_) => Err(io::Error::other("clients are made for our own handbook only")),
        }
    }

    /// Puts the handbook into a new folder.
    pub(crate) fn put(&self, code: Code, to: &Path) -> io::Result<()> {
        match self {
            Self::Own(policies) => {
                let write = |folder: &str, name: &str, text| {
                    let folder = to.join(folder);
                    fs::create_dir_all(&folder)?;
                    fs::write(folder.join(name), code.applied(text))
                };
                for policy in 0..*policies {
                    let text = corpus::policy(policy, *policies);
                    write(&corpus::folder(policy), corpus::POLICY_FILE, text)?;
                }
                write("", "README.md", corpus::front_page(*policies))
            }
            Self::Folder(from) => copy(from, code, to),
        }
    }
}

fn copy(from: &Path, code: Code, to: &Path) -> io::Result<()> {
    for entry in WalkDir::new(from) {
        let entry = entry?;
        let target = to.join(entry.path().strip_prefix(from).map_err(io::Error::other)?);
        if entry.file_type().is_dir() {
            fs::create_dir_all(target)?;
        } else if is_markdown(entry.path()) {
            fs::write(target, code.applied(fs::read_to_string(entry.path())?))?;
        } else if entry.file_type().is_file() {
            fs::copy(entry.path(), target)?;
        }
    }
    Ok(())
}

/// Removes fenced blocks that begin at the margin, which is where both corpora have theirs.
fn without_code(text: &str) -> String {
    let mut inside = false;
    let outside = text.split_inclusive('\n').filter(|line| {
        let is_fence = line.starts_with("```");
        inside ^= is_fence;
        !inside && !is_fence
    });
    outside.collect()
}

fn is_markdown(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("md"))
}

/// Returns the Markdown files below a folder, as paths from there, sorted.
pub(crate) fn markdown_files(root: &Path) -> io::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in WalkDir::new(root).sort_by_file_name() {
        let entry = entry?;
        if entry.file_type().is_file() && is_markdown(entry.path()) {
            files.push(entry.path().strip_prefix(root).map_err(io::Error::other)?.to_owned());
        }
    }
    Ok(files)
}

/// Returns the folder in which a page's `index.html` lies, from the root of the site.
pub(crate) fn page_folder(source: &Path) -> PathBuf {
    let parent = source.parent().unwrap_or(Path::new(""));
    let stem = source.file_stem().unwrap_or_default();
    let is_index = ["readme", "index", "_index"].iter().any(|name| stem.eq_ignore_ascii_case(name));
    if is_index { parent.to_owned() } else { parent.join(stem) }
}
