//! Editions on the command line: which is built, where it goes, what is refused.

use super::tree::plan;
use crate::cli::{Place, Ran};

const CONFIG: &str = "editions:\n  internal: { audience: isms }\n  open: { audience: public, out: www }\n  \
    staff: { audience: staff }\n";

fn place(config: &str) -> Place {
    let place = Place::with(&[
        ("h/content/README.md", "---\naudience: public\n---\n# Home\n\nHello.\n"),
        ("h/content/leave.md", "# Leave\n\nThirty days.\n"),
        ("h/content/rulebook.yaml", config),
    ]);
    place.write("h/content/clients/tern.md", &plan("tern", "Tern Lines", 7002));
    place.write("h/content/clients/heron.md", &plan("heron", "Heron Ltd", 7003));
    place
}

fn names(place: &Place) -> Vec<String> {
    let files = place.files().into_keys();
    files
        .filter(|name| name.ends_with("leave/index.html") || name.contains(".rulebook-edition"))
        .collect()
}

#[test]
fn each_edition_has_a_folder_and_a_stamp_beside_it() {
    let place = place(CONFIG);
    let ran = place.run("build h --all-editions --as-of 2026-11-23");
    assert_eq!(ran.code, Some(0), "{ran:?}");
    assert_eq!(
        names(&place),
        [
            "h/.www.rulebook-edition",
            "h/editions/.staff.rulebook-edition",
            "h/editions/staff/leave/index.html",
            "h/public/leave/index.html",
        ]
    );
    assert_eq!(place.read("h/.www.rulebook-edition"), "open\n");
    assert!(!place.read("h/www/index.html").contains("Leave"));
}

#[test]
fn without_configuration_each_client_has_an_edition() {
    let place = place("");
    let ran = place.run("build h --all-editions --out out --as-of 2026-11-23");
    assert_eq!(ran.code, Some(0), "{ran:?}");
    assert!(place.read("out/client-tern/clients/tern/index.html").contains("Tern Lines"));
    assert!(!place.files().contains_key("out/client-tern/clients/heron/index.html"));
    assert!(place.files().contains_key("out/internal/clients/heron/index.html"));
}

#[test]
fn a_folder_that_holds_another_edition_is_refused() {
    let place = place(CONFIG);
    assert_eq!(place.run("build h --edition staff --out out").code, Some(0));
    let before = place.files();
    let refused = place.run("build h --edition open --out out");
    assert_eq!(refused.code, Some(2));
    assert!(
        refused.stderr.contains("holds the edition `staff`, and would hold `open`"),
        "{refused:?}"
    );
    let refused = place.run("build h --edition internal --out out");
    assert_eq!(refused.code, Some(2), "{refused:?}");
    assert_eq!(place.files(), before);
    // The portal that was there before there were editions is the internal one.
    assert_eq!(place.run("build h --edition internal").code, Some(0));
    assert_eq!(place.run("build h --edition staff --out h/public").code, Some(2));
}

#[test]
fn no_edition_goes_into_another_portal() {
    let place = place(CONFIG);
    assert_eq!(place.run("build h --edition internal --out all").code, Some(0));
    let refused = place.run("build h --edition open --out all/open");
    assert_eq!(refused.code, Some(2), "{refused:?}");
    assert!(refused.stderr.contains("lies in a portal"), "{refused:?}");
    // Nor does everything go into what others see.
    assert_eq!(place.run("build h --edition open --out out").code, Some(0));
    for edition in ["staff", "internal"] {
        let refused = place.run(&format!("build h --edition {edition} --out out/deep/{edition}"));
        assert_eq!(refused.code, Some(2), "{refused:?}");
    }
    assert!(!place.files().keys().any(|path| path.contains("/.deep") || path.contains("/.open")));
}

