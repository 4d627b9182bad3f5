//! *Triage*: what is done with a report, by whom, and with whom.

use crate::config::srp::folded;
use crate::diag::Code;
use crate::parse::client::Located;
use crate::parse::client::schema::{Contact, Severity, Step, StepKind};
use crate::srp::contact_information::name;
use crate::srp::evidence::Test;
use crate::srp::mitigations::show_text;
use crate::srp::service::is_in_prose;
use crate::srp::timelines::{label, minutes};
use crate::srp::{Case, Clause, Finding, Level, Origin, Requirement};
use crate::text::nearest::nearest;

/// With fewer steps than this, triage is hardly described.
const STEPS_EXPECTED: usize = 3;

/// Triage has steps, each with somebody who does it.
pub(super) static SRP_18: Requirement = Requirement {
    code: Code::Srp18,
    clause: Clause::Triage,
    level: Level::Must,
    origin: Origin::Clause,
    can_be_left_out: false,
    title: "Triage has steps, each with somebody who does it",
    why: "In the first hour people follow steps; nobody invents them then.",
    fix: "List `triage.steps`, each with `do` and, in `by`, the `id` of a contact.",
    judge: steps,
};

/// Triage is coordinated with the security incident management team.
pub(super) static SRP_19: Requirement = Requirement {
    code: Code::Srp19,
    clause: Clause::Triage,
    level: Level::Must,
    origin: Origin::Clause,
    can_be_left_out: false,
    title: "Triage is coordinated with the incident management team",
    why: "An incident at one client can concern others, and only that team sees all of them.",
    fix: "Set `triage.coordinated_with` to the `id` of a contact of that team, and the contact's `team`.",
    judge: coordination,
};

/// A step finds out whether the report is true.
pub(super) static SRP_20: Requirement = Requirement {
    code: Code::Srp20,
    clause: Clause::Triage,
    level: Level::Should,
    origin: Origin::Clause,
    can_be_left_out: false,
    title: "A step finds out whether the report is true",
    why: "Without that, a false alarm can take a service down.",
    fix: "Give a step of `triage.steps` the `kind: validate`, early enough to come before any mitigation.",
    judge: validation,
};

fn steps(case: &Case<'_>) -> Finding {
    let mut test = Test::default();
    let triage = &case.plan.triage;
    let at = case.place(triage.place("steps"));
    let count = triage.steps.len();
    if count == 0 {
        let message = if is_in_prose(case, Clause::Triage) {
            "triage is described in prose, but its steps are not stated as data"
        } else {
            "this plan has no steps of triage"
        };
        test.gap(at, message, "add `triage.steps`: what is done, and by which contact");
        return test.end();
    }
    if count < STEPS_EXPECTED {
        let plural = if count == 1 { "" } else { "s" };
        let message = format!("triage has {count} step{plural} only");
        let help =
            "see whether one validates the report, one classifies it, and one keeps evidence";
        test.remark(at, message, help);
    }
    let has_contacts = case.contact_ids().next().is_some();
    if let Some(by) =
        triage.steps.iter().find_map(|step| step.by.as_ref()).filter(|_| !has_contacts)
    {
        let message =
            "the steps of triage name contacts by `id`, and no contact of this plan has one";
        test.gap(by.at.clone(), message, "add `contacts`, each with an `id`");
    }
    for (n, step) in triage.steps.iter().enumerate() {
        let step_name = format!("step {} of triage", n + 1);
        judge_action(case, step, &step_name, &mut test);
        if step.by.is_none() || has_contacts {
            judge_doer(case, step, &step_name, &mut test);
        }
    }
    test.end()
}

/// Judges what is done in a step.
fn judge_action(case: &Case<'_>, step: &Step, step_name: &str, test: &mut Test) {
    if !show_text(test, step_name, step.action.as_ref()) {
        let at = case.place(step.place("do"));
        test.gap(at, format!("{step_name} does not say what is done"), "add `do`");
    }
}

/// Judges who does a step.
fn judge_doer(case: &Case<'_>, step: &Step, step_name: &str, test: &mut Test) {
    if let Some(by) = &step.by {
        if let Some(contact) = case.contact(&by.value) {
            let who = name(contact).unwrap_or(&by.value);
            test.show(format!("{step_name}, done by {who}"), &by.at);
        } else {
            let message =
                format!("{step_name} is done by `{}`, and no contact has this id", by.value);
            test.gap(by.at.clone(), message, meant(case, by));
        }
    } else {
        let at = case.place(step.place("by"));
        test.gap(
            at,
            format!("{step_name} has nobody who does it"),
            "add `by`: the `id` of a contact",
        );
    }
}

