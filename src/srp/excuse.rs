//! What excuses a requirement that is not met: exceptions that hold on the day, and clauses by which
//! the contract does not ask for it.

use crate::config::Config;
use crate::date::Date;
use crate::diag::Code;
use crate::parse::client::schema::{Exception, ExceptionKind};
use crate::parse::client::{Located, is_placeholder};
use crate::srp::{Case, Fault, Finding, Outcome, Requirement, Status, Verdict, requirement};

/// How long an exemption may go without being looked at, in months.
pub(crate) const EXEMPTION_MONTHS: i32 = 3;
/// How long a deviation may.
pub(crate) const DEVIATION_MONTHS: i32 = 12;

/// Requirements on exceptions themselves, and on records, from which nothing excuses.
const NEVER_EXCUSED: &[Code] = &[Code::Srp28, Code::Srp29, Code::Srp32];

/// How an exception stands.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum ExceptionState {
    /// It excuses its requirement.
    InForce,
    /// It will, from its first day on.
    NotYet,
    /// Its last day, or the day by which it had to be looked at again, has gone by.
    Expired,
    /// It excuses nothing; why, for its author.
    Void(String),
    /// The requirement is met without it.
    NotNeeded,
}

impl ExceptionState {
    /// Leaves out why it excuses nothing, for readers who are told only that.
    pub(super) fn keep_to_ourselves(&mut self) {
        if let Self::Void(why) = self {
            why.clear();
        }
    }
}

/// Returns how each exception stands, before it is known what is met.
pub(super) fn states(case: &Case<'_>) -> Vec<ExceptionState> {
    case.plan.exceptions.iter().map(|exception| state(case, exception)).collect()
}

fn state(case: &Case<'_>, exception: &Exception) -> ExceptionState {
    let void = |why: &str| ExceptionState::Void(why.to_owned());
    let named = exception.requirement.as_ref().map(|name| name.value.as_str());
    let Some((_, requirement)) = named.and_then(requirement) else {
        return ExceptionState::Void(match named {
            Some(name) => format!("`{name}` is no requirement"),
            None => "it names no requirement".to_owned(),
        });
    };
    if NEVER_EXCUSED.contains(&requirement.code) {
        return ExceptionState::Void(format!("nothing excuses from {}", requirement.code));
    }
    if !is_approved(case.config, exception) {
        return void("the committee has not approved it");
    }
    let (Some(from), Some(approved)) = (&exception.from, &exception.approved_on) else {
        return void("it does not say from when it holds, and when it was approved");
    };
    if approved.value > from.value || approved.value > case.today {
        return void("it was not approved in advance");
    }
    let is_exemption =
        !matches!(exception.kind.as_ref().map(|kind| kind.value), Some(ExceptionKind::Deviation));
    if is_exemption && exception.until.is_none() {
        return void("an exemption needs a last day");
    }
    let past = |day: &Option<Located<Date>>| day.as_ref().is_some_and(|day| day.value < case.today);
    if from.value > case.today {
        ExceptionState::NotYet
    } else if past(&exception.until) || past(&exception.review_by) {
        ExceptionState::Expired
    } else {
        ExceptionState::InForce
    }
}

/// Returns whether the committee approved an exception.
pub(crate) fn is_approved(config: &Config, exception: &Exception) -> bool {
    exception.approved_by.as_ref().is_some_and(|body| config.srp.is_committee(&body.value))
}

/// Returns how a requirement is met, exceptions and the contract considered.
pub(super) fn status(
    case: &Case<'_>,
    requirement: &Requirement,
    finding: &Finding,
    states: &[ExceptionState],
) -> Status {
    let failed = match &finding.outcome {
        Outcome::Met => return Status::Met,
        Outcome::NotApplicable(reason) => return Status::NotApplicable(reason.clone()),
        Outcome::NotJudged(reason) => return Status::NotJudged(reason),
        Outcome::Gap => Status::Gap,
        Outcome::Expired => Status::Expired,
    };
    if let Some(citation) = citation(case, requirement) {
        return Status::NotApplicable(citation.to_owned());
    }
    let mut has_expired = false;
    for (n, exception, state) in exceptions_of(case, requirement, states) {
        match state {
            ExceptionState::InForce => {
                let ends = [&exception.until, &exception.review_by];
                let end = ends.into_iter().flatten().map(|day| day.value).min();
                let until = exception.until.as_ref().map(|day| day.value).or(end);
                return Status::Exception(n, until);
            }
            ExceptionState::Expired => has_expired = true,
            ExceptionState::NotYet | ExceptionState::Void(_) | ExceptionState::NotNeeded => {}
        }
    }
    if has_expired { Status::Expired } else { failed }
}

