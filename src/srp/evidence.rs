//! What a test finds: [`Finding`], its [`Evidence`] and its [`Fault`]s.

use crate::date::Date;
use crate::diag::Location;
use crate::parse::client::{Located, is_placeholder};

/// What a test finds, before exceptions are looked at.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Finding {
    /// Whether the requirement is met.
    pub outcome: Outcome,
    /// The values that satisfy it.
    pub evidence: Vec<Evidence>,
    /// What is wrong; one or more when it is not met.
    pub faults: Vec<Fault>,
    /// What is worth knowing though the requirement is met.
    pub remarks: Vec<Fault>,
    /// Parts that could not be judged, each with the reason.
    pub unjudged: Vec<&'static str>,
    /// The last day on which it is met by what the plan says.
    pub holds_until: Option<Date>,
}

impl Finding {
    /// Leaves out what is wrong, for readers who are told only whether something is.
    pub(crate) fn keep_to_ourselves(&mut self) {
        self.faults.clear();
        self.remarks.clear();
        self.unjudged.clear();
    }
}

/// Whether a requirement is met.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Outcome {
    /// It is.
    Met,
    /// It is not.
    Gap,
    /// It was, and something has lapsed.
    Expired,
    /// Its condition does not hold; why.
    NotApplicable(String),
    /// It can't be judged; why.
    NotJudged(&'static str),
}

/// A value that satisfies a requirement.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Evidence {
    /// What it shows, as a phrase: `on-call engineer: +44 20 7946 0150`.
    pub text: String,
    /// Where it was written.
    pub at: Location,
}

/// Something that is wrong.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Fault {
    /// What: lower case, no full stop, the user's words in backticks.
    pub message: String,
    /// Where.
    pub at: Location,
    /// What to do about it.
    pub help: String,
}

/// Collects what a test finds.
#[derive(Debug, Default)]
pub(crate) struct Test {
    evidence: Vec<Evidence>,
    faults: Vec<Fault>,
    remarks: Vec<Fault>,
    unjudged: Vec<&'static str>,
    holds_until: Option<Date>,
    has_gap: bool,
}

impl Test {
    /// Adds a value that satisfies the requirement, or part of it.
    pub(crate) fn show(&mut self, text: impl Into<String>, at: &Location) {
        self.evidence.push(Evidence { text: text.into(), at: at.clone() });
    }

    /// Adds a written value as it is.
    pub(crate) fn show_value(&mut self, value: &Located<String>) {
        self.show(value.value.clone(), &value.at);
    }

    /// Adds a written value as it is, unless it stands for one to come.
    pub(crate) fn show_text(&mut self, value: &Located<String>, what: &str) {
        if is_placeholder(&value.value) {
            let message = format!("{what}: `{}` stands for text to come", value.value);
            self.gap(value.at.clone(), message, "write the text");
        } else {
            self.show_value(value);
        }
    }

    /// Adds a fault for which the requirement was never met.
    pub(crate) fn gap(
        &mut self,
        at: Location,
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        self.has_gap = true;
        self.faults.push(Fault { message: message.into(), at, help: help.into() });
    }

    /// Adds a fault by which the requirement is no longer met.
    pub(crate) fn lapsed(
        &mut self,
        at: Location,
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        self.faults.push(Fault { message: message.into(), at, help: help.into() });
    }

    /// Adds something worth knowing.
    pub(crate) fn remark(
        &mut self,
        at: Location,
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        self.remarks.push(Fault { message: message.into(), at, help: help.into() });
    }

    /// Says that a part can't be judged, and why.
    pub(crate) fn unjudged(&mut self, reason: &'static str) {
        self.unjudged.push(reason);
    }

    /// Says that the requirement is met until the end of a day; the earliest counts.
    pub(crate) fn holds_until(&mut self, day: Date) {
        self.holds_until = Some(self.holds_until.map_or(day, |known| known.min(day)));
    }

    /// Returns whether no fault was found so far.
    pub(crate) fn is_clean(&self) -> bool {
        self.faults.is_empty()
    }

    /// Ends the test: met without faults, a gap with one, expired when all that is wrong has lapsed.
    pub(crate) fn end(self) -> Finding {
        let outcome = match (self.faults.is_empty(), self.has_gap) {
            (true, _) => Outcome::Met,
            (false, true) => Outcome::Gap,
            (false, false) => Outcome::Expired,
        };
        self.with(outcome)
    }

    /// Ends the test: the condition of the requirement does not hold.
    pub(crate) fn not_applicable(self, reason: impl Into<String>) -> Finding {
        self.with(Outcome::NotApplicable(reason.into()))
    }

    /// Ends the test: nothing can be said.
    pub(crate) fn not_judged(self, reason: &'static str) -> Finding {
        self.with(Outcome::NotJudged(reason))
    }

    fn with(self, outcome: Outcome) -> Finding {
        Finding {
            outcome,
            evidence: self.evidence,
            faults: self.faults,
            remarks: self.remarks,
            unjudged: self.unjudged,
            holds_until: self.holds_until,
        }
    }
}
