//! The channels by which portals give away what they hide, one test each. The channel exists: the
//! portal of those who see everything holds the secret there. The edition does not. And were it to,
//! the proof and the search for leaks would both say so.

use super::tree::plan;
use super::{edition, output};
use crate::support::{SAMPLE_DAY, day};
use rulebook::place::{OutPath, SourcePath};
use rulebook::proof::{Extent, prove};
use rulebook::{Build, Goal, Inputs, Memory, Net, Outputs, Session, SourceTree};
use std::sync::Arc;

const CONFIG: &str = "org: { name: Our House }\n\
    site: { url: \"https://inside.example/\", edit_url: \"https://git.example/edit/{path}\" }\n\
    srp: { policy: plans.md }\n\
    editions:\n\
    \x20 internal: { audience: isms }\n\
    \x20 tern: { audience: \"client:tern\", site: { url: \"https://tern.example/\" } }\n";

/// The page that is hidden.
const HIDDEN: &str = "board/falcon-deal.md";

const HIDDEN_TEXT: &str = "---\naudience: [isms]\nredirect_from: [/old/peregrine/]\nrelated: [backup.md]\n\
    aliases: [Kestrel]\n---\n\
    # Falcon deal\n\n<!-- a comment on the Gyrfalcon -->\n\nWe buy the quagmire. [Backup](../backup.md)\n\n\
    ![The merlin chart](merlin.png)\n\n## Definitions\n\n- **Skyhook**: how we lift it.\n";

const BACKUP: &str = "---\naudience: [staff, clients]\n---\n\
    # Backup\n\nSee the [deal](board/falcon-deal.md#definitions). A Skyhook is used.\n";

/// The policy on plans, whose clauses say which plans meet them.
const PLANS: &str = "---\naudience: [staff, clients]\n---\n# Security Response Plan Policy\n\n## Overview\n\n\
    One.\n\n## Exceptions\n\nTwo.\n\n## Contact Information\n\nThree.\n";

/// A tree with a page and a client that the edition `tern` may not see.
fn tree() -> SourceTree {
    let heron = plan("heron", "Heron Ltd", 7001)
        .replace("---\n\n# Heron", "redirect_from: [/clients/old-heron/]\n---\n\n# Heron");
    let tern = plan("tern", "Tern Lines", 7002);
    let file = |path: &'static str, text: &str| (path, text.as_bytes().to_vec());
    SourceTree::from_files([
        file("rulebook.yaml", CONFIG),
        file("README.md", "---\naudience: [staff, clients]\n---\n# Home\n\nHello.\n"),
        file("backup.md", BACKUP),
        file("plans.md", PLANS),
        file(HIDDEN, HIDDEN_TEXT),
        file("board/merlin.png", "EXIF by Heron Ltd"),
        file("glossary.yaml", "Osprey:\n  meaning: The name of the Heron Ltd deal.\n"),
        file("clients/heron.md", &heron),
        file("clients/tern.md", &tern),
    ])
}

/// Returns whether an output's name or bytes hold a text, in any case.
fn holds(build: &Build, file: &str, text: &str) -> bool {
    let text = text.to_lowercase();
    build.outputs.iter().filter(|(path, _)| path.as_str().starts_with(file)).any(|(path, bytes)| {
        path.as_str().to_lowercase().contains(&text)
            || String::from_utf8_lossy(bytes).to_lowercase().contains(&text)
    })
}

/// Asserts that the secret is in a channel of the whole portal, in none of the edition, and would be
/// noticed. `file` is the beginning of the channel's name.
#[track_caller]
fn closed(file: &str, secret: &str) {
    let tree = tree();
    assert!(holds(&edition(&tree, "internal"), file, secret), "`{secret}` is nowhere in {file}");
    let told = edition(&tree, "tern");
    assert!(!holds(&told, "", secret), "the edition holds `{secret}`");
    planted(file, secret);
}

/// Asserts that the proof tells of a secret in a channel, in an edition that would hold it.
#[track_caller]
fn planted(file: &str, secret: &str) {
    let mut inputs = Inputs::new(tree(), day(SAMPLE_DAY));
    inputs.edition = Some("tern".into());
    let hidden = [HIDDEN, "clients/heron.md"].map(|path| SourcePath::new(path).unwrap());
    let mut names = Vec::new();
    let proof = prove(&inputs, Extent::new(Some(1), false), |inputs| {
        // A program with a leak: as long as the hidden things are there, so is the secret.
        let leaks = hidden.iter().all(|path| inputs.tree.get(path).is_some());
        let outputs = Session::new(Memory::Drop).build(inputs, Goal::Build).outputs;
        let name = outputs.keys().find(|path| path.as_str().starts_with(file));
        let name =
            name.cloned().unwrap_or_else(|| OutPath::new(&format!("{file}leak.txt")).unwrap());
        names.push(name.clone());
        if leaks { with(outputs, &name, secret) } else { outputs }
    });
    let differs = proof.differences.first().expect("the proof is to notice");
    assert_eq!(differs.file, names[0]);
    assert!(proof.certificate.contains("\"result\": \"differs\""));
}

