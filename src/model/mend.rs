//! Mending links: what one that leads nowhere must have meant, where that is certain.
//!
//! In: a link as written, and every path of the tree. Out: how to write it, or nothing. A link is only
//! mended where one file fits and no other does, and where all but its fault stays as it is written.

use crate::diag::Fix;
use crate::model::lookup::{Entry, Lookup};
use crate::parse::{Link, Role};
use crate::place::{Resolution, SourcePath};
use crate::text::span::Span;
use std::collections::BTreeSet;
use std::iter::once;

/// Names shorter than this are not mended: too many others are near.
const MENDED_CHARS_MIN: usize = 5;
/// In names of this length two letters may be wrong rather than one.
const LONG_CHARS_MIN: usize = 8;

/// A link to be mended, and where it stands.
#[derive(Clone, Copy)]
pub(super) struct Wrong<'a> {
    pub(super) from: &'a SourcePath,
    pub(super) link: &'a Link,
    /// The text of the file.
    pub(super) text: &'a str,
    pub(super) lookup: &'a Lookup,
}

impl Wrong<'_> {
    /// Returns where the address is written: in the link, or in the definition that it refers to.
    fn place(&self) -> Span {
        self.link.definition.unwrap_or(self.link.span)
    }

    /// Returns the fix that writes another path; none when the path is not written as it is read.
    pub(super) fn fix(&self, path: &str) -> Option<Fix> {
        let written = &*self.link.target.path;
        let place = self.place();
        let rest = self.text.get(place.range())?.strip_prefix(written)?;
        let is_whole = rest.is_empty() || rest.starts_with(['#', '?']);
        let start = place.range().start;
        let span = Span::new(start, start + written.len());
        is_whole.then(|| Fix::replace(format!("write `{path}`"), span, path))
    }

    /// Returns the fix that writes another anchor.
    pub(super) fn fix_anchor(&self, anchor: &str) -> Option<Fix> {
        let place = self.place();
        let written = self.text.get(place.range())?;
        let (head, fragment) = written.split_once('#')?;
        let is_plain = |c: char| c.is_alphanumeric() || c == '-' || c == '_';
        let is_whole = fragment.chars().all(is_plain) && anchor.chars().all(is_plain);
        let start = place.range().start + head.len() + 1;
        let span = Span::new(start, start + fragment.len());
        is_whole.then(|| Fix::replace(format!("write `#{anchor}`"), span, anchor))
    }

    /// Returns the path with the letter case of `spelling`, the path of the file from the root.
    pub(super) fn recased(&self, spelling: &str) -> Option<String> {
        let written = &*self.link.target.path;
        let mut segments: Vec<String> = written.split('/').map(str::to_owned).collect();
        let mut true_names = spelling.rsplit('/');
        for segment in segments.iter_mut().rev().filter(|segment| !segment.is_empty()) {
            if segment == "." || segment == ".." {
                break;
            }
            let Some(name) = true_names.next() else { break };
            let encoded = encoded(name)?;
            let (stem, end) = match segment.strip_suffix(".html") {
                Some(stem) if name.strip_suffix(".html").is_none() => (stem, ".html"),
                _ => (segment.as_str(), ""),
            };
            if decoded(stem)? == name {
                continue;
            }
            if stem.to_lowercase() != encoded.to_lowercase() {
                return None;
            }
            *segment = format!("{encoded}{end}");
        }
        let new = segments.join("/");
        (self.target(&new)? == self.lookup.folded(spelling)?.0 && new != written).then_some(new)
    }

    /// Returns the path that was meant, when there is one alone: with more or fewer `../`, or with one
    /// name that is nearly right. `paths` are those of all files and folders.
    pub(super) fn meant(&self, resolved: &str, paths: &[&str]) -> Option<String> {
        self.in_other_folder(paths).or_else(|| self.misspelt(resolved, paths))
    }

    fn in_other_folder(&self, paths: &[&str]) -> Option<String> {
        let written = &*self.link.target.path;
        let is_step = |segment: &&str| *segment == "." || *segment == "..";
        let ending: Vec<&str> = written.split('/').skip_while(is_step).collect();
        let ending = decoded(ending.join("/").trim_end_matches('/'))?;
        let is_plain = !ending.is_empty() && !ending.split('/').any(|name| is_step(&name));
        // An index without its folder is called like every other.
        let is_index =
            !ending.contains('/') && SourcePath::new(&ending).is_some_and(|path| path.is_index());
        if !is_plain || is_index || written.starts_with('/') {
            return None;
        }
        let ends_so = |path: &str| {
            let head = path.strip_suffix(&*ending);
            head.is_some_and(|head| head.is_empty() || head.ends_with('/'))
        };
        let bare = |path: &str| SourcePath::new(path).map(|path| path.bare().to_owned());
        let same = paths
            .iter()
            .filter(|path| ends_so(path) || bare(path).is_some_and(|path| ends_so(&path)));
        if same.count() != 1 {
            return None;
        }
        let mut folder = self.from.folder();
        loop {
            let path =
                if folder.is_empty() { ending.clone() } else { format!("{folder}/{ending}") };
            let slash = if written.ends_with('/') { "/" } else { "" };
            let link = format!("{}{slash}", self.from.relative(&path));
            if link != written && self.target(&link).is_some() {
                return Some(link);
            }
            if folder.is_empty() {
                return None;
            }
            folder = folder.rsplit_once('/').map_or("", |(above, _)| above);
        }
    }

    fn misspelt(&self, resolved: &str, paths: &[&str]) -> Option<String> {
        let wanted: Vec<&str> = resolved.split('/').collect();
        let others = paths.iter().copied().filter(|path| *path != self.from.as_str());
        // A folder can be named for the page in it.
        let others = others.flat_map(|path| {
            let is_index = SourcePath::new(path).is_some_and(|path| path.is_index());
            let folder = path.rsplit_once('/').map(|(folder, _)| folder).filter(|_| is_index);
            once(path).chain(folder)
        });
        let near: BTreeSet<(usize, &str)> =
            others.filter_map(|path| one_name_differs(&wanted, path)).collect();
        let mut near = near.into_iter();
        let (Some((n, name)), None) = (near.next(), near.next()) else { return None };
        let written = &*self.link.target.path;
        let slash = if written.ends_with('/') { "/" } else { "" };
        let mut segments: Vec<String> =
            written.trim_end_matches('/').split('/').map(str::to_owned).collect();
        let from_end = wanted.len() - n;
        let at = segments.len().checked_sub(from_end)?;
        let segment = segments.get_mut(at)?;
        if decoded(segment)? != *wanted.get(n)? {
            return None;
        }
        *segment = encoded(name)?;
        let new = format!("{}{slash}", segments.join("/"));
        self.target(&new).map(|_| new)
    }

    /// Returns what a path leads to.
    fn target(&self, path: &str) -> Option<Entry> {
        let Resolution::Inside(path) = self.from.resolve(path) else { return None };
        let is_image = self.link.role == Role::Image;
        self.lookup.exact(&path).filter(|entry| !is_image || matches!(entry, Entry::Asset(_)))
    }
}

