//! The command as people run it: exit codes, what goes to which stream, what is written where.

#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "the tests set up and look at folders"
)]

use crate::support::{assert_none, differs, files_below, repository, write};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use tempfile::TempDir;

/// A folder to run the command in.
pub(crate) struct Place(TempDir);

/// What a run left.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Ran {
    pub(crate) code: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Place {
    /// Returns a folder with the given files.
    pub(crate) fn with(files: &[(&str, &str)]) -> Self {
        let place = Self(TempDir::new().unwrap());
        for (path, text) in files {
            place.write(path, text);
        }
        place
    }

    pub(crate) fn path(&self, inside: &str) -> PathBuf {
        self.0.path().join(inside)
    }

    pub(crate) fn write(&self, inside: &str, text: &str) {
        write(&self.path(inside), text);
    }

    pub(crate) fn read(&self, inside: &str) -> String {
        fs::read_to_string(self.path(inside)).unwrap()
    }

    /// Returns every file, by path.
    pub(crate) fn files(&self) -> BTreeMap<String, Vec<u8>> {
        files_below(self.0.path())
    }

    /// Returns the paths below a folder.
    fn names(&self, folder: &str) -> Vec<String> {
        files_below(&self.path(folder)).into_keys().collect()
    }

    pub(crate) fn command(&self, args: &str) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_rulebook"));
        command.current_dir(self.0.path()).args(args.split_whitespace());
        for name in ["CI", "NO_COLOR", "SOURCE_DATE_EPOCH", "CLICOLOR_FORCE", "COLUMNS", "TERM"] {
            command.env_remove(name);
        }
        command.stdin(Stdio::null());
        command
    }

    pub(crate) fn run(&self, args: &str) -> Ran {
        Ran::of(&self.command(args).output().unwrap())
    }

    /// Runs, and asserts the code and both streams.
    #[track_caller]
    pub(crate) fn expect(&self, args: &str, code: i32, stdout: &str, stderr: &str) {
        let (stdout, stderr) = (stdout.to_owned(), stderr.to_owned());
        assert_eq!(self.run(args), Ran { code: Some(code), stdout, stderr }, "rulebook {args}");
    }
}

impl Ran {
    pub(crate) fn of(output: &Output) -> Self {
        let text = |bytes: &[u8]| without_time(std::str::from_utf8(bytes).unwrap());
        Self {
            code: output.status.code(),
            stdout: text(&output.stdout),
            stderr: text(&output.stderr),
        }
    }
}

/// Replaces the seconds that a summary states.
fn without_time(text: &str) -> String {
    let line = |line: &str| {
        let summary =
            ["built ", "unchanged ", "checked "].iter().any(|word| line.starts_with(word));
        let parts = line.split_once(" in ").filter(|_| summary);
        let parts = parts.and_then(|(head, tail)| Some((head, tail.split_once(" s")?.1)));
        parts.map_or(line.to_owned(), |(head, tail)| format!("{head} in N s{tail}"))
    };
    text.split_inclusive('\n').map(line).collect()
}

const CLEAN: &[(&str, &str)] = &[("h/content/backup.md", "# Backup\n\nTest restores.\n")];
const BROKEN_LINK: (&str, &str) = ("h/content/a.md", "# A\n\nSee [b](b.md).\n");
const BROKEN_LINK_PRINTED: &str = "\
warning[link-target-missing]: there is no page or file at `b.md`
 --> h/content/a.md:3:9
  |
3 | See [b](b.md).
  |         ^^^^
  |
  = help: create the file, or correct the path; paths start from this file's own folder

";

#[test]
fn a_clean_tree_is_built_and_checked() {
    let place = Place::with(CLEAN);
    place.expect(
        "check h",
        0,
        "",
        "checked 1 page (1 policy), no links in N s: no errors, no warnings, no notes\n",
    );
    assert_eq!(place.files().into_keys().collect::<Vec<_>>(), ["h/content/backup.md"]);
    place.expect("build h", 0, "", "built 1 page (1 policy) in N s, no warnings: h/public\n");
    assert!(place.names("h/public").contains(&"backup/index.html".to_owned()));
    let first = place.files();
    place.expect("build h", 0, "", "unchanged 1 page (1 policy) in N s, no warnings: h/public\n");
    place.expect("build h --quiet", 0, "", "");
    assert_eq!(place.files(), first);
}

