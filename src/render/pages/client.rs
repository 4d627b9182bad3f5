//! The page of one client, in the order in which it is needed: how far to rely on it, whom to call,
//! how long things take, then everything else.

mod call;
mod dates;
mod judged;
mod prose;
mod service;
mod steps;
mod times;

use crate::model::{ClientId, PageKind, Resolved};
use crate::parse::Body;
use crate::parse::client::Located;
use crate::parse::client::schema::{Plan, PlanStatus};
use crate::place::Route;
use crate::render::context::{
    ComposedPage, Content, Fact, Head, List, Notice, PageContext, Ref, list,
};
use crate::render::judged::{Shown, counts};
use crate::render::labels::spaced;
use crate::render::markup::Writer;
use crate::render::pages::clients::{status_state, status_word};
use crate::render::pages::matrix::lead;
use crate::render::pages::policy::Referring;
use crate::render::pages::register::Register;
use crate::render::view::{View, contents_item, reference};
use crate::srp::{Clause, DueKind, Judgement, REQUIREMENTS, Status, Tally};
use prose::Texts;
use std::sync::Arc;

/// What the parts of the page are made of.
struct Page<'a> {
    view: &'a View<'a>,
    id: ClientId,
    plan: &'a Plan,
    judgement: &'a Judgement,
    route: &'a Route,
    texts: Texts,
    html: Writer,
    toc: Writer,
}

/// Returns the context of a client's page.
pub(crate) fn context(view: &View<'_>, id: ClientId, body: &Body) -> PageContext {
    let client = view.site.client(id);
    let source = client.page.map(|page| view.site.page(page));
    let (written, aids) = client.page.map(|id| view.body_and_aids(id, body)).unwrap_or_default();
    let texts = source.map_or_else(Texts::default, |page| Texts::split(&written, page));
    let mut page = Page {
        view,
        id,
        plan: &client.plan,
        judgement: &view.compliance.judgements[id.index()],
        route: &client.route,
        texts,
        html: Writer::with_capacity(48 << 10),
        toc: Writer::default(),
    };
    page.write();
    page.html.markup(&aids);
    let Page { html, toc, .. } = page;
    let route = &client.route;
    let home = Ref { title: "Home".into(), href: route.to_root().as_str().into() };
    let clients = Ref {
        title: "Clients".into(),
        href: route.href_to(&Register::Clients.route(), None).as_str().into(),
    };
    let head = Head {
        robots: Some("noindex"),
        description: Some(format!("The security response plan for {}.", client.name).into()),
        lede: lede(&client.plan),
        ..view.plain_head(route, &client.name, list([home, clients]))
    };
    let composed = ComposedPage {
        head,
        class: "client",
        facts: list(facts(view, id)),
        notices: list(notices(view, id)),
        body: html.into_html(),
        toc: toc.into_html(),
        backlinks: client
            .page
            .map_or_else(Arc::default, |page| Referring::to(view, page).shown(route)),
        previous: None,
        next: None,
    };
    PageContext {
        lang: view.lang(source),
        root: route.to_root().as_str().to_owned(),
        nav: view.nav(route, None),
        page: Content::Composed(Arc::new(composed)),
    }
}

fn lede(plan: &Plan) -> Option<Arc<str>> {
    let service = plan.service.name.as_ref()?;
    Some(format!("Security response plan for {}", service.value).into())
}

