//! The same input gives the same bytes, whatever the order, the threads, the machine and the day it
//! is built on; and nothing of the source or the machine leaks into what is published.

#![allow(clippy::disallowed_methods, clippy::unwrap_used, reason = "tests set up folders")]

use crate::fuzz::answer::today;
use crate::fuzz::grammar;
use crate::fuzz::random::Random;
use crate::support::{files_below, write};
use rulebook::{Build, Goal, Inputs, Memory, Session, SourceTree};
use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;
use tempfile::TempDir;

/// A value that stands in front matter under a key that means nothing.
const SECRET_VALUE: &str = "zq7-front-matter";
const SECRET_KEY: &str = "zq7_unknown_key";
/// What stands in comments.
const SECRET_COMMENT: &str = "zq7-comment";

/// Returns the files of a handbook that has something of everything, some of it wrong.
fn handbook() -> Vec<(String, Vec<u8>)> {
    let mut files = vec![
        (
            "README.md".to_owned(),
            "# Northgate Works - Policies\n\n## A-Z Policies\n\n- [x](a/p3.md)\n".into(),
        ),
        (
            "rulebook.yaml".to_owned(),
            "site: {url: 'https://northgate.example/h/'}\n# zq7-comment\n".into(),
        ),
        ("a/pic.png".to_owned(), vec![1, 2, 3]),
    ];
    for n in 0..40 {
        let folder = ["a", "b", "b/c d", "ü"][n % 4];
        let title = ["Backup", "backup", "Über", "The Backup", "Zebra", "日本", "1st"][n % 7];
        let next = (n + 1) % 40;
        let text = format!(
            "---\n{SECRET_KEY}: {SECRET_VALUE}\nredirect_from: [old-{n}, old-{next}]\nid: p{}\n\
             review: {{every: 12m, last: 2025-03-01}}\nrelated: [p3, p5]\n---\n# {title}\n\n\
             See [x](/{}/p{next}.md#scope) and [y](missing-{n}.md).\n\n<!-- {SECRET_COMMENT} -->\n\n\
             Text <!-- {SECRET_COMMENT} --> more.[^1] <b onclick=x>b</b>\n\n[^1]: Note.\n\n\
             ```rust\nfn f{n}() {{}} // text\n```\n\n![p](/a/pic.png)\n",
            n % 30,
            ["a", "b", "b/c%20d", "ü"][next % 4],
        );
        files.push((format!("{folder}/p{n}.md"), text.into_bytes()));
    }
    files
}

fn build(files: &[(String, Vec<u8>)]) -> Build {
    let files = files.iter().map(|(path, bytes)| (path.as_str(), bytes.clone()));
    let mut inputs = Inputs::new(SourceTree::from_files(files), today());
    inputs.statics.insert("robots.txt".to_owned(), b"x".as_slice().into());
    Session::new(Memory::Drop).build(inputs, Goal::Build)
}

#[track_caller]
fn assert_equal(one: &Build, other: &Build, what: &str) {
    let names = |build: &Build| build.outputs.keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(one), names(other), "{what}");
    for (path, bytes) in &one.outputs {
        assert!(other.outputs.get(path) == Some(bytes), "{what}: {path} differs");
    }
    assert_eq!(one.diagnostics, other.diagnostics, "{what}");
    assert_eq!(one.summary, other.summary, "{what}");
}

#[test]
fn order_and_threads_make_no_difference() {
    let mut files = handbook();
    let mut random = Random::new(11);
    for n in 0..40 {
        files.push((format!("odd/{n}.md"), grammar::page(&mut random).into_bytes()));
    }
    let first = build(&files);
    for threads in [1, 2, 8] {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        for round in 0..3 {
            random.shuffle(&mut files);
            let again = pool.install(|| build(&files));
            assert_equal(&first, &again, &format!("{threads} threads, round {round}"));
        }
    }
}

/// Writes the handbook as a project below `folder`.
fn project(folder: &Path) {
    for (path, bytes) in handbook() {
        write(&folder.join("content").join(path), bytes);
    }
    write(&folder.join("static/robots.txt"), "x");
}

/// Builds the project in `folder` into its `public` with a shell line, in which `"$@"` is the build.
#[track_caller]
fn run(folder: &Path, from: &Path, line: &str, root: &str, out: &str) -> BTreeMap<String, Vec<u8>> {
    let mut shell = Command::new("sh");
    shell.current_dir(from).args(["-c", line, "sh", env!("CARGO_BIN_EXE_rulebook"), "build", root]);
    let ended = shell.args(["--out", out]).output().unwrap();
    let stderr = String::from_utf8_lossy(&ended.stderr);
    assert_eq!(ended.status.code(), Some(0), "{line}: {stderr}");
    files_below(&folder.join("public"))
}

#[cfg(unix)]
#[test]
fn the_machine_makes_no_difference() {
    let home = TempDir::new().unwrap();
    let elsewhere = TempDir::new().unwrap();
    let deep = elsewhere.path().join("a b/ü");
    project(home.path());
    project(&deep);
    let (home, deep) = (home.path(), deep.as_path());
    let day = "SOURCE_DATE_EPOCH=1772409600";
    let out = home.join("public");
    let out = out.to_str().unwrap();
    let first = run(home, home, &format!("{day} exec \"$@\""), ".", "public");
    assert!(first.len() > 80, "{:?}", first.keys());
    let absolute = home.to_str().unwrap();
    for (from, line, root, out) in [
        (home, format!("{day} TZ=Pacific/Kiritimati exec \"$@\""), ".", "public"),
        (home, format!("{day} LANG=tr_TR.UTF-8 LC_ALL=tr_TR.UTF-8 exec \"$@\""), ".", "public"),
        (home, format!("{day} LC_ALL=C exec \"$@\""), ".", "public"),
        (home, format!("umask 077; {day} exec \"$@\""), ".", "public"),
        (home, format!("{day} RAYON_NUM_THREADS=1 exec \"$@\""), ".", "public"),
        (home, format!("{day} HOME=/nonexistent NO_COLOR=1 TERM=dumb exec \"$@\""), ".", "public"),
        (home, "exec \"$@\" --as-of 2026-03-02".to_owned(), ".", "public"),
        (Path::new("/"), format!("{day} exec \"$@\""), absolute, out),
    ] {
        std::fs::remove_dir_all(home.join("public")).unwrap();
        assert!(run(home, from, &line, root, out) == first, "{line} in {}", from.display());
    }
    let moved = run(deep, deep, &format!("{day} exec \"$@\""), ".", "public");
    assert!(moved == first, "another folder");
    let over = run(home, home, &format!("{day} exec \"$@\""), ".", "public");
    assert!(over == first, "a second build over the first");
}

#[cfg(unix)]
#[test]
fn nothing_leaks_into_what_is_published() {
    let home = TempDir::with_prefix("zq7home").unwrap();
    project(home.path());
    let files = run(
        home.path(),
        Path::new("/"),
        "exec \"$@\"",
        home.path().to_str().unwrap(),
        home.path().join("public").to_str().unwrap(),
    );
    let version = concat!("rulebook ", env!("CARGO_PKG_VERSION"));
    for (path, bytes) in &files {
        let text = String::from_utf8_lossy(bytes);
        for leak in
            ["zq7home", SECRET_KEY, SECRET_VALUE, SECRET_COMMENT, "redirect_from", "<!--", version]
        {
            assert!(!text.contains(leak), "{path} holds {leak}");
        }
        assert!(!path.starts_with("content") && !path.contains("rulebook.yaml"), "{path}");
    }
}
