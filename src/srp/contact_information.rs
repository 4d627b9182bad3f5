//! *Contact Information*: whom to call, and when they can be reached.

use crate::config::srp::folded;
use crate::diag::Code;
use crate::parse::client::schema::{Contact, Cover, Rating, Reach};
use crate::srp::evidence::Test;
use crate::srp::{Case, Clause, Finding, Level, Origin, Requirement};
use std::collections::BTreeMap;

/// Out-of-hours cover is stated, with its reference.
pub(super) static SRP_10: Requirement = Requirement {
    code: Code::Srp10,
    clause: Clause::Contact,
    level: Level::Must,
    origin: Origin::Clause,
    can_be_left_out: false,
    title: "Says what cover is agreed out of hours",
    why: "At two in the morning it must be known whether somebody has agreed to answer.",
    fix: "Set `cover.out_of_hours` to none, extended or 24x7, and cite the contract in `cover.reference`.",
    judge: cover,
};

/// Cover fits what the service is worth.
pub(super) static SRP_11: Requirement = Requirement {
    code: Code::Srp11,
    clause: Clause::Contact,
    level: Level::Should,
    origin: Origin::Clause,
    can_be_left_out: false,
    title: "Cover fits the worth of the service",
    why: "Whether somebody must answer round the clock depends on what a failure costs.",
    fix: "Rate `service.business_value` and `service.customer_impact`; where one is high, agree cover.",
    judge: worth,
};

/// Somebody is there in the agreed cover.
pub(super) static SRP_12: Requirement = Requirement {
    code: Code::Srp12,
    clause: Clause::Contact,
    level: Level::Must,
    origin: Origin::Clause,
    can_be_left_out: true,
    title: "Somebody can be reached out of hours",
    why: "Agreed cover is a promise that a person answers.",
    fix: "Give a contact of ours the agreed `hours`; for 24x7 give two, or name `cover.rota`.",
    judge: reach,
};

/// Every contact of ours has a telephone number and an e-mail address.
pub(super) static SRP_13: Requirement = Requirement {
    code: Code::Srp13,
    clause: Clause::Contact,
    level: Level::Must,
    origin: Origin::Clause,
    can_be_left_out: false,
    title: "Contacts have telephone numbers and e-mail addresses",
    why: "A name without a number helps nobody in an incident.",
    fix: "Give every contact `phone` and `email`, or set `contacts_held_in` to the clause that holds them.",
    judge: details,
};

/// The numbers were tried lately.
pub(super) static SRP_14: Requirement = Requirement {
    code: Code::Srp14,
    clause: Clause::Contact,
    level: Level::Practice,
    origin: Origin::Practice,
    can_be_left_out: false,
    title: "Numbers were tried lately",
    why: "Numbers go out of date silently; only trying them shows it.",
    fix: "Call each contact, and write the day in `verified`.",
    judge: verified,
};

fn cover(case: &Case<'_>) -> Finding {
    let mut test = Test::default();
    let cover = &case.plan.cover;
    match &cover.out_of_hours {
        Some(agreed) => {
            test.show(format!("cover out of hours: {}", agreed.value.word()), &agreed.at);
        }
        None => test.gap(
            case.place(cover.place("out_of_hours")),
            "this plan does not say whether cover out of hours is agreed",
            "add `cover.out_of_hours`: none, extended or 24x7",
        ),
    }
    match &cover.reference {
        Some(reference) => test.show_text(reference, "where cover is agreed"),
        None => test.gap(
            case.place(cover.place("reference")),
            "this plan does not say where cover is agreed",
            "add `cover.reference`: the clause of the contract, also when there is no cover",
        ),
    }
    test.end()
}

fn worth(case: &Case<'_>) -> Finding {
    let mut test = Test::default();
    let service = &case.plan.service;
    let ratings = [
        ("business_value", "business value", &service.business_value),
        ("customer_impact", "customer impact", &service.customer_impact),
    ];
    let has_cover =
        case.plan.cover.out_of_hours.as_ref().is_none_or(|cover| cover.value != Cover::None);
    for (key, name, rating) in ratings {
        let Some(rating) = rating else {
            let message = format!("this plan does not rate its {name}");
            let help = format!("add `service.{key}`: low, medium, high or critical");
            test.gap(case.place(service.place(key)), message, help);
            continue;
        };
        if rating.value >= Rating::High && !has_cover {
            let message =
                format!("{name} is {}, but no cover out of hours is agreed", rating.value.word());
            test.gap(
                rating.at.clone(),
                message,
                "agree cover, or record an exception that says why not",
            );
        } else {
            test.show(format!("{name}: {}", rating.value.word()), &rating.at);
        }
    }
    test.end()
}

fn reach(case: &Case<'_>) -> Finding {
    let mut test = Test::default();
    let cover = &case.plan.cover;
    let wanted = match (&cover.out_of_hours, &cover.reference) {
        (Some(agreed), Some(reference)) if agreed.value == Cover::None => {
            return test.not_applicable(format!("no cover is agreed: {}", reference.value));
        }
        (Some(agreed), None) if agreed.value == Cover::None => {
            return test.not_judged("no cover is agreed, but the clause that says so is not cited");
        }
        (Some(agreed), _) if agreed.value == Cover::Always => Reach::Always,
        (Some(_), _) => Reach::Extended,
        (None, _) => return test.not_judged("it is not stated which cover is agreed"),
    };
    let reachable: Vec<&Contact> = case
        .our_contacts()
        .filter(|contact| contact.hours.as_ref().is_some_and(|hours| hours.value >= wanted))
        .collect();
    let at = case.place(case.plan.place("contacts"));
    let place =
        cover.reference.as_ref().map_or(String::new(), |clause| format!(" ({})", clause.value));
    let agreed = if wanted == Reach::Always { "24x7" } else { "extended" };
    if reachable.is_empty() {
        let message =
            format!("{agreed} cover is agreed{place}, but no contact of ours has these hours");
        test.gap(at, message, format!("add a contact with `hours: {agreed}`"));
        return test.end();
    }
    if wanted == Reach::Always && reachable.len() < 2 && cover.rota.is_none() {
        // The clause asks for a contact; the second one is good practice.
        let message = format!("{agreed} cover{place} hangs on one contact");
        test.remark(at, message, "add a second one, or name the rota in `cover.rota`");
    }
    for contact in reachable {
        if let (Some(hours), Some(name)) = (&contact.hours, name(contact)) {
            test.show(format!("{name}: {}", hours.value.word()), &hours.at);
        }
    }
    if let Some(rota) = &cover.rota {
        test.show(format!("rota: {}", rota.value), &rota.at);
    }
    test.end()
}

