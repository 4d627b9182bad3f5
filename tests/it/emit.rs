//! Writing a site: what is in the output folder afterwards, and what is refused.
//!
//! Black box, on real folders. Failing disks and killed builds are in `src/emit/tests.rs`.

#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "the tests set up and look at folders"
)]

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::path::PathBuf;
use std::sync::Arc;
use std::thread;

use rulebook::emit::Destination;
use rulebook::emit::Method;
use rulebook::emit::Outputs;
use rulebook::emit::Report;
use rulebook::emit::Wait;
use rulebook::emit::emit;
use rulebook::place::OutPath;
use tempfile::TempDir;

const MANIFEST: &str = ".rulebook-manifest.json";

/// A project: a folder that holds `content`, and `public` once it is built.
struct Project(TempDir);

impl Project {
    fn new() -> Self {
        let project = Self(TempDir::new().unwrap());
        fs::create_dir(project.path("content")).unwrap();
        project
    }

    fn path(&self, inside: &str) -> PathBuf {
        self.0.path().join(inside)
    }

    fn write(&self, inside: &str, text: &str) {
        let path = self.path(inside);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    fn read(&self, inside: &str) -> String {
        fs::read_to_string(self.path(inside)).unwrap()
    }

    fn emit_to(&self, dir: &Path, outputs: &Outputs) -> Result<Report, rulebook::Error> {
        let source_root = &self.path("content");
        emit(outputs, &Destination { dir, source_root }, Wait::Block)
    }

    #[track_caller]
    fn emit(&self, outputs: &Outputs) -> Report {
        self.emit_to(&self.path("public"), outputs).unwrap()
    }

    /// Returns the files in the project, with their bytes or where they lead.
    fn files(&self) -> BTreeMap<String, String> {
        let mut files = BTreeMap::new();
        let mut open = vec![self.0.path().to_owned()];
        while let Some(folder) = open.pop() {
            for entry in fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                let name = path.strip_prefix(self.0.path()).unwrap().to_str().unwrap().to_owned();
                if path.is_symlink() {
                    files.insert(name, format!("-> {}", fs::read_link(path).unwrap().display()));
                } else if path.is_dir() {
                    open.push(path);
                } else {
                    files.insert(name, fs::read_to_string(path).unwrap_or_default());
                }
            }
        }
        files
    }

    /// Emits `outputs` to `dir`, which must be refused and leave everything as it is.
    #[track_caller]
    fn check_refused(&self, dir: &str, outputs: &Outputs, expected: &str) {
        let before = self.files();
        let error = self.emit_to(&self.path(dir), outputs).unwrap_err();
        let told = format!("{error}\nhelp: {}", error.help().unwrap());
        let root = format!("{}/", self.0.path().display());
        assert_eq!(told.replace(&root, "").replace(root.trim_end_matches('/'), "."), expected);
        assert_eq!(self.files(), before);
    }
}

fn site(files: &[(&str, &str)]) -> Outputs {
    let file =
        |(path, text): &(&str, &str)| (OutPath::new(path).unwrap(), Arc::from(text.as_bytes()));
    files.iter().map(file).collect()
}

/// What tells whether a file or folder was written to: its inode and its time of modification.
#[cfg(unix)]
fn stamp(path: &Path) -> (u64, std::time::SystemTime) {
    use std::os::unix::fs::MetadataExt;

    let metadata = fs::symlink_metadata(path).unwrap();
    (metadata.ino(), metadata.modified().unwrap())
}

#[test]
fn a_site_is_its_files_and_a_manifest() {
    let project = Project::new();
    let report = project.emit(&site(&[("index.html", "home"), ("a/b/c.html", "c")]));
    assert_eq!(report, Report { written: 2, unchanged: 0, deleted: 0, method: Method::Swapped });
    let expected = [
        (
            "public/.rulebook-manifest.json",
            "{\"schema\":1,\"files\":[\n\"a/b/c.html\",\n\"index.html\"\n]}\n",
        ),
        ("public/a/b/c.html", "c"),
        ("public/index.html", "home"),
    ];
    assert_eq!(project.files(), expected.map(|(p, t)| (p.to_owned(), t.to_owned())).into());
}

#[test]
fn missing_parents_of_the_output_are_created() {
    let project = Project::new();
    let out = project.path("dist/portal/public");
    project.emit_to(&out, &site(&[("index.html", "home")])).unwrap();
    assert_eq!(project.read("dist/portal/public/index.html"), "home");
}

