//! Terms: what an edit of them renders again, and that no name or meaning breaks a page.

#![allow(clippy::unwrap_used, reason = "the tests look at outputs")]
#![allow(
    clippy::format_collect,
    clippy::format_push_string,
    reason = "it is read more often than it is run"
)]

use crate::fuzz::answer::{sound, today, tree};
use crate::html::Page;
use crate::support::{TODAY, build_files, pages};
use rulebook::{Build, Goal, Inputs, Memory, Session};

/// Builds a tree, builds it again with one file changed, and returns what differs, pieces of the search index
/// and Markdown beside pages left out; the result is that of a fresh build.
#[track_caller]
fn changed(files: &[(&str, &str)], edit: (&str, &str)) -> (usize, Vec<String>) {
    let mut session = Session::new(Memory::Keep);
    let before = session.build(Inputs::new(tree(files.iter().copied()), today()), Goal::Build);
    let kept = files.iter().copied().filter(|(path, _)| *path != edit.0);
    let after = Inputs::new(tree(kept.chain([edit])), today());
    let second = session.build(after.clone(), Goal::Build);
    let fresh = Session::new(Memory::Drop).build(after, Goal::Build);
    assert_eq!(second.outputs, fresh.outputs);
    let is_piece = |path: &str| path.starts_with("search/") && path != "search/index.html";
    let is_left_out = |path: &str| is_piece(path) || path.ends_with("/index.md");
    let differs =
        |path: &String| !is_left_out(path) && pages(&before).get(path) != pages(&second).get(path);
    let paths = pages(&second).into_keys().filter(differs);
    (second.reuse.rendered, paths.collect())
}

const FILES: &[(&str, &str)] = &[
    ("glossary.yaml", "Key: It opens.\nLock: It shuts.\n"),
    ("a.md", "# A\n\nThe key.\n"),
    ("b.md", "# B\n\nThe lock.\n"),
    ("c.md", "# C\n\n## Definitions\n\n- **Bolt**: iron.\n\n## Use\n\nNo bolt.\n"),
    ("d.md", "# D\n\nNeither, nor a bolt.\n"),
];

#[test]
fn an_edit_of_a_term_renders_the_pages_that_show_it() {
    for (edit, expected) in [
        (
            ("glossary.yaml", "Key: It turns.\nLock: It shuts.\n"),
            "a/index.html glossary/index.html",
        ),
        // A term more: the others keep their pages.
        (("glossary.yaml", "Bar: x.\nKey: It opens.\nLock: It shuts.\n"), "glossary/index.html"),
        // A word that was none becomes a term.
        (
            ("glossary.yaml", "Neither: x.\nKey: It opens.\nLock: It shuts.\n"),
            "d/index.html glossary/index.html",
        ),
        // A comment is no change.
        (("glossary.yaml", "# x\nKey: It opens.\nLock: It shuts.\n"), ""),
        // What a policy defines is shown there and in the glossary.
        (
            ("c.md", "# C\n\n## Definitions\n\n- **Bolt**: steel.\n\n## Use\n\nNo bolt.\n"),
            "c/index.html glossary/index.html handbook/index.html",
        ),
        // A page uses a term that it did not use: the count changes.
        (
            ("d.md", "# D\n\nNeither, nor a bolt.\n\nA key.\n"),
            "d/index.html glossary/index.html handbook/index.html",
        ),
    ] {
        let (rendered, paths) = changed(FILES, edit);
        let shown = paths.join(" ");
        assert_eq!(shown, expected, "{edit:?}");
        assert_eq!(rendered, paths.len(), "{edit:?}: {shown}");
    }
}

#[test]
fn without_terms_there_is_no_glossary() {
    let build = sound(tree([("a.md", "# A\n\nThe key.\n")]));
    let pages = pages(&build);
    assert!(!pages.contains_key("glossary/index.html"));
    assert!(!pages["a/index.html"].contains("Glossary"), "{}", pages["a/index.html"]);
}

/// Returns the popovers of a page: the id and the text of each.
fn popovers(build: &Build, path: &str) -> Vec<(String, String)> {
    let html = &pages(build)[path];
    let page = Page::read(html);
    let tips = page.select("div.popup").into_iter();
    tips.map(|tip| (tip.attribute("id").to_owned(), page.text(tip))).collect()
}

