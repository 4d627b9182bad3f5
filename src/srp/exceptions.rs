//! *Exceptions*: each approved in advance, and each with a written record.

use crate::diag::Code;
use crate::parse::client::schema::Exception;
use crate::srp::evidence::Test;
use crate::srp::mitigations::show_text;
use crate::srp::{Case, Clause, Finding, Level, Origin, Requirement};

/// The committee approves exceptions before they begin.
pub(super) static SRP_28: Requirement = Requirement {
    code: Code::Srp28,
    clause: Clause::Exceptions,
    level: Level::Must,
    origin: Origin::Clause,
    can_be_left_out: false,
    title: "Exceptions are approved in advance",
    why: "What is approved afterwards is no decision, but an excuse.",
    fix: "Name the committee in `approved_by`, and let `approved_on` be no later than `from`.",
    judge: approved,
};

/// Every exception has a record.
pub(super) static SRP_29: Requirement = Requirement {
    code: Code::Srp29,
    clause: Clause::Exceptions,
    level: Level::Must,
    origin: Origin::Clause,
    can_be_left_out: false,
    title: "Exceptions have a written record",
    why: "Those who come later have to find out what was decided, by whom, and why.",
    fix: "Write `reason`, `approved_by`, `approved_on` and `from`, and point `record` to a file or an address.",
    judge: recorded,
};

const NONE: &str = "the plan has no exceptions";

fn approved(case: &Case<'_>) -> Finding {
    let mut test = Test::default();
    if case.plan.exceptions.is_empty() {
        return test.not_applicable(NONE);
    }
    for (n, exception) in case.plan.exceptions.iter().enumerate() {
        judge_approver(case, n, exception, &mut test);
        judge_day(case, n, exception, &mut test);
    }
    test.end()
}

/// Judges who approved an exception.
fn judge_approver(case: &Case<'_>, n: usize, exception: &Exception, test: &mut Test) {
    let who = label(n, exception);
    let help = match case.config.srp.committee.first() {
        Some(committee) => {
            format!("write `approved_by: {committee}` once the committee has approved it")
        }
        None => "name the committee in `srp.committee` of the configuration".to_owned(),
    };
    match &exception.approved_by {
        Some(body) if case.config.srp.is_committee(&body.value) => {
            test.show(format!("{}: approved by {}", plain(n, exception), body.value), &body.at);
        }
        Some(body) => {
            let message =
                format!("{who} was approved by `{}`, which is not the committee", body.value);
            test.gap(body.at.clone(), message, help);
        }
        None => {
            let at = case.place(exception.place("approved_by"));
            test.gap(at, format!("{who} was approved by nobody"), help);
        }
    }
}

/// Judges whether an exception was approved before it began.
fn judge_day(case: &Case<'_>, n: usize, exception: &Exception, test: &mut Test) {
    let who = label(n, exception);
    if exception.from.is_none() {
        let at = case.place(exception.place("from"));
        test.gap(at, format!("{who} does not say from when it holds"), "add `from`: its first day");
    }
    let Some(approved) = &exception.approved_on else {
        let at = case.place(exception.place("approved_on"));
        let help = "add `approved_on`: the day on which the committee approved it";
        test.gap(
            at,
            format!("{who} has no day of approval, so nothing shows that it came first"),
            help,
        );
        return;
    };
    let day = approved.value.in_words();
    if approved.value > case.today {
        let message = format!("{who} is said to be approved on {day}, a day to come");
        test.gap(approved.at.clone(), message, "write the day on which the committee approved it");
        return;
    }
    let Some(from) = &exception.from else { return };
    let first = from.value.in_words();
    if approved.value > from.value {
        let message = format!("{who} began on {first} and was approved on {day}, not in advance");
        test.gap(approved.at.clone(), message, "let `from` be the day of the approval, or later");
    } else {
        let who = plain(n, exception);
        test.show(format!("{who}: approved on {day}, from {first} on"), &approved.at);
    }
}

fn recorded(case: &Case<'_>) -> Finding {
    let mut test = Test::default();
    if case.plan.exceptions.is_empty() {
        return test.not_applicable(NONE);
    }
    for (n, exception) in case.plan.exceptions.iter().enumerate() {
        judge_facts(case, n, exception, &mut test);
        judge_record(case, n, exception, &mut test);
    }
    test.end()
}

/// Judges whether an exception says why it was made, by whom, and when. One fault lists what is missing.
fn judge_facts(case: &Case<'_>, n: usize, exception: &Exception, test: &mut Test) {
    let reason = format!("{}, reason", plain(n, exception));
    let has_reason = show_text(test, &reason, exception.reason.as_ref());
    let facts = [
        ("reason", has_reason),
        ("approved_by", exception.approved_by.is_some()),
        ("approved_on", exception.approved_on.is_some()),
        ("from", exception.from.is_some()),
    ];
    let missing: Vec<&str> =
        facts.iter().filter(|(_, is_there)| !is_there).map(|(key, _)| *key).collect();
    let Some(first) = missing.first() else { return };
    let keys: Vec<String> = missing.iter().map(|key| format!("`{key}`")).collect();
    let message = format!("{} is recorded without {}", label(n, exception), keys.join(", "));
    let help = "an exception records its reason, who approved it and when, and its first day";
    test.gap(case.place(exception.place(first)), message, help);
}

/// Judges whether the record of an exception can be found.
fn judge_record(case: &Case<'_>, n: usize, exception: &Exception, test: &mut Test) {
    let who = label(n, exception);
    let Some(record) = &exception.record else {
        let at = case.place(exception.place("record"));
        let help = "add `record`: the file of the decision, or its address";
        test.gap(at, format!("{who} has no written record"), help);
        return;
    };
    if case.client.record(case.site, &record.value).is_some() {
        test.show(format!("{}, record: {}", plain(n, exception), record.value), &record.at);
    } else {
        let message = format!("the record of {who} is not there: `{}`", record.value);
        let help =
            "write its path from the content folder or from this plan's own, or its https address";
        test.gap(record.at.clone(), message, help);
    }
}

/// Returns what messages call an exception.
fn label(n: usize, exception: &Exception) -> String {
    exception.id.as_ref().map_or_else(|| plain(n, exception), |id| format!("`{}`", id.value))
}

/// Returns what evidence calls it.
fn plain(n: usize, exception: &Exception) -> String {
    exception.id.as_ref().map_or_else(|| format!("exception {}", n + 1), |id| id.value.clone())
}