/// Returns the exceptions from a requirement, each with its position and how it stands.
fn exceptions_of<'a>(
    case: &Case<'a>,
    requirement: &Requirement,
    states: &'a [ExceptionState],
) -> impl Iterator<Item = (usize, &'a Exception, &'a ExceptionState)> {
    let code = requirement.code.name();
    let names_it = move |exception: &Exception| {
        let name = exception.requirement.as_ref();
        name.is_some_and(|name| name.value.trim().eq_ignore_ascii_case(code))
    };
    let all = case.plan.exceptions.iter().zip(states).enumerate();
    let all = all.filter(move |(_, (exception, _))| names_it(exception));
    all.map(|(n, (exception, state))| (n, exception, state))
}

/// Returns the exceptions that excused a requirement until they ended, as faults.
pub(super) fn ended(
    case: &Case<'_>,
    requirement: &Requirement,
    states: &[ExceptionState],
) -> Vec<Fault> {
    let all = exceptions_of(case, requirement, states);
    let ended = all.filter(|(_, _, state)| **state == ExceptionState::Expired);
    ended
        .map(|(_, exception, _)| {
            let name = exception.id.as_ref().map_or("the exception", |id| &id.value);
            let is_past = |day: &&Located<Date>| day.value < case.today;
            let (what, day) = match exception.until.as_ref().filter(is_past) {
                Some(until) => ("ended", Some(until)),
                None => ("was to be looked at again", exception.review_by.as_ref()),
            };
            let on = day.map_or_else(String::new, |day| format!(" on {}", day.value.in_words()));
            Fault {
                message: format!("`{name}`, which excused this, {what}{on}"),
                at: case.place(day.map(|day| &day.at)),
                help: "meet the requirement, or have the committee approve a new exception"
                    .to_owned(),
            }
        })
        .collect()
}

/// Returns the clause by which the contract leaves a requirement out, when it may.
fn citation<'a>(case: &Case<'a>, requirement: &Requirement) -> Option<&'a str> {
    let entry = case
        .plan
        .not_required
        .iter()
        .find(|(name, _)| name.value.trim().eq_ignore_ascii_case(requirement.code.name()));
    let (_, clause) = entry?;
    {
        let cites = !clause.value.trim().is_empty() && !is_placeholder(&clause.value);
        (requirement.can_be_left_out && cites).then_some(clause.value.as_str())
    }
}

/// Returns how each exception stands now that it is known what is met.
pub(super) fn settled(
    case: &Case<'_>,
    states: Vec<ExceptionState>,
    verdicts: &[Verdict],
) -> Vec<ExceptionState> {
    let is_needless = |exception: &Exception| {
        let named = exception.requirement.as_ref().and_then(|name| requirement(&name.value));
        named.is_some_and(|(n, _)| {
            matches!(verdicts[n].status, Status::Met | Status::NotApplicable(_))
        })
    };
    let all = case.plan.exceptions.iter().zip(states);
    all.map(|(exception, state)| {
        let is_good = matches!(state, ExceptionState::InForce | ExceptionState::NotYet);
        if is_good && is_needless(exception) { ExceptionState::NotNeeded } else { state }
    })
    .collect()
}

/// An entry of `not_required` that leaves nothing out.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Refused {
    /// Its position in the plan.
    pub position: usize,
    /// Why it leaves nothing out.
    pub why: String,
    /// What to do about it.
    pub help: &'static str,
}

/// Returns the entries of `not_required` that leave nothing out.
pub(super) fn refused(case: &Case<'_>, verdicts: &[Verdict]) -> Vec<Refused> {
    const REMOVE: &str = "remove the entry";
    let entries = case.plan.not_required.iter().enumerate();
    let refused = entries.filter_map(|(position, (name, clause))| {
        let refuse = |why: String, help| Some(Refused { position, why, help });
        let Some((at, requirement)) = requirement(&name.value) else {
            return refuse(format!("`{}` is no requirement", name.value), REMOVE);
        };
        let code = requirement.code;
        if !requirement.can_be_left_out {
            return refuse(format!("no contract can leave {code} out"), REMOVE);
        }
        if clause.value.trim().is_empty() || is_placeholder(&clause.value) {
            let why = format!("{code} is left out without the clause that says so");
            return refuse(why, "cite the clause of the contract");
        }
        if verdicts[at].status != Status::Met {
            return None;
        }
        refuse(format!("{code} is met, so it need not be left out"), REMOVE)
    });
    refused.collect()
}
