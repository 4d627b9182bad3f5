//! The register of exceptions over all clients.

use crate::date::Date;
use crate::model::Client;
use crate::parse::client::Located;
use crate::parse::client::schema::Exception;
use crate::place::Route;
use crate::render::context::ComposedPage;
use crate::render::judged::counted;
use crate::render::markup::Writer;
use crate::render::pages::matrix::composed;
use crate::render::pages::register::{LIST_ROWS, Part, Register};
use crate::render::standing::distance;
use crate::render::view::View;
use crate::srp::{ExceptionState, requirement};

/// An exception, with its position in the plan.
type Row<'a> = (&'a Client, usize, &'a Exception, &'a ExceptionState);

fn rows<'a>(view: &View<'a>) -> Vec<Row<'a>> {
    let clients = view.site.clients.iter().zip(&view.compliance.judgements);
    let all = clients.flat_map(|(client, judgement)| {
        let exceptions = client.plan.exceptions.iter().zip(&judgement.exceptions).enumerate();
        exceptions.map(move |(n, (exception, state))| (client, n, exception, state))
    });
    let mut rows: Vec<Row<'_>> = all.collect();
    // By the day on which it ends; what has no end comes last.
    rows.sort_by_key(|(_, _, exception, _)| {
        let until = exception.until.as_ref().map(|day| day.value);
        (until.is_none(), until)
    });
    rows
}

/// Returns the pages of the register.
pub(crate) fn parts(view: &View<'_>) -> Vec<Part> {
    Part::all(&Register::Exceptions, rows(view).len(), LIST_ROWS)
}

/// Returns one page of the register.
pub(crate) fn context(view: &View<'_>, part: &Part) -> ComposedPage {
    let route = part.route();
    let all = rows(view);
    let mut html = Writer::with_capacity(8 << 10);
    if all.is_empty() {
        html.raw("<p>No client's plan has an exception.</p>");
    } else {
        html.raw("<p>")
            .text(&counted(all.len(), "exception"))
            .raw(", by the day on which they end.</p>");
        write_counts(&all, view.today, &mut html);
        html.raw("<div class=\"table stack\" role=\"region\" aria-label=\"Exceptions\" tabindex=\"0\"><table><thead><tr><th scope=\"col\">Exception</th><th scope=\"col\">Client</th><th scope=\"col\">Requirement</th><th scope=\"col\">State</th><th scope=\"col\">From</th><th scope=\"col\">Until</th><th scope=\"col\">Reason</th></tr></thead><tbody>");
    }
    for (client, n, exception, state) in part.rows(&all, LIST_ROWS) {
        let text = |value: &Option<Located<String>>| {
            value.as_ref().map_or("–".to_owned(), |value| value.value.clone())
        };
        let day = |value: &Option<Located<Date>>| {
            value.as_ref().map_or("–".to_owned(), |day| day.value.in_words())
        };
        let href = route.href_to(&client.route, Some(&exception_anchor(*n)));
        html.raw("<tr><th scope=\"row\"><a href=")
            .value(href.as_str())
            .raw(">")
            .text(&text(&exception.id));
        html.raw("</a></th><td data-l=\"Client\"><a href=");
        html.value(route.href_to(&client.route, None).as_str()).raw(">").text(&client.name);
        html.raw("</a></td><td data-l=\"Requirement\">");
        write_requirement(view, &route, &text(&exception.requirement), &mut html);
        html.raw("</td><td data-l=\"State\"><div>");
        write_state(state, &mut html);
        html.raw("</div></td><td data-l=\"From\">").text(&day(&exception.from));
        html.raw("</td><td data-l=\"Until\"><div>").text(&day(&exception.until));
        if let Some(until) = &exception.until {
            let days = view.today.days_until(until.value);
            let passed = counted(days.unsigned_abs() as usize, "day");
            let said = if days < 0 { format!("{passed} ago") } else { distance(days) };
            html.raw("<small>").text(&said).raw("</small>");
        }
        html.raw("</div></td><td data-l=\"Reason\">")
            .text(&text(&exception.reason))
            .raw("</td></tr>");
    }
    if !all.is_empty() {
        html.raw("</tbody></table></div>");
    }
    composed(view, part, "Exceptions", &[(Register::Matrix, "Compliance")], html.into_html())
}

/// An exception that ends within so many days ends soon.
pub(super) const ENDING_DAYS: i32 = 60;

/// Writes how many exceptions are in force, end soon and are past their end.
fn write_counts(all: &[Row<'_>], today: Date, html: &mut Writer) {
    let days =
        |exception: &Exception| exception.until.as_ref().map(|day| today.days_until(day.value));
    let is_ending = |(_, _, exception, state): &&Row<'_>| {
        **state == ExceptionState::InForce
            && days(exception).is_some_and(|days| (0..=ENDING_DAYS).contains(&days))
    };
    let in_state = |wanted: &ExceptionState| all.iter().filter(|row| row.3 == wanted).count();
    let counts = [
        ("st-exception", in_state(&ExceptionState::InForce), "in force"),
        ("warn", all.iter().filter(is_ending).count(), "of them within 60 days of the end"),
        ("st-expired", in_state(&ExceptionState::Expired), "past the end"),
    ];
    html.raw("<ul class=\"tally\">");
    for (class, number, words) in counts.into_iter().filter(|(_, number, _)| *number > 0) {
        html.raw("<li><span class=").value(&format!("st {class}")).raw(">");
        html.number(number).raw(" ").text(words).raw("</span></li>");
    }
    html.raw("</ul>");
}

/// Writes the name of a requirement, as a link to its page when there is such a requirement.
fn write_requirement(view: &View<'_>, route: &Route, name: &str, html: &mut Writer) {
    let known = requirement(name).and_then(|(n, _)| view.requirements.get(n));
    match known {
        Some(to) => {
            let href = route.href_to(to, None);
            html.raw("<a href=").value(href.as_str()).raw(">").text(name).raw("</a>");
        }
        None => {
            html.text(name);
        }
    }
}

/// Returns the anchor of the n-th exception on its client's page, from 0.
pub(crate) fn exception_anchor(n: usize) -> String {
    format!("Exception-{}", n + 1)
}

/// Writes how an exception stands.
pub(crate) fn write_state(state: &ExceptionState, html: &mut Writer) {
    let (class, word, why) = match state {
        ExceptionState::InForce => ("exception", "In force", ""),
        ExceptionState::NotYet => ("not-judged", "To come", ""),
        ExceptionState::Expired => ("expired", "Expired", ""),
        ExceptionState::Void(why) => ("gap", "Void", why.as_str()),
        ExceptionState::NotNeeded => ("not-applicable", "Not needed", ""),
    };
    html.raw("<span class=").value(&format!("st st-{class}")).raw(">").text(word).raw("</span>");
    if !why.is_empty() {
        html.raw(" <span class=\"why\">").text(why).raw("</span>");
    }
}
