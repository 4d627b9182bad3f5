//! Searching: the page for it, and what each page brings to the index.

use crate::model::Client;
use crate::parse::body::{Hole, Lead, Stop};
use crate::parse::{Body, Parsed};
use crate::place::{OutPath, Route};
use crate::render::context::{Content, Head, Notice, PageContext, PagePlan};
use crate::render::pages::exceptions::exception_anchor;
use crate::render::pages::glossary::entry_of;
use crate::render::pages::register::Register;
use crate::render::view::View;
use crate::search::{Entry, Kind, Source};
use crate::srp::{ExceptionState, REQUIREMENTS, Requirement};
use pulldown_cmark_escape::escape_html_body_text;
use std::sync::Arc;

/// The parts of a client's page that are made from requirements, days and titles: what they say is found
/// where it comes from.
const GENERATED: &[&str] = &["Compliance", "Dates", "Cites"];

/// Returns the route of the page.
pub(crate) fn route() -> Route {
    Route::home().child("search")
}

/// Returns the context of the page.
pub(crate) fn context(view: &View<'_>) -> PageContext {
    let route = route();
    let mut head = view.plain_head(&route, &"Search".into(), view.crumbs(&route, &[]));
    head.robots = Some("noindex");
    head.description =
        Some("Searches the policies, their clauses and everything else here.".into());
    PageContext {
        lang: view.lang(None),
        root: route.to_root().as_str().to_owned(),
        nav: view.nav(&route, None),
        page: Content::NotFound(head.into()),
    }
}

/// Returns what a page brings to the index; none for pages that only lead to others.
pub(crate) fn entry(path: &OutPath, plan: &PagePlan) -> Option<Arc<Entry>> {
    match plan {
        PagePlan::Policy(plan) => plan.entry(path),
        PagePlan::Page(_, context) => composed(path, context).map(Arc::new),
        PagePlan::Redirect(_) | PagePlan::CallSheet(_) => None,
    }
}

/// Returns the link to a page from the site's root.
pub(super) fn href(path: &OutPath) -> String {
    let path = Route::home().href_to_file(path);
    let path = path.as_str();
    path.strip_suffix("index.html").unwrap_or(path).to_owned()
}

/// Returns the word of a page's most pressing notice, and its class.
pub(super) fn status<'a>(
    notices: &(impl IntoIterator<Item = &'a Notice> + Clone),
) -> Option<(&'static str, &'static str)> {
    let pressing = |class| notices.clone().into_iter().find(|notice| notice.class == class);
    let found = pressing("bad").or_else(|| pressing("warn"))?;
    Some((found.title, found.class))
}

/// Returns the text of a body, with what its holes show.
pub(super) fn text(parsed: &Parsed, body: &Body, lead: Lead) -> String {
    let mut html = String::with_capacity(body.len());
    body.fill(lead, &[], &mut html, |stop, html| {
        let text = match stop {
            Stop::Hole(Hole::Image(n)) => parsed.links.get(n as usize).map(|link| &*link.text),
            Stop::Hole(Hole::Code(n)) => parsed.code.get(n as usize).map(|block| &*block.text),
            Stop::Hole(Hole::Link(_) | Hole::Note(_)) | Stop::Open(_) | Stop::Close => None,
        };
        if let Some(text) = text {
            let written = escape_html_body_text(&mut *html, text);
            debug_assert!(written.is_ok(), "writing to memory does not fail");
        }
    });
    html
}

/// Returns the entry of a section or of a client's plan.
fn composed(path: &OutPath, context: &PageContext) -> Option<Entry> {
    let entry = |kind, head: &Head, names, section, status, html: &str| {
        Entry::of(&Source {
            href: href(path),
            kind,
            title: &head.title,
            names,
            lang: &context.lang,
            section,
            status,
            summary: head.lede.as_deref(),
            html,
            left_out: if kind == Kind::Client { GENERATED } else { &[] },
        })
    };
    match &context.page {
        Content::Section(page) => {
            Some(entry(Kind::Section, &page.head, Vec::new(), None, None, &page.body.0.0))
        }
        Content::Composed(page) if page.class == "client" => {
            let status = status(&page.notices.0.iter().map(|notice| &**notice));
            let (head, html) = (&page.head, &page.body.0.0);
            // A plan is known by its service as well.
            let names = head.lede.as_deref().into_iter().collect();
            Some(entry(Kind::Client, head, names, Some("Client plan"), status, html))
        }
        Content::Policy(_)
        | Content::Composed(_)
        | Content::Az(_)
        | Content::Glossary(_)
        | Content::Handbook(_)
        | Content::NotFound(_) => None,
    }
}

