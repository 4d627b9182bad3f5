//! Clients: every plan of the tree, put together from its one or two files, with its address.
//!
//! A plan's page is none of the policies: it lies at `clients/<id>/`, wherever its file lies.

use crate::diag::{Code, Location, Reporter};
use crate::model::site::{AssetId, PageId, PageKind, Site, narrow};
use crate::parse::client::{ID_BYTES_MAX, VERSION, id_of, is_id, schema::Plan};
use crate::parse::{ClientFile, Prose};
use crate::place::{Resolution, Route, SourcePath};
use crate::text::collate::{Collation, SortKey};
use std::collections::BTreeMap;
use std::sync::Arc;

/// The address under which all clients lie.
pub(crate) const CLIENTS: &str = "clients";

/// The position of a client in [`Site::clients`].
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub(crate) struct ClientId(pub(super) u32);

/// One client with its plan.
#[derive(Debug)]
#[non_exhaustive]
pub(crate) struct Client {
    /// The name in the address of its page, and of its audience.
    pub id: Arc<str>,
    /// The name that is shown.
    pub name: Arc<str>,
    /// Where the name sorts.
    pub key: SortKey,
    /// What the plan says.
    pub plan: Arc<Plan>,
    /// Where the plan is marked as one.
    pub mark: Location,
    /// Whether something in it could not be read.
    pub is_broken: bool,
    /// The page with its prose; none when the plan is a YAML file alone.
    pub page: Option<PageId>,
    /// The address of its page.
    pub route: Route,
    /// The files of `service.diagrams`, in the same order; none where there is no such file.
    pub diagrams: Vec<Option<AssetId>>,
}

/// Plans in YAML files, by path.
pub(crate) type PlanData = BTreeMap<SourcePath, Arc<ClientFile>>;

/// Finds the clients, and takes their pages out of the policies.
pub(super) fn build(site: &mut Site, data: &PlanData, collation: &Collation, out: &mut Reporter) {
    let mut data: BTreeMap<&str, (&SourcePath, &Arc<ClientFile>)> =
        data.iter().map(|(path, file)| (path.bare(), (path, file))).collect();
    let mut found = Vec::new();
    for (id, page) in site.pages() {
        let beside = data.remove(page.path.bare());
        let plan = match (&page.front().client, beside) {
            (Some(own), None) => whole(own),
            (Some(own), Some((_, other))) => completed(own, other, out),
            (None, Some((_, other))) => whole(other),
            (None, None) => continue,
        };
        found.push((Some(id), page.path.clone(), plan));
    }
    found.extend(data.into_values().map(|(path, file)| (None, path.clone(), whole(file))));
    for (page, path, (plan, mark, is_broken)) in found {
        let id = client_id(&plan, &path, out);
        let name = plan.client.name.as_ref().map_or(id.as_str(), |name| &name.value);
        let name: Arc<str> = name.into();
        let route = Route::home().child(CLIENTS).child(&id);
        report_missing(&plan, &mark, out);
        let diagrams = diagrams(site, &path, &plan);
        site.clients.push(Client {
            id: id.into(),
            key: collation.key(&name),
            name,
            plan,
            mark,
            is_broken,
            page,
            route,
            diagrams,
        });
    }
    site.clients.sort_by(|a, b| a.key.cmp(&b.key).then_with(|| a.id.cmp(&b.id)));
    for n in 0..site.clients.len() {
        let client = &site.clients[n];
        let used: Vec<AssetId> = client.diagrams.iter().copied().flatten().collect();
        if let Some(page) = client.page {
            let route = client.route.clone();
            let page = &mut site.pages[page.index()];
            page.kind = PageKind::Client(ClientId(narrow(n)));
            page.route = route;
        }
        for asset in used {
            site.assets[asset.0 as usize].is_used = true;
        }
    }
}

type Whole = (Arc<Plan>, Location, bool);

fn whole(file: &ClientFile) -> Whole {
    (Arc::clone(&file.plan), file.mark.clone(), file.is_broken)
}

