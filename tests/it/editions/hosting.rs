//! What hosts are told: the files of `tests/cases/hosting`, for an edition for everybody and one for a
//! client, from one tree with things to hide.

use super::tree::plan;
use super::{edition, output};
use crate::cli::Place;
use crate::support::{SAMPLE_DAY, assert_none, check_files, day, differs, printed, repository};
use rulebook::place::SourcePath;
use rulebook::{Goal, Host, Inputs, Memory, Session, SourceTree, hosting};

const CONFIG: &str = "org: { name: Our House }\n\
    site: { url: \"https://inside.example/\", hosts: [netlify, cloudflare, apache] }\n\
    editions:\n\
    \x20 internal: { audience: isms }\n\
    \x20 open: { audience: public, site: { url: \"https://open.example/rules/\" } }\n\
    \x20 tern: { audience: \"client:tern\", site: { url: \"https://tern.example/\" } }\n\
    \x20 bare: { audience: \"client:tern\", site: { hosts: [] } }\n";

/// What the editions hide.
const HIDDEN: &[&str] = &["board/falcon.md", "clients/heron.md"];

fn tree() -> SourceTree {
    let file = |path: &'static str, text: &str| (path, text.as_bytes().to_vec());
    SourceTree::from_files([
        file("rulebook.yaml", CONFIG),
        file("README.md", "---\naudience: public\n---\n# Home\n\nHello.\n"),
        file("board/falcon.md", "---\naudience: [isms]\n---\n# Falcon\n\nA deal.\n"),
        file("clients/heron.md", &plan("heron", "Heron Ltd", 7001)),
        file("clients/tern.md", &plan("tern", "Tern Lines", 7002)),
    ])
}

fn told(tree: &SourceTree, name: &str, host: Host) -> String {
    let mut inputs = Inputs::new(tree.clone(), day(SAMPLE_DAY));
    inputs.edition = Some(name.into());
    hosting(&inputs, host)
}

/// Returns the text with `HASH` for what is in a name of a style or script, or allows a style sheet.
fn without_hashes(text: &str) -> String {
    let mut pieces = text.split("'sha256-");
    let mut plain = pieces.next().unwrap().to_owned();
    for piece in pieces {
        plain.push_str("'sha256-HASH'");
        plain.push_str(piece.split_once('\'').unwrap().1);
    }
    let line = |line: &str| match line.split_once('-') {
        Some((name, rest)) if line.starts_with("/assets/") => {
            let (hash, end) = rest.split_once('.').unwrap();
            assert!(hash.len() == 8 && hash.bytes().all(|byte| byte.is_ascii_hexdigit()), "{line}");
            format!("{name}-HASH.{end}")
        }
        _ => line.to_owned(),
    };
    plain.lines().map(line).fold(String::new(), |all, line| all + &line + "\n")
}

#[test]
fn each_host_is_told_in_its_own_format() {
    let tree = tree();
    let mut faults = Vec::new();
    for name in ["open", "tern"] {
        for host in Host::ALL {
            let file = repository(&format!("tests/cases/hosting/{name}-{host}.txt"));
            faults.extend(differs(&file, &without_hashes(&told(&tree, name, *host))));
        }
    }
    assert_none(&faults);
}

#[test]
fn the_portal_brings_what_hosts_read_in_it_and_nothing_else() {
    let tree = tree();
    let of_hosts = |name: &str| {
        let build = edition(&tree, name);
        let files = build.outputs.keys().map(|path| path.as_str().to_owned());
        files.filter(|path| path.starts_with(['_', '.'])).collect::<Vec<_>>()
    };
    assert_eq!(of_hosts("tern"), [".htaccess", "_headers"]);
    assert!(of_hosts("bare").is_empty(), "an edition may have other hosts than the rest");
    let build = edition(&tree, "tern");
    assert_eq!(output(&build, "_headers"), told(&tree, "tern", Host::Cloudflare));
    assert_eq!(output(&build, ".htaccess"), told(&tree, "tern", Host::Apache));
}