#[test]
fn warnings_fail_a_check_and_a_strict_build_only() {
    let place = Place::with(&[BROKEN_LINK]);
    let checked = "checked 1 page (1 policy), 1 link in N s: no errors, 1 warning, no notes\n";
    place.expect("check h", 1, "", &format!("{BROKEN_LINK_PRINTED}{checked}"));
    let built = "built 1 page (1 policy) in N s, 1 warning: h/public\n";
    place.expect("build h", 0, "", &format!("{BROKEN_LINK_PRINTED}{built}"));
    let unchanged = built.replace("built", "unchanged");
    place.expect("build h --strict", 1, "", &format!("{BROKEN_LINK_PRINTED}{unchanged}"));
    place.expect("build h -q", 0, "", "");
    place.expect("build h -q --strict", 1, "", BROKEN_LINK_PRINTED);
}

#[test]
fn an_output_among_the_content_is_no_content() {
    let place = Place::with(CLEAN);
    let before = place.run("check h");
    assert_eq!(place.run("build h -o h/content/site").code, Some(0));
    assert_eq!(place.run("check h"), before);
}

#[test]
fn a_folder_without_pages_may_be_the_wrong_one() {
    let place = Place::with(&[("h/notes.txt", "x")]);
    let built = "warning: there is no Markdown file in `h`\n\
         built no pages (0 policies) in N s, no warnings: public\n";
    place.expect("build h", 0, "", built);
}

#[test]
fn a_day_that_is_no_number_is_refused() {
    let place = Place::with(CLEAN);
    let mut command = place.command("build h");
    let ran = Ran::of(&command.env("SOURCE_DATE_EPOCH", "yesterday").output().unwrap());
    let stderr = "error: `SOURCE_DATE_EPOCH` is not a number of seconds since 1970\n  \
         = help: correct it, unset it, or use `--as-of`\n";
    assert_eq!(ran, Ran { code: Some(2), stdout: String::new(), stderr: stderr.to_owned() });
}

#[test]
fn notes_fail_nothing_and_only_a_check_prints_them() {
    let place = Place::with(&[("h/content/a.md", "# A\n"), ("h/content/x.pdf", "x")]);
    let note = "\
note[asset-unreferenced]: no page refers to this file, so it is not published
--> h/content/x.pdf:1:1
 = help: link to it, put it in `static`, or name it in `site.ignore`

";
    let checked = "checked 1 page (1 policy), no links in N s: no errors, no warnings, 1 note\n";
    place.expect("check h", 0, "", &format!("{note}{checked}"));
    place.expect(
        "build h --strict",
        0,
        "",
        "built 1 page (1 policy) in N s, no warnings: h/public\n",
    );
}

#[test]
fn errors_write_nothing_and_the_old_site_stays() {
    let place = Place::with(CLEAN);
    place.run("build h");
    place.write("h/content/backup.md", "<<<<<<< HEAD\n# One\n=======\n# Two\n>>>>>>> branch\n");
    place.write("h/content/new.md", "# New\n");
    let before = place.files();
    let error = "\
error[merge-conflict]: an unfinished merge begins here
 --> h/content/backup.md:1:1
  |
1 | <<<<<<< HEAD
  | ^^^^^^^^^^^^
  |
  = help: choose one side and delete the three marker lines

";
    let kept = "1 error: nothing was written, and what was there stays\n";
    place.expect("build h", 1, "", &format!("{error}{kept}"));
    place.expect("build h --quiet", 1, "", error);
    let fresh = place.run("build h --out fresh");
    assert_eq!(fresh.code, Some(1));
    assert_eq!(place.files(), before);
}

