//! `rulebook check --fix`: what it changes, what it leaves alone, and that a second run changes nothing.

#![allow(clippy::disallowed_methods, clippy::unwrap_used, reason = "the tests look at files")]

use crate::cli::Place;
use crate::support::{TODAY, day};
use proptest::prelude::*;
use rulebook::{Fixed, Inputs, Memory, Session, SourceTree};
use std::collections::BTreeMap;

/// Fixes files of a content tree.
fn fix(files: &[(&str, String)]) -> Fixed {
    let files = files.iter().map(|(path, text)| (*path, text.clone().into_bytes()));
    Session::new(Memory::Keep).fix(Inputs::new(SourceTree::from_files(files), day(TODAY)))
}

/// Fixes a page among others, and returns its new text; empty when it stays as it is.
fn fixed(page: &str) -> String {
    let others = [
        ("guides/Backup Tapes/README.md", "# Tapes\n"),
        ("guides/README.md", "# Guides\n"),
        ("guides/passwords.md", "# Passwords\n\n## Scope\n"),
        ("guides/iso-27001.md", "# ISO 27001\n"),
        ("guides/plans.md", "# Plans\n"),
        ("guides/plant.md", "# Plant\n"),
        ("people/leave/parental-leave.md", "# Parental leave\n"),
        ("people/leave/logo.png", "x"),
        ("remote.md", "# Remote\n"),
    ];
    let mut files: Vec<(&str, String)> =
        others.iter().map(|(path, text)| (*path, (*text).to_owned())).collect();
    files.push(("people/page.md", page.to_owned()));
    let mut fixed = fix(&files);
    fixed.files.pop_first().map(|(_, file)| file.after).unwrap_or_default()
}

#[test]
fn links_that_can_mean_one_file_are_mended() {
    for (wrong, right) in [
        // Letter case, in whatever spelling.
        ("../Guides/PASSWORDS.md", "../guides/passwords.md"),
        ("../guides/backup%20tapes/", "../guides/Backup%20Tapes/"),
        ("/guides/Passwords", "/guides/passwords"),
        ("../guides/Passwords.html", "../guides/passwords.html"),
        ("../guides/passwords.md#SCOPE", "../guides/passwords.md#scope"),
        // A step too few or too many.
        ("guides/passwords.md#scope", "../guides/passwords.md#scope"),
        ("../leave/parental-leave.md", "leave/parental-leave.md"),
        ("remote.md", "../remote.md"),
        ("guides/README.md", "../guides/README.md"),
        // A slip of the pen.
        ("../guides/paswords.md", "../guides/passwords.md"),
        ("../guides/passwords.mdd", "../guides/passwords.md"),
        ("leave/parentel-leave", "leave/parental-leave"),
        ("../guides/Backup%20Taps/", "../guides/Backup%20Tapes/"),
    ] {
        let page = |link: &str| format!("# Page\n\nSee [it]({link} \"why\").\n");
        assert_eq!(fixed(&page(wrong)), page(right), "{wrong}");
    }
}

#[test]
fn addresses_in_reference_definitions_are_mended_where_they_stand() {
    let page = "# Page\r\n\r\nSee [it][A  b], [a B], [again][] and ![logo][].\r\n\r\n[a b]: <Leave/parental-leave.md>\r\n  \
                'T'\r\n[again]: ../guides/paswords.md#SCOPE\r\n[logo]: leave/LOGO.png";
    let right = page
        .replace("Leave/", "leave/")
        .replace("paswords.md#SCOPE", "passwords.md#scope")
        .replace("LOGO", "logo");
    assert_eq!(fixed(page), right);
    let fixes = fix(&[("a.md", "# A\n\n[x] [x]\n\n[x]: B.md\n".into()), ("b.md", "# B\n".into())]);
    assert_eq!((fixes.fixes, fixes.files.len()), (2, 1), "one edit mends both links");
}

#[test]
fn what_can_mean_several_files_or_none_stays() {
    for link in [
        "../guides/plane.md",
        "../guides/iso-27002.md",
        "../guides/xasswords.md",
        "README.md",
        "www.example.org",
        "../remoted.txt",
        "gone/passwords.md",
        "leave/logo.jpg",
        "parental-leave.md",
        "../guides/pasword.md",
        "x) [it][a]\n\n[a]: gone/parentel-leave.md\n\n(",
    ] {
        assert_eq!(fixed(&format!("# Page\n\nSee [it]({link}).\n")), "", "{link}");
    }
}

