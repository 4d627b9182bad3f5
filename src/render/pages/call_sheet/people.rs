//! Whom to call, in order, and everybody else who can be reached.

use super::{Sheet, text};
use crate::parse::client::schema::{Contact, Escalation, Reach, Side};
use crate::render::markup::Writer;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// What stands bare in the address of a letter.
const EMAIL: &AsciiSet =
    &NON_ALPHANUMERIC.remove(b'.').remove(b'-').remove(b'_').remove(b'+').remove(b'@');

impl Sheet<'_> {
    /// Writes the escalation: level by level, who is called, when, and who is told as well.
    pub(super) fn first(&self, html: &mut Writer) {
        html.raw("<section><h2>Who to call, in this order</h2>");
        let levels = self.levels();
        if levels.is_empty() {
            html.raw("<p class=\"doubt\">The plan states no order of calling</p></section>");
            return;
        }
        html.raw("<ol class=\"calls\">");
        for (n, level) in levels.iter().enumerate() {
            let stated = level.level.as_ref().map(|level| level.value.to_string());
            let number = stated.unwrap_or_else(|| (n + 1).to_string());
            html.raw("<li><b class=\"level\"><span class=\"vh\">Level </span>").text(&number);
            html.raw("</b><div>");
            when(level, html);
            match text(level.contact.as_ref()).map(|id| (id, self.contact(id))) {
                Some((_, Some(contact))) => self.entry(contact, html),
                Some((id, None)) => {
                    html.raw("<p class=\"doubt\">Nobody to call: `").text(id);
                    html.raw("` is not among the contacts</p>");
                }
                None => {
                    html.raw(
                        "<p class=\"doubt\">Nobody to call: the plan names no contact here</p>",
                    );
                }
            }
            let also: Vec<&str> = level.also.iter().map(|id| self.name_of(&id.value)).collect();
            if !also.is_empty() {
                html.raw("<p class=\"also\">Tell as well: ").text(&also.join(", ")).raw("</p>");
            }
            html.raw("</div></li>");
        }
        html.raw("</ol></section>");
    }

    /// Returns the levels by number, when each has one, else as they are written.
    fn levels(&self) -> Vec<&Escalation> {
        let mut levels: Vec<&Escalation> = self.plan.escalation.iter().collect();
        if levels.iter().all(|level| level.level.is_some()) {
            levels.sort_by_key(|level| level.level.as_ref().map(|level| level.value));
        }
        levels
    }

    /// Writes the contacts who are not called in order, by side.
    pub(super) fn others(&self, html: &mut Writer) {
        if self.plan.contacts.is_empty() {
            let held = text(self.plan.contacts_held_in.as_ref());
            html.raw("<section><h2>Contacts</h2><p class=\"doubt\">No numbers here: ");
            match held {
                Some(clause) => html.raw("they are held in ").text(clause),
                None => html.raw("the plan names no contacts"),
            };
            html.raw("</p></section>");
            return;
        }
        let at_client = format!("At {}", self.client.name);
        for (side, title) in [
            (Side::Us, "Others of ours"),
            (Side::Client, &*at_client),
            (Side::ThirdParty, "Elsewhere"),
        ] {
            let of_side = |contact: &&Contact| {
                contact.side.as_ref().map_or(Side::Us, |known| known.value) == side
            };
            let others = self.plan.contacts.iter().filter(|contact| !self.is_called(contact));
            let group: Vec<&Contact> = others.filter(of_side).collect();
            if group.is_empty() {
                continue;
            }
            html.raw("<section><h2>").text(title).raw("</h2><ul class=\"others\">");
            for contact in group {
                html.raw("<li>");
                self.entry(contact, html);
                html.raw("</li>");
            }
            html.raw("</ul></section>");
        }
    }

    /// Returns whether a contact is called at one of the levels.
    fn is_called(&self, contact: &Contact) -> bool {
        let Some(id) = text(contact.id.as_ref()) else { return false };
        let mut levels = self.plan.escalation.iter();
        levels.any(|level| text(level.contact.as_ref()) == Some(id))
    }

    /// Writes one contact: who it is, the number, whether it was tried, other ways.
    fn entry(&self, contact: &Contact, html: &mut Writer) {
        html.raw("<h3>").text(called(contact)).raw("</h3><p class=\"role\">");
        if let Some(role) = text(contact.role.as_ref()) {
            html.text(role).raw(" · ");
        }
        html.text(&self.reach(contact)).raw("</p>");
        if let Some(phone) = &contact.phone {
            html.raw("<p class=\"phone\">");
            match &phone.value.dialled {
                Some(number) => {
                    html.raw("<a href=").value(&format!("tel:{number}")).raw(">");
                    html.text(&phone.value.shown).raw("</a></p>");
                }
                None => {
                    html.text(&phone.value.shown).raw("</p>");
                }
            }
        }
        match (self.doubt(contact), &contact.verified) {
            (Some(doubt), _) => {
                html.raw("<p class=\"doubt\">").text(&doubt).raw("</p>");
            }
            (None, Some(day)) => {
                html.raw("<p class=\"tried\">Tried on ").text(&day.value.in_words()).raw("</p>");
            }
            (None, None) => {}
        }
        write_other_ways(contact, html);
    }

    /// Returns when a contact can be reached.
    fn reach(&self, contact: &Contact) -> String {
        let hours = self.plan.cover.business_hours.as_ref();
        match contact.hours.as_ref().map(|hours| hours.value) {
            Some(Reach::Always) => "round the clock".to_owned(),
            Some(Reach::Extended) => "longer than business hours".to_owned(),
            Some(Reach::Business) => hours.map_or_else(
                || "business hours only".to_owned(),
                |hours| format!("business hours only, {}", hours.value.in_words()),
            ),
            None => "hours not stated".to_owned(),
        }
    }

    fn contact(&self, id: &str) -> Option<&Contact> {
        self.plan.contacts.iter().find(|contact| text(contact.id.as_ref()) == Some(id))
    }

    /// Returns what the contact with an id is called; the id when there is none.
    pub(super) fn name_of<'b>(&'b self, id: &'b str) -> &'b str {
        self.contact(id).and_then(|contact| text(contact.name.as_ref())).unwrap_or(id)
    }
}

