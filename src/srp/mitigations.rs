//! *Identified Mitigations and Testing*: how harm is stopped, how that is tested, how it is repaired.
//!
//! Here is also what the modules of other clauses ask of texts: whether one is there and finished.

use crate::diag::Code;
use crate::parse::client::schema::Mitigation;
use crate::parse::client::{Located, is_placeholder};
use crate::srp::evidence::Test;
use crate::srp::service::is_in_prose;
use crate::srp::{Case, Clause, Finding, Level, Origin, Requirement};

/// How many words describe something, at the least.
const DESCRIPTION_WORDS_MIN: usize = 8;

/// Mitigations are found in a stated way, and tested before they are deployed.
pub(super) static SRP_21: Requirement = Requirement {
    code: Code::Srp21,
    clause: Clause::Mitigations,
    level: Level::Must,
    origin: Origin::Clause,
    can_be_left_out: false,
    title: "Mitigations are tested before they are deployed",
    why: "A mitigation that nobody tried can do more harm than what it is meant to stop.",
    fix: "Write `mitigation.identify`, `mitigation.test.where` and `mitigation.test.how`, and set \
          `mitigation.test.before_production` to true.",
    judge: tested,
};

/// What is done at first.
pub(super) static SRP_22: Requirement = Requirement {
    code: Code::Srp22,
    clause: Clause::Mitigations,
    level: Level::Should,
    origin: Origin::Clause,
    can_be_left_out: false,
    title: "Says how harm is stopped at first",
    why: "A repair takes days; somebody has to know what may be switched off tonight.",
    fix: "Describe in `mitigation.short_term`, in 8 words or more, how harm is stopped at first.",
    judge: short_term,
};

/// What is done for good.
pub(super) static SRP_23: Requirement = Requirement {
    code: Code::Srp23,
    clause: Clause::Mitigations,
    level: Level::Should,
    origin: Origin::Clause,
    can_be_left_out: false,
    title: "Says how it is repaired for good",
    why: "A stopgap that nobody replaces becomes the next weakness.",
    fix: "Describe in `mitigation.remediation`, in 8 words or more, how the cause is repaired.",
    judge: remediation,
};

fn tested(case: &Case<'_>) -> Finding {
    let mut test = Test::default();
    let mitigation = &case.plan.mitigation;
    let has_prose = is_in_prose(case, Clause::Mitigations);
    if !show_text(&mut test, "how a mitigation is found", mitigation.identify.as_ref()) {
        let message = if has_prose {
            "mitigation is described in prose, but how one is found is not stated as data"
        } else {
            "this plan does not say how mitigations are found"
        };
        let at = case.place(mitigation.place("identify"));
        test.gap(at, message, "add `mitigation.identify`: the runbook, or who proposes one");
    }
    let keys = &mitigation.test;
    if keys.place.is_none() && keys.how.is_none() && keys.before_production.is_none() {
        let message = if has_prose {
            "mitigation is described in prose, but how one is tested is not stated as data"
        } else {
            "this plan does not say that mitigations are tested before they are deployed"
        };
        let at = case.place(keys.at.as_ref().or(mitigation.place("test")));
        test.gap(
            at,
            message,
            "add `mitigation.test` with `where`, `how` and `before_production: true`",
        );
    } else {
        judge_test(case, mitigation, &mut test);
    }
    test.end()
}

/// Judges what is said of testing, when something is.
fn judge_test(case: &Case<'_>, mitigation: &Mitigation, test: &mut Test) {
    let keys = &mitigation.test;
    let at = |key: &str| case.place(keys.place(key).or(mitigation.place("test")));
    if !show_text(test, "where a mitigation is tested", keys.place.as_ref()) {
        let message = "this plan does not say where mitigations are tested";
        test.gap(at("where"), message, "add `mitigation.test.where`: the environment");
    }
    if !show_text(test, "how a mitigation is tested", keys.how.as_ref()) {
        let message = "this plan does not say how mitigations are tested";
        test.gap(at("how"), message, "add `mitigation.test.how`: what has to pass, or to fail");
    }
    match &keys.before_production {
        Some(before) if before.value => test.show("tested before production", &before.at),
        Some(before) => test.gap(
            before.at.clone(),
            "mitigations are not tested before they go to production",
            "test them first, and set it to `true`; or record an exception",
        ),
        None => test.gap(
            at("before_production"),
            "this plan does not say whether mitigations are tested before they go to production",
            "add `mitigation.test.before_production: true`",
        ),
    }
}

fn short_term(case: &Case<'_>) -> Finding {
    let mut test = Test::default();
    let written = case.plan.mitigation.short_term.as_ref();
    judge_description(case, "short_term", "how harm is stopped at first", written, &mut test);
    test.end()
}

fn remediation(case: &Case<'_>) -> Finding {
    let mut test = Test::default();
    let Mitigation { short_term, remediation, .. } = &case.plan.mitigation;
    match (short_term, remediation) {
        (Some(first), Some(last)) if words(&first.value) == words(&last.value) => test.gap(
            last.at.clone(),
            "the repair is described in the words of the first mitigation",
            "say in `mitigation.remediation` how the cause is removed",
        ),
        (_, written) => {
            let what = "how it is repaired for good";
            judge_description(case, "remediation", what, written.as_ref(), &mut test);
        }
    }
    test.end()
}

/// Judges a description: that of the data when it is long enough, else the prose.
fn judge_description(
    case: &Case<'_>,
    key: &str,
    what: &str,
    written: Option<&Located<String>>,
    test: &mut Test,
) {
    let count = written.map_or(0, |text| text.value.split_whitespace().count());
    let is_unfinished = written.is_some_and(|text| is_placeholder(&text.value));
    if is_unfinished || count >= DESCRIPTION_WORDS_MIN {
        show_text(test, what, written);
        return;
    }
    let title = Clause::Mitigations.title();
    if is_in_prose(case, Clause::Mitigations) {
        test.show(format!("described in the text under “{title}”"), &case.client.mark);
        return;
    }
    let help = format!(
        "describe it in `mitigation.{key}`, in {DESCRIPTION_WORDS_MIN} words or more, or under the heading “{title}”"
    );
    if let Some(text) = written {
        let plural = if count == 1 { "" } else { "s" };
        test.gap(text.at.clone(), format!("{count} word{plural} do not say {what}"), help);
    } else {
        let at = case.place(case.plan.mitigation.place(key));
        test.gap(at, format!("this plan does not say {what}"), help);
    }
}

/// Returns the words of a text without case and punctuation, for comparison.
fn words(text: &str) -> Vec<String> {
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(str::to_lowercase).collect()
}

/// Shows a text, or the gap that it is still to come. Returns whether there is a text at all.
pub(super) fn show_text(test: &mut Test, what: &str, text: Option<&Located<String>>) -> bool {
    let Some(text) = text else { return false };
    if is_placeholder(&text.value) {
        let message = format!("{what}: `{}` stands for text to come", text.value);
        test.gap(text.at.clone(), message, "write what is agreed, or agree it first");
    } else {
        test.show(format!("{what}: {}", text.value), &text.at);
    }
    true
}
