//! What editors ask of a tree that is being written: by file and position, over texts that nobody has
//! saved. A place is marked with `|` in the text, which is taken out.

#![allow(
    clippy::string_slice,
    clippy::unwrap_used,
    reason = "a place that is not there is a fault of the test"
)]

use crate::support::day;
use rulebook::editing::{Completion, CompletionKind, Position, Reference, Units, Workspace};
use rulebook::place::SourcePath;
use rulebook::{Code, Diagnostic, Inputs, Memory, Session, SourceTree};

const BACKUP: &str = "---\nowner: IT lead\nrelated: [laptops]\n---\n# Backup\n\nHow we keep copies.\n\n\
    ## Restores\n\nTry one each month, as [Laptops](../people/laptops.md#lost-ones) says.\n\n\
    ## Keys\n\nSee [restores][r] and ![the vault](vault.svg).\n\n[r]: #restores\n";

const LAPTOPS: &str = "# Laptops\n\nThey are ours.\n\n## Lost ones\n\nRing the desk. \
    Then read [how to restore](../security/backup.md#restores).\n\n- [Backup](../security/backup.md)\n";

const ACME: &str = "---\nsrp: 1\nid: SRP-ACME\nstatus: draft\nclient: { id: acme, name: Acme }\n\
    contacts:\n  - id: duty\n    name: Duty engineer\n    side: us\n  - id: lead\n    name: Ada\n\
    escalation:\n  - level: 1\n    contact: duty\n---\nCall first.\n";

