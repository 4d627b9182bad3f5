//! Which outputs there are: [`Jobs`], one per output file, each cheap until it is done.

use crate::config::Edition;
use crate::diag::{Code, Diagnostic, Location, Reporter};
use crate::memo::Held;
use crate::model::glossary::route;
use crate::model::site::Section;
use crate::model::{ClientId, Page, PageId, PageKind, SectionId, Site};
use crate::parse::Body;
use crate::place::{OutPath, Route, SourcePath};
use crate::render::claims::{Allotments, Otherwise, Owner, Wish, allot};
use crate::render::context::{
    Assets, Content, PageContext, PagePlan, RedirectPlan, Shared, SiteInfo,
};
use crate::render::formats;
use crate::render::hosting::Hosting;
use crate::render::pages;
use crate::render::pages::handbook::Volume;
use crate::render::pages::register::{Part, Register};
use crate::render::sitemap::sitemap;
use crate::render::theme::Theme;
use crate::render::view::View;
use crate::srp::{Compliance, REQUIREMENTS};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// The script that searches.
const SEARCH_JS: &str = "assets/search.js";
/// What they look like.
const SEARCH_CSS: &str = "assets/search.css";

/// What one output file is made from.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Job {
    /// A policy.
    Policy(PageId),
    /// A section, or the home page.
    Section(SectionId),
    /// A client's plan.
    Client(ClientId),
    /// A client's call sheet.
    CallSheet(ClientId),
    /// A page about all clients.
    Register(Part),
    /// The A-Z index.
    Az,
    /// The glossary.
    Glossary,
    /// The page for searching.
    Search,
    /// The page for addresses that do not exist.
    NotFound,
    /// An old address of the page.
    Redirect(PageId),
    /// The handbook, or a volume of it.
    Handbook(Arc<Volume>),
    /// The Markdown of a page, beside it.
    Twin(PageId),
    /// What the site tells programs that read.
    Llms,
    /// The addresses that exist, for the page for those that do not.
    Addresses,
    /// Bytes that are copied.
    Bytes(Arc<[u8]>),
}

/// Every output file, by path.
pub(crate) type Jobs = Vec<(OutPath, Job)>;

/// Lists the outputs of a site.
///
/// `statics` are the files of the project's `static` folder; one that stands where a page stands is
/// reported, and so is an old address that is taken.
pub(crate) fn jobs(
    view: &View<'_>,
    theme: &Theme,
    statics: &BTreeMap<String, Held<[u8]>>,
    remembered: &mut Allotments,
) -> (Jobs, Vec<Diagnostic>) {
    let mut out = Reporter::default();
    let mut wishes = Wishes::default();
    add_generated(view, &mut wishes);
    let is_wanted = |name: &str| view.config.search || ![SEARCH_JS, SEARCH_CSS].contains(&name);
    for (_, path, bytes) in theme.assets().filter(|(name, _, _)| is_wanted(name)) {
        wishes.add(path, Owner::Theme, Otherwise::Nothing, Job::Bytes(bytes));
    }
    add_clients(view, &mut wishes);
    add_pages(view.site, &mut wishes);
    for asset in view.site.assets.iter().filter(|asset| asset.is_used) {
        let job = Job::Bytes(Arc::clone(&asset.bytes));
        wishes.add_file(asset.out.clone(), &asset.path, job);
    }
    for (name, bytes) in statics {
        let file = SourcePath::beside(&format!("static/{name}"));
        if let (Some(path), Some(file)) = (OutPath::new(name), file) {
            wishes.add_file(path, &file, Job::Bytes(bytes.share()));
        }
    }
    add_redirects(&mut wishes, view.site, &mut out);
    add_twins(view, &mut wishes);
    add_hosting(view, theme, &mut wishes);
    if view.site.pages.is_empty() {
        // Unless something else is the home page.
        let home = Owner::Folder("".into());
        let route = Route::home().out_path();
        wishes.add(route, home, Otherwise::Nothing, Job::Section(SectionId::of(0)));
    }
    let Wishes { wishes, jobs } = wishes;
    let granted = remembered.of(wishes, |wishes| allot(wishes));
    out.extend(granted.diagnostics.iter().cloned());
    let mut jobs: Vec<Option<Job>> = jobs.into_iter().map(Some).collect();
    let take = |(n, path): &(usize, OutPath)| Some((path.clone(), jobs.get_mut(*n)?.take()?));
    (granted.files.iter().filter_map(take).collect(), out.into_found())
}

/// Which addresses are wished for, by importance, and for what.
#[derive(Default)]
struct Wishes {
    wishes: Vec<Wish>,
    /// In the same order.
    jobs: Vec<Job>,
}

