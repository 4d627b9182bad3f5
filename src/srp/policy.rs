//! *Policy*: who answers for a plan on both sides, who approved it, and whether it was rehearsed.

use crate::config::srp::folded;
use crate::date::Date;
use crate::diag::Code;
use crate::parse::client::schema::{Approver, OwnerRole, Owners, Person, PersonKeys};
use crate::parse::client::{Located, is_placeholder};
use crate::srp::contact_information::is_email;
use crate::srp::evidence::Test;
use crate::srp::service::is_in_prose;
use crate::srp::{Case, Clause, Finding, Level, Origin, Requirement};
use crate::text::nearest::nearest;
use std::collections::BTreeSet;

/// Somebody of the client answers for the plan.
pub(super) static SRP_02: Requirement = Requirement {
    code: Code::Srp02,
    clause: Clause::Policy,
    level: Level::Must,
    origin: Origin::Clause,
    can_be_left_out: false,
    title: "Somebody of the client answers for the plan",
    why: "It is the client's plan first of all; without a person there, nobody can decide for the client.",
    fix: "Set `owners.client` to a person of the client, with `name`, `role` and `email` or `phone`.",
    judge: client_owner,
};

/// A lead of ours sees to the plan.
pub(super) static SRP_03: Requirement = Requirement {
    code: Code::Srp03,
    clause: Clause::Policy,
    level: Level::Must,
    origin: Origin::Clause,
    can_be_left_out: false,
    title: "An account lead or principal consultant sees to the plan",
    why: "A plan between two companies comes about only when one of our people brings both together.",
    fix: "Name a person in `owners.account_lead` or `owners.principal_consultant`.",
    judge: facilitator,
};

/// Somebody keeps the plan up to date with the committee.
pub(super) static SRP_04: Requirement = Requirement {
    code: Code::Srp04,
    clause: Clause::Policy,
    level: Level::Must,
    origin: Origin::Clause,
    can_be_left_out: false,
    title: "Somebody maintains the plan with the committee",
    why: "What everybody could keep up to date, nobody does.",
    fix: "Set `owners.maintained_by` to a role that is filled, and give the committee's contact its `team`.",
    judge: maintainer,
};

/// The committee approved the plan.
pub(super) static SRP_05: Requirement = Requirement {
    code: Code::Srp05,
    clause: Clause::Policy,
    level: Level::Must,
    origin: Origin::Clause,
    can_be_left_out: false,
    title: "The committee approved the plan",
    why: "The plan makes promises for the organisation, so those who answer for it have to agree.",
    fix: "Have the committee approve, and record it in `approval`: `body`, `date` and `approvers`.",
    judge: approval,
};

/// The plan was rehearsed lately.
pub(super) static SRP_34: Requirement = Requirement {
    code: Code::Srp34,
    clause: Clause::Policy,
    level: Level::Practice,
    origin: Origin::Practice,
    can_be_left_out: true,
    title: "The plan was rehearsed lately",
    why: "A rehearsal finds what is wrong with a plan before an incident does.",
    fix: "Rehearse the plan, and set `every`, `last` and `record` of `exercise`.",
    judge: exercise,
};

fn client_owner(case: &Case<'_>) -> Finding {
    let mut test = Test::default();
    let owners = &case.plan.owners;
    let Some(owner) = &owners.client.0 else {
        let message = if is_in_prose(case, Clause::Policy) {
            "ownership is described in prose, but the client's owner is not stated as data"
        } else {
            "nobody of the client answers for this plan"
        };
        let help = "add `owners.client` with `name`, `role` and `email` or `phone`";
        test.gap(case.place(owners.place("client")), message, help);
        return test.end();
    };
    match &owner.name {
        None => {
            let at = case.place(owner.place("name"));
            test.gap(at, "the client's owner has no name", "add `name`");
        }
        Some(name) if is_placeholder(&name.value) => {
            let message = format!("`{}` stands for a name to come", name.value);
            test.gap(name.at.clone(), message, "write the name of a person of the client");
        }
        Some(name) if is_ours(case, &name.value) => {
            let message =
                format!("`{}` is to answer for the client, but is one of our people", name.value);
            let help =
                "name a person of the client; if it is one, set `side: client` at the contact";
            test.gap(name.at.clone(), message, help);
        }
        Some(name) => test.show_value(name),
    }
    match &owner.role {
        None => {
            let at = case.place(owner.place("role"));
            test.gap(
                at,
                "the client's owner has no role",
                "add `role`: what they are at the client",
            );
        }
        Some(role) if is_placeholder(&role.value) => {
            let message = format!("`{}` stands for a role to come", role.value);
            test.gap(role.at.clone(), message, "write what they are at the client");
        }
        Some(role) => test.show_value(role),
    }
    judge_reach(case, owner, &mut test);
    test.end()
}

