//! *Overview*: who is called next, which service levels hold, how severity is decided, and how soon
//! the client is told.

use crate::clock::{Clock, Duration, slowest};
use crate::config::srp::folded;
use crate::diag::Code;
use crate::parse::client::schema::{Contact, Escalation, Severity};
use crate::parse::client::{Located, is_placeholder};
use crate::srp::contact_information::name;
use crate::srp::evidence::Test;
use crate::srp::service::is_in_prose;
use crate::srp::{Case, Clause, Finding, Level, Origin, Requirement};
use crate::text::nearest::nearest;

/// How many severities tell reports apart.
const SEVERITIES_MIN: usize = 3;
/// How many words define a severity.
const DEFINITION_WORDS: usize = 4;

/// Within how many hours a regime wants its notice, counted from when the client knows: Directive
/// (EU) 2022/2555, article 23 (early warning); DORA, from classification; GDPR, article 33.
const REGIMES: &[(&str, u64)] =
    &[("uk-gdpr", 72), ("gdpr", 72), ("eu-gdpr", 72), ("nis2", 24), ("nis-2", 24), ("dora", 4)];

/// There is somebody to call next, up to the top.
pub(super) static SRP_15: Requirement = Requirement {
    code: Code::Srp15,
    clause: Clause::Overview,
    level: Level::Must,
    origin: Origin::Clause,
    can_be_left_out: false,
    title: "Says who is called next",
    why: "When the first does not answer or may not decide, there is no time to look for a second.",
    fix: "List `escalation` from level 1 up to the committee or a director, each with a `contact` of the plan.",
    judge: escalation,
};

/// Service levels are stated.
pub(super) static SRP_16: Requirement = Requirement {
    code: Code::Srp16,
    clause: Clause::Overview,
    level: Level::Must,
    origin: Origin::Clause,
    can_be_left_out: false,
    title: "Says how soon reports are acknowledged",
    why: "Both sides have to know when silence means that something is wrong.",
    fix: "Give every severity `acknowledge`, and cite the contract in `sla.reference`.",
    judge: service_levels,
};

/// Severities are defined.
pub(super) static SRP_17: Requirement = Requirement {
    code: Code::Srp17,
    clause: Clause::Overview,
    level: Level::Must,
    origin: Origin::Clause,
    can_be_left_out: false,
    title: "Defines severities",
    why: "Every time in the plan hangs on the severity, so two people have to come to the same one.",
    fix: "List 3 or more `severities`, the most severe first, each with `id` and a `definition` of 4 words.",
    judge: severities,
};

/// The client is told in time.
pub(super) static SRP_36: Requirement = Requirement {
    code: Code::Srp36,
    clause: Clause::Overview,
    level: Level::Should,
    origin: Origin::Organisation,
    can_be_left_out: true,
    title: "Says how soon the client is told",
    why: "The client has duties of its own to give notice, and can't begin before it knows.",
    fix: "Set `notification.client_within` to less than the client's `regimes` leave it.",
    judge: notification,
};

fn escalation(case: &Case<'_>) -> Finding {
    let mut test = Test::default();
    let at = case.place(case.plan.place("escalation"));
    match case.plan.escalation.as_slice() {
        [] => {
            let message = if is_in_prose(case, Clause::Overview) {
                "the overview is prose: levels of escalation are not stated as data"
            } else {
                "this plan does not say who is called next"
            };
            test.gap(
                at,
                message,
                "add `escalation`: two levels or more, each with `level` and `contact`",
            );
            return test.end();
        }
        [_] => {
            let help = "add levels up to the committee or a director";
            test.gap(at, "escalation has one level only", help);
        }
        [.., last] => judge_top(case, last, &mut test),
    }
    judge_order(case, &mut test);
    judge_callees(case, &mut test);
    test.end()
}

/// Judges that numbers rise from level to level, and that times do not fall.
fn judge_order(case: &Case<'_>, test: &mut Test) {
    let (mut below, mut sooner): (Option<i64>, Option<Duration>) = (None, None);
    for (n, step) in case.plan.escalation.iter().enumerate() {
        match &step.level {
            None => {
                let message = format!("entry {} of the escalation has no level", n + 1);
                test.gap(case.place(step.place("level")), message, "add `level`: 1, 2, 3…");
            }
            Some(level) => {
                if let Some(below) = below.filter(|below| level.value <= *below) {
                    let message = format!("level {} comes after level {below}", level.value);
                    test.gap(
                        level.at.clone(),
                        message,
                        "number the levels upwards, in the order of the calls",
                    );
                }
                below = Some(level.value);
            }
        }
        let Some(after) = &step.after else { continue };
        if let Some(sooner) =
            sooner.filter(|before| minutes(case, after.value) < minutes(case, *before))
        {
            let title = title(step, n);
            let message = format!(
                "{title} is called after `{}`, sooner than one before it (`{sooner}`)",
                after.value
            );
            test.gap(
                after.at.clone(),
                message,
                format!("write {sooner} or more, or move the level up"),
            );
        }
        sooner = Some(after.value);
    }
}