/// Adds a text to an output.
fn with(mut outputs: Outputs, name: &OutPath, text: &str) -> Outputs {
    let mut bytes = outputs.get(name).map(|bytes| bytes.to_vec()).unwrap_or_default();
    bytes.extend_from_slice(text.as_bytes());
    outputs.insert(name.clone(), Arc::from(bytes));
    outputs
}

/// Returns the files in which the net finds something, when `text` is planted in `file`.
fn caught(file: &str, text: &str) -> Vec<String> {
    let tree = tree();
    let outputs = edition(&tree, "tern").outputs;
    let mut net = Net::new(&tree, &["tern"]);
    assert_eq!(net.leaks("tern", &outputs), []);
    let outputs = with(outputs, &OutPath::new(file).unwrap(), text);
    let leaks = net.leaks("tern", &outputs);
    leaks.into_iter().map(|leak| format!("{} {}", leak.file, leak.text)).collect()
}

#[test]
fn search_index_and_its_vocabulary() {
    closed("search/v", "quagmir");
}

#[test]
fn sitemap() {
    closed("sitemap.xml", "board/falcon-deal");
}

#[test]
fn data_files() {
    closed("compliance.json", "heron");
    closed("compliance.csv", "heron");
}

#[test]
fn calendar() {
    closed("dates.ics", "Heron");
}

#[test]
fn back_links() {
    closed("backup/index.html", "Falcon deal");
}

#[test]
fn related_lists() {
    let tree = tree();
    let whole = edition(&tree, "internal");
    assert!(output(&whole, "backup/index.html").contains("../board/falcon-deal/"));
    assert!(!output(&edition(&tree, "tern"), "backup/index.html").contains("falcon-deal"));
    planted("backup/index.html", "falcon-deal");
}

#[test]
fn counts() {
    let policies = |name: &str| output(&edition(&tree(), name), "a-z/index.html");
    assert!(policies("internal").contains("Falcon"));
    let without = {
        let mut tree = tree();
        tree.remove(&SourcePath::new(HIDDEN).unwrap());
        tree.remove(&SourcePath::new("clients/heron.md").unwrap());
        edition(&tree, "tern")
    };
    // Counts, letters, letters' numbers: all of it.
    assert_eq!(policies("tern"), output(&without, "a-z/index.html"));
    planted("a-z/index.html", "2 policies");
}

#[test]
fn numbering_gaps() {
    // Exceptions are numbered by client: the first of each is its first.
    let build = edition(&tree(), "tern");
    assert!(output(&build, "clients/tern/index.html").contains("EX-1"));
    planted("clients/tern/index.html", "EX-2");
}

#[test]
fn redirects_of_renamed_files() {
    closed("old/peregrine", "peregrine");
    closed("clients/old-heron", "old-heron");
}

#[test]
fn edit_links() {
    let tree = tree();
    assert!(holds(&edition(&tree, "internal"), "backup/", "https://git.example/edit/backup.md"));
    assert!(!holds(&edition(&tree, "tern"), "", "git.example"));
    planted("backup/index.html", "https://git.example/edit/board/falcon-deal.md");
}

#[test]
fn addresses_of_the_whole_portal() {
    assert!(!holds(&edition(&tree(), "tern"), "", "inside.example"));
    planted("index.html", "https://inside.example/");
}

#[test]
fn asset_folders() {
    closed("board/merlin.png", "merlin");
}

#[test]
fn image_metadata() {
    closed("board/merlin.png", "EXIF by Heron Ltd");
    let found = caught("pics/other.png", "\u{0}EXIF by Heron Ltd\u{0}");
    assert_eq!(found, ["pics/other.png Heron Ltd", "pics/other.png heron"]);
}

#[test]
fn diagram_source() {
    // The text of a diagram is a value of the plan; another client's is nowhere.
    closed("clients/heron/", "Heron Ltd Timetables");
}

