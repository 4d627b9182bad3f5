//! *Non-Compliance*: what follows when the policy is not kept, by the Master Service Agreement.

use crate::diag::Code;
use crate::srp::evidence::Test;
use crate::srp::mitigations::show_text;
use crate::srp::service::is_in_prose;
use crate::srp::{Case, Clause, Finding, Level, Origin, Requirement};

/// The agreement and its clause are cited.
pub(super) static SRP_30: Requirement = Requirement {
    code: Code::Srp30,
    clause: Clause::NonCompliance,
    level: Level::Should,
    origin: Origin::Clause,
    can_be_left_out: false,
    title: "Cites what the agreement says of non-compliance",
    why: "What follows is agreed with the client, and has to be found when it is needed.",
    fix: "Name the Master Service Agreement in `contract.msa.reference`, and its clause in \
          `contract.msa.non_compliance`.",
    judge: agreement,
};

fn agreement(case: &Case<'_>) -> Finding {
    let mut test = Test::default();
    let contract = &case.plan.contract;
    let msa = &contract.msa;
    let has_prose = is_in_prose(case, Clause::NonCompliance);
    if msa.reference.is_none() && msa.non_compliance.is_none() {
        let message = if has_prose {
            "non-compliance is described in prose, but the agreement and its clause are not stated as data"
        } else {
            "this plan cites no clause of a Master Service Agreement on non-compliance"
        };
        let at = case.place(msa.at.as_ref().or(contract.place("msa")));
        test.gap(at, message, "add `contract.msa` with `reference` and `non_compliance`");
        return test.end();
    }
    let at = |key: &str| case.place(msa.place(key).or(contract.place("msa")));
    if !show_text(&mut test, "agreement", msa.reference.as_ref()) {
        let message = "this plan does not name the Master Service Agreement";
        test.gap(at("reference"), message, "add `contract.msa.reference`");
    }
    if !show_text(&mut test, "on non-compliance", msa.non_compliance.as_ref()) {
        let message = if has_prose {
            "non-compliance is described in prose, but the clause of the agreement is not stated as data"
        } else {
            "this plan does not cite the clause on non-compliance"
        };
        let help = "add `contract.msa.non_compliance`: the clause, and what it is about";
        test.gap(at("non_compliance"), message, help);
    }
    test.end()
}
