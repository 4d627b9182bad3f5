//! What is done: triage, mitigation and repair, and who is told next.

use super::{Page, text};
use crate::render::draw::{Step, ladder};
use crate::srp::Clause;

impl Page<'_> {
    /// Returns what a contact is called, else its id.
    pub(super) fn called(&self, id: &str) -> String {
        let contact = self.plan.contacts.iter().find(|contact| text(&contact.id) == Some(id));
        contact.and_then(|contact| text(&contact.name)).unwrap_or(id).to_owned()
    }

    pub(super) fn triage(&mut self) {
        self.open("Triage", "What is done with a report");
        let triage = &self.plan.triage;
        if let Some(team) = text(&triage.coordinated_with) {
            let team = self.called(team);
            self.html.raw("<p>Coordinated with ").text(&team).raw(".</p>");
        }
        if !triage.steps.is_empty() {
            self.html.raw("<ol class=\"steps\">");
        }
        for step in &triage.steps {
            self.html
                .raw("<li><p>")
                .text(text(&step.action).unwrap_or("Not stated"))
                .raw("</p><p class=\"meta\">");
            if let Some(by) = text(&step.by) {
                let by = self.called(by);
                self.html.raw("<span>").text(&by).raw("</span>");
            }
            if let Some(within) = &step.within {
                self.html.raw("<span>within ").text(&within.value.in_words()).raw("</span>");
            }
            let with: Vec<String> = step.with.iter().map(|id| self.called(&id.value)).collect();
            if !with.is_empty() {
                self.html.raw("<span>with ").text(&with.join(", ")).raw("</span>");
            }
            self.html.raw("</p></li>");
        }
        if !triage.steps.is_empty() {
            self.html.raw("</ol>");
        }
        self.prose(&[Clause::Triage]);
        self.close();
    }

    pub(super) fn mitigation(&mut self) {
        self.open("Mitigation", "Mitigation, testing and repair");
        let mitigation = &self.plan.mitigation;
        let test = &mitigation.test;
        let before = test.before_production.as_ref();
        let before = before.map(|before| if before.value { "Yes" } else { "No" });
        self.html.raw("<dl class=\"plain\">");
        self.fact("How a mitigation is found", text(&mitigation.identify));
        self.fact("Short term", text(&mitigation.short_term));
        self.fact("Tested in", text(&test.place));
        self.fact("Tested by", text(&test.how));
        self.fact(
            "Signed off by",
            text(&test.sign_off).map(|who| who.replace('_', " ")).as_deref(),
        );
        self.fact("Tested before production", before);
        self.fact("Repair", text(&mitigation.remediation));
        self.fact("Rollback", text(&mitigation.rollback));
        self.fact("How we know that it holds", text(&mitigation.verify));
        self.html.raw("</dl>");
        self.prose(&[Clause::Mitigations]);
        self.close();
    }

    pub(super) fn escalation(&mut self) {
        if self.plan.escalation.is_empty() {
            return;
        }
        self.open("Escalation", "Who is told next");
        let plan = self.plan;
        let steps: Vec<(String, String, String, Vec<String>)> = plan
            .escalation
            .iter()
            .map(|level| {
                let number = level
                    .level
                    .as_ref()
                    .map_or_else(String::new, |level| format!("Level {}", level.value));
                let who = text(&level.contact).map_or_else(String::new, |id| self.called(id));
                let after = level
                    .after
                    .as_ref()
                    .map_or_else(|| "at once".to_owned(), |after| after.value.in_words());
                (number, who, after, level.also.iter().map(|id| self.called(&id.value)).collect())
            })
            .collect();
        let also: Vec<Vec<&str>> =
            steps.iter().map(|(_, _, _, also)| also.iter().map(String::as_str).collect()).collect();
        let drawn: Vec<Step<'_>> = steps
            .iter()
            .zip(&also)
            .map(|((level, who, after, _), also)| Step { level, who, after, also })
            .collect();
        if let Some(drawn) = ladder("ladder", &drawn) {
            self.html.raw("<div class=\"figure-scroll\" role=\"region\" aria-label=\"Escalation, drawn\" tabindex=\"0\">");
            self.html.markup(&drawn.0).raw("</div>");
        }
        self.html.raw("<ol class=\"ladder\">");
        for ((_, who, after, also), level) in steps.iter().zip(&plan.escalation) {
            self.html.raw("<li><b>").text(after).raw("</b> ").text(who);
            if !also.is_empty() {
                self.html.raw(", also ").text(&also.join(", "));
            }
            if let Some(when) = text(&level.when) {
                self.html.raw("<small>").text(when).raw("</small>");
            }
            self.html.raw("</li>");
        }
        self.html.raw("</ol>");
        self.close();
    }
}