#[test]
fn arguments_that_make_no_sense_are_refused() {
    let place = Place::with(CLEAN);
    let more = "\n\nFor more information, try '--help'.\n";
    let date =
        "error: invalid value '2026-02-30' for '--as-of <YYYY-MM-DD>': 2026-02-30 does not exist";
    place.expect("build h --as-of 2026-02-30", 2, "", &format!("{date}{more}"));
    let url = "error: invalid value 'policies.example' for '--base-url <URL>': \
               `policies.example` is not an address such as https://policies.example/";
    place.expect("build h --base-url policies.example", 2, "", &format!("{url}{more}"));
    let format = "error: invalid value 'xml' for '--format <FORMAT>'\n  [possible values: human, json, sarif, github, junit]";
    place.expect("check h --format xml", 2, "", &format!("{format}{more}"));
    let outcomes = ["chek", "check h --out x", "build h h", "build --nonsense", ""];
    let outcomes = outcomes.map(|args| (place.run(args).code, place.run(args).stdout));
    assert_eq!(outcomes, [0; 5].map(|_| (Some(2), String::new())));
    assert_eq!(place.names(""), ["h/content/backup.md"]);
}

#[test]
fn a_root_that_cannot_be_read_is_a_failure() {
    let place = Place::with(&[("file.md", "# File\n")]);
    let missing = "error: reading `nowhere`: No such file or directory (os error 2)\n";
    place.expect("build nowhere", 2, "", missing);
    place.expect("check nowhere", 2, "", missing);
    place.expect("check nowhere --format json", 2, "", missing);
    place.expect(
        "build file.md",
        2,
        "",
        "error: reading `file.md`: Not a directory (os error 20)\n",
    );
    assert_eq!(place.names(""), ["file.md"]);
}

#[test]
fn the_json_document_is_exact() {
    let place = Place::with(&[
        ("h/content/z.md", "# Zürich\n\nÄÖ [b](b.md),\nand [c](#nö\n\"t\").\n"),
        ("h/content/a.md", "---\ntitel: \"x\ny\"\n---\n# A \"quoted\" \u{1b}[31m\n"),
        ("h/content/x.pdf", "x"),
        ("h/content/rulebook.yaml", "checks: { character-hidden: off }\n"),
    ]);
    let diagnostics = [
        r#"{"code":"front-matter-key-unknown","severity":"warning","message":"`titel` is not a key of front matter","file":"a.md","line":2,"column":1,"end_line":2,"end_column":6,"help":"did you mean `title`?"}"#,
        r#"{"code":"asset-unreferenced","severity":"note","message":"no page refers to this file, so it is not published","file":"x.pdf","line":1,"column":1,"end_line":1,"end_column":1,"help":"link to it, put it in `static`, or name it in `site.ignore`"}"#,
        r#"{"code":"link-target-missing","severity":"warning","message":"there is no page or file at `b.md`","file":"z.md","line":3,"column":8,"end_line":3,"end_column":12,"help":"did you mean `a.md`?"}"#,
        r#"{"code":"link-anchor-missing","severity":"warning","message":"`z.md` has no heading `#nö`","file":"z.md","line":4,"column":9,"end_line":4,"end_column":12,"help":"the link leads to the top of the page; correct the part after `#`"}"#,
    ];
    let summary =
        r#"{"pages":2,"policies":2,"clients":0,"unmet":0,"links":2,"errors":0,"warnings":3}"#;
    let diagnostics = diagnostics.join(",");
    let document =
        format!("{{\"schema\":1,\"diagnostics\":[{diagnostics}],\"summary\":{summary}}}\n");
    place.expect("check h --format json", 1, &document, "");
    place.expect("build h --format json", 0, &document, "");
    place.expect("build h --format=json --strict --quiet", 1, &document, "");
}

#[test]
fn the_json_document_of_a_clean_tree_is_exact() {
    let place = Place::with(CLEAN);
    let document = "{\"schema\":1,\"diagnostics\":[],\"summary\":{\"pages\":1,\"policies\":1,\"clients\":0,\"unmet\":0,\"links\":0,\"errors\":0,\"warnings\":0}}\n";
    place.expect("check h --format json", 0, document, "");
    place.expect("build h --format json", 0, document, "");
}

#[test]
fn content_cannot_drive_the_terminal() {
    let text = "# A\n\nSee [\u{1b}x](<b\u{1b}]0;x\u{7}\u{202e}.md>) \u{9b}31m.\n";
    let off = ("h/content/rulebook.yaml", "checks: { character-hidden: off }\n");
    let place = Place::with(&[("h/content/a.md", text), off]);
    let printed = "\
warning[link-target-missing]: there is no page or file at `b␛]0;x␇\u{fffd}.md`
 --> h/content/a.md:3:11
  |
3 | See [␛x](<b␛]0;x␇\u{fffd}.md>) \u{fffd}31m.
  |           ^^^^^^^^^^^
  |
  = help: create the file, or correct the path; paths start from this file's own folder

