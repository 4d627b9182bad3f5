//! A client's call sheet: whom to call, how soon things must happen, what to do first. One file that
//! works from disk with the network down, and on one sheet of paper.
//!
//! It holds its style sheet, which its content policy allows by its hash, and no script. The style
//! sheet is compiled in, since a page may not know the theme: a project can replace the template,
//! but not the style. What can't be relied on says so where it stands, and once more at the top.

mod people;
mod warnings;

use crate::clock::{Duration, Moment, Zone};
use crate::model::{Client, ClientId};
use crate::parse::client::Located;
use crate::parse::client::schema::{Contact, Cover, Plan, PlanStatus, Runs, Severity, Step};
use crate::place::OutPath;
use crate::render::context::{CallSheetContext, Html, Markup};
use crate::render::markup::Writer;
use crate::render::pages::clients::status_word;
use crate::render::view::View;
use sha2::{Digest, Sha256};
use std::sync::{Arc, LazyLock};

/// The name of the file, beside the client's page.
const FILE: &str = "call-sheet.html";

/// The style sheet as it stands in the file, and the policy that allows it.
static STYLE: LazyLock<(Html, String)> = LazyLock::new(|| {
    let css = include_str!(concat!("../../../themes/default/", "assets/call_sheet.css"));
    // Ends of lines as browsers read them: the hash is of the text that they see.
    let lines: Vec<&str> = css.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    let style = lines.join("\n");
    let policy = policy(&style);
    (Html(Arc::new(Markup(style))), policy)
});

/// Returns the content policy of a page with this style sheet and nothing else.
fn policy(style: &str) -> String {
    let hash = hash(style);
    format!("default-src 'none'; style-src '{hash}'; base-uri 'none'; form-action 'none'")
}

/// Returns the hash of the style sheet that every call sheet holds, as content policies name it.
pub(crate) fn style_hash() -> String {
    hash(&STYLE.0.0.0)
}

fn hash(style: &str) -> String {
    format!("sha256-{}", base64(&Sha256::digest(style.as_bytes())))
}

/// Returns bytes in base 64 (RFC 4648, 4).
fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for three in bytes.chunks(3) {
        let bits =
            (0..3).fold(0, |bits, n| (bits << 8) | usize::from(three.get(n).copied().unwrap_or(0)));
        for n in 0..4 {
            let digit = DIGITS.get((bits >> (18 - 6 * n)) & 63).filter(|_| n <= three.len());
            text.push(char::from(digit.copied().unwrap_or(b'=')));
        }
    }
    text
}

/// Returns where the sheet lies.
pub(crate) fn path(client: &Client) -> OutPath {
    let file = client.route.child(FILE);
    OutPath::new(file.as_str()).expect("segments of a route are safe file names")
}

/// Returns the context of the sheet.
pub(crate) fn context(view: &View<'_>, id: ClientId) -> CallSheetContext {
    let client = view.site.client(id);
    let sheet = Sheet { view, client, plan: &client.plan };
    let (style, policy) = &*STYLE;
    CallSheetContext {
        lang: view.lang(client.page.map(|page| view.site.page(page))),
        title: format!("Call sheet: {}", client.name),
        style: style.clone(),
        policy: policy.clone(),
        body: sheet.body(),
    }
}

/// What the parts of a sheet are made of.
struct Sheet<'a> {
    view: &'a View<'a>,
    client: &'a Client,
    plan: &'a Plan,
}

fn text(value: Option<&Located<String>>) -> Option<&str> {
    value.map(|value| value.value.as_str()).filter(|text| !text.trim().is_empty())
}