/// Judges that everybody who is to be called is a contact of the plan.
fn judge_callees(case: &Case<'_>, test: &mut Test) {
    if case.contact_ids().next().is_none() {
        let at = case.place(case.plan.place("escalation"));
        let message = "escalation calls contacts, but no contact of this plan has an `id`";
        test.gap(at, message, "add `contacts`, each with `id`");
        return;
    }
    for (n, step) in case.plan.escalation.iter().enumerate() {
        let title = title(step, n);
        match &step.contact {
            None => {
                let at = case.place(step.place("contact"));
                test.gap(
                    at,
                    format!("{title} calls nobody"),
                    "add `contact`: the `id` of one of `contacts`",
                );
            }
            Some(named) => match case.contact(&named.value) {
                Some(contact) => {
                    let who = name(contact).unwrap_or(&named.value);
                    let after = step.after.as_ref();
                    let after = after.map_or(String::new(), |after| {
                        format!(", after {}", after.value.in_words())
                    });
                    test.show(format!("{title}: {who}{after}"), &named.at);
                }
                None => unknown_contact(case, &title, named, test),
            },
        }
        for named in step.also.iter().filter(|named| case.contact(&named.value).is_none()) {
            unknown_contact(case, &title, named, test);
        }
    }
}

fn unknown_contact(case: &Case<'_>, title: &str, named: &Located<String>, test: &mut Test) {
    let message = format!("{title} names contact `{}`, which does not exist", named.value);
    let help = match nearest(&named.value, case.contact_ids()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => "write the `id` of one of `contacts`".to_owned(),
    };
    test.gap(named.at.clone(), message, help);
}

/// Judges that the last level reaches those who can decide everything.
fn judge_top(case: &Case<'_>, last: &Escalation, test: &mut Test) {
    let named: Vec<&Located<String>> = last.contact.iter().chain(&last.also).collect();
    let known: Vec<(&Located<String>, &Contact)> =
        named.iter().filter_map(|named| Some((*named, case.contact(&named.value)?))).collect();
    if let Some((named, contact)) = known.iter().find(|(_, contact)| is_top(case, contact)) {
        let who = name(contact).unwrap_or(&named.value);
        test.show(format!("the last level reaches {who}"), &named.at);
    } else if !named.is_empty() && known.len() == named.len() {
        // Whoever can't be found is reported as such, and may be the one.
        let at = last
            .contact
            .as_ref()
            .map_or_else(|| case.place(last.at.as_ref()), |named| named.at.clone());
        let message = "the last level reaches neither the committee nor a director";
        test.gap(
            at,
            message,
            "add a level, or name in `also` a contact whose `team` is the committee",
        );
    }
}

fn is_top(case: &Case<'_>, contact: &Contact) -> bool {
    let is_director = |role: &str| {
        let mut words = role.split(|c: char| !c.is_alphanumeric());
        words.any(|word| {
            ["director", "directors"].iter().any(|known| word.eq_ignore_ascii_case(known))
        })
    };
    contact.team.as_ref().is_some_and(|team| case.config.srp.is_committee(&team.value))
        || contact.role.as_ref().is_some_and(|role| is_director(&role.value))
}

/// Returns what a level of escalation is called.
fn title(step: &Escalation, n: usize) -> String {
    match &step.level {
        Some(level) => format!("level {}", level.value),
        None => format!("entry {} of the escalation", n + 1),
    }
}

/// Returns the longest that a time round the clock can take; business days are those of the plan.
fn minutes(case: &Case<'_>, time: Duration) -> u64 {
    slowest(time, Clock::RoundTheClock, &case.plan.business_hours())
}

