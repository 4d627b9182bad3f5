//! What runs the check for people: the action for pull requests and the hooks before a commit. Their steps
//! are run as they are written, with the command that was built.

#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "the tests set up and look at folders"
)]

use crate::cli::Place;
use crate::support::{assert_none, repository};
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::{Command, Output};

const FILES: &[(&str, &str)] = &[
    ("clean/content/backup.md", "# Backup\n\nTest restores.\n"),
    ("our rules/content/a.md", "# A\n\nSee [b](b.md).\n"),
    ("mendable/content/a.md", "# A\n\nSee [b](B.md).\n"),
    ("mendable/content/b.md", "# B\n\nText.\n"),
];

fn yaml(file: &str) -> Value {
    let text = fs::read_to_string(repository(file)).unwrap();
    serde_yaml::from_str(&text).unwrap()
}

fn action() -> Value {
    yaml(".github/actions/check/action.yml")
}

fn steps(action: &Value) -> &[Value] {
    action["runs"]["steps"].as_array().unwrap()
}

fn step<'a>(action: &'a Value, id: &str) -> &'a Value {
    steps(action).iter().find(|step| step["id"] == id).unwrap()
}

/// Runs a program as the host of the action would, with our command on the path.
fn command(program: &str, place: &Place, path: &Path) -> Command {
    let own = Path::new(env!("CARGO_BIN_EXE_rulebook")).parent().unwrap();
    let known = std::env::var_os("PATH").unwrap_or_default();
    let before = [path.to_owned(), own.to_owned()];
    let all = before.into_iter().chain(std::env::split_paths(&known));
    let mut command = Command::new(program);
    command.current_dir(place.path("")).env("PATH", std::env::join_paths(all).unwrap());
    for name in ["NO_COLOR", "SOURCE_DATE_EPOCH", "CLICOLOR_FORCE", "COLUMNS", "TERM"] {
        command.env_remove(name);
    }
    command
}

/// Runs a step with these inputs over the defaults, as bash is run for one.
fn run(id: &str, place: &Place, given: &[(&str, &str)]) -> (Output, String) {
    let action = action();
    let (step, inputs) = (step(&action, id), action["inputs"].as_object().unwrap());
    place.write("step.sh", step["run"].as_str().unwrap());
    place.write("output", "");
    let mut bash = command("bash", place, &place.path("bin"));
    bash.args(["--noprofile", "--norc", "-eo", "pipefail", "step.sh"]);
    bash.env("GITHUB_OUTPUT", place.path("output")).env("RUNNER_TEMP", place.path("temp"));
    for (variable, expression) in step["env"].as_object().unwrap() {
        bash.env(variable, value_of(expression.as_str().unwrap(), inputs, given));
    }
    let output = bash.output().unwrap();
    (output, place.read("output"))
}

/// Returns what an expression such as `${{ inputs.root }}` stands for.
fn value_of(expression: &str, inputs: &Map<String, Value>, given: &[(&str, &str)]) -> String {
    let (inside, rest) =
        expression.strip_prefix("${{ ").and_then(|text| text.split_once(" }}")).unwrap();
    if inside == "github.action_path" {
        return format!("{}{rest}", repository(".github/actions/check").display());
    }
    let name = inside.strip_prefix("inputs.").unwrap();
    let default = inputs[name]["default"].as_str().unwrap();
    given.iter().find(|(given, _)| *given == name).map_or(default, |(_, value)| value).to_owned()
}

fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap()
}

#[test]
fn the_action_says_what_it_takes_and_uses_all_of_it() {
    let action = action();
    let source = fs::read_to_string(repository(".github/actions/check/action.yml")).unwrap();
    let readme = fs::read_to_string(repository("README.md")).unwrap();
    let mut wrong = Vec::new();
    for (name, input) in action["inputs"].as_object().unwrap() {
        let is_used = source.contains(&format!("inputs.{name} "))
            || source.contains(&format!("inputs.{name} }}}}"));
        if input["description"].as_str().is_none_or(str::is_empty) || !input["default"].is_string()
        {
            wrong.push(format!("{name} has no description or no default"));
        }
        if !is_used {
            wrong.push(format!("{name} is used nowhere"));
        }
        if !readme.contains(&format!("`{name}`")) {
            wrong.push(format!("the README does not name {name}"));
        }
    }
    // What comes from outside is handed over as data, never pasted into a script.
    for step in steps(&action) {
        if step["run"].as_str().is_some_and(|script| script.contains("${{")) {
            wrong.push(format!("{} has an expression in its script", step["name"]));
        }
    }
    assert_eq!(action["runs"]["using"], "composite");
    assert_none(&wrong);
}

