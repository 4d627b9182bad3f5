//! One template changed, which concerns every policy, beside a clean build of the same inputs in
//! this process.

use crate::child::today;
use crate::serve::edits::{BETWEEN, Change, Editor, Series, Viewer};
use crate::serve::server::Server;
use rulebook::source::load::{Exclusions, load, read_files};
use rulebook::{Error, Goal, Inputs, Memory, Session};
use std::fs;
use std::io;
use std::path::Path;
use std::thread::sleep;
use std::time::{Duration, Instant};

/// How many edits, each with a clean build after it.
const TURNS: usize = 5;

/// Every page is rendered meanwhile, so that asking more often would take part in what is measured.
const SELDOM: Duration = Duration::from_millis(5);

/// The template of policies.
const TEMPLATE: &str = include_str!("../../../themes/default/policy.html");

/// The line of it that a text is put behind.
const BEHIND: &str = "<div class=\"flow\">\n";

/// Edits of the template, and clean builds.
#[derive(Clone, PartialEq, Debug)]
pub(crate) struct OfTemplate {
    pub(crate) series: Series,
    /// Each clean build, in seconds, and the reading before it.
    pub(crate) clean: Vec<f64>,
    pub(crate) read: Vec<f64>,
}

/// Measures edits of the template of a project.
pub(crate) fn measure(editor: &Editor, root: &Path) -> io::Result<OfTemplate> {
    let file = root.join("themes/policy.html");
    fs::create_dir_all(root.join("themes"))?;
    fs::write(&file, TEMPLATE)?;
    let server = Server::start(root)?;
    let mut viewer = Viewer::new(&server)?;
    let (mut shown, mut clean, mut read) = (Vec::new(), Vec::new(), Vec::new());
    for (turn, policy) in editor.spread(TURNS).into_iter().enumerate() {
        sleep(BETWEEN);
        let mark = format!("template{turn}");
        let text = TEMPLATE.replacen(BEHIND, &format!("{BEHIND}<!-- {mark} -->\n"), 1);
        let change = Change { file: file.clone(), text, url: policy.url, mark };
        shown.push(viewer.measure(&change, SELDOM)?);
        sleep(BETWEEN);
        let began = Instant::now();
        let inputs = inputs(root).map_err(io::Error::other)?;
        read.push(began.elapsed().as_secs_f64());
        let began = Instant::now();
        let mut session = Session::new(Memory::Keep);
        let build = session.build(inputs, Goal::Build);
        clean.push(began.elapsed().as_secs_f64());
        // Not before: freeing it is no part of a build.
        drop((session, build));
    }
    let rebuilt = server.last_rebuilt(shown.len());
    drop(server);
    fs::remove_dir_all(root.join("themes"))?;
    Ok(OfTemplate { series: Series { what: "template", shown, rebuilt }, clean, read })
}

/// Reads what the server reads.
fn inputs(root: &Path) -> Result<Inputs, Error> {
    let mut inputs = Inputs::new(load(&root.join("content"), &Exclusions::default())?, today());
    inputs.themes = read_files(root, "themes")?.0;
    Ok(inputs)
}