impl Sheet<'_> {
    fn body(&self) -> Html {
        let mut html = Writer::with_capacity(8 << 10);
        self.head(&mut html);
        self.warnings(&mut html);
        html.raw("<main><div class=\"people\">");
        self.first(&mut html);
        self.others(&mut html);
        html.raw("</div><div class=\"rest\">");
        self.hours(&mut html);
        self.times(&mut html);
        self.triage(&mut html);
        html.raw("</div></main>");
        self.foot(&mut html);
        html.into_html()
    }

    fn head(&self, html: &mut Writer) {
        html.raw("<header><p class=\"kind\">Call sheet</p><h1>")
            .text(&self.client.name)
            .raw("</h1>");
        if let Some(service) = text(self.plan.service.name.as_ref()) {
            html.raw("<p class=\"service\">").text(service).raw("</p>");
        }
        html.raw("<p class=\"state\">").text(&self.state()).raw("</p><p class=\"as-of\">As of ");
        html.text(&self.view.today.in_words()).raw("</p></header>");
    }

    /// Returns how far the plan is in its life, by whom it was approved, and until when it holds.
    fn state(&self) -> String {
        let approval = &self.plan.approval;
        let mut parts = vec![status_word(self.client).to_owned()];
        parts.extend(
            text(approval.revision.as_ref()).map(|revision| format!("revision {revision}")),
        );
        let is_approved = self.status() == Some(PlanStatus::Approved);
        match (text(approval.body.as_ref()), &approval.date) {
            _ if !is_approved => {}
            (Some(body), Some(day)) => {
                let body = self.committee(body);
                parts.push(format!("approved by {body} on {}", day.value.in_words()));
            }
            (None, Some(day)) => parts.push(format!("approved on {}", day.value.in_words())),
            (_, None) => parts.push("day of approval not stated".to_owned()),
        }
        parts.extend(self.review().map(|due| format!("next review by {}", due.in_words())));
        parts.join(" · ")
    }

    fn status(&self) -> Option<PlanStatus> {
        self.plan.status.as_ref().map(|status| status.value)
    }

    /// Returns the committee's name, when it is one of the contacts, else as written.
    fn committee<'b>(&'b self, written: &'b str) -> &'b str {
        let is_it = |contact: &&Contact| {
            let team = text(contact.team.as_ref());
            team.is_some_and(|team| team.eq_ignore_ascii_case(written))
        };
        let found = self.plan.contacts.iter().find(is_it);
        found.and_then(|contact| text(contact.name.as_ref())).unwrap_or(written)
    }

    fn hours(&self, html: &mut Writer) {
        let cover = &self.plan.cover;
        let hours = cover.business_hours.as_ref().map(|hours| hours.value.in_words());
        let zone = cover.timezone.as_ref().map(|zone| self.zone(&zone.value));
        let agreed = cover.out_of_hours.as_ref().map(|agreed| {
            let words = match agreed.value {
                Cover::None => "none is agreed",
                Cover::Extended => "longer than business hours",
                Cover::Always => "round the clock",
            };
            let clause = text(cover.reference.as_ref());
            clause.map_or(words.to_owned(), |clause| format!("{words} ({clause})"))
        });
        let rota = text(cover.rota.as_ref()).map(str::to_owned);
        html.raw("<section><h2>Hours</h2><dl>");
        for (term, value) in [
            ("Business hours", hours.or_else(|| Some("not stated".to_owned()))),
            ("Time zone", zone.or_else(|| Some("not stated".to_owned()))),
            ("Out of hours", agreed.or_else(|| Some("not stated".to_owned()))),
            ("Rota", rota),
            ("Tell the client", self.notification()),
        ] {
            if let Some(value) = value {
                html.raw("<div><dt>").text(term).raw("</dt><dd>").text(&value).raw("</dd></div>");
            }
        }
        html.raw("</dl></section>");
    }

    fn zone(&self, zone: &Zone) -> String {
        let offset = Moment::at(self.view.today, 12, 0, zone).utc_offset();
        format!("{} ({offset} on {})", zone.name(), self.view.today.in_words())
    }

    /// Returns how soon the client is told, and who.
    fn notification(&self) -> Option<String> {
        let notification = &self.plan.notification;
        let within = notification.client_within.as_ref()?;
        let mut words = format!("within {}", within.value.in_words());
        if let Some(id) = text(notification.client_contact.as_ref()) {
            words.push_str(", ");
            words.push_str(self.name_of(id));
        }
        if let Some(personal) = text(notification.personal_data.as_ref()) {
            words.push_str("; personal data: ");
            words.push_str(personal);
        }
        Some(words)
    }

    fn times(&self, html: &mut Writer) {
        html.raw("<section><h2>Times</h2>");
        if self.plan.severities.is_empty() {
            html.raw("<p class=\"doubt\">The plan states no times</p></section>");
            return;
        }
        html.raw("<div class=\"scroll\" role=\"region\" aria-label=\"Times\" tabindex=\"0\"><table><thead><tr><th scope=\"col\">Severity</th><th scope=\"col\">Acknowledge</th><th scope=\"col\">Update every</th><th scope=\"col\">Mitigate</th><th scope=\"col\">Repair</th></tr></thead><tbody>");
        for severity in &self.plan.severities {
            row(severity, html);
        }
        html.raw("</tbody></table></div>");
        if let Some(from) = text(self.plan.sla.measured_from.as_ref()) {
            html.raw("<p class=\"note\">Counted from ").text(from).raw("</p>");
        }
        html.raw("</section>");
    }

    fn triage(&self, html: &mut Writer) {
        let triage = &self.plan.triage;
        html.raw("<section><h2>First steps</h2>");
        if let Some(id) = text(triage.coordinated_with.as_ref()) {
            html.raw("<p class=\"note\">Together with ").text(self.name_of(id)).raw("</p>");
        }
        if triage.steps.is_empty() {
            html.raw("<p class=\"doubt\">The plan states no steps of triage</p></section>");
            return;
        }
        html.raw("<ol class=\"steps\">");
        for step in &triage.steps {
            html.raw("<li>").text(text(step.action.as_ref()).unwrap_or("Not stated"));
            let details = self.details(step);
            if !details.is_empty() {
                html.raw(" <small>").text(&details).raw("</small>");
            }
            html.raw("</li>");
        }
        html.raw("</ol></section>");
    }

    /// Returns who does a step, how soon, and with whom.
    fn details(&self, step: &Step) -> String {
        let with: Vec<&str> = step.with.iter().map(|id| self.name_of(&id.value)).collect();
        let parts = [
            text(step.by.as_ref()).map(|id| self.name_of(id).to_owned()),
            step.within.as_ref().map(|within| format!("within {}", within.value.in_words())),
            (!with.is_empty()).then(|| format!("with {}", with.join(", "))),
        ];
        parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
    }

    fn foot(&self, html: &mut Writer) {
        let beside = path(self.client).href_to(&self.client.route);
        html.raw("<footer><p>Full plan: <a href=")
            .value(beside.as_str())
            .raw(">beside this file</a>");
        if let Some(address) = self.view.canonical(&self.client.route) {
            html.raw(", or <a href=").value(&address).raw(">").text(&address).raw("</a>");
        }
        html.raw("</p><p>A copy does not change when the plan does. This one is of ");
        html.text(&self.view.today.in_words()).raw(".</p></footer>");
    }
}

