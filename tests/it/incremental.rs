//! A session that remembers gives what a fresh one gives, after any edits; and it does remember.
//!
//! The shortest script that refutes a session which "renders what was touched" has two edits: write
//! a policy, then change its title. The policy's own page is right, and the A-Z still has the old
//! title. It stands below as a test of its own.

#![allow(clippy::disallowed_methods, clippy::unwrap_used, reason = "tests read the environment")]
#![allow(
    clippy::format_collect,
    clippy::format_push_string,
    reason = "it is read more often than it is run"
)]

mod reuse;

use crate::fuzz::answer::today;
use crate::fuzz::random::iterations;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use proptest::test_runner::{Config, TestRunner};
use rulebook::diag::human::{Colour, Printer};
use rulebook::place::{Base, OutPath, SourcePath};
use rulebook::{Build, Date, Goal, Inputs, Memory, Session, SourceTree};
use std::fmt;

/// One change of the inputs, as a person would make it.
#[derive(Clone)]
enum Edit {
    Write(String, String),
    Rename(String, String),
    Delete(String),
    Theme(String, Option<String>),
    Static(String, Option<String>),
    Day(&'static str),
    Address(Option<&'static str>),
    /// `rulebook check` between two builds.
    Check,
}

impl fmt::Debug for Edit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Write(path, text) => write!(f, "write {path} {text:?}"),
            Self::Rename(from, to) => write!(f, "rename {from} to {to}"),
            Self::Delete(path) => write!(f, "delete {path}"),
            Self::Theme(path, Some(text)) => write!(f, "write themes/{path} {text:?}"),
            Self::Theme(path, None) => write!(f, "delete themes/{path}"),
            Self::Static(path, Some(text)) => write!(f, "write static/{path} {text:?}"),
            Self::Static(path, None) => write!(f, "delete static/{path}"),
            Self::Day(day) => write!(f, "it is {day}"),
            Self::Address(address) => write!(f, "--base-url {address:?}"),
            Self::Check => write!(f, "check"),
        }
    }
}

const PAGES: &[&str] = &[
    "README.md",
    "index.md",
    "a.md",
    "A.md",
    "backup.md",
    "people/README.md",
    "people/leave.md",
    "people/Lone Worker/README.md",
    "people/Lone Worker/flow chart.md",
    "sec/über.md",
    "sec/backup.md",
    "sec/deep/er/keys.markdown",
    "a-z.md",
    "glossary.md",
];

/// Where plans of clients stand, alone or beside a page, and what they refer to.
const PLANS: &[&str] = &[
    "clients/README.md",
    "clients/tarn.md",
    "clients/tarn.yaml",
    "clients/brook.yml",
    "clients/brook.md",
    "people/tarn.md",
    "registers/exercise.md",
    "registers/ex-1.md",
];

const ASSETS: &[&str] =
    &["pic.png", "people/form.pdf", "sec/a b.png", "backup", "clients/tarn.svg"];

fn page_path() -> impl Strategy<Value = String> {
    select(PAGES).prop_map(str::to_owned)
}

fn title() -> impl Strategy<Value = &'static str> {
    select(
        &[
            "Backup",
            "The Backup",
            "Access Control",
            "Zebra & <Co>",
            "Über uns",
            "1st aid",
            "日本",
            "Introduction",
            "Leave",
            "Leave Policy",
            "[Leave](leave.md)",
            "`Code`",
            "Northgate Works - Policies",
        ][..],
    )
}

