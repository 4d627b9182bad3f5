//! How much is done again after one edit, and which outputs it changes.

use crate::fuzz::answer::today;
use crate::incremental::{Desk, Edit, changed, difference, handbook, write};
use rulebook::{Goal, Inputs, Memory, Session, SourceTree};

/// Builds a handbook, makes one edit, and returns what was parsed, highlighted and rendered then;
/// what was rendered is what differs.
fn reused(edit: &Edit) -> (usize, usize, usize) {
    let mut desk = handbook();
    let mut session = Session::new(Memory::Keep);
    let first = session.build(desk.inputs.clone(), Goal::Build);
    assert_eq!((first.reuse.parsed, first.reuse.highlighted), (7, 2));
    desk.make(edit);
    let second = session.build(desk.inputs, Goal::Build);
    let mut changed = changed(&first, &second);
    // The Markdown beside pages and lists of all of them are written, not rendered.
    changed.retain(|path| !path.ends_with("index.md") && !["404.js", "llms.txt"].contains(path));
    assert_eq!(second.reuse.rendered, changed.len(), "{edit:?}: {changed:?}");
    (second.reuse.parsed, second.reuse.highlighted, second.reuse.rendered)
}

#[test]
fn only_what_changed_is_done_again() {
    let body = "# Disks\n\nEncrypt them.\n\nAnd mark them.\n";
    for (edit, expected) in [
        (Edit::Check, (0, 0, 0)),
        // One body: its page, and the handbook.
        (write("sec/disks.md", body), (1, 0, 2)),
        // One block of code more: its page, the handbook, and the block.
        (write("sec/disks.md", "# Disks\n\nEncrypt them.\n\n```c\nint x;\n```\n"), (1, 1, 2)),
        // A block that another page has already.
        (write("sec/disks.md", "# Disks\n\nEncrypt them.\n\n```sh\nls\n```\n"), (1, 0, 2)),
        // The same text again.
        (write("sec/disks.md", "# Disks\n\nEncrypt them.\n"), (0, 0, 0)),
        // A day on which nothing depends.
        (Edit::Day("2026-03-04"), (0, 0, 0)),
        // A title: the page, its neighbour, its section, the home page, the A-Z, the handbook and the
        // redirect from the page's old address.
        (write("sec/disks.md", "# Drives\n\nEncrypt them.\n"), (1, 0, 7)),
    ] {
        assert_eq!(reused(&edit), expected, "{edit:?}");
    }
}

/// The handbook with two clients: the number in the plan of one of them was tried so long ago that
/// the next day is one too many, and the plan of the other is a file of YAML.
fn with_clients() -> Desk {
    let mut desk = handbook();
    desk.make(&write("clients/tarn.md", &tarn("Tarn Water", "2025-12-02")));
    desk.make(&write("clients/brook.yaml", BROOK));
    desk.make(&write(
        "sec/review.md",
        "---\nreview: {next: 2026-03-02}\n---\n# Review\n\nYearly.\n",
    ));
    desk
}

/// A plan in a page.
fn tarn(name: &str, verified: &str) -> String {
    format!(
        "---\nsrp: 1\nid: SRP-TARN\nstatus: approved\nclient: {{id: tarn, name: {name}}}\n\
         contacts:\n  - {{id: desk, name: Desk, phone: \"+44 113 496 0801\", verified: {verified}}}\n\
         ---\n\nCall the desk.\n"
    )
}

const BROOK: &str = "srp: 1\nid: SRP-BROOK\nstatus: approved\nclient: {id: brook, name: Brook}\n";

/// What one edit made a session do.
struct Log {
    parsed: usize,
    rendered: usize,
    /// How many pages the build before rendered, which was all.
    all: usize,
    /// Outputs that are there since, or differ.
    changed: Vec<String>,
}

fn log(edit: &Edit) -> Log {
    let mut desk = with_clients();
    let mut session = Session::new(Memory::Keep);
    let first = session.build(desk.inputs.clone(), Goal::Build);
    desk.make(edit);
    let second = session.build(desk.inputs.clone(), Goal::Build);
    let clean = Session::new(Memory::Drop).build(desk.inputs, Goal::Build);
    assert_eq!(difference(&second, &clean), None, "{edit:?}");
    Log {
        parsed: second.reuse.parsed,
        rendered: second.reuse.rendered,
        all: first.reuse.rendered,
        changed: changed(&first, &second).into_iter().map(str::to_owned).collect(),
    }
}