/// Returns the long options in a text.
fn options(text: &str) -> Vec<&str> {
    let words = text.split(|c: char| c.is_whitespace() || matches!(c, '(' | ')' | '"'));
    words.filter(|word| word.len() > 2 && word.starts_with("--")).collect()
}

#[test]
fn every_option_is_one_of_the_command() {
    let place = Place::with(&[]);
    let help = place.run("check --help").stdout;
    let known = options(&help);
    let action = action();
    let mut used = options(step(&action, "check")["run"].as_str().unwrap());
    let hooks = yaml(".pre-commit-hooks.yaml");
    for hook in hooks.as_array().unwrap() {
        used.extend(options(hook["entry"].as_str().unwrap()));
    }
    assert!(["--format", "--baseline", "--as-of", "--fix"].iter().all(|one| used.contains(one)));
    let strange = used.into_iter().filter(|option| !known.contains(option));
    assert_none(&strange.map(str::to_owned).collect::<Vec<_>>());
    // The formats that the action names are those there are.
    let about = action["inputs"]["format"]["description"].as_str().unwrap();
    for format in ["github", "sarif", "junit", "json", "human"] {
        assert!(about.contains(&format!("`{format}`")) && help.contains(format), "{format}");
    }
}

#[test]
fn the_check_of_the_action_fails_with_findings_only() {
    let place = Place::with(FILES);
    let (clean, said) = run("check", &place, &[("root", "clean")]);
    assert_eq!((clean.status.code(), text(&clean.stdout)), (Some(0), ""));
    assert_eq!(said, "findings=false\nfile=\n");
    let (found, said) = run("check", &place, &[("root", "our rules")]);
    assert_eq!(found.status.code(), Some(1));
    let lines = text(&found.stdout);
    assert!(lines.starts_with("::warning file=our rules/content/a.md,line=3,"), "{lines}");
    assert_eq!(said, "findings=true\nfile=\n");
    let given = [("root", "our rules"), ("fail", "false")];
    let (reported, said) = run("check", &place, &given);
    assert_eq!((reported.status.code(), said.as_str()), (Some(0), "findings=true\nfile=\n"));
    assert_eq!(reported.stdout, found.stdout);
    // What keeps the command from working is no finding, and fails whatever is asked.
    for given in [("root", "nowhere"), ("format", "strange"), ("as-of", "tomorrow")] {
        let (failed, _) = run("check", &place, &[given, ("fail", "false")]);
        assert_eq!(failed.status.code(), Some(2), "{given:?}");
    }
}

#[test]
fn the_check_of_the_action_makes_files_and_knows_findings() {
    let place = Place::with(FILES);
    let given = [("root", "our rules"), ("format", "sarif")];
    let (found, said) = run("check", &place, &given);
    assert_eq!((found.status.code(), text(&found.stdout)), (Some(1), ""));
    assert_eq!(said, "findings=true\nfile=rulebook.sarif\n");
    let log: Value = serde_json::from_str(&place.read("rulebook.sarif")).unwrap();
    assert_eq!(log["runs"][0]["results"][0]["ruleId"], "link-target-missing");
    let given = [("root", "our rules"), ("format", "junit"), ("output", "a b.xml")];
    let (_, said) = run("check", &place, &given);
    assert_eq!(said, "findings=true\nfile=a b.xml\n");
    assert!(place.read("a b.xml").contains("link-target-missing"));
    let mut known = command(env!("CARGO_BIN_EXE_rulebook"), &place, Path::new("."));
    known.args(["check", "our rules", "--baseline", "known.txt", "--write-baseline"]);
    assert!(known.output().unwrap().status.success());
    let given = [("root", "our rules"), ("baseline", "known.txt")];
    let (known, said) = run("check", &place, &given);
    assert_eq!((known.status.code(), said.as_str()), (Some(0), "findings=false\nfile=\n"));
    // An upload needs a file, and happens when findings failed the step before.
    let action = action();
    let upload = steps(&action).last().unwrap();
    let condition = upload["if"].as_str().unwrap();
    assert!(condition.starts_with("always() && inputs.format == 'sarif'"), "{condition}");
    assert_eq!(upload["with"]["sarif_file"], "${{ steps.check.outputs.file }}");
}