/// Returns the status line: what tells in five seconds how far to rely on the plan.
fn facts(view: &View<'_>, id: ClientId) -> Vec<Fact> {
    let client = view.site.client(id);
    let plan = &client.plan;
    let text = |value: &Option<Located<String>>| value.as_ref().map(|value| value.value.clone());
    let mut facts = Vec::new();
    let mut add = |label: &'static str,
                   value: Option<String>,
                   note: Option<String>,
                   state: Option<&'static str>| {
        if let Some(value) = value {
            let counts = List::default();
            facts.push(Fact { label, value, note, href: None, state, day: None, counts });
        }
    };
    let revision = text(&plan.approval.revision).map(|revision| format!("revision {revision}"));
    add("Status", Some(status_word(client).to_owned()), revision, Some(status_state(client)));
    let body = text(&plan.approval.body).map(|body| format!("by {}", spaced(&body)));
    let is_approved =
        plan.status.as_ref().is_some_and(|status| status.value == PlanStatus::Approved);
    let approved = plan.approval.date.as_ref().filter(|_| is_approved);
    add("Approved", approved.map(|day| day.value.in_words()), body, None);
    let due =
        view.compliance.dates.iter().find(|due| due.client == id && due.kind == DueKind::Review);
    let last = plan.review.last.as_ref().map(|day| format!("last {}", day.value.in_words()));
    let state = due.map(|due| if due.day < view.today { "bad" } else { "ok" });
    add("Review due", due.map(|due| due.day.in_words()), last, state);
    let judgement = &view.compliance.judgements[id.index()];
    let tally = Tally::of(judgement);
    let mut notes = vec![format!("as of {}", view.today.in_words())];
    let until = judgement.verdicts.iter().filter_map(|verdict| match &verdict.status {
        Status::Exception(_, until) => *until,
        Status::Expired
        | Status::Gap
        | Status::NotApplicable(_)
        | Status::Met
        | Status::NotJudged(_)
        | Status::Withheld => None,
    });
    notes.extend(until.min().map(|day| format!("exception until {}", day.in_words())));
    add("Requirements", Some(tally.to_string()), Some(notes.join(", ")), None);
    add("Account lead", lead(client).map(str::to_owned), None, None);
    add("Contract", text(&plan.contract.reference), None, None);
    if let Some(fact) = facts.iter_mut().find(|fact| fact.label == "Requirements") {
        fact.counts = list(counts(judgement));
    }
    for (label, day) in
        [("Approved", approved.map(|day| day.value)), ("Review due", due.map(|due| due.day))]
    {
        if let Some(fact) = facts.iter_mut().find(|fact| fact.label == label) {
            fact.day = day.map(|day| day.to_string());
        }
    }
    facts
}

fn notices(view: &View<'_>, id: ClientId) -> Vec<Notice> {
    let client = view.site.client(id);
    let plan = &client.plan;
    let mut notices = Vec::new();
    let mut add = |class: &'static str, title: &'static str, text: String| {
        notices.push(Notice { class, title, text, link: None });
    };
    if client.is_broken {
        let text = "Parts of this plan could not be read and are missing here.".to_owned();
        add("bad", "Read in part", text);
    }
    match plan.status.as_ref().map(|status| status.value) {
        Some(PlanStatus::Draft) => {
            add("warn", "Draft", "This plan is being written; do not rely on it.".to_owned());
        }
        Some(PlanStatus::InReview) => {
            add("warn", "In review", "This plan is not approved yet.".to_owned());
        }
        Some(PlanStatus::Suspended) => {
            add("warn", "Suspended", "This plan is not in use for the time being.".to_owned());
        }
        Some(PlanStatus::Ended) => add(
            "warn",
            "Ended",
            "The contract is over; this plan is kept for the record.".to_owned(),
        ),
        None => add(
            "warn",
            "Without status",
            "This plan does not say whether it is approved.".to_owned(),
        ),
        Some(PlanStatus::Approved) => {}
    }
    if plan.contract.srp_required.as_ref().is_some_and(|required| !required.value) {
        add(
            "note",
            "Voluntary plan",
            "No contract requires this plan; what it must say is advice.".to_owned(),
        );
    }
    let judgement = &view.compliance.judgements[id.index()];
    let lapsed =
        REQUIREMENTS.iter().zip(&judgement.verdicts).filter_map(|(requirement, verdict)| {
            let is_lapsed = Shown::of(verdict) == Shown::Expired;
            is_lapsed.then(|| format!("{} ({})", requirement.title, requirement.code))
        });
    let lapsed: Vec<String> = lapsed.collect();
    if !lapsed.is_empty() {
        add("warn", "Something has lapsed", format!("No longer met: {}.", lapsed.join("; ")));
    }
    notices
}

