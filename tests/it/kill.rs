//! The real program, killed, doubled and out of space: the output folder holds one whole site.
//!
//! When to kill is chosen from what is measured: at a random part of a whole run, or at a random
//! moment after the new site's folder appears. Nothing waits in the hope that something has
//! happened; every round ends in a state that is checked.

#![cfg(unix)]
#![allow(clippy::disallowed_methods, clippy::unwrap_used, reason = "tests set up folders")]

use crate::fuzz::random::{Random, iterations};
use crate::support::{files_below, left_out, write};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};
use tempfile::TempDir;

type Files = BTreeMap<String, Vec<u8>>;

const MANIFEST: &str = ".rulebook-manifest.json";

/// Two projects and one output folder.
struct Bench {
    folder: TempDir,
}

impl Bench {
    /// Writes two sites of some hundred files each. Most are copied: what is tested is the writing.
    fn new() -> Self {
        let bench = Self { folder: TempDir::new().unwrap() };
        for site in ["a", "b"] {
            let project = bench.path(site);
            for n in 0..40 {
                // Some pages differ, some are the same, and some exist in one of the two only.
                let body = if n % 3 == 0 { "same" } else { site };
                let name = if n % 5 == 0 { format!("{site}{n}") } else { format!("p{n}") };
                let text = format!("# Policy {n}\n\nThe text is {body}.\n");
                write(&project.join(format!("content/f{}/{name}.md", n % 4)), text);
            }
            for n in 0..300 {
                let name = if n % 5 == 0 { format!("{site}{n}") } else { format!("s{n}") };
                write(
                    &project.join(format!("static/d{}/{name}.txt", n % 7)),
                    format!("{site} {n}"),
                );
            }
        }
        bench
    }

    fn path(&self, inside: &str) -> PathBuf {
        self.folder.path().join(inside)
    }

    fn command(&self, site: &str) -> Command {
        let mut command = build(&self.path(site), &self.path("out/public"));
        command.stdout(Stdio::null()).stderr(Stdio::null());
        command
    }

    fn start(&self, site: &str) -> Child {
        self.command(site).spawn().unwrap()
    }

    /// Builds a site, and returns what is in the output folder then.
    #[track_caller]
    fn build(&self, site: &str) -> Files {
        let ended = build(&self.path(site), &self.path("out/public")).output().unwrap();
        assert_eq!(ended.status.code(), Some(0), "{}", text_of(&ended));
        self.files()
    }

    fn files(&self) -> Files {
        files_below(&self.path("out/public"))
    }

    /// Returns what lies beside the output folder.
    fn leftovers(&self) -> Vec<String> {
        let beside = std::fs::read_dir(self.path("out")).unwrap();
        let names = beside.map(|entry| entry.unwrap().file_name().into_string().unwrap());
        names.filter(|name| name != "public").collect()
    }
}

fn build(project: &Path, out: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_rulebook"));
    command.args(["build", "--as-of", "2026-03-02", "--out"]).arg(out).arg(project);
    command
}

