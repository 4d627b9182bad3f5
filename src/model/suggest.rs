//! "Did you mean" for links that lead nowhere.

use crate::model::site::{Page, Site};
use crate::parse::Role;
use crate::place::SourcePath;
use crate::text::nearest::nearest;
use std::collections::BTreeMap;

/// How many names per build are compared with what was written, so that a tree full of broken links
/// stays quick; the links after that get help without a suggestion.
const COMPARISONS_MAX: usize = 300_000;

/// Finds existing paths near to missing ones.
pub(super) struct Suggestions<'a> {
    /// File names by folder.
    folders: BTreeMap<&'a str, Vec<&'a str>>,
    paths: Vec<&'a str>,
    comparisons_left: usize,
}

impl<'a> Suggestions<'a> {
    pub(super) fn of(site: &'a Site) -> Self {
        let pages = site.pages.iter().map(|page| &page.path);
        let assets = site.assets.iter().map(|asset| &asset.path);
        let mut folders: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        let sections = site.ground.sections.iter().map(|section| &*section.folder);
        let mut paths: Vec<&str> = sections.filter(|folder| !folder.is_empty()).collect();
        for path in pages.chain(assets) {
            folders.entry(path.folder()).or_default().push(path.name());
            paths.push(path.as_str());
        }
        Self { folders, paths, comparisons_left: COMPARISONS_MAX }
    }

    /// Returns the help line for a link written `written` in `from`, which resolves to `resolved`;
    /// for a picture only other files are near, for a link pages, too.
    pub(super) fn help(
        &mut self,
        from: &SourcePath,
        written: &str,
        resolved: &str,
        role: Role,
    ) -> String {
        if let Some(address) = as_address(written) {
            return format!("write `{address}` for an address on the web");
        }
        if let Some(path) = self.find(from, written, resolved, role) {
            return format!("did you mean `{}`?", from.relative(&path));
        }
        if !resolved.is_empty() && self.has_folder(resolved) {
            return format!("`{resolved}` is a folder without a page; link to a file in it");
        }
        let starts = if written.starts_with('/') {
            "paths that begin with `/` start from the content folder"
        } else {
            "paths start from this file's own folder"
        };
        let folder = resolved.rsplit_once('/').map_or("", |(folder, _)| folder);
        if folder.is_empty() || self.has_folder(folder) {
            format!("create the file, or correct the path; {starts}")
        } else {
            format!("there is no folder `{folder}`; {starts}")
        }
    }

    /// Returns the anchor nearest to `wanted`.
    pub(super) fn anchor(&mut self, wanted: &str, page: &Page) -> Option<String> {
        let anchors = page.parsed.anchors.iter().map(|anchor| &**anchor);
        self.may_compare(page.parsed.anchors.len())
            .then(|| nearest(wanted, anchors).map(str::to_owned))
            .flatten()
    }

    /// Returns every path, as long as so many may be compared.
    pub(super) fn compared(&mut self) -> Option<&[&'a str]> {
        self.may_compare(self.paths.len() * 2).then_some(&*self.paths)
    }

    fn may_compare(&mut self, names: usize) -> bool {
        let left = self.comparisons_left.checked_sub(names);
        self.comparisons_left = left.unwrap_or(0);
        left.is_some()
    }

    /// Returns whether a folder holds anything, itself or further down.
    fn has_folder(&self, folder: &str) -> bool {
        let mut from = self.folders.range(folder..).map(|(known, _)| *known);
        from.any(|known| {
            known == folder || known.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/'))
        })
    }

    fn find(
        &mut self,
        from: &SourcePath,
        written: &str,
        resolved: &str,
        role: Role,
    ) -> Option<String> {
        let (folder, name) = resolved.rsplit_once('/').unwrap_or(("", resolved));
        let fits = move |path: &str| role != Role::Image || !is_page(path);
        if self.may_compare(self.folders.get(folder).map_or(0, Vec::len)) {
            let others =
                |name: &&str| (*name != from.name() || folder != from.folder()) && fits(name);
            let names = self.folders.get(folder).into_iter().flatten().copied().filter(others);
            if let Some(near) = nearest(name, names) {
                let path =
                    if folder.is_empty() { near.to_owned() } else { format!("{folder}/{near}") };
                return Some(path);
            }
        }
        if !self.may_compare(self.paths.len() * 2) {
            return None;
        }
        // The right words from the wrong folder: a path that ends as the link does.
        let ending = written.trim_start_matches(['.', '/']);
        let ends_so = |path: &&&str| {
            let head = path.strip_suffix(ending);
            head.is_some_and(|head| head.is_empty() || head.ends_with('/')) && fits(path)
        };
        let mut same = self.paths.iter().filter(ends_so);
        if let (false, Some(path), None) = (ending.is_empty(), same.next(), same.next()) {
            return Some((*path).to_owned());
        }
        self.find_by_name(resolved).filter(|path| fits(path))
    }

    /// Returns the path whose own name is nearest, whatever folder it lies in: the one in the most
    /// similar folder, when there are several.
    fn find_by_name(&self, resolved: &str) -> Option<String> {
        let wanted = own_name(resolved);
        let near = nearest(wanted, self.paths.iter().map(|path| own_name(path)))?;
        let shared = |path: &str| {
            let parts = path.split('/').zip(resolved.split('/'));
            parts.take_while(|(a, b)| a == b).count()
        };
        let found = self.paths.iter().filter(|path| own_name(path) == near);
        let best = found.max_by(|a, b| shared(a).cmp(&shared(b)).then(b.cmp(a)))?;
        // Only a name that is nearly right may stand in another folder.
        let exact = near.eq_ignore_ascii_case(wanted);
        let close = wanted.chars().count() >= 4 || exact;
        close.then(|| (*best).to_owned())
    }
}

fn is_page(path: &str) -> bool {
    SourcePath::new(path).is_some_and(|path| path.is_page())
        || !path.rsplit('/').next().unwrap_or("").contains('.')
}

/// Returns what a path is called: its file's name without extension, for an index its folder's.
fn own_name(path: &str) -> &str {
    let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    let is_index =
        ["readme", "index", "_index"].iter().any(|index| stem.eq_ignore_ascii_case(index));
    if is_index && !folder.is_empty() { folder.rsplit('/').next().unwrap_or(folder) } else { stem }
}

/// Returns the address that a path such as `www.example.org/x` or `help@example.org` was meant to be.
pub(super) fn as_address(written: &str) -> Option<String> {
    let head = written.split('/').next().unwrap_or("");
    let is_host = |host: &str| {
        let end = host.rsplit('.').next().unwrap_or("");
        host.contains('.')
            && matches!(
                end,
                "com" | "org" | "net" | "uk" | "io" | "gov" | "edu" | "co" | "eu" | "example"
            )
    };
    if let Some((_, host)) = head.split_once('@').filter(|(user, _)| !user.is_empty()) {
        return is_host(host).then(|| format!("mailto:{written}"));
    }
    (head.starts_with("www.") || is_host(head)).then(|| format!("https://{written}"))
}