/// Runs the step that installs, with a `cargo` and a `git` that only say what they are asked for.
fn installs(given: &[(&str, &str)], has_command: bool) -> String {
    let place = Place::with(&[]);
    let say = "#!/bin/sh\necho \"$(basename \"$0\") $*\"\n";
    let mut names = vec!["cargo", "git"];
    names.extend(has_command.then_some("rulebook"));
    for name in names {
        place.write(&format!("bin/{name}"), say);
        executable(&place.path(&format!("bin/{name}")));
    }
    let action = action();
    let (step, inputs) = (step(&action, "install"), action["inputs"].as_object().unwrap());
    place.write("step.sh", step["run"].as_str().unwrap());
    let mut bash = Command::new("bash");
    bash.args(["--noprofile", "--norc", "-eo", "pipefail", "step.sh"]).current_dir(place.path(""));
    let system = ["/usr/bin", "/bin"].map(Path::new);
    let bin = place.path("bin");
    let path = std::env::join_paths(std::iter::once(&*bin).chain(system)).unwrap();
    bash.env("PATH", path).env("RUNNER_TEMP", "TEMP");
    for (variable, expression) in step["env"].as_object().unwrap() {
        bash.env(variable, value_of(expression.as_str().unwrap(), inputs, given));
    }
    let output = bash.output().unwrap();
    assert!(output.status.success(), "{}", text(&output.stderr));
    text(&output.stdout).to_owned()
}

fn executable(file: &Path) {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        fs::set_permissions(file, fs::Permissions::from_mode(0o755)).unwrap();
    }
}

#[test]
#[cfg(unix)]
fn the_action_installs_what_it_is_told_to() {
    assert_eq!(installs(&[], true), "rulebook --version\n");
    let own = repository(".github/actions/check").join("../../..");
    assert_eq!(installs(&[], false), format!("cargo install --locked --path {}\n", own.display()));
    assert!(own.join("Cargo.toml").is_file());
    let path = [("source", "tools/the rulebook")];
    assert_eq!(installs(&path, true), "cargo install --locked --path tools/the rulebook\n");
    let address = ("source", "https://git.example/rulebook.git");
    let at_last = "cargo install --locked --git https://git.example/rulebook.git rulebook\n";
    assert_eq!(installs(&[address], false), at_last);
    let fetched = installs(&[address, ("revision", "v1")], false);
    assert!(
        fetched.contains("fetch --quiet --depth 1 https://git.example/rulebook.git v1\n"),
        "{fetched}"
    );
    assert!(fetched.ends_with("cargo install --locked --path TEMP/rulebook\n"), "{fetched}");
    let help = Command::new(env!("CARGO")).args(["install", "--help"]).output().unwrap();
    for option in ["--locked", "--path", "--git"] {
        assert!(text(&help.stdout).contains(option), "{option}");
    }
}

#[test]
fn hooks_check_the_tree_and_mend_it() {
    let hooks = yaml(".pre-commit-hooks.yaml");
    let hooks: BTreeMap<&str, &Value> =
        hooks.as_array().unwrap().iter().map(|hook| (hook["id"].as_str().unwrap(), hook)).collect();
    let ids: Vec<&str> = hooks.keys().copied().collect();
    assert_eq!(ids, ["rulebook-check", "rulebook-fix"]);
    let readme = fs::read_to_string(repository("README.md")).unwrap();
    for (id, hook) in &hooks {
        assert_eq!((&hook["language"], &hook["pass_filenames"]), (&"rust".into(), &false.into()));
        assert_eq!(hook["types_or"], serde_json::json!(["markdown", "yaml"]));
        assert!(readme.contains(&format!("id: {id}")), "the README does not name {id}");
    }
    let place = Place::with(FILES);
    // A hook is its entry and the arguments that a project gives it.
    let entry = |id: &str, root: &str| {
        let entry = hooks[id]["entry"].as_str().unwrap();
        let mut words = entry.split(' ');
        let mut command = command(words.next().unwrap(), &place, Path::new("."));
        command.args(words).arg(root).output().unwrap()
    };
    assert_eq!(entry("rulebook-check", "clean").status.code(), Some(0));
    let found = entry("rulebook-check", "our rules");
    assert_eq!(found.status.code(), Some(1));
    assert!(text(&found.stderr).contains("warning[link-target-missing]"));
    assert_eq!(entry("rulebook-check", "mendable").status.code(), Some(1));
    assert_eq!(entry("rulebook-fix", "mendable").status.code(), Some(0));
    assert_eq!(place.read("mendable/content/a.md"), "# A\n\nSee [b](b.md).\n");
    assert_eq!(entry("rulebook-check", "mendable").status.code(), Some(0));
}
