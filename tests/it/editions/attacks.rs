//! Trees written by careless authors, and by ones who want to know what others hide: whatever is
//! written badly is shown to fewer readers, not to more.

use super::tree::{CONFIG, EDITIONS, plan};
use super::{edition, output};
use crate::support::{SAMPLE_DAY, day};
use rulebook::proof::{Extent, prove};
use rulebook::{Build, Diagnostic, Goal, Inputs, Memory, Session, SourceTree};

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
    ("a plan with hyphens in its mark", "---\ns-r-p: 1\n---\n"),
    ("a plan by way of a merge", "---\n<<: { srp: 1 }\n---\n"),
    ("a plan after a blank line", "\n---\nsrp: 1\nclient: { id: a }\n---\n"),
    ("a plan in TOML", "+++\nsrp = 1\n+++\n"),
    ("a plan without its mark", "---\nclient: { id: a }\ncontract: { reference: x }\n---\n"),
    ("a heading before it", "# Deal\n\n---\naudience: [isms]\n---\n"),
    ("a comment before it", "<!-- ours -->\n---\naudience: [isms]\n---\n"),
    ("a comment of one line", "<!-- audience: isms -->\n"),
    ("a block of code", "```yaml\naudience: isms\n```\n"),
    ("JSON", "{ \"audience\": [\"isms\"] }\n"),
    ("JSON in lines", "{\n  \"audience\": [\"isms\"]\n}\n"),
    ("bare carriage returns", "---\raudience: [isms]\r---\r"),
    ("a line separator", "---\u{2028}audience: [isms]\u{2028}---\u{2028}"),
    ("a YAML directive", "%YAML 1.2\n---\naudience: [isms]\n---\n"),
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

/// Returns the tree of one client, whose plan says something else.
fn with(from: &str, to: &str) -> Vec<File<'static>> {
    assert!(tern().contains(from), "{from}");
    vec![("clients/tern.md", tern().replace(from, to))]
}

#[test]
fn values_written_badly_are_seen_by_fewer_readers() {
    let others = &["known", "named", "auditor"];
    for (from, to, names, secret) in [
        ("side: client", "side: custommer", &others[..], "Cy Tern"),
        ("side: client", "side: [client]", others, "Cy Tern"),
        ("side: client", "side: us, Side: client", others, "Cy Tern"),
        ("also: [theirs]", "also: [Cy Tern Lines]", others, "Cy Tern"),
        ("client_contact: theirs", "client_contact: \"cy@tern.example \"", others, "cy@tern"),
        ("share: [isms]", "share: [client], Share: [isms]", &["tern"], "quiet-tern@"),
        ("share: [isms]", "share: { isms: true }", &["tern"], "quiet-tern@"),
        ("share: [isms]", "share: []", &["tern"], "quiet-tern@"),
        ("{ name: Bo Lead, ", "{ name: \"Bo Lead <bo@us.example>\", ", others, "bo@us.example"),
    ] {
        hidden(&with(from, to), names, secret);
    }
    let lead =
        "account_lead: { name: Bo Lead, email: bo.tern@us.example, phone: \"+44 113 496 1100\" }";
    let as_text = with(lead, "account_lead: \"Bo Lead <bo.tern@us.example> +44 113 496 1100\"");
    hidden(&as_text, others, "bo.tern@us.example");
    assert_ne!(holding(&edition(&tree(&as_text), "named"), "Bo Lead"), [""; 0]);
}

#[test]
fn of_two_things_said_of_a_value_the_one_that_hides_it_counts() {
    let key = "service.description";
    for said in [
        format!("visibility: {{ {key}: [isms], Service.Description: [client] }}"),
        format!("visibility: {{ {key}: [client] }}\nVisibility: {{ {key}: [isms] }}"),
        "visibility: { service: { description: [isms] } }".to_owned(),
    ] {
        let files = with("review:", &format!("{said}\nreview:"));
        hidden(&files, &["tern", "named"], "What the service of Tern Lines does");
    }
}

#[test]
fn a_plan_that_hides_what_is_no_key_is_told_so() {
    let files = with("review:", "visibility: { servic.name: [isms], title: [isms] }\nreview:");
    let build = edition(&tree(&files), "tern");
    let is_of_plan = |found: &&Diagnostic| {
        found.code.name() == "audience-unknown" && found.at.file.as_str().starts_with("clients/")
    };
    let told = build.diagnostics.iter().filter(is_of_plan);
    let told: Vec<&str> = told.map(|found| found.message.as_str()).collect();
    assert_eq!(told, ["`servic.name` is no key of a plan, so this hides nothing"]);
}

