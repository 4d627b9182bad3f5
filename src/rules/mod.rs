//! Rules over the whole site, one file each. A rule reads the facts and reports; it changes nothing.

mod policy_unlisted;
mod requirements;

use crate::diag::{Code, Diagnostic, Reporter};
use crate::model::Site;
use crate::srp::Compliance;

/// What rules may look at.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Facts<'a> {
    /// The site.
    pub site: &'a Site,
    /// How every client's plan was judged.
    pub compliance: &'a Compliance,
}

/// One rule.
#[derive(Debug)]
pub(crate) struct Rule {
    /// What it reports.
    pub code: Code,
    check: fn(Facts<'_>, &mut Reporter),
}

/// Every rule, by code.
pub(crate) const RULES: &[&Rule] = &[&policy_unlisted::RULE];

/// Runs every rule.
pub(crate) fn run(facts: Facts<'_>) -> Vec<Diagnostic> {
    let mut out = Reporter::default();
    for rule in RULES {
        (rule.check)(facts, &mut out);
    }
    let found = out.into_found();
    let is_known = |found: &Diagnostic| RULES.iter().any(|rule| rule.code == found.code);
    debug_assert!(found.iter().all(is_known), "a rule reports its own code only");
    let mut out = Reporter::default();
    requirements::check(facts, &mut out);
    found.into_iter().chain(out.into_found()).collect()
}
