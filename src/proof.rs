//! A proof that an edition gives nothing away: everything it hides is taken out of the tree, thing by
//! thing, and each time the edition is built anew and comes out the same, byte for byte.
//!
//! In: inputs with an edition, and how to build. Out: a [`Proof`]. It relies on nothing but the
//! outputs, so it does not matter how the edition hides what it hides.

use crate::config::Config;
use crate::diag::neutral_line;
use crate::edition::{HiddenKind, hidden, without};
use crate::emit::Outputs;
use crate::place::OutPath;
use crate::session::Inputs;
use crate::source::SourceTree;
use serde::Serialize;
use sha2::{Digest, Sha256};
use std::fmt::Write;

/// How many bytes an excerpt shows on each side of the first difference.
const AROUND: usize = 60;

/// The result of taking hidden things away.
#[derive(Debug)]
#[non_exhaustive]
pub struct Proof {
    /// How many things the edition hides that can be taken away; they were, all at once.
    pub hidden: usize,
    /// How many of them were taken away each on its own.
    pub varied: usize,
    /// How many more it hides that can't be: names for which others stand.
    pub renamed: usize,
    /// Where the outputs differ; nothing when the edition gives nothing away.
    pub differences: Vec<Difference>,
    /// The certificate, a JSON document that ends with a line break.
    pub certificate: String,
}

/// An output that differs without a hidden thing.
#[derive(Clone, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub struct Difference {
    /// What was taken away, such as `page board/plans.md`.
    pub without: String,
    /// The first file that differs.
    pub file: OutPath,
    /// What stands there with the thing in the tree; none when the file is not there.
    pub with_it: Option<String>,
    /// What stands there without.
    pub without_it: Option<String>,
}

#[derive(Serialize)]
struct Certificate<'a> {
    schema: u32,
    tool: &'static str,
    version: &'static str,
    edition: &'a str,
    audience: String,
    as_of: String,
    /// Of all sources, by path.
    source_sha256: String,
    /// Of all outputs, by path.
    output_sha256: String,
    hidden: usize,
    /// Names for which others stand: with nothing to replace there is nothing to compare.
    renamed: usize,
    varied: Vec<Varied>,
    result: &'static str,
}

#[derive(Serialize)]
struct Varied {
    kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    output_sha256: String,
    same: bool,
}

/// How to prove.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
#[non_exhaustive]
pub struct Extent {
    /// Take at most so many things away, spread evenly over all; all of them when none.
    pub most: Option<usize>,
    /// Leave the names of hidden things out of the certificate, for readers who may not know them.
    pub is_nameless: bool,
}

impl Extent {
    /// Returns the proof of everything, or of at most so many things.
    pub fn new(most: Option<usize>, is_nameless: bool) -> Self {
        Self { most, is_nameless }
    }
}

