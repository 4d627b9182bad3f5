//! `rulebook check`.

use super::Exit;
use super::args::{CheckArgs, Format};
use super::build::counted_policies;
use super::edition::chosen;
use super::project::{Project, today};
use super::term::{Report, Term, counted, result};
use rulebook::authoring::replace;
use rulebook::diag::baseline::{Baseline, Sifted};
use rulebook::diag::json::Summary;
use rulebook::diag::neutral_line;
use rulebook::place::SourcePath;
use rulebook::source::load::read_text;
use rulebook::{Build, Diagnostics, Error, Fixed, Goal, Memory, Session, Severity};
use std::path::PathBuf;
use std::time::Instant;

pub(super) fn run(args: &CheckArgs, term: &mut Term) -> Result<Exit, Error> {
    let began = Instant::now();
    let project = Project::at(&args.common.root);
    let mut inputs = project.read(&project.default_out(), today(args.as_of)?)?;
    if let Some(edition) = chosen(&inputs.tree, args.edition.as_deref())? {
        let whole = Session::new(Memory::Drop).build(inputs.clone(), Goal::Check);
        inputs.edition = Some(edition);
        let mut build = Session::new(Memory::Drop).build(inputs, Goal::Check);
        build.compare(&whole.diagnostics);
        return report(args, &project, &build, began, term);
    }
    if !args.fix {
        let build = Session::new(Memory::Drop).build(inputs, Goal::Check);
        return report(args, &project, &build, began, term);
    }
    let fixed = Session::new(Memory::Keep).fix(inputs);
    term.clear();
    if args.dry_run {
        return show(&project, &fixed, term);
    }
    for (path, file) in &fixed.files {
        replace(&project.content.join(path.as_str()), Some(&file.before), &file.after)?;
    }
    let exit = report(args, &project, &fixed.build, began, term)?;
    if args.common.format == Format::Human && !fixed.files.is_empty() {
        term.message(&format!("fixed {}\n", amount(&fixed)));
    }
    Ok(exit)
}

/// Prints what is wrong and not known.
fn report(
    args: &CheckArgs,
    project: &Project,
    build: &Build,
    began: Instant,
    term: &mut Term,
) -> Result<Exit, Error> {
    term.clear();
    let baseline = Known::at(args, project, build);
    if args.write_baseline {
        return baseline.write(build, term);
    }
    let sifted = baseline.read()?.map(|known| known.sift(&build.diagnostics, build));
    let diagnostics = sifted.as_ref().map_or(&build.diagnostics, |sifted| &sifted.new);
    let files: Vec<SourcePath> = build.pages().cloned().collect();
    let summary = Summary {
        errors: diagnostics.count(Severity::Error),
        warnings: diagnostics.count(Severity::Warning),
        ..build.summary
    };
    let report = Report {
        format: args.common.format,
        diagnostics,
        texts: build,
        prefix: &project.prefix(),
        summary,
        known: sifted.as_ref(),
        files: &files,
        fail_on: build.fail_on(),
    };
    term.diagnostics(&report, Severity::Note)?;
    if args.common.format == Format::Human {
        if summary.pages == 0 {
            term.message(&format!("warning: {}\n", project.without_pages()));
        }
        term.message(&format!(
            "checked {} ({}), {} in {:.2} s: {}, {}, {}\n",
            counted(summary.pages, "page"),
            counted_policies(summary.policies),
            counted(summary.links, "link"),
            began.elapsed().as_secs_f64(),
            counted(summary.errors, "error"),
            counted(summary.warnings, "warning"),
            counted(diagnostics.count(Severity::Note), "note"),
        ));
        if let Some(sifted) = &sifted {
            term.message(&of_known(sifted));
        }
    }
    Ok(exit(diagnostics, build.fail_on()))
}

fn exit(diagnostics: &Diagnostics, fail_on: Severity) -> Exit {
    let is_clean = diagnostics.worst().is_none_or(|worst| worst < fail_on);
    if is_clean { Exit::Clean } else { Exit::Findings }
}

/// Says how many findings are known, and which of the known ones are gone.
fn of_known(sifted: &Sifted) -> String {
    let mut text = format!("{} not shown\n", counted(sifted.known, "known finding"));
    for gone in &sifted.vanished {
        let file = neutral_line(&gone.file);
        let times = match gone.count {
            1 => String::new(),
            count => format!(" ({count} times)"),
        };
        text.extend(["known and gone: ", &gone.rule, " in ", &file, &times, "\n"]);
    }
    if !sifted.vanished.is_empty() {
        text.push_str(
            "  = help: `--write-baseline` leaves out what is gone, and lets pass what is new\n",
        );
    }
    text
}

/// The file of known findings.
struct Known {
    path: Option<PathBuf>,
}

impl Known {
    fn at(args: &CheckArgs, project: &Project, build: &Build) -> Self {
        let configured = build.baseline().map(|path| project.content.join(path));
        Self { path: args.baseline.clone().or(configured) }
    }

    fn read(&self) -> Result<Option<Baseline>, Error> {
        let Some(path) = &self.path else { return Ok(None) };
        let shown = path.display().to_string();
        let Some(text) = read_text(path)? else {
            let help = "`--write-baseline` writes it";
            return Err(Error::setting(&shown, "is not there", help));
        };
        let help = "settle a merge by keeping the lines of both sides, or write it again with `--write-baseline`";
        let known = Baseline::parse(&text).map_err(|why| Error::setting(&shown, &why, help))?;
        Ok(Some(known))
    }

    /// Makes all findings known.
    fn write(&self, build: &Build, term: &mut Term) -> Result<Exit, Error> {
        let Some(path) = &self.path else {
            let help = "name the file: `--baseline FILE`, or `checks.baseline` in `rulebook.yaml`";
            return Err(Error::setting("--write-baseline", "has no file to write", help));
        };
        let known = Baseline::of(&build.diagnostics, build);
        let text = known.to_text();
        let before = read_text(path)?;
        if before.as_ref() != Some(&text) {
            replace(path, before.as_deref(), &text)?;
        }
        let count = counted(known.count(), "known finding");
        term.message(&format!("{count}: {}\n", path.display()));
        let others = build.diagnostics.iter().count() - known.count();
        if others > 0 {
            let errors = counted(others, "error");
            term.message(&format!("{errors} left out, as a portal can't be made with them\n"));
        }
        Ok(Exit::Clean)
    }
}

/// Prints what fixing would change, and writes nothing.
fn show(project: &Project, fixed: &Fixed, term: &mut Term) -> Result<Exit, Error> {
    // A patch names files below where it is applied; `/` is such a place, too.
    let prefix = project.prefix();
    let prefix = prefix.trim_start_matches('/');
    let diffs = fixed.files.iter().map(|(path, file)| file.diff(&format!("{prefix}{path}")));
    result(&Term::printable(diffs.collect()))?;
    if fixed.files.is_empty() {
        term.message("nothing can be fixed\n");
        return Ok(exit(&fixed.build.diagnostics, fixed.build.fail_on()));
    }
    term.message(&format!("would fix {}\n", amount(fixed)));
    Ok(Exit::Findings)
}

fn amount(fixed: &Fixed) -> String {
    format!("{} in {}", counted(fixed.fixes, "finding"), counted(fixed.files.len(), "file"))
}
