//! What the search for leaks guards, and what it takes for known.

use super::edition;
use super::tree::plan;
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
        for said in [
            "Winifred Ashcroft",
            "w.ashcroft@lmbs.example",
            "+44 117 496 0777",
            "+44 117 496 0778",
        ] {
            let page = format!("---\naudience: [staff, auditor]\n---\n# Calls\n\nAsk {said}.\n");
            let files = [
                ("rulebook.yaml", CONFIG.to_owned()),
                ("calls.md", page),
                ("clients/tern.md", plan.clone()),
            ];
            for name in ["staff", "auditor"] {
                let found = leaks(&files, name);
                assert!(found.contains(&format!("calls/index.html {said}")), "{name}: {found:?}");
            }
        }
    }
}
