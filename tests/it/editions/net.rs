//! What the search for leaks guards, and what it takes for known.

use super::edition;
use super::tree::plan;
use crate::cli::Place;
use rulebook::{Net, SourceTree};

const CONFIG: &str = "editions:\n  internal: { audience: isms }\n  \
    staff: { audience: staff, clients: named }\n  auditor: { audience: auditor, clients: named }\n";

/// Returns what an edition of these files would give away, each as `FILE TEXT`.
fn leaks(files: &[(&str, String)], name: &str) -> Vec<String> {
    let all = files.iter().map(|(path, text)| (*path, text.clone().into_bytes()));
    let tree = SourceTree::from_files(all);
    let found = Net::new(&tree, &[name]).leaks(name, &edition(&tree, name).outputs);
    found.into_iter().map(|leak| format!("{} {}", leak.file, leak.text)).collect()
}

#[test]
fn contacts_of_a_client_that_is_shown_are_guarded() {
    let contact = "{ side: client, name: Winifred Ashcroft, email: w.ashcroft@lmbs.example, \
        phone: \"+44 117 496 0777\", lines: { alt: \"+44 117 496 0778\" } }";
    let own = "{ id: theirs, name: Cy Tern Lines, role: Owner, side: client,";
    let plan = plan("tern", "Tern Lines", 7002);
    assert!(plan.contains(own));
    let without_id = plan.replace(&format!("  - {own}"), &format!("  - {contact}\n  - {own}"));
    let with_id = without_id.replace("{ side: client, name: W", "{ id: w, side: client, name: W");
    for plan in [without_id, with_id] {
        for said in
            ["Winifred Ashcroft", "w.ashcroft@lmbs.example", "+44 117 496 0777", "+44 117 496 0778"]
        {
            let page = format!("---\naudience: [staff, auditor]\n---\n# Calls\n\nAsk {said}.\n");
            let files = [
                ("rulebook.yaml", CONFIG.to_owned()),
                ("calls.md", page),
                ("clients/tern.md", plan.clone()),
            ];
            for name in ["staff", "auditor"] {
                let found = leaks(&files, name);
                // To auditors every name of the client's people is another.
                let is_renamed = name == "auditor" && said == "Winifred Ashcroft";
                let is_found = found.contains(&format!("calls/index.html {said}"));
                assert_eq!(is_found, !is_renamed, "{name}: {found:?}");
            }
        }
    }
}

/// Returns what the client `tern` would be told when its plan says something of the client `heron`,
/// whose plan is the second.
fn told_to_tern(change: impl Fn(String) -> String, heron: String) -> Vec<String> {
    let files = [
        ("clients/tern.md", change(plan("tern", "Tern Lines", 7002))),
        ("clients/heron.md", heron),
    ];
    leaks(&files, "client:tern")
}

#[test]
fn a_plan_that_was_copied_from_another_clients_is_told() {
    let heron = plan("heron", "Heron Ltd", 7001)
        .replace("name: Heron Ltd, also", "name: Heron Ltd, legal_name: Heron Holdings Ltd, also");
    for (own, copied) in [
        ("name: Tern Lines,", "Heron Ltd"),
        ("name: Tern Lines,", "Heron Holdings Ltd"),
        ("name: Ada Tern Lines", "Ada Heron Ltd"),
        ("email: ada@tern.example", "ada@heron.example"),
        ("email: cy@tern.example", "cy@heron.example"),
        ("phone: \"+44 20 7946 7002\"", "+44 20 7946 7001"),
        ("reference: \"TERN-MSA-7002, schedule 4\"", "HERON-MSA-7001, schedule 4"),
    ] {
        let (key, _) = own.split_once(':').unwrap();
        let change = |plan: String| {
            assert!(plan.contains(own), "{own}");
            plan.replacen(own, &format!("{key}: \"{copied}\","), 1).replace(",,", ",")
        };
        let found = told_to_tern(change, heron.clone());
        assert!(
            found.contains(&format!("clients/tern/index.html {copied}")),
            "{copied}: {found:?}"
        );
    }
}

#[test]
fn what_plans_have_in_common_is_no_leak() {
    let heron = plan("heron", "Heron Ltd", 7001);
    let shared = "Told by telephone, then in writing, by the desk";
    let with_text = |plan: String| plan.replace("sector: ferries", &format!("sector: {shared}"));
    // An id that is a word of other plans, a text of both, the same desk.
    let word = with_text(heron.replace("id: heron,", "id: critical,"));
    assert_eq!(told_to_tern(with_text, word), [""; 0]);
    // Many contracts have a section of that name.
    let with_section = |plan: String| {
        let plan = plan.replace("HERON-MSA-7001, schedule 5", "Section G, table 2");
        plan.replace("TERN-MSA-7002, schedule 5", "Section G, table 2")
    };
    let heron = with_section(plan("heron", "Heron Ltd", 7001));
    assert!(heron.contains("reference: \"Section G"));
    assert_eq!(told_to_tern(with_section, heron), [""; 0]);
    // The draft beside an approved plan is the same client's.
    let draft = plan("tern", "Tern Lines", 7002).replace("status: approved", "status: draft");
    assert_eq!(told_to_tern(|plan| plan, draft), [""; 0]);
}

#[test]
fn what_comes_with_the_program_gives_nothing_away() {
    for id in ["next", "meta"] {
        let place = Place::with(&[
            ("h/content/rulebook.yaml", CONFIG),
            ("h/content/leave.md", "# Leave\n\nThirty days.\n"),
        ]);
        let path = format!("h/content/clients/{id}.md");
        place.write(
            &path,
            &plan(id, "Tern Lines", 7002).replace("status: approved", "status: draft"),
        );
        let build = "build h --edition staff --as-of 2026-11-23";
        let ran = place.run(build);
        assert_eq!(ran.code, Some(0), "{id}: {ran:?}");
        let ran = place.run("prove h --edition staff --as-of 2026-11-23");
        assert_eq!(ran.code, Some(0), "{id}: {ran:?}");
        // The same file with a word more is no longer the program's.
        let script = place.files().into_keys().find(|name| name.contains("/assets/portal-"));
        let script = place.read(&script.unwrap());
        place.write("h/themes/default/assets/portal.js", &format!("{script}// {id}\n"));
        let ran = place.run(build);
        assert_eq!(ran.code, Some(1), "{id}: {ran:?}");
        assert!(ran.stderr.contains("leak: assets/portal-"), "{id}: {ran:?}");
        place.write("h/themes/default/assets/portal.js", &script);
        // Nor is a page that says it.
        place.write("h/content/leave.md", &format!("# Leave\n\nAs for `<x-{id}>` and {id}.\n"));
        let ran = place.run(build);
        assert!(ran.stderr.contains("leak: leave/index.html"), "{id}: {ran:?}");
    }
}