fn service_levels(case: &Case<'_>) -> Finding {
    let mut test = Test::default();
    let sla = &case.plan.sla;
    if let Some(reference) = &sla.reference {
        test.show_text(reference, "where service levels are agreed");
    } else {
        let message = if is_in_prose(case, Clause::Overview) {
            "the overview is prose: where service levels are agreed is not stated as data"
        } else {
            "this plan does not say where service levels are agreed"
        };
        let help = "add `sla.reference`: the contract, and where in it";
        test.gap(case.place(sla.place("reference")), message, help);
    }
    for (n, severity) in case.plan.severities.iter().enumerate() {
        let title = called(severity, n);
        if let Some(time) = &severity.acknowledge {
            test.show(format!("{title}: acknowledged within {}", time.value.in_words()), &time.at);
            continue;
        }
        let at = case.place(severity.place("acknowledge"));
        let message =
            format!("{} does not say how soon a report is acknowledged", quoted(severity, n));
        test.gap(at, message, "add `acknowledge`, such as 30m, 4h or 1bd");
    }
    if case.plan.severities.is_empty() && test.is_clean() {
        return test.not_judged("this plan has no severities");
    }
    test.end()
}

/// Returns what a severity is called.
fn called(severity: &Severity, n: usize) -> String {
    let name = severity.id.as_ref().or(severity.name.as_ref());
    name.map_or_else(|| format!("severity {}", n + 1), |name| name.value.clone())
}

/// Returns what a severity is called, the author's words in backticks.
fn quoted(severity: &Severity, n: usize) -> String {
    let name = severity.id.as_ref().or(severity.name.as_ref());
    name.map_or_else(|| format!("severity {}", n + 1), |name| format!("severity `{}`", name.value))
}

fn severities(case: &Case<'_>) -> Finding {
    const HELP: &str =
        "list 3 or more in `severities`, the most severe first, each with `id` and `definition`";
    let mut test = Test::default();
    let all = &case.plan.severities;
    let at = case.place(case.plan.place("severities"));
    if all.is_empty() {
        let message = if is_in_prose(case, Clause::Overview) {
            "the overview is prose: severities are not stated as data"
        } else {
            "this plan does not define severities"
        };
        test.gap(at, message, HELP);
        return test.end();
    }
    if all.len() < SEVERITIES_MIN {
        let number = if all.len() == 1 {
            "one severity".to_owned()
        } else {
            format!("{} severities", all.len())
        };
        test.gap(at, format!("this plan has {number} only"), HELP);
    }
    for (n, severity) in all.iter().enumerate() {
        judge_id(case, n, severity, &mut test);
        judge_definition(case, n, severity, &mut test);
    }
    judge_matrix(case, &mut test);
    test.end()
}

fn judge_id(case: &Case<'_>, n: usize, severity: &Severity, test: &mut Test) {
    let Some(id) = &severity.id else {
        let message = format!("{} has no id", quoted(severity, n));
        test.gap(case.place(severity.place("id")), message, "add `id`, such as S1");
        return;
    };
    if rank(case, &id.value).is_some_and(|first| first < n) {
        let message = format!("there is more than one severity `{}`", id.value);
        test.gap(id.at.clone(), message, "give each severity an `id` of its own");
    }
}

fn judge_definition(case: &Case<'_>, n: usize, severity: &Severity, test: &mut Test) {
    let help = format!("say in {DEFINITION_WORDS} words or more what belongs to it");
    let title = quoted(severity, n);
    let Some(definition) = &severity.definition else {
        test.gap(case.place(severity.place("definition")), format!("{title} is not defined"), help);
        return;
    };
    let words = definition.value.split_whitespace().count();
    if is_placeholder(&definition.value) {
        let message = format!("the definition of {title} holds words that stand for text to come");
        test.gap(definition.at.clone(), message, help);
    } else if words < DEFINITION_WORDS {
        let plural = if words == 1 { "" } else { "s" };
        let message = format!("{title} is defined in {words} word{plural}");
        test.gap(definition.at.clone(), message, help);
    } else {
        test.show(format!("{}: {}", called(severity, n), definition.value), &definition.at);
    }
}

/// Returns the position of a severity, 0 for the most severe.
fn rank(case: &Case<'_>, id: &str) -> Option<usize> {
    let is_it = |severity: &Severity| {
        severity.id.as_ref().is_some_and(|own| own.value.eq_ignore_ascii_case(id.trim()))
    };
    case.plan.severities.iter().position(is_it)
}

