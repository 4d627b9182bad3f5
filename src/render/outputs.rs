//! Which outputs there are: [`Jobs`], one per output file, each cheap until it is done.

use crate::diag::{Code, Diagnostic, Location, Reporter};
use crate::model::{ClientId, Page, PageId, PageKind, SectionId, Site};
use crate::parse::Body;
use crate::place::{OutPath, Route, SourcePath};
use crate::render::claims::{Claims, Owner};
use crate::render::context::{
    Assets, Content, PageContext, PagePlan, RedirectContext, Shared, SiteInfo,
};
use crate::render::formats;
use crate::render::pages;
use crate::render::pages::register::{Part, Register};
use crate::render::sitemap::sitemap;
use crate::render::theme::Theme;
use crate::render::view::View;
use crate::srp::{Compliance, REQUIREMENTS};
use std::collections::BTreeMap;
use std::sync::Arc;

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
    /// The page for addresses that do not exist.
    NotFound,
    /// An old address of the page.
    Redirect(PageId),
    /// Bytes that are copied.
    Bytes(Arc<[u8]>),
}

/// Every output file.
pub(crate) type Jobs = BTreeMap<OutPath, Job>;

/// Lists the outputs of a site.
///
/// `statics` are the files of the project's `static` folder; one that stands where a page stands is
/// reported, and so is an old address that is taken.
pub(crate) fn jobs(
    view: &View<'_>,
    theme: &Theme,
    statics: &BTreeMap<String, Arc<[u8]>>,
) -> (Jobs, Vec<Diagnostic>) {
    let site = view.site;
    let mut out = Reporter::default();
    let mut claims = Claims::default();
    let mut jobs = Jobs::new();
    add_generated(view, &mut jobs, &mut claims);
    for (_, path, bytes) in theme.assets() {
        if claims.claim(&path, Owner::Theme).is_ok() {
            jobs.insert(path, Job::Bytes(bytes));
        }
    }
    add_clients(view, &mut jobs, &mut claims, &mut out);
    let intro = clients_intro(site);
    for (id, page) in site.pages().filter(|(_, page)| intro != Some(&page.path)) {
        let job = match page.kind {
            PageKind::Policy => Job::Policy(id),
            PageKind::Section(section) => Job::Section(section),
            PageKind::Client(_) => continue,
        };
        let path = page.route.out_path();
        if claims.claim_for(&path, &page.path, &mut out) {
            jobs.insert(path, job);
        }
    }
    for (id, section) in site.sections().filter(|(_, section)| section.page.is_none()) {
        let path = section.route.out_path();
        let Some(first) = first_page(site, id) else {
            jobs.entry(path).or_insert(Job::Section(id));
            continue;
        };
        if !site.clients.is_empty() && section.route == Register::Clients.route() {
            continue;
        }
        let is_single = section.parent.is_none() && jobs.contains_key(&path);
        let owner = Owner::Folder(section.folder.clone());
        if !is_single && claims.claim_or_report(&path, &owner, &first.path, &mut out) {
            jobs.insert(path, Job::Section(id));
        }
    }
    for asset in site.assets.iter().filter(|asset| asset.is_used) {
        if claims.claim_for(&asset.out, &asset.path, &mut out) {
            jobs.insert(asset.out.clone(), Job::Bytes(Arc::clone(&asset.bytes)));
        }
    }
    for (name, bytes) in statics {
        let (Some(path), Some(file)) =
            (OutPath::new(name), SourcePath::beside(&format!("static/{name}")))
        else {
            continue;
        };
        if claims.claim_for(&path, &file, &mut out) {
            jobs.insert(path, Job::Bytes(Arc::clone(bytes)));
        }
    }
    add_redirects(&mut jobs, &mut claims, site, &mut out);
    (jobs, out.into_found())
}

/// Adds the pages that no file stands for. They come first: their addresses are fixed.
fn add_generated(view: &View<'_>, jobs: &mut Jobs, claims: &mut Claims) {
    let not_found = OutPath::new("404.html").map(|path| (path, Job::NotFound));
    let sitemap = sitemap(view).zip(OutPath::new("sitemap.xml"));
    let sitemap = sitemap.map(|(xml, path)| (path, Job::Bytes(xml.into_bytes().into())));
    let az = Some((pages::az::route().out_path(), Job::Az));
    for (path, job) in [az, not_found, sitemap].into_iter().flatten() {
        if claims.claim(&path, Owner::Generated).is_ok() {
            jobs.insert(path, job);
        }
    }
}

