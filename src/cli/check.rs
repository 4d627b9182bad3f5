//! `rulebook check`.

use super::Exit;
use super::args::{CheckArgs, Format};
use super::build::counted_policies;
use super::project::{Project, today};
use super::term::{Report, Term, counted};
use rulebook::{Error, Goal, Memory, Session, Severity};
use std::time::Instant;

pub(super) fn run(args: &CheckArgs, term: &mut Term) -> Result<Exit, Error> {
    let began = Instant::now();
    let project = Project::at(&args.common.root);
    let inputs = project.read(&project.default_out(), today(args.as_of)?)?;
    let build = Session::new(Memory::Drop).build(inputs, Goal::Check);
    term.clear();
    let report = Report {
        format: args.common.format,
        diagnostics: &build.diagnostics,
        texts: &build,
        prefix: &project.prefix(),
        summary: build.summary,
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
    let is_clean = build.diagnostics.worst().is_none_or(|worst| worst == Severity::Note);
    Ok(if is_clean { Exit::Clean } else { Exit::Findings })
}
