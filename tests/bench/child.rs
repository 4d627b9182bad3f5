//! What is measured, each in a process of its own: one full build, or the limit.
//!
//! The limit is the least that a generator with this Markdown parser can do, on one thread: read the
//! same files, parse, write HTML by the parser's own writer, put it into a constant layout, write one
//! file per page.

use crate::tree::{markdown_files, page_folder};
use pulldown_cmark::{Options, Parser, html};
use rulebook::emit::{Destination, Wait, emit};
use rulebook::source::load::{Exclusions, load};
use rulebook::{Date, Goal, Inputs, Memory, Session};
use std::fs;
use std::io::{self, Write as _};
use std::path::Path;

/// The first argument that makes this program a measured process.
pub(crate) const BUILD: &str = "--measured-build";
/// As [`BUILD`], for the limit.
pub(crate) const LIMIT: &str = "--measured-limit";

/// Builds the tree `source` into `out`, as `rulebook build` does, and prints what [`Made`] parses.
pub(crate) fn build(source: &Path, out: &Path) -> io::Result<()> {
    let tree = load(source, &Exclusions::default()).map_err(io::Error::other)?;
    let inputs = Inputs::new(tree, today());
    let mut session = Session::new(Memory::Drop);
    let mut build = session.build(inputs, Goal::Build);
    let outputs = std::mem::take(&mut build.outputs);
    let to = Destination { dir: out, source_root: source };
    emit(&outputs, &to, Wait::Block).map_err(io::Error::other)?;
    let (summary, files) = (build.summary, outputs.len());
    // As the command does: the process ends here.
    std::mem::forget((build, outputs, session));
    let (policies, links) = (summary.policies, summary.links);
    let (errors, warnings) = (summary.errors, summary.warnings);
    let peak = peak_kb()?;
    writeln!(io::stdout(), "{policies} {links} {files} {errors} {warnings} {peak}")
}

/// Makes the pages of the limit; `layout` bytes are around each.
pub(crate) fn limit(source: &Path, out: &Path, layout: usize) -> io::Result<()> {
    let (before, after) = (layout - layout / 4, layout / 4);
    let (before, after) = ("x".repeat(before), "y".repeat(after));
    let mut page = String::new();
    for path in markdown_files(source)? {
        let text = fs::read_to_string(source.join(&path))?;
        page.clear();
        page.push_str(&before);
        push_body(&mut page, &text);
        page.push_str(&after);
        let folder = out.join(page_folder(&path));
        fs::create_dir_all(&folder)?;
        fs::write(folder.join("index.html"), &page)?;
    }
    Ok(())
}

/// Appends the HTML of a page's text, with the options that rulebook has (`src/parse/markdown.rs`).
pub(crate) fn push_body(page: &mut String, text: &str) {
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_GFM;
    html::push_html(page, Parser::new_ext(text, options));
}

/// Returns the day on which every benchmark takes place.
pub(crate) fn today() -> Date {
    Date::parse("2026-01-02").expect("a day that exists")
}

/// Returns the most memory that this process had, in kB; 0 where the system does not say.
///
/// `ru_maxrss` would not do: a child inherits that of the process which started it.
fn peak_kb() -> io::Result<u32> {
    if !cfg!(target_os = "linux") {
        return Ok(0);
    }
    let status = fs::read_to_string("/proc/self/status")?;
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    Ok(peak.and_then(|peak| peak.trim().strip_suffix(" kB")?.parse().ok()).unwrap_or(0))
}

/// What one build tells of itself.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Made {
    pub(crate) policies: u32,
    pub(crate) links: u32,
    pub(crate) files: u32,
    pub(crate) errors: u32,
    pub(crate) warnings: u32,
    pub(crate) peak_kb: u32,
}

impl Made {
    pub(crate) fn parse(line: &str) -> io::Result<Self> {
        let numbers: Vec<u32> = line.split_whitespace().filter_map(|n| n.parse().ok()).collect();
        let [policies, links, files, errors, warnings, peak_kb] = numbers[..] else {
            return Err(io::Error::other(format!("a build said `{line}`")));
        };
        Ok(Self { policies, links, files, errors, warnings, peak_kb })
    }
}
