//! `rulebook schema`.

use super::Exit;
use super::term::result;
use rulebook::Result;
use rulebook::authoring::{client_schema, findings_schema};

/// Prints the JSON Schema of client plans.
pub(super) fn client() -> Result<Exit> {
    result(&client_schema())?;
    Ok(Exit::Clean)
}

/// Prints the JSON Schema of findings.
pub(super) fn findings() -> Result<Exit> {
    result(findings_schema())?;
    Ok(Exit::Clean)
}
