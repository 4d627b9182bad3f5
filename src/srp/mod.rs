//! The organisation's Security Response Plan policy as 36 numbered requirements, and the judgement of
//! every client's plan by them.
//!
//! In: a resolved [`Site`], the configuration, the day. Out: a [`Judgement`] per client: one
//! [`Verdict`] for each requirement, with evidence and faults. Each clause of the policy has a module,
//! and [`REQUIREMENTS`] is the table of all. Nothing is reported here: rules make diagnostics of
//! verdicts, and pages show them.

pub(crate) mod clause;
mod compliance_measurement;
mod contact_information;
pub(crate) mod dates;
pub(crate) mod evidence;
mod exceptions;
pub(crate) mod excuse;
mod mitigations;
mod non_compliance;
mod overview;
mod policy;
mod scope;
mod service;
pub(crate) mod tally;
mod timelines;
mod triage;

pub(crate) use clause::{CLAUSES, Clause, PolicyPage};
pub(crate) use dates::{Due, DueKind};
pub(crate) use evidence::{Evidence, Fault, Finding, Outcome, Test};
pub(crate) use excuse::{ExceptionState, Refused};
pub(crate) use tally::Tally;

use crate::config::Config;
use crate::date::Date;
use crate::diag::{Code, Location, Severity};
use crate::model::{Client, Site};
use crate::parse::client::schema::{Contact, Plan, PlanStatus, Side};
use rayon::iter::{IntoParallelRefIterator, ParallelIterator};

/// How strongly the policy asks for something.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) enum Level {
    /// The policy says *must*, or *is expected to*.
    Must,
    /// The policy says *should*, *typically*, *highly useful*.
    Should,
    /// Auditors ask for it.
    Practice,
}

impl Level {
    /// Returns the word that people see.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Must => "MUST",
            Self::Should => "SHOULD",
            Self::Practice => "practice",
        }
    }
}

/// Where a requirement comes from.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Origin {
    /// The clause says so.
    Clause,
    /// The SANS policy from which such policies descend says so, and its descendants left it out.
    Ancestor,
    /// Another policy of the organisation says so.
    Organisation,
    /// Good practice.
    Practice,
}

/// One numbered requirement. Numbers are permanent: a withdrawn one is never used again.
#[derive(Debug)]
pub(crate) struct Requirement {
    /// The code of its diagnostics; its name is the requirement's, `SRP-13`.
    pub code: Code,
    /// The clause it belongs to.
    pub clause: Clause,
    /// How strongly it is asked for.
    pub level: Level,
    /// Where it comes from.
    pub origin: Origin,
    /// Whether a contract can leave it out, with a citation.
    pub can_be_left_out: bool,
    /// What it asks for, in a few words.
    pub title: &'static str,
    /// Why it matters, in a sentence.
    pub why: &'static str,
    /// How to meet it, in a sentence that names the keys.
    pub fix: &'static str,
    /// The test.
    pub(crate) judge: fn(&Case<'_>) -> Finding,
}

/// Every requirement, by number.
pub(crate) const REQUIREMENTS: &[&Requirement] = &[
    &scope::SRP_01,
    &policy::SRP_02,
    &policy::SRP_03,
    &policy::SRP_04,
    &policy::SRP_05,
    &service::SRP_06,
    &service::SRP_07,
    &service::SRP_08,
    &service::SRP_09,
    &contact_information::SRP_10,
    &contact_information::SRP_11,
    &contact_information::SRP_12,
    &contact_information::SRP_13,
    &contact_information::SRP_14,
    &overview::SRP_15,
    &overview::SRP_16,
    &overview::SRP_17,
    &triage::SRP_18,
    &triage::SRP_19,
    &triage::SRP_20,
    &mitigations::SRP_21,
    &mitigations::SRP_22,
    &mitigations::SRP_23,
    &timelines::SRP_24,
    &timelines::SRP_25,
    &timelines::SRP_26,
    &compliance_measurement::SRP_27,
    &exceptions::SRP_28,
    &exceptions::SRP_29,
    &non_compliance::SRP_30,
    &compliance_measurement::SRP_31,
    &compliance_measurement::SRP_32,
    &compliance_measurement::SRP_33,
    &policy::SRP_34,
    &timelines::SRP_35,
    &overview::SRP_36,
];

/// What one plan is judged with.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Case<'a> {
    /// The client.
    pub client: &'a Client,
    /// What its plan says.
    pub plan: &'a Plan,
    /// The site, for records, diagrams and prose.
    pub site: &'a Site,
    /// The organisation's own rules.
    pub config: &'a Config,
    /// The day of the judgement.
    pub today: Date,
}