#[test]
fn an_edit_renders_the_pages_that_show_it() {
    for (edit, parsed, rendered, outputs) in [
        // One body: the page, the handbook, and its Markdown, which is copied.
        (
            write("sec/disks.md", "# Disks\n\nEncrypt them.\n\nAll.\n"),
            1,
            2,
            "handbook/ sec/disks/ sec/disks/index.md",
        ),
        // One title: the page and its redirect, both neighbours, the section, the home page, the A-Z,
        // the handbook; written besides are the lists of pages.
        (
            write("sec/disks.md", "# Drives\n\nEncrypt them.\n"),
            1,
            8,
            "404.js a-z/ handbook/ / llms.txt sec/disks.html sec/disks/ sec/disks/index.md sec/ \
             sec/keys/ sec/review/",
        ),
        // A day in front matter: the page, and what says how reviews stand and when they are due.
        (
            write("sec/review.md", "---\nreview: {next: 2026-03-09}\n---\n# Review\n\nYearly.\n"),
            1,
            6,
            "a-z/ dates.ics dates/ handbook/ / sec/ sec/review/",
        ),
        // The prose of a client's plan.
        (
            write("clients/tarn.md", &(tarn("Tarn Water", "2025-12-02") + "\nAnd wait.\n")),
            1,
            1,
            "clients/tarn/",
        ),
        // A day in a client's plan: that client, the list of clients, the requirement that asks for
        // such a day, the calendar; nothing of the other client.
        (
            write("clients/tarn.md", &tarn("Tarn Water", "2026-03-01")),
            1,
            5,
            "clients/ clients/tarn/call-sheet.html clients/tarn/ compliance.json \
             compliance/requirements/SRP-14/ dates.ics dates/",
        ),
        // A plan that is no page: nothing is parsed as one.
        (
            write("clients/brook.yaml", &format!("{BROOK}contract: {{ends: 2028-01-01}}\n")),
            0,
            3,
            "clients/brook/ clients/ compliance.json dates.ics dates/",
        ),
        (write("clients/brook.yaml", &format!("{BROOK}# A comment.\n")), 0, 0, ""),
        // Files that are copied, and one that nothing refers to.
        (Edit::Static("robots.txt".to_owned(), Some("x".to_owned())), 0, 0, "robots.txt"),
        (write("pic.png", "x"), 0, 0, ""),
        // A key of the configuration.
        (
            write("rulebook.yaml", "srp: {verify_days: 30}"),
            0,
            8,
            "clients/ clients/tarn/call-sheet.html clients/tarn/ compliance.csv compliance.json \
             compliance/ compliance/requirements/SRP-14/ compliance/status/expired/ dates.ics dates/ /",
        ),
    ] {
        let log = log(&edit);
        assert_eq!((log.parsed, log.rendered), (parsed, rendered), "{edit:?}: {:?}", log.changed);
        let changed = log.changed.iter().map(|path| match path.as_str() {
            "index.html" => "/",
            path => path.strip_suffix("index.html").unwrap_or(path),
        });
        assert_eq!(changed.collect::<Vec<_>>().join(" "), outputs, "{edit:?}");
    }
}

#[test]
fn a_template_and_the_title_of_the_site_render_every_page() {
    for edit in [
        Edit::Theme("policy.html".to_owned(), Some("<p>{{ page.title }}</p>".to_owned())),
        Edit::Theme("assets/own.css".to_owned(), Some("p{}".to_owned())),
        write("rulebook.yaml", "site: {title: The Rules}"),
    ] {
        let log = log(&edit);
        assert_eq!((log.parsed, log.rendered), (0, log.all), "{edit:?}: {:?}", log.changed);
    }
}

/// The next day: what is judged as of a day says which, a review falls due, a number is to be tried
/// again. Policies without a date stay.
#[test]
fn a_day_renders_the_pages_that_show_it() {
    let log = log(&Edit::Day("2026-03-03"));
    let is_page = |path: &&String| path.rsplit('.').next() == Some("html");
    let pages: Vec<&String> = log.changed.iter().filter(is_page).collect();
    assert_eq!(log.parsed, 0);
    assert!(log.rendered < log.all);
    assert!(log.rendered <= log.changed.len(), "{} for {pages:?}", log.rendered);
    let shows_days = ["clients/", "compliance/", "dates/", "exceptions/"];
    let others = pages.iter().filter(|path| !shows_days.iter().any(|own| path.starts_with(own)));
    let others: Vec<&str> = others.map(|path| path.as_str()).collect();
    assert_eq!(
        others,
        [
            "a-z/index.html",
            "handbook/index.html",
            "index.html",
            "sec/index.html",
            "sec/review/index.html"
        ]
    );
}

#[test]
fn a_check_between_builds_says_what_it_did() {
    let mut session = Session::new(Memory::Keep);
    let mut desk = Desk::new();
    desk.make(&write("a.md", "# A\n\n```sh\nls\n```\n"));
    assert_eq!(session.build(desk.inputs.clone(), Goal::Check).reuse.parsed, 1);
    let build = session.build(desk.inputs.clone(), Goal::Build).reuse;
    assert_eq!((build.parsed, build.highlighted), (0, 1));
    let check = session.build(desk.inputs, Goal::Check).reuse;
    assert_eq!((check.parsed, check.highlighted, check.rendered), (0, 0, 0));
}

#[test]
fn a_session_that_forgets_does_everything() {
    let mut desk = Desk::new();
    desk.make(&write("a.md", "# A\n\n```sh\nls\n```\n"));
    let forgets = Session::new(Memory::Drop).build(desk.inputs.clone(), Goal::Build).reuse;
    let remembers = Session::new(Memory::Keep).build(desk.inputs, Goal::Build).reuse;
    assert_eq!(forgets, remembers);
}

#[test]
fn inputs_tell_which_files_differ() {
    let tree = |files: &[(&str, &str)]| {
        SourceTree::from_files(files.iter().map(|(path, text)| (*path, text.as_bytes().to_vec())))
    };
    let inputs = |files: &[(&str, &str)]| Inputs::new(tree(files), today());
    let before = inputs(&[("a.md", "1"), ("b.md", "1"), ("d.md", "1")]);
    let mut after = inputs(&[("b.md", "2"), ("c.md", "1"), ("d.md", "1")]);
    after.statics.insert("x.txt".to_owned(), b"x".as_slice().into());
    assert_eq!(before.changes(&after), ["a.md", "b.md", "c.md", "static/x.txt"]);
    assert_eq!(before.changes(&before.clone()), Vec::<String>::new());
}
