//! `rulebook build`.

use super::Exit;
use super::args::{BuildArgs, Format};
use super::edition::{by_default, folder, named, net, tell_leaks, whole};
use super::project::{Project, today};
use super::term::{Report, Term, counted};
use rulebook::diag::Code;
use rulebook::emit::{Destination, Method, Wait, claim, emit};
use rulebook::place::SourcePath;
use rulebook::{
    Build, Diagnostics, EditionListed, Error, Goal, Inputs, Memory, Net, Outputs, Session,
    Severity, editions,
};
use std::path::{Path, PathBuf};
use std::time::Instant;

/// Above this many files a build takes long enough for a line of progress to be read.
const MANY_FILES: usize = 2_000;

pub(super) fn run(args: &BuildArgs, term: &mut Term) -> Result<Exit, Error> {
    let project = Project::at(&args.common.root);
    let read_to = args.out.clone().unwrap_or_else(|| project.default_out());
    let mut inputs = project.read(&read_to, today(args.as_of)?)?;
    inputs.base.clone_from(&args.base_url);
    if args.all_editions {
        return all_editions(args, &project, &inputs, term);
    }
    let edition = match &args.edition {
        Some(name) => Some(named(&inputs.tree, name)?),
        None => match by_default(&inputs.tree, term, args.quiet)? {
            Some(name) => Some(named(&inputs.tree, &name)?),
            None => None,
        },
    };
    let Some(edition) = edition else {
        let mut session = Session::new(Memory::Drop);
        let to = Target { out: read_to, edition: None };
        let built = one(args, &project, inputs, &to, (&mut session, None, term))?;
        // The process ends here; taking a large site apart first would only take time.
        std::mem::forget((built.1, session));
        return Ok(built.0);
    };
    let out = folder(&project, &edition, args.out.as_ref(), false);
    let mut net = net(&inputs.tree, &[&edition.name]);
    let whole = whole(&inputs, &edition);
    inputs.edition = Some(edition.name.as_str().into());
    let to = Target { out, edition: Some(edition) };
    let mut session = Session::new(Memory::Drop);
    let with = (&mut session, Some((&mut net, whole.as_ref())), term);
    let built = one(args, &project, inputs, &to, with)?;
    std::mem::forget((built.1, session, net));
    Ok(built.0)
}

/// Where a build goes, and which edition it is.
struct Target {
    out: PathBuf,
    edition: Option<EditionListed>,
}

/// Builds every edition; pages that several have alike are made once.
fn all_editions(
    args: &BuildArgs,
    project: &Project,
    inputs: &Inputs,
    term: &mut Term,
) -> Result<Exit, Error> {
    let all = editions(&inputs.tree);
    let names: Vec<&str> = all.iter().map(|edition| edition.name.as_str()).collect();
    let mut net = net(&inputs.tree, &names);
    let mut session = Session::new(Memory::Keep);
    let whole = Session::new(Memory::Drop).build(inputs.clone(), Goal::Check).diagnostics;
    let mut exit = Exit::Clean;
    for edition in all {
        let out = folder(project, &edition, args.out.as_ref(), true);
        let mut inputs = inputs.clone();
        inputs.edition = Some(edition.name.as_str().into());
        let to = Target { out, edition: Some(edition) };
        let with = (&mut session, Some((&mut net, Some(&whole))), &mut *term);
        if one(args, project, inputs, &to, with)?.0 != Exit::Clean {
            exit = Exit::Findings;
        }
    }
    Ok(exit)
}

/// What a build is made with: what remembers; for an edition what looks for leaks, and what is wrong
/// with the whole tree.
type With<'a> = (&'a mut Session, Option<(&'a mut Net, Option<&'a Diagnostics>)>, &'a mut Term);

/// Builds one portal.
fn one(
    args: &BuildArgs,
    project: &Project,
    inputs: Inputs,
    to: &Target,
    (session, watch, term): With<'_>,
) -> Result<(Exit, Build), Error> {
    let began = Instant::now();
    let files = inputs.tree.files().len();
    if files > MANY_FILES {
        term.progress(&format!("building {}", counted(files, "file")));
    }
    let mut build = session.build(inputs, Goal::Build);
    term.clear();
    if let Some((_, Some(whole))) = &watch {
        build.compare(whole);
    }
    // Whoever asks for warnings to fail the build wants to see which.
    let least = if args.quiet && !args.strict { Severity::Error } else { Severity::Warning };
    report(args, project, &build, least, term)?;
    let faults = build.diagnostics.faults();
    let errors = faults.count(Severity::Error);
    let kept = "nothing was written, and what was there stays";
    let is_told = args.common.format == Format::Human;
    if errors > 0 {
        if !args.quiet && is_told {
            term.message(&format!("{}: {kept}\n", counted(errors, "error")));
        }
        return Ok((Exit::Findings, build));
    }
    let warned = args.strict && faults.count(Severity::Warning) > 0;
    if let (Some((net, _)), Some(edition)) = (watch, &to.edition) {
        let leaks = net.leaks(&edition.name, &build.outputs);
        if !leaks.is_empty() {
            tell_leaks(&edition.name, &leaks, "nothing was written", term);
            return Ok((Exit::Findings, build));
        }
    }
    let destination = Destination { dir: &to.out, source_root: &project.content };
    claim(&destination, to.edition.as_ref().map_or("internal", |edition| &edition.name))?;
    let method = write(&build.outputs, &to.out, project, term)?;
    if !args.quiet && is_told {
        if build.summary.pages == 0 {
            let why = match &to.edition {
                Some(edition) if files > 0 => {
                    format!("the edition `{}` sees no page", edition.name)
                }
                Some(_) | None => project.without_pages(),
            };
            term.message(&format!("warning: {why}\n"));
        }
        for told in [names_told(&build), links_told(&build)].into_iter().flatten() {
            term.message(&told);
        }
        let edition =
            to.edition.as_ref().map_or_else(String::new, |edition| format!("{}: ", edition.name));
        term.message(&format!("{edition}{}", summary(&build, &to.out, method, began)));
    }
    Ok((if warned { Exit::Findings } else { Exit::Clean }, build))
}

/// Says what became of names, when any were to be replaced.
fn names_told(build: &Build) -> Option<String> {
    let names = build.names();
    if names.replaced == 0 && names.left == 0 {
        return None;
    }
    let left = match names.left {
        0 => String::new(),
        left => {
            format!(
                "; left {left} in addresses, files, as initials or spelt otherwise (`check` lists them)"
            )
        }
    };
    let (replaced, files) = (counted(names.replaced, "name"), counted(names.files, "file"));
    Some(format!("replaced {replaced} in {files}{left}\n"))
}

/// Says how many links lead to what the edition hides, when any do: its readers see text there.
fn links_told(build: &Build) -> Option<String> {
    let links = build.diagnostics.iter().filter(|found| found.code == Code::EditionLink).count();
    let is = if links == 1 { "is" } else { "are" };
    let counted = counted(links, "link");
    (links > 0).then(|| {
        format!("{counted} to what this edition hides {is} text in it (`check` lists them)\n")
    })
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
