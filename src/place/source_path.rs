//! [`SourcePath`]: which file of the source something is.

use crate::place::address::is_simple;
use percent_encoding::percent_decode_str;
use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

/// The path of one source file, relative to the content root, `/` between segments.
///
/// Never empty, no `.` or `..` segments; may hold spaces and any other character.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SourcePath(Arc<str>);

/// Where a link as written leads, before asking what exists there.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Resolution {
    /// A path below the content root; `""` is the root itself.
    Inside(String),
    /// Out of the content root, by `..`.
    Outside,
}

impl SourcePath {
    /// Returns the path, or `None` when `text` is empty, absolute or climbs.
    pub fn new(text: &str) -> Option<Self> {
        let fits = |segment: &str| !segment.is_empty() && segment != "." && segment != "..";
        (is_simple(text) || text.split('/').all(fits)).then(|| Self(text.into()))
    }

    /// Returns the path as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns the folder the file lies in, `""` for the root.
    pub fn folder(&self) -> &str {
        self.0.rsplit_once('/').map_or("", |(folder, _)| folder)
    }

    /// Returns the file's own name.
    pub fn name(&self) -> &str {
        self.0.rsplit_once('/').map_or(&*self.0, |(_, name)| name)
    }

    /// Returns the name without its last extension.
    pub fn stem(&self) -> &str {
        self.name().rsplit_once('.').map_or(self.name(), |(stem, _)| stem)
    }

    /// Returns whether the file's last extension is one of these, in any case.
    fn ends_in(&self, extensions: &[&str]) -> bool {
        let extension = self.name().rsplit_once('.').map(|(_, end)| end);
        extension.is_some_and(|end| extensions.iter().any(|known| end.eq_ignore_ascii_case(known)))
    }

    /// Returns whether the file holds Markdown, by its extension in any case.
    pub fn is_page(&self) -> bool {
        self.ends_in(&["md", "markdown"])
    }

    /// Returns whether the file holds YAML, by its extension in any case.
    pub fn is_yaml(&self) -> bool {
        self.ends_in(&["yaml", "yml"])
    }

    /// Returns whether the file holds a drawing as text, by its extension in any case.
    pub(crate) fn is_drawing(&self) -> bool {
        self.ends_in(&["svg"])
    }

    /// Returns the path without its last extension: files that differ in nothing else stand beside
    /// each other.
    pub fn bare(&self) -> &str {
        let end = self.name().rfind('.').map_or(0, |dot| self.name().len() - dot);
        self.0.get(..self.0.len() - end).unwrap_or(&self.0)
    }

    /// Returns whether the file is its folder's page: `README` or `index` in any case, `_index`.
    pub fn is_index(&self) -> bool {
        let stem = self.stem();
        self.is_page()
            && ["readme", "index", "_index"].iter().any(|name| stem.eq_ignore_ascii_case(name))
    }

    /// Returns the last part of the path that names the page.
    pub(crate) fn slug(&self) -> &str {
        if self.is_index() && !self.folder().is_empty() {
            self.folder().rsplit('/').next().unwrap_or("")
        } else {
            self.stem()
        }
    }

    /// Returns where a link to `path` leads from this file. `path` has no query and no fragment;
    /// a leading `/` means the content root; percent-encoding is undone.
    pub fn resolve(&self, path: &str) -> Resolution {
        let decoded = if path.contains('%') {
            percent_decode_str(path).decode_utf8_lossy()
        } else {
            Cow::Borrowed(path)
        };
        let (mut start, mut rest) = match decoded.strip_prefix('/') {
            Some(rest) => ("", rest),
            None => (self.folder(), &*decoded),
        };
        while let Some(after) = rest.strip_prefix("../").filter(|_| !start.is_empty()) {
            start = start.rsplit_once('/').map_or("", |(above, _)| above);
            rest = after;
        }
        let mut at = String::with_capacity(start.len() + rest.len() + 1);
        at.push_str(start);
        if is_simple(rest) {
            at.push_str(if start.is_empty() { "" } else { "/" });
            at.push_str(rest);
            return Resolution::Inside(at);
        }
        for segment in rest.split('/') {
            match segment {
                "" | "." => {}
                ".." if at.is_empty() => return Resolution::Outside,
                ".." => at.truncate(at.rfind('/').unwrap_or(0)),
                _ => {
                    if !at.is_empty() {
                        at.push('/');
                    }
                    at.push_str(segment);
                }
            }
        }
        Resolution::Inside(at)
    }

    /// Returns the path of a file that lies beside the content folder rather than in it: the
    /// project's `themes` and `static`, seen from the content.
    pub fn beside(name: &str) -> Option<Self> {
        Self::new(name).map(|path| Self(format!("../{path}").into()))
    }

    /// Returns `target` as a link from this file would be written: `../b/c.md`.
    pub fn relative(&self, target: &str) -> String {
        let from: Vec<&str> = self.folder().split('/').filter(|part| !part.is_empty()).collect();
        let to: Vec<&str> = target.split('/').collect();
        let shared = from.iter().zip(&to[..to.len().saturating_sub(1)]);
        let shared = shared.take_while(|(a, b)| a == b).count();
        let mut link = "../".repeat(from.len() - shared);
        for (n, segment) in to.iter().skip(shared).enumerate() {
            if n > 0 {
                link.push('/');
            }
            push_encoded(segment, &mut link);
        }
        link
    }

    /// Returns `target` as a link from the content root would be written: `/b/c.md`.
    pub fn absolute(target: &str) -> String {
        let mut link = String::with_capacity(target.len() + 1);
        for segment in target.split('/') {
            link.push('/');
            push_encoded(segment, &mut link);
        }
        link
    }
}

/// Writes a segment of a path as the destination of a link.
fn push_encoded(segment: &str, link: &mut String) {
    for c in segment.chars() {
        match c {
            ' ' => link.push_str("%20"),
            '%' => link.push_str("%25"),
            '#' => link.push_str("%23"),
            '?' => link.push_str("%3F"),
            '(' => link.push_str("%28"),
            ')' => link.push_str("%29"),
            '<' => link.push_str("%3C"),
            c => link.push(c),
        }
    }
}

impl fmt::Display for SourcePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for SourcePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&*self.0, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_resolve_like_paths_do() {
        let from = SourcePath::new("ISO-9001/Lone Worker/README.md").unwrap();
        for (link, want) in [
            ("../../ISO-27001/backup", "ISO-27001/backup"),
            ("/ISO-27001/backup/", "ISO-27001/backup"),
            ("../Driving%20for%20work", "ISO-9001/Driving for work"),
            ("./x.md", "ISO-9001/Lone Worker/x.md"),
            ("../..", ""),
            ("a//b", "ISO-9001/Lone Worker/a/b"),
        ] {
            assert_eq!(from.resolve(link), Resolution::Inside(want.to_owned()), "{link}");
        }
        assert_eq!(from.resolve("../../../etc/passwd"), Resolution::Outside);
        assert_eq!(from.resolve("%2e%2e/../../x"), Resolution::Outside);
    }

    #[test]
    fn a_relative_link_resolves_back() {
        let from = SourcePath::new("a/b/c.md").unwrap();
        for target in ["a/b/d.md", "a/x/d.md", "z.md", "a/b/c.md", "a/b/c/d.md"] {
            let link = from.relative(target);
            assert_eq!(from.resolve(&link), Resolution::Inside(target.to_owned()), "{link}");
        }
    }
}
