//! "Did you mean" for links that lead nowhere.

use crate::model::site::Site;
use crate::place::SourcePath;
use crate::text::nearest::nearest;
use std::collections::BTreeMap;

/// How many links per build are compared with every path of the tree; the others only with their
/// own folder, so that a tree full of broken links stays quick.
const WIDE_SEARCHES_MAX: usize = 100;

/// Finds existing paths near to missing ones.
pub(super) struct Suggestions<'a> {
    /// File names by folder.
    folders: BTreeMap<&'a str, Vec<&'a str>>,
    paths: Vec<&'a str>,
    wide_searches: usize,
}

impl<'a> Suggestions<'a> {
    pub(super) fn of(site: &'a Site) -> Self {
        let pages = site.pages.iter().map(|page| &page.path);
        let assets = site.assets.iter().map(|asset| &asset.path);
        let mut folders: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        let sections = site.sections.iter().map(|section| &*section.folder);
        let mut paths: Vec<&str> = sections.filter(|folder| !folder.is_empty()).collect();
        for path in pages.chain(assets) {
            folders.entry(path.folder()).or_default().push(path.name());
            paths.push(path.as_str());
        }
        Self { folders, paths, wide_searches: 0 }
    }

    /// Returns the help line for a link written `written` in `from`, which resolves to `resolved`.
    pub(super) fn help(&mut self, from: &SourcePath, written: &str, resolved: &str) -> String {
        if let Some(address) = as_address(written) {
            return format!("write `{address}` for an address on the web");
        }
        if let Some(path) = self.find(from, written, resolved) {
            return format!("did you mean `{}`?", from.relative(&path));
        }
        let folder = resolved.rsplit_once('/').map_or("", |(folder, _)| folder);
        if folder.is_empty() || self.folders.keys().any(|known| known.starts_with(folder)) {
            "create the file, or correct the path; paths start from this file's own folder"
                .to_owned()
        } else {
            format!("there is no folder `{folder}`; paths start from this file's own folder")
        }
    }

    fn find(&mut self, from: &SourcePath, written: &str, resolved: &str) -> Option<String> {
        let (folder, name) = resolved.rsplit_once('/').unwrap_or(("", resolved));
        let others = |name: &&str| *name != from.name() || folder != from.folder();
        if let Some(names) = self.folders.get(folder)
            && let Some(near) = nearest(name, names.iter().copied().filter(others))
        {
            return Some(if folder.is_empty() {
                near.to_owned()
            } else {
                format!("{folder}/{near}")
            });
        }
        // The right words from the wrong folder: a path that ends as the link does.
        let ending = written.trim_start_matches(['.', '/']);
        let ends_so = |path: &&&str| {
            path.strip_suffix(ending).is_some_and(|head| head.is_empty() || head.ends_with('/'))
        };
        let mut same = self.paths.iter().filter(ends_so);
        if let (false, Some(path), None) = (ending.is_empty(), same.next(), same.next()) {
            return Some((*path).to_owned());
        }
        self.wide_searches += 1;
        if self.wide_searches > WIDE_SEARCHES_MAX {
            return None;
        }
        self.find_by_name(resolved)
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

/// Returns what a path is called: its file's name without extension, for an index its folder's.
fn own_name(path: &str) -> &str {
    let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    let is_index =
        ["readme", "index", "_index"].iter().any(|index| stem.eq_ignore_ascii_case(index));
    if is_index && !folder.is_empty() { folder.rsplit('/').next().unwrap_or(folder) } else { stem }
}

/// Returns the address that a path such as `www.example.org/x` or `help@example.org` was meant to be.
fn as_address(written: &str) -> Option<String> {
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