/// Takes away what the edition of `inputs` hides: everything at once, then one thing after the other.
/// `build` makes the outputs, first of all those of `inputs` as they are; a proof of a program is only as
/// good as a build that remembers nothing. Whether the edition may be written is for the caller to see
/// to: what pages that are shown say of hidden things makes no difference here.
pub fn prove(inputs: &Inputs, extent: Extent, mut build: impl FnMut(Inputs) -> Outputs) -> Proof {
    let (config, _) = Config::from_tree(&inputs.tree, inputs.edition.as_deref());
    let (renamed, all): (Vec<_>, Vec<_>) =
        hidden(&inputs.tree, &config).into_iter().partition(|thing| thing.is_replaced);
    let first = build(inputs.clone());
    let first_digest = digest(first.iter().map(|(path, bytes)| (path.as_str(), &**bytes)));
    let mut varied = Vec::new();
    let mut differences = Vec::new();
    let mut take = |kind: &'static str, name: String, tree: SourceTree| {
        let outputs = build(Inputs { tree, ..inputs.clone() });
        let difference = difference(&first, &outputs);
        let same = difference.is_none();
        let output_sha256 = digest(outputs.iter().map(|(path, bytes)| (path.as_str(), &**bytes)));
        if let Some((file, with_it, without_it)) = difference {
            let without = format!("{kind} {name}");
            differences.push(Difference { without, file, with_it, without_it });
        }
        let name = (!extent.is_nameless).then_some(name);
        varied.push(Varied { kind, name, output_sha256, same });
    };
    if !all.is_empty() {
        // Pages and clients first: what a path leads to in a plan stays what it was.
        let mut fields: Vec<_> =
            all.iter().filter(|thing| thing.kind == HiddenKind::Field).collect();
        fields.reverse();
        let whole = all.iter().filter(|thing| thing.kind != HiddenKind::Field).chain(fields);
        let bare = whole.fold(inputs.tree.clone(), |tree, thing| without(&tree, thing));
        take("everything", format!("{} things", all.len()), bare);
    }
    let step = extent.most.map_or(1, |most| all.len().div_ceil(most.max(1)).max(1));
    for thing in all.iter().step_by(step) {
        take(thing.kind.word(), thing.name.clone(), without(&inputs.tree, thing));
    }
    let sources = inputs.tree.files().iter().map(|(path, file)| (path.as_str(), file.bytes()));
    let edition = config.edition.as_ref();
    let certificate = Certificate {
        schema: 1,
        tool: env!("CARGO_PKG_NAME"),
        version: env!("CARGO_PKG_VERSION"),
        edition: edition.map_or("", |edition| &edition.name),
        audience: edition.map_or_else(String::new, |edition| edition.audience.to_string()),
        as_of: inputs.today.to_string(),
        source_sha256: digest(sources),
        output_sha256: first_digest,
        hidden: all.len(),
        renamed: renamed.len(),
        varied,
        result: if differences.is_empty() { "same" } else { "differs" },
    };
    let (hidden, varied) = (all.len(), certificate.varied.len().saturating_sub(1));
    let mut certificate =
        serde_json::to_string_pretty(&certificate).expect("text and numbers have a form in JSON");
    certificate.push('\n');
    Proof { hidden, varied, renamed: renamed.len(), differences, certificate }
}

/// Returns one number for all files: of each, its path and its bytes, with their lengths.
fn digest<'a>(files: impl Iterator<Item = (&'a str, &'a [u8])>) -> String {
    let mut all = Sha256::new();
    for (path, bytes) in files {
        for part in [path.as_bytes(), bytes] {
            all.update((part.len() as u64).to_le_bytes());
            all.update(part);
        }
    }
    let mut digits = String::with_capacity(64);
    for byte in all.finalize() {
        write!(digits, "{byte:02x}").expect("a string takes all that is written to it");
    }
    digits
}

type FirstDifference = (OutPath, Option<String>, Option<String>);

/// Finds the first file that differs, and what stands at the first difference in it.
fn difference(one: &Outputs, other: &Outputs) -> Option<FirstDifference> {
    let paths = one.keys().chain(other.keys().filter(|path| !one.contains_key(*path)));
    let mut differing: Vec<&OutPath> =
        paths.filter(|path| one.get(*path) != other.get(*path)).collect();
    differing.sort();
    // A page says more of what leaked than the file name of a style that has another number.
    let file = differing.iter().find(|path| one.contains_key(**path) && other.contains_key(**path));
    let file = *file.or(differing.first())?;
    let (a, b) = (one.get(file), other.get(file));
    let empty: &[u8] = &[];
    let (left, right) = (a.map_or(empty, |bytes| bytes), b.map_or(empty, |bytes| bytes));
    let at = left.iter().zip(right).take_while(|(a, b)| a == b).count();
    let excerpt = |bytes: &[u8]| {
        let range = at.saturating_sub(AROUND)..(at + AROUND).min(bytes.len());
        neutral_line(&String::from_utf8_lossy(bytes.get(range).unwrap_or_default()))
    };
    Some((file.clone(), a.map(|bytes| excerpt(bytes)), b.map(|bytes| excerpt(bytes))))
}
