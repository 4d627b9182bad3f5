//! What falls due, of all clients and of the policies in force, in order: overdue, the next thirty,
//! sixty and ninety days, later.

use crate::date::Date;
use crate::model::PageId;
use crate::place::Route;
use crate::render::context::ComposedPage;
use crate::render::draw::columns;
use crate::render::judged::counted;
use crate::render::markup::Writer;
use crate::render::pages::matrix::{composed, lead};
use crate::render::pages::register::{LIST_ROWS, Part, Register};
use crate::render::view::View;
use crate::srp::Due;

/// One thing that falls due.
enum Row<'a> {
    /// Of a client.
    Client(&'a Due),
    /// The review of a policy.
    Review(Date, PageId),
}

impl Row<'_> {
    fn day(&self) -> Date {
        match self {
            Self::Client(due) => due.day,
            Self::Review(day, _) => *day,
        }
    }
}

/// Returns the days on which policies in force are to be reviewed, by day, then title.
pub(crate) fn reviews(view: &View<'_>) -> Vec<(Date, PageId)> {
    let policies = view.site.policies().filter(|(_, page)| page.is_current());
    let due = policies.filter_map(|(id, _)| Some((view.record(id).due?, id)));
    let mut due: Vec<(Date, PageId)> = due.collect();
    let key = |id: PageId| &view.site.page(id).titled.key;
    due.sort_by(|(a, one), (b, other)| (a, key(*one), one).cmp(&(b, key(*other), other)));
    due
}

/// Returns everything that falls due, by day; clients first.
fn rows<'a>(view: &'a View<'_>) -> Vec<Row<'a>> {
    let clients = view.compliance.dates.iter().map(Row::Client);
    let reviews = reviews(view).into_iter().map(|(day, id)| Row::Review(day, id));
    let mut rows: Vec<Row<'_>> = clients.chain(reviews).collect();
    rows.sort_by_key(Row::day);
    rows
}

/// Returns the pages of the list.
pub(crate) fn parts(view: &View<'_>) -> Vec<Part> {
    Part::all(&Register::Dates, rows(view).len(), LIST_ROWS)
}

/// What falls due of a policy, in words.
pub(crate) const REVIEW: &str = "Review of the policy";

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
    let all = rows(view);
    let rows = part.rows(&all, LIST_ROWS);
    if rows.is_empty() {
        html.raw("<p>Nothing falls due.</p>");
    } else {
        let href = format!("{}dates.ics", part.route().to_root().as_str());
        html.raw("<p class=\"ways\"><a href=")
            .value(&href)
            .raw(">Subscribe or import as a calendar</a></p>");
    }
    if part.page == 0 {
        let days: Vec<Date> = all.iter().map(Row::day).collect();
        if let Some(drawn) = columns("when", view.today, &days) {
            html.raw("<div class=\"figure-scroll\" role=\"group\" aria-label=\"What falls due, by month\" tabindex=\"0\">");
            html.markup(&drawn.0).raw("</div>");
        }
    }
    let mut rest = rows;
    for (reach, id, title) in GROUPS {
        let inside = |row: &&Row<'_>| view.today.days_until(row.day()) <= *reach;
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

fn table(view: &View<'_>, part: &Part, (id, rows): (&str, &[Row<'_>]), html: &mut Writer) {
    html.raw("<div class=\"table stack\" tabindex=\"0\" role=\"group\" aria-labelledby=").value(id);
    html.raw("><table><thead><tr><th scope=\"col\">Day</th><th scope=\"col\">Client or policy</th><th scope=\"col\">What</th><th scope=\"col\">Who sees to it</th></tr></thead><tbody>");
    for row in rows {
        let days = view.today.days_until(row.day());
        html.raw("<tr><th scope=\"row\"><time datetime=").value(&row.day().to_string()).raw(">");
        html.text(&row.day().in_words()).raw("</time><small>");
        match days {
            0 => html.raw("today"),
            1.. => html.raw("in ").text(&counted(days.unsigned_abs() as usize, "day")),
            _ => html.text(&counted(days.unsigned_abs() as usize, "day")).raw(" ago"),
        };
        html.raw("</small></th><td data-l=\"Client or policy\"><a href=");
        subject(view, &part.route(), row, html);
    }
    html.raw("</tbody></table></div>");
}

/// Writes the cells of a row behind the day, from the address of the first link on: of what, what it
/// is, who sees to it.
fn subject(view: &View<'_>, from: &Route, row: &Row<'_>, html: &mut Writer) {
    let (to, name, what, about, who) = match row {
        Row::Client(due) => {
            let client = view.site.client(due.client);
            let what = due.kind.in_words();
            (&client.route, client.name.as_ref(), what, due.about.as_str(), lead(client))
        }
        Row::Review(_, id) => {
            let page = view.site.page(*id);
            (&page.route, &*page.title, REVIEW, "", view.record(*id).owner.as_deref())
        }
    };
    html.value(from.href_to(to, None).as_str()).raw(">").text(name);
    html.raw("</a></td><td data-l=\"What\"><div>").text(what);
    if !about.is_empty() {
        html.raw(": ").text(about);
    }
    html.raw("</div></td><td data-l=\"Who sees to it\">")
        .text(who.unwrap_or("–"))
        .raw("</td></tr>");
}