#[test]
fn links_to_what_an_edition_hides_are_counted_for_its_author() {
    let place = place(CONFIG);
    let ran = place.run("build h --edition staff --out out");
    assert!(!ran.stderr.contains("link to"), "{ran:?}");
    place.write(
        "h/content/more.md",
        "---\naudience: public\n---\n# More\n\nSee [leave](leave.md).\n",
    );
    let ran = place.run("build h --edition open --out open");
    assert_eq!(ran.code, Some(0), "{ran:?}");
    let told = "1 link to what this edition hides is text in it (`check` lists them)";
    assert!(ran.stderr.contains(told), "{ran:?}");
    assert!(ran.stderr.contains("no warnings"), "{ran:?}");
    let ran = place.run("build h --edition open --out open --format json");
    assert!(ran.stdout.contains("\"warnings\":0"), "{ran:?}");
}

#[test]
fn front_matter_that_is_none_is_told_by_the_edition_that_leaves_its_page_out() {
    let place = place(CONFIG);
    place.write("h/content/deal.md", "\n---\naudience: [staff]\n---\n# Deal\n");
    for edition in ["internal", "staff"] {
        let ran = place.run(&format!("build h --edition {edition} --out {edition}"));
        assert_eq!(ran.stderr.matches("warning[front-matter-misplaced]").count(), 1, "{ran:?}");
    }
}

#[test]
fn an_edition_that_sees_no_page_says_so() {
    let place = Place::with(&[
        ("h/content/leave.md", "# Leave\n\nThirty days.\n"),
        ("h/content/rulebook.yaml", CONFIG),
    ]);
    let ran = place.run("build h --edition open --out out");
    assert!(ran.stderr.contains("warning: the edition `open` sees no page"), "{ran:?}");
    assert!(!ran.stderr.contains("no Markdown file"), "{ran:?}");
}

#[test]
fn without_a_choice_the_internal_one_is_built_and_said() {
    let place = place(CONFIG);
    let ran = place.run("build h --as-of 2026-11-23");
    assert_eq!(ran.code, Some(0), "{ran:?}");
    assert!(ran.stderr.starts_with("building the edition `internal`"), "{ran:?}");
    assert!(place.files().contains_key("h/public/leave/index.html"));
    // Nobody would see it in an unattended build.
    let unattended = place.command("build h").env("CI", "true").output().unwrap();
    let unattended = Ran::of(&unattended);
    assert_eq!(unattended.code, Some(2));
    assert!(unattended.stderr.contains("choose with `--edition NAME`"), "{unattended:?}");
    let unattended = place.command("build h --edition staff").env("CI", "true").output().unwrap();
    assert_eq!(Ran::of(&unattended).code, Some(0));
}

#[test]
fn an_edition_that_is_not_understood_ends_the_build() {
    for config in [
        "editions: { open: { audience: publik, out: www } }\n",
        "editions: { open: { audiense: public, out: www } }\n",
        "editions: { open: { audience: [public], out: www } }\n",
        "editions: { Open: { audience: public, out: www } }\n",
        "editions: { open: public }\n",
        "editions: open\n",
        "edition: { open: { audience: public, out: www } }\n",
        "Editons: { open: { audience: public, out: www } }\n",
    ] {
        let place = place(config);
        let unattended = Ran::of(&place.command("build h").env("CI", "true").output().unwrap());
        assert_eq!(unattended.code, Some(2), "{config} {unattended:?}");
        for args in ["build h --edition internal", "build h --all-editions", "build h"] {
            let ran = place.run(args);
            assert_eq!(ran.code, Some(1), "{config} {ran:?}");
            assert!(ran.stderr.contains("error[edition-unusable]"), "{config} {ran:?}");
        }
        assert_eq!(names(&place), [""; 0], "{config}");
    }
    // Without anything below it the key still says that there are editions.
    let place = place("editions:\n");
    let unattended = Ran::of(&place.command("build h").env("CI", "true").output().unwrap());
    assert_eq!(unattended.code, Some(2), "{unattended:?}");
}

#[test]
fn an_edition_that_does_not_exist_is_refused() {
    let place = place(CONFIG);
    for name in ["stuff", "client:nobody"] {
        let ran = place.run(&format!("build h --edition {name}"));
        assert_eq!(ran.code, Some(2), "{ran:?}");
        assert!(ran.stderr.contains("the editions are internal, open, staff"), "{ran:?}");
    }
}

