//! Trees written by careless authors, and by ones who want to know what others hide: whatever is
//! written badly is shown to fewer readers, not to more.

use super::edition;
use super::tree::{CONFIG, EDITIONS, plan};
use crate::support::{SAMPLE_DAY, day};
use rulebook::proof::{Extent, prove};
use rulebook::{Build, Goal, Inputs, Memory, Session, SourceTree};

type File<'a> = (&'a str, String);

/// Returns a tree with a home page that everybody sees, and these files.
fn tree(files: &[File<'_>]) -> SourceTree {
    let home = "---\naudience: public\n---\n# Home\n\nHello.\n";
    let own = [("rulebook.yaml", CONFIG.to_owned()), ("README.md", home.to_owned())];
    let all = own.iter().chain(files);
    SourceTree::from_files(all.map(|(path, text)| (*path, text.clone().into_bytes())))
}

/// Returns the outputs whose name or bytes hold a text, in any case.
fn holding(build: &Build, text: &str) -> Vec<String> {
    let text = text.to_lowercase();
    let holds = |path: &str, bytes: &[u8]| {
        path.to_lowercase().contains(&text)
            || String::from_utf8_lossy(bytes).to_lowercase().contains(&text)
    };
    let found = build.outputs.iter().filter(|(path, bytes)| holds(path.as_str(), bytes));
    found.map(|(path, _)| path.to_string()).collect()
}

/// Ways to write `audience: [isms]` that are no front matter, or say it twice, or in other words.
const BADLY_WRITTEN: &[(&str, &str)] = &[
    ("TOML", "+++\naudience = [\"isms\"]\n+++\n"),
    ("a block without end", "---\naudience: [isms]\n\n"),
    ("a list", "---\n- audience: [isms]\n---\n"),
    ("broken", "---\naudience: [isms\n---\n"),
    ("after a blank line", "\n---\naudience: [isms]\n---\n"),
    ("after a space", " ---\naudience: [isms]\n---\n"),
    ("behind a comment", "--- # meta\naudience: [isms]\n---\n"),
    ("without a space", "---\naudience:[isms]\n---\n"),
    ("indented by a tab", "---\n\taudience: [isms]\n---\n"),
    ("a key of several lines", "---\n? audience\n: [isms]\n---\n"),
    ("merged", "---\nbase: &base { audience: [isms] }\n<<: *base\n---\n"),
    ("four hyphens", "----\naudience: [isms]\n----\n"),
    ("a comment", "<!--\naudience: [isms]\n-->\n"),
    ("misspelt", "---\naudiance: [isms]\n---\n"),
    ("plural", "---\naudiences: [isms]\n---\n"),
    ("misspelt class", "---\nclasification: confidential\n---\n"),
    ("tagged", "---\naudience: !!set { isms }\n---\n"),
    ("nothing", "---\naudience:\n---\n"),
    ("an empty list", "---\naudience: []\n---\n"),
    ("a mapping", "---\naudience: { public: false }\n---\n"),
    ("a byte order mark", "\u{feff}---\naudience: [isms]\n---\n"),
    ("carriage returns", "---\r\naudience: [isms]\r\n---\r\n"),
    ("two byte order marks", "\u{feff}\u{feff}---\naudience: [isms]\n---\n"),
    ("a space without width", "\u{200b}---\naudience: [isms]\n---\n"),
    ("another case", "---\nAUDIENCE: [ISMS]\n---\n"),
    ("twice", "---\naudience: public\naudience: [isms]\n---\n"),
    ("twice, in two cases", "---\naudience: public\nAudience: [isms]\n---\n"),
    ("an alias", "---\nx: &x [isms]\naudience: *x\n---\n"),
    ("nearly a plan", "---\nSRP: 1\n---\n"),
];

#[test]
fn front_matter_that_cannot_be_read_lets_nobody_see_its_page() {
    for (what, front) in BADLY_WRITTEN {
        let tree = tree(&[("board/deal.md", format!("{front}# Deal\n\nWe buy the quagmire.\n"))]);
        for name in ["staff", "open", "tern", "auditor"] {
            let found = holding(&edition(&tree, name), "quagmire");
            assert_eq!(found, [""; 0], "{what}: the edition `{name}` shows the page");
        }
    }
}

#[test]
fn a_page_that_says_nothing_of_its_readers_goes_by_the_default() {
    for front in [
        "",
        "---\ntitle: Deal\n---\n",
        "---\n---\n",
        "---\n\nA rule, and text.\n\n---\n",
        "<!-- a comment -->\n",
        "---\ncertification: ISO 27001\naudited: yes\n---\n",
    ] {
        let tree = tree(&[("deal.md", format!("{front}# Deal\n\nWe buy the quagmire.\n"))]);
        assert_ne!(holding(&edition(&tree, "staff"), "quagmire"), [""; 0], "{front}");
        assert_eq!(holding(&edition(&tree, "open"), "quagmire"), [""; 0], "{front}");
    }
}

/// Asserts that the whole portal shows a text, and these editions do not.
#[track_caller]
fn hidden(files: &[File<'_>], names: &[&str], secret: &str) {
    let tree = tree(files);
    assert_ne!(holding(&edition(&tree, "internal"), secret), [""; 0], "`{secret}` is nowhere");
    for name in names {
        assert_eq!(holding(&edition(&tree, name), secret), [""; 0], "`{name}` shows `{secret}`");
    }
}

/// Asserts that what an edition hides makes no difference, whatever the program says it hides.
#[track_caller]
fn proved(files: &[File<'_>], names: &[&str]) {
    for name in names {
        let mut inputs = Inputs::new(tree(files), day(SAMPLE_DAY));
        inputs.edition = Some((*name).into());
        let proof = prove(&inputs, Extent::new(Some(6), false), |inputs| {
            Session::new(Memory::Drop).build(inputs, Goal::Build).outputs
        });
        assert!(proof.differences.is_empty(), "{name}: {:#?}", proof.differences);
    }
}

/// The plan of a client that is approved, with words that stand nowhere else.
fn tern() -> String {
    plan("tern", "Tern Lines", 1100)
}

/// The YAML of a plan, without its fences and its prose.
fn yaml(plan: &str) -> String {
    plan.split("---\n").nth(1).unwrap().to_owned()
}

#[test]
fn a_draft_with_the_id_of_an_approved_client_stays_a_draft() {
    let draft = plan("tern", "Osprey", 1200).replace("status: approved", "status: draft");
    let files = [("clients/tern.md", tern()), ("clients/osprey.md", draft)];
    hidden(&files, &["tern", "auditor", "named", "known"], "Osprey");
    proved(&files, &["tern", "auditor"]);
}

#[test]
fn a_plan_of_which_not_all_agree_that_it_is_approved_and_whose_it_is_stays_hidden() {
    let twice = |from: &str, to: &str| vec![("clients/tern.md", tern().replace(from, to))];
    let beside = |text: &str| {
        vec![("clients/tern.md", tern()), ("clients/tern.yaml", format!("srp: 1\n{text}\n"))]
    };
    let heron = yaml(&plan("heron", "Heron Ltd", 1101));
    for files in [
        twice("status: approved", "status: approved\nStatus: draft"),
        twice("id: tern,", "id: tern, ID: heron,"),
        twice("status: approved", "status: approved\naudience: [isms]"),
        beside("status: draft"),
        beside("client: { id: heron }"),
        beside("x: ["),
        vec![("clients/tern.yaml", yaml(&tern())), ("clients/tern.yml", heron)],
    ] {
        for name in ["tern", "heron", "auditor", "known"] {
            let found = holding(&edition(&tree(&files), name), "Timetables");
            assert_eq!(found, [""; 0], "{name}: {files:?}");
        }
    }
}

#[test]
fn the_prose_beside_a_plan_that_cannot_be_read_is_nobodys_policy() {
    let prose = ("clients/heron.md", "# Heron\n\nA plan with a quagmire.\n".to_owned());
    let broken = format!("{}x: [\n", yaml(&plan("heron", "Heron Ltd", 1101)));
    hidden(&[prose, ("clients/heron.yaml", broken)], EDITIONS, "quagmire");
}

#[test]
fn front_matter_beside_a_plan_in_yaml_is_a_part_of_the_plan() {
    let page = "---\ntitle: Tern\naliases: [Kestrel]\n---\n# Tern\n\nProse.\n".to_owned();
    let files = [("clients/tern.yaml", yaml(&tern())), ("clients/tern.md", page)];
    hidden(&files, EDITIONS, "Kestrel");
    proved(&files, &["tern", "auditor"]);
}

#[test]
fn a_folder_of_a_client_is_that_clients_alone() {
    let notes = || ("clients/heron/notes.md", "# Notes\n\nA quagmire.\n".to_owned());
    let heron = plan("heron", "Heron Ltd", 1101);
    let beside = [("clients/tern.md", tern()), ("clients/heron.md", heron.clone()), notes()];
    let below = [("clients/README.md", tern()), ("clients/heron/srp.md", heron.clone()), notes()];
    let draft = heron.replace("status: approved", "status: draft");
    let drafted = [("clients/tern.md", tern()), ("clients/heron/srp.md", draft), notes()];
    hidden(&beside, &["staff", "known", "tern", "open"], "quagmire");
    hidden(&below, &["staff", "known", "tern", "open"], "quagmire");
    hidden(&drafted, EDITIONS, "quagmire");
    for files in [beside, below] {
        assert_ne!(holding(&edition(&tree(&files), "heron"), "quagmire"), [""; 0]);
        proved(&files, &["staff", "tern"]);
    }
}
