//! `rulebook explain`.

use super::Exit;
use super::args::ExplainArgs;
use super::term::result;
use rulebook::authoring::{explain, list, nearest_name};
use rulebook::{Error, Result};

/// Prints what a requirement or a code means; without one, the list of all.
pub(super) fn run(args: &ExplainArgs) -> Result<Exit> {
    let Some(name) = &args.code else {
        result(&list())?;
        return Ok(Exit::Clean);
    };
    let Some(text) = explain(name) else {
        let help = match nearest_name(name) {
            Some(near) => format!("did you mean `{near}`?"),
            None => "`rulebook explain` lists all".to_owned(),
        };
        return Err(Error::setting(name, "is no requirement and no code", &help));
    };
    result(&text)?;
    Ok(Exit::Clean)
}
