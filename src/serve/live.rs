//! [`Live`]: the place where a new state is put, and from which it is served.
//!
//! It holds one state, the latest. Who looks rarely sees fewer states, and never an old one last;
//! nothing queues.

use crate::emit::Outputs;
use crate::serve::report::Report;
use std::mem;
use std::sync::Arc;
use tokio::sync::watch;

/// What is served at one moment.
#[derive(Debug)]
pub struct Published {
    /// `RUN-NUMBER`: differs whenever anything that a reader may see differs. RUN tells one run of
    /// the server from another.
    pub revision: String,
    /// The last good site; empty while there was none.
    pub outputs: Arc<Outputs>,
    /// What is wrong.
    pub report: Arc<Report>,
    /// The edition that is shown, when one was chosen.
    pub edition: Option<Arc<str>>,
    number: u64,
}

/// The place where a new state is put and from which it is served. Clones share it.
#[derive(Debug, Clone)]
pub struct Live {
    run: Arc<str>,
    state: Arc<watch::Sender<Arc<Published>>>,
}

impl Live {
    /// Returns a place where nothing is published yet.
    ///
    /// Of `run`, ASCII letters and digits count: it becomes part of addresses, pages and events.
    pub fn new(run: &str) -> Self {
        let run: String = run.chars().filter(char::is_ascii_alphanumeric).collect();
        let (outputs, report) = (Arc::default(), Arc::default());
        let first =
            Published { revision: format!("{run}-0"), outputs, report, edition: None, number: 0 };
        Self { run: run.into(), state: Arc::new(watch::Sender::new(Arc::new(first))) }
    }

    /// Names the edition that is shown, for a banner.
    #[must_use]
    pub fn of_edition(self, edition: Option<Arc<str>>) -> Self {
        self.state.send_modify(|state| {
            let Published { revision, outputs, report, number, .. } = &**state;
            let (outputs, report) = (Arc::clone(outputs), Arc::clone(report));
            let revision = revision.clone();
            *state = Arc::new(Published { revision, outputs, report, edition, number: *number });
        });
        self
    }

    /// Puts outputs and report in place in one step. Returns whether anything differs from what
    /// was there, which is when the revision rises.
    pub fn publish(&self, outputs: Outputs, report: Report) -> bool {
        self.replace(Some(outputs), report)
    }

    /// Keeps the last good outputs and tells what is wrong. Returns whether that is news.
    pub fn fail(&self, report: Report) -> bool {
        self.replace(None, report)
    }

    /// Returns what is served at this moment.
    pub fn current(&self) -> Arc<Published> {
        Arc::clone(&self.state.borrow())
    }

    /// Returns a view of the latest state that can be waited on.
    pub(super) fn watch(&self) -> watch::Receiver<Arc<Published>> {
        self.state.subscribe()
    }

    fn replace(&self, outputs: Option<Outputs>, report: Report) -> bool {
        let outputs = outputs.map(Arc::new);
        // Freed behind the lock: ten thousand files are many.
        let mut replaced = None;
        self.state.send_if_modified(|state| {
            let outputs = outputs.filter(|outputs| !are_same(outputs, &state.outputs));
            if outputs.is_none() && report == *state.report {
                return false;
            }
            let number = state.number + 1;
            let next = Published {
                revision: format!("{}-{number}", self.run),
                outputs: outputs.unwrap_or_else(|| Arc::clone(&state.outputs)),
                report: Arc::new(report),
                edition: state.edition.clone(),
                number,
            };
            replaced = Some(mem::replace(state, Arc::new(next)));
            true
        });
        replaced.is_some()
    }
}

/// Returns whether two sites are equal; files that both share are not looked into.
fn are_same(one: &Outputs, other: &Outputs) -> bool {
    one.len() == other.len()
        && one.iter().zip(other).all(|((path, bytes), (other_path, other_bytes))| {
            path == other_path && (Arc::ptr_eq(bytes, other_bytes) || bytes == other_bytes)
        })
}
