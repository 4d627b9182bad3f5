//! Clients against requirements: the whole matrix, and the pages that answer one question without a
//! script: one requirement, one account lead, one status.

use crate::model::Client;
use crate::place::Route;
use crate::render::charts::bar;
use crate::render::context::{ComposedPage, Html};
use crate::render::judged::{Shown, by_clause, counted, write_sentence, write_status};
use crate::render::markup::Writer;
use crate::render::pages::register::{CLIENT_ROWS, MATRIX_ROWS, Part, Register};
use crate::render::pages::roll;
use crate::render::view::View;
use crate::srp::{CLAUSES, Judgement, Level, REQUIREMENTS, Requirement, Tally};
use std::cmp::Reverse;
use std::collections::BTreeSet;
use std::sync::Arc;

/// Which lists of this kind there are, each with its pages.
pub(crate) fn parts(view: &View<'_>) -> Vec<Part> {
    let rows = |register: &Register| rows(view, register).len();
    let mut registers = vec![Register::Matrix];
    registers.extend((0..REQUIREMENTS.len()).map(Register::Requirement));
    registers.extend(leads(view).into_iter().map(Register::Lead));
    registers
        .extend(Shown::ALL.iter().copied().filter(|shown| shown.has_page()).map(Register::Status));
    let parts = registers.iter().flat_map(|register| {
        let rows = rows(register);
        Part::all(register, rows, on_page(register, rows))
    });
    parts.collect()
}

/// Returns how many of so many rows stand on a page. More clients than a table with a cell for each
/// requirement can hold are shown as strips, and all of them can be filtered.
fn on_page(register: &Register, rows: usize) -> usize {
    let is_of_clients = matches!(register, Register::Matrix | Register::Lead(_));
    if is_of_clients && rows > MATRIX_ROWS { CLIENT_ROWS } else { MATRIX_ROWS }
}

/// One client as a row.
type Row<'a> = (&'a Client, &'a Judgement);

/// Returns the clients that a list names, in order.
fn rows<'a>(view: &View<'a>, register: &Register) -> Vec<Row<'a>> {
    let all = view.site.clients.iter().zip(&view.compliance.judgements);
    let fits = |(client, judgement): &Row<'_>| match register {
        Register::Lead(name) => lead(client).is_some_and(|lead| *lead == **name),
        Register::Status(shown) => {
            judgement.verdicts.iter().any(|verdict| Shown::of(verdict) == *shown)
        }
        Register::Matrix
        | Register::Requirement(_)
        | Register::Clients
        | Register::Exceptions
        | Register::Dates => true,
    };
    let mut rows: Vec<Row<'_>> = all.filter(fits).collect();
    if let Register::Requirement(n) = register {
        // The worst first: that is what the page is looked at for.
        rows.sort_by_key(|(_, judgement)| judgement.verdicts.get(*n).map(Shown::of));
    }
    rows
}

/// Returns who leads an account.
pub(crate) fn lead(client: &Client) -> Option<&str> {
    let lead = client.plan.owners.account_lead.0.as_ref()?;
    lead.name.as_ref().map(|name| name.value.as_str())
}

/// Returns the account leads, by name.
fn leads(view: &View<'_>) -> BTreeSet<Arc<str>> {
    view.site.clients.iter().filter_map(lead).map(Arc::from).collect()
}

/// Returns one page of such a list.
pub(crate) fn context(view: &View<'_>, part: &Part) -> ComposedPage {
    let all = rows(view, &part.register);
    let on_page = on_page(&part.register, all.len());
    let shown = part.rows(&all, on_page);
    let route = part.route();
    let mut html = Writer::with_capacity(16 << 10);
    let title = match &part.register {
        Register::Requirement(n) => {
            let requirement = REQUIREMENTS[*n];
            about_requirement(view, &route, requirement, &mut html);
            table_of_one(&route, *n, shown, &mut html);
            format!("{}: {}", requirement.code, requirement.title)
        }
        Register::Status(status) => {
            intro_of_status(*status, all.len(), &mut html);
            table_of_status(&route, *status, shown, &mut html);
            format!("Requirements by status: {}", status.word().to_lowercase())
        }
        Register::Lead(name) => {
            table_of_clients(view, &route, (shown, on_page), &mut html);
            format!("Clients of {name}")
        }
        Register::Matrix | Register::Clients | Register::Exceptions | Register::Dates => {
            overview(view, &route, &mut html);
            if on_page > MATRIX_ROWS {
                ways_to_requirements(view, &route, &mut html);
            }
            table_of_clients(view, &route, (shown, on_page), &mut html);
            if part.page == 0 {
                weakest(view, &route, &mut html);
            }
            "Compliance".to_owned()
        }
    };
    let above: &[(Register, &str)] = match (&part.register, part.page) {
        (Register::Matrix, 0) => &[],
        _ => &[(Register::Matrix, "Compliance")],
    };
    composed(view, part, &title, above, html.into_html())
}

