//! What can be written next: targets and anchors of links; keys and values are `keys`'s business.

use crate::config::Config;
use crate::editing::destination::Destination;
use crate::editing::{Workspace, keys};
use crate::model::{PageId, Resolved, lead};
use crate::parse::Target;
use crate::parse::front_matter::extent;
use crate::parse::outline::Outline;
use crate::place::SourcePath;
use crate::text::span::Span;

/// Something that can be written.
#[derive(Clone, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub struct Completion {
    /// What it is.
    pub kind: CompletionKind,
    /// The text to put there.
    pub text: String,
    /// What that replaces: what is typed of it, on both sides of the place.
    pub replaces: Span,
    /// What it means or leads to, in a line.
    pub about: String,
}

/// What can be completed.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
#[non_exhaustive]
pub enum CompletionKind {
    /// The path of a page, folder or file, as a link writes it.
    Target,
    /// The anchor of a heading, without `#`.
    Anchor,
    /// A key of front matter, of a client's plan or of the configuration, without `:`.
    Key,
    /// The id of a contact.
    Contact,
    /// The id of a requirement.
    Requirement,
    /// Another word that the key allows.
    Word,
}

/// Returns what can be written at a byte of a file.
pub(super) fn completions(of: &Workspace, file: &SourcePath, byte: usize) -> Vec<Completion> {
    let Some(text) = of.text(file).filter(|text| text.is_char_boundary(byte)) else {
        return Vec::new();
    };
    let front = extent(text);
    if !file.is_page()
        || front.as_ref().is_some_and(|front| (front.start..=front.end).contains(&byte))
    {
        return keys::completions(of, file, byte);
    }
    let start = front.map_or(0, |front| front.end);
    let Some(typed) = Destination::at(text, byte) else { return Vec::new() };
    if Outline::of(text, start).is_code(byte) {
        return Vec::new();
    }
    match typed.anchor {
        Some(anchor) => anchors(of, file, &typed, anchor),
        None => targets(of, file, &typed),
    }
}

/// Returns the headings of the page that a destination names, and its other anchors.
fn anchors(
    of: &Workspace,
    file: &SourcePath,
    typed: &Destination<'_>,
    anchor: &str,
) -> Vec<Completion> {
    let site = of.build.site();
    let (config, _) = Config::from_tree(&of.tree, None);
    let target = Target::inside(typed.path);
    let to = target.map(|target| lead(site, file, &target, &config.url_prefixes));
    let Some(Resolved::Page(id, _)) = to else { return Vec::new() };
    let parsed = &site.page(id).parsed;
    let folded = anchor.to_lowercase();
    let fits = |name: &str, about: &str| {
        name.to_lowercase().starts_with(&folded) || about.to_lowercase().starts_with(&folded)
    };
    let about = |name: &str| {
        let mut headings = parsed.headings.iter();
        headings.find(|heading| *heading.anchor == *name).map_or("", |heading| &heading.text)
    };
    let all = parsed.anchors.iter().map(|name| (name, about(name)));
    let fitting = all.filter(|(name, about)| fits(name, about));
    fitting
        .map(|(name, about)| Completion {
            kind: CompletionKind::Anchor,
            text: name.to_string(),
            replaces: typed.replaces,
            about: about.to_owned(),
        })
        .collect()
}

/// Returns the pages, folders and files whose path or title begins as a destination does.
fn targets(of: &Workspace, file: &SourcePath, typed: &Destination<'_>) -> Vec<Completion> {
    let site = of.build.site();
    let own = site.page_at(file.as_str());
    let is_page = |id: &PageId| Some(*id) != own && !typed.is_image;
    let pages = site.pages().filter(|(id, _)| is_page(id));
    let pages = pages.map(|(_, page)| (page.path.as_str().to_owned(), &*page.title));
    let bare = site.sections().filter(|(_, section)| {
        section.page.is_none() && !section.folder.is_empty() && !typed.is_image
    });
    let folders = bare.map(|(_, section)| (format!("{}/", section.folder), &*section.title));
    let assets = site.assets.iter().map(|asset| (asset.path.as_str().to_owned(), ""));
    let folded = typed.path.to_lowercase();
    let mut found: Vec<(bool, Completion)> = pages
        .chain(folders)
        .chain(assets)
        .filter_map(|(path, title)| {
            let text = address(file, &path, typed.path);
            let by_path = text.to_lowercase().starts_with(&folded);
            let name = path.trim_end_matches('/').rsplit('/').next().unwrap_or("");
            let by_name = !folded.contains('/')
                && [title, name].iter().any(|name| name.to_lowercase().starts_with(&folded));
            let about = if title.is_empty() { path } else { title.to_owned() };
            let (kind, replaces) = (CompletionKind::Target, typed.replaces);
            (by_path || by_name).then_some((!by_path, Completion { kind, text, replaces, about }))
        })
        .collect();
    found.sort_by(|(by_name, one), (other_by_name, other)| {
        (by_name, &one.text).cmp(&(other_by_name, &other.text))
    });
    found.into_iter().map(|(_, completion)| completion).collect()
}

/// Returns a path as a link in a file writes it: from the root when it is begun so, else from the file.
fn address(from: &SourcePath, path: &str, typed: &str) -> String {
    let target = path.trim_end_matches('/');
    let slash = if path.ends_with('/') { "/" } else { "" };
    if typed.starts_with('/') {
        return format!("{}{slash}", SourcePath::absolute(target));
    }
    let here = if typed.starts_with("./") { "./" } else { "" };
    format!("{here}{}{slash}", from.relative(target))
}