/// Judges whether a person can be reached: one way is enough.
fn judge_reach(case: &Case<'_>, owner: &PersonKeys, test: &mut Test) {
    let email = owner.email.as_ref().filter(|email| is_email(&email.value));
    let phone = owner.phone.as_ref().filter(|phone| phone.value.dialled.is_some());
    if let Some(email) = email {
        test.show_value(email);
    }
    if let Some(phone) = phone {
        test.show(phone.value.shown.clone(), &phone.at);
    }
    if email.is_some() || phone.is_some() {
        return;
    }
    match (&owner.email, &owner.phone) {
        (Some(email), _) => {
            let message = format!("`{}` is no e-mail address", email.value);
            test.gap(email.at.clone(), message, "write one such as name@client.example");
        }
        (None, Some(phone)) => {
            let message = format!("`{}` can't be dialled", phone.value.shown);
            test.gap(phone.at.clone(), message, "write it with its country code, or add `email`");
        }
        (None, None) => {
            let message = "the client's owner has neither e-mail address nor telephone number";
            test.gap(case.place(owner.at.as_ref()), message, "add `email` or `phone`");
        }
    }
}

/// Returns whether a name is that of one of our owners or contacts.
fn is_ours(case: &Case<'_>, name: &str) -> bool {
    let owners = &case.plan.owners;
    let leads = [&owners.account_lead, &owners.technical_lead, &owners.principal_consultant];
    let leads = leads.into_iter().filter_map(named);
    let contacts = case.our_contacts().filter_map(|contact| contact.name.as_ref());
    leads.chain(contacts).any(|ours| folded(&ours.value) == folded(name))
}

/// Returns the name of a person, once it is known.
fn named(person: &Person) -> Option<&Located<String>> {
    let name = person.0.as_ref()?.name.as_ref();
    name.filter(|name| !is_placeholder(&name.value))
}

fn facilitator(case: &Case<'_>) -> Finding {
    let mut test = Test::default();
    let owners = &case.plan.owners;
    let roles = [
        ("account lead", &owners.account_lead),
        ("principal consultant", &owners.principal_consultant),
    ];
    let mut is_filled = false;
    for (role, person) in roles {
        if let Some(name) = named(person) {
            is_filled = true;
            test.show(format!("{role}: {}", name.value), &name.at);
        }
    }
    if is_filled {
        test.unjudged("whether they work here today: there is no register of people yet");
        return test.end();
    }
    let written = roles.into_iter().find_map(|(role, person)| Some((role, person.0.as_ref()?)));
    if let Some((role, person)) = written {
        let at = case.place(person.place("name"));
        test.gap(at, format!("the {role} is not named"), "write the person's `name`");
        return test.end();
    }
    let message = if is_in_prose(case, Clause::Policy) {
        "our part is described in prose, but no account lead or principal consultant is stated as data"
    } else {
        "no account lead or principal consultant sees to this plan"
    };
    let help = "add `owners.account_lead` or `owners.principal_consultant`";
    test.gap(case.place(owners.at.as_ref()), message, help);
    test.end()
}

fn maintainer(case: &Case<'_>) -> Finding {
    let mut test = Test::default();
    let owners = &case.plan.owners;
    match &owners.maintained_by {
        None => {
            let message = if is_in_prose(case, Clause::Policy) {
                "upkeep is described in prose, but who maintains this plan is not stated as data"
            } else {
                "nobody is named who maintains this plan"
            };
            let help = format!("add `owners.maintained_by`: {}", OwnerRole::WORDS.join(", "));
            test.gap(case.place(owners.place("maintained_by")), message, help);
        }
        Some(role) => {
            let (key, person) = holder(owners, role.value);
            if let Some(name) = named(person) {
                test.show(format!("maintained by {}", name.value), &role.at);
            } else {
                let message =
                    format!("`{key}` maintains this plan, but nobody is named for that role");
                test.gap(
                    role.at.clone(),
                    message,
                    format!("fill `owners.{key}`, or name another role"),
                );
            }
        }
    }
    let mut teams = case.plan.contacts.iter().filter_map(|contact| contact.team.as_ref());
    if let Some(team) = teams.find(|team| case.config.srp.is_committee(&team.value)) {
        test.show("the committee is among the contacts", &team.at);
    } else {
        let at = case.place(case.plan.place("contacts"));
        let help = format!("add a contact with `team: {}`", committee(case));
        test.gap(at, "the committee is not among the contacts", help);
    }
    test.end()
}

