//! `compliance.json`: how every client's plan was judged, for other programs.
//!
//! The number `schema` changes when a field is renamed, removed or means something else; fields may
//! be added without. `themes/default/README.md` has a table of all fields, which a test holds to.
//! Nothing is copied to be written: rows are made while the file is.

use crate::diag::Location;
use crate::model::Client;
use crate::place::Route;
use crate::render::formats::{level, reason, until};
use crate::render::judged::Shown;
use crate::render::view::View;
use crate::srp::{Evidence, Judgement, Origin, REQUIREMENTS, Requirement, Status, Tally, Verdict};
use serde::{Serialize, Serializer};

/// The version of what the file says.
const SCHEMA: u32 = 1;

/// A list that is made while it is written.
struct Each<F>(F);

impl<F: Fn() -> I, I: Iterator<Item: Serialize>> Serialize for Each<F> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq((self.0)())
    }
}

#[derive(Serialize)]
struct Document<R, C> {
    schema: u32,
    as_of: String,
    policy: Option<PolicyRow>,
    requirements: R,
    clients: C,
}

#[derive(Serialize)]
struct PolicyRow {
    title: String,
    href: String,
}

#[derive(Serialize)]
struct RequirementRow {
    id: &'static str,
    clause: &'static str,
    level: &'static str,
    origin: &'static str,
    title: &'static str,
}

#[derive(Serialize)]
struct ClientRow<'a, V> {
    id: &'a str,
    name: &'a str,
    status: Option<&'static str>,
    revision: Option<&'a str>,
    page: String,
    counts: Counts,
    verdicts: V,
}

#[derive(Serialize)]
struct Counts {
    must: Count,
    should: Count,
    practice: Count,
    exceptions: usize,
    gaps: usize,
    expired: usize,
    not_applicable: usize,
    not_judged: usize,
    #[serde(skip_serializing_if = "is_none")]
    withheld: usize,
}

#[derive(Serialize)]
struct Count {
    met: usize,
    of: usize,
}

#[derive(Serialize)]
struct VerdictRow<'a, E, F> {
    requirement: &'static str,
    status: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    until: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    exception: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<&'a str>,
    evidence: E,
    faults: F,
}

#[derive(Serialize)]
struct EvidenceRow<'a> {
    text: &'a str,
    file: &'a str,
    start: u32,
    end: u32,
}

#[derive(Serialize)]
struct FaultRow<'a> {
    message: &'a str,
    file: &'a str,
    start: u32,
    end: u32,
}

/// Returns the file.
pub(super) fn written(view: &View<'_>) -> String {
    let clients = || view.site.clients.iter().zip(&view.compliance.judgements);
    let document = Document {
        schema: SCHEMA,
        as_of: view.today.to_string(),
        policy: policy(view),
        requirements: Each(|| REQUIREMENTS.iter().map(|requirement| requirement_row(requirement))),
        clients: Each(move || clients().map(|(client, judgement)| client_row(client, judgement))),
    };
    serde_json::to_string(&document).expect("texts, numbers and lists can be written")
}

fn policy(view: &View<'_>) -> Option<PolicyRow> {
    let page = view.site.page(view.compliance.policy.as_ref()?.page);
    let href = Route::home().href_to(&page.route, None).as_str().to_owned();
    Some(PolicyRow { title: page.title.as_ref().to_owned(), href })
}

fn requirement_row(requirement: &Requirement) -> RequirementRow {
    RequirementRow {
        id: requirement.code.name(),
        clause: requirement.clause.title(),
        level: level(requirement.level),
        origin: match requirement.origin {
            Origin::Clause => "clause",
            Origin::Ancestor => "ancestor",
            Origin::Organisation => "organisation",
            Origin::Practice => "practice",
        },
        title: requirement.title,
    }
}

fn client_row<'a>(client: &'a Client, judgement: &'a Judgement) -> ClientRow<'a, impl Serialize> {
    let plan = &client.plan;
    let verdicts = move || REQUIREMENTS.iter().zip(&judgement.verdicts);
    ClientRow {
        id: &client.id,
        name: &client.name,
        status: plan.status.as_ref().map(|status| status.value.word()),
        revision: plan.approval.revision.as_ref().map(|revision| revision.value.as_str()),
        page: Route::home().href_to(&client.route, None).as_str().to_owned(),
        counts: counts(&Tally::of(judgement)),
        verdicts: Each(move || {
            verdicts().map(move |(requirement, verdict)| verdict_row(client, requirement, verdict))
        }),
    }
}

