//! On the organisation's own policy about client plans: under each clause, how many clients meet it
//! and which do not.

use crate::model::Client;
use crate::place::Route;
use crate::render::context::{Html, Markup};
use crate::render::judged::{Shown, counted};
use crate::render::markup::Writer;
use crate::render::view::View;
use crate::srp::{CLAUSES, Clause, Judgement, PolicyPage, REQUIREMENTS};
use std::sync::Arc;

/// What is counted of those that do not fail a clause.
const CLOSED: [Shown; 5] =
    [Shown::Met, Shown::Exception, Shown::NotApplicable, Shown::NotJudged, Shown::Withheld];

/// How many clients that do not meet a requirement are named; its own page names all.
const NAMED_MAX: usize = 12;

/// What stands under the headings of the policy: each anchor with the markup to put behind it.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct States(Vec<(String, Html)>);

/// Returns the state of each clause that the policy has.
pub(crate) fn states(view: &View<'_>, policy: &PolicyPage) -> States {
    if view.site.clients.is_empty() {
        return States::default();
    }
    let route = &view.site.page(policy.page).route;
    let state = |clause: &Clause| {
        let anchor = policy.anchor(view.site, *clause)?;
        let mut state = Writer::default();
        write_state(view, route, *clause, &mut state);
        Some((anchor.to_owned(), state.into_html()))
    };
    States(CLAUSES.iter().filter_map(state).collect())
}

impl States {
    /// Returns the body of the policy with the state of each clause behind its heading.
    pub(crate) fn put_into(&self, body: Html) -> Html {
        let html = &body.0.0;
        let place = |(anchor, state)| Some((after_heading(html, anchor)?, state));
        let mut places: Vec<(usize, &Html)> =
            self.0.iter().filter_map(|(anchor, state)| place((anchor, state))).collect();
        if places.is_empty() {
            return body;
        }
        // Where two clauses share a heading, the order of the clauses stays.
        places.sort_by_key(|(at, _)| *at);
        let mut made = String::with_capacity(html.len() + places.len() * 1024);
        let mut from = 0;
        for (at, state) in places {
            made.push_str(html.get(from..at).unwrap_or(""));
            made.push_str(&state.0.0);
            from = at;
        }
        made.push_str(html.get(from..).unwrap_or(""));
        Html(Arc::new(Markup(made)))
    }
}

/// Returns where the heading with an anchor ends.
fn after_heading(html: &str, anchor: &str) -> Option<usize> {
    let mark = format!(" id=\"{anchor}\"");
    let start = html.match_indices(&mark).map(|(at, _)| at).find(|at| {
        let tag = html.get(..*at).and_then(|before| before.rsplit('<').next());
        tag.is_some_and(|tag| matches!(tag, "h2" | "h3" | "h4" | "h5" | "h6"))
    })?;
    let close = start + html.get(start..)?.find("</h")?;
    Some(close + html.get(close..)?.find('>')? + 1)
}

type Judged<'a> = (&'a Client, &'a Judgement);

fn write_state(view: &View<'_>, route: &Route, clause: Clause, html: &mut Writer) {
    let clients: Vec<Judged<'_>> =
        view.site.clients.iter().zip(&view.compliance.judgements).collect();
    let of_clause: Vec<usize> =
        (0..REQUIREMENTS.len()).filter(|n| REQUIREMENTS[*n].clause == clause).collect();
    let is_open = |judgement: &Judgement, n: usize| {
        matches!(Shown::of(&judgement.verdicts[n]), Shown::Gap | Shown::Expired)
    };
    let is_met = |judgement: &Judgement, n: usize| {
        let shown = Shown::of(&judgement.verdicts[n]);
        matches!(shown, Shown::Met | Shown::NotApplicable | Shown::NotJudged)
    };
    let meets = |(_, judgement): &&Judged<'_>| of_clause.iter().all(|n| is_met(judgement, *n));
    let met = clients.iter().filter(meets).count();
    html.raw("<details class=\"how clause-state\"><summary>");
    html.number(met).raw(" of ").text(&counted(clients.len(), "client plan"));
    html.raw(if met == 1 { " meets this clause" } else { " meet this clause" })
        .raw("</summary><ul>");
    for n in of_clause {
        let requirement = REQUIREMENTS[n];
        let open: Vec<&Judged<'_>> =
            clients.iter().filter(|(_, judgement)| is_open(judgement, n)).collect();
        let href = route.href_to(&view.requirements[n], None);
        html.raw("<li><a href=").value(href.as_str()).raw(">").text(requirement.code.name());
        html.raw("</a> ").text(requirement.title).raw(": ");
        let mut parts = Vec::new();
        for shown in CLOSED {
            let count = clients
                .iter()
                .filter(|(_, judgement)| Shown::of(&judgement.verdicts[n]) == shown)
                .count();
            if count > 0 {
                parts.push(format!("{} {count}", shown.word().to_lowercase()));
            }
        }
        html.text(&parts.join(", "));
        if open.is_empty() {
            html.raw("</li>");
            continue;
        }
        html.raw(if parts.is_empty() { "not met by " } else { "; not met by " });
        for (position, (client, _)) in open.iter().take(NAMED_MAX).enumerate() {
            html.raw(if position == 0 { "" } else { ", " });
            let href = View::verdict_href(route, client, requirement.code);
            html.raw("<a href=").value(&href).raw(">").text(&client.name).raw("</a>");
        }
        if open.len() > NAMED_MAX {
            html.raw(" and ").number(open.len() - NAMED_MAX).raw(" more");
        }
        html.raw("</li>");
    }
    html.raw("</ul></details>");
}