/// A line of front matter, sound or not.
fn key() -> impl Strategy<Value = String> {
    let fixed = select(
        &[
            "aliases: [BYOD, Own devices]",
            "alias: Backup",
            "id: backup",
            "id: leave",
            "summary: In short.",
            "type: standard",
            "type: unheard-of",
            "status: draft",
            "status: withdrawn",
            "draft: true",
            "owner: CISO",
            "approver: [CTO, CEO]",
            "version: 1.10",
            "effective: 2026-02-30",
            "expires: 2026-03-01",
            "review: {every: 12m, last: 2025-03-01}",
            "review: {next: 2026-03-03}",
            "last_updated: 2024-01-01",
            "related: [leave, backup]",
            "related: nothing",
            "supersedes: backup",
            "superseded_by: leave",
            "redirect_from: [/old/, old.html, ../x]",
            "redirect_from: backup/",
            "order: 1",
            "order: -5",
            "order: x",
            "toc: false",
            "lang: de",
            "controls: [iso27001:A.5.1]",
            "terms: {asset: a thing}",
            "titel: x",
            "title: [",
            "srp: {}",
            "classification: Internal",
            "print: false",
            "search: false",
            "acknowledge: yes",
        ][..],
    );
    prop_oneof![
        4 => fixed.prop_map(str::to_owned),
        1 => title().prop_map(|title| format!("title: {title:?}")),
    ]
}

/// A block of a page.
fn block() -> impl Strategy<Value = String> {
    let link = prop_oneof![
        page_path().prop_map(|path| format!("[text](</{path}>)")),
        (page_path(), select(&["scope", "Scope", "nowhere", "scope-1"][..]))
            .prop_map(|(path, anchor)| format!("See [it](</{path}#{anchor}>) for more. Then go.")),
        select(
            &[
                "[x](leave.md)",
                "[x](../people)",
                "[x](missing.md)",
                "[x](#scope)",
                "![x](/pic.png)",
                "[form](/people/form.pdf)",
                "![y](<a b.png>)",
                "[back](/README.md)",
                "https://northgate.example/h/backup",
                "[x](https://x.example)",
                "[x](javascript:x)",
                "[x][r]\n\n[r]: /backup.md",
                "<a href=\"/a.md\">raw</a>",
                "[x](/LEAVE.md)",
            ][..]
        )
        .prop_map(str::to_owned),
    ];
    let fixed = select(
        &[
            "Text.",
            "Other text, *with* `code`.",
            "## Scope",
            "## Scope\n\nMore.",
            "### Purpose\n\nWhy it is.",
            "```rust\nfn main() {}\n```",
            "```yaml\na: 1\n```",
            "```none\nx\n```",
            "<b>raw</b>",
            "<script>x</script>",
            "<div>\n<h2 id=\"scope\">x</h2>\n</div>",
            "<!-- hidden -->",
            "| a | b |\n|---|--:|\n| 1 | [x](/a.md) |",
            "Note.[^1]\n\n[^1]: The note on `leave` and [backups](/backup.md).",
            "Backups, leave and the SLA.",
            "## Definitions\n\n- **Backup** (BU): a copy.\n- **Leave**: days off.",
            "| Term | Meaning |\n|---|---|\n| SLA | a promise |",
            "- {4.1} Keep it [A.5.24].\n- {4.1} Again.",
            "> [!NOTE]\n> Careful.",
            "- [ ] task\n- [x] done",
            "<<<<<<< ours",
            "# Second title",
            "## Related\n\n- [x](/backup.md)\n- [y](/people/leave.md)",
            "{{ page.title }} {% if x %}",
            "Setext\n===",
        ][..],
    );
    let az = vec(page_path(), 0..4).prop_map(|paths| {
        let items: String = paths.iter().map(|path| format!("- [{path}](</{path}>)\n")).collect();
        format!("## A-Z Policies\n\n{items}")
    });
    prop_oneof![4 => link, 4 => fixed.prop_map(str::to_owned), 1 => az]
}

fn page() -> impl Strategy<Value = String> {
    let heading = proptest::option::weighted(0.8, title());
    (vec(key(), 0..4), heading, vec(block(), 0..5)).prop_map(|(keys, heading, blocks)| {
        let front = if keys.is_empty() {
            String::new()
        } else {
            format!("---\n{}\n---\n", keys.join("\n"))
        };
        let heading = heading.map_or(String::new(), |title| format!("# {title}\n\n"));
        format!("{front}{heading}{}\n", blocks.join("\n\n"))
    })
}