checked 1 page (1 policy), 1 link in N s: no errors, 1 warning, no notes
";
    place.expect("check h", 1, "", printed);
}

#[test]
fn there_is_no_colour_off_a_terminal() {
    let place = Place::with(&[BROKEN_LINK]);
    let plain = place.run("check h");
    for (name, value) in [("NO_COLOR", "1"), ("TERM", "xterm-256color"), ("CLICOLOR_FORCE", "1")] {
        let output = place.command("check h").env(name, value).output().unwrap();
        assert_eq!(Ran::of(&output), plain, "{name}={value}");
    }
    assert!(!plain.stderr.contains(['\u{1b}', '\r']));
}

#[test]
fn a_project_is_written_to_its_own_public() {
    let place = Place::with(CLEAN);
    let mut command = place.command("build");
    let ran = Ran::of(&command.current_dir(place.path("h")).output().unwrap());
    let stderr = "built 1 page (1 policy) in N s, no warnings: public\n".to_owned();
    assert!(place.path("h/public/index.html").is_file());
    assert_eq!(ran, Ran { code: Some(0), stdout: String::new(), stderr });
}

#[test]
fn paths_are_printed_as_they_can_be_opened_from_here() {
    let place = Place::with(&[BROKEN_LINK]);
    let line = |ran: Ran| ran.stderr.lines().nth(1).unwrap_or("").trim().to_owned();
    let below = |folder: &str, args: &str| {
        let mut command = place.command(args);
        line(Ran::of(&command.current_dir(place.path(folder)).output().unwrap()))
    };
    let lines = [
        line(place.run("check h")),
        line(place.run("check h/")),
        line(place.run("check h/content")),
        below("h", "check"),
        below("h/content", "check"),
        below("h/content", "check ../../h"),
    ];
    let expected = [
        "--> h/content/a.md:3:9",
        "--> h/content/a.md:3:9",
        "--> h/content/a.md:3:9",
        "--> content/a.md:3:9",
        "--> a.md:3:9",
        "--> ../../h/content/a.md:3:9",
    ];
    assert_eq!(lines, expected);
}

#[test]
fn a_bare_tree_is_written_to_public_in_the_current_folder() {
    let place = Place::with(&[("tree/a.md", "# A\n"), ("tree/static/b.md", "# B\n")]);
    place.expect("build tree", 0, "", "built 2 pages (2 policies) in N s, no warnings: public\n");
    assert!(place.path("public/static/b/index.html").is_file());
    let inside =
        || Ran::of(&place.command("build").current_dir(place.path("tree")).output().unwrap());
    let built = "2 pages (2 policies) in N s, no warnings: public\n";
    assert_eq!(inside().stderr, format!("built {built}"));
    assert_eq!(inside().stderr, format!("unchanged {built}"));
}

#[test]
fn an_output_inside_the_content_is_no_content() {
    let place = Place::with(&[("t/a.md", "# A\n\n![p](p.png)\n"), ("t/p.png", "x")]);
    place.expect(
        "build t -o t/site/out",
        0,
        "",
        "built 1 page (1 policy) in N s, no warnings: t/site/out\n",
    );
    write(&place.path("t/site/kept.md"), "# Kept\n");
    place.expect(
        "build t -o t/site/out",
        0,
        "",
        "built 2 pages (2 policies) in N s, no warnings: t/site/out\n",
    );
    place.expect(
        "build t -o t/site/out/",
        0,
        "",
        "unchanged 2 pages (2 policies) in N s, no warnings: t/site/out/\n",
    );
    assert!(!place.names("t/site/out").iter().any(|name| name.contains("site/out")));
}