/// Puts a plan together from the front matter of its page and the file beside it.
fn completed(own: &ClientFile, other: &ClientFile, out: &mut Reporter) -> Whole {
    let mut plan = Plan::clone(&own.plan);
    for (key, first, second) in plan.complete(Plan::clone(&other.plan)) {
        let line = format!("`{key}` stands in `{}` as well", first.file);
        out.report(Code::ClientKeyTwice, second.clone(), line)
            .help(format!("keep the one in `{}`, or the one here", first.file));
        let line = format!("`{key}` stands in `{}` as well", second.file);
        out.report(Code::ClientKeyTwice, first, line)
            .help(format!("keep the one in `{}`, or the one here", second.file));
    }
    (Arc::new(plan), own.mark.clone(), own.is_broken || other.is_broken)
}

/// Returns the name that the client has in addresses; one that can't be that is reported.
fn client_id(plan: &Plan, path: &SourcePath, out: &mut Reporter) -> String {
    if let Some(id) = plan.client.id.as_ref().filter(|id| !is_id(&id.value)) {
        let message = format!("`{}` can't be the client's id", id.value);
        let help =
            format!("use lower-case letters, digits and hyphens, {ID_BYTES_MAX} of them at most");
        out.report(Code::ClientValue, id.at.clone(), message).help(help);
    }
    id_of(plan.client.id.as_ref().map(|id| id.value.as_str()), path)
}

/// Reports keys without which a plan can't be published well, and which no requirement asks for.
fn report_missing(plan: &Plan, mark: &Location, out: &mut Reporter) {
    if let Some(version) = plan.version.as_ref().filter(|version| version.value != VERSION) {
        let message = format!("this plan is written for version {} of the schema", version.value);
        out.report(Code::ClientValue, version.at.clone(), message)
            .help(format!("this program reads version {VERSION}"));
    }
    let client = plan.client.at.as_ref().unwrap_or(mark);
    let missing = [
        ("id", plan.place("id").is_none_or(|at| at == mark), mark),
        ("status", plan.status.is_none() && plan.place("status").is_none_or(|at| at == mark), mark),
        ("client.id", plan.client.id.is_none(), client),
        ("client.name", plan.client.name.is_none(), client),
    ];
    for (key, _, at) in missing.into_iter().filter(|(_, is_missing, _)| *is_missing) {
        out.report(Code::ClientKeyMissing, at.clone(), format!("this plan has no `{key}`"))
            .help(format!("add `{key}`; `rulebook new client` shows all keys"));
    }
}

/// Finds the files of the diagrams; paths start from the plan's own folder.
fn diagrams(site: &Site, path: &SourcePath, plan: &Plan) -> Vec<Option<AssetId>> {
    let file = |written: &str| match path.resolve(written) {
        Resolution::Inside(file) => site.asset_at(&file),
        Resolution::Outside => None,
    };
    let diagrams = plan.service.diagrams.iter();
    diagrams.map(|diagram| diagram.file.as_ref().and_then(|name| file(&name.value))).collect()
}

impl Client {
    /// Returns the file of the plan.
    pub(crate) fn file(&self) -> &SourcePath {
        &self.mark.file
    }

    /// Returns what its page says under each heading.
    pub(crate) fn prose<'a>(&self, site: &'a Site) -> &'a [Prose] {
        self.page.map_or(&[], |page| &site.page(page).parsed.prose)
    }

    /// Returns where a record lies: a file of the tree, by its path from the content root or from the
    /// plan's folder, or an address on the web.
    pub(crate) fn record(&self, site: &Site, written: &str) -> Option<Record> {
        if written.starts_with("https://") || written.starts_with("http://") {
            return Some(Record::Web);
        }
        let path = written.split('#').next().unwrap_or("");
        let inside = |path: Resolution| match path {
            Resolution::Inside(path) => Some(path),
            Resolution::Outside => None,
        };
        let from_root = self.file().resolve(&format!("/{path}"));
        let beside = self.file().resolve(path);
        [from_root, beside].into_iter().filter_map(inside).find_map(|path| {
            let page = site.page_at(&path).map(Record::Page);
            page.or_else(|| site.asset_at(&path).map(Record::Asset))
        })
    }
}

/// What a written record is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Record {
    /// A page of the tree.
    Page(PageId),
    /// Another file of the tree.
    Asset(AssetId),
    /// An address on the web.
    Web,
}

impl ClientId {
    /// Returns the position in [`Site::clients`].
    pub(crate) fn index(self) -> usize {
        self.0 as usize
    }
}