/// A line of a client's plan, sound or not.
fn plan_line() -> impl Strategy<Value = &'static str> {
    select(
        &[
            "id: SRP-TARN",
            "status: approved",
            "status: draft",
            "client: {id: tarn, name: Tarn Water}",
            "client: {id: brook, name: Brook & Sons, also_known_as: [Backup, Project Rill]}",
            "client: tarn",
            "policy: backup",
            "contract: {srp_required: true, reference: Annex C}",
            "contract: {ends: 2026-03-02}",
            "owners: {technical_lead: {name: Idris Kellaway, email: idris@supplier.example}}",
            "cover: {out_of_hours: 24x7, business_hours: \"Mon-Fri 09:00-17:00\", \
             timezone: Europe/London}",
            "cover: {timezone: Mars}",
            "contacts: [{id: desk, name: Desk, phone: \"+44 113 496 0801\", verified: 2025-12-02}]",
            "contacts: [{id: desk, name: Desk, hours: 24x7, team: night-shift, verified: 2026-03-02}]",
            "service: {name: Crossing Desk, diagrams: [{file: tarn.svg, alt: the parts}]}",
            "exercise: {every: 6m, last: 2025-09-02, kind: tabletop, record: registers/exercise.md}",
            "severities: [{id: S1, name: High, remediate: 30d, clock: 24x7}]",
            "exceptions: [{id: EX-1, requirement: SRP-35, kind: exemption, reason: x, \
             approved_by: isms-committee, approved_on: 2026-01-02, from: 2026-02-01, \
             until: 2026-03-02, record: registers/ex-1.md}]",
            "review: {every: 12m, last: 2025-03-01}",
            "title: [",
            "contats: []",
        ][..],
    )
}

/// A client's plan: as the front matter of a page, or as a file of YAML beside one.
fn plan() -> impl Strategy<Value = (String, String)> {
    let marked = proptest::option::weighted(0.9, Just("srp: 1"));
    (select(PLANS), marked, vec(plan_line(), 0..5)).prop_map(|(path, mark, lines)| {
        let lines: Vec<&str> = mark.into_iter().chain(lines).collect();
        let keys = lines.join("\n");
        let text = if path.rsplit('.').next() == Some("md") {
            format!("---\n{keys}\n---\n\nSee [the policy](/backup.md).\n")
        } else {
            format!("{keys}\n")
        };
        (path.to_owned(), text)
    })
}

fn configuration() -> impl Strategy<Value = String> {
    let line = select(
        &[
            "srp: {policy: backup.md}",
            "srp: {policy: /people/leave.md, committee: [The Board]}",
            "srp: {policy: nowhere.md}",
            "srp: {incident_team: night-shift, verify_days: 30}",
            "srp: {quorum: {director: 2}, severity_floor: {critical: 1d}}",
            "srp: {quorum: x}",
            "requirements: {SRP-14: off, SRP-01: error}",
            "requirements: {SRP-14: error, SRP-99: note}",
            "org: {name: Northgate Works}",
            "org: {name: Backup}",
            "org: x",
            "collections: {people: {title: Our People}}",
            "collections: {sec: {title: Zebra}, x: {titel: y}}",
            "nonsense: 1",
            "site: [",
            "site: {title: The Rules, lang: sv}",
            "site: {url: 'https://northgate.example/h/'}",
            "site: {self_urls: ['https://northgate.example/h']}",
            "site: {url_prefixes: [/h]}",
            "site: {titles: {strip_suffix: [Policy], sort_ignore: [Access]}}",
            "site: {ignore: ['people/**']}",
        ][..],
    );
    vec(line, 0..4).prop_map(|lines| lines.join("\n"))
}

fn glossary() -> impl Strategy<Value = String> {
    let line = select(
        &[
            "Backup: A copy that is kept.",
            "Backup: {meaning: A copy., also: [BU, SLA]}",
            "Leave: {policy: people/leave.md}",
            "Leave: {meaning: Days off., policy: backup}",
            "SLA: What was agreed.",
            "SLA: {policy: nowhere}",
            "Text: [",
            "Encrypt them: {}",
        ][..],
    );
    vec(line, 0..4).prop_map(|lines| lines.join("\n"))
}

