//! `rulebook prove`.

use super::Exit;
use super::args::ProveArgs;
use super::edition::named;
use super::project::{Project, today};
use super::term::{Term, counted, result};
use rulebook::authoring::replace;
use rulebook::proof::{Extent, prove};
use rulebook::{Error, Goal, Memory, Session};
use std::time::Instant;

pub(super) fn run(args: &ProveArgs, term: &mut Term) -> Result<Exit, Error> {
    let began = Instant::now();
    let project = Project::at(&args.root);
    let mut inputs = project.read(&project.default_out(), today(args.as_of)?)?;
    let edition = named(&inputs.tree, &args.edition)?;
    inputs.edition = Some(edition.name.as_str().into());
    let mut built = 0_usize;
    let proof = prove(&inputs, Extent::new(args.most, args.nameless), |inputs| {
        built += 1;
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
    let hidden = counted(proof.hidden, "hidden thing");
    let passed = began.elapsed().as_secs_f64();
    if proof.differences.is_empty() {
        term.message(&format!(
            "proved: the edition `{}` is the same without its {hidden}, all at once and {} one by one, in {passed:.1} s\n",
            edition.name, proof.varied,
        ));
        return Ok(Exit::Clean);
    }
    term.message(&format!(
        "not proved: the edition `{}` differs without {} of its {hidden}\n",
        edition.name,
        proof.differences.len(),
    ));
    Ok(Exit::Findings)
}
