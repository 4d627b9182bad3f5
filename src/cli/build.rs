//! `rulebook build`.

use super::Exit;
use super::args::{BuildArgs, Format};
use super::project::{Project, today};
use super::term::{Report, Term, counted};
use rulebook::emit::{Destination, Method, Wait, emit};
use rulebook::place::SourcePath;
use rulebook::{Build, Error, Goal, Memory, Outputs, Session, Severity};
use std::path::Path;
use std::time::Instant;

/// Above this many files a build takes long enough for a line of progress to be read.
const MANY_FILES: usize = 2_000;

pub(super) fn run(args: &BuildArgs, term: &mut Term) -> Result<Exit, Error> {
    let began = Instant::now();
    let project = Project::at(&args.common.root);
    let out = args.out.clone().unwrap_or_else(|| project.default_out());
    let mut inputs = project.read(&out, today(args.as_of)?)?;
    inputs.base.clone_from(&args.base_url);
    let files = inputs.tree.files().len();
    if files > MANY_FILES {
        term.progress(&format!("building {}", counted(files, "file")));
    }
    let mut session = Session::new(Memory::Drop);
    let mut build = session.build(inputs, Goal::Build);
    term.clear();
    // Whoever asks for warnings to fail the build wants to see which.
    let least = if args.quiet && !args.strict { Severity::Error } else { Severity::Warning };
    report(args, &project, &build, least, term)?;
    let faults = build.diagnostics.faults();
    let errors = faults.count(Severity::Error);
    if errors > 0 {
        if !args.quiet && args.common.format == Format::Human {
            let kept = "nothing was written, and what was there stays";
            term.message(&format!("{}: {kept}\n", counted(errors, "error")));
        }
        return Ok(Exit::Findings);
    }
    let warned = args.strict && faults.count(Severity::Warning) > 0;
    let outputs = std::mem::take(&mut build.outputs);
    let method = write(&outputs, &out, &project, term)?;
    if !args.quiet && args.common.format == Format::Human {
        if build.summary.pages == 0 {
            term.message(&format!("warning: {}\n", project.without_pages()));
        }
        term.message(&summary(&build, &out, method, began));
    }
    // The process ends here; taking a large site apart first would only take time.
    std::mem::forget((build, outputs, session));
    Ok(if warned { Exit::Findings } else { Exit::Clean })
}

fn report(
    args: &BuildArgs,
    project: &Project,
    build: &Build,
    least: Severity,
    term: &mut Term,
) -> Result<(), Error> {
    // What client plans lack is on the pages; `check` lists it.
    let faults = build.diagnostics.faults();
    let files: Vec<SourcePath> = build.pages().cloned().collect();
    let is_human = args.common.format == Format::Human;
    let report = Report {
        format: args.common.format,
        diagnostics: if is_human { &faults } else { &build.diagnostics },
        texts: build,
        prefix: &project.prefix(),
        summary: build.summary,
        known: None,
        files: &files,
        fail_on: if args.strict { Severity::Warning } else { Severity::Error },
    };
    term.diagnostics(&report, least)
}

fn write(
    outputs: &Outputs,
    out: &Path,
    project: &Project,
    term: &mut Term,
) -> Result<Method, Error> {
    let to = Destination { dir: out, source_root: &project.content };
    if outputs.len() > MANY_FILES {
        term.progress(&format!("writing {}", counted(outputs.len(), "file")));
    }
    let report = match emit(outputs, &to, Wait::Refuse) {
        Err(error) if error.is_busy() => {
            term.clear();
            term.message(&format!("waiting: {error}\n"));
            emit(outputs, &to, Wait::Block)
        }
        other => other,
    }?;
    term.clear();
    Ok(report.method)
}

fn summary(build: &Build, out: &Path, method: Method, began: Instant) -> String {
    let what = match method {
        Method::Nothing => "unchanged",
        Method::Swapped | Method::InPlace => "built",
    };
    let summary = &build.summary;
    let clients = match summary.clients {
        0 => String::new(),
        number => format!(", {}", counted(number, "client")),
    };
    let unmet = match summary.unmet {
        0 => String::new(),
        number => format!(", {} unmet", counted(number, "requirement")),
    };
    format!(
        "{what} {} ({}{clients}) in {:.2} s, {}{unmet}: {}\n",
        counted(summary.pages, "page"),
        counted_policies(summary.policies),
        began.elapsed().as_secs_f64(),
        counted(build.diagnostics.faults().count(Severity::Warning), "warning"),
        out.display(),
    )
}

/// Returns "1 policy", "2 policies".
pub(super) fn counted_policies(number: usize) -> String {
    if number == 1 { "1 policy".to_owned() } else { format!("{number} policies") }
}
