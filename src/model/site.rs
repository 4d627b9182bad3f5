//! The nouns of a portal: [`Page`], [`Section`], [`Asset`], and the [`Site`] that holds them.

use crate::memo::{Held, Same};
use crate::model::client::{Client, ClientId};
use crate::model::ground::Ground;
use crate::model::titles::{Naming, Titled};
use crate::parse::body::Lead;
use crate::parse::{FrontMatter, Parsed};
use crate::place::{OutPath, Route, SourcePath};
use std::sync::Arc;

/// The position of a page in [`Site::pages`].
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub(crate) struct PageId(pub(super) u32);

/// The position of a section in [`Site::sections`].
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub(crate) struct SectionId(pub(super) u32);

/// The position of a file in [`Site::assets`].
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub(crate) struct AssetId(pub(super) u32);

/// What a page is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum PageKind {
    /// A policy, or another document.
    Policy,
    /// The page of a section; the home page is the page of the root section.
    Section(SectionId),
    /// The prose of a client's plan.
    Client(ClientId),
}

/// One Markdown file of the tree.
#[derive(Debug)]
#[non_exhaustive]
pub(crate) struct Page {
    /// The source file.
    pub path: SourcePath,
    /// Its address.
    pub route: Route,
    /// What it is.
    pub kind: PageKind,
    /// Its content.
    pub parsed: Arc<Parsed>,
    /// Its title, never empty and never generic.
    pub title: Arc<str>,
    /// Whether the heading that opens the page is its title, printed by the template.
    pub lead: Lead,
    /// How it is named, and where that sorts.
    pub titled: Arc<Titled>,
    /// The section it lies in; for the page of a section, the section itself.
    pub section: SectionId,
    /// Where the links of [`Parsed::links`] lead, in the same order.
    pub links: Held<[Resolved]>,
    /// Related policies that the front matter names.
    pub related: Vec<PageId>,
    /// The policy that takes the place of this one, as the front matter says.
    pub successor: Option<PageId>,
}

/// Where a link leads.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Resolved {
    /// To a page, at an anchor.
    Page(PageId, Option<Arc<str>>),
    /// To the generated page of a section.
    Section(SectionId),
    /// To a file.
    Asset(AssetId),
    /// To nothing.
    Missing,
}

/// A folder with pages in it.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub(crate) struct Section {
    /// The folder in the source, `""` for the root.
    pub folder: Box<str>,
    /// Its address.
    pub route: Route,
    /// Its title.
    pub title: Arc<str>,
    /// The page the author wrote for it, if any.
    pub page: Option<PageId>,
    /// The section above, none for the root.
    pub parent: Option<SectionId>,
    /// The sections below, in order.
    pub children: Vec<SectionId>,
    /// The policies directly in it, in order.
    pub policies: Vec<PageId>,
    /// Policies in it and in all sections below.
    pub total: usize,
}

/// A file that is not a page.
#[derive(Debug)]
#[non_exhaustive]
pub(crate) struct Asset {
    /// The source file.
    pub path: SourcePath,
    /// Where it goes.
    pub out: OutPath,
    /// Its content.
    pub bytes: Arc<[u8]>,
    /// Width and height in pixels, when a page shows it and they can be read.
    pub pixels: Option<(usize, usize)>,
    /// Whether a page refers to it.
    pub is_used: bool,
}

/// Everything there is, by source path.
#[derive(Debug, Default)]
#[non_exhaustive]
pub(crate) struct Site {
    /// The pages, by source path.
    pub pages: Vec<Page>,
    /// What names and their order depend on besides the pages.
    pub naming: Same<Naming>,
    /// What follows from paths alone.
    pub ground: Same<Ground>,
    /// The sections by folder; the first is the root.
    pub sections: Same<Vec<Section>>,
    /// All other files, by source path.
    pub assets: Vec<Asset>,
    /// The clients that have a plan, by name.
    pub clients: Vec<Client>,
    /// Links and images inside the tree.
    pub links: usize,
}

