//! Memory of the server after many edits: whether anything grows.

use crate::serve::edits::{Edit, Editor, Viewer};
use crate::serve::server::{Memory, Server};
use std::io;
use std::thread::sleep;
use std::time::Duration;

/// After how many edits the memory is looked at.
pub(crate) const LOOKS: [usize; 3] = [0, 100, 1_000];

/// How many policies are edited in turn.
const POLICIES: usize = 50;

/// Every so often it is the title.
const TITLES: usize = 10;

/// How long the server is left alone before its memory is looked at.
const REST: Duration = Duration::from_millis(500);

/// What the server had in memory at each of [`LOOKS`].
#[derive(Clone, Copy, PartialEq, Debug)]
pub(crate) struct OfMemory {
    /// How long the start took, in seconds.
    pub(crate) started: f64,
    pub(crate) looks: [Memory; LOOKS.len()],
}

/// Makes edits, each when the event of the one before has come.
pub(crate) fn measure(editor: &mut Editor, server: &Server) -> io::Result<OfMemory> {
    let policies = editor.spread(POLICIES);
    let mut viewer = Viewer::new(server)?;
    let mut looks = [server.memory()?; LOOKS.len()];
    let mut edits = 0;
    for (look, until) in looks.iter_mut().zip(LOOKS) {
        for nth in edits..until {
            let edit = if nth % TITLES == TITLES - 1 { Edit::Title } else { Edit::Text };
            let change = editor.change(&policies[nth % POLICIES], edit)?;
            viewer.await_event(&change)?;
        }
        edits = until;
        sleep(REST);
        *look = server.memory()?;
    }
    Ok(OfMemory { started: server.started, looks })
}