impl Wishes {
    fn add(&mut self, path: OutPath, owner: Owner, otherwise: Otherwise, job: Job) {
        self.wishes.push(Wish { path, owner, otherwise });
        self.jobs.push(job);
    }

    /// Adds the address of a file, which is reported when it is taken.
    fn add_file(&mut self, path: OutPath, file: &SourcePath, job: Job) {
        self.add(path, Owner::File(file.clone()), Otherwise::Report(file.clone()), job);
    }
}

/// Adds the pages that no file stands for. They come first: their addresses are fixed.
fn add_generated(view: &View<'_>, wishes: &mut Wishes) {
    let not_found = OutPath::new("404.html").map(|path| (path, Job::NotFound));
    let addresses = OutPath::new(pages::not_found::ADDRESSES).map(|path| (path, Job::Addresses));
    let sitemap = sitemap(view).zip(OutPath::new("sitemap.xml"));
    let sitemap = sitemap.map(|(xml, path)| (path, Job::Bytes(xml.into_bytes().into())));
    let az = Some((pages::az::route().out_path(), Job::Az));
    let glossary = view.glossary.has_page().then(|| (route().out_path(), Job::Glossary));
    let search = view.config.search.then(|| (pages::search::route().out_path(), Job::Search));
    for (path, job) in [az, glossary, search, not_found, addresses, sitemap].into_iter().flatten() {
        wishes.add(path, Owner::Generated, Otherwise::Nothing, job);
    }
    for volume in pages::handbook::volumes(view) {
        let path = volume.route.out_path();
        let job = Job::Handbook(Arc::new(volume));
        wishes.add(path, Owner::Generated, Otherwise::Nothing, job);
    }
}

/// Adds the pages of clients, and those about all of them.
fn add_clients(view: &View<'_>, wishes: &mut Wishes) {
    let site = view.site;
    if site.clients.is_empty() {
        return;
    }
    let mut generated = |path, job| wishes.add(path, Owner::Generated, Otherwise::Nothing, job);
    let parts = [
        pages::clients::parts(view),
        pages::matrix::parts(view),
        pages::exceptions::parts(view),
        pages::dates::parts(view),
    ];
    for part in parts.into_iter().flatten() {
        generated(part.route().out_path(), Job::Register(part));
    }
    for (path, bytes) in formats::files(view) {
        generated(path, Job::Bytes(bytes));
    }
    for (id, client) in site.clients() {
        let path = client.route.out_path();
        wishes.add_file(path.clone(), client.file(), Job::Client(id));
        let sheet = pages::call_sheet::path(client);
        wishes.add(sheet, Owner::Generated, Otherwise::NothingWithout(path), Job::CallSheet(id));
    }
}

/// Adds the pages that are made from files, and those of folders that have none.
fn add_pages(site: &Site, wishes: &mut Wishes) {
    let intro = clients_intro(site);
    for (id, page) in site.pages().filter(|(id, _)| intro != Some(*id)) {
        let job = match page.kind {
            PageKind::Policy => Job::Policy(id),
            PageKind::Section(section) => Job::Section(section),
            PageKind::Client(_) => continue,
        };
        wishes.add_file(site.ground.places[id.index()].out.clone(), &page.path, job);
    }
    let has_list =
        |section: &Section| !site.clients.is_empty() && section.route == Register::Clients.route();
    // The page of a client stands for the folder that is the client's own.
    let of_clients = site.pages.iter().filter(|page| page.is_client()).map(|page| &page.route);
    let of_clients: BTreeSet<&Route> = of_clients.collect();
    let is_listed = |section: &Section| !has_list(section) && !of_clients.contains(&section.route);
    for (id, section) in site.sections().filter(|(_, section)| section.page.is_none()) {
        let Some(first) = first_page(site, id).filter(|_| is_listed(section)) else { continue };
        let first = first.path.clone();
        let otherwise = match section.parent {
            None => Otherwise::ReportUnlessThere(first),
            Some(_) => Otherwise::Report(first),
        };
        let owner = Owner::Folder(section.folder.clone());
        wishes.add(section.route.out_path(), owner, otherwise, Job::Section(id));
    }
}

/// Returns the page that the author wrote to stand above the list of clients.
fn clients_intro(site: &Site) -> Option<PageId> {
    let route = Register::Clients.route();
    let is_it = |(_, page): &(PageId, &Page)| page.route == route && !page.is_client();
    let found = || site.pages().find(is_it).map(|(id, _)| id);
    if site.clients.is_empty() { None } else { found() }
}

/// Returns the first page in a section or below it, to point at where the section comes from.
fn first_page(site: &Site, id: SectionId) -> Option<&Page> {
    let folder = &site.section(id).folder;
    let inside = |page: &&Page| {
        let rest = page.path.as_str().strip_prefix(&**folder);
        rest.is_some_and(|rest| folder.is_empty() || rest.starts_with('/'))
    };
    site.pages.iter().find(inside)
}