fn text_of(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// Waits without giving the processor away: shorter than a sleep can be.
fn spin(time: Duration) {
    let began = Instant::now();
    while began.elapsed() < time {
        std::hint::spin_loop();
    }
}

/// Waits until the new site is being put together, or the build has ended.
fn spin_until_staged(stage: &Path, child: &mut Child) {
    while !stage.exists() && child.try_wait().unwrap().is_none() {
        std::hint::spin_loop();
    }
}

/// Names what is wrong with a folder that is neither of two sites.
fn mixture(found: &Files, sites: [&Files; 2]) -> String {
    let counts = sites
        .map(|site| site.iter().filter(|(path, bytes)| found.get(*path) == Some(bytes)).count());
    format!(
        "a mixture of {} files: {} of the {} of one site, {} of the {} of the other",
        found.len(),
        counts[0],
        sites[0].len(),
        counts[1],
        sites[1].len(),
    )
}

#[test]
fn a_killed_build_leaves_one_whole_site() {
    let bench = Bench::new();
    let site_a = bench.build("a");
    let (began, site_b) = (Instant::now(), bench.build("b"));
    let whole = began.elapsed();
    let stage = bench.path("out/.public.rulebook-stage");
    let mut random = Random::new(12);
    let (mut hits, mut unfinished) = (0, 0);
    let mut live = "b";
    for round in 0..iterations(50) {
        let next = if live == "a" { "b" } else { "a" };
        let mut child = bench.start(next);
        let part = u32::try_from(random.below(1_000)).unwrap();
        if round % 2 == 0 {
            spin(whole * part / 1_000);
        } else {
            spin_until_staged(&stage, &mut child);
            spin(whole * part / 10_000);
        }
        hits += usize::from(child.try_wait().unwrap().is_none());
        child.kill().unwrap();
        child.wait().unwrap();
        unfinished += usize::from(!bench.leftovers().is_empty());
        let found = bench.files();
        assert!(
            found == site_a || found == site_b,
            "round {round}: {}",
            mixture(&found, [&site_a, &site_b])
        );
        // Every third time the next build follows on what the killed one left; otherwise two do.
        if round % 3 == 0 {
            assert!(bench.build(next) == if next == "a" { site_a.clone() } else { site_b.clone() });
            assert_eq!(bench.leftovers(), Vec::<String>::new(), "round {round}");
            live = next;
        } else {
            live = if found == site_a { "a" } else { "b" };
        }
    }
    assert!(hits > 0, "no build was still running when it was to be killed");
    assert!(unfinished > 0, "no build was killed while it was writing");
    assert!(bench.build("a") == site_a, "the last build mends everything");
    assert_eq!(bench.leftovers(), Vec::<String>::new());
}

#[test]
fn two_builds_at_once_give_one_whole_site() {
    let bench = Bench::new();
    let (site_a, site_b) = (bench.build("a"), bench.build("b"));
    for _ in 0..5 {
        let mut builds = [bench.start("a"), bench.start("b"), bench.start("a")];
        for build in &mut builds {
            assert_eq!(build.wait().unwrap().code(), Some(0));
        }
        let found = bench.files();
        assert!(found == site_a || found == site_b, "{}", mixture(&found, [&site_a, &site_b]));
        assert_eq!(bench.leftovers(), Vec::<String>::new());
    }
    std::fs::remove_dir_all(bench.path("out")).unwrap();
    let mut builds = [bench.start("b"), bench.start("b")];
    for build in &mut builds {
        assert_eq!(build.wait().unwrap().code(), Some(0), "the first build of all, twice at once");
    }
    assert!(bench.files() == site_b);
}

/// In a mount namespace of its own, which goes with the process: a small disk at `$1`, a site on
/// it, and a build that does not fit. Then copies what is there to `$2`.
const FULL_DISK: &str = r#"
set -e
mkdir -p "$1"
mount -t tmpfs -o size=4m tmpfs "$1" || exit 99
"$3" build -q --as-of 2026-03-02 --out "$1/public" "$4" || exit 98
set +e
"$3" build -q --as-of 2026-03-02 --out "$1/public" "$5"
code=$?
cp -a "$1/public" "$2/public"
ls -A "$1" > "$2/beside"
"$3" build -q --as-of 2026-03-02 --out "$1/public" "$4" || exit 97
ls -A "$1" > "$2/beside-after"
exit $code
"#;

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_keeps_the_old_site() {
    let bench = Bench::new();
    write(&bench.path("small/content/a.md"), "# Backup\n\nText.\n");
    write(&bench.path("large/content/a.md"), "# Backup\n\nOther text.\n");
    for n in 0..16 {
        write(&bench.path(&format!("large/static/{n}.bin")), vec![0_u8; 512 << 10]);
    }
    let expected = {
        let ended = build(&bench.path("small"), &bench.path("expected")).output().unwrap();
        assert_eq!(ended.status.code(), Some(0), "{}", text_of(&ended));
        files_below(&bench.path("expected"))
    };
    let after = bench.path("after");
    std::fs::create_dir(&after).unwrap();
    let mut unshare = Command::new("unshare");
    unshare.args(["--map-root-user", "--mount", "sh", "-c", FULL_DISK, "sh"]);
    unshare.arg(bench.path("disk")).arg(&after).arg(env!("CARGO_BIN_EXE_rulebook"));
    let ended = unshare.arg(bench.path("small")).arg(bench.path("large")).output();
    let ended = match ended {
        Ok(ended) if !text_of(&ended).contains("unshare") && ended.status.code() != Some(99) => {
            ended
        }
        other => {
            let reason = other.map_or_else(|error| error.to_string(), |ended| text_of(&ended));
            assert!(std::env::var("CI").is_err(), "no small disk can be mounted: {reason}");
            return left_out(&format!("a full disk, since none can be mounted: {}", reason.trim()));
        }
    };
    let message = text_of(&ended);
    assert_eq!(ended.status.code(), Some(2), "{message}");
    assert!(message.contains("/disk/") && message.contains("No space left on device"), "{message}");
    assert!(files_below(&after.join("public")) == expected, "the old site is not whole");
    let beside = std::fs::read_to_string(after.join("beside")).unwrap();
    let beside_after = std::fs::read_to_string(after.join("beside-after")).unwrap();
    assert_eq!((beside.as_str(), beside_after.as_str()), ("public\n", "public\n"));
    assert!(expected.contains_key(MANIFEST));
}