/// Writes one severity: its times, the clock they run on, what belongs to it.
fn row(severity: &Severity, html: &mut Writer) {
    let names = [text(severity.id.as_ref()), text(severity.name.as_ref())];
    let names: Vec<&str> = names.into_iter().flatten().collect();
    html.raw("<tr><th scope=\"row\"><b>").text(&names.join(" ")).raw("</b></th>");
    let times =
        [&severity.acknowledge, &severity.update_every, &severity.mitigate, &severity.remediate];
    for time in times {
        let words = time.as_ref().map(|time: &Located<Duration>| time.value.in_words());
        html.raw("<td>").text(words.as_deref().unwrap_or("not stated")).raw("</td>");
    }
    html.raw("</tr><tr class=\"what\"><td colspan=\"5\"><b>");
    html.raw(match severity.clock.as_ref().map(|clock| clock.value) {
        Some(Runs::Always) => "Round the clock",
        Some(Runs::Business) => "In business hours",
        None => "Clock not stated",
    });
    html.raw("</b>");
    if let Some(definition) = text(severity.definition.as_ref()) {
        html.raw(": ").text(definition);
    }
    html.raw("</td></tr>");
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::formats::sample::with_view;

    /// Returns the body of a client's sheet as of a day.
    fn body(client: &str, today: &str) -> String {
        with_view(today, |view| {
            let (id, _) = view.site.clients().find(|(_, known)| *known.id == *client).unwrap();
            context(view, id).body.0.0.clone()
        })
    }

    fn doubts(html: &str) -> Vec<String> {
        let marked = html.split("<p class=\"doubt\">").skip(1);
        marked.map(|rest| rest.split("</p>").next().unwrap().to_owned()).collect()
    }

    #[test]
    fn base64_is_that_of_the_rfc() {
        let pairs =
            [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg==")];
        for (bytes, text) in pairs {
            assert_eq!(base64(bytes.as_bytes()), text);
        }
        assert_eq!(base64(&[0xfb, 0xff, 0xfe]), "+//+");
    }

    #[test]
    fn the_policy_allows_the_style_sheet_as_it_is_inlined() {
        let (style, policy) = &*STYLE;
        let style = &style.0.0;
        assert_eq!(*policy, super::policy(style));
        let mut at_rules = style.split('@').skip(1);
        assert!(at_rules.all(|rule| rule.starts_with("media ") || rule.starts_with("page ")));
        assert!(!style.contains(['\r', '<']) && !style.contains("url("));
    }

    #[test]
    fn calls_come_by_level_and_every_doubt_is_marked() {
        let html = body("halcyon", "2026-08-20");
        let at = |text: &str| html.find(text).unwrap_or_else(|| panic!("no {text:?} in {html}"));
        assert!(at("Duty engineer") < at("Ines Duarte") && at("Ines Duarte") < at("Port office"));
        assert!(html.contains("href=\"tel:+442079460150\""), "{html}");
        assert_eq!(
            doubts(&html),
            [
                "Not verified: last tried 12 March 2026",
                "Nobody to call: `nobody` is not among the contacts",
                "No number: the plan states none",
            ]
        );
        assert!(html.contains("2 of the 3 contacts"), "{html}");
    }

    #[test]
    fn numbers_count_as_tried_for_as_long_as_is_configured() {
        let is_marked = |today: &str| body("halcyon", today).contains("last tried 1 August 2026");
        assert!(!is_marked("2026-10-30"));
        assert!(is_marked("2026-10-31"));
        assert!(body("halcyon", "2026-07-31").contains("a day to come"));
    }

    #[test]
    fn what_can_not_be_relied_on_says_so_at_the_top() {
        let top = |client: &str, today: &str| {
            let html = body(client, today);
            html.split("<main>").next().unwrap().to_owned()
        };
        assert!(top("marlow", "2026-08-20").contains("Draft"));
        assert!(top("zephyr", "2026-08-20").contains("Suspended"));
        assert!(top("halcyon", "2027-02-01").contains("due by 31 January 2027"));
        assert!(top("halcyon", "2027-04-01").contains("ended on 31 March 2027"));
        assert!(!top("halcyon", "2027-01-31").contains("Review overdue"));
    }

    #[test]
    fn numbers_held_elsewhere_are_named_by_their_clause() {
        let html = body("marlow", "2026-08-20");
        assert_eq!(doubts(&html)[..1], ["No number: held in Agreement 7, Schedule 6"]);
    }

    #[test]
    fn nothing_of_the_authors_becomes_markup() {
        let html = body("zephyr", "2026-08-20");
        for bad in ["<script", "<img", "<b>\"", "<i>", "<u>", "javascript:alert(1)\"", "?cc=z&<"] {
            assert!(!html.contains(bad), "{bad} in {html}");
        }
        assert_eq!(html.matches("<main>").count(), html.matches("</main>").count());
        assert!(!html.contains("href=\"tel:javascript"), "{html}");
    }
}
