//! *Compliance Measurement*: whether the client can reach us, and whether the plan is kept alive.

use crate::config::srp::folded;
use crate::diag::Code;
use crate::parse::client::schema::{Contact, Cycle, PersonKeys, PlanStatus};
use crate::srp::contact_information::{is_email, name};
use crate::srp::evidence::Test;
use crate::srp::mitigations::show_text;
use crate::srp::service::is_in_prose;
use crate::srp::{Case, Clause, Finding, Level, Origin, Requirement};

/// How long a plan may go without a review, in months.
const REVIEW_MONTHS_MAX: i32 = 12;

/// The client has the details of one who leads.
pub(super) static SRP_27: Requirement = Requirement {
    code: Code::Srp27,
    clause: Clause::Measurement,
    level: Level::Must,
    origin: Origin::Clause,
    can_be_left_out: false,
    title: "The client has the contact details of our lead",
    why: "A plan helps the client only with a number that the client has.",
    fix: "Give one of `owners.account_lead`, `owners.technical_lead` and `owners.principal_consultant` a \
          `phone` and an `email`, send them, and write the day in `issued_to_client.date`.",
    judge: issued,
};

/// The plan is reviewed every year.
pub(super) static SRP_31: Requirement = Requirement {
    code: Code::Srp31,
    clause: Clause::Measurement,
    level: Level::Must,
    origin: Origin::Ancestor,
    can_be_left_out: false,
    title: "The plan is reviewed every year",
    why: "Services and people change; a plan that nobody reads again describes those of last year.",
    fix: "Review the plan, and write `review.last`, `review.by` and `review.outcome`; let `review.every` \
          be 12m or less.",
    judge: reviewed,
};

/// What is published is what is recorded.
pub(super) static SRP_32: Requirement = Requirement {
    code: Code::Srp32,
    clause: Clause::Measurement,
    level: Level::Must,
    origin: Origin::Ancestor,
    can_be_left_out: false,
    title: "The plan is under version control",
    why: "Afterwards it has to be shown what the plan said on the day of the incident.",
    fix: "Commit the file of the plan before it is published.",
    judge: versioned,
};

/// An approved plan is published to its client.
pub(super) static SRP_33: Requirement = Requirement {
    code: Code::Srp33,
    clause: Clause::Measurement,
    level: Level::Should,
    origin: Origin::Ancestor,
    can_be_left_out: false,
    title: "The plan is approved and published to its client",
    why: "A plan that its client cannot open is no plan to the client.",
    fix: "Have the plan approved, and set `status` to approved.",
    judge: published,
};

fn issued(case: &Case<'_>) -> Finding {
    let mut test = Test::default();
    judge_leads(case, &mut test);
    let issued = &case.plan.issued_to_client;
    match &issued.date {
        Some(date) if date.value > case.today => test.gap(
            date.at.clone(),
            format!(
                "contact details are said to be issued on {}, a day to come",
                date.value.in_words()
            ),
            "write the day on which the client got them",
        ),
        Some(date) => {
            let to = issued.to.as_ref().map_or(String::new(), |to| format!(" to {}", to.value));
            let day = date.value.in_words();
            test.show(format!("contact details issued{to} on {day}"), &date.at);
            test.unjudged("whether contact details were changed since they were issued: the history is not read");
        }
        None => {
            let message = if is_in_prose(case, Clause::Measurement) {
                "the issue of contact details is described in prose, but its day is not stated as data"
            } else {
                "this plan does not say when the client got our contact details"
            };
            let at = case.place(issued.place("date"));
            test.gap(at, message, "send them, and add `issued_to_client.date`");
        }
    }
    test.end()
}

/// Judges whether one of the three who lead has both a telephone number and an e-mail address.
fn judge_leads(case: &Case<'_>, test: &mut Test) {
    let owners = &case.plan.owners;
    let roles = [
        ("account lead", &owners.account_lead.0),
        ("technical lead", &owners.technical_lead.0),
        ("principal consultant", &owners.principal_consultant.0),
    ];
    let mut first = None;
    for (role, person) in roles {
        let Some(person) = person else { continue };
        if show_lead(case, role, person, test) {
            return;
        }
        first = first.or(Some((role, person)));
    }
    let Some((role, person)) = first else {
        let message = "this plan names no lead of ours whom the client could reach";
        let help = "add `owners.account_lead` with `name`, `phone` and `email`";
        test.gap(case.place(case.plan.place("owners")), message, help);
        return;
    };
    let who = person.name.as_ref().map_or(String::new(), |name| format!(" `{}`", name.value));
    let message = format!("the client can't reach the {role}{who} by both telephone and e-mail");
    let key = if person.phone.is_none() { "phone" } else { "email" };
    let help = "give one of account lead, technical lead and principal consultant a `phone` and an `email`";
    test.gap(case.place(person.place(key)), message, help);
}