#[test]
fn a_leak_is_told_to_the_operator_and_nothing_is_written() {
    let place = place(CONFIG);
    place.write("h/content/leave.md", "# Leave\n\nAs we do for Heron Ltd.\n");
    let ran = place.run("build h --edition staff --as-of 2026-11-23");
    assert_eq!(ran.code, Some(1), "{ran:?}");
    assert!(
        ran.stderr.contains("leak: leave/index.html holds the name of a client: Heron Ltd\n"),
        "{ran:?}"
    );
    assert!(!place.files().keys().any(|name| name.starts_with("h/editions")));
}

#[test]
fn the_author_is_told_of_links_to_what_is_hidden() {
    let place = place(CONFIG);
    place.write(
        "h/content/README.md",
        "---\naudience: public\n---\n# Home\n\n[Leave](leave.md), [gone](gone.md)\n",
    );
    let ran = place.run("check h --edition open --as-of 2026-11-23");
    assert!(ran.stderr.contains("note[edition-link]"), "{ran:?}");
    assert_eq!(ran.stderr.matches("link-target-missing").count(), 1, "{ran:?}");
    assert_eq!(place.run("build h --edition open").code, Some(0));
    let page = place.read("h/www/index.html");
    // Both look alike, and like text.
    assert!(page.contains("<a>Leave</a>, <a>gone</a>"), "{page}");
}

#[test]
fn a_proof_is_written_down() {
    let place = place(CONFIG);
    let ran = place.run("prove h --edition staff --certificate proof.json --as-of 2026-11-23");
    assert_eq!(ran.code, Some(0), "{ran:?}");
    assert!(
        ran.stderr.starts_with("proved: the edition `staff` is the same without its"),
        "{ran:?}"
    );
    let proof = place.read("proof.json");
    for part in
        ["\"schema\": 1", "\"tool\": \"rulebook\"", "\"name\": \"heron\"", "\"result\": \"same\""]
    {
        assert!(proof.contains(part), "{proof}");
    }
    let again = place.run("prove h --edition staff --as-of 2026-11-23");
    assert_eq!(again.stdout, proof, "whoever runs it again gets the same");
}

/// Returns what a proof of an edition says at last, without how long it took.
fn proved(place: &Place, options: &str) -> String {
    let ran = place.run(&format!("prove h --as-of 2026-11-23 {options}"));
    assert_eq!(ran.code, Some(0), "{ran:?}");
    let (said, _) = ran.stderr.rsplit_once(" (").unwrap();
    said.to_owned()
}

#[test]
fn a_proof_says_how_much_it_took_away() {
    let config = format!("{CONFIG}  audit: {{ audience: auditor }}\n");
    let place = place(&config);
    place.write("h/content/board.md", "---\naudience: [isms]\n---\n# Board\n");
    assert_eq!(
        proved(&place, "--edition staff"),
        "proved: the edition `staff` is the same without its 3 hidden things: all at once and each \
         on its own"
    );
    assert_eq!(
        proved(&place, "--edition staff --most 2"),
        "proved: the edition `staff` is the same without its 3 hidden things: all at once and 2 of \
         them each on its own, 1 not on their own"
    );
    // Of each client: its other names, its owner, its contact's name.
    let audit = proved(&place, "--edition audit --most 1");
    assert!(
        audit.ends_with(" not on their own; 6 names replaced by others can't be taken away"),
        "{audit}"
    );
}

#[test]
fn a_proof_of_an_edition_that_hides_nothing_says_so() {
    let place = place(CONFIG);
    assert_eq!(
        proved(&place, "--edition internal"),
        "nothing to prove: the edition `internal` hides nothing"
    );
}