#[test]
fn an_output_inside_the_source_is_fine() {
    let project = Project::new();
    project.emit_to(&project.path("content/public"), &site(&[("index.html", "home")])).unwrap();
    assert_eq!(project.read("content/public/index.html"), "home");
}

#[cfg(unix)]
#[test]
fn a_second_build_writes_nothing() {
    let project = Project::new();
    let outputs = site(&[("index.html", "home"), ("a/b.html", "b"), ("empty.css", "")]);
    project.emit(&outputs);
    let paths = ["", "public", "public/a", "public/a/b.html", "public/index.html"]
        .map(|path| project.path(path));
    let manifest = project.path("public").join(MANIFEST);
    let stamps = || paths.iter().chain([&manifest]).map(|path| stamp(path)).collect::<Vec<_>>();
    let before = stamps();
    let report = project.emit(&outputs);
    assert_eq!(report, Report { written: 0, unchanged: 3, deleted: 0, method: Method::Nothing });
    assert_eq!(stamps(), before);
}

#[cfg(unix)]
#[test]
fn unchanged_files_keep_their_inode_and_time() {
    let project = Project::new();
    project.emit(&site(&[("a/kept.html", "kept"), ("changed.html", "old"), ("gone.html", "")]));
    let before = stamp(&project.path("public/a/kept.html"));
    let report = project.emit(&site(&[("a/kept.html", "kept"), ("changed.html", "new")]));
    assert_eq!(report, Report { written: 1, unchanged: 1, deleted: 1, method: Method::Swapped });
    assert_eq!(stamp(&project.path("public/a/kept.html")), before);
}

#[test]
fn an_output_that_someone_edited_is_put_right() {
    let project = Project::new();
    let outputs = site(&[("a.html", "one"), ("b.html", "two"), ("c.html", "three")]);
    project.emit(&outputs);
    let clean = project.files();
    project.write("public/a.html", "two");
    fs::remove_file(project.path("public/b.html")).unwrap();
    fs::write(project.path("public/c.html"), "3").unwrap();
    assert_eq!(project.emit(&outputs).written, 3);
    assert_eq!(project.files(), clean);
}

#[test]
fn an_empty_folder_is_taken_over() {
    let project = Project::new();
    fs::create_dir(project.path("public")).unwrap();
    project.emit(&site(&[("index.html", "home")]));
    assert_eq!(project.read("public/index.html"), "home");
}

#[test]
fn files_of_others_stay() {
    let project = Project::new();
    project.emit(&site(&[("a/page.html", "one")]));
    project.write("public/CNAME", "policies.example.org");
    project.write("public/a/notes/todo.txt", "mine");
    let report = project.emit(&site(&[("b.html", "two")]));
    assert_eq!(report.method, Method::Swapped);
    assert_eq!(project.read("public/CNAME"), "policies.example.org");
    assert_eq!(project.read("public/a/notes/todo.txt"), "mine");
    assert_eq!(project.read("public/b.html"), "two");
    assert!(!project.path("public/a/page.html").exists());
}

#[test]
fn with_too_many_files_of_others_the_folder_is_written_in_place() {
    let project = Project::new();
    project.emit(&site(&[("page.html", "one")]));
    for number in 1..1_000 {
        project.write(&format!("public/.git/{number}"), "");
    }
    // The folder counts, too: 1,000 in all.
    assert_eq!(project.emit(&site(&[("page.html", "two")])).method, Method::Swapped);
    project.write("public/.git/1000", "");
    assert_eq!(project.emit(&site(&[("page.html", "three")])).method, Method::InPlace);
    assert_eq!(project.read("public/page.html"), "three");
    assert_eq!(fs::read_dir(project.path("public/.git")).unwrap().count(), 1_000);
}

#[cfg(unix)]
#[test]
fn a_socket_in_the_folder_stays_where_it_is() {
    let project = Project::new();
    project.emit(&site(&[("page.html", "one")]));
    let socket = project.path("public/socket");
    let _listener = std::os::unix::net::UnixListener::bind(&socket).unwrap();
    let before = stamp(&socket);
    assert_eq!(project.emit(&site(&[("page.html", "two")])).method, Method::InPlace);
    assert_eq!(stamp(&socket), before);
    assert_eq!(project.read("public/page.html"), "two");
}