impl Page {
    pub(super) fn new(path: SourcePath, parsed: Arc<Parsed>) -> Self {
        Self {
            route: Route::home(),
            path,
            kind: PageKind::Policy,
            parsed,
            title: "".into(),
            lead: Lead::Show,
            titled: Arc::default(),
            section: SectionId(0),
            links: Held::default(),
            related: Vec::new(),
            successor: None,
        }
    }

    /// Returns what the front matter says.
    pub(crate) fn front(&self) -> &FrontMatter {
        &self.parsed.front
    }

    /// Returns whether the page is a policy, standard or other document.
    pub(crate) fn is_policy(&self) -> bool {
        matches!(self.kind, PageKind::Policy)
    }

    /// Returns whether the page is that of a client's plan.
    pub(crate) fn is_client(&self) -> bool {
        matches!(self.kind, PageKind::Client(_))
    }

    /// Returns whether readers are led to it: neither superseded nor withdrawn.
    pub(crate) fn is_current(&self) -> bool {
        self.parsed.is_current()
    }
}

impl SectionId {
    /// Returns the id of the section at a position.
    pub(crate) fn of(position: usize) -> Self {
        Self(narrow(position))
    }

    /// Returns the position in [`Site::sections`].
    pub(crate) fn index(self) -> usize {
        self.0 as usize
    }
}

impl PageId {
    /// Returns the position in [`Site::pages`].
    pub(crate) fn index(self) -> usize {
        self.0 as usize
    }
}

impl Asset {
    /// Notes that a page refers to the file, or shows it.
    pub(super) fn use_by(&mut self, shows: bool) {
        self.is_used = true;
        if shows && self.pixels.is_none() {
            let size = imagesize::blob_size(&self.bytes).ok();
            self.pixels = size.map(|size| (size.width, size.height));
        }
    }

    pub(super) fn new(path: SourcePath, bytes: Arc<[u8]>) -> Option<Self> {
        let out = OutPath::new(path.as_str())?;
        Some(Self { path, out, bytes, pixels: None, is_used: false })
    }
}

impl Site {
    /// Returns a page.
    pub(crate) fn page(&self, id: PageId) -> &Page {
        &self.pages[id.0 as usize]
    }

    /// Returns a section.
    pub(crate) fn section(&self, id: SectionId) -> &Section {
        &self.sections[id.0 as usize]
    }

    /// Returns a file.
    pub(crate) fn asset(&self, id: AssetId) -> &Asset {
        &self.assets[id.0 as usize]
    }

    /// Returns the pages with their ids, by source path.
    pub(crate) fn pages(&self) -> impl Iterator<Item = (PageId, &Page)> {
        self.pages.iter().enumerate().map(|(n, page)| (PageId(narrow(n)), page))
    }

    /// Returns the sections with their ids, by folder.
    pub(crate) fn sections(&self) -> impl Iterator<Item = (SectionId, &Section)> {
        self.sections.iter().enumerate().map(|(n, section)| (SectionId(narrow(n)), section))
    }

    /// Returns a client.
    pub(crate) fn client(&self, id: ClientId) -> &Client {
        &self.clients[id.index()]
    }

    /// Returns the clients with their ids, by name.
    pub(crate) fn clients(&self) -> impl Iterator<Item = (ClientId, &Client)> {
        self.clients.iter().enumerate().map(|(n, client)| (ClientId(narrow(n)), client))
    }

    /// Returns the page made from the file at a path, spelt exactly.
    pub(crate) fn page_at(&self, path: &str) -> Option<PageId> {
        let found = self.pages.binary_search_by(|page| page.path.as_str().cmp(path));
        found.ok().map(|n| PageId(narrow(n)))
    }

    /// Returns the file at a path, spelt exactly.
    pub(crate) fn asset_at(&self, path: &str) -> Option<AssetId> {
        let found = self.assets.binary_search_by(|asset| asset.path.as_str().cmp(path));
        found.ok().map(|n| AssetId(narrow(n)))
    }

    /// Returns the policies with their ids, by source path.
    pub(crate) fn policies(&self) -> impl Iterator<Item = (PageId, &Page)> {
        self.pages().filter(|(_, page)| page.is_policy())
    }
}

pub(super) fn narrow(n: usize) -> u32 {
    u32::try_from(n).expect("a tree of four thousand million files does not fit in memory")
}