/// Adds pages at old addresses: those that authors state, then those of the hosts of today.
fn add_redirects(wishes: &mut Wishes, site: &Site, out: &mut Reporter) {
    for (id, page) in site.pages().filter(|(_, page)| !page.front().redirect_from.is_empty()) {
        for address in &page.front().redirect_from {
            let at = Location { file: page.path.clone(), span: address.span };
            match OutPath::of_old_address(&address.value) {
                Err(bad) => {
                    let message = format!("`{}` {}", address.value, bad.reason());
                    out.report(Code::RedirectAddressUnusable, at, message)
                        .help("write a path below the site's root, such as `old-name/`");
                }
                Ok(path) if path == site.ground.places[id.index()].out => {}
                Ok(path) => {
                    let otherwise = Otherwise::ReportRedirect(at, address.value.clone());
                    wishes.add(path, Owner::File(page.path.clone()), otherwise, Job::Redirect(id));
                }
            }
        }
    }
    for ((id, _), place) in site.pages().zip(&site.ground.places) {
        for path in &place.old {
            // Where it would collide, there is no old address.
            wishes.add(path.clone(), Owner::OldAddress, Otherwise::Nothing, Job::Redirect(id));
        }
    }
}

/// Adds the Markdown beside pages, and the list for programs. They come last: where the author has a
/// file of that name, that is the file.
fn add_twins(view: &View<'_>, wishes: &mut Wishes) {
    let mut last = |path, job| wishes.add(path, Owner::Generated, Otherwise::Nothing, job);
    if let Some(path) = OutPath::new("llms.txt") {
        last(path, Job::Llms);
    }
    let pages = view.site.pages().filter(|(_, page)| view.config.twins && !page.is_client());
    for ((id, _), place) in
        pages.map(|(id, page)| ((id, page), &view.site.ground.places[id.index()]))
    {
        last(place.twin.clone(), Job::Twin(id));
    }
}

/// Adds what hosts read in the portal. A file of the project's own is what they read then.
fn add_hosting(view: &View<'_>, theme: &Theme, wishes: &mut Wishes) {
    if view.config.hosts.is_empty() {
        return;
    }
    let hosting = Hosting::of(view.config, theme);
    for host in &view.config.hosts {
        if let Some(path) = host.file().and_then(OutPath::new) {
            let job = Job::Bytes(hosting.text(*host).into_bytes().into());
            wishes.add(path, Owner::Generated, Otherwise::Nothing, job);
        }
    }
}

/// Returns the pages that have a twin, in their order.
pub(crate) fn twinned(jobs: &Jobs) -> Vec<PageId> {
    let twins =
        jobs.iter().filter_map(|(_, job)| if let Job::Twin(id) = job { Some(*id) } else { None });
    let mut twins: Vec<PageId> = twins.collect();
    twins.sort_unstable();
    twins
}

/// Returns the pages of the handbook.
pub(crate) fn volumes(jobs: &Jobs) -> Vec<Arc<Volume>> {
    let volumes = jobs.iter().filter_map(|(_, job)| {
        if let Job::Handbook(volume) = job { Some(Arc::clone(volume)) } else { None }
    });
    volumes.collect()
}

/// Returns the page whose body an output shows.
pub(crate) fn body_of(site: &Site, job: &Job) -> Option<PageId> {
    match job {
        Job::Policy(id) => Some(*id),
        Job::Section(id) => site.section(*id).page,
        Job::Client(id) => site.client(*id).page,
        Job::Register(part) if part.register == Register::Clients && part.page == 0 => {
            clients_intro(site)
        }
        Job::CallSheet(_)
        | Job::Register(_)
        | Job::Az
        | Job::Glossary
        | Job::Search
        | Job::NotFound
        | Job::Redirect(_)
        | Job::Handbook(_)
        | Job::Twin(_)
        | Job::Llms
        | Job::Addresses
        | Job::Bytes(_) => None,
    }
}