fn theme() -> impl Strategy<Value = Edit> {
    let name = select(
        &[
            "policy.html",
            "default/section.html",
            "az.html",
            "partials/own.html",
            "assets/theme.css",
            "partials/crumbs.html",
            "polcy.html",
            "redirect.html",
        ][..],
    );
    let text = select(
        &[
            "<p>{{ page.title }}</p>",
            "{{ page.",
            "{% include \"partials/own.html\" %}{{ page.title }}",
            "{{ nothing.at.all }}",
            "{% for p in page.policies %}{{ p.title }}{% endfor %}",
            "body{}",
            "{{ 1 / 0 }}",
        ][..],
    );
    (name, proptest::option::weighted(0.7, text))
        .prop_map(|(name, text)| Edit::Theme(name.to_owned(), text.map(str::to_owned)))
}

fn edit() -> impl Strategy<Value = Edit> {
    let any_path = || prop_oneof![4 => page_path(), 1 => select(ASSETS).prop_map(str::to_owned)];
    let statics =
        select(&["robots.txt", "people/leave/index.html", "index.html", "Backup", "a-z/x.txt"][..]);
    let days = select(&["2026-03-02", "2026-03-04", "2024-02-29"][..]);
    let bases = select(&["https://northgate.example/h/", "http://x.example"][..]);
    prop_oneof![
        8 => (page_path(), page()).prop_map(|(path, text)| Edit::Write(path, text)),
        1 => (select(ASSETS), "[a-c]{0,2}").prop_map(|(path, text)| Edit::Write(path.to_owned(), text)),
        2 => (any_path(), any_path()).prop_map(|(from, to)| Edit::Rename(from, to)),
        2 => any_path().prop_map(Edit::Delete),
        2 => configuration().prop_map(|text| Edit::Write("rulebook.yaml".to_owned(), text)),
        1 => glossary().prop_map(|text| Edit::Write("glossary.yaml".to_owned(), text)),
        1 => Just(Edit::Delete("glossary.yaml".to_owned())),
        1 => theme(),
        1 => (statics, proptest::option::of("[a-c]{0,2}"))
            .prop_map(|(path, text)| Edit::Static(path.to_owned(), text)),
        1 => days.prop_map(Edit::Day),
        1 => proptest::option::of(bases).prop_map(Edit::Address),
        1 => Just(Edit::Check),
    ]
}

/// An edit of a handbook that has clients, or of their plans. They cost as much time as all the rest,
/// since each requirement has a page.
fn edit_with_clients() -> impl Strategy<Value = Edit> {
    let path = || select(PLANS).prop_map(str::to_owned);
    let any_path = move || prop_oneof![path(), page_path()];
    prop_oneof![
        4 => edit(),
        4 => plan().prop_map(|(path, text)| Edit::Write(path, text)),
        1 => (path(), page()).prop_map(|(path, text)| Edit::Write(path, text)),
        1 => (any_path(), any_path()).prop_map(|(from, to)| Edit::Rename(from, to)),
        1 => path().prop_map(Edit::Delete),
    ]
}

/// The inputs as they are after some edits, and what each file holds.
struct Desk {
    inputs: Inputs,
    files: std::collections::BTreeMap<String, String>,
}

impl Desk {
    fn new() -> Self {
        Self {
            inputs: Inputs::new(SourceTree::default(), today()),
            files: std::collections::BTreeMap::new(),
        }
    }

    fn make(&mut self, edit: &Edit) {
        match edit {
            Edit::Write(path, text) => self.write(path, text),
            Edit::Rename(from, to) => {
                if let Some(text) = self.files.get(from).cloned() {
                    self.delete(from);
                    self.write(to, &text);
                }
            }
            Edit::Delete(path) => self.delete(path),
            Edit::Theme(path, Some(text)) => {
                self.inputs.themes.insert(path.clone(), text.as_bytes().into());
            }
            Edit::Theme(path, None) => drop(self.inputs.themes.remove(path)),
            Edit::Static(path, Some(text)) => {
                self.inputs.statics.insert(path.clone(), text.as_bytes().into());
            }
            Edit::Static(path, None) => drop(self.inputs.statics.remove(path)),
            Edit::Day(day) => self.inputs.today = Date::parse(day).unwrap(),
            Edit::Address(address) => {
                self.inputs.base = address.map(|address| Base::parse(address).unwrap());
            }
            Edit::Check => {}
        }
    }

