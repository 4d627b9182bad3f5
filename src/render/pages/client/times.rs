//! How long things may take, by severity: as the contract writes it, drawn, and worked out for a
//! report on a Friday evening. And how severity is decided.

use super::{Page, text};
use crate::clock::{Duration, Moment, Zone, due, slowest};
use crate::date::Date;
use crate::parse::client::Located;
use crate::parse::client::schema::{Runs, Severity};
use crate::render::draw::{Mark, Row, timelines};
use crate::render::markup::Writer;
use crate::srp::Clause;

impl Page<'_> {
    pub(super) fn times(&mut self) {
        self.open("Times", "How long it takes");
        if self.plan.severities.is_empty() {
            self.html.raw("<p class=\"missing-data\">This plan names no severities.</p>");
        } else {
            self.times_table();
            self.times_figure();
            self.worked_example();
        }
        self.html.raw("<dl class=\"plain\">");
        self.fact("Service levels", text(&self.plan.sla.reference));
        self.fact("Measured from", text(&self.plan.sla.measured_from));
        self.fact("Reported", text(&self.plan.sla.reported));
        let told = self.plan.notification.client_within.as_ref();
        self.fact(
            "The client is told within",
            told.map(|within| within.value.in_words()).as_deref(),
        );
        self.fact("Personal data", text(&self.plan.notification.personal_data));
        self.html.raw("</dl>");
        self.prose(&[Clause::Timelines]);
        self.close();
    }

    fn times_table(&mut self) {
        self.html.raw("<div class=\"table stack\" role=\"region\" aria-label=\"Times by severity\" tabindex=\"0\"><table><thead><tr><th scope=\"col\">Severity</th><th scope=\"col\">Acknowledge</th><th scope=\"col\">Update every</th><th scope=\"col\">Mitigate</th><th scope=\"col\">Repair</th></tr></thead><tbody>");
        let hours = self.plan.cover.business_hours.as_ref().map(|hours| hours.value.in_words());
        for severity in &self.plan.severities {
            self.html.raw("<tr><th scope=\"row\">").text(&title(severity)).raw("</th>");
            let cells = [
                ("Acknowledge", &severity.acknowledge),
                ("Update every", &severity.update_every),
                ("Mitigate", &severity.mitigate),
                ("Repair", &severity.remediate),
            ];
            for (label, value) in cells {
                self.html.raw("<td data-l=").value(label).raw(">");
                match value {
                    Some(duration) => {
                        write_time(duration, severity, hours.as_deref(), &mut self.html);
                    }
                    None => {
                        self.html.raw("<span class=\"missing-data\">not stated</span>");
                    }
                }
                self.html.raw("</td>");
            }
            self.html.raw("</tr>");
        }
        self.html.raw("</tbody></table></div>");
    }

    fn times_figure(&mut self) {
        let hours = self.plan.business_hours();
        let titles: Vec<String> = self.plan.severities.iter().map(title).collect();
        let marks: Vec<Vec<(Mark, u64, String)>> = self
            .plan
            .severities
            .iter()
            .map(|severity| {
                let all = [
                    (Mark::Acknowledge, &severity.acknowledge),
                    (Mark::Mitigate, &severity.mitigate),
                    (Mark::Remediate, &severity.remediate),
                ];
                let given =
                    all.into_iter().filter_map(|(mark, value)| Some((mark, value.as_ref()?.value)));
                given
                    .map(|(mark, value)| {
                        (mark, slowest(value, severity.clock(), &hours), value.as_written())
                    })
                    .collect()
            })
            .collect();
        let marks: Vec<Vec<(Mark, u64, &str)>> = marks
            .iter()
            .map(|row| {
                row.iter().map(|(mark, minutes, label)| (*mark, *minutes, label.as_str())).collect()
            })
            .collect();
        let rows: Vec<Row<'_>> =
            titles.iter().zip(&marks).map(|(name, marks)| Row { name, marks }).collect();
        if let Some(drawn) = timelines("times", &rows) {
            self.html.raw("<div class=\"figure-scroll\" role=\"region\" aria-label=\"Times drawn to scale\" tabindex=\"0\">");
            self.html.markup(&drawn.0).raw("</div>");
        }
    }

    /// Writes by when each time would be over for a report on the next Friday at 17:40.
    fn worked_example(&mut self) {
        let zone =
            self.plan.cover.timezone.as_ref().map_or_else(Zone::utc, |zone| zone.value.clone());
        let hours = self.plan.business_hours();
        let friday = (0..7).map(|days| self.view.today.add_days(days));
        let at = |day: Date| Moment::at(day, 17, 40, &zone);
        let Some(start) =
            friday.map(at).find(|moment| moment.weekday_and_time().starts_with("Friday"))
        else {
            return;
        };
        let when = |value: &Option<Located<Duration>>, severity: &Severity| {
            let moment = due(&start, value.as_ref()?.value, severity.clock(), &hours);
            let days = start.date().days_until(moment.date());
            let weekday = moment.weekday_and_time();
            Some(if days < 7 {
                weekday
            } else {
                format!("{weekday}, {}", moment.date().in_words())
            })
        };
        self.html
            .raw("<details class=\"how\"><summary>For example: reported ")
            .text(&start.weekday_and_time());
        self.html.raw("</summary><div class=\"table\" role=\"region\" aria-label=\"A worked example\" tabindex=\"0\"><table><thead><tr><th scope=\"col\">Severity</th><th scope=\"col\">Acknowledged by</th><th scope=\"col\">Mitigated by</th><th scope=\"col\">Repaired by</th></tr></thead><tbody>");
        for severity in &self.plan.severities {
            self.html.raw("<tr><th scope=\"row\">").text(&title(severity)).raw("</th>");
            for value in [&severity.acknowledge, &severity.mitigate, &severity.remediate] {
                let shown = when(value, severity);
                self.html.raw("<td>").text(shown.as_deref().unwrap_or("–")).raw("</td>");
            }
            self.html.raw("</tr>");
        }
        self.html
            .raw("</tbody></table></div><p class=\"note\">Reported on ")
            .text(&start.date().in_words());
        self.html.raw(" at 17:40, ").text(zone.name());
        self.html.raw(". A time in business days ends when business closes on the last of them; public holidays are not taken into account.</p></details>");
    }

    pub(super) fn severity(&mut self) {
        self.open("Severity", "How severity is decided");
        if let Some(method) = text(&self.plan.classification.method) {
            self.html.raw("<p>").text(method).raw("</p>");
        }
        self.matrix();
        if !self.plan.severities.is_empty() {
            self.html.raw("<div class=\"table stack\" role=\"region\" aria-label=\"Severities\" tabindex=\"0\"><table><thead><tr><th scope=\"col\">Severity</th><th scope=\"col\">What belongs here</th><th scope=\"col\">CVSS</th><th scope=\"col\">Consumer</th><th scope=\"col\">Brand</th><th scope=\"col\">Company</th></tr></thead><tbody>");
        }
        for severity in &self.plan.severities {
            self.html.raw("<tr><th scope=\"row\">").text(&title(severity)).raw("</th>");
            let cells = [
                ("What belongs here", &severity.definition),
                ("CVSS", &severity.cvss),
                ("Consumer", &severity.impact.consumer),
                ("Brand", &severity.impact.brand),
                ("Company", &severity.impact.company),
            ];
            for (label, value) in cells {
                self.html
                    .raw("<td data-l=")
                    .value(label)
                    .raw(">")
                    .text(text(value).unwrap_or("–"))
                    .raw("</td>");
            }
            self.html.raw("</tr>");
        }
        if !self.plan.severities.is_empty() {
            self.html.raw("</tbody></table></div>");
        }
        self.prose(&[Clause::Overview]);
        self.close();
    }

    /// Writes the table of risk against impact.
    fn matrix(&mut self) {
        let rows = &self.plan.classification.matrix;
        let mut impacts: Vec<&str> = Vec::new();
        for (impact, _) in rows.iter().flat_map(|(_, cells)| cells) {
            if !impacts.contains(&impact.value.as_str()) {
                impacts.push(&impact.value);
            }
        }
        if impacts.is_empty() {
            return;
        }
        self.html.raw("<div class=\"table\" role=\"region\" aria-label=\"Severity by risk and impact\" tabindex=\"0\"><table><caption>Severity by risk (down) and impact (across)</caption><thead><tr><th scope=\"col\">Risk</th>");
        for impact in &impacts {
            self.html.raw("<th scope=\"col\">").text(impact).raw("</th>");
        }
        self.html.raw("</tr></thead><tbody>");
        for (risk, cells) in rows {
            self.html.raw("<tr><th scope=\"row\">").text(&risk.value).raw("</th>");
            for impact in &impacts {
                let found = cells.iter().find(|(name, _)| name.value == *impact);
                self.html
                    .raw("<td>")
                    .text(found.map_or("–", |(_, severity)| &severity.value))
                    .raw("</td>");
            }
            self.html.raw("</tr>");
        }
        self.html.raw("</tbody></table></div>");
    }
}

/// Returns `S1 Critical`.
fn title(severity: &Severity) -> String {
    match (text(&severity.id), text(&severity.name)) {
        (Some(id), Some(name)) => format!("{id} {name}"),
        (Some(one), None) | (None, Some(one)) => one.to_owned(),
        (None, None) => "Unnamed".to_owned(),
    }
}

fn write_time(
    duration: &Located<Duration>,
    severity: &Severity,
    hours: Option<&str>,
    html: &mut Writer,
) {
    html.text(&duration.value.in_words());
    let runs = match (severity.clock.as_ref().map(|clock| clock.value), hours) {
        (Some(Runs::Always), _) => "round the clock".to_owned(),
        (Some(Runs::Business), Some(hours)) => hours.to_owned(),
        (Some(Runs::Business), None) => "business hours".to_owned(),
        (None, _) => return,
    };
    html.raw("<small>").text(&runs).raw("</small>");
}