/// Returns which name of a path differs from the one wanted, and how it is spelt there, when all
/// others are equal and that one is near.
fn one_name_differs<'a>(wanted: &[&str], path: &'a str) -> Option<(usize, &'a str)> {
    let names: Vec<&str> = path.split('/').collect();
    if names.len() != wanted.len() {
        return None;
    }
    let mut differing = (0..names.len()).filter(|n| wanted.get(*n) != names.get(*n));
    let (n, None) = (differing.next()?, differing.next()) else { return None };
    let (wanted, name) = (*wanted.get(n)?, *names.get(n)?);
    if n + 1 < names.len() {
        return is_near(wanted, name).then_some((n, name));
    }
    let is_page = SourcePath::new(name).is_some_and(|path| path.is_page());
    let (stem, end) = name.rsplit_once('.').unwrap_or((name, ""));
    match wanted.rsplit_once('.') {
        None if is_page => is_near(wanted, stem).then_some((n, stem)),
        None => is_near(wanted, name).then_some((n, name)),
        Some((same, wanted_end)) if same == stem && is_page => {
            (strsim::damerau_levenshtein(wanted_end, end) == 1).then_some((n, name))
        }
        Some((wanted, same)) => (same == end && is_near(wanted, stem)).then_some((n, name)),
    }
}

/// Returns whether one name is the other with a slip of the pen. Numbers tell things apart, and the
/// first letter is where words of the opposite meaning differ.
fn is_near(wanted: &str, name: &str) -> bool {
    let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
    let (wanted, name) = (wanted.to_lowercase(), name.to_lowercase());
    let chars = wanted.chars().count().min(name.chars().count());
    let slips = if chars >= LONG_CHARS_MIN { 2 } else { 1 };
    chars >= MENDED_CHARS_MIN
        && wanted.chars().next() == name.chars().next()
        && digits(&wanted) == digits(&name)
        && strsim::damerau_levenshtein(&wanted, &name) <= slips
}

/// Returns a name as a link spells it.
fn encoded(name: &str) -> Option<String> {
    SourcePath::new("x").map(|root| root.relative(name))
}

/// Returns a part of a link without percent-encoding.
fn decoded(part: &str) -> Option<String> {
    match SourcePath::new("x")?.resolve(part) {
        Resolution::Inside(path) => Some(path),
        Resolution::Outside => None,
    }
}