/// How a requirement is met.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Status {
    /// It was met, and something has lapsed.
    Expired,
    /// It is not met, and nothing excuses it.
    Gap,
    /// It is not met, and an exception covers it: the position in `exceptions`, and the last day.
    Exception(usize, Option<Date>),
    /// The plan need not meet it; the reason or the clause that says so.
    NotApplicable(String),
    /// It is met.
    Met,
    /// It can't be judged; why.
    NotJudged(&'static str),
    /// It is judged, and these readers are not told.
    Withheld,
}

/// What came of one requirement for one client.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Verdict {
    /// How it is met.
    pub status: Status,
    /// What the test found.
    pub finding: Finding,
    /// How much its faults matter; none when they are not reported.
    pub severity: Option<Severity>,
}

/// One client, judged.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Judgement {
    /// One verdict for each of [`REQUIREMENTS`], in that order.
    pub verdicts: Vec<Verdict>,
    /// How each exception of the plan stands, in the plan's order.
    pub exceptions: Vec<ExceptionState>,
    /// Entries of `not_required` that leave nothing out.
    pub refused: Vec<Refused>,
}

/// All clients, judged.
#[derive(Debug, Default)]
pub(crate) struct Compliance {
    /// The organisation's policy on such plans, when the tree has one.
    pub policy: Option<PolicyPage>,
    /// One for each of [`Site::clients`], in the same order.
    pub judgements: Vec<Judgement>,
    /// What falls due, by day.
    pub dates: Vec<Due>,
}

impl Compliance {
    /// Judges every client.
    pub(crate) fn of(site: &Site, config: &Config, today: Date) -> Self {
        if site.clients.is_empty() {
            return Self::default();
        }
        let one =
            |client: &Client| judge(&Case { client, plan: &client.plan, site, config, today });
        let judgements = site.clients.par_iter().map(one).collect();
        Self { policy: PolicyPage::find(site, config), judgements, dates: dates::of(site, config) }
    }

    /// Returns how many requirements are not met, or no longer, over all clients.
    pub(crate) fn unmet(&self) -> usize {
        let verdicts = self.judgements.iter().flat_map(|judgement| &judgement.verdicts);
        verdicts.filter(|verdict| matches!(verdict.status, Status::Gap | Status::Expired)).count()
    }
}

impl Verdict {
    /// Returns what readers get who are not told.
    fn withheld() -> Self {
        let finding = Test::default().not_judged("it is not told to readers of this portal");
        Self { status: Status::Withheld, finding, severity: None }
    }
}

fn is_withheld(case: &Case<'_>, requirement: &Requirement) -> bool {
    let withheld = case.config.srp.withheld.get(&case.client.id);
    withheld.is_some_and(|codes| codes.contains(&requirement.code))
}

fn judge(case: &Case<'_>) -> Judgement {
    let states = excuse::states(case);
    let verdicts: Vec<Verdict> = REQUIREMENTS
        .iter()
        .map(|requirement| {
            let mut finding = (requirement.judge)(case);
            let severity = severity(case, requirement);
            let status = excuse::status(case, requirement, &finding, &states);
            let is_open = matches!(status, Status::Gap | Status::Expired | Status::Exception(..));
            let status = if is_open && severity.is_none() {
                Status::NotJudged("the organisation has turned this requirement off")
            } else {
                status
            };
            if is_withheld(case, requirement) {
                return Verdict::withheld();
            }
            if status == Status::Expired {
                finding.faults.extend(excuse::ended(case, requirement, &states));
            }
            if !case.config.srp.tells_faults {
                finding.keep_to_ourselves();
            }
            Verdict { status, finding, severity }
        })
        .collect();
    let mut exceptions = excuse::settled(case, states, &verdicts);
    if !case.config.srp.tells_faults {
        exceptions.iter_mut().for_each(ExceptionState::keep_to_ourselves);
    }
    Judgement { exceptions, refused: excuse::refused(case, &verdicts), verdicts }
}