#[test]
fn terms_are_marked_in_the_text_of_a_client_s_plan_once_in_each_part() {
    let text = "---\nsrp: { schema: 1 }\n---\n\n# Acme\n\nThe key.\n\n## Scope\n\nA lock, a key, \
                a key.[^1]\n\n## Odds\n\nOf the lock.\n\n[^1]: A note on the lock.\n";
    let build = build_files(
        &[
            (
                "glossary.yaml".to_owned(),
                b"Key: It opens.\nLock: It shuts.\nBolt: Iron.\n".to_vec(),
            ),
            ("clients/acme.md".to_owned(), text.into()),
            ("a.md".to_owned(), b"# A\n\nThe key.\n".to_vec()),
        ],
        TODAY,
    );
    let ids: Vec<String> =
        popovers(&build, "clients/acme/index.html").into_iter().map(|(id, _)| id).collect();
    assert_eq!(ids, ["Term-key", "Term-lock", "Note-1"]);
    let html = &pages(&build)["clients/acme/index.html"];
    let page = Page::read(html);
    let buttons: Vec<String> =
        page.select("button.term").into_iter().map(|button| page.text(button)).collect();
    assert_eq!(buttons.iter().filter(|word| *word == "key").count(), 2, "{buttons:?}");
    assert_eq!(page.faults, [""; 0]);
    // A client's plan is no policy: the glossary counts none for it.
    let glossary = Page::read(&pages(&build)["glossary/index.html"]);
    assert!(glossary.text_of("main").contains("1 policy"), "{}", glossary.text_of("main"));
    assert!(!glossary.text_of("main").contains("2 policies"));
}

#[test]
fn the_author_s_own_glossary_stays() {
    for own in ["glossary.md", "Glossary.md", "glossary/README.md", "glossary/words.md"] {
        let build = sound(tree([
            ("glossary.yaml", "Lock: It shuts.\n"),
            (own, "# Glossary\n\n- **Key**: it opens.\n"),
            ("a.md", "# A\n\nThe key and the lock.\n"),
        ]));
        assert_eq!(build.diagnostics.iter().count(), 0, "{own}");
        let tips = popovers(&build, "a/index.html");
        let ids: Vec<&str> = tips.iter().map(|(id, _)| id.as_str()).collect();
        assert_eq!(ids, ["Term-key", "Term-lock"], "{own}");
        let linked: Vec<bool> =
            tips.iter().map(|(_, text)| text.contains("Glossary entry")).collect();
        assert_eq!(linked, [true, false], "{own}");
    }
}

#[test]
fn hostile_terms_stay_text() {
    let markup = "\"'><script>alert(1)</script><img src=x onerror=y>";
    let names =
        ["<b>", "a\"b", "x&amp;y", "R&D", "script", "\u{202e}abc", "Main", "div", "id", "class"];
    let mut yaml = String::new();
    for name in names {
        let name = serde_json::to_string(name).unwrap();
        let meaning = serde_json::to_string(markup).unwrap();
        yaml += &format!("{name}: {{ meaning: {meaning}, also: [{meaning}] }}\n");
    }
    let text = format!(
        "# A\n\n{} class id div Main script R&D x&amp;y a\"b <b>bold class</b>\n\n\
         <p id=\"Term-div\">id</p><p id=\"Term--x\" title=\"a > class\">class</p>\n\n\
         ## Definitions\n\n- **{markup}**: {markup}\n- **`code`**: x\n- **[link](a.md)**: y\n",
        "&lt;class&gt;"
    );
    let build = sound(tree([("glossary.yaml", yaml.as_str()), ("a.md", &text)]));
    let tips = popovers(&build, "a/index.html");
    assert!(
        tips.iter().any(|(id, text)| id == "Term---div" && text.contains("alert(1)")),
        "{tips:?}"
    );
}

#[test]
fn many_terms_take_time_by_the_words_of_a_page() {
    let name = |n: usize| vec!["aa"; n % 8 + 1].join(" ") + &format!(" b{n}");
    let yaml: String = (0..4000).map(|n| format!("{}: x\n", name(n))).collect();
    let text = "# A\n\n".to_owned() + &"aa ".repeat(300_000) + "b0";
    let build = sound(tree([("glossary.yaml", yaml.as_str()), ("a.md", &text)]));
    assert_eq!(popovers(&build, "a/index.html").len(), 1);
}