#[test]
fn folders_that_are_not_ours_are_refused() {
    let place = Place::with(CLEAN);
    place.write("mine/photo.jpg", "x");
    place.write("file", "x");
    let before = place.files();
    let outcomes =
        ["h/content", "h", ".", "mine", "file"].map(|out| place.run(&format!("build h -o {out}")));
    let shown = |ran: &Ran| format!("{:?}\n{}{}", ran.code, ran.stdout, ran.stderr);
    let found = outcomes.iter().map(shown).collect::<Vec<_>>().concat();
    assert_none(&Vec::from_iter(differs(&repository("tests/cases/cli/refusals.txt"), &found)));
    assert_eq!(place.files(), before);
}

#[cfg(unix)]
#[test]
fn a_symbolic_link_as_output_is_refused() {
    let place = Place::with(CLEAN);
    fs::create_dir(place.path("real")).unwrap();
    std::os::unix::fs::symlink("real", place.path("out")).unwrap();
    let refused = "error: `out` is a symbolic link\n  = help: name the folder that it leads to, or remove the link\n";
    place.expect("build h -o out", 2, "", refused);
    place.expect("build h -o out/", 2, "", refused);
    assert_eq!(place.names("real"), [""; 0]);
}

#[test]
fn the_day_is_an_argument_or_the_environment() {
    let text = "---\nnext_review: 2026-03-01\n---\n# A\n";
    let place = Place::with(&[("h/content/a.md", text)]);
    let overdue = |day: &str| {
        let page = place.read("h/public/a/index.html");
        page.contains(&format!("due for review on 1 March 2026 (as of {day})"))
    };
    let build = |args: &str, epoch: &str| {
        let mut command = place.command(args);
        let ran = Ran::of(&command.env("SOURCE_DATE_EPOCH", epoch).output().unwrap());
        assert_eq!(ran.code, Some(0), "{ran:?}");
    };
    build("build h --as-of 2026-03-02", "0");
    assert!(overdue("2 March 2026"));
    build("build h --as-of 2026-03-01", "4102444800");
    assert!(!place.read("h/public/a/index.html").contains("as of"));
    build("build h", "1772496000");
    assert!(overdue("3 March 2026"));
    build("build h", "1772323199");
    assert!(!place.read("h/public/a/index.html").contains("as of"));
}

#[test]
fn the_address_of_the_site_is_an_argument() {
    let place = Place::with(CLEAN);
    place.write("h/content/rulebook.yaml", "site: { url: https://configured.example }\n");
    place.run("build h");
    let canonical = |base: &str| {
        let page = place.read("h/public/backup/index.html");
        let link = format!("<link rel=\"canonical\" href=\"{base}/backup/\">");
        page.contains(&link)
            && place.read("h/public/sitemap.xml").contains(&format!("<loc>{base}/backup/</loc>"))
    };
    assert!(canonical("https://configured.example"));
    place.run("build h --base-url https://argument.example/sub");
    assert!(canonical("https://argument.example/sub"));
    place.write("h/content/rulebook.yaml", "");
    place.run("build h");
    assert!(!place.path("h/public/sitemap.xml").exists());
    assert!(!place.read("h/public/backup/index.html").contains("canonical"));
}

#[test]
fn static_files_are_copied_as_they_are() {
    let place = Place::with(CLEAN);
    for (path, text) in [
        ("h/static/robots.txt", "User-agent: *\n"),
        ("h/static/deep/x.md", "# Not a page\n"),
        ("h/static/.hidden", "x"),
        ("h/static/README.html", "not a redirect"),
    ] {
        place.write(path, text);
    }
    place.expect("build h", 0, "", "built 1 page (1 policy) in N s, no warnings: h/public\n");
    assert_eq!(place.read("h/public/robots.txt"), "User-agent: *\n");
    assert_eq!(place.read("h/public/deep/x.md"), "# Not a page\n");
    assert_eq!(place.read("h/public/README.html"), "not a redirect");
    assert!(!place.path("h/public/.hidden").exists());
}

#[test]
fn a_static_file_at_the_address_of_a_page_is_an_error() {
    let place = Place::with(CLEAN);
    place.write("h/static/backup/index.html", "x");
    let printed = "\
error[page-address-taken]: `backup.md` and `static/backup/index.html` both have the address `/backup/`
--> h/static/backup/index.html:1:1
 = help: rename or remove one of the two

1 error: nothing was written, and what was there stays
";
    place.expect("build h", 1, "", printed);
}

