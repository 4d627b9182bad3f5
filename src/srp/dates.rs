//! What falls due, and when: reviews, rehearsals, contact checks, exceptions, contracts.

use crate::config::Config;
use crate::date::Date;
use crate::diag::{Code, Location};
use crate::model::{Client, ClientId, Site};
use crate::parse::client::Located;
use crate::parse::client::schema::{Cycle, PlanStatus};

/// One thing that falls due.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Due {
    /// The day.
    pub day: Date,
    /// Whose it is.
    pub client: ClientId,
    /// What it is.
    pub kind: DueKind,
    /// The exception it is about; empty for everything else.
    pub about: String,
    /// The requirement that lapses on the day after.
    pub requirement: Option<Code>,
    /// Where the day is written, or the day it is computed from.
    pub at: Location,
}

/// What falls due.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) enum DueKind {
    /// The plan is to be reviewed.
    Review,
    /// The plan is to be rehearsed.
    Exercise,
    /// The first of the telephone numbers is to be tried again.
    ContactCheck,
    /// An exception is to be looked at again.
    ExceptionReview,
    /// An exception ends.
    ExceptionEnd,
    /// The contract ends.
    ContractEnd,
}

impl DueKind {
    /// Returns what it is, in words.
    pub(crate) fn in_words(self) -> &'static str {
        match self {
            Self::Review => "Review of the plan",
            Self::Exercise => "Rehearsal",
            Self::ContactCheck => "Contact check",
            Self::ExceptionReview => "Review of an exception",
            Self::ExceptionEnd => "End of an exception",
            Self::ContractEnd => "End of the contract",
        }
    }

    /// Returns a word for addresses and identifiers.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Review => "review",
            Self::Exercise => "exercise",
            Self::ContactCheck => "contact-check",
            Self::ExceptionReview => "exception-review",
            Self::ExceptionEnd => "exception-end",
            Self::ContractEnd => "contract-end",
        }
    }
}

/// Returns everything that falls due, by day, then client. Plans that have ended have no dates.
pub(super) fn of(site: &Site, config: &Config) -> Vec<Due> {
    let mut all: Vec<Due> =
        site.clients().flat_map(|(id, client)| of_client(id, client, config)).collect();
    all.sort_by(|a, b| {
        (a.day, a.client, a.kind, &a.about).cmp(&(b.day, b.client, b.kind, &b.about))
    });
    all
}

fn of_client(id: ClientId, client: &Client, config: &Config) -> Vec<Due> {
    let plan = &client.plan;
    if plan.status.as_ref().is_some_and(|status| status.value == PlanStatus::Ended) {
        return Vec::new();
    }
    let mut dues = Vec::new();
    let mut add =
        |day: Date, kind: DueKind, about: &str, requirement: Option<Code>, at: &Location| {
            let (about, at) = (about.to_owned(), at.clone());
            dues.push(Due { day, client: id, kind, about, requirement, at });
        };
    let cycles: [(&Cycle, DueKind, Code); 2] = [
        (&plan.review, DueKind::Review, Code::Srp31),
        (&plan.exercise, DueKind::Exercise, Code::Srp34),
    ];
    for (cycle, kind, code) in cycles {
        if let (Some(last), Some(every)) = (&cycle.last, &cycle.every) {
            add(every.value.0.after(last.value), kind, "", Some(code), &last.at);
        }
    }
    let tried = plan.contacts.iter().filter(|contact| contact.phone.is_some());
    let first = tried.filter_map(|contact| contact.verified.as_ref()).min_by_key(|day| day.value);
    if let Some(first) = first {
        let day = first.value.add_days(config.srp.verify_days);
        add(day, DueKind::ContactCheck, "", Some(Code::Srp14), &first.at);
    }
    for exception in &plan.exceptions {
        let name = exception.id.as_ref().map_or("", |id| &id.value);
        let ends: [(&Option<Located<Date>>, DueKind); 2] = [
            (&exception.review_by, DueKind::ExceptionReview),
            (&exception.until, DueKind::ExceptionEnd),
        ];
        for (day, kind) in ends {
            if let Some(day) = day {
                add(day.value, kind, name, None, &day.at);
            }
        }
    }
    if let Some(ends) = &plan.contract.ends {
        add(ends.value, DueKind::ContractEnd, "", None, &ends.at);
    }
    dues
}