#[test]
fn a_file_of_someone_else_with_the_same_bytes_becomes_ours() {
    let project = Project::new();
    project.emit(&site(&[("a.html", "a")]));
    project.write("public/b.html", "b");
    let report = project.emit(&site(&[("a.html", "a"), ("b.html", "b")]));
    assert_eq!(report, Report { written: 0, unchanged: 2, deleted: 0, method: Method::Swapped });
    assert_eq!(project.emit(&site(&[("a.html", "a")])).deleted, 1);
    assert!(!project.path("public/b.html").exists());
}

#[cfg(unix)]
#[test]
fn links_are_replaced_and_never_followed() {
    use std::os::unix::fs::symlink;

    let project = Project::new();
    let outputs = site(&[("a/page.html", "page"), ("b.html", "b")]);
    project.emit(&outputs);
    project.write("elsewhere/page.html", "page");
    // Ours by the manifest, a link on disk, and the bytes behind it are the right ones.
    project.write("elsewhere/b.html", "b");
    fs::remove_file(project.path("public/b.html")).unwrap();
    symlink(project.path("elsewhere/b.html"), project.path("public/b.html")).unwrap();
    assert_eq!(project.emit(&outputs).written, 1);
    assert!(project.path("public/b.html").symlink_metadata().unwrap().is_file());
    assert_eq!(project.read("elsewhere/b.html"), "b");

    fs::remove_dir_all(project.path("public/a")).unwrap();
    symlink(project.path("elsewhere"), project.path("public/a")).unwrap();
    let expected = "`public/a` is in the way of the site, and rulebook did not write it\n\
        help: move it away, and build again";
    project.check_refused("public", &outputs, expected);
    // With no page below it the link is a file of someone else like any other.
    project.emit(&site(&[("b.html", "b")]));
    assert_eq!(project.read("elsewhere/page.html"), "page");
    assert!(project.path("public/a").is_symlink());
}

#[test]
fn refuses_the_source() {
    let project = Project::new();
    project.write("content/a.md", "# A");
    let expected = "`content` is the folder that the policies are read from\n\
        help: choose another folder with `--out`";
    project.check_refused("content", &Outputs::new(), expected);
    let by_detour = "`content/../content` is the folder that the policies are read from\n\
        help: choose another folder with `--out`";
    project.check_refused("content/../content", &Outputs::new(), by_detour);
}

#[test]
fn refuses_a_folder_that_contains_the_source() {
    let project = Project::new();
    let expected = "`.` contains `content`, which the policies are read from\n\
        help: choose another folder with `--out`";
    project.check_refused("", &Outputs::new(), expected);
    let expected = "`content/..` contains `content`, which the policies are read from\n\
        help: choose another folder with `--out`";
    project.check_refused("content/..", &Outputs::new(), expected);
}

#[cfg(unix)]
#[test]
fn refuses_a_link() {
    let project = Project::new();
    project.write("elsewhere/note.txt", "mine");
    std::os::unix::fs::symlink("elsewhere", project.path("public")).unwrap();
    for dir in ["public", "public/", "public/."] {
        let expected = "`public` is a symbolic link\n\
            help: name the folder that it leads to, or remove the link";
        project.check_refused(dir, &Outputs::new(), expected);
    }
}

#[cfg(unix)]
#[test]
fn refuses_the_source_behind_a_link() {
    let project = Project::new();
    project.write("deep/content/a.md", "# A");
    fs::remove_dir(project.path("content")).unwrap();
    std::os::unix::fs::symlink("deep/content", project.path("content")).unwrap();
    let expected = "`deep/content` is the folder that the policies are read from\n\
        help: choose another folder with `--out`";
    project.check_refused("deep/content", &Outputs::new(), expected);
    let expected = "`deep` contains `content`, which the policies are read from\n\
        help: choose another folder with `--out`";
    project.check_refused("deep", &Outputs::new(), expected);
}

#[test]
fn refuses_a_file() {
    let project = Project::new();
    project.write("public", "a file");
    let expected = "`public` is not a folder\nhelp: choose another folder with `--out`";
    project.check_refused("public", &Outputs::new(), expected);
}

#[test]
fn refuses_a_way_through_a_missing_folder() {
    let project = Project::new();
    let expected = "`missing/../public` leads through a folder that does not exist\n\
        help: choose another folder with `--out`";
    project.check_refused("missing/../public", &Outputs::new(), expected);
}