#[test]
fn a_static_file_where_a_folder_stands_is_an_error() {
    let place = Place::with(CLEAN);
    place.write("h/static/a-z", "x");
    place.write("h/static/404.html/x", "x");
    let printed = "\
error[page-address-taken]: `static/404.html/x` has the address `/404.html/x` of a generated page
--> h/static/404.html/x:1:1
 = help: rename or remove one of the two

error[page-address-taken]: `static/a-z` has the address `/a-z` of a generated page
--> h/static/a-z:1:1
 = help: rename or remove one of the two

2 errors: nothing was written, and what was there stays
";
    place.expect("build h", 1, "", printed);
}

#[test]
fn a_project_replaces_files_of_the_theme() {
    let place = Place::with(CLEAN);
    place.write("h/themes/default/redirect.html", "own {{ title }} {{ target }}");
    place.write("h/themes/partials/own.html", "<hr>");
    place.write("h/themes/assets/own.css", "p {}");
    place.write("h/themes/README.md", "# About\n");
    place.expect("build h", 0, "", "built 1 page (1 policy) in N s, no warnings: h/public\n");
    assert_eq!(place.read("h/public/backup.html"), "own Backup backup/");
    let own = place.names("h/public/assets").into_iter().filter(|name| name.starts_with("own-"));
    assert_eq!(own.count(), 1);
}

#[test]
fn a_broken_template_is_an_error_at_its_line() {
    let place = Place::with(CLEAN);
    place.write("h/themes/default/policy.html", "<p>\n{% if page.title %}\n{% endfor %}\n");
    let printed = "\
error[template-broken]: this is not a template: unknown statement endfor
 --> h/themes/default/policy.html:3:4
  |
3 | {% endfor %}
  |    ^^^^^^
  |
  = help: compare it with the default theme's template of the same name

1 error: nothing was written, and what was there stays
";
    place.expect("build h", 1, "", printed);
    let check = place.run("check h");
    assert_eq!((check.code, check.stderr.lines().count()), (Some(1), 9));
    assert!(!place.path("h/public").exists());
}

#[test]
fn a_template_that_fails_on_a_page_is_an_error_at_its_line() {
    let place = Place::with(CLEAN);
    place.write("h/themes/policy.html", "<p>\n{{ page.titel.x }}\n");
    place.write("h/themes/not_found.html", "{% include \"nothing.html\" %}");
    place.write(
        "h/themes/az.html",
        "{% for n in range(100000) %}{% for m in range(100000) %}{% endfor %}{% endfor %}",
    );
    let ran = place.run("build h");
    assert_none(&Vec::from_iter(differs(
        &repository("tests/cases/cli/templates.txt"),
        &ran.stderr,
    )));
    assert_eq!(ran.code, Some(1));
}

#[test]
fn a_file_that_replaces_nothing_of_the_theme_is_a_warning() {
    let place = Place::with(CLEAN);
    place.write("h/themes/polcy.html", "x");
    place.write("h/themes/default/photo.jpg", "x");
    let printed = "\
warning[theme-file-unknown]: the theme has no file `photo.jpg`
--> h/themes/default/photo.jpg:1:1
 = help: put files that are no templates into `static`

warning[theme-file-unknown]: the theme has no file `polcy.html`
--> h/themes/polcy.html:1:1
 = help: did you mean `policy.html`?

checked 1 page (1 policy), no links in N s: no errors, 2 warnings, no notes
";
    place.expect("check h", 1, "", printed);
}

#[test]
fn help_is_printed_on_standard_output() {
    let place = Place::with(&[]);
    for (args, file) in
        [("--help", "help"), ("build --help", "build-help"), ("check -h", "check-help")]
    {
        let ran = place.run(args);
        let path = repository("tests/cases/cli").join(format!("{file}.txt"));
        assert_none(&Vec::from_iter(differs(&path, &ran.stdout)));
        assert_eq!((ran.code, ran.stderr), (Some(0), String::new()));
    }
    place.expect("--version", 0, concat!("rulebook ", env!("CARGO_PKG_VERSION"), "\n"), "");
}

/// Returns a tree whose diagnostics are longer than any pipe holds.
fn verbose() -> Place {
    let place = Place::with(CLEAN);
    place.write("h/content/long.md", &format!("# Long\n\n{}", "[x](gone.md)\n".repeat(2_000)));
    place
}