#[test]
fn comments_and_front_matter() {
    let tree = tree();
    // Nobody reads them, whole portal or not.
    for name in ["internal", "tern"] {
        assert!(!holds(&edition(&tree, name), "", "gyrfalcon"));
        assert!(!holds(&edition(&tree, name), "", "redirect_from"));
    }
    planted("backup/index.html", "<!-- a comment on the Gyrfalcon -->");
}

#[test]
fn suggestions_for_lost_addresses() {
    closed("404.js", "falcon-deal");
    closed("404.js", "kestrel");
}

#[test]
fn robots() {
    assert!(!edition(&tree(), "tern").outputs.keys().any(|path| path.as_str() == "robots.txt"));
    planted("robots.txt", "Disallow: /board/falcon-deal/");
}

#[test]
fn source_maps() {
    assert!(!edition(&tree(), "tern").outputs.keys().any(|path| path.as_str().contains(".map")));
    assert!(!holds(&edition(&tree(), "tern"), "assets/", "sourceMappingURL"));
    planted("assets/theme.css.map", "board/falcon-deal.md");
}

#[test]
fn diagnostics_of_the_preview() {
    let mut tree = tree();
    let text = format!("{HIDDEN_TEXT}\n[gone](gone.md)\n");
    tree.insert(SourcePath::new(HIDDEN).unwrap(), text.into_bytes());
    let files = |name: &str| -> Vec<String> {
        let build = edition(&tree, name);
        build.diagnostics.iter().map(|found| found.at.file.to_string()).collect()
    };
    assert!(files("internal").contains(&HIDDEN.to_owned()));
    assert!(!files("tern").contains(&HIDDEN.to_owned()));
    assert!(!files("tern").contains(&"clients/heron.md".to_owned()));
}

#[test]
fn glossary_terms() {
    closed("glossary/", "Osprey");
    closed("board/falcon-deal/", "how we lift it");
}

#[test]
fn exceptions_in_the_policy() {
    closed("plans/index.html", "Heron Ltd");
}

#[test]
fn registers_of_all_clients() {
    closed("clients/index.html", "Heron Ltd");
    closed("compliance/", "Heron Ltd");
    closed("exceptions/", "Heron Ltd");
    closed("dates/", "Heron Ltd");
}

#[test]
fn markdown_beside_pages() {
    closed("backup/index.md", "falcon-deal");
}

/// A page whose links by reference lead to a hidden page, in all forms.
const REFERENCES: &str = "---\naudience: [staff, clients]\n---\n# Backup\n\n\
    See [full][r], [collapsed][], [shortcut], ![picture][pic], [away][web], [part][own] and [known][k].\n\n\
    [r]: board/falcon-deal.md 'T'\n\
    [collapsed]: <board/falcon-deal.md#definitions>\n\
    [shortcut]:\n  /board/falcon-deal.md\n  \"Two lines\"\n\
    [pic]: board/falcon-deal.png\n\
    [unused]: ./board/falcon%2Ddeal.md\n\
    [R]: board/falcon-deal.md \"A second time\"\n\
    [web]: https://web.example/\n\
    [web]: board/falcon-deal.md\n\
    [own]: #part\n\
    [k]: plans.md\n\n\
    > [quoted]: board/falcon-deal.md\n\n\
    ## Part\n\nThe end.\n";

#[test]
fn references_beside_pages() {
    let with = |hidden: bool, more: &str| {
        let mut tree = tree();
        let text = format!("{REFERENCES}{more}");
        tree.insert(SourcePath::new("backup.md").unwrap(), text.into_bytes());
        if !hidden {
            tree.remove(&SourcePath::new(HIDDEN).unwrap());
        }
        output(&edition(&tree, "tern"), "backup/index.md")
    };
    let twin = with(true, "");
    assert_eq!(
        twin,
        "# Backup\n\n\
         See [full](), [collapsed](), [shortcut](), ![picture](), [away][web], [part][own] and \
         [known](../plans/index.md).\n\n\
         [web]: https://web.example/\n\
         [own]: #part\n\n\
         > \n\n\
         ## Part\n\nThe end.\n"
    );
    assert_eq!(twin, with(false, ""), "hidden and missing are alike");
    // However often one label is defined.
    let many = "\n[r]: board/falcon-deal.md\n".repeat(40);
    assert!(!with(true, &many).contains("falcon"));
}

#[test]
fn what_programs_read() {
    closed("llms.txt", "Falcon deal");
}

#[test]
fn handbook_on_one_page() {
    closed("handbook/", "quagmire");
}