/// Returns the key and the person of a role.
fn holder(owners: &Owners, role: OwnerRole) -> (&'static str, &Person) {
    match role {
        OwnerRole::AccountLead => ("account_lead", &owners.account_lead),
        OwnerRole::TechnicalLead => ("technical_lead", &owners.technical_lead),
        OwnerRole::PrincipalConsultant => ("principal_consultant", &owners.principal_consultant),
    }
}

/// Returns what to write for the committee.
fn committee<'a>(case: &Case<'a>) -> &'a str {
    case.config.srp.committee.first().map_or("isms-committee", String::as_str)
}

fn approval(case: &Case<'_>) -> Finding {
    let mut test = Test::default();
    let approval = &case.plan.approval;
    if approval.at.is_none() {
        let message = if is_in_prose(case, Clause::Policy) {
            "this plan has prose on the policy, but its approval is not stated as data"
        } else {
            "this plan has no approval"
        };
        let help =
            "once the committee has approved, add `approval` with `body`, `date` and `approvers`";
        test.gap(case.place(case.plan.place("approval")), message, help);
        return test.end();
    }
    match &approval.body {
        Some(body) if case.config.srp.is_committee(&body.value) => {
            test.show(format!("approved by {}", body.value), &body.at);
        }
        Some(body) => {
            let message = format!("`{}` is not the committee that approves plans", body.value);
            test.gap(body.at.clone(), message, format!("the committee is `{}`", committee(case)));
        }
        None => {
            let at = case.place(approval.place("body"));
            let help = format!("add `approval.body: {}`", committee(case));
            test.gap(at, "the approval does not say who gave it", help);
        }
    }
    match &approval.date {
        Some(date) if date.value > case.today => {
            let message =
                format!("{} is still to come, so nobody has approved on it", date.value.in_words());
            test.gap(date.at.clone(), message, "write the day on which the committee approved");
        }
        Some(date) => {
            test.show(format!("approved on {}", date.value.in_words()), &date.at);
            test.unjudged(
                "whether the plan has changed since its approval: its history is not read yet",
            );
        }
        None => {
            let at = case.place(approval.place("date"));
            test.gap(at, "the approval has no date", "add `approval.date`, such as 2026-03-31");
        }
    }
    judge_quorum(case, &mut test);
    remark_interest(case, &mut test);
    test.end()
}

fn judge_quorum(case: &Case<'_>, test: &mut Test) {
    let written = &case.plan.approval.approvers;
    let at = case.place(case.plan.approval.place("approvers"));
    let mut needed = case.config.srp.quorum.iter().filter(|(_, number)| *number > 0).peekable();
    if needed.peek().is_none() {
        return;
    }
    if written.is_empty() {
        let message = "the approval does not say which people gave it";
        test.gap(at, message, "add `approval.approvers`, each with `name` and `role`");
        return;
    }
    let approvers = people(written);
    for (role, number) in needed {
        let wanted = folded(role);
        let found = approvers.iter().filter(|(_, role)| folded(&role.value) == wanted).count();
        if found >= *number {
            continue;
        }
        let message =
            format!("the approval has {found} of the {number} it needs with the role `{role}`");
        let others = approvers.iter().map(|(_, role)| role).filter(|role| {
            case.config.srp.quorum.iter().all(|(known, _)| folded(known) != folded(&role.value))
        });
        let slip =
            others.into_iter().find(|role| nearest(&role.value, [wanted.as_str()]).is_some());
        let help = match slip {
            Some(slip) => format!("did you mean `{role}` by `{}`?", slip.value),
            None => format!(
                "name everybody who approved, each with `name` and `role`, such as `role: {role}`"
            ),
        };
        test.gap(at.clone(), message, help);
    }
    for (name, role) in &approvers {
        test.show(format!("{}, {}", name.value, role.value), &name.at);
    }
    if !approvers.is_empty() {
        test.unjudged("whether the approvers held their roles on that day: there is no register of people yet");
    }
}