/// Runs with a stream whose reader is gone.
fn closed(command: &mut Command, stream: fn(&mut Command, Stdio)) -> Ran {
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    stream(command, writer.into());
    Ran::of(&command.spawn().unwrap().wait_with_output().unwrap())
}

#[test]
fn a_closed_pipe_is_a_quiet_end() {
    let place = verbose();
    let stdout: fn(&mut Command, Stdio) = |command, to| {
        command.stdout(to);
    };
    let stderr: fn(&mut Command, Stdio) = |command, to| {
        command.stderr(to);
    };
    let outcome = |args: &str, stream| {
        let ran = closed(&mut place.command(args), stream);
        assert_eq!((ran.stdout.as_str(), ran.stderr.as_str()), ("", ""), "{args}");
        ran.code
    };
    assert_eq!(outcome("check h --format json", stdout), Some(1));
    assert_eq!(outcome("check h", stderr), Some(1));
    assert_eq!(outcome("build h --format json", stdout), Some(0));
    assert_eq!(outcome("build h", stderr), Some(0));
    assert_eq!(outcome("--help", stdout), Some(0));
    assert!(place.path("h/public/long/index.html").is_file());
}

#[cfg(target_os = "linux")]
#[test]
fn output_that_cannot_be_written_is_a_failure() {
    let place = Place::with(CLEAN);
    let full = fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let output = place.command("check h --format json").stdout(full).output().unwrap();
    let stderr = "error: writing to `standard output`: No space left on device (os error 28)\n";
    assert_eq!(
        Ran::of(&output),
        Ran { code: Some(2), stdout: String::new(), stderr: stderr.to_owned() }
    );
}

#[cfg(unix)]
mod unix {
    //! What only some file systems have: links, names that are not text, permissions.

    use super::{CLEAN, Place, Ran};
    use std::ffi::OsStr;
    use std::fs::{self, Permissions};
    use std::os::unix::ffi::OsStrExt;
    use std::os::unix::fs::{PermissionsExt, symlink};
    use std::os::unix::process::CommandExt;

    fn skipped(path: &str) -> String {
        format!(
            "warning[symlink-skipped]: this is a symbolic link, and links are not followed\n\
             --> h/content/{path}:1:1\n \
             = help: put the file itself here, or name the link in `site.ignore`\n\n"
        )
    }

    #[test]
    fn links_are_reported_and_not_followed() {
        let place = Place::with(CLEAN);
        place.write("outside/secret.md", "# Secret\n");
        for (target, link) in [
            ("backup.md", "file.md"),
            ("../../outside", "folder"),
            (".", "loop"),
            ("nowhere", "broken.md"),
            ("self", "self"),
            ("../../outside/secret.md", "secret.md"),
        ] {
            symlink(target, place.path("h/content").join(link)).unwrap();
        }
        symlink("../../outside/secret.md", place.path("h/content/.hidden")).unwrap();
        let names = ["broken.md", "file.md", "folder", "loop", "secret.md", "self"];
        let printed: String = names.into_iter().map(skipped).collect();
        let built = "built 1 page (1 policy) in N s, 6 warnings: h/public\n";
        place.expect("build h", 0, "", &format!("{printed}{built}"));
        assert!(!place.names("h/public").iter().any(|name| name.contains("secret")));
    }

    #[test]
    fn an_ignored_link_is_not_reported() {
        let place = Place::with(CLEAN);
        symlink("backup.md", place.path("h/content/link.md")).unwrap();
        place.write("h/content/rulebook.yaml", "site: { ignore: [link.md] }\n");
        let built = "built 1 page (1 policy) in N s, no warnings: h/public\n";
        place.expect("build h", 0, "", built);
    }

    #[test]
    fn names_that_have_no_address_are_errors() {
        let place = Place::with(CLEAN);
        let name = OsStr::from_bytes(b"caf\xe9.md");
        if fs::write(place.path("h/content").join(name), "# Cafe\n").is_err() {
            return crate::support::left_out("names that are not UTF-8: not on this file system");
        }
        place.write("h/content/back\\slash.md", "# B\n");
        let unusable = |path: &str| {
            format!(
                "error[file-name-unusable]: this name is not UTF-8 or holds a backslash, so it can't have an address\n\
                 --> h/content/{path}:1:1\n = help: rename the file\n\n"
            )
        };
        let printed = unusable("back\\slash.md") + &unusable("caf\u{fffd}.md");
        let kept = "2 errors: nothing was written, and what was there stays\n";
        place.expect("build h", 1, "", &format!("{printed}{kept}"));
    }

