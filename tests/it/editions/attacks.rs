//! Trees written by careless authors, and by ones who want to know what others hide: whatever is
//! written badly is shown to fewer readers, not to more.

use super::edition;
use super::tree::CONFIG;
use rulebook::{Build, SourceTree};

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