/// Puts a page of a register together.
pub(super) fn composed(
    view: &View<'_>,
    part: &Part,
    title: &str,
    above: &[(Register, &'static str)],
    body: Html,
) -> ComposedPage {
    let (previous, next) = part.neighbours();
    let mut head = part.head(view, title, above);
    let as_of =
        format!("As of {}, {}", view.today.in_words(), counted(view.site.clients.len(), "client"));
    head.lede = Some(as_of.into());
    head.description = Some(description(&part.register, title).into());
    let class = match part.register {
        Register::Clients => "clients",
        Register::Matrix | Register::Lead(_) => "matrix",
        Register::Requirement(_) | Register::Status(_) | Register::Exceptions | Register::Dates => {
            "register"
        }
    };
    ComposedPage {
        head,
        class,
        facts: Arc::default(),
        notices: Arc::default(),
        body,
        toc: Html::default(),
        backlinks: Arc::default(),
        previous,
        next,
    }
}

/// Returns what a page says of itself to those who have not opened it.
fn description(register: &Register, title: &str) -> String {
    match register {
        Register::Clients => "All clients: how each plan stands, what is open, what is due.".into(),
        Register::Matrix => "How the plans of all clients meet what is asked of them.".into(),
        Register::Requirement(_) => format!("{title}. How every client's plan meets it."),
        Register::Status(_) => format!("{title}. The clients that have some."),
        Register::Lead(_) => format!("{title}: how their plans meet what is asked of them."),
        Register::Exceptions => "All exceptions of clients, by the day on which they end.".into(),
        Register::Dates => "What falls due for clients, by day.".into(),
    }
}

/// Writes how many verdicts there are of each status, and the ways into the lists.
fn overview(view: &View<'_>, route: &Route, html: &mut Writer) {
    let count = |shown: Shown| {
        let all = view.compliance.judgements.iter().flat_map(|judgement| &judgement.verdicts);
        all.filter(|verdict| Shown::of(verdict) == shown).count()
    };
    html.raw("<ul class=\"tally\">");
    for shown in Shown::ALL {
        let number = count(*shown);
        if *shown == Shown::Withheld && number == 0 {
            continue;
        }
        html.raw("<li>");
        if !shown.has_page() || number == 0 {
            shown.write(html);
        } else {
            let href = route.href_to(&Register::Status(*shown).route(), None);
            html.raw("<a href=").value(href.as_str()).raw(">");
            shown.write(html);
            html.raw("</a>");
        }
        html.raw(" <b>").number(number).raw("</b></li>");
    }
    html.raw("</ul>");
    html.raw("<p class=\"ways\">Registers: ");
    let registers = [(Register::Exceptions, "exceptions"), (Register::Dates, "dates")];
    for (n, (register, name)) in registers.iter().enumerate() {
        html.raw(if n == 0 { "" } else { ", " });
        let href = route.href_to(&register.route(), None);
        html.raw("<a href=").value(href.as_str()).raw(">").text(name).raw("</a>");
    }
    html.raw("</p>");
    let leads = leads(view);
    if !leads.is_empty() {
        html.raw("<p class=\"ways\">By account lead: ");
        for (n, name) in leads.iter().enumerate() {
            let href = route.href_to(&Register::Lead(Arc::clone(name)).route(), None);
            html.raw(if n == 0 { "" } else { ", " });
            html.raw("<a href=").value(href.as_str()).raw(">").text(name).raw("</a>");
        }
        html.raw("</p>");
    }
    html.raw("<p class=\"ways\">As data: ");
    for (n, (file, name)) in
        [("compliance.csv", "CSV"), ("compliance.json", "JSON"), ("dates.ics", "calendar")]
            .iter()
            .enumerate()
    {
        html.raw(if n == 0 { "" } else { ", " });
        let href = format!("{}{file}", route.to_root().as_str());
        html.raw("<a href=").value(&href).raw(">").text(name).raw("</a>");
    }
    html.raw("</p>");
}

/// Writes the links to the pages of the requirements, where the heads of the table have none.
fn ways_to_requirements(view: &View<'_>, route: &Route, html: &mut Writer) {
    html.raw("<p class=\"ways\">By requirement: ");
    for (at, (n, requirement)) in by_clause().enumerate() {
        let href = route.href_to(&view.requirements[n], None);
        html.raw(if at == 0 { "<a title=" } else { ", <a title=" }).value(requirement.title);
        html.raw(" href=").value(href.as_str()).raw(">").text(requirement.code.name()).raw("</a>");
    }
    html.raw("</p>");
}

/// Writes clients with a cell for each requirement, or as strips where so many stand on a page that
/// cells would be too many.
fn table_of_clients(
    view: &View<'_>,
    route: &Route,
    (rows, on_page): (&[Row<'_>], usize),
    html: &mut Writer,
) {
    if on_page == MATRIX_ROWS {
        matrix(view, route, rows, html);
        return;
    }
    let about = ("Clients against requirements", ["Requirements", "Open"].as_slice());
    roll::write(about, rows, html, |(client, judgement), html| {
        roll::write_name(route, (client, judgement), html);
        roll::write_standing(judgement, html);
        html.raw("</tr>");
    });
}

/// Writes the table of clients against requirements.
fn matrix(view: &View<'_>, route: &Route, rows: &[Row<'_>], html: &mut Writer) {
    html.raw("<div class=\"matrix\" role=\"region\" aria-label=\"Clients against requirements\" tabindex=\"0\">");
    html.raw("<table><caption class=\"vh\">Clients against requirements</caption><thead><tr>");
    html.raw("<th rowspan=\"2\" scope=\"col\" class=\"who\">Client</th>");
    html.raw("<th rowspan=\"2\" scope=\"col\" class=\"counts\">Counts</th>");
    for clause in CLAUSES {
        let count = REQUIREMENTS.iter().filter(|requirement| requirement.clause == *clause).count();
        html.raw("<th scope=\"colgroup\" class=\"clause\" colspan=")
            .value(&count.to_string())
            .raw(">");
        match view.clause_href(route, *clause) {
            Some(href) => {
                html.raw("<a href=").value(&href).raw(">").text(clause.title()).raw("</a>")
            }
            None => html.text(clause.title()),
        };
        html.raw("</th>");
    }
    html.raw("</tr><tr>");
    for (n, requirement) in by_clause() {
        let href = route.href_to(&view.requirements[n], None);
        html.raw("<th scope=\"col\" title=").value(requirement.title);
        if requirement.level != Level::Must {
            html.raw(" class=\"soft\"");
        }
        html.raw("><a href=")
            .value(href.as_str())
            .raw("><span>")
            .text(requirement.code.name())
            .raw("</span></a></th>");
    }
    html.raw("</tr></thead><tbody>");
    for (client, judgement) in rows {
        html.raw("<tr data-has=").value(&roll::found_by(judgement));
        html.raw("><th scope=\"row\" class=\"who\"><a href=");
        html.value(route.href_to(&client.route, None).as_str())
            .raw(">")
            .text(&client.name)
            .raw("</a></th>");
        html.raw("<td class=\"counts\">").text(&Tally::of(judgement).to_string()).raw("</td>");
        for (n, requirement) in by_clause() {
            cell(route, client, (requirement, Shown::of(&judgement.verdicts[n])), html);
        }
        html.raw("</tr>");
    }
    html.raw("</tbody></table></div>");
}

/// How many requirements are named as the weakest.
const WEAKEST_MAX: usize = 6;

/// What a requirement that is asked for can be.
const ASKED: [Shown; 4] = [Shown::Met, Shown::Exception, Shown::Gap, Shown::Expired];

/// Writes the requirements that most clients do not meet: the table, read sideways.
fn weakest(view: &View<'_>, route: &Route, html: &mut Writer) {
    let counts = |n: usize| {
        let verdicts = view.compliance.judgements.iter().filter_map(|all| all.verdicts.get(n));
        let shown: Vec<Shown> = verdicts.map(Shown::of).collect();
        let count = |wanted: Shown| shown.iter().filter(|shown| **shown == wanted).count();
        ASKED.map(|shown| (shown.class(), count(shown)))
    };
    let all = by_clause().map(|(n, requirement)| (n, requirement, counts(n)));
    let is_open = |(_, _, [_, _, gap, expired]): &(_, _, [(&str, usize); 4])| gap.1 + expired.1 > 0;
    let mut open: Vec<_> = all.filter(is_open).collect();
    open.sort_by_key(|(_, _, [_, _, gap, expired])| Reverse(gap.1 + expired.1));
    open.truncate(WEAKEST_MAX);
    if open.is_empty() {
        return;
    }
    html.raw("<section class=\"weakest\" aria-labelledby=\"Weakest\"><h2 id=\"Weakest\">Weakest requirements</h2><ul class=\"areas\">");
    for (n, requirement, counts) in open {
        let href = route.href_to(&view.requirements[n], None);
        let asked: usize = counts.iter().map(|(_, number)| number).sum();
        html.raw("<li><a href=").value(href.as_str()).raw("><b>").text(requirement.code.name());
        html.raw("</b> ").text(requirement.title).raw("</a>");
        bar(&counts, None, html);
        html.raw("<span>").number(counts[0].1).raw(" of ").number(asked).raw(" met</span></li>");
    }
    html.raw("</ul></section>");
}

/// Writes one cell; what is not met leads to the place where it is told.
fn cell(
    route: &Route,
    client: &Client,
    (requirement, shown): (&Requirement, Shown),
    html: &mut Writer,
) {
    let word = if shown == Shown::NotApplicable { "N/A" } else { shown.word() };
    html.raw("<td class=\"").raw(shown.class());
    if requirement.level != Level::Must {
        html.raw(" soft");
    }
    html.raw("\">");
    if matches!(shown, Shown::Gap | Shown::Expired | Shown::Exception) {
        let href = View::verdict_href(route, client, requirement.code);
        html.raw("<a href=").value(&href).raw(">").text(word).raw("</a></td>");
    } else {
        html.text(word).raw("</td>");
    }
}

/// Writes what a requirement asks for, why, and how to meet it.
fn about_requirement(view: &View<'_>, route: &Route, requirement: &Requirement, html: &mut Writer) {
    html.raw("<div class=\"about\"><p>");
    write_sentence(requirement.why, html);
    html.raw(" ");
    write_sentence(requirement.fix, html);
    html.raw("</p><p class=\"meta\"><span>");
    html.text(requirement.level.word()).raw("</span><span>");
    match view.clause_href(route, requirement.clause) {
        Some(href) => {
            html.raw("Clause <a href=")
                .value(&href)
                .raw(">")
                .text(requirement.clause.title())
                .raw("</a>");
        }
        None => {
            html.raw("Clause “")
                .text(requirement.clause.title())
                .raw("”: ")
                .text(requirement.clause.summary());
        }
    }
    html.raw("</span></p></div>");
}

fn table_of_one(route: &Route, n: usize, rows: &[Row<'_>], html: &mut Writer) {
    html.raw("<div class=\"table stack\" role=\"region\" aria-label=\"Clients\" tabindex=\"0\"><table><thead><tr><th scope=\"col\">Client</th>");
    html.raw(
        "<th scope=\"col\">Status</th><th scope=\"col\">What was found</th></tr></thead><tbody>",
    );
    for (client, judgement) in rows {
        let Some(verdict) = judgement.verdicts.get(n) else { continue };
        let href = View::verdict_href(route, client, REQUIREMENTS[n].code);
        html.raw("<tr><th scope=\"row\"><a href=").value(&href).raw(">").text(&client.name);
        html.raw("</a></th><td data-l=\"Status\"><div>");
        write_status(&verdict.status, Shown::of(verdict), html);
        html.raw("</div></td><td data-l=\"What was found\"><div>");
        let finding = &verdict.finding;
        if let Some(fault) = finding.faults.first() {
            write_sentence(&fault.message, html);
            if finding.faults.len() > 1 {
                html.raw(" <small>and ").number(finding.faults.len() - 1).raw(" more</small>");
            }
        } else if let Some(evidence) = finding.evidence.first() {
            html.text(&evidence.text);
        }
        html.raw("</div></td></tr>");
    }
    html.raw("</tbody></table></div>");
}

fn intro_of_status(status: Shown, clients: usize, html: &mut Writer) {
    html.raw("<p>");
    match clients {
        0 => html.raw("No client has a requirement of this status: "),
        n => html.text(&counted(n, "client")).raw(" with a requirement of this status: "),
    };
    status.write(html);
    html.raw("</p>");
}

fn table_of_status(route: &Route, status: Shown, rows: &[Row<'_>], html: &mut Writer) {
    if rows.is_empty() {
        return;
    }
    html.raw("<div class=\"table stack\" role=\"region\" aria-label=\"Clients\" tabindex=\"0\"><table><thead><tr><th scope=\"col\">Client</th>");
    html.raw("<th scope=\"col\">Requirements</th></tr></thead><tbody>");
    for (client, judgement) in rows {
        html.raw("<tr><th scope=\"row\"><a href=");
        html.value(route.href_to(&client.route, None).as_str())
            .raw(">")
            .text(&client.name)
            .raw("</a></th><td data-l=\"Requirements\"><ul class=\"codes\">");
        for (requirement, verdict) in REQUIREMENTS.iter().zip(&judgement.verdicts) {
            if Shown::of(verdict) == status {
                let href = View::verdict_href(route, client, requirement.code);
                html.raw("<li><a href=").value(&href).raw(">").text(requirement.code.name());
                html.raw("</a> ").text(requirement.title).raw("</li>");
            }
        }
        html.raw("</ul></td></tr>");
    }
    html.raw("</tbody></table></div>");
}
