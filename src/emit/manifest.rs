//! The manifest: the file in the output folder that says which files are ours.
//!
//! In: outputs, or the bytes of a manifest. Out: a set of paths, or the bytes to write. It is the
//! licence to delete, so one that can't be understood to the last path licenses nothing.
//! No dates, no machine paths: equal sites have equal manifests.

use crate::source::OUTPUT_MARK;
use std::collections::BTreeSet;

use serde::Deserialize;

use crate::emit::Outputs;
use crate::place::OutPath;

/// The name of the manifest in the output folder.
pub(super) const MANIFEST: &str = OUTPUT_MARK;
/// The start of the name of a file that is being written; one that is left over is removed.
pub(super) const TEMPORARY: &str = ".rulebook-tmp-";

const SCHEMA: u64 = 1;

/// The paths that are ours; one may be below another when a build was killed half-way.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Manifest {
    pub(super) files: BTreeSet<OutPath>,
}

/// Why a manifest can't be relied on.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Unusable {
    /// Not the JSON that we write.
    Damaged,
    /// Written by a later version, which has this schema.
    Newer(u64),
    /// Lists a path that is not one of a file inside the folder.
    Escapes(String),
}

#[derive(Deserialize)]
struct Head {
    schema: u64,
}

#[derive(Deserialize)]
struct Body {
    files: Vec<String>,
}

impl Manifest {
    /// Returns the manifest of a site.
    pub(super) fn of(outputs: &Outputs) -> Self {
        Self { files: outputs.keys().cloned().collect() }
    }

    /// Reads a manifest.
    pub(super) fn parse(bytes: &[u8]) -> Result<Self, Unusable> {
        // The schema comes first and alone: a later one may shape the rest differently.
        let head: Head = serde_json::from_slice(bytes).map_err(|_| Unusable::Damaged)?;
        match head.schema {
            SCHEMA => {}
            later if later > SCHEMA => return Err(Unusable::Newer(later)),
            _ => return Err(Unusable::Damaged),
        }
        let body: Body = serde_json::from_slice(bytes).map_err(|_| Unusable::Damaged)?;
        let path = |text: String| match OutPath::new(&text) {
            Some(path) if path.as_str() != MANIFEST => Ok(path),
            _ => Err(Unusable::Escapes(text)),
        };
        Ok(Self { files: body.files.into_iter().map(path).collect::<Result<_, _>>()? })
    }

    /// Returns the manifest as it is written: one path a line, sorted.
    pub(super) fn to_bytes(&self) -> Vec<u8> {
        let quoted = |path: &OutPath| serde_json::Value::from(path.as_str()).to_string();
        let lines: Vec<String> = self.files.iter().map(quoted).collect();
        let inside = if lines.is_empty() { "" } else { "\n" };
        let files = lines.join(",\n");
        format!("{{\"schema\":{SCHEMA},\"files\":[{inside}{files}{inside}]}}\n").into_bytes()
    }

    /// Returns the paths of both.
    pub(super) fn union(&self, other: &Self) -> Self {
        Self { files: self.files.union(&other.files).cloned().collect() }
    }
}