/// Returns what a template is to make of one output, `None` for bytes that are copied. `body` is that
/// of the page [`body_of`] names; an empty one when there is none.
pub(crate) fn plan(
    view: &View<'_>,
    path: &OutPath,
    job: &Job,
    body: &Arc<Body>,
) -> Option<PagePlan> {
    match job {
        Job::Policy(id) => {
            let plan = pages::policy::plan(view, *id, Arc::clone(body));
            Some(PagePlan::Policy(Arc::new(plan)))
        }
        Job::Section(id) => {
            let is_home = view.site.section(*id).parent.is_none();
            let template = if is_home { "home.html" } else { "section.html" };
            Some(PagePlan::Page(template, Arc::new(pages::section::context(view, *id, body))))
        }
        Job::Client(id) => {
            Some(PagePlan::Page("client.html", Arc::new(pages::client::context(view, *id, body))))
        }
        Job::Register(part) => {
            Some(PagePlan::Page("register.html", Arc::new(register(view, part, body))))
        }
        Job::CallSheet(id) => {
            Some(PagePlan::CallSheet(Arc::new(pages::call_sheet::context(view, *id))))
        }
        Job::Az => Some(PagePlan::Page("az.html", Arc::new(pages::az::context(view)))),
        Job::Glossary => {
            Some(PagePlan::Page("glossary.html", Arc::new(pages::glossary::context(view))))
        }
        Job::Search => Some(PagePlan::Page("search.html", Arc::new(pages::search::context(view)))),
        Job::NotFound => {
            Some(PagePlan::Page("not_found.html", Arc::new(pages::not_found::context(view))))
        }
        Job::Redirect(id) => {
            let (path, to) = (path.clone(), Arc::clone(&view.cards[id.index()]));
            Some(PagePlan::Redirect(Arc::new(RedirectPlan {
                path,
                to,
                base: view.config.base.clone(),
            })))
        }
        Job::Handbook(volume) => {
            let page = view.published.handbook.get(&volume.route)?;
            Some(PagePlan::Page("handbook.html", Arc::clone(page)))
        }
        Job::Twin(_) | Job::Llms | Job::Addresses | Job::Bytes(_) => None,
    }
}

/// Returns the addresses of the requirements' own pages, which many pages lead to.
pub(crate) fn requirement_routes(compliance: &Compliance) -> Vec<Route> {
    if compliance.judgements.is_empty() {
        return Vec::new();
    }
    (0..REQUIREMENTS.len()).map(|n| Register::Requirement(n).route()).collect()
}

fn register(view: &View<'_>, part: &Part, intro: &Body) -> PageContext {
    let page = match part.register {
        Register::Clients => pages::clients::context(view, part),
        Register::Exceptions => pages::exceptions::context(view, part),
        Register::Dates => pages::dates::context(view, part),
        Register::Matrix | Register::Requirement(_) | Register::Lead(_) | Register::Status(_) => {
            pages::matrix::context(view, part)
        }
    };
    let page = match body_of(view.site, &Job::Register(part.clone())) {
        Some(id) => pages::clients::introduced(view, page, &view.site.page(id).path, intro),
        None => page,
    };
    let route = part.route();
    PageContext {
        lang: view.lang(None),
        root: route.to_root().as_str().to_owned(),
        nav: view.nav(&route, None),
        page: Content::Composed(Arc::new(page)),
    }
}

/// Returns the title of the site: the configured one, else that of its home page.
pub(crate) fn site_title(view: &View<'_>) -> Arc<str> {
    let home = view.site.sections.first();
    let home_page = home.and_then(|home| home.page).map(|id| &view.site.page(id).title);
    match (&view.config.title, home_page, home) {
        (Some(title), _, _) => title.as_str().into(),
        (None, Some(title), _) => Arc::clone(title),
        (None, None, Some(home)) => Arc::clone(&home.title),
        (None, None, None) => "Policies".into(),
    }
}

/// Returns what all pages share.
pub(crate) fn shared(view: &View<'_>, theme: &Theme) -> Shared {
    let file = |name: &str| {
        let found = theme.assets().find(|(known, _, _)| *known == name);
        found.map_or(String::new(), |(_, path, _)| {
            Route::home().href_to_file(&path).as_str().to_owned()
        })
    };
    let title = site_title(view);
    let brand = view.config.org_name.as_deref().map_or_else(|| Arc::clone(&title), Into::into);
    let policies = view.site.policies().filter(|(_, page)| page.is_current()).count();
    let site = SiteInfo {
        title,
        brand,
        lang: view.config.lang.as_str().into(),
        policies,
        handbook: pages::handbook::is_there(view),
        report: view.config.report_url.as_ref().map(|pattern| pattern.of_none().into()),
        closed: view.config.edition.as_ref().is_some_and(Edition::is_closed),
    };
    let assets = Assets {
        css: file("assets/theme.css"),
        front_css: file("assets/front.css"),
        plan_css: file("assets/plan.css"),
        registers_css: file("assets/registers.css"),
        handbook_css: file("assets/handbook.css"),
        search_css: file("assets/search.css"),
        theme_js: file("assets/theme.js"),
        portal_js: file("assets/portal.js"),
        search_js: if view.config.search { file(SEARCH_JS) } else { String::new() },
        not_found_js: file("assets/not_found.js"),
        icon: file("assets/favicon.svg"),
    };
    Shared { site: Arc::new(site), assets: Arc::new(assets) }
}