/// Returns entries for what has a name and stands on a page of something else: requirements,
/// exceptions, terms, and the controls that policies serve.
pub(crate) fn named(view: &View<'_>) -> Vec<Arc<Entry>> {
    let mut entries = requirements(view);
    terms(view, &mut entries);
    for client in &view.site.clients {
        exceptions(view, client, &mut entries);
    }
    for (_, page) in view.site.policies().filter(|(_, page)| page.is_current()) {
        for control in &page.front().controls {
            let id = control.value.rsplit_once(':').map_or(&*control.value, |(_, id)| id);
            let of = format!("Served by {}", page.title);
            entries.push(Arc::new(Entry::of(&Source {
                href: href(&page.route.out_path()),
                kind: Kind::Control,
                title: id.trim(),
                names: vec![&control.value],
                lang: &view.config.lang,
                section: Some(&of),
                status: None,
                summary: View::summary(&page.parsed).as_deref(),
                html: "",
                left_out: &[],
            })));
        }
    }
    entries
}

/// Adds the terms of the glossary, each at the place where it is explained.
fn terms(view: &View<'_>, entries: &mut Vec<Arc<Entry>>) {
    for term in &view.glossary.terms {
        let Some((route, anchor)) = entry_of(view, term) else { continue };
        let href = Route::home().href_to(&route, anchor.as_deref());
        let source = term.source.as_ref().map(|(page, _)| &*view.card(*page).title);
        entries.push(Arc::new(Entry::of(&Source {
            href: href.as_str().to_owned(),
            kind: Kind::Term,
            title: &term.name,
            names: term.also.iter().map(|name| &**name).collect(),
            lang: &view.config.lang,
            section: source,
            status: None,
            summary: Some(&term.meaning),
            html: "",
            left_out: &[],
        })));
    }
}

fn requirements(view: &View<'_>) -> Vec<Arc<Entry>> {
    let entry = |(n, requirement): (usize, &&Requirement)| {
        let code = requirement.code.name();
        Arc::new(Entry::of(&Source {
            href: href(&Register::Requirement(n).route().out_path()),
            kind: Kind::Control,
            title: &format!("{code} {}", requirement.title),
            names: vec![code],
            lang: "en",
            section: Some(requirement.clause.title()),
            status: None,
            summary: Some(&format!("{} {}", requirement.why, requirement.fix.replace('`', ""))),
            html: "",
            left_out: &[],
        }))
    };
    REQUIREMENTS.iter().enumerate().take(view.requirements.len()).map(entry).collect()
}

fn exceptions(view: &View<'_>, client: &Client, entries: &mut Vec<Arc<Entry>>) {
    let plan = &client.plan;
    let judged = view.site.clients.iter().position(|known| known.id == client.id);
    let judged = judged.and_then(|n| view.compliance.judgements.get(n));
    for (n, exception) in plan.exceptions.iter().enumerate() {
        let Some(id) = &exception.id else { continue };
        let state = judged.and_then(|judged| judged.exceptions.get(n)).map(|state| match state {
            ExceptionState::InForce => ("In force", "ok"),
            ExceptionState::NotYet => ("To come", "na"),
            ExceptionState::Expired => ("Expired", "bad"),
            ExceptionState::Void(_) => ("Void", "bad"),
            ExceptionState::NotNeeded => ("Not needed", "na"),
        });
        let route = Route::home().href_to(&client.route, Some(&exception_anchor(n)));
        entries.push(Arc::new(Entry::of(&Source {
            href: route.as_str().to_owned(),
            kind: Kind::Client,
            title: &id.value,
            names: exception.requirement.iter().map(|name| name.value.as_str()).collect(),
            lang: &view.config.lang,
            section: Some(&format!("Exception of {}", client.name)),
            status: state,
            summary: exception.reason.as_ref().map(|reason| reason.value.as_str()),
            html: "",
            left_out: &[],
        })));
    }
}