#[test]
fn only_the_bytes_of_the_fault_change() {
    let page = "\u{feff}# Page\r\n\r\n##Aim\r\n\r\nx [a](  <Leave/parental-leave.md>  'T')\tend ";
    let right = page.replace("##Aim", "## Aim").replace("Leave/", "leave/");
    assert_eq!(fixed(page), right);
}

/// Fixes the list of a page, and returns its new text.
fn sorted(page: &str) -> String {
    let mut files = vec![("README.md", page.to_owned())];
    let names = ["a", "b", "c", "d", "e", "f", "g"];
    let paths = names.map(|name| format!("{name}.md"));
    files.extend(paths.iter().map(|path| (path.as_str(), format!("# {path}\n"))));
    let mut fixed = fix(&files);
    let text = fixed.files.pop_first().map(|(_, file)| file.after).unwrap_or_default();
    if !text.is_empty() {
        files[0].1.clone_from(&text);
        assert!(fix(&files).files.is_empty(), "a second run changes nothing: {text}");
    }
    text
}

#[test]
fn items_move_to_their_place_with_what_is_nested_in_them() {
    let page = "# A-Z\r\n\r\n  * [E](e.md) is\r\n    late\r\n\r\n    1. [G](g.md)\r\n    2. [A](a.md)\r\n  * [B](b.md)\r\n  \
                * [C](c.md)\r\n  * [D](d.md)";
    let right = "# A-Z\r\n\r\n  * [B](b.md)\r\n  * [C](c.md)\r\n  * [D](d.md)\r\n  * [E](e.md) is\r\n    late\r\n\r\n    \
                 1. [G](g.md)\r\n    2. [A](a.md)";
    assert_eq!(sorted(page), right);
    let loose = "# A-Z\n\n- [B](b.md)\n\n- [C](c.md)\n\n- [D](d.md)\n\n- [A](a.md)\n\nThe end.\n";
    let right = "# A-Z\n\n- [A](a.md)\n\n- [B](b.md)\n\n- [C](c.md)\n\n- [D](d.md)\n\nThe end.\n";
    assert_eq!(sorted(loose), right);
    // Two that belong in one place, and one whose link is wrong as well.
    let several =
        "# A-Z\n\n- [A](a.md)\n- [F](F.md)\n- [E](e.md)\n- [B](b.md)\n- [C](c.md)\n- [D](d.md)\n";
    let right =
        "# A-Z\n\n- [A](a.md)\n- [B](b.md)\n- [C](c.md)\n- [D](d.md)\n- [E](e.md)\n- [F](f.md)\n";
    assert_eq!(sorted(several), right);
    let lettered = "## A\n- [A](a.md)\n- [C](c.md)\n- [Ab](a.md)\n\n## B\n- [B](b.md)\n\n## C\n- [Ca](c.md)\n- [Cb](c.md)\n\
                    - [Cc](c.md)\n";
    let right = "## A\n- [A](a.md)\n- [Ab](a.md)\n\n## B\n- [B](b.md)\n\n## C\n- [C](c.md)\n- [Ca](c.md)\n- [Cb](c.md)\n\
                 - [Cc](c.md)\n";
    assert_eq!(sorted(lettered), right);
}

const WRONG: &[(&str, &str)] = &[
    ("h/content/a b.md", "# A\n\n##Two\n\n[c](C.md)\n"),
    ("h/content/c.md", "# C\n\n[gone](nowhere-at-all.md)\n"),
];

#[test]
fn a_dry_run_prints_a_patch_and_writes_nothing() {
    let place = Place::with(WRONG);
    let before = place.files();
    let patch = "--- a/h/content/a b.md\t\n+++ b/h/content/a b.md\t\n@@ -1,5 +1,5 @@\n # A\n \n-##Two\n\
                 +## Two\n \n-[c](C.md)\n+[c](c.md)\n";
    place.expect("check h --fix --dry-run", 1, patch, "would fix 2 findings in 1 file\n");
    assert_eq!(place.files(), before);
    let root = place.path("h");
    let patch = place.run(&format!("check {} --fix --dry-run", root.display())).stdout;
    let name = root.to_string_lossy().trim_start_matches('/').to_owned();
    assert!(patch.starts_with(&format!("--- a/{name}/")), "{patch}");
    let alone = place.run("check h --dry-run");
    let mixed = place.run("check h --fix --dry-run --format json");
    assert_eq!((alone.code, mixed.code), (Some(2), Some(2)));
}