/// Adds the pages of clients, and those about all of them.
fn add_clients(view: &View<'_>, jobs: &mut Jobs, claims: &mut Claims, out: &mut Reporter) {
    let site = view.site;
    if site.clients.is_empty() {
        return;
    }
    let parts = [
        pages::clients::parts(view),
        pages::matrix::parts(view),
        pages::exceptions::parts(view),
        pages::dates::parts(view),
    ];
    for part in parts.into_iter().flatten() {
        let path = part.route().out_path();
        if claims.claim(&path, Owner::Generated).is_ok() {
            jobs.insert(path, Job::Register(part));
        }
    }
    for (path, bytes) in formats::files(view) {
        if claims.claim(&path, Owner::Generated).is_ok() {
            jobs.insert(path, Job::Bytes(bytes));
        }
    }
    for (id, client) in site.clients() {
        let path = client.route.out_path();
        if claims.claim_for(&path, client.file(), out) {
            jobs.insert(path, Job::Client(id));
            let sheet = pages::call_sheet::path(client);
            if claims.claim(&sheet, Owner::Generated).is_ok() {
                jobs.insert(sheet, Job::CallSheet(id));
            }
        }
    }
}

/// Returns the page that the author wrote to stand above the list of clients.
fn clients_intro(site: &Site) -> Option<&SourcePath> {
    let route = Register::Clients.route();
    let is_it = |page: &&Page| page.route == route && !page.is_client();
    let found = || site.pages.iter().find(is_it).map(|page| &page.path);
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
fn add_redirects(jobs: &mut Jobs, claims: &mut Claims, site: &Site, out: &mut Reporter) {
    for (id, page) in site.pages() {
        for address in &page.front().redirect_from {
            let at = Location { file: page.path.clone(), span: address.span };
            match OutPath::of_old_address(&address.value) {
                Err(bad) => {
                    let message = format!("`{}` {}", address.value, bad.reason());
                    out.report(Code::RedirectAddressUnusable, at, message)
                        .help("write a path below the site's root, such as `old-name/`");
                }
                Ok(path) if path == page.route.out_path() => {}
                Ok(path) => match claims.claim(&path, Owner::File(page.path.clone())) {
                    Ok(()) => {
                        jobs.insert(path, Job::Redirect(id));
                    }
                    Err(owner) => {
                        let message =
                            format!("`{}` is already an address of {owner}", address.value);
                        out.report(Code::RedirectTaken, at, message).help("remove the old address");
                    }
                },
            }
        }
    }
    for (id, page) in site.pages() {
        for path in OutPath::old_addresses(&page.path, &page.route) {
            // Where it would collide, there is no old address.
            if claims.claim(&path, Owner::OldAddress).is_ok() {
                jobs.insert(path, Job::Redirect(id));
            }
        }
    }
}

/// Returns the page whose body an output shows.
pub(crate) fn body_of<'a>(site: &'a Site, job: &Job) -> Option<&'a SourcePath> {
    match job {
        Job::Policy(id) => Some(&site.page(*id).path),
        Job::Section(id) => site.section(*id).page.map(|id| &site.page(id).path),
        Job::Client(id) => site.client(*id).page.map(|id| &site.page(id).path),
        Job::Register(part) if part.register == Register::Clients && part.page == 0 => {
            clients_intro(site)
        }
        Job::CallSheet(_)
        | Job::Register(_)
        | Job::Az
        | Job::NotFound
        | Job::Redirect(_)
        | Job::Bytes(_) => None,
    }
}

/// Returns what a template is to make of one output, `None` for bytes that are copied. `body` is that
/// of the page [`body_of`] names; an empty one when there is none.
pub(crate) fn plan(view: &View<'_>, path: &OutPath, job: &Job, body: &Body) -> Option<PagePlan> {
    match job {
        Job::Policy(id) => {
            Some(PagePlan::Page("policy.html", Arc::new(pages::policy::context(view, *id, body))))
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
        Job::NotFound => {
            Some(PagePlan::Page("not_found.html", Arc::new(pages::not_found::context(view))))
        }
        Job::Redirect(id) => {
            Some(PagePlan::Redirect(Arc::new(redirect(view, path, view.site.page(*id)))))
        }
        Job::Bytes(_) => None,
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
        Some(path) => pages::clients::introduced(view, page, path, intro),
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

fn redirect(view: &View<'_>, path: &OutPath, page: &Page) -> RedirectContext {
    let target = path.href_to(&page.route);
    RedirectContext {
        target: target.as_str().to_owned(),
        title: Arc::clone(&page.title),
        canonical: view.canonical(&page.route),
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
    let home = view.site.sections.first();
    let home_page = home.and_then(|home| home.page).map(|id| &view.site.page(id).title);
    let title: Arc<str> = match (&view.config.title, home_page, home) {
        (Some(title), _, _) => title.as_str().into(),
        (None, Some(title), _) => Arc::clone(title),
        (None, None, Some(home)) => Arc::clone(&home.title),
        (None, None, None) => "Policies".into(),
    };
    let brand = view.config.org_name.as_deref().map_or_else(|| Arc::clone(&title), Into::into);
    let policies = view.site.policies().filter(|(_, page)| page.is_current()).count();
    let site = SiteInfo { title, brand, lang: view.config.lang.as_str().into(), policies };
    let assets = Assets {
        css: file("assets/theme.css"),
        theme_js: file("assets/theme.js"),
        portal_js: file("assets/portal.js"),
        icon: file("assets/favicon.svg"),
    };
    Shared { site: Arc::new(site), assets: Arc::new(assets) }
}
