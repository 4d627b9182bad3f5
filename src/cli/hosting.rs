//! `rulebook hosting`.

use super::Exit;
use super::args::HostingArgs;
use super::edition::{by_default, chosen};
use super::project::{Project, today};
use super::term::{Term, result};
use rulebook::{Error, hosting};

/// Prints what a host has to be told of an edition.
pub(super) fn run(args: &HostingArgs, term: &mut Term) -> Result<Exit, Error> {
    let project = Project::at(&args.root);
    let mut inputs = project.read(&project.default_out(), today(None)?)?;
    inputs.base.clone_from(&args.base_url);
    let name = match &args.edition {
        Some(name) => Some(name.as_str().into()),
        None => by_default(&inputs.tree, term, true)?,
    };
    inputs.edition = chosen(&inputs.tree, name.as_deref())?;
    result(&hosting(&inputs, args.host))?;
    Ok(Exit::Clean)
}
