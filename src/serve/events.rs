//! The stream of events: which revision is served, at once and whenever it changes.
//!
//! A client that reads slowly gets the latest state when it is ready for one; what lay between is
//! skipped.

use crate::serve::live::{Live, Published};
use hyper::body::{Body, Bytes, Frame};
use std::convert::Infallible;
use std::future::ready;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::sync::{OwnedSemaphorePermit, watch};
use tokio::time::timeout;

/// How long a browser waits before it connects again, in milliseconds.
const RETRY: &str = "retry: 500\n\n";

/// Says nothing, and shows that both ends are there.
const COMMENT: &[u8] = b":\n\n";

type States = watch::Receiver<Arc<Published>>;
type Step = Pin<Box<dyn Future<Output = Option<(States, Bytes)>> + Send>>;

/// The body of an answer that ends when the client leaves or the server stops.
pub(super) struct Events {
    silence: Duration,
    step: Step,
    _slot: OwnedSemaphorePermit,
}

impl Events {
    /// Returns a stream that takes up a slot while it lasts.
    pub(super) fn new(live: &Live, silence: Duration, slot: OwnedSemaphorePermit) -> Self {
        let mut states = live.watch();
        let first = format!("{RETRY}{}", event(&states.borrow_and_update()));
        Self { silence, step: Box::pin(ready(Some((states, first.into())))), _slot: slot }
    }
}

async fn next(mut states: States, silence: Duration) -> Option<(States, Bytes)> {
    let chunk = match timeout(silence, states.changed()).await {
        Ok(changed) => {
            changed.ok()?;
            event(&states.borrow_and_update()).into()
        }
        Err(_) => Bytes::from_static(COMMENT),
    };
    Some((states, chunk))
}

/// Returns the event of a state. A revision is letters, digits and `-`.
fn event(state: &Published) -> String {
    let (revision, report) = (&state.revision, &state.report);
    format!(
        "event: revision\nid: {revision}\ndata: {{\"revision\":\"{revision}\",\"failed\":{},\
         \"errors\":{},\"warnings\":{}}}\n\n",
        report.failed, report.errors, report.warnings
    )
}

impl Body for Events {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        let this = self.get_mut();
        this.step.as_mut().poll(context).map(|step| {
            let (states, chunk) = step?;
            this.step = Box::pin(next(states, this.silence));
            Some(Ok(Frame::data(chunk)))
        })
    }
}
