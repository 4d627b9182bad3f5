//! The preview from end to end: the tool itself as a child process over a copy of a handbook, files
//! written as an editor writes them, pages and events through sockets.
//!
//! Every part has a server of its own.

mod client;
mod edits;
mod load;
mod memory;
mod report;
mod server;
mod template;

use crate::arguments::Arguments;
use crate::describe;
use crate::place::Place;
use crate::table::grouped;
use crate::tree::{Code, Origin};
use edits::{Editor, Series};
use load::OfLoad;
use memory::OfMemory;
use server::Server;
use std::fs;
use std::io::{self, Write as _};
use std::path::Path;
use std::thread::sleep;
use std::time::Duration;
use template::OfTemplate;

/// How long the copy is left alone: the server reads files again that are hardly older than its first
/// reading, which would be all of them (`RACY` of `src/source/disk.rs`).
const SETTLED: Duration = Duration::from_secs(3);

/// What was measured of one handbook.
#[derive(Clone, PartialEq, Debug)]
pub(crate) struct Served {
    pub(crate) policies: usize,
    pub(crate) edits: Vec<Series>,
    pub(crate) template: OfTemplate,
    pub(crate) memory: OfMemory,
    pub(crate) load: OfLoad,
}

impl Served {
    fn size(&self) -> String {
        grouped(u32::try_from(self.policies).unwrap_or(u32::MAX))
    }
}

/// Measures every handbook and prints the tables.
pub(crate) fn run(arguments: &Arguments) -> io::Result<()> {
    let place = Place::new(arguments.place.as_deref())?;
    let mut rows = Vec::new();
    for origin in &arguments.origins {
        note(&describe(origin, Code::Kept));
        rows.push(measure(origin, arguments.load, &place.path().join("project"))?);
    }
    let text = report::print(&rows, arguments.form, &place.filesystem());
    io::stdout().write_all(text.as_bytes())
}

/// Measures one handbook, as the content of a project in the folder `root`, which is removed
/// afterwards.
fn measure(origin: &Origin, load: Duration, root: &Path) -> io::Result<Served> {
    let content = root.join("content");
    origin.put(Code::Kept, &content)?;
    sleep(SETTLED);
    let mut editor = Editor::new(&content)?;
    note("edits");
    let edits = edits::measure(&mut editor, &Server::start(root)?)?;
    note("a template");
    let template = template::measure(&editor, root)?;
    note("memory");
    let memory = memory::measure(&mut editor, &Server::start(root)?)?;
    note("load");
    let load = load::measure(&mut editor, &Server::start(root)?, load)?;
    fs::remove_dir_all(root)?;
    Ok(Served { policies: editor.policies.len(), edits, template, memory, load })
}

/// Tells what goes on: it takes minutes.
fn note(what: &str) {
    // Whoever closed the stream does not want to know.
    let _ = writeln!(io::stderr(), "measuring {what}");
}