    fn write(&mut self, path: &str, text: &str) {
        self.files.insert(path.to_owned(), text.to_owned());
        self.inputs.tree.insert(SourcePath::new(path).unwrap(), text.as_bytes().to_vec());
    }

    fn delete(&mut self, path: &str) {
        self.files.remove(path);
        self.inputs.tree.remove(&SourcePath::new(path).unwrap());
    }
}

/// Returns where two builds differ.
fn difference(remembered: &Build, fresh: &Build) -> Option<String> {
    let paths = remembered.outputs.keys().chain(fresh.outputs.keys());
    for path in paths {
        let [ours, theirs] = [remembered, fresh].map(|build| build.outputs.get(path));
        if ours != theirs {
            let shown = [ours, theirs].map(|bytes| match bytes {
                Some(bytes) => String::from_utf8_lossy(bytes).into_owned(),
                None => "(no such file)".to_owned(),
            });
            let mut lines = shown[0].lines().zip(shown[1].lines());
            let line = lines.find(|(a, b)| a != b);
            return Some(format!("{path} differs: {line:#?}"));
        }
    }
    let print = |build: &Build| -> String {
        let mut printer = Printer::new(Colour::Plain, "");
        build.diagnostics.iter().map(|found| printer.print(found, build)).collect()
    };
    if remembered.diagnostics != fresh.diagnostics || print(remembered) != print(fresh) {
        let (ours, theirs) = (print(remembered), print(fresh));
        return Some(format!("diagnostics differ:\n{ours}\ninstead of:\n{theirs}"));
    }
    let (ours, theirs) = (remembered.summary, fresh.summary);
    (ours != theirs).then(|| format!("{ours:?} instead of {theirs:?}"))
}

/// Builds after every edit, remembering and afresh.
fn compare(script: &[Edit]) -> Result<(), TestCaseError> {
    let mut session = Session::new(Memory::Keep);
    let mut desk = Desk::new();
    for (n, edit) in script.iter().enumerate() {
        desk.make(edit);
        let goal = if matches!(edit, Edit::Check) { Goal::Check } else { Goal::Build };
        let remembered = session.build(desk.inputs.clone(), goal);
        let fresh = Session::new(Memory::Drop).build(desk.inputs.clone(), goal);
        let difference = difference(&remembered, &fresh);
        prop_assert!(
            difference.is_none(),
            "after edit {}: {}",
            n + 1,
            difference.unwrap_or_default()
        );
        let again = session.build(desk.inputs.clone(), goal);
        let idle = again.reuse.parsed + again.reuse.highlighted + again.reuse.rendered;
        prop_assert_eq!(idle, 0, "after edit {}: nothing changed, and {:?}", n + 1, again.reuse);
    }
    Ok(())
}

#[test]
fn a_session_that_remembers_gives_what_a_fresh_one_gives() {
    let cases = u32::try_from(iterations(150)).unwrap();
    let config =
        Config { cases, failure_persistence: None, max_shrink_iters: 2_000, ..Config::default() };
    let mut runner = TestRunner::new(config);
    let script = prop_oneof![3 => vec(edit(), 1..16), 1 => vec(edit_with_clients(), 1..16)];
    let outcome = runner.run(&script, |script| compare(&script));
    if let Err(failure) = outcome {
        panic!("{failure}");
    }
}

fn write(path: &str, text: &str) -> Edit {
    Edit::Write(path.to_owned(), text.to_owned())
}

fn text<'a>(build: &'a Build, path: &str) -> &'a str {
    let bytes = build.outputs.get(&OutPath::new(path).unwrap()).expect("there is such a page");
    std::str::from_utf8(bytes).unwrap()
}