const FILES: &[(&str, &str)] = &[
    ("README.md", "# Rules\n\nAll of them.\n"),
    ("security/backup.md", BACKUP),
    ("security/vault.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"/>"),
    ("security/logs.md", "# Logs\n\nKept for a year.\n"),
    ("people/laptops.md", LAPTOPS),
    ("people/remote work.md", "# Remote work\n\nFrom anywhere.\n"),
    ("clients/acme.md", ACME),
];

struct Desk {
    session: Session,
    saved: Inputs,
}

impl Desk {
    fn new() -> Self {
        let files = FILES.iter().map(|(path, text)| (*path, text.as_bytes().to_vec()));
        let saved = Inputs::new(SourceTree::from_files(files), day("2026-03-02"));
        Self { session: Session::new(Memory::Keep), saved }
    }

    /// Opens a text with a mark over a file: what follows, the file, and the byte of the mark.
    fn open(&mut self, file: &str, marked: &str) -> (Workspace, SourcePath, usize) {
        let file = path(file);
        let byte = marked.find('|').unwrap();
        let text = marked.replacen('|', "", 1);
        (Workspace::of(&mut self.session, self.saved.with_text(&file, &text)), file, byte)
    }

    /// Returns what can be written at the mark.
    fn offered(&mut self, file: &str, marked: &str) -> Vec<Completion> {
        let (workspace, file, byte) = self.open(file, marked);
        workspace.completions(&file, byte)
    }

    /// Returns the texts that can be written at the mark.
    fn texts(&mut self, file: &str, marked: &str) -> Vec<String> {
        self.offered(file, marked).into_iter().map(|offer| offer.text).collect()
    }

    /// Returns where what is at the mark leads: the file, what stands there, and its name.
    fn defined(&mut self, file: &str, marked: &str) -> Option<(String, String, String)> {
        let (workspace, file, byte) = self.open(file, marked);
        let found = workspace.definition(&file, byte)?;
        let there = workspace.text(&found.to.file).unwrap_or("");
        let there = there[found.to.span.range()].trim_end().to_owned();
        Some((found.to.file.to_string(), there, found.title))
    }

    /// Returns what refers to the mark: `file: what is written there`.
    fn referring(&mut self, file: &str, marked: &str) -> Vec<String> {
        let (workspace, file, byte) = self.open(file, marked);
        let found = workspace.references(&file, byte).into_iter();
        let written = |reference: &Reference| {
            workspace.text(&reference.at.file).unwrap()[reference.at.span.range()].to_owned()
        };
        found.map(|one| format!("{}: {}", one.at.file, written(&one))).collect()
    }
}

fn path(path: &str) -> SourcePath {
    SourcePath::new(path).unwrap()
}

/// Returns a text with a mark before the first place where this stands.
fn marked(text: &str, before: &str) -> String {
    assert!(text.contains(before), "{before}");
    text.replacen(before, &format!("|{before}"), 1)
}

/// Returns the file, what stands there, and its name, as [`Desk::defined`] does.
fn found(file: &str, there: &str, title: &str) -> (String, String, String) {
    (file.to_owned(), there.to_owned(), title.to_owned())
}

#[test]
fn diagnostics_are_those_of_the_text_on_the_screen() {
    let mut desk = Desk::new();
    let (workspace, file, byte) =
        desk.open("security/logs.md", "# Logs 🗝️\n\n🗝️ [x](no|where.md)\n");
    let codes = |found: &[Diagnostic]| found.iter().map(|found| found.code).collect::<Vec<_>>();
    assert_eq!(codes(workspace.diagnostics(&file)), [Code::Stub, Code::LinkTargetMissing]);
    assert_eq!(workspace.diagnostics_at(&file, byte).len(), 1);
    assert_eq!(workspace.diagnostics_at(&file, 0)[0].code, Code::Stub);
    let start = workspace.diagnostics(&file)[1].at.span.start as usize;
    // The key is a character of two units and a mark of one; seven and four bytes less in UTF-8.
    let utf16 = Position { line: 2, column: 8 };
    assert_eq!(workspace.position(&file, start, Units::Utf16), Some(utf16));
    assert_eq!(workspace.byte(&file, utf16, Units::Utf16), Some(start));
    let utf8 = Position { line: 2, column: 12 };
    assert_eq!(workspace.position(&file, start, Units::Utf8), Some(utf8));
    assert_eq!(workspace.byte(&file, utf8, Units::Utf8), Some(start));
    // Nothing was written: the saved text is what it was.
    let saved = Workspace::of(&mut desk.session, desk.saved.clone());
    assert_eq!(codes(saved.diagnostics(&file)), [Code::Stub]);
    // A fault that an unsaved text makes elsewhere: the anchor that a link in another page leads to.
    let (workspace, ..) =
        desk.open("people/laptops.md", &format!("|{}", LAPTOPS.replace("Lost", "Mislaid")));
    let elsewhere = codes(workspace.diagnostics(&path("security/backup.md")));
    assert_eq!(elsewhere, [Code::LinkAnchorMissing]);
}

#[test]
fn an_edit_parses_one_page() {
    let mut desk = Desk::new();
    Workspace::of(&mut desk.session, desk.saved.clone());
    let (workspace, ..) = desk.open("security/logs.md", "# Logs\n\nKept for a day|.\n");
    assert_eq!(workspace.build().reuse.parsed, 1);
}

/// What is remembered of a text goes with it: a copy is found while it is there, and no longer.
#[test]
fn a_copy_is_found_while_it_is_one() {
    let mut desk = Desk::new();
    let words: Vec<String> = (0..120).map(|n| format!("word{n}")).collect();
    let text = format!("# Long\n\n{}.\n", words.join(" "));
    desk.saved = desk.saved.with_text(&path("security/long.md"), &text);
    let other = text.replace("word1", "term");
    let mut told = |typed: &str| {
        let (workspace, ..) = desk.open("security/logs.md", &format!("{typed}|"));
        // Of two copies the later is told, by path.
        let found = workspace.diagnostics(&path("security/long.md"));
        found.iter().any(|found| found.code == Code::TextTwice)
    };
    assert_eq!([told(&text), told(&other), told(&text)], [true, false, true]);
}

#[test]
fn positions_hold_at_every_kind_of_line_end() {
    let text = "a\r\nb\rc\n😀é x";
    for (byte, line, utf8, utf16) in [
        (0, 0, 0, 0),
        (1, 0, 1, 1),
        (3, 1, 0, 0),
        (5, 2, 0, 0),
        (7, 3, 0, 0),
        (11, 3, 4, 2),
        (13, 3, 6, 3),
        (15, 3, 8, 5),
    ] {
        for (units, column) in [(Units::Utf8, utf8), (Units::Utf16, utf16)] {
            let position = Position { line, column };
            assert_eq!(Position::of(text, byte, units), position, "{byte} {units:?}");
            assert_eq!(position.byte(text, units), byte, "{position:?} {units:?}");
        }
    }
    let byte = |line, column| Position { line, column }.byte(text, Units::Utf16);
    assert_eq!((byte(0, 99), byte(1, 99), byte(3, 1), byte(9, 0)), (1, 4, 7, text.len()));
    assert_eq!(Position::of(text, 99, Units::Utf16), Position { line: 3, column: 5 });
}

#[test]
fn definitions_lead_to_what_is_meant() {
    let mut desk = Desk::new();
    let file = "security/backup.md";
    let lost = Some(found("people/laptops.md", "## Lost ones", "Lost ones"));
    assert_eq!(desk.defined(file, &marked(BACKUP, "people/laptops.md#")), lost);
    let restores = Some(found(file, "## Restores", "Restores"));
    assert_eq!(desk.defined(file, &marked(BACKUP, "estores][r]")), restores);
    assert_eq!(desk.defined(file, &marked(BACKUP, "restores\n")), restores);
    assert_eq!(
        desk.defined(file, &marked(BACKUP, "vault.svg")),
        Some(found("security/vault.svg", "", "vault.svg"))
    );
    assert_eq!(
        desk.defined(file, &marked(BACKUP, "laptops]")),
        Some(found("people/laptops.md", "", "Laptops"))
    );
    assert_eq!(desk.defined(file, &marked(BACKUP, "copies")), None);
    // Over unsaved text, a reference that nothing uses yet, to a page that is on no disk.
    assert_eq!(
        desk.defined("security/logs.md", "# Logs\n\n[l]: <../people/remote%20work.m|d> \"R\"\n"),
        Some(found("people/remote work.md", "", "Remote work"))
    );
    assert_eq!(
        desk.defined("new.md", "# New\n\n[n](new.md#ne|w)\n"),
        Some(found("new.md", "# New", "New"))
    );
    assert_eq!(desk.defined("new.md", "# New\n\n[n](nothing|.md)\n"), None);
    assert_eq!(
        desk.defined("clients/acme.md", &marked(ACME, "duty\n---")),
        Some(found("clients/acme.md", "duty", "Duty engineer"))
    );
}

#[test]
fn references_are_all_that_lead_here() {
    let mut desk = Desk::new();
    let file = "security/backup.md";
    let to_restores =
        ["people/laptops.md: ../security/backup.md#restores", "security/backup.md: [restores][r]"];
    assert_eq!(desk.referring(file, &marked(BACKUP, "Restores\n")), to_restores);
    assert_eq!(desk.referring("people/laptops.md", &marked(LAPTOPS, "#restores")), to_restores);
    let to_page = [
        "people/laptops.md: ../security/backup.md#restores",
        "people/laptops.md: ../security/backup.md",
    ];
    assert_eq!(desk.referring(file, &marked(BACKUP, "How we")), to_page);
    assert_eq!(desk.referring(file, &marked(BACKUP, "Backup\n")), to_page);
    assert_eq!(
        desk.referring("people/laptops.md", &marked(LAPTOPS, "They")),
        ["security/backup.md: laptops", "security/backup.md: ../people/laptops.md#lost-ones"]
    );
    let (workspace, file, byte) = desk.open("people/laptops.md", &marked(LAPTOPS, "Lost ones"));
    let one = workspace.references(&file, byte).remove(0);
    assert_eq!(
        (one.title.as_str(), one.sentence.as_str()),
        ("Backup", "Try one each month, as Laptops says.")
    );
    // A link that nobody has saved counts, one that was taken out does not.
    let (workspace, ..) = desk.open("people/laptops.md", "# Laptops\n\nRing|.\n");
    assert_eq!(workspace.references(&path("security/backup.md"), 60), []);
    assert_eq!(
        desk.referring("security/logs.md", "# Lo|gs\n\n[x](logs.md) [back](backup.md)\n"),
        Vec::<String>::new()
    );
}

#[test]
fn targets_of_links_are_offered_while_they_are_typed() {
    let mut desk = Desk::new();
    let file = "security/logs.md";
    let all = [
        "../README.md",
        "../clients/acme.md",
        "../people/",
        "../people/laptops.md",
        "../people/remote%20work.md",
        "../security/",
        "backup.md",
        "vault.svg",
    ];
    assert_eq!(desk.texts(file, "# Logs\n\nSee [x](|"), all);
    for (typed, wanted) in [
        (
            "# Logs\n\n[x](../pe|",
            &["../people/", "../people/laptops.md", "../people/remote%20work.md"][..],
        ),
        ("# Logs\n\n[x](Remo| and so on\n", &["../people/remote%20work.md"]),
        ("# Logs\n\n[x](/people/l|)\n", &["/people/laptops.md"]),
        ("# Logs\n\n[x](./b|)\n", &["./backup.md"]),
        ("# Logs\n\n[![x](v|)](backup.md)\n", &["vault.svg"]),
        ("# Logs\n\n![x](b|", &[]),
        ("# Logs\n\n[x]: ba|", &["backup.md"]),
        ("# Logs\n\n[x](backup.md) and more (b|", &[]),
        ("# Logs\n\n[x](https://b|", &[]),
        ("# Logs\n\n```\n[x](b|\n```\n", &[]),
    ] {
        assert_eq!(desk.texts(file, typed), wanted, "{typed}");
    }
    let (workspace, path, byte) = desk.open(file, "# Logs\n\n[x](ba|kcup.md#keys)\n");
    let offer = workspace.completions(&path, byte).remove(0);
    assert_eq!((offer.kind, offer.about.as_str()), (CompletionKind::Target, "Backup"));
    assert_eq!(&workspace.text(&path).unwrap()[offer.replaces.range()], "bakcup.md");
}

#[test]
fn anchors_are_those_of_the_page_that_is_named() {
    let mut desk = Desk::new();
    let file = "security/logs.md";
    for (typed, wanted) in [
        ("# Logs\n\n[x](backup.md#|", &["backup", "restores", "keys"][..]),
        ("# Logs\n\n[x](backup.md#k|eyz) more\n", &["keys"]),
        ("# Logs\n\n[x](../people/laptops.md#Lost o|", &[]),
        ("# Logs\n\n[x](../people/laptops.md#lost|", &["lost-ones"]),
        ("# Logs\n\n## Of servers\n\n[x](#o|", &["of-servers"]),
        ("# Logs\n\n[x]: backup#re|", &["restores"]),
        ("# Logs\n\n[x](vault.svg#|", &[]),
        ("# Logs\n\n[x](nothing.md#|", &[]),
    ] {
        assert_eq!(desk.texts(file, typed), wanted, "{typed}");
    }
    let offer = desk.offered(file, "# Logs\n\n[x](backup.md#res|)\n").remove(0);
    assert_eq!((offer.kind, offer.about.as_str()), (CompletionKind::Anchor, "Restores"));
}

#[test]
fn keys_of_front_matter_are_offered_in_broken_front_matter_too() {
    let mut desk = Desk::new();
    let file = "security/logs.md";
    for (typed, wanted) in [
        ("---\now|\n---\n# Logs\n", &["owner"][..]),
        ("---\ntitle: Logs\nap|", &["approver", "approved", "applies_to"]),
        ("---\napproved: 2026-01-02\n  bad: [\nap|\n---\n", &["approver", "applies_to"]),
        ("---\nreview: { every: 12m, o|\n---\n", &["outcome"]),
        ("---\nreview:\n  every: 12m\n  |\n---\n", &["last", "by", "outcome", "next"]),
        ("---\nstatus: s|\n---\n", &["superseded"]),
        ("---\ntitle: ow|\n---\n", &[]),
        ("---\ntitle: Logs\n---\now|\n", &[]),
        ("---\n# ow|\n---\n", &[]),
    ] {
        assert_eq!(desk.texts(file, typed), wanted, "{typed}");
    }
    let (workspace, path, byte) = desk.open(file, "---\now|nr: x\n---\n");
    let offer = workspace.completions(&path, byte).remove(0);
    assert_eq!(offer.kind, CompletionKind::Key);
    assert_eq!(offer.about, "The role or person who answers for the policy.");
    assert_eq!(&workspace.text(&path).unwrap()[offer.replaces.range()], "ownr");
    assert_eq!(desk.texts("rulebook.yaml", "site:\n  titles:\n    st|"), ["strip_suffix"]);
    assert_eq!(
        desk.texts("rulebook.yaml", "requirements: { SRP-3|"),
        (30..37).map(|n| format!("SRP-{n}")).collect::<Vec<_>>()
    );
}

#[test]
fn keys_contacts_and_requirements_of_a_plan_are_offered() {
    let mut desk = Desk::new();
    let plan = |more: &str| ACME.replace("---\nCall", &format!("{more}\n---\nCall"));
    for (more, wanted) in [
        ("not|", &["notification", "not_required"][..]),
        ("notification:\n  client_|", &["client_within", "client_contact"]),
        ("notification:\n  client_contact: |", &["duty", "lead"]),
        ("notification: { client_contact: l|", &["lead"]),
        ("triage:\n  steps:\n    - do: Look\n      by: d|", &["duty"]),
        ("triage:\n  steps:\n    - do: Look\n      with: [lead, |", &["duty", "lead"]),
        ("triage:\n  steps:\n    - do: Look\n      with:\n        - du|", &["duty"]),
        ("triage:\n  steps:\n    - do: Look\n      ki|", &["kind"]),
        ("triage:\n  steps:\n  - do: Look\n    kind: va|", &["validate"]),
        (
            "exceptions:\n  - requirement: SRP-1|2",
            &[
                "SRP-10", "SRP-11", "SRP-12", "SRP-13", "SRP-14", "SRP-15", "SRP-16", "SRP-17",
                "SRP-18", "SRP-19",
            ],
        ),
        ("not_required:\n  srp-08|", &["SRP-08"]),
        ("sum|", &["summary"]),
        ("service:\n  name: S\n  na|", &[]),
    ] {
        assert_eq!(desk.texts("clients/acme.md", &plan(more)), wanted, "{more}");
    }
    let contact =
        desk.offered("clients/acme.md", &plan("notification: { client_contact: du|ty }")).remove(0);
    assert_eq!((contact.kind, contact.about.as_str()), (CompletionKind::Contact, "Duty engineer"));
    let asked =
        desk.offered("clients/acme.md", &plan("exceptions:\n  - requirement: SRP-35|")).remove(0);
    assert_eq!(asked.kind, CompletionKind::Requirement);
    assert!(asked.about.len() > 10, "{asked:?}");
    // The plan may stand in a file of its own, beside the page.
    let yaml = "srp: 1\ntriage:\n  coordinated_with: |";
    assert_eq!(desk.texts("clients/acme.yaml", yaml), ["duty", "lead"]);
    // A plan that is new has the contacts that are typed above.
    let new = "srp: 1\ncontacts:\n- id: nia\n  name: Nia\nescalation: [ { level: 1, contact: n|";
    assert_eq!(desk.texts("clients/new.yaml", new), ["nia"]);
}

#[test]
fn no_place_of_any_text_is_a_fault() {
    let mut desk = Desk::new();
    for (file, text) in FILES.iter().filter(|(file, _)| path(file).is_page()) {
        let file = path(file);
        for end in (0..=text.len()).filter(|end| text.is_char_boundary(*end)).step_by(7) {
            let inputs = desk.saved.with_text(&file, &text[..end]);
            let workspace = Workspace::of(&mut desk.session, inputs);
            for byte in [0, end / 2, end.saturating_sub(1), end, end + 9] {
                let offered = workspace.completions(&file, byte);
                assert!(offered.iter().all(|offer| offer.replaces.touches(byte)), "{file} {byte}");
                workspace.definition(&file, byte);
                workspace.references(&file, byte);
            }
        }
    }
}

#[test]
fn no_place_of_hostile_text_is_a_fault() {
    let mut desk = Desk::new();
    for text in [
        "---\n- - - a: {{{[[[\n\t}}}]]] : :\n  - é: \"\n",
        "---\r\nsrp: 1\r\ncontacts:\r\n- id: ü\r\nescalation: [{ contact: \r\n---\r\n",
        "\u{feff}---\nréview: { 'ev\n---\n[é](<a b](![[é](#é\n[é]: <\n[]:\n](",
        "---\n---\n](](](]((((((#))))\u{0}\u{202e}😀](😀#😀",
        "---",
        "",
        "+++\na = [\n+++\n[x](",
    ] {
        for name in ["security/logs.md", "clients/acme.yaml", "rulebook.yaml", "glossary.yaml"] {
            let file = path(name);
            let workspace = Workspace::of(&mut desk.session, desk.saved.with_text(&file, text));
            for byte in 0..text.len() + 2 {
                let offered = workspace.completions(&file, byte);
                let is_inside = |offer: &Completion| text.get(offer.replaces.range()).is_some();
                assert!(offered.iter().all(is_inside), "{name} {byte} {text:?}");
                workspace.definition(&file, byte);
                workspace.references(&file, byte);
            }
        }
    }
}
