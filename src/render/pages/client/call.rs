//! Whom to call now, in order, and everybody else who can be reached.

use super::{Page, text};
use crate::parse::client::schema::{Contact, Escalation, Reach, Side};
use crate::render::labels::spaced;
use crate::render::markup::Writer;
use crate::srp::Clause;
use std::collections::BTreeSet;

impl Page<'_> {
    pub(super) fn call(&mut self) {
        self.begin("Call", "If something is happening now");
        self.html.raw("<div class=\"urgent\">");
        self.heading("Call", "If something is happening now");
        self.call_first();
        let cover = &self.plan.cover;
        if let Some(hours) = &cover.business_hours {
            self.html.raw("<p class=\"note\">Business hours: ").text(&hours.value.in_words());
            if let Some(zone) = &cover.timezone {
                self.html.raw(", ").text(zone.value.name());
            }
            self.html.raw(".</p>");
        }
        if let Some(held) = &self.plan.contacts_held_in {
            self.html
                .raw("<p class=\"note\">Telephone numbers are held in ")
                .text(&held.value)
                .raw(".</p>");
        }
        self.html.raw("<p class=\"sheet\"><a class=\"btn\" href=\"call-sheet.html\">Call sheet</a> <span>to print or keep on disk: it works with the network down.</span></p></div>");
        let told: BTreeSet<&str> = self.told().collect();
        let is_other = |contact: &&Contact| text(&contact.id).is_none_or(|id| !told.contains(id));
        let others: Vec<&Contact> = self.plan.contacts.iter().filter(is_other).collect();
        for (side, title) in [
            (Side::Us, "Also with us"),
            (Side::Client, "With the client"),
            (Side::ThirdParty, "With others"),
        ] {
            let of_side = |contact: &&&Contact| {
                contact.side.as_ref().map_or(Side::Us, |known| known.value) == side
            };
            let group: Vec<&Contact> = others.iter().filter(of_side).copied().collect();
            if group.is_empty() {
                continue;
            }
            self.html.raw("<h3>").text(title).raw("</h3><ul class=\"people\">");
            for contact in group {
                self.html.raw("<li>");
                self.person(contact);
                self.html.raw("</li>");
            }
            self.html.raw("</ul>");
        }
        self.prose(&[Clause::Contact]);
        self.close();
    }

    /// Returns the ids of those who are called in order.
    fn told(&self) -> impl Iterator<Item = &str> {
        self.plan.escalation.iter().filter_map(|level| text(&level.contact))
    }

    fn contact(&self, id: &str) -> Option<&Contact> {
        self.plan.contacts.iter().find(|contact| text(&contact.id) == Some(id))
    }

    fn call_first(&mut self) {
        let plan = self.plan;
        if plan.escalation.is_empty() {
            self.html
                .raw("<p class=\"missing-data\">This plan does not say whom to call first.</p>");
            return;
        }
        self.html.raw("<ol class=\"people order\">");
        for level in &plan.escalation {
            self.html.raw("<li>");
            let named = text(&level.contact);
            let is_named = |contact: &&Contact| named.is_some() && text(&contact.id) == named;
            if let Some(contact) = plan.contacts.iter().find(is_named) {
                self.person(contact);
            } else {
                self.html
                    .raw("<p class=\"missing-data\">")
                    .text(named.unwrap_or("Nobody is named"));
                self.html.raw(" (not among the contacts)</p>");
            }
            self.when(level);
            self.html.raw("</li>");
        }
        self.html.raw("</ol>");
    }

    fn when(&mut self, level: &Escalation) {
        let also: Vec<String> = level
            .also
            .iter()
            .map(|id| {
                let contact = self.contact(&id.value);
                contact.and_then(|contact| text(&contact.name)).unwrap_or(&id.value).to_owned()
            })
            .collect();
        self.html.raw("<p class=\"when\">");
        if let Some(after) = &level.after {
            self.html.raw("<b>after ").text(&after.value.in_words()).raw("</b> ");
        }
        self.html.text(text(&level.when).unwrap_or(""));
        if !also.is_empty() {
            self.html.raw(" <span>Also told: ").text(&also.join(", ")).raw("</span>");
        }
        self.html.raw("</p>");
    }

    /// Writes one contact: who it is, when to call, and how.
    fn person(&mut self, contact: &Contact) {
        let days = self.view.config.srp.verify_days;
        let html = &mut self.html;
        html.raw("<p class=\"name\"><b>")
            .text(text(&contact.name).unwrap_or("Unnamed contact"))
            .raw("</b>");
        let role = text(&contact.role).map(str::to_owned);
        if let Some(role) = role.or_else(|| text(&contact.team).map(spaced)) {
            html.raw(" <span>").text(&role).raw("</span>");
        }
        if let Some(hours) = &contact.hours {
            html.raw(match hours.value {
                Reach::Business => " <span class=\"reach\">business hours</span>",
                Reach::Extended => " <span class=\"reach\">extended hours</span>",
                Reach::Always => " <span class=\"reach always\">all hours</span>",
            });
        }
        html.raw("</p><p class=\"ways\">");
        match &contact.phone {
            Some(phone) => write_phone(&phone.value.shown, phone.value.dialled.as_deref(), html),
            None => {
                html.raw("<span class=\"missing-data\">no telephone number here</span>");
            }
        }
        if let Some(email) = &contact.email {
            let address = format!("mailto:{}", email.value);
            html.raw(" <a href=").value(&address).raw(">").text(&email.value).raw("</a>");
        }
        if let Some(alt) = &contact.alt {
            html.raw(" <span>").text(&alt.value).raw("</span>");
        }
        if contact.phone.is_some() {
            let age = contact
                .verified
                .as_ref()
                .map(|day| (day.value, day.value.days_until(self.view.today)));
            match age {
                Some((day, age)) if (0..=days).contains(&age) => {
                    html.raw(" <small>tried ").text(&day.in_words()).raw("</small>");
                }
                Some((day, _)) => {
                    html.raw(" <small class=\"missing-data\">not verified since ")
                        .text(&day.in_words())
                        .raw("</small>");
                }
                None => {
                    html.raw(" <small class=\"missing-data\">never verified</small>");
                }
            }
        }
        html.raw("</p>");
    }
}

/// Writes a telephone number, as a link when it can be dialled.
fn write_phone(shown: &str, dialled: Option<&str>, html: &mut Writer) {
    match dialled {
        Some(dialled) => {
            html.raw("<a class=\"tel\" href=")
                .value(&format!("tel:{dialled}"))
                .raw(">")
                .text(shown)
                .raw("</a>");
        }
        None => {
            html.raw("<span class=\"tel missing-data\">").text(shown).raw("</span>");
        }
    }
}