fn called(contact: &Contact) -> &str {
    let names = [&contact.name, &contact.role, &contact.id];
    names.into_iter().find_map(|name| text(name.as_ref())).unwrap_or("Without a name")
}

/// Writes when a level is called, and how long after the report at the latest.
fn when(level: &Escalation, html: &mut Writer) {
    let after = level.after.as_ref().map(|after| format!("after {}", after.value.in_words()));
    let why = text(level.when.as_ref());
    if after.is_none() && why.is_none() {
        return;
    }
    html.raw("<p class=\"when\">");
    if let Some(after) = &after {
        html.raw("<b>").text(after).raw("</b>").raw(if why.is_some() { ": " } else { "" });
    }
    html.text(why.unwrap_or("")).raw("</p>");
}

fn write_other_ways(contact: &Contact, html: &mut Writer) {
    let (email, alt) = (text(contact.email.as_ref()), text(contact.alt.as_ref()));
    if email.is_none() && alt.is_none() {
        return;
    }
    html.raw("<p class=\"ways\">");
    if let Some(email) = email {
        let is_address = email.matches('@').count() == 1 && !email.contains(char::is_whitespace);
        if is_address {
            let href = format!("mailto:{}", utf8_percent_encode(email, EMAIL));
            html.raw("<a href=").value(&href).raw(">").text(email).raw("</a>");
        } else {
            html.text(email);
        }
    }
    if let Some(alt) = alt {
        html.raw(if email.is_some() { " · " } else { "" }).text(alt);
    }
    html.raw("</p>");
}
