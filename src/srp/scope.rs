//! *Scope*: whose plans the policy is about.

use crate::diag::Code;
use crate::srp::evidence::Test;
use crate::srp::{Case, Clause, Finding, Level, Origin, Requirement};

/// The plan says whether a contract requires it, and which.
pub(super) static SRP_01: Requirement = Requirement {
    code: Code::Srp01,
    clause: Clause::Scope,
    level: Level::Must,
    origin: Origin::Clause,
    can_be_left_out: false,
    title: "Says whether the contract requires a plan",
    why: "The policy binds where a contract asks for a plan; without that, nobody knows what is owed.",
    fix: "Set `contract.srp_required` to true or false, and name the contract in `contract.reference`.",
    judge: contract,
};

fn contract(case: &Case<'_>) -> Finding {
    let mut test = Test::default();
    let contract = &case.plan.contract;
    match &contract.srp_required {
        Some(required) if required.value => test.show("required by contract", &required.at),
        Some(required) => test.show("a voluntary plan: no contract requires it", &required.at),
        None => test.gap(
            case.place(contract.place("srp_required")),
            "this plan does not say whether the contract requires it",
            "add `contract.srp_required: true` or `false`",
        ),
    }
    match &contract.reference {
        Some(reference) => test.show_text(reference, "the contract"),
        None => test.gap(
            case.place(contract.place("reference")),
            "this plan does not name its contract",
            "add `contract.reference`: the contract, and where in it",
        ),
    }
    test.end()
}