fn details(case: &Case<'_>) -> Finding {
    let mut test = Test::default();
    if let Some(held) = &case.plan.contacts_held_in {
        test.show(format!("contact details are held in {}", held.value), &held.at);
        return test.end();
    }
    let mut numbers: BTreeMap<&str, &Contact> = BTreeMap::new();
    let mut count = 0;
    for contact in case.our_contacts() {
        count += 1;
        let who = name(contact).unwrap_or("a contact");
        judge_details(case, contact, who, &mut test);
        let Some(number) = contact.phone.as_ref().and_then(|phone| phone.value.dialled.as_deref())
        else {
            continue;
        };
        match numbers.get(number) {
            Some(first)
                if contact.team.is_none()
                    && name(first).map(folded) != name(contact).map(folded) =>
            {
                let other = name(first).unwrap_or("another contact");
                let message = format!("`{who}` has the same number as `{other}`");
                let at = case.place(contact.place("phone"));
                test.gap(at, message, "give each person a number of their own, or set `team`");
            }
            Some(_) => {}
            None => {
                numbers.insert(number, contact);
            }
        }
    }
    if count == 0 {
        let at = case.place(case.plan.place("contacts"));
        test.gap(
            at,
            "this plan has no contacts of ours",
            "add `contacts`, or set `contacts_held_in`",
        );
    }
    test.end()
}

/// Judges what one contact has; the faults stand at the contact.
fn judge_details(case: &Case<'_>, contact: &Contact, who: &str, test: &mut Test) {
    const HELP: &str = "add it, or set `contacts_held_in` to the clause of the service agreement";
    match &contact.phone {
        Some(phone) if phone.value.dialled.is_some() => {
            test.show(format!("{who}: {}", phone.value.shown), &phone.at);
        }
        Some(phone) => {
            let message = format!("the telephone number of `{who}` can't be dialled");
            test.gap(phone.at.clone(), message, "write it with its country code");
        }
        None => {
            let at = case.place(contact.place("phone"));
            test.gap(at, format!("contact `{who}` has no telephone number"), HELP);
        }
    }
    match &contact.email {
        Some(email) if is_email(&email.value) => {
            test.show(format!("{who}: {}", email.value), &email.at);
        }
        Some(email) => {
            let message = format!("`{}` is no e-mail address", email.value);
            test.gap(email.at.clone(), message, "write one such as name@company.example");
        }
        None => {
            let at = case.place(contact.place("email"));
            test.gap(at, format!("contact `{who}` has no e-mail address"), HELP);
        }
    }
}

fn verified(case: &Case<'_>) -> Finding {
    let mut test = Test::default();
    let has_number = case.plan.contacts.iter().any(|contact| contact.phone.is_some());
    if let Some(held) = case.plan.contacts_held_in.as_ref().filter(|_| !has_number) {
        return test.not_applicable(format!("telephone numbers are held in {}", held.value));
    }
    let days = case.config.srp.verify_days;
    for contact in &case.plan.contacts {
        if contact.phone.is_none() {
            continue;
        }
        let who = name(contact).unwrap_or("a contact");
        let Some(verified) = &contact.verified else {
            let message = format!("the number of `{who}` was never tried");
            test.gap(
                case.place(contact.place("verified")),
                message,
                "call it, and write the day in `verified`",
            );
            continue;
        };
        let age = verified.value.days_until(case.today);
        if age < 0 {
            let message = format!("the number of `{who}` is said to be tried on a day to come");
            test.gap(verified.at.clone(), message, "write the day on which it was tried");
        } else if age > days {
            let message = format!("the number of `{who}` was last tried {age} days ago");
            let help = format!("call it, and write the day in `verified`; {days} days are allowed");
            test.lapsed(verified.at.clone(), message, help);
        } else {
            test.holds_until(verified.value.add_days(days));
            test.show(format!("{who}: tried on {}", verified.value.in_words()), &verified.at);
        }
    }
    test.end()
}

/// Returns what a contact is called.
pub(super) fn name(contact: &Contact) -> Option<&str> {
    contact.name.as_ref().or(contact.id.as_ref()).map(|name| name.value.as_str())
}

/// Returns whether a text has the form of an e-mail address.
pub(super) fn is_email(text: &str) -> bool {
    let Some((local, domain)) = text.split_once('@') else { return false };
    let is_plain = |c: char| !c.is_whitespace() && !c.is_control() && !"<>\"'(),;:\\".contains(c);
    !local.is_empty()
        && local.chars().all(is_plain)
        && domain.contains('.')
        && !domain.starts_with('.')
        && !domain.ends_with('.')
        && domain.chars().all(|c| c.is_alphanumeric() || c == '-' || c == '.')
}
