//! What falls due over all clients, in order: overdue, the next thirty, sixty and ninety days, later.

use crate::date::Date;
use crate::render::context::ComposedPage;
use crate::render::draw::columns;
use crate::render::judged::counted;
use crate::render::markup::Writer;
use crate::render::pages::matrix::{composed, lead};
use crate::render::pages::register::{LIST_ROWS, Part, Register};
use crate::render::view::View;
use crate::srp::Due;

/// Returns the pages of the list.
pub(crate) fn parts(view: &View<'_>) -> Vec<Part> {
    Part::all(&Register::Dates, view.compliance.dates.len(), LIST_ROWS)
}

/// The groups: how many days from today they reach, and what they are called.
const GROUPS: &[(i32, &str, &str)] = &[
    (-1, "overdue", "Overdue"),
    (30, "within-30-days", "Within 30 days"),
    (60, "within-60-days", "Within 60 days"),
    (90, "within-90-days", "Within 90 days"),
    (i32::MAX, "later", "Later"),
];

/// Returns one page of the list.
pub(crate) fn context(view: &View<'_>, part: &Part) -> ComposedPage {
    let mut html = Writer::with_capacity(8 << 10);
    let rows = part.rows(&view.compliance.dates, LIST_ROWS);
    if rows.is_empty() {
        html.raw("<p>No plan has a date that falls due.</p>");
    } else {
        let href = format!("{}dates.ics", part.route().to_root().as_str());
        html.raw("<p class=\"ways\"><a href=")
            .value(&href)
            .raw(">Subscribe or import as a calendar</a></p>");
    }
    if part.page == 0 {
        let days: Vec<Date> = view.compliance.dates.iter().map(|due| due.day).collect();
        if let Some(drawn) = columns("when", view.today, &days) {
            html.raw("<div class=\"figure-scroll\" role=\"group\" aria-label=\"What falls due, by month\" tabindex=\"0\">");
            html.markup(&drawn.0).raw("</div>");
        }
    }
    let mut rest = rows;
    for (reach, id, title) in GROUPS {
        let inside = |due: &&Due| view.today.days_until(due.day) <= *reach;
        let count = rest.iter().take_while(inside).count();
        let (group, later) = rest.split_at(count);
        rest = later;
        if !group.is_empty() {
            html.raw("<section class=")
                .value(id)
                .raw(" aria-labelledby=")
                .value(id)
                .raw("><h2 id=")
                .value(id)
                .raw(">")
                .text(title);
            html.raw(" <span class=\"count\">").number(group.len()).raw("</span></h2>");
            table(view, part, (*id, group), &mut html);
            html.raw("</section>");
        }
    }
    composed(view, part, "Dates", &[(Register::Matrix, "Compliance")], html.into_html())
}

fn table(view: &View<'_>, part: &Part, (id, rows): (&str, &[Due]), html: &mut Writer) {
    let route = part.route();
    html.raw("<div class=\"table stack\" tabindex=\"0\" role=\"group\" aria-labelledby=").value(id);
    html.raw("><table><thead><tr><th scope=\"col\">Day</th><th scope=\"col\">Client</th><th scope=\"col\">What</th><th scope=\"col\">Account lead</th></tr></thead><tbody>");
    for due in rows {
        let client = view.site.client(due.client);
        let days = view.today.days_until(due.day);
        html.raw("<tr><th scope=\"row\"><time datetime=").value(&due.day.to_string()).raw(">");
        html.text(&due.day.in_words()).raw("</time><small>");
        match days {
            0 => html.raw("today"),
            1.. => html.raw("in ").text(&counted(days.unsigned_abs() as usize, "day")),
            _ => html.text(&counted(days.unsigned_abs() as usize, "day")).raw(" ago"),
        };
        html.raw("</small></th><td data-l=\"Client\"><a href=")
            .value(route.href_to(&client.route, None).as_str())
            .raw(">");
        html.text(&client.name).raw("</a></td><td data-l=\"What\"><div>").text(due.kind.in_words());
        if !due.about.is_empty() {
            html.raw(": ").text(&due.about);
        }
        html.raw("</div></td><td data-l=\"Account lead\">")
            .text(lead(client).unwrap_or("–"))
            .raw("</td></tr>");
    }
    html.raw("</tbody></table></div>");
}
