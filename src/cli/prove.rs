//! `rulebook prove`.

use super::Exit;
use super::args::{Format, ProveArgs};
use super::edition::{named, net, tell_leaks, whole};
use super::project::{Project, today};
use super::term::{Report, Term, counted, result};
use rulebook::authoring::replace;
use rulebook::proof::{Extent, Proof, prove};
use rulebook::{EditionListed, Error, Goal, Inputs, Memory, Outputs, Session, Severity};
use std::time::Instant;

pub(super) fn run(args: &ProveArgs, term: &mut Term) -> Result<Exit, Error> {
    let began = Instant::now();
    let project = Project::at(&args.root);
    let mut inputs = project.read(&project.default_out(), today(args.as_of)?)?;
    let edition = named(&inputs.tree, &args.edition)?;
    inputs.edition = Some(edition.name.as_str().into());
    let Some(first) = sound(&project, &inputs, &edition, term)? else {
        return Ok(Exit::Findings);
    };
    // The first thing that is built is the edition as it is.
    let mut first = Some(first);
    let mut built = 0_usize;
    let proof = prove(&inputs, Extent::new(args.most, args.nameless), |inputs| {
        built += 1;
        if let Some(outputs) = first.take() {
            return outputs;
        }
        term.progress(&format!("building the edition for the {built}. time"));
        // Nothing is remembered from one to the next.
        Session::new(Memory::Drop).build(inputs, Goal::Build).outputs
    });
    term.clear();
    match &args.certificate {
        Some(file) => replace(file, None, &proof.certificate)?,
        None => result(&proof.certificate)?,
    }
    for difference in &proof.differences {
        let gone = "the file is not there";
        term.message(&format!(
            "differs: {} without {}\n    with it: {}\n    without: {}\n",
            difference.file,
            difference.without,
            difference.with_it.as_deref().unwrap_or(gone),
            difference.without_it.as_deref().unwrap_or(gone),
        ));
    }
    let passed = began.elapsed().as_secs_f64();
    term.message(&format!("{} ({passed:.1} s)\n", verdict(&edition.name, &proof)));
    Ok(if proof.differences.is_empty() { Exit::Clean } else { Exit::Findings })
}

/// Says what was proved, and of how much.
fn verdict(edition: &str, proof: &Proof) -> String {
    let (hidden, varied) = (proof.hidden, proof.varied);
    let replaced = match proof.renamed {
        0 => String::new(),
        number => format!("; {} replaced by others can't be taken away", counted(number, "name")),
    };
    if !proof.differences.is_empty() {
        // Once without everything, and once without each.
        let (took, differ) = (varied + 1, proof.differences.len());
        return format!(
            "not proved: the edition `{edition}` differs in {differ} of {took} builds without what it hides{replaced}"
        );
    }
    if hidden == 0 {
        let nothing = if proof.renamed == 0 { "nothing" } else { "nothing that can be taken away" };
        return format!("nothing to prove: the edition `{edition}` hides {nothing}{replaced}");
    }
    let things = counted(hidden, "hidden thing");
    let one_by_one = match hidden.saturating_sub(varied) {
        0 => "all at once and each on its own".to_owned(),
        rest => {
            format!("all at once and {varied} of them each on its own, {rest} not on their own")
        }
    };
    format!(
        "proved: the edition `{edition}` is the same without its {things}: {one_by_one}{replaced}"
    )
}

/// Builds an edition as it is, unless `build` would refuse to write it: with errors in it, or with
/// something that it hides in its files. What is the same without what is hidden may say it all the same.
fn sound(
    project: &Project,
    inputs: &Inputs,
    edition: &EditionListed,
    term: &mut Term,
) -> Result<Option<Outputs>, Error> {
    let mut all = inputs.clone();
    all.edition = None;
    let whole = whole(&all, edition);
    let mut build = Session::new(Memory::Drop).build(inputs.clone(), Goal::Build);
    if let Some(whole) = &whole {
        build.compare(whole);
    }
    let faults = build.diagnostics.faults();
    let errors = faults.count(Severity::Error);
    if errors > 0 {
        let report = Report {
            format: Format::Human,
            diagnostics: &faults,
            texts: &build,
            prefix: &project.prefix(),
            summary: build.summary,
            known: None,
            files: &[],
            fail_on: Severity::Error,
        };
        term.diagnostics(&report, Severity::Error)?;
        term.message(&format!(
            "not proved: the edition `{}` has {}, so it is not built\n",
            edition.name,
            counted(errors, "error"),
        ));
        return Ok(None);
    }
    let leaks = net(&inputs.tree, &[&edition.name]).leaks(&edition.name, &build.outputs);
    if !leaks.is_empty() {
        tell_leaks(&edition.name, &leaks, "nothing was proved", term);
        return Ok(None);
    }
    Ok(Some(build.outputs))
}