#[test]
fn files_that_may_be_kept_are_those_of_the_theme_alone() {
    let tree = tree();
    let build = edition(&tree, "tern");
    let headers = output(&build, "_headers");
    let kept = headers.lines().filter_map(|line| line.strip_prefix("/assets/"));
    let mut kept: Vec<String> = kept.map(|name| format!("assets/{name}")).collect();
    kept.sort();
    let files = build.outputs.keys().map(|path| path.as_str().to_owned());
    assert_eq!(kept, files.filter(|path| path.starts_with("assets/")).collect::<Vec<_>>());
}

#[test]
fn the_policy_allows_what_call_sheets_hold() {
    let build = edition(&tree(), "tern");
    let sheet = output(&build, "clients/tern/call-sheet.html").replace("&#39;", "'");
    let hash = sheet.split("style-src ").nth(1).unwrap().split(';').next().unwrap();
    assert!(hash.starts_with("'sha256-"), "{hash}");
    let headers = output(&build, "_headers");
    assert!(headers.contains(&format!("; style-src 'self' {hash}; ")), "{headers}");
}

#[test]
fn hosts_are_told_nothing_of_what_is_hidden() {
    let tree = tree();
    let mut bare = tree.clone();
    for path in HIDDEN {
        bare.remove(&SourcePath::new(path).unwrap());
    }
    for name in ["open", "tern"] {
        for host in Host::ALL {
            let text = told(&tree, name, *host);
            assert_eq!(text, told(&bare, name, *host));
            let folded = text.to_lowercase();
            for secret in ["falcon", "heron", "board", "clients/", "call-sheet"] {
                assert!(!folded.contains(secret), "{name} {host}: {secret}");
            }
        }
    }
}

#[test]
fn a_host_that_reads_no_file_is_reported() {
    let config = "site: { hosts: [nginx, netlfy, apache] }\n";
    let files = [("rulebook.yaml", config), ("a.md", "# A\n\nText.\n")];
    let files = files.map(|(path, text)| (path.to_owned(), text.as_bytes().to_vec()));
    let printed = printed(&check_files(&files, SAMPLE_DAY));
    for part in [
        "`nginx` reads no file of the portal",
        "print what it needs with `rulebook hosting nginx`",
        "`netlfy` is no host that is known",
        "did you mean `netlify`?",
    ] {
        assert!(printed.contains(part), "{printed}");
    }
    assert_eq!(printed.matches("config-type").count(), 2, "{printed}");
}

#[test]
fn the_command_prints_what_a_host_is_told() {
    let place = Place::with(&[
        ("h/content/README.md", "---\naudience: public\n---\n# Home\n\nHello.\n"),
        (
            "h/content/rulebook.yaml",
            "site: { hosts: apache }\neditions: { open: { audience: public } }\n",
        ),
    ]);
    let ran = place.run("hosting nginx h --edition open");
    assert_eq!((ran.code, &*ran.stderr), (Some(0), ""), "{ran:?}");
    assert!(ran.stdout.contains("add_header Content-Security-Policy \"default-src 'none';"));
    assert!(!ran.stdout.contains("auth_basic"), "everybody may read it");
    // Nothing is chosen: it is the one that `build` would build.
    let ran = place.run("hosting nginx h");
    assert!(ran.stdout.contains("auth_basic_user_file"), "{ran:?}");
    let unattended = place.command("hosting nginx h").env("CI", "true").output().unwrap();
    assert_eq!(unattended.status.code(), Some(2));
    let ran = place.run("hosting iis h");
    assert_eq!(ran.code, Some(2));
    assert!(ran.stderr.contains("use netlify, cloudflare, apache, nginx or s3"), "{ran:?}");
    place.run("build h --edition open --out www");
    assert!(place.read("www/.htaccess").starts_with("# Written by rulebook."));
}

#[test]
fn a_file_of_the_project_is_what_the_host_reads() {
    let mut inputs = Inputs::new(tree(), day(SAMPLE_DAY));
    inputs.edition = Some("tern".into());
    let own: &[u8] = b"/*\n  X-Ours: yes\n";
    inputs.statics.insert("_headers".to_owned(), own.to_vec().into());
    let build = Session::new(Memory::Drop).build(inputs, Goal::Build);
    assert_eq!(output(&build, "_headers").as_bytes(), own);
    assert_eq!(
        build.diagnostics.iter().count(),
        edition(&tree(), "tern").diagnostics.iter().count()
    );
}