#[test]
fn fields_of_the_clients_own_plan() {
    for secret in [
        "The reason that only the committee knows",
        "minutes-tern",
        "quiet-tern@us.example",
        "Project Tern Lines Nine",
    ] {
        assert!(!holds(&edition(&tree(), "tern"), "", secret), "{secret}");
    }
    assert!(holds(
        &edition(&tree(), "internal"),
        "clients/tern/",
        "The reason that only the committee"
    ));
    assert!(holds(&edition(&tree(), "tern"), "clients/tern/", "Told to the client"));
}

#[test]
fn the_net_finds_secrets_in_whatever_clothes() {
    let planted = [
        ("a.html", "<p>Heron&nbsp;Ltd</p>", "Heron Ltd"),
        ("a.html", "<p><b>Heron</b> <i>Ltd</i></p>", "Heron Ltd"),
        ("a.html", "<a title=\"heron ltd\">x</a>", "Heron Ltd"),
        ("a.json", "{\"a\":\"H\\u0065ron\\u0020Ltd\"}", "Heron Ltd"),
        ("a.html", "<a href=\"x?q=Heron%20Ltd\">x</a>", "Heron Ltd"),
        ("a.html", "<a href=\"/heron-ltd/\">x</a>", "Heron Ltd"),
        ("a.csv", "Heron Ltd,1\n", "Heron Ltd"),
        ("a.ics", "SUMMARY:Review of Heron\r\n  Ltd\r\n", "Heron Ltd"),
        ("a.html", "<p>Project Heron Ltd Nine</p>", "Project Heron Ltd Nine"),
        ("a.html", "mail cy@heron.example now", "cy@heron.example"),
        ("a.html", "call (028) 9649 7001", "+44 28 9649 7001"),
        ("a.html", "call +44\u{a0}28\u{a0}96497001", "+44 28 9649 7001"),
        ("a.html", "<a href=\"tel:+442896497001\">x</a>", "+44 28 9649 7001"),
        ("a.html", "HERON-MSA-7001, schedule 4", "HERON-MSA-7001, schedule 4"),
        ("a.txt", "eHhIZXJvbiBMdGQgVGltZXRhYmxlcw==", "Heron Ltd"),
        ("a.txt", "eHhIRVJPTiBMVEQgVElNRVRBQkxFUw==", "Heron Ltd"),
        ("pics/heron/a.png", "x", "heron"),
        ("a.html", "<a href=\"x?q=%2548eron%2520Ltd\">x</a>", "Heron Ltd"),
        ("a.ics", "BEGIN:VCALENDAR\nSUMMARY:Review of He\n ron Ltd\n", "Heron Ltd"),
        ("a.ics", "BEGIN:VCALENDAR\r\nSUMMARY:Review of He\r\n\tron Ltd\r\n", "Heron Ltd"),
        ("a.html", "HERON\u{2011}MSA\u{2010}7001, schedule 4", "HERON-MSA-7001, schedule 4"),
        ("a.html", "call 028\u{2013}9649\u{2212}7001", "+44 28 9649 7001"),
        ("a.html", "call 028·9649_7001", "+44 28 9649 7001"),
        ("a.html", "call 028,9649,7001 now", "+44 28 9649 7001"),
        ("a.html", "call 028 96\u{200b}49\u{200b}7001", "+44 28 9649 7001"),
        ("a.html", "<a href=\"../board/falcon-deal/\">x</a>", "board/falcon-deal"),
    ];
    for (file, text, secret) in planted {
        let found = caught(file, text);
        assert!(found.contains(&format!("{file} {secret}")), "{text}: {found:?}");
    }
    for harmless in [
        "<p>Heronry Ltd</p>",
        "call 028 9649 7009",
        "bittern",
        "[12, 10, 28, 96, 49, 70, 1]",
        "[10,12,64,28,9649,7001]",
        "[28,9649,7001,5]",
    ] {
        assert_eq!(caught("a.html", harmless), [""; 0], "{harmless}");
    }
}

#[test]
fn what_is_allowed_is_no_leak() {
    let mut tree = tree();
    let config = CONFIG.replace(
        "audience: \"client:tern\",",
        "audience: \"client:tern\", allow: [Heron Ltd, heron],",
    );
    tree.insert(SourcePath::new("rulebook.yaml").unwrap(), config.into_bytes());
    let outputs =
        with(edition(&tree, "tern").outputs, &OutPath::new("a.html").unwrap(), "Heron Ltd");
    assert_eq!(Net::new(&tree, &["tern"]).leaks("tern", &outputs), []);
}