#[test]
fn refuses_a_folder_that_is_not_ours() {
    let project = Project::new();
    project.write("public/thesis.txt", "mine");
    let expected = "`public` is not empty, and rulebook did not write it\n\
        help: empty it, or choose another folder with `--out`";
    project.check_refused("public", &Outputs::new(), expected);
    project.write("other/folder/.keep", "");
    fs::remove_file(project.path("other/folder/.keep")).unwrap();
    let expected = "`other` is not empty, and rulebook did not write it\n\
        help: empty it, or choose another folder with `--out`";
    project.check_refused("other", &Outputs::new(), expected);
}

#[test]
fn refuses_a_damaged_manifest() {
    let damaged = "`public` has a `.rulebook-manifest.json` that is damaged\n\
        help: if all of the folder is output, delete it and build again";
    for text in ["", "{", "[]", "{\"schema\":1}", "{\"schema\":0,\"files\":[]}", "{\"files\":[]}"] {
        let project = Project::new();
        project.write("public/.rulebook-manifest.json", text);
        project.check_refused("public", &Outputs::new(), damaged);
    }
    let project = Project::new();
    fs::create_dir_all(project.path("public/.rulebook-manifest.json")).unwrap();
    project.check_refused("public", &Outputs::new(), damaged);
}

#[test]
fn refuses_a_manifest_of_a_later_version() {
    let project = Project::new();
    project.write("public/.rulebook-manifest.json", "{\"schema\":2,\"paths\":{}}");
    let expected = "`public` was written by a later version of rulebook (its manifest has schema 2)\n\
        help: use that version, or choose another folder with `--out`";
    project.check_refused("public", &Outputs::new(), expected);
}

#[test]
fn refuses_a_manifest_that_lists_what_is_outside() {
    for path in ["../content/a.md", "/etc/passwd", "a//b", ".", MANIFEST] {
        let project = Project::new();
        project.write("content/a.md", "# A");
        let manifest = format!("{{\"schema\":1,\"files\":[\"index.html\",\"{path}\"]}}");
        project.write("public/.rulebook-manifest.json", &manifest);
        let expected = format!(
            "`public` has a `.rulebook-manifest.json` that lists `{path}`, which no output can be \
            called\nhelp: if all of the folder is output, delete it and build again"
        );
        project.check_refused("public", &Outputs::new(), &expected);
    }
}

#[test]
fn refuses_to_replace_a_file_of_someone_else() {
    let in_the_way = |path: &str| {
        format!(
            "`public/{path}` is in the way of the site, and rulebook did not write it\n\
            help: move it away, and build again"
        )
    };
    let project = Project::new();
    project.emit(&site(&[("a/page.html", "")]));
    project.write("public/b.html", "mine");
    project.write("public/c.html/mine.txt", "mine");
    project.write("public/a/deep/mine.txt", "mine");
    project.check_refused("public", &site(&[("b.html", "ours")]), &in_the_way("b.html"));
    project.check_refused("public", &site(&[("b.html/x", "ours")]), &in_the_way("b.html"));
    project.check_refused("public", &site(&[("c.html", "ours")]), &in_the_way("c.html"));
    project.check_refused("public", &site(&[("a", "ours")]), &in_the_way("a/deep"));
}

#[test]
fn refuses_names_of_its_own_and_names_that_clash() {
    let project = Project::new();
    let ours = |path: &str| {
        format!(
            "`public/{path}` has a name that rulebook uses while it builds\n\
            help: rename it in the source"
        )
    };
    for path in [MANIFEST, ".rulebook-tmp-file", "a/.rulebook-tmp-1/b"] {
        project.check_refused("public", &site(&[(path, "")]), &ours(path));
    }
    let expected = "`public/a` would have to be a file and a folder\n\
        help: rename one of the two in the source";
    project.check_refused("public", &site(&[("a", ""), ("a/b", "")]), expected);
}

#[test]
fn two_builds_at_once_leave_one_site_whole() {
    let project = Project::new();
    let numbered = |text: &str| -> Outputs {
        let file = |number: u32| {
            let path = OutPath::new(&format!("{}/{text}-{number}.html", number % 7)).unwrap();
            (path, Arc::from(text.as_bytes()))
        };
        (0..60).map(file).collect()
    };
    let sites = [numbered("one"), numbered("two")];
    let trees = sites.each_ref().map(|outputs| {
        project.emit(outputs);
        project.files()
    });
    let project = &project;
    thread::scope(|scope| {
        for outputs in &sites {
            scope.spawn(move || {
                for _ in 0..20 {
                    project.emit(outputs);
                }
            });
        }
    });
    let left = project.files();
    assert!(trees.contains(&left), "{left:#?}");
}
