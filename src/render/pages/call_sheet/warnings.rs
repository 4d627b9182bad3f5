//! What a reader must know before relying on a call sheet, and why a number may not be relied on.

use super::{Sheet, text};
use crate::date::Date;
use crate::parse::client::schema::{Contact, PlanStatus};
use crate::render::markup::Writer;

impl Sheet<'_> {
    /// Writes what is said at the top; nothing when there is nothing to say.
    pub(super) fn warnings(&self, html: &mut Writer) {
        let warnings = self.all();
        if warnings.is_empty() {
            return;
        }
        html.raw("<aside class=\"alarm\" aria-labelledby=\"before\"><h2 id=\"before\">Before you rely on this sheet</h2><ul>");
        for warning in warnings {
            html.raw("<li>").text(&warning).raw("</li>");
        }
        html.raw("</ul></aside>");
    }

    fn all(&self) -> Vec<String> {
        let today = self.view.today;
        let mut all = Vec::new();
        let status = match self.status() {
            Some(PlanStatus::Approved) => None,
            Some(PlanStatus::Draft) => {
                Some("Draft: this plan is being written, and nobody has approved it.")
            }
            Some(PlanStatus::InReview) => Some("In review: this plan is not approved yet."),
            Some(PlanStatus::Suspended) => {
                Some("Suspended: this plan is not in use for the time being.")
            }
            Some(PlanStatus::Ended) => {
                Some("Ended: the contract is over, and nobody keeps this plan.")
            }
            None => Some("Without status: nothing says whether this plan is approved."),
        };
        all.extend(status.map(str::to_owned));
        if self.client.is_broken {
            all.push(
                "Read in part: something in the plan could not be read, and is missing here."
                    .to_owned(),
            );
        }
        if let Some(due) = self.review().filter(|due| *due < today) {
            all.push(format!("Review overdue: it was due by {}.", due.in_words()));
        }
        if let Some(ended) = self.plan.contract.ends.as_ref().filter(|day| day.value < today) {
            all.push(format!("Contract over: it ended on {}.", ended.value.in_words()));
        }
        all.extend(self.unverified());
        all
    }

    /// Returns the day by which the plan is to be reviewed.
    pub(super) fn review(&self) -> Option<Date> {
        let review = &self.plan.review;
        Some(review.every.as_ref()?.value.0.after(review.last.as_ref()?.value))
    }

    /// Counts the contacts whose number can't be relied on.
    fn unverified(&self) -> Option<String> {
        let all = self.plan.contacts.len();
        let doubtful =
            self.plan.contacts.iter().filter(|contact| self.doubt(contact).is_some()).count();
        let marked = match (doubtful, all) {
            (0, _) => return None,
            (1, 1) => "The only contact has no number that was tried".to_owned(),
            (1, all) => format!("1 of the {all} contacts has no number that was tried"),
            (some, all) if some == all => {
                format!("None of the {all} contacts has a number that was tried")
            }
            (some, all) => format!("{some} of the {all} contacts have no number that was tried"),
        };
        let days = self.view.config.srp.verify_days;
        Some(format!("{marked} in the last {days} days. Look for the mark."))
    }

    /// Returns why a contact's number may not be relied on.
    pub(super) fn doubt(&self, contact: &Contact) -> Option<String> {
        let Some(phone) = &contact.phone else {
            let held = text(self.plan.contacts_held_in.as_ref());
            return Some(held.map_or_else(
                || "No number: the plan states none".to_owned(),
                |clause| format!("No number: held in {clause}"),
            ));
        };
        if phone.value.dialled.is_none() {
            return Some("Not a whole number: it can't be dialled as it stands".to_owned());
        }
        let Some(verified) = &contact.verified else {
            return Some("Not verified: never tried".to_owned());
        };
        let day = verified.value.in_words();
        match verified.value.days_until(self.view.today) {
            ..0 => Some(format!("Not verified: said to be tried on {day}, a day to come")),
            age if age > self.view.config.srp.verify_days => {
                Some(format!("Not verified: last tried {day}"))
            }
            _ => None,
        }
    }
}
