//! The list of all clients: how each plan stands, and what falls due next.

use crate::model::{Client, ClientId};
use crate::parse::Body;
use crate::parse::client::schema::PlanStatus;
use crate::place::SourcePath;
use crate::render::context::ComposedPage;
use crate::render::markup::Writer;
use crate::render::pages::matrix::{composed, lead};
use crate::render::pages::register::{CLIENT_ROWS, Part, Register};
use crate::render::pages::roll;
use crate::render::view::View;
use crate::srp::Due;
use std::sync::Arc;

/// Returns the pages of the list.
pub(crate) fn parts(view: &View<'_>) -> Vec<Part> {
    Part::all(&Register::Clients, view.site.clients.len(), CLIENT_ROWS)
}

/// Returns one page of the list.
pub(crate) fn context(view: &View<'_>, part: &Part) -> ComposedPage {
    let route = part.route();
    let all: Vec<(ClientId, &Client)> = view.site.clients().collect();
    let rows = part.rows(&all, CLIENT_ROWS);
    let mut html = Writer::with_capacity(8 << 10);
    let heads = ["Plan", "Requirements", "Open", "Next date", "Account lead"];
    roll::write(("Clients", &heads), rows, &mut html, |(id, client), html| {
        let judgement = &view.compliance.judgements[id.index()];
        roll::write_name(&route, (client, judgement), html);
        html.raw("<td class=").value(&format!("st {}", status_state(client))).raw(">");
        html.text(status_word(client));
        html.raw(if client.is_broken { ", read in part</td>" } else { "</td>" });
        roll::write_standing(judgement, html);
        html.raw("<td>");
        if let Some(due) = next_date(view, *id) {
            let is_late = due.day < view.today;
            html.raw(if is_late { "<time class=\"st bad\" datetime=" } else { "<time datetime=" });
            html.value(&due.day.to_string()).raw(">").text(&due.day.in_words()).raw("</time> ");
            html.text(due.kind.in_words()).raw(if is_late { ", overdue" } else { "" });
        }
        html.raw("</td><td>").text(lead(client).unwrap_or("–")).raw("</td></tr>");
    });
    composed(
        view,
        part,
        "Clients",
        if part.page == 0 { &[] } else { &[(Register::Clients, "Clients")] },
        html.into_html(),
    )
}

/// Returns where a plan is in its life, as readers see it.
pub(crate) fn status_word(client: &Client) -> &'static str {
    match client.plan.status.as_ref().map(|status| status.value) {
        Some(PlanStatus::Draft) => "Draft",
        Some(PlanStatus::InReview) => "In review",
        Some(PlanStatus::Approved) => "Approved",
        Some(PlanStatus::Suspended) => "Suspended",
        Some(PlanStatus::Ended) => "Ended",
        None => "Without status",
    }
}

/// Returns how far a plan can be relied on, as the class of a status.
pub(crate) fn status_state(client: &Client) -> &'static str {
    match client.plan.status.as_ref().map(|status| status.value) {
        Some(PlanStatus::Approved) => "ok",
        Some(PlanStatus::Draft | PlanStatus::InReview) | None => "warn",
        Some(PlanStatus::Suspended | PlanStatus::Ended) => "na",
    }
}

/// Returns what falls due next for a client; what is overdue comes first.
pub(crate) fn next_date<'a>(view: &View<'a>, id: ClientId) -> Option<&'a Due> {
    view.compliance.dates.iter().find(|due| due.client == id)
}

/// Returns the list with what the author wrote to stand above it.
pub(crate) fn introduced(
    view: &View<'_>,
    mut page: ComposedPage,
    path: &SourcePath,
    intro: &Body,
) -> ComposedPage {
    let Some(id) = view.site.page_at(path.as_str()) else { return page };
    let source = view.site.page(id);
    let mut html = Writer::default();
    html.raw("<div class=\"prose\">").markup(&view.body(source, intro).0.0).raw("</div>");
    html.markup(&page.body.0.0);
    page.body = html.into_html();
    page.head.title = Arc::clone(&source.title);
    page
}