/// Judges the matrix of risk and impact: no hole, no fall, no stranger.
fn judge_matrix(case: &Case<'_>, test: &mut Test) {
    let matrix = &case.plan.classification.matrix;
    let mut impacts: Vec<&str> = Vec::new();
    for (impact, _) in matrix.iter().flat_map(|(_, cells)| cells) {
        if !impacts.iter().any(|known| known.eq_ignore_ascii_case(&impact.value)) {
            impacts.push(&impact.value);
        }
    }
    // The least rank so far in each column, and in the row: 0 is the most severe.
    let mut above: Vec<Option<usize>> = vec![None; impacts.len()];
    for (risk, cells) in matrix {
        if cells.is_empty() {
            let message = format!("the matrix gives no severities for risk `{}`", risk.value);
            test.gap(risk.at.clone(), message, "add one for each impact");
            continue;
        }
        let mut left: Option<usize> = None;
        for (impact, above) in impacts.iter().zip(&mut above) {
            let cell = cells.iter().find(|(name, _)| name.value.eq_ignore_ascii_case(impact));
            let Some((_, cell)) = cell.filter(|(_, cell)| !cell.value.is_empty()) else {
                let message = format!(
                    "the matrix gives no severity for risk `{}` and impact `{impact}`",
                    risk.value
                );
                test.gap(risk.at.clone(), message, "add it: every risk has the same impacts");
                continue;
            };
            let Some(rank) = rank(case, &cell.value) else {
                unknown_severity(case, cell, test);
                continue;
            };
            let worst = left.into_iter().chain(*above).min();
            if worst.is_some_and(|worst| rank > worst) {
                let message = format!(
                    "`{}` is milder than what the matrix gives for less risk or impact",
                    cell.value
                );
                let help = "write risks and impacts from low to high, and never a milder severity for more";
                test.gap(cell.at.clone(), message, help);
            }
            left = Some(left.map_or(rank, |left| left.min(rank)));
            *above = Some(above.map_or(rank, |above| above.min(rank)));
        }
    }
    if !matrix.is_empty() && test.is_clean() {
        let at = case.place(case.plan.classification.place("matrix"));
        test.show(format!("a matrix of {} by {}", matrix.len(), impacts.len()), &at);
    }
}

fn unknown_severity(case: &Case<'_>, cell: &Located<String>, test: &mut Test) {
    let severities = &case.plan.severities;
    let by_name = severities.iter().find(|severity| {
        severity.name.as_ref().is_some_and(|name| name.value.eq_ignore_ascii_case(&cell.value))
    });
    let by_name = by_name.and_then(|severity| severity.id.as_ref()).map(|id| id.value.as_str());
    let ids = || {
        severities.iter().filter_map(|severity| severity.id.as_ref()).map(|id| id.value.as_str())
    };
    let help = match by_name.or_else(|| nearest(&cell.value, ids())) {
        Some(id) => format!("did you mean `{id}`?"),
        None => format!("write the `id` of a severity: {}", ids().collect::<Vec<_>>().join(", ")),
    };
    test.gap(
        cell.at.clone(),
        format!("the matrix gives `{}`, which is no severity", cell.value),
        help,
    );
}

fn notification(case: &Case<'_>) -> Finding {
    let mut test = Test::default();
    let notification = &case.plan.notification;
    let within = notification.client_within.as_ref();
    if within.is_none() {
        let help = "add `notification.client_within`, such as 4h";
        let at = case.place(notification.place("client_within"));
        test.gap(at, "this plan does not say how soon the client is told", help);
    }
    for regime in &case.plan.client.regimes {
        judge_regime(case, regime, within, &mut test);
    }
    if let Some(within) = within.filter(|_| test.is_clean()) {
        test.show(format!("the client is told within {}", within.value.in_words()), &within.at);
    }
    if let Some(named) = &notification.client_contact {
        match case.contact(&named.value) {
            Some(contact) => {
                let who = name(contact).unwrap_or(&named.value);
                test.show(format!("told first: {who}"), &named.at);
            }
            None => unknown_contact(case, "notification", named, &mut test),
        }
    }
    test.end()
}

/// Judges that a regime leaves the client some time after it was told.
fn judge_regime(
    case: &Case<'_>,
    regime: &Located<String>,
    within: Option<&Located<Duration>>,
    test: &mut Test,
) {
    let written = folded(&regime.value);
    let Some((_, hours)) = REGIMES.iter().find(|(known, _)| *known == written) else {
        let message = format!("how soon `{}` wants notice is not known here", regime.value);
        let help = match nearest(&written, REGIMES.iter().map(|(known, _)| *known)) {
            Some(near) => format!("did you mean `{near}`?"),
            None => "compare `notification.client_within` with it yourself".to_owned(),
        };
        test.remark(regime.at.clone(), message, help);
        return;
    };
    let Some(within) = within else { return };
    if minutes(case, within.value) < hours * 60 {
        test.show(format!("{} leaves the client {hours} hours", regime.value), &regime.at);
        return;
    }
    let message = format!(
        "the client is told within `{}`, but `{}` wants its notice within {hours} hours",
        within.value, regime.value
    );
    let help = format!("agree on less than {hours}h, so that some of it is left to the client");
    test.gap(within.at.clone(), message, help);
}
