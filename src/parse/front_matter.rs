//! Front matter: YAML between `---` lines at the very start of a page.
//!
//! In: the file's text. Out: a [`FrontMatter`] with the place of every value, the byte at which the
//! body begins, and all faults, not only the first. Keys that other systems use are folded into
//! ours; case, `-`, `_` and spaces make no difference.

mod keys;
mod misplaced;

use keys::{IGNORED, SYNONYMS};
pub use keys::{KEYS, Key};
pub(crate) use keys::{REVIEW_KEYS, words};
pub(crate) use misplaced::{misplaced, report_misplaced};

use crate::date::Date;
use crate::diag::{Code, Location, Reporter};
use crate::parse::client::{self, ClientFile};
use crate::place::SourcePath;
use crate::text::nearest::nearest;
use crate::text::span::Span;
use crate::yaml::{self, Node, Placed, Reader, Value};
use std::ops::Range;
use std::sync::Arc;

/// What a document is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub(crate) enum DocumentType {
    /// What is expected.
    Policy,
    /// A measurable rule.
    Standard,
    /// How something is done.
    Procedure,
    /// What will be done, and when.
    Plan,
    /// Advice.
    Guideline,
    /// Something to fill in.
    Form,
    /// A list that is kept.
    Register,
    /// A notice to people.
    Notice,
    /// The policy at the top of a management system.
    TopPolicy,
}

/// Where a document is in its life.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub(crate) enum Status {
    /// Being written.
    Draft,
    /// Being reviewed.
    Review,
    /// Approved, not yet published.
    Approved,
    /// In force.
    Published,
    /// Replaced by another.
    Superseded,
    /// No longer in force.
    Withdrawn,
}

/// The review cycle as far as it is stated.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct Review {
    /// The interval as written, such as `12m`.
    pub every: Option<Placed<String>>,
    /// The day of the last review.
    pub last: Option<Placed<Date>>,
    /// Who reviewed.
    pub by: Option<Placed<String>>,
    /// What came of it.
    pub outcome: Option<Placed<String>>,
    /// The day of the next review, when stated rather than computed.
    pub next: Option<Placed<Date>>,
}

/// What the front matter of a page says; every value knows where it was written.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
#[non_exhaustive]
pub(crate) struct FrontMatter {
    pub title: Option<Placed<String>>,
    pub aliases: Vec<Placed<String>>,
    pub id: Option<Placed<String>>,
    pub summary: Option<Placed<String>>,
    pub document_type: Option<Placed<DocumentType>>,
    pub status: Option<Placed<Status>>,
    pub owner: Option<Placed<String>>,
    pub approver: Vec<Placed<String>>,
    pub approved: Option<Placed<String>>,
    pub version: Option<Placed<String>>,
    pub effective: Option<Placed<Date>>,
    pub expires: Option<Placed<Date>>,
    pub review: Review,
    pub classification: Option<Placed<String>>,
    pub audience: Vec<Placed<String>>,
    pub applies_to: Vec<Placed<String>>,
    pub controls: Vec<Placed<String>>,
    pub related: Vec<Placed<String>>,
    pub terms: Vec<(Placed<String>, Placed<String>)>,
    pub acknowledge: Option<Span>,
    pub supersedes: Vec<Placed<String>>,
    pub superseded_by: Option<Placed<String>>,
    pub redirect_from: Vec<Placed<String>>,
    pub lang: Option<Placed<String>>,
    pub translation_of: Option<Placed<String>>,
    pub order: Option<Placed<i64>>,
    pub toc: Option<Placed<bool>>,
    pub search: Option<Placed<bool>>,
    pub print: Option<Placed<bool>>,
    pub statements: Option<Placed<String>>,
    /// The client's Security Response Plan, when the page is one: it has the key `srp`.
    pub client: Option<Arc<ClientFile>>,
}

impl FrontMatter {
    /// Returns every name of another policy, with its place.
    pub(crate) fn named(&self) -> impl Iterator<Item = &Placed<String>> {
        self.related.iter().chain(&self.supersedes).chain(&self.superseded_by)
    }
}

/// Reads the front matter of a page, if it has one, and returns where the body begins.
pub(super) fn parse(path: &SourcePath, text: &str, out: &mut Reporter) -> (FrontMatter, usize) {
    let bom = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let content = text.get(bom..).unwrap_or("");
    if first_line(content) == "+++" {
        return (FrontMatter::default(), skip_toml(path, text, bom, out));
    }
    let at = |span| Location { file: path.clone(), span };
    let Some(block) = Block::find(text, bom) else {
        if let Some(span) = misplaced(text) {
            report_misplaced(at(span), out);
        }
        return (FrontMatter::default(), bom);
    };
    if !block.closed {
        let span = Span::new(bom, bom + 3);
        out.report(Code::FrontMatterUnclosed, at(span), "front matter begins here and never ends")
            .help("put a line of three hyphens after the last key");
        return (FrontMatter::default(), bom);
    }
    let yaml = text.get(block.start..block.end).unwrap_or("");
    let mut front = FrontMatter::default();
    match yaml::parse(yaml, block.start) {
        Ok(Node { value: Value::Null, .. }) => {}
        Ok(node) if matches!(node.value, Value::Map(_)) => {
            front.client = client::read(path, text, &node, out).map(Arc::new);
            let mut reader = Reader { file: path, out, type_code: Code::FrontMatterType };
            read(&mut front, &node, &mut reader);
        }
        Ok(node) => {
            out.report(Code::FrontMatterSyntax, at(node.span), "the front matter is not a mapping")
                .help("write one `key: value` a line");
        }
        Err(fault) => {
            let code = if fault.limit { Code::FrontMatterLimit } else { Code::FrontMatterSyntax };
            out.report(code, at(fault.span), fault.message).help(
                "check the indentation, and quote values that hold `: ` or begin with a symbol",
            );
        }
    }
    (front, block.body)
}