/// Returns how much a gap matters: as configured, else by level; one step less in plans that are
/// being written, and in those that no contract asks for.
fn severity(case: &Case<'_>, requirement: &Requirement) -> Option<Severity> {
    if let Some(configured) = case.config.srp.severities.get(&requirement.code) {
        return *configured;
    }
    let is_draft =
        matches!(case.plan.status.as_ref().map(|status| status.value), Some(PlanStatus::Draft));
    let step = usize::from(is_draft || case.is_voluntary());
    let steps = [Severity::Error, Severity::Warning, Severity::Note];
    let first = match requirement.level {
        Level::Must => 0,
        Level::Should => 1,
        Level::Practice => 2,
    };
    Some(steps[(first + step).min(2)])
}

impl Case<'_> {
    /// Returns whether no contract asks for the plan.
    pub(crate) fn is_voluntary(&self) -> bool {
        self.plan.contract.srp_required.as_ref().is_some_and(|required| !required.value)
    }

    /// Returns where to point for something that the plan does not say: its nearest key, else the mark.
    pub(crate) fn place(&self, nearest: Option<&Location>) -> Location {
        nearest.unwrap_or(&self.client.mark).clone()
    }

    /// Returns our own contacts, with their positions.
    pub(crate) fn our_contacts(&self) -> impl Iterator<Item = &Contact> {
        let is_ours =
            |contact: &&Contact| contact.side.as_ref().is_none_or(|side| side.value == Side::Us);
        self.plan.contacts.iter().filter(is_ours)
    }

    /// Returns the contact with an id.
    pub(crate) fn contact(&self, id: &str) -> Option<&Contact> {
        self.plan
            .contacts
            .iter()
            .find(|contact| contact.id.as_ref().is_some_and(|own| own.value == id))
    }

    /// Returns the ids of all contacts, for suggestions.
    pub(crate) fn contact_ids(&self) -> impl Iterator<Item = &str> {
        self.plan
            .contacts
            .iter()
            .filter_map(|contact| contact.id.as_ref())
            .map(|id| id.value.as_str())
    }

    /// Returns whether the page says something under the heading of a clause: how many words, and
    /// whether some of them stand for text to come.
    pub(crate) fn prose(&self, clause: Clause) -> (usize, bool) {
        let Some(page) = self.client.page else { return (0, false) };
        let parsed = &self.site.page(page).parsed;
        let under = self.client.prose(self.site).iter().filter(|prose| {
            let heading = prose.heading.and_then(|n| parsed.headings.get(n as usize));
            heading.is_some_and(|heading| clause.is_headed(&heading.text))
        });
        under.fold((0, false), |(words, placeholder), prose| {
            (words + prose.words, placeholder || prose.has_placeholder)
        })
    }
}

/// Returns the requirement of this name, in any case: `SRP-13`.
pub(crate) fn requirement(name: &str) -> Option<(usize, &'static Requirement)> {
    let found = REQUIREMENTS
        .iter()
        .position(|known| known.code.name().eq_ignore_ascii_case(name.trim()))?;
    Some((found, REQUIREMENTS[found]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requirements_stand_in_the_order_of_their_numbers() {
        for (n, requirement) in REQUIREMENTS.iter().enumerate() {
            assert_eq!(requirement.code.name(), format!("SRP-{:02}", n + 1));
            assert!(
                requirement.why.ends_with('.') && requirement.fix.ends_with('.'),
                "{requirement:?}"
            );
        }
    }
}