/// Returns what to write for an id that no contact has.
fn meant(case: &Case<'_>, written: &Located<String>) -> String {
    match nearest(&written.value, case.contact_ids()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => "write the `id` of one of `contacts`".to_owned(),
    }
}

fn coordination(case: &Case<'_>) -> Finding {
    let mut test = Test::default();
    let team = &case.config.srp.incident_team;
    let is_of_team = |contact: &&Contact| {
        contact.team.as_ref().is_some_and(|own| folded(&own.value) == folded(team))
    };
    let triage = &case.plan.triage;
    let of_team =
        case.plan.contacts.iter().find(is_of_team).and_then(|contact| contact.id.as_ref());
    let advice = match of_team {
        Some(id) => format!("write `{}`, the contact of that team", id.value),
        None => format!("add a contact with `team: {team}`, and write its `id` here"),
    };
    let Some(written) = &triage.coordinated_with else {
        let message = if is_in_prose(case, Clause::Triage) {
            "triage is described in prose, but whom it is coordinated with is not stated as data"
        } else {
            "this plan does not say that triage is coordinated with the security incident management team"
        };
        let help = match of_team {
            Some(id) => format!("add `triage.coordinated_with: {}`", id.value),
            None => format!(
                "add a contact with `team: {team}`, and its `id` as `triage.coordinated_with`"
            ),
        };
        test.gap(case.place(triage.place("coordinated_with")), message, help);
        return test.end();
    };
    match case.contact(&written.value) {
        Some(contact) if is_of_team(&contact) => {
            let who = name(contact).unwrap_or(&written.value);
            test.show(format!("coordinated with {who}"), &written.at);
        }
        Some(_) => {
            let message = format!(
                "triage is coordinated with `{}`, who is not of the team {team}",
                written.value
            );
            let help =
                format!("{advice}; or set `team: {team}` at this contact, if that is its team");
            test.gap(written.at.clone(), message, help);
        }
        None => {
            let message = format!(
                "triage is coordinated with `{}`, and no contact has this id",
                written.value
            );
            let near = nearest(&written.value, case.contact_ids());
            let help = near.map_or(advice, |near| format!("did you mean `{near}`?"));
            test.gap(written.at.clone(), message, help);
        }
    }
    test.end()
}

fn validation(case: &Case<'_>) -> Finding {
    let mut test = Test::default();
    let triage = &case.plan.triage;
    if triage.steps.is_empty() {
        return test.not_judged("the plan has no steps of triage");
    }
    let steps = triage.steps.iter().enumerate();
    let mut kinds = steps.filter_map(|(n, step)| Some((n, step, step.kind.as_ref()?)));
    let Some((n, step, kind)) = kinds.find(|(_, _, kind)| kind.value == StepKind::Validate) else {
        let message = "no step of triage finds out whether the report is true";
        let help = "give the step that does it `kind: validate`, or add one";
        test.gap(case.place(triage.place("steps")), message, help);
        return test.end();
    };
    if let (Some(within), Some((level, severity))) = (&step.within, mitigated_before(case, step)) {
        let message = format!(
            "the report is validated within {}, when {} is to be mitigated already",
            within.value.in_words(),
            label(level, severity),
        );
        let help = "shorten `within` of this step, or lengthen `mitigate` of the severity";
        test.gap(within.at.clone(), message, help);
    } else {
        let action = step.action.as_ref().map_or("validation", |action| &action.value);
        test.show(format!("step {} of triage: {action}", n + 1), &kind.at);
    }
    test.end()
}

/// Returns the first severity whose mitigation is due before the step is.
///
/// No kind of step mitigates, so the times tell whether one comes before the other.
fn mitigated_before<'a>(case: &Case<'a>, step: &Step) -> Option<(usize, &'a Severity)> {
    let within = step.within.as_ref()?.value;
    let is_due_before = |severity: &Severity| {
        severity.mitigate.as_ref().is_some_and(|mitigate| {
            minutes(case, severity, mitigate.value) < minutes(case, severity, within)
        })
    };
    case.plan.severities.iter().enumerate().find(|(_, severity)| is_due_before(severity))
}
