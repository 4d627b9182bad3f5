//! The register of exceptions over all clients.

use crate::date::Date;
use crate::model::Client;
use crate::parse::client::Located;
use crate::parse::client::schema::Exception;
use crate::render::context::ComposedPage;
use crate::render::judged::counted;
use crate::render::markup::Writer;
use crate::render::pages::matrix::composed;
use crate::render::pages::register::{LIST_ROWS, Part, Register};
use crate::render::view::View;
use crate::srp::ExceptionState;

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
        html.raw("</a></th><td data-l=\"Client\">").text(&client.name);
        html.raw("</td><td data-l=\"Requirement\">").text(&text(&exception.requirement));
        html.raw("</td><td data-l=\"State\"><div>");
        write_state(state, &mut html);
        html.raw("</div></td><td data-l=\"From\">").text(&day(&exception.from));
        html.raw("</td><td data-l=\"Until\">").text(&day(&exception.until));
        html.raw("</td><td data-l=\"Reason\">").text(&text(&exception.reason)).raw("</td></tr>");
    }
    if !all.is_empty() {
        html.raw("</tbody></table></div>");
    }
    composed(view, part, "Exceptions", &[(Register::Matrix, "Compliance")], html.into_html())
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