fn counts(tally: &Tally) -> Counts {
    let count = |(met, of): (usize, usize)| Count { met, of };
    Counts {
        must: count(tally.must),
        should: count(tally.should),
        practice: count(tally.practice),
        exceptions: tally.exceptions,
        gaps: tally.gaps,
        expired: tally.expired,
        not_applicable: tally.not_applicable,
        not_judged: tally.not_judged,
        withheld: tally.withheld,
    }
}

fn verdict_row<'a>(
    client: &'a Client,
    requirement: &Requirement,
    verdict: &'a Verdict,
) -> VerdictRow<'a, impl Serialize, impl Serialize> {
    let finding = &verdict.finding;
    let carrier = match verdict.status {
        Status::Exception(n, _) => client.plan.exceptions.get(n),
        Status::Expired
        | Status::Gap
        | Status::NotApplicable(_)
        | Status::Met
        | Status::NotJudged(_)
        | Status::Withheld => None,
    };
    VerdictRow {
        requirement: requirement.code.name(),
        status: Shown::of(verdict).slug(),
        until: until(verdict),
        exception: carrier.and_then(|one| one.id.as_ref()).map(|id| id.value.as_str()),
        reason: reason(verdict),
        evidence: Each(|| finding.evidence.iter().map(evidence_row)),
        faults: Each(|| finding.faults.iter().map(|fault| fault_row(&fault.message, &fault.at))),
    }
}

fn evidence_row(shown: &Evidence) -> EvidenceRow<'_> {
    let at = &shown.at;
    EvidenceRow {
        text: &shown.text,
        file: at.file.as_str(),
        start: at.span.start,
        end: at.span.end,
    }
}

fn fault_row<'a>(message: &'a str, at: &'a Location) -> FaultRow<'a> {
    FaultRow { message, file: at.file.as_str(), start: at.span.start, end: at.span.end }
}

/// Returns whether there is nothing to tell.
#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
fn is_none(number: &usize) -> bool {
    *number == 0
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::formats::sample::with_view;
    use serde_json::Value;
    use std::collections::BTreeSet;

    /// What people who read the file are told about it.
    const DOCUMENTED: &str = include_str!("../../../themes/default/README.md");

    fn parsed() -> Value {
        serde_json::from_str(&with_view("2026-08-20", written)).unwrap()
    }

    /// Collects the paths of all values that are no mapping and no list: `clients[].counts.must.met`.
    fn paths(value: &Value, path: &str, found: &mut BTreeSet<String>) {
        match value {
            Value::Object(fields) => {
                for (name, value) in fields {
                    let dot = if path.is_empty() { "" } else { "." };
                    paths(value, &format!("{path}{dot}{name}"), found);
                }
            }
            Value::Array(items) => {
                for item in items {
                    paths(item, &format!("{path}[]"), found);
                }
            }
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {
                found.insert(path.to_owned());
            }
        }
    }

    #[test]
    fn every_field_is_documented() {
        let mut found = BTreeSet::new();
        paths(&parsed(), "", &mut found);
        assert!(found.len() > 25, "{found:?}");
        let secret: Vec<&String> =
            found.iter().filter(|path| !DOCUMENTED.contains(&format!("`{path}`"))).collect();
        assert!(secret.is_empty(), "{secret:?}");
    }

    #[test]
    fn every_client_has_every_verdict() {
        let document = parsed();
        assert_eq!(document["schema"], 1);
        assert_eq!(document["as_of"], "2026-08-20");
        assert_eq!(document["requirements"].as_array().unwrap().len(), REQUIREMENTS.len());
        let clients = document["clients"].as_array().unwrap();
        assert_eq!(clients.len(), 3);
        for client in clients {
            assert_eq!(client["verdicts"].as_array().unwrap().len(), REQUIREMENTS.len());
        }
        let halcyon = clients.iter().find(|client| client["id"] == "halcyon").unwrap();
        assert_eq!(halcyon["page"], "clients/halcyon/");
        assert_eq!(halcyon["revision"], "4");
        let excused = &halcyon["verdicts"][33];
        assert_eq!(excused["requirement"], "SRP-34");
        assert_eq!(
            (&excused["status"], &excused["exception"]),
            (&"exception".into(), &"EX-1".into())
        );
        assert_eq!(excused["until"], "2026-10-31");
        let fault = &excused["faults"][0];
        assert_eq!(fault["file"], "clients/halcyon.yaml");
        assert!(fault["start"].as_u64() < fault["end"].as_u64(), "{fault}");
    }
}