/// Shows how a lead is reached; returns whether that is by telephone and e-mail both. What a name
/// alone leaves out is taken from the contact of that name.
fn show_lead(case: &Case<'_>, role: &str, person: &PersonKeys, test: &mut Test) -> bool {
    let own_name = person.name.as_ref().map(|name| folded(&name.value));
    let is_same = |contact: &&Contact| own_name.is_some() && name(contact).map(folded) == own_name;
    let contact = case.our_contacts().find(is_same);
    let phone = person.phone.as_ref().or_else(|| contact?.phone.as_ref());
    let email = person.email.as_ref().or_else(|| contact?.email.as_ref());
    let phone = phone.filter(|phone| phone.value.dialled.is_some());
    let email = email.filter(|email| is_email(&email.value));
    let (Some(phone), Some(email)) = (phone, email) else { return false };
    let who = person.name.as_ref().map_or(String::new(), |name| format!(" {}", name.value));
    test.show(format!("{role}{who}: {}", phone.value.shown), &phone.at);
    test.show(format!("{role}{who}: {}", email.value), &email.at);
    true
}

fn reviewed(case: &Case<'_>) -> Finding {
    let mut test = Test::default();
    let review = &case.plan.review;
    let is_silent = review.last.is_none()
        && review.every.is_none()
        && review.by.is_none()
        && review.outcome.is_none();
    if is_silent {
        let message = if is_in_prose(case, Clause::Measurement) {
            "the measuring of compliance is described in prose, but no review is stated as data"
        } else {
            "this plan has no record of a review"
        };
        let at = case.place(review.at.as_ref().or(case.plan.place("review")));
        test.gap(at, message, "add `review` with `every`, `last`, `by` and `outcome`");
        return test.end();
    }
    judge_rhythm(case, review, &mut test);
    judge_due(case, review, &mut test);
    let rest = [
        ("by", "reviewed by", &review.by, "who reviewed the plan"),
        ("outcome", "outcome of the review", &review.outcome, "what came of the review"),
    ];
    for (key, what, text, missing) in rest {
        if !show_text(&mut test, what, text.as_ref()) {
            let at = case.place(review.place(key));
            test.gap(
                at,
                format!("this plan does not say {missing}"),
                format!("add `review.{key}`"),
            );
        }
    }
    test.end()
}

/// Judges how often the plan is reviewed.
fn judge_rhythm(case: &Case<'_>, review: &Cycle, test: &mut Test) {
    let Some(every) = &review.every else {
        let message = "this plan does not say how often it is reviewed";
        test.gap(case.place(review.place("every")), message, "add `review.every`: 12m or less");
        return;
    };
    let start = review.last.as_ref().map_or(case.today, |last| last.value);
    let words = every.value.0.in_words();
    if every.value.0.after(start) > start.add_months(REVIEW_MONTHS_MAX) {
        let message = format!("the plan is reviewed every {words}, less often than once a year");
        test.gap(every.at.clone(), message, "write 12m or less");
    } else {
        test.show(format!("reviewed every {words}"), &every.at);
    }
}

/// Judges whether the last review was in time.
fn judge_due(case: &Case<'_>, review: &Cycle, test: &mut Test) {
    let Some(last) = &review.last else {
        let message = "this plan does not say when it was last reviewed";
        test.gap(
            case.place(review.place("last")),
            message,
            "add `review.last`: the day of the review",
        );
        return;
    };
    if last.value > case.today {
        let message =
            format!("the last review is said to be on {}, a day to come", last.value.in_words());
        test.gap(last.at.clone(), message, "write the day on which the plan was reviewed");
        return;
    }
    // Without a rhythm of its own, the longest is allowed.
    let longest = last.value.add_months(REVIEW_MONTHS_MAX);
    let due = review.every.as_ref().map_or(longest, |every| every.value.0.after(last.value));
    let late = due.days_until(case.today);
    if late > 0 {
        let plural = if late == 1 { "" } else { "s" };
        let message = format!("the review fell due on {}, {late} day{plural} ago", due.in_words());
        let help = "review the plan, and write the day in `review.last`";
        test.lapsed(last.at.clone(), message, help);
    } else {
        test.holds_until(due);
        test.show(format!("reviewed on {}", last.value.in_words()), &last.at);
    }
}

fn versioned(_: &Case<'_>) -> Finding {
    Test::default().not_judged("version control is not read yet")
}

fn published(case: &Case<'_>) -> Finding {
    const APPROVE: &str = "have it approved, then write `status: approved`";
    let mut test = Test::default();
    let Some(status) = &case.plan.status else {
        let at = case.place(case.plan.place("status"));
        test.gap(
            at,
            "this plan does not say whether it is approved",
            "add `status`: draft, or what it is",
        );
        return test.end();
    };
    let (message, help) = match status.value {
        PlanStatus::Approved => {
            test.show("approved", &status.at);
            test.unjudged(
                "whether the page is reachable for the client: portals are not built yet",
            );
            return test.end();
        }
        PlanStatus::Draft => {
            ("this plan is still a draft, so its client does not have it", APPROVE)
        }
        PlanStatus::InReview => {
            ("this plan is before the committee, and not approved yet", APPROVE)
        }
        PlanStatus::Suspended => (
            "this plan is suspended, so its client has no plan that holds",
            "write `status: approved` when it holds again, or record an exception",
        ),
        PlanStatus::Ended => (
            "this plan has ended, so its client has no plan that holds",
            "take the file out when the contract is over, or correct `status`",
        ),
    };
    test.gap(status.at.clone(), message, help);
    test.end()
}