#[test]
fn a_second_run_changes_nothing() {
    let place = Place::with(WRONG);
    let ran = place.run("check h --fix");
    assert_eq!(ran.code, Some(1), "a finding is left");
    let tail = "2 links in N s: no errors, 1 warning, no notes\nfixed 2 findings in 1 file\n";
    assert!(ran.stderr.ends_with(tail), "{}", ran.stderr);
    assert_eq!(place.read("h/content/a b.md"), "# A\n\n## Two\n\n[c](c.md)\n");
    let after = place.files();
    assert!(!place.run("check h --fix").stderr.contains("fixed"));
    place.expect("check h --fix --dry-run", 1, "", "nothing can be fixed\n");
    assert_eq!(place.files(), after);
}

#[test]
fn what_counts_for_nothing_is_not_fixed() {
    let place = Place::with(WRONG);
    let config = "checks: { heading-space: off, link-target-missing: off }\n";
    place.write("h/content/rulebook.yaml", config);
    let ignored =
        "# A\n\n##Two\n\n<!-- rulebook-ignore link-case-differs: history -->\n[c](C.md)\n";
    place.write("h/content/a b.md", ignored);
    place.expect("check h --fix --dry-run", 0, "", "nothing can be fixed\n");
}

#[cfg(unix)]
#[test]
fn permissions_stay_and_nothing_is_left_behind() {
    use std::fs::{self, Permissions};
    use std::os::unix::fs::PermissionsExt;
    let place = Place::with(WRONG);
    let file = place.path("h/content/a b.md");
    fs::set_permissions(&file, Permissions::from_mode(0o640)).unwrap();
    place.run("check h --fix");
    assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o640);
    let names: Vec<String> = place.files().into_keys().collect();
    assert_eq!(names, ["h/content/a b.md", "h/content/c.md"]);
}

#[cfg(unix)]
#[test]
fn a_file_that_changed_or_is_a_link_is_not_replaced() {
    use rulebook::authoring::replace;
    use std::fs;
    use std::os::unix::fs::symlink;
    let place = Place::with(&[("a.md", "now")]);
    symlink("a.md", place.path("link.md")).unwrap();
    fs::create_dir(place.path("folder")).unwrap();
    let before = place.files();
    let refused = [
        ("a.md", Some("then"), "was changed since it was read, and stays as it is"),
        ("link.md", Some("now"), "is no plain file, and stays as it is"),
        ("folder", None, "is no plain file, and stays as it is"),
    ];
    for (name, known, why) in refused {
        let error = replace(&place.path(name), known, "new").unwrap_err().to_string();
        assert!(error.ends_with(why), "{error}");
    }
    assert!(replace(&place.path("gone.md"), Some("x"), "new").is_err());
    assert_eq!(place.files(), before);
    replace(&place.path("a.md"), Some("now"), "new").unwrap();
    assert_eq!(place.read("link.md"), "new");
}

/// What pages of generated trees are made of.
const PIECES: &[&str] = &[
    "##Two\n\n",
    "#One\n\n",
    "## Two\n",
    "[a](B.md)",
    "[b](../sub/C.md#X)",
    "[c](sub/b.md)",
    "\r\n",
    "\n\n",
    "![p](P.PNG)",
    "[d](lon-name.md)",
    "<a href=\"LONG-name.md\">e</a>",
    "[r]\n\n[r]: long-nam.md\n",
    "\n# A-Z\n",
    "\n- [c](sub/b.md)\n",
    "\n- [a](B.md)\n\n",
    "\n- [b](../sub/C.md)\n  - [a](B.md)",
    "- ",
    "> ",
    "`",
    "###Three\r\n",
    " é ",
    "[f](/Sub/C)",
    "[g](#TWO)",
    "{#two}",
    "<!-- x -->",
    "\u{feff}",
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]
    #[test]
    fn fixing_twice_is_fixing_once(
        pages in prop::collection::vec(prop::collection::vec(prop::sample::select(PIECES), 0..12), 3)
    ) {
        let names = ["b.md", "sub/c.md", "long-name.md"];
        let texts = pages.iter().map(|pieces| format!("# Page\n\n{}", pieces.concat()));
        let files: Vec<(&str, String)> = names
            .into_iter()
            .zip(texts)
            .chain([("p.png", "x".to_owned())])
            .collect();
        let once = fix(&files);
        let mut after: BTreeMap<&str, String> = files.iter().cloned().collect();
        for (path, file) in &once.files {
            prop_assert_eq!(&after[path.as_str()], &file.before);
            *after.get_mut(path.as_str()).unwrap() = file.after.clone();
        }
        let after: Vec<(&str, String)> = after.into_iter().collect();
        let twice = fix(&after);
        prop_assert!(twice.files.is_empty(), "{:?}", twice.files);
        prop_assert!(twice.build.diagnostics.iter().all(|found| found.fix.is_none()));
        prop_assert_eq!(&twice.build.diagnostics, &once.build.diagnostics);
    }
}