impl Page<'_> {
    fn write(&mut self) {
        let intro = std::mem::take(&mut self.texts.intro);
        if !intro.trim().is_empty() {
            self.html.raw("<div class=\"prose\">").markup(&intro).raw("</div>");
        }
        self.call();
        self.times();
        self.severity();
        self.service();
        self.triage();
        self.mitigation();
        self.escalation();
        self.compliance();
        self.dates();
        self.exceptions();
        self.control();
        self.cited();
        self.rest();
    }

    /// Opens a section with its heading, and adds it to the contents.
    fn open(&mut self, id: &'static str, title: &str) {
        self.begin(id, title);
        self.heading(id, title);
    }

    /// Opens a section and adds it to the contents.
    fn begin(&mut self, id: &'static str, title: &str) {
        contents_item(false, &format!("#{id}"), title, &mut self.toc);
        self.html.raw("<section class=\"part\" aria-labelledby=").value(id).raw(">");
    }

    fn heading(&mut self, id: &'static str, title: &str) {
        self.html.raw("<h2 id=").value(id).raw(">").text(title).raw("</h2>");
    }

    fn close(&mut self) {
        self.html.raw("</section>");
    }

    /// Writes a value under a name, when there is one.
    fn fact(&mut self, name: &'static str, value: Option<&str>) {
        if let Some(value) = value.filter(|value| !value.trim().is_empty()) {
            self.html.raw("<div><dt>").text(name).raw("</dt><dd>").text(value).raw("</dd></div>");
        }
    }

    /// Writes what the plan's own text says under the headings of these clauses.
    fn prose(&mut self, clauses: &[Clause]) {
        for (anchor, html) in self.texts.take(clauses) {
            self.html
                .raw("<div class=\"prose\" id=")
                .value(&anchor)
                .raw(">")
                .markup(&html)
                .raw("</div>");
        }
    }

    /// Lists the policies that the plan's text refers to.
    fn cited(&mut self) {
        let Some(source) = self.view.site.client(self.id).page else { return };
        let page = self.view.site.page(source);
        let mut cited: Vec<_> = page
            .links
            .iter()
            .filter_map(|link| match link {
                Resolved::Page(id, _) => Some(*id),
                Resolved::Section(_) | Resolved::Asset(_) | Resolved::Missing => None,
            })
            .filter(|id| matches!(self.view.site.page(*id).kind, PageKind::Policy))
            .collect();
        cited.sort_by(|a, b| {
            self.view.site.page(*a).titled.key.cmp(&self.view.site.page(*b).titled.key)
        });
        cited.dedup();
        if cited.is_empty() {
            return;
        }
        self.open("Cites", "Policies this plan refers to");
        self.html.raw("<ul class=\"list\">");
        for id in cited {
            let listed = reference(self.route, self.view.card(id));
            self.html
                .raw("<li><a href=")
                .value(&listed.href)
                .raw(">")
                .text(&listed.title)
                .raw("</a></li>");
        }
        self.html.raw("</ul>");
        self.close();
    }

    /// Writes the parts of the text that belong to no section above.
    fn rest(&mut self) {
        let rest = self.texts.rest();
        if rest.is_empty() {
            return;
        }
        self.open("More", "More about this plan");
        self.html.raw("<div class=\"prose\">");
        for html in rest {
            self.html.markup(&html);
        }
        self.html.raw("</div>");
        self.close();
    }
}

/// Returns the text of a value, when there is one.
#[expect(clippy::ref_option, reason = "it is asked of fields")]
fn text(value: &Option<Located<String>>) -> Option<&str> {
    value.as_ref().map(|value| value.value.as_str())
}
