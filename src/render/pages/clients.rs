//! The list of all clients: how each plan stands, and what falls due next.

use crate::model::{Client, ClientId};
use crate::parse::Body;
use crate::parse::client::schema::PlanStatus;
use crate::place::SourcePath;
use crate::render::context::ComposedPage;
use crate::render::judged::{Shown, counted, write_strip};
use crate::render::markup::Writer;
use crate::render::pages::matrix::{composed, lead};
use crate::render::pages::register::{LIST_ROWS, Part, Register};
use crate::render::view::View;
use crate::srp::{Due, Tally};
use std::sync::Arc;

/// Returns the pages of the list.
pub(crate) fn parts(view: &View<'_>) -> Vec<Part> {
    Part::all(&Register::Clients, view.site.clients.len(), LIST_ROWS)
}

/// Returns one page of the list.
pub(crate) fn context(view: &View<'_>, part: &Part) -> ComposedPage {
    let route = part.route();
    let all: Vec<(ClientId, &Client)> = view.site.clients().collect();
    let mut html = Writer::with_capacity(8 << 10);
    html.raw("<div class=\"table stack\" role=\"region\" aria-label=\"Clients\" tabindex=\"0\"><table><thead><tr><th scope=\"col\">Client</th><th scope=\"col\">Plan</th><th scope=\"col\">Requirements</th><th scope=\"col\">Next date</th><th scope=\"col\">Account lead</th></tr></thead><tbody>");
    for (id, client) in part.rows(&all, LIST_ROWS) {
        let judgement = &view.compliance.judgements[id.index()];
        let tally = Tally::of(judgement);
        html.raw("<tr><th scope=\"row\"><a href=");
        html.value(route.href_to(&client.route, None).as_str())
            .raw(">")
            .text(&client.name)
            .raw("</a>");
        if let Some(service) = &client.plan.service.name {
            html.raw("<small>").text(&service.value).raw("</small>");
        }
        html.raw("</th><td data-l=\"Plan\"><div><span class=")
            .value(&format!("st {}", status_state(client)))
            .raw(">");
        html.text(status_word(client)).raw("</span>");
        if client.is_broken {
            html.raw("<small>read in part</small>");
        }
        html.raw("</div></td><td data-l=\"Requirements\"><div>");
        write_strip(judgement, &mut html);
        html.raw("<span class=\"counts\">").text(&tally.to_string()).raw("</span>");
        if tally.gaps + tally.expired > 0 {
            html.raw("<small>");
            write_open(&tally, &mut html);
            html.raw("</small>");
        }
        html.raw("</div></td><td data-l=\"Next date\"><div>");
        if let Some(due) = next_date(view, *id) {
            let is_late = due.day < view.today;
            html.raw(if is_late { "<span class=\"st bad\">" } else { "<span>" });
            html.raw("<time datetime=")
                .value(&due.day.to_string())
                .raw(">")
                .text(&due.day.in_words());
            html.raw("</time></span><small>").text(due.kind.in_words());
            html.raw(if is_late { ", overdue</small>" } else { "</small>" });
        }
        html.raw("</div></td><td data-l=\"Account lead\">")
            .text(lead(client).unwrap_or("–"))
            .raw("</td></tr>");
    }
    html.raw("</tbody></table></div>");
    composed(
        view,
        part,
        "Clients",
        if part.page == 0 { &[] } else { &[(Register::Clients, "Clients")] },
        html.into_html(),
    )
}

fn write_open(tally: &Tally, html: &mut Writer) {
    let both = [(tally.gaps, Shown::Gap, "gap"), (tally.expired, Shown::Expired, "expired")];
    for (n, (number, shown, noun)) in
        both.into_iter().filter(|(number, _, _)| *number > 0).enumerate()
    {
        html.raw(if n == 0 { "" } else { " " });
        html.raw("<span class=").value(&format!("st st-{}", shown.slug())).raw(">");
        let text =
            if shown == Shown::Gap { counted(number, noun) } else { format!("{number} {noun}") };
        html.text(&text).raw("</span>");
    }
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