#[test]
fn what_build_refuses_is_not_proved() {
    let prove = "prove h --edition staff --certificate proof.json --as-of 2026-11-23";
    let leaking = "# Leave\n\nAs we do for Heron Ltd.\n";
    let faulty = "# Leave\n\n<<<<<<< a\nOne\n=======\nTwo\n>>>>>>> b\n";
    for (page, why) in [
        (leaking, "leak: leave/index.html holds the name of a client: Heron Ltd\n"),
        (leaking, "places: nothing was proved. Take"),
        (faulty, "not proved: the edition `staff` has 1 error, so it is not built\n"),
        (faulty, "error[merge-conflict]"),
    ] {
        let place = place(CONFIG);
        place.write("h/content/leave.md", page);
        let refused = place.run("build h --edition staff --as-of 2026-11-23");
        assert_eq!(refused.code, Some(1), "{refused:?}");
        let ran = place.run(prove);
        assert_eq!(ran.code, Some(1), "{ran:?}");
        assert!(ran.stderr.contains(why), "{ran:?}");
        assert!(!ran.stderr.contains("\nproved: "), "{ran:?}");
        assert_eq!(ran.stdout, "");
        assert!(!place.files().contains_key("proof.json"));
    }
}

#[test]
fn an_edition_can_be_checked_and_names_are_told() {
    let config =
        "editions: { moor: { audience: isms, org: { name: Moor, replaces: [Thirty] } } }\n";
    let place = place(config);
    place.write("h/content/x.md", "# X\n\nThirty [y](https://thirty.example/).\n");
    let ran = place.run("build h --edition moor --as-of 2026-11-23");
    assert!(ran.stderr.contains("replaced 2 names in 2 files; left 1 in addresses"), "{ran:?}");
    let ran = place.run("check h --edition moor --as-of 2026-11-23");
    assert!(ran.stderr.contains("note[name-left]"), "{ran:?}");
}

#[test]
fn a_term_of_a_hidden_policy_is_no_fault() {
    let config = format!("{CONFIG}collections: {{ glossary.yaml: {{ audience: public }} }}\n");
    let place = place(&config);
    let entry = |policy: &str| format!("Leave:\n  meaning: Days off.\n  policy: {policy}\n");
    place.write("h/content/glossary.yaml", &entry("leave"));
    let ran = place.run("build h --edition open --strict --as-of 2026-11-23");
    assert_eq!(ran.code, Some(0), "{ran:?}");
    // One that is nowhere is.
    place.write("h/content/glossary.yaml", &entry("gone"));
    let ran = place.run("build h --edition open --strict --as-of 2026-11-23");
    assert!(ran.stderr.contains("warning[glossary-policy-missing]"), "{ran:?}");
}

/// Returns the files of the edition that a build of a place writes.
fn staff(place: &Place) -> Vec<(String, Vec<u8>)> {
    let ran = place.run("build h --edition staff --as-of 2026-11-23");
    assert_eq!(ran.code, Some(0), "{ran:?}");
    place.files().into_iter().filter(|(name, _)| name.starts_with("h/editions/staff/")).collect()
}

#[test]
fn git_history() {
    let place = place(CONFIG);
    let before = staff(&place);
    assert!(before.len() > 10);
    for folder in ["h", "h/content"] {
        place.write(&format!("{folder}/.git/HEAD"), "ref: refs/heads/heron-deal\n");
        place.write(
            &format!("{folder}/.git/logs/HEAD"),
            "0 1 A <a@us.example> 1 +0000\tAdd Heron Ltd\n",
        );
        place.write(&format!("{folder}/.git/COMMIT_EDITMSG"), "Add Heron Ltd and mend Tern\n");
    }
    assert_eq!(staff(&place), before);
}

#[test]
fn last_updated_and_build_ids() {
    let place = place(CONFIG);
    let before = staff(&place);
    // A hidden file that is younger and says more, and the program run once more.
    place.write("h/content/clients/heron.md", &plan("heron", "Heron and Company Ltd", 7004));
    assert_eq!(staff(&place), before);
    let other = self::place(CONFIG);
    assert_eq!(staff(&other), before, "in another folder, at another time");
}
