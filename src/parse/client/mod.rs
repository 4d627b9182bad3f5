//! A client's Security Response Plan: the front matter of a file that has the key `srp`.
//!
//! In: the YAML of one file. Out: a [`Plan`], every value with its [`Location`], and all faults. What
//! a plan lacks is no fault here: that is judged later, requirement by requirement. One table of
//! keys, written once in [`schema`], is the reader, the reference, the template and the JSON Schema.

mod field;
mod prose;
pub(crate) mod schema;
mod values;

pub(crate) use field::fold;
pub(crate) use field::{Key, Kind, Located};
pub(crate) use prose::{Prose, is_placeholder};
pub(crate) use schema::Plan;
pub(crate) use values::Phone;

use crate::diag::{Code, Location, Reporter};
use crate::parse::client::field::{Field, PlanReader};
use crate::place::SourcePath;
use crate::text::slug::github;
use crate::text::span::Span;
use crate::yaml::{self, Node, Value};
use std::sync::Arc;

/// The schema version that is read.
pub(crate) const VERSION: i64 = 1;

/// Where a plan was written: one file or two.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct ClientFile {
    /// What it says.
    pub plan: Arc<Plan>,
    /// The key `srp`: it marks the file.
    pub mark: Location,
    /// Whether something in it could not be read.
    pub is_broken: bool,
}

/// Reads the plan in a mapping, when it has the key `srp`.
pub(super) fn read(
    path: &SourcePath,
    text: &str,
    node: &Node,
    out: &mut Reporter,
) -> Option<ClientFile> {
    let span = mark(node)?;
    Some(read_marked(path, text, node, span, out))
}

fn read_marked(
    path: &SourcePath,
    text: &str,
    node: &Node,
    span: Span,
    out: &mut Reporter,
) -> ClientFile {
    let mark = Location { file: path.clone(), span };
    let mut reader = PlanReader::new(path, text, out);
    let mut plan = Plan::read(&mut reader, "", span, node);
    plan.at = Some(mark.clone());
    let is_broken = reader.is_broken;
    ClientFile { plan: Arc::new(plan), mark, is_broken }
}

/// Reads a file of YAML that stands beside a page: the keys of a plan without prose. Other YAML files
/// are no business of ours, broken ones included.
pub(crate) fn read_sibling(
    path: &SourcePath,
    text: &str,
    out: &mut Reporter,
) -> Option<ClientFile> {
    let bom = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    match yaml::parse(text.get(bom..).unwrap_or(""), bom) {
        // Without the key that marks a plan, the file's first line names the schema.
        Ok(node) => {
            let span = mark(&node).unwrap_or(Span::new(bom, bom));
            matches!(node.value, Value::Map(_)).then(|| read_marked(path, text, &node, span, out))
        }
        Err(fault) => {
            let code = if fault.limit { Code::FrontMatterLimit } else { Code::FrontMatterSyntax };
            let at = Location { file: path.clone(), span: fault.span };
            out.report(code, at, fault.message)
                .help("check the indentation, and quote values that hold `: `");
            None
        }
    }
}

/// How long a client's id can be: it names a folder, which no system allows to be much longer than 255.
pub(crate) const ID_BYTES_MAX: usize = 64;

/// Returns whether a text can be a client's id.
pub(crate) fn is_id(text: &str) -> bool {
    let fits = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    text.bytes().all(fits) && text.len() <= ID_BYTES_MAX
}

/// Returns the name that a client has in addresses: as stated, else that of its file or folder.
pub(crate) fn id_of(stated: Option<&str>, path: &SourcePath) -> String {
    match stated {
        Some(id) if is_id(id) => return id.to_owned(),
        Some(id) => return slug(id),
        None => {}
    }
    let is_folder = path.is_index() || path.stem().eq_ignore_ascii_case("srp");
    let name = match path.folder().rsplit('/').next() {
        Some(folder) if is_folder && !folder.is_empty() => folder,
        _ => path.stem(),
    };
    slug(name)
}

fn slug(text: &str) -> String {
    let slug = github(text);
    let end = slug.floor_char_boundary(ID_BYTES_MAX);
    let slug = slug.get(..end).unwrap_or("").trim_matches('-');
    if slug.is_empty() { "client".to_owned() } else { slug.to_owned() }
}

/// Returns where the key `srp` stands.
pub(crate) fn mark(node: &Node) -> Option<Span> {
    let Value::Map(pairs) = &node.value else { return None };
    let is_mark = |key: &Node| matches!(&key.value, Value::Scalar(text) if text == "srp");
    pairs.iter().find(|(key, _)| is_mark(key)).map(|(key, _)| key.span)
}