/// Returns where the YAML of the front matter lies, between its fences.
pub(crate) fn yaml_of(text: &str) -> Option<Range<usize>> {
    let bom = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let block = Block::find(text, bom).filter(|block| block.closed)?;
    Some(block.start..block.end)
}

/// Returns the bytes between the lines that fence the front matter of a page that is being written. Where
/// the second fence is not there yet, front matter goes to the first empty line.
pub(crate) fn extent(text: &str) -> Option<Range<usize>> {
    let bom = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    if let Some(block) = Block::find(text, bom).filter(|block| block.closed) {
        return Some(block.start..block.end);
    }
    let content = text.get(bom..)?;
    let start = bom + content.find('\n').filter(|_| first_line(content).trim_end() == "---")? + 1;
    let lines = text.get(start..)?.split_inclusive('\n');
    let written = lines.take_while(|line| !line.trim_end().is_empty());
    Some(start..start + written.map(str::len).sum::<usize>())
}

/// Where front matter lies in a text.
struct Block {
    start: usize,
    end: usize,
    body: usize,
    closed: bool,
}

impl Block {
    /// Finds a block that begins at byte `bom`. A `---` that opens a document is front matter when
    /// the next line with content is a key or a comment, or closes it; otherwise it is a rule.
    fn find(text: &str, bom: usize) -> Option<Self> {
        let content = text.get(bom..)?;
        if first_line(content).trim_end() != "---" || !content.contains('\n') {
            return None;
        }
        let start = bom + content.find('\n')? + 1;
        let mut at = start;
        let mut looks_like_keys = None;
        for line in text.get(start..)?.split_inclusive('\n') {
            let trimmed = line.trim_end();
            if matches!(trimmed, "---" | "...") {
                let is_front_matter = looks_like_keys.unwrap_or(true);
                return is_front_matter.then_some(Self {
                    start,
                    end: at,
                    body: at + line.len(),
                    closed: true,
                });
            }
            if looks_like_keys.is_none() && !trimmed.is_empty() {
                looks_like_keys = Some(is_key_line(trimmed));
            }
            at += line.len();
        }
        let unclosed = looks_like_keys == Some(true);
        unclosed.then_some(Self { start, end: at, body: bom, closed: false })
    }
}

fn first_line(text: &str) -> &str {
    text.lines().next().unwrap_or("")
}

/// Returns whether a line looks like `key: value`, a comment, or the start of a flow mapping.
fn is_key_line(line: &str) -> bool {
    if line.starts_with(['#', '{', '"', '\'', '&', '-', '[', '!']) {
        return !line.starts_with("# ") || line.contains(':') || !line.contains(' ');
    }
    line.split_once(':').is_some_and(|(key, rest)| {
        let is_word = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | ' ');
        key.chars().all(is_word)
            && key.split(' ').count() <= 3
            && (rest.is_empty() || rest.starts_with(' '))
    })
}

fn skip_toml(path: &SourcePath, text: &str, bom: usize, out: &mut Reporter) -> usize {
    let after_open =
        text.get(bom..).and_then(|rest| rest.find('\n')).map_or(text.len(), |at| bom + at + 1);
    let mut at = after_open;
    for line in text.get(after_open..).unwrap_or("").split_inclusive('\n') {
        at += line.len();
        if line.trim_end() == "+++" {
            let place = Location { file: path.clone(), span: Span::new(bom, bom + 3) };
            out.report(
                Code::FrontMatterToml,
                place,
                "this front matter is TOML, which is not read",
            )
            .help("write it as YAML between `---` lines");
            return at;
        }
    }
    bom
}

fn read(front: &mut FrontMatter, node: &Node, reader: &mut Reader<'_>) {
    let pairs = reader.pairs("front matter", node, Code::FrontMatterKeyDuplicate);
    let is_plan = front.client.is_some();
    let mut seen: Vec<&str> = Vec::new();
    for (name, value) in &pairs {
        let folded = client::fold(&name.value);
        if is_plan && !client::schema::PAGE_KEYS.contains(&&*folded) {
            continue;
        }
        let canonical = SYNONYMS.iter().find(|(synonym, _)| *synonym == &*folded);
        let canonical = canonical.map_or(&*folded, |(_, key)| *key);
        let Some(key) = KEYS.iter().find(|key| key.name == canonical) else {
            if !IGNORED.contains(&&*folded) {
                unknown(name, &folded, reader);
            }
            continue;
        };
        if seen.contains(&key.name) && !key.repeats {
            let message = if &*folded == key.name {
                format!("`{}` is given a second time", name.value)
            } else {
                format!("`{}` says again what `{}` says", name.value, key.name)
            };
            reader.report(Code::FrontMatterKeyDuplicate, name.span, message, "keep one of the two");
            continue;
        }
        seen.push(key.name);
        if !matches!(value.value, Value::Null) {
            (key.read)(front, &folded, value, reader);
        }
    }
}

fn unknown(name: &Placed<String>, folded: &str, reader: &mut Reader<'_>) {
    let known = KEYS.iter().map(|key| key.name).chain(SYNONYMS.iter().map(|(synonym, _)| *synonym));
    let help = match nearest(folded, known) {
        Some(near) => format!("did you mean `{near}`?"),
        None => "remove it, or correct its spelling".to_owned(),
    };
    let message = format!("`{}` is not a key of front matter", name.value);
    reader.report(Code::FrontMatterKeyUnknown, name.span, message, &help);
}
