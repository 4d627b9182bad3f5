//! Which outputs there are: [`Jobs`], one per output file, each cheap until it is done.

use crate::diag::{Code, Diagnostic, Location, Reporter};
use crate::model::{Page, PageId, SectionId, Site};
use crate::parse::Body;
use crate::place::{OutPath, Route, SourcePath};
use crate::render::context::{Assets, PagePlan, RedirectContext, Shared, SiteInfo};
use crate::render::pages;
use crate::render::theme::Theme;
use crate::render::view::View;
use crate::text::span::Span;
use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

/// What one output file is made from.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Job {
    /// A policy.
    Policy(PageId),
    /// A section, or the home page.
    Section(SectionId),
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
    let mut jobs = Jobs::new();
    for (id, section) in site.sections() {
        let is_policy =
            site.pages.iter().any(|page| page.is_policy() && page.route == section.route);
        if !(section.parent.is_none() && is_policy) {
            jobs.insert(section.route.out_path(), Job::Section(id));
        }
    }
    for (id, page) in site.policies() {
        jobs.insert(page.route.out_path(), Job::Policy(id));
    }
    jobs.insert(pages::az::route().out_path(), Job::Az);
    if let Some(path) = OutPath::new("404.html") {
        jobs.insert(path, Job::NotFound);
    }
    if let (Some(path), Some(xml)) =
        (OutPath::new("sitemap.xml"), crate::render::sitemap::sitemap(view))
    {
        jobs.insert(path, Job::Bytes(xml.into_bytes().into()));
    }
    for asset in site.assets.iter().filter(|asset| asset.is_used) {
        jobs.entry(asset.out.clone()).or_insert_with(|| Job::Bytes(Arc::clone(&asset.bytes)));
    }
    for (_, path, bytes) in theme.assets() {
        jobs.insert(path, Job::Bytes(bytes));
    }
    add_statics(&mut jobs, statics, &mut out);
    add_redirects(&mut jobs, site, &mut out);
    (jobs, out.into_found())
}

fn add_statics(jobs: &mut Jobs, statics: &BTreeMap<String, Arc<[u8]>>, out: &mut Reporter) {
    for (name, bytes) in statics {
        let Some(path) = OutPath::new(name) else { continue };
        if jobs.contains_key(&path) {
            let Some(file) = SourcePath::new(&format!("static/{name}")) else { continue };
            let at = Location { file, span: Span::default() };
            out.report(
                Code::PageAddressTaken,
                at,
                format!("`static/{name}` has the address of another output"),
            )
            .help("rename the file, or remove it");
            continue;
        }
        jobs.insert(path, Job::Bytes(Arc::clone(bytes)));
    }
}

/// Adds pages at old addresses: those that authors state, then those of the hosts of today.
fn add_redirects(jobs: &mut Jobs, site: &Site, out: &mut Reporter) {
    let mut taken: HashSet<String> = jobs.keys().map(|path| path.as_str().to_lowercase()).collect();
    let mut folders: HashSet<String> = HashSet::new();
    for path in jobs.keys() {
        let parts = path.as_str().match_indices('/');
        folders.extend(parts.map(|(at, _)| path.as_str().get(..at).unwrap_or("").to_lowercase()));
    }
    // A file can't stand where a folder stands, nor below another file.
    let mut add = |jobs: &mut Jobs, path: OutPath, id: PageId| {
        let folded = path.as_str().to_lowercase();
        let below_file =
            folded.match_indices('/').any(|(at, _)| taken.contains(folded.get(..at).unwrap_or("")));
        if below_file || folders.contains(&folded) || !taken.insert(folded.clone()) {
            return false;
        }
        folders.extend(
            folded.match_indices('/').map(|(at, _)| folded.get(..at).unwrap_or("").to_owned()),
        );
        jobs.insert(path, Job::Redirect(id));
        true
    };
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
                Ok(path) => {
                    if !add(jobs, path, id) {
                        out.report(
                            Code::RedirectTaken,
                            at,
                            format!("`{}` is the address of something else", address.value),
                        )
                        .help("remove the old address, or the page that has it");
                    }
                }
            }
        }
    }
    for (id, page) in site.pages() {
        for path in OutPath::old_addresses(&page.path, &page.route) {
            add(jobs, path, id);
        }
    }
}

/// Returns the page whose body an output shows.
pub(crate) fn body_of<'a>(site: &'a Site, job: &Job) -> Option<&'a SourcePath> {
    match job {
        Job::Policy(id) => Some(&site.page(*id).path),
        Job::Section(id) => site.section(*id).page.map(|id| &site.page(id).path),
        Job::Az | Job::NotFound | Job::Redirect(_) | Job::Bytes(_) => None,
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