#[test]
fn who_sees_what_in_a_shape_that_cant_be_read_hides_all_it_can() {
    let plan = |from: &str, to: &str| with(from, to);
    for said in [
        "visibility: [service.description]",
        "visibility: service.description",
        "visibility: [{ service.description: [isms] }]",
        "visibility: { [service.description]: [isms] }",
    ] {
        let files = plan("review:", &format!("{said}\nreview:"));
        hidden(&files, &["tern", "named"], "What the service of Tern Lines does");
        let build = edition(&tree(&files), "tern");
        let told = build.diagnostics.iter().find(|found| found.message.starts_with("`visibility`"));
        let told = told.map(|found| found.message.as_str());
        let message = "`visibility` is no mapping of keys, so this plan is hidden but for its name";
        assert_eq!(told, Some(message), "{said}");
        assert_ne!(holding(&build, "Tern Lines"), [""; 0], "that there is a plan is shown");
    }
    let files =
        plan("review:", "visibility: { service: { description: [client] }, cover: }\nreview:");
    let build = edition(&tree(&files), "tern");
    let is_of_plan = |found: &&Diagnostic| {
        found.code.name() == "audience-unknown" && found.at.file.as_str().starts_with("clients/")
    };
    let told = build.diagnostics.iter().filter(is_of_plan);
    assert_eq!(told.count(), 2);
    let files = plan("share: [isms]", "share: { client: true }");
    hidden(&files, &["tern"], "quiet-tern@us.example");
    let told = edition(&tree(&files), "tern").diagnostics;
    assert!(told.iter().any(|found| found.message.starts_with("`share` names no readers")));
}

#[test]
fn a_value_shown_at_one_place_and_hidden_at_another_is_taken_away_at_that() {
    let person = "{ name: Zed, phone: \"+44 20 7946 9999\" }";
    let files =
        with("  account_lead: {", &format!("  technical_lead: &zed {person}\n  account_lead: {{"));
    let (path, text) = files.into_iter().next().unwrap();
    let text = text.replacen("  client: { name: Ada", "  x: { name: Ada", 1);
    let text = text.replace("  maintained_by", "  client: *zed\n  maintained_by");
    let mut inputs = Inputs::new(tree(&[(path, text)]), day(SAMPLE_DAY));
    inputs.edition = Some("named".into());
    let proof = prove(&inputs, Extent::new(None, false), |inputs| {
        Session::new(Memory::Drop).build(inputs, Goal::Build).outputs
    });
    assert!(proof.differences.is_empty(), "{:#?}", proof.differences);
    for key in ["owners.technical_lead.phone", "owners.client.phone"] {
        assert!(proof.certificate.contains(&format!("clients/tern.md: {key}\"")), "{key}");
    }
}

#[test]
fn why_an_exception_is_void_is_not_told_to_who_is_told_no_faults() {
    let files = with("approved_by: isms-committee, ", "");
    let why = "the committee has not approved it";
    hidden(&files, &["tern"], why);
    assert_ne!(holding(&edition(&tree(&files), "auditor"), why), [""; 0]);
    assert_ne!(holding(&edition(&tree(&files), "tern"), "Void"), [""; 0]);
}

#[test]
fn a_folder_is_closed_in_whatever_spelling() {
    for folder in ["board", "Board/", "./board", "/board/**", "BOARD/*"] {
        let config = format!("{CONFIG}collections: {{ \"{folder}\": {{ audience: [isms] }} }}\n");
        let files =
            [("rulebook.yaml", config), ("board/Deal.md", "# Deal\n\nA quagmire.\n".to_owned())];
        hidden(&files, &["staff", "tern", "open"], "quagmire");
    }
}

#[test]
fn an_edition_named_internal_that_is_for_others_leads_to_no_sources() {
    let config = "site: { edit_url: \"https://git.example/edit/{path}\" }\n\
        editions: { internal: { audience: public } }\n";
    let files = [("rulebook.yaml", config.to_owned())];
    assert_eq!(holding(&edition(&tree(&files), "internal"), "git.example"), [""; 0]);
}

#[test]
fn a_folder_that_is_a_clients_own_holds_pages_for_the_client() {
    for place in ["clients/tern.md", "clients/tern/srp.md", "clients/tern/README.md"] {
        let notes = ("clients/tern/notes.md", "# Notes\n\nWhat we agreed on lilacs.\n".to_owned());
        let tree = tree(&[(place, plan("tern", "Tern", 958)), notes]);
        for (name, sees) in [("internal", true), ("tern", true), ("heron", false), ("staff", false)]
        {
            let build = edition(&tree, name);
            let errors: Vec<_> = build.diagnostics.iter().map(|one| one.code.name()).collect();
            assert!(!errors.contains(&"page-address-taken"), "{place} in `{name}`");
            assert_eq!(holding(&build, "lilacs").is_empty(), !sees, "{place} in `{name}`");
            assert_eq!(!output(&build, "clients/tern/index.html").is_empty(), sees, "{place}");
        }
    }
}
