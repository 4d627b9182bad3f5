//! Which editions to build, where they go, and what they would give away.

use super::project::Project;
use super::term::{Term, counted};
use rulebook::diag::neutral_line;
use rulebook::{
    Diagnostics, EditionListed, Error, Goal, Inputs, Leak, Memory, Net, Session, SourceTree,
    edition, editions, has_editions, theme_files,
};
use std::path::PathBuf;
use std::sync::Arc;

/// The edition that is built where none is chosen.
const INTERNAL: &str = "internal";

/// Returns the edition of a name.
///
/// # Errors
/// When there is none.
pub(super) fn named(tree: &SourceTree, name: &str) -> Result<EditionListed, Error> {
    edition(tree, name).ok_or_else(|| {
        let known: Vec<String> = editions(tree).into_iter().map(|known| known.name).collect();
        let help = format!("the editions are {}", known.join(", "));
        Error::setting(
            name,
            "is no edition of this tree, or a client without an approved plan",
            &help,
        )
    })
}

/// Returns the edition to use where one may be chosen; none for everything, as it is written.
///
/// # Errors
/// When there is none of that name.
pub(super) fn chosen(tree: &SourceTree, name: Option<&str>) -> Result<Option<Arc<str>>, Error> {
    let Some(name) = name else { return Ok(None) };
    Ok(Some(named(tree, name)?.name.into()))
}

/// Returns the edition to build where none was asked for: `internal`, when editions are configured.
///
/// # Errors
/// When they are, and the build runs unattended: nobody would see that it chose.
pub(super) fn by_default(
    tree: &SourceTree,
    term: &mut Term,
    is_quiet: bool,
) -> Result<Option<Arc<str>>, Error> {
    if !has_editions(tree) {
        return Ok(None);
    }
    let unattended =
        std::env::var_os("CI").is_some_and(|value| !value.is_empty() && value != "false");
    if unattended {
        let reason = "is set, and this tree has editions";
        return Err(Error::setting(
            "CI",
            reason,
            "choose with `--edition NAME` or `--all-editions`",
        ));
    }
    if !is_quiet {
        term.message(&format!(
            "building the edition `{INTERNAL}`; `--edition NAME` chooses another\n"
        ));
    }
    Ok(Some(INTERNAL.into()))
}

/// Returns where an edition goes: as asked for, as configured, else a folder of its own.
pub(super) fn folder(
    project: &Project,
    edition: &EditionListed,
    asked: Option<&PathBuf>,
    is_one_of_many: bool,
) -> PathBuf {
    let own = edition.name.replace(':', "-");
    match (asked, &edition.out) {
        (Some(dir), _) if is_one_of_many => dir.join(own),
        (Some(dir), _) => dir.clone(),
        (None, Some(out)) => project.beside(out),
        (None, None) if edition.name == INTERNAL => project.default_out(),
        (None, None) => project.beside("editions").join(own),
    }
}

/// Returns what is wrong with the whole tree, for an edition that sees part of it.
pub(super) fn whole(inputs: &Inputs, edition: &EditionListed) -> Option<Diagnostics> {
    let is_part = edition.audience != "isms";
    is_part.then(|| Session::new(Memory::Drop).build(inputs.clone(), Goal::Check).diagnostics)
}

/// Returns what looks for leaks in these editions; what comes with the program can't be one.
pub(super) fn net(tree: &SourceTree, editions: &[&str]) -> Net {
    Net::new(tree, editions).passing(theme_files())
}

/// Tells the operator, and nobody else, what an edition would have given away, and what came of it.
pub(super) fn tell_leaks(edition: &str, leaks: &[Leak], outcome: &str, term: &mut Term) {
    const TOLD_MAX: usize = 20;
    for leak in leaks.iter().take(TOLD_MAX) {
        let text = neutral_line(&leak.text);
        term.message(&format!("leak: {} holds {}: {text}\n", leak.file, leak.what));
    }
    let more = match leaks.len().saturating_sub(TOLD_MAX) {
        0 => String::new(),
        more => format!(" ({more} more)"),
    };
    term.message(&format!(
        "the edition `{edition}` would give away what it hides, in {}{more}: {outcome}. Take it out of \
         the pages, or name it in `editions.{edition}.allow` if everybody may know it\n",
        counted(leaks.len(), "place"),
    ));
}
