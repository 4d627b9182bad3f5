//! `rulebook check`.

use super::Exit;
use super::args::{CheckArgs, Format};
use super::build::counted_policies;
use super::project::{Project, today};
use super::term::{Report, Term, counted, result};
use rulebook::authoring::replace;
use rulebook::place::SourcePath;
use rulebook::{Build, Error, Fixed, Goal, Memory, Session, Severity};
use std::time::Instant;

pub(super) fn run(args: &CheckArgs, term: &mut Term) -> Result<Exit, Error> {
    let began = Instant::now();
    let project = Project::at(&args.common.root);
    let inputs = project.read(&project.default_out(), today(args.as_of)?)?;
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

/// Prints what is wrong.
fn report(
    args: &CheckArgs,
    project: &Project,
    build: &Build,
    began: Instant,
    term: &mut Term,
) -> Result<Exit, Error> {
    term.clear();
    let files: Vec<SourcePath> = build.pages().cloned().collect();
    let report = Report {
        format: args.common.format,
        diagnostics: &build.diagnostics,
        texts: build,
        prefix: &project.prefix(),
        summary: build.summary,
        files: &files,
        fail_on: build.fail_on,
    };
    term.diagnostics(&report, Severity::Note)?;
    let summary = build.summary;
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
            counted(build.diagnostics.count(Severity::Note), "note"),
        ));
    }
    Ok(exit(build))
}

fn exit(build: &Build) -> Exit {
    let is_clean = build.diagnostics.worst().is_none_or(|worst| worst < build.fail_on);
    if is_clean { Exit::Clean } else { Exit::Findings }
}

/// Prints what fixing would change, and writes nothing.
fn show(project: &Project, fixed: &Fixed, term: &mut Term) -> Result<Exit, Error> {
    let prefix = project.prefix();
    let diffs = fixed.files.iter().map(|(path, file)| file.diff(&format!("{prefix}{path}")));
    result(&Term::printable(diffs.collect()))?;
    if fixed.files.is_empty() {
        term.message("nothing can be fixed\n");
        return Ok(exit(&fixed.build));
    }
    term.message(&format!("would fix {}\n", amount(fixed)));
    Ok(Exit::Findings)
}

fn amount(fixed: &Fixed) -> String {
    format!("{} in {}", counted(fixed.fixes, "finding"), counted(fixed.files.len(), "file"))
}