    #[test]
    fn a_link_among_static_files_is_reported_and_not_followed() {
        let place = Place::with(CLEAN);
        place.write("secret", "s");
        place.write("h/static/robots.txt", "r");
        symlink("../../secret", place.path("h/static/found.txt")).unwrap();
        let printed = "\
warning[symlink-skipped]: this is a symbolic link, and links are not followed
--> h/static/found.txt:1:1
 = help: put the file itself here, or name the link in `site.ignore`

built 1 page (1 policy) in N s, 1 warning: h/public
";
        place.expect("build h", 0, "", printed);
        assert!(!place.path("h/public/found.txt").exists());
    }

    #[test]
    fn names_with_control_characters_are_printed_harmlessly() {
        let place = Place::with(CLEAN);
        place.write("h/content/new\nline\u{1b}[31m.md", "# N\n\n[x](gone.md)\n");
        let ran = place.run("check h");
        assert!(!ran.stderr.contains('\u{1b}'), "{}", ran.stderr);
        let stray = ran.stderr.lines().any(|line| line.starts_with("line"));
        assert!(!stray, "a name breaks the line:\n{}", ran.stderr);
    }

    /// Runs as somebody whom permissions bind.
    fn run_as_nobody(place: &Place, args: &str) -> Ran {
        let mut command = place.command(args);
        let is_root = fs::read("/proc/self/status")
            .is_ok_and(|status| String::from_utf8_lossy(&status).contains("\nUid:\t0\t"));
        if is_root {
            command.uid(65_534).gid(65_534);
        }
        Ran::of(&command.output().unwrap())
    }

    #[test]
    fn what_cannot_be_read_is_an_error_and_an_unreadable_root_a_failure() {
        let place = Place::with(CLEAN);
        place.write("h/content/closed.md", "# Closed\n");
        place.write("h/content/folder/x.md", "# X\n");
        let allow = |path: &str, mode: u32| {
            fs::set_permissions(place.path(path), Permissions::from_mode(mode)).unwrap();
        };
        allow("", 0o755);
        allow("h/content/closed.md", 0o000);
        allow("h/content/folder", 0o000);
        let checked = run_as_nobody(&place, "check h");
        allow("h/content", 0o000);
        let failed = run_as_nobody(&place, "check h");
        allow("h/content", 0o755);
        allow("h/content/folder", 0o755);
        let stderr = "\
error[file-unreadable]: this file can't be read: Permission denied (os error 13)
--> h/content/closed.md:1:1
 = help: check its permissions, or name it in `site.ignore`

error[file-unreadable]: this folder can't be read: Permission denied (os error 13)
--> h/content/folder:1:1
 = help: check its permissions, or name it in `site.ignore`

checked 1 page (1 policy), no links in N s: 2 errors, no warnings, no notes
";
        let expected = Ran { code: Some(1), stdout: String::new(), stderr: stderr.to_owned() };
        assert_eq!(checked, expected);
        let stderr = "error: reading `h/content`: Permission denied (os error 13)\n".to_owned();
        assert_eq!(failed, Ran { code: Some(2), stdout: String::new(), stderr });
    }
}

#[test]
fn a_folder_called_like_a_page_is_a_folder() {
    let place = Place::with(&[("h/content/x.md/a.md", "# A\n"), ("h/content/empty.md/.keep", "")]);
    place.expect("build h", 0, "", "built 1 page (1 policy) in N s, no warnings: h/public\n");
    assert!(Path::new(&place.path("h/public/x.md/a/index.html")).is_file());
}

#[test]
fn a_file_name_as_long_as_can_be_is_built() {
    let place = Place::with(CLEAN);
    place.write(&format!("h/content/{}.md", "n".repeat(252)), "# Long name\n");
    let built = "built 2 pages (2 policies) in N s, no warnings: h/public\n";
    place.expect("build h", 0, "", built);
}