/// Returns the approvers who count, by name and role: a person who is named twice counts once.
fn people(approvers: &[Approver]) -> Vec<(&Located<String>, &Located<String>)> {
    let mut known = BTreeSet::new();
    let complete = approvers.iter().filter_map(|approver| {
        let name = approver.name.as_ref().filter(|name| !is_placeholder(&name.value))?;
        Some((name, approver.role.as_ref()?))
    });
    complete.filter(|(name, _)| known.insert(folded(&name.value))).collect()
}

/// Remarks on approvers who judge their own work.
fn remark_interest(case: &Case<'_>, test: &mut Test) {
    const HELP: &str = "have somebody approve who has no part in the plan";
    let owners = &case.plan.owners;
    let maintains = owners.maintained_by.as_ref().map(|role| holder(owners, role.value).1);
    let sees_to = [&owners.account_lead, &owners.principal_consultant];
    let is_one = |person: &Person, name: &str| {
        named(person).is_some_and(|own| folded(&own.value) == folded(name))
    };
    for approver in &case.plan.approval.approvers {
        let Some(name) = &approver.name else { continue };
        let part = if maintains.is_some_and(|person| is_one(person, &name.value)) {
            "maintain"
        } else if sees_to.into_iter().any(|person| is_one(person, &name.value)) {
            "facilitate"
        } else {
            continue;
        };
        test.remark(
            name.at.clone(),
            format!("`{}` approved a plan that they {part}", name.value),
            HELP,
        );
    }
}

fn exercise(case: &Case<'_>) -> Finding {
    let mut test = Test::default();
    let exercise = &case.plan.exercise;
    if exercise.at.is_none() {
        let help = "rehearse it, and add `exercise` with `every`, `last` and `record`";
        test.gap(case.place(case.plan.place("exercise")), "this plan was never rehearsed", help);
        return test.end();
    }
    if exercise.every.is_none() {
        let at = case.place(exercise.place("every"));
        test.gap(
            at,
            "this plan does not say how often it is rehearsed",
            "add `exercise.every`, such as 12m",
        );
    }
    match &exercise.last {
        None => {
            let at = case.place(exercise.place("last"));
            test.gap(
                at,
                "this plan does not say when it was last rehearsed",
                "add `exercise.last`",
            );
        }
        Some(last) if last.value > case.today => {
            let message = format!(
                "{} is still to come, so nothing was rehearsed on it",
                last.value.in_words()
            );
            test.gap(last.at.clone(), message, "write the day of the last rehearsal");
        }
        Some(last) => {
            let due = exercise.every.as_ref().map(|every| every.value.0.after(last.value));
            judge_due(case, last, due, &mut test);
        }
    }
    judge_record(case, &mut test);
    test.end()
}

fn judge_due(case: &Case<'_>, last: &Located<Date>, due: Option<Date>, test: &mut Test) {
    let day = last.value.in_words();
    match due {
        Some(due) if due < case.today => {
            let message =
                format!("last rehearsed on {day}; the next was due on {}", due.in_words());
            test.lapsed(
                last.at.clone(),
                message,
                "rehearse the plan, and write the day in `exercise.last`",
            );
        }
        Some(due) => {
            test.holds_until(due);
            test.show(format!("rehearsed on {day}"), &last.at);
        }
        None => test.show(format!("rehearsed on {day}"), &last.at),
    }
}

fn judge_record(case: &Case<'_>, test: &mut Test) {
    let exercise = &case.plan.exercise;
    match &exercise.record {
        Some(record) if case.client.record(case.site, &record.value).is_some() => {
            test.show(format!("record: {}", record.value), &record.at);
        }
        Some(record) => {
            let message = format!("the record `{}` does not exist", record.value);
            let help =
                "write its path from the content root or from this file, or its address on the web";
            test.gap(record.at.clone(), message, help);
        }
        None => {
            let at = case.place(exercise.place("record"));
            test.gap(
                at,
                "the rehearsal has no record",
                "add `exercise.record`: a file or an address",
            );
        }
    }
}
