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
        let mut paths = Vec::new();
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
        if let Some(path) = self.find(written, resolved) {
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

    fn find(&mut self, written: &str, resolved: &str) -> Option<String> {
        let (folder, name) = resolved.rsplit_once('/').unwrap_or(("", resolved));
        if let Some(names) = self.folders.get(folder)
            && let Some(near) = nearest(name, names.iter().copied())
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
        nearest(resolved, self.paths.iter().copied()).map(str::to_owned)
    }
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
