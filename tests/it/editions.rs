//! Editions: who sees what, under which names, and that nothing else gets out.

#![allow(clippy::disallowed_methods, clippy::unwrap_used, reason = "the tests look at files")]

mod attacks;
mod channels;
mod cli;
mod hosting;
mod invariant;
mod names;
mod net;
mod tree;

use crate::support::{SAMPLE_DAY, day, repository};
use rulebook::source::load::{Exclusions, load};
use rulebook::{Build, Goal, Inputs, Memory, Net, Session, SourceTree, editions};
use serde_json::Value;
use std::collections::BTreeMap;

/// Builds an edition of a tree.
pub(crate) fn edition(tree: &SourceTree, name: &str) -> Build {
    let mut inputs = Inputs::new(tree.clone(), day(SAMPLE_DAY));
    inputs.edition = Some(name.into());
    Session::new(Memory::Drop).build(inputs, Goal::Build)
}

/// Returns the text of an output; nothing when there is no such file.
pub(crate) fn output(build: &Build, path: &str) -> String {
    let file = build.outputs.iter().find(|(known, _)| known.as_str() == path);
    file.map_or_else(String::new, |(_, bytes)| String::from_utf8_lossy(bytes).into_owned())
}

fn sample(config: &str) -> SourceTree {
    let folder = repository("content");
    let mut tree = load(&folder, &Exclusions::new(&[], &[])).unwrap();
    let path = rulebook::place::SourcePath::new("rulebook.yaml").unwrap();
    let own = std::fs::read_to_string(folder.join("rulebook.yaml")).unwrap();
    tree.insert(path, format!("{own}{config}").into_bytes());
    tree
}

/// Returns the status of each requirement, by client.
fn statuses(build: &Build) -> BTreeMap<String, BTreeMap<String, String>> {
    let json: Value = serde_json::from_str(&output(build, "compliance.json")).unwrap();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let of = |client: &Value| {
        let verdicts = client["verdicts"].as_array().unwrap().iter();
        verdicts.map(|one| (text(&one["requirement"]), text(&one["status"]))).collect()
    };
    let clients = json["clients"].as_array().unwrap().iter();
    clients.map(|client| (text(&client["id"]), of(client))).collect()
}

#[test]
fn what_a_reader_is_told_of_a_plan_is_what_the_committee_knows() {
    let tree = sample("editions: { auditor: { audience: auditor, clients: named } }\n");
    let whole = statuses(&edition(&tree, "internal"));
    let approved = editions(&sample("")).into_iter().map(|one| one.name);
    let mut names: Vec<String> = approved.filter(|name| name != "internal").collect();
    names.push("auditor".to_owned());
    let mut told = 0;
    for name in &names {
        for (client, verdicts) in statuses(&edition(&tree, name)) {
            for (requirement, status) in verdicts {
                if status != "withheld" {
                    assert_eq!(
                        status, whole[&client][&requirement],
                        "{name}: {client} {requirement}"
                    );
                    told += 1;
                }
            }
        }
    }
    // Seven plans, to their clients and to the auditor, of 36 requirements each.
    assert!(told > 14 * 25, "hardly anything is told: {told}");
}

#[test]
fn auditors_are_told_of_no_gap_that_is_none_though_clients_have_other_names() {
    let tree = sample("editions: { auditor: { audience: auditor } }\n");
    let gaps = |name: &str| {
        let mut gaps: BTreeMap<String, usize> = BTreeMap::new();
        let all = statuses(&edition(&tree, name)).into_values().flatten();
        for (requirement, _) in all.filter(|(_, status)| status == "gap") {
            *gaps.entry(requirement).or_default() += 1;
        }
        gaps
    };
    let known = gaps("internal");
    for (requirement, told) in gaps("auditor") {
        let known = known.get(&requirement).copied().unwrap_or(0);
        assert!(told <= known, "{requirement}: {told} gaps are told, of {known}");
    }
}

#[test]
fn auditors_who_know_the_clients_do_not_learn_who_their_people_are() {
    let tree = sample("editions: { auditor: { audience: auditor, clients: named } }\n");
    let build = edition(&tree, "auditor");
    assert_eq!(Net::new(&tree, &["auditor"]).leaks("auditor", &build.outputs), []);
    let page = output(&build, "clients/pennard/index.html");
    assert!(page.contains("Pennard Grocers"));
    assert!(page.contains("the client's contact") && !page.contains("Rosalind Teague"));
}

#[test]
fn without_configuration_there_is_one_for_each_client_whose_plan_is_approved() {
    let listed: Vec<String> = editions(&sample("")).into_iter().map(|one| one.name).collect();
    assert_eq!(listed[0], "internal");
    assert!(listed.contains(&"client:tarnside".to_owned()));
    // A draft, and one that is before the committee.
    assert!(!listed.contains(&"client:corrin-water".to_owned()));
    assert!(!listed.contains(&"client:wexcombe".to_owned()));
}

#[test]
fn a_client_sees_its_own_plan_and_the_policies_for_clients() {
    let build = edition(&sample(""), "client:tarnside");
    let pages: Vec<&str> = build
        .outputs
        .keys()
        .map(rulebook::place::OutPath::as_str)
        .filter(|path| path.starts_with("clients/") && path.ends_with("index.html"))
        .collect();
    assert_eq!(pages, ["clients/index.html", "clients/tarnside/index.html"]);
    let page = output(&build, "clients/tarnside/index.html");
    assert!(page.contains("Withheld"), "SRP-11 hangs on what the service is worth");
    assert!(!page.contains("business_value"));
    assert!(page.contains("<meta name=\"robots\" content=\"noindex\">"));
}

#[test]
fn a_folder_is_closed_when_who_may_see_it_is_misspelt() {
    for entry in ["audiense: [isms]", "audience: public, clasification: confidential"] {
        let config = format!(
            "collections: {{ board: {{ {entry} }} }}\nsite: {{ classification: public }}\n\
             editions: {{ open: {{ audience: public }} }}\n"
        );
        let tree = SourceTree::from_files([
            ("board/plans.md", b"# Plans\n\nTo buy.\n".to_vec()),
            ("leave.md", b"# Leave\n\nThirty days.\n".to_vec()),
            ("rulebook.yaml", config.into_bytes()),
        ]);
        let build = edition(&tree, "open");
        assert_eq!(output(&build, "board/plans/index.html"), "", "{entry}");
        assert!(!output(&build, "leave/index.html").is_empty());
    }
}

#[test]
fn of_a_folder_the_audience_counts_where_both_are_written() {
    for order in
        ["audience: [isms], classification: public", "classification: public, audience: [isms]"]
    {
        let config = format!(
            "collections: {{ board: {{ {order} }} }}\neditions: {{ open: {{ audience: public }} }}\n"
        );
        let tree = SourceTree::from_files([
            ("board/plans.md", b"# Plans\n\nTo buy.\n".to_vec()),
            ("rulebook.yaml", config.into_bytes()),
        ]);
        assert_eq!(output(&edition(&tree, "open"), "board/plans/index.html"), "", "{order}");
    }
}