#[test]
fn a_changed_title_changes_the_a_z() {
    let mut session = Session::new(Memory::Keep);
    let mut desk = Desk::new();
    desk.make(&write("backup.md", "# Backup\n\nText.\n"));
    let before = session.build(desk.inputs.clone(), Goal::Build);
    assert!(text(&before, "a-z/index.html").contains(">Backup<"));
    desk.make(&write("backup.md", "# Restore\n\nText.\n"));
    let after = session.build(desk.inputs.clone(), Goal::Build);
    let az = text(&after, "a-z/index.html");
    assert!(az.contains(">Restore<") && !az.contains(">Backup<"), "{az}");
    assert!(
        difference(&after, &Session::new(Memory::Drop).build(desk.inputs, Goal::Build)).is_none()
    );
}

/// What the front pages say of a policy is no part of what other pages name it by: it has to be seen all
/// the same when it changes.
#[test]
fn a_changed_review_changes_the_pages_that_show_it() {
    let page = |owner: &str, next: &str| {
        format!("---\nowner: {owner}\nreview: {{next: {next}}}\n---\n# Disks\n\nEncrypt them.\n")
    };
    let edits = [
        write("sec/disks.md", &page("Priya", "2027-03-09")),
        write("sec/disks.md", &page("Priya", "2026-02-09")),
        write("sec/disks.md", &page("Tom", "2026-02-09")),
        Edit::Day("2026-03-20"),
        write("sec/disks.md", "---\nstatus: withdrawn\n---\n# Disks\n\nEncrypt them.\n"),
        write("rulebook.yaml", "org: {incident_phone: \"0113 496 0117\"}"),
    ];
    let mut session = Session::new(Memory::Keep);
    let mut desk = handbook();
    let mut before = session.build(desk.inputs.clone(), Goal::Build);
    for edit in &edits {
        desk.make(edit);
        let after = session.build(desk.inputs.clone(), Goal::Build);
        let clean = Session::new(Memory::Drop).build(desk.inputs.clone(), Goal::Build);
        assert_eq!(difference(&after, &clean), None, "{edit:?}");
        assert!(changed(&before, &after).contains(&"index.html"), "{edit:?}");
        before = after;
    }
}

/// Returns the outputs that a build has, and another before it had not or not so; the pieces of the
/// search index left out, which follow from all pages.
fn changed<'a>(before: &Build, after: &'a Build) -> Vec<&'a str> {
    let files = after.outputs.iter();
    let changed = files.filter(|(path, bytes)| before.outputs.get(path) != Some(bytes));
    let is_piece = |path: &&str| path.starts_with("search/") && *path != "search/index.html";
    changed.map(|(path, _)| path.as_str()).filter(|path| !is_piece(path)).collect()
}

/// Seven pages in two sections.
fn handbook() -> Desk {
    let mut desk = Desk::new();
    desk.make(&write("README.md", "# Northgate Works - Policies\n\n[People](people/leave.md)\n"));
    desk.make(&write("people/README.md", "# People\n\nAll about people.\n"));
    desk.make(&write("people/leave.md", "# Leave\n\nAsk first.\n\n```sh\nls\n```\n"));
    desk.make(&write("people/pay.md", "# Pay\n\nSee [leave](leave.md).\n\n```sh\nls\n```\n"));
    desk.make(&write("sec/README.md", "# Security\n\nAll about security.\n"));
    desk.make(&write("sec/keys.md", "# Keys\n\nKeep them.\n\n```rust\nfn f() {}\n```\n"));
    desk.make(&write("sec/disks.md", "# Disks\n\nEncrypt them.\n"));
    desk
}

/// A plan that comes to name a page as its record changes what that page is in the search index.
#[test]
fn a_page_that_becomes_a_record_is_found_as_one() {
    let plan = "srp: 1\nexercise: {every: 6m, last: 2025-09-02, record: registers/exercise.md}\n";
    let edits = [
        write("registers/exercise.md", "# Exercise\n\nWe tried it.\n"),
        write("people/tarn.md", "---\nsrp: 1\n---\n\nSee [the policy](/backup.md).\n"),
        write("clients/tarn.yaml", plan),
        write("clients/tarn.yaml", "srp: 1\n"),
    ];
    if let Err(fault) = compare(&edits) {
        panic!("{fault}");
    }
}
