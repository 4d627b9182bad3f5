//! What the judgement of client plans found, as diagnostics: requirements that are not met, exceptions
//! and citations that excuse nothing, contacts that do not exist.

use crate::date::Date;
use crate::diag::{Code, Location, Reporter, Severity};
use crate::model::Client;
use crate::parse::client::Located;
use crate::parse::client::schema::{Exception, ExceptionKind};
use crate::rules::Facts;
use crate::srp::excuse::{DEVIATION_MONTHS, EXEMPTION_MONTHS};
use crate::srp::{ExceptionState, Fault, Judgement, REQUIREMENTS, Status, Verdict, requirement};
use crate::text::nearest::nearest;

/// Reports every client.
pub(super) fn check(facts: Facts<'_>, out: &mut Reporter) {
    for (client, judgement) in facts.site.clients.iter().zip(&facts.compliance.judgements) {
        for (requirement, verdict) in REQUIREMENTS.iter().zip(&judgement.verdicts) {
            verdict_of(requirement.code, requirement.clause.title(), verdict, out);
        }
        exceptions(client, judgement, out);
        for refused in &judgement.refused {
            if let Some((name, _)) = client.plan.not_required.get(refused.position) {
                out.report(Code::NotRequiredVoid, name.at.clone(), refused.why.clone())
                    .help(refused.help);
            }
        }
        contacts(client, out);
    }
}

fn verdict_of(code: Code, clause: &str, verdict: &Verdict, out: &mut Reporter) {
    let Some(severity) = verdict.severity else { return };
    let mut report = |fault: &Fault, severity: Severity| {
        let found = out.report(code, fault.at.clone(), format!("{clause}: {}", fault.message));
        found.severity = severity;
        found.help(fault.help.clone());
    };
    if matches!(verdict.status, Status::Gap | Status::Expired) {
        verdict.finding.faults.iter().for_each(|fault| report(fault, severity));
    }
    verdict.finding.remarks.iter().for_each(|remark| report(remark, Severity::Note));
}

fn exceptions(client: &Client, judgement: &Judgement, out: &mut Reporter) {
    for (exception, state) in client.plan.exceptions.iter().zip(&judgement.exceptions) {
        let name = exception.id.as_ref().map_or("this exception", |id| &id.value);
        let at = |key: &str| exception.place(key).unwrap_or(&client.mark).clone();
        match state {
            ExceptionState::Void(why) => {
                out.report(
                    Code::ExceptionVoid,
                    at("requirement"),
                    format!("`{name}` excuses nothing: {why}"),
                )
                .help("correct it, or remove it");
            }
            ExceptionState::NotNeeded => {
                let message =
                    format!("`{name}` is no longer needed: {}", unneeded(exception, judgement));
                out.report(Code::ExceptionNotNeeded, at("requirement"), message)
                    .help("end it, or remove it");
            }
            ExceptionState::InForce | ExceptionState::NotYet | ExceptionState::Expired => {
                review(client, exception, name, out);
            }
        }
    }
}

/// Returns why a requirement needs no exception.
fn unneeded(exception: &Exception, judgement: &Judgement) -> String {
    let written = exception.requirement.as_ref().map_or("", |name| &name.value);
    let Some((n, known)) = requirement(written) else { return String::new() };
    let verdict = judgement.verdicts.get(n);
    if verdict.is_some_and(|verdict| matches!(verdict.status, Status::NotApplicable(_))) {
        format!("{} does not apply", known.code)
    } else {
        format!("{} is met without it", known.code)
    }
}

/// Reports when an exception is to be looked at later than its kind allows.
fn review(client: &Client, exception: &Exception, name: &str, out: &mut Reporter) {
    let is_deviation =
        exception.kind.as_ref().is_some_and(|kind| kind.value == ExceptionKind::Deviation);
    let (kind, months) = if is_deviation {
        ("a deviation", DEVIATION_MONTHS)
    } else {
        ("an exemption", EXEMPTION_MONTHS)
    };
    let days: [&Option<Located<Date>>; 3] =
        [&client.plan.review.last, &exception.approved_on, &exception.from];
    let Some(last) = days.into_iter().flatten().map(|day| day.value).max() else { return };
    let latest = last.add_months(months);
    let (at, message) = match &exception.review_by {
        Some(day) if day.value <= latest => return,
        Some(day) => {
            let message = format!("`{name}` is looked at again on {}, after {latest}", day.value);
            (day.at.clone(), message)
        }
        // An exemption that ends before it would be due needs no review.
        None if exception.until.as_ref().is_some_and(|until| until.value <= latest) => return,
        None => {
            let at: &Location = exception.place("review_by").unwrap_or(&client.mark);
            (at.clone(), format!("`{name}` does not say by when it is looked at again"))
        }
    };
    out.report(Code::ExceptionReviewLate, at, message)
        .help(format!("{kind} is looked at again within {months} months; set `review_by`"));
}

/// Reports contacts that are named and do not exist, where no requirement asks for them.
fn contacts(client: &Client, out: &mut Reporter) {
    let plan = &client.plan;
    let ids =
        || plan.contacts.iter().filter_map(|contact| contact.id.as_ref()).map(|id| &*id.value);
    for named in plan.triage.steps.iter().flat_map(|step| &step.with) {
        if ids().any(|id| id == named.value) {
            continue;
        }
        let message = format!("there is no contact `{}`", named.value);
        let help = match nearest(&named.value, ids()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => "write the `id` of one of `contacts`".to_owned(),
        };
        out.report(Code::ClientContactUnknown, named.at.clone(), message).help(help);
    }
}
