//! [`Paced`]: a stream that gives up on a client which sends its request, or takes its answer, too
//! slowly.
//!
//! The time between two requests is bounded by the HTTP library, which can't tell it from the time
//! that a head takes.

use std::io::{self, ErrorKind, IoSlice};
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::{Sleep, sleep};

/// Tells the stream that the head of a request is complete.
#[derive(Clone, Default)]
pub(super) struct HeadDone(Arc<AtomicBool>);

impl HeadDone {
    /// From here on, a silent client is idle and not slow.
    pub(super) fn set(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    /// Returns whether a head was complete, and takes it that another has begun.
    fn take(&self) -> bool {
        self.0.swap(false, Ordering::Relaxed)
    }

    fn is_set(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

/// A stream with a time limit on reading a head and on each write.
pub(super) struct Paced<S> {
    stream: S,
    head_done: HeadDone,
    head: Duration,
    write: Duration,
    /// Runs from the first byte of a head, or from the beginning of the connection.
    head_ends: Pin<Box<Sleep>>,
    /// Runs while a write waits.
    write_ends: Option<Pin<Box<Sleep>>>,
}

impl<S> Paced<S> {
    /// Returns the stream of a connection that begins now.
    pub(super) fn new(stream: S, head_done: HeadDone, head: Duration, write: Duration) -> Self {
        let head_ends = Box::pin(sleep(head));
        Self { stream, head_done, head, write, head_ends, write_ends: None }
    }

    /// Passes on what a write came to, or fails when it has waited for too long.
    fn pace_write<T>(
        &mut self,
        context: &mut Context<'_>,
        outcome: Poll<io::Result<T>>,
    ) -> Poll<io::Result<T>> {
        if outcome.is_ready() {
            self.write_ends = None;
            return outcome;
        }
        let limit = self.write;
        let ends = self.write_ends.get_or_insert_with(|| Box::pin(sleep(limit)));
        ends.as_mut().poll(context).map(|()| Err(ErrorKind::TimedOut.into()))
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Paced<S> {
    fn poll_read(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        let before = buffer.filled().len();
        let outcome = Pin::new(&mut this.stream).poll_read(context, buffer);
        if outcome.is_ready() {
            if buffer.filled().len() > before && this.head_done.take() {
                this.head_ends = Box::pin(sleep(this.head));
            }
            return outcome;
        }
        if this.head_done.is_set() {
            return Poll::Pending;
        }
        this.head_ends.as_mut().poll(context).map(|()| Err(ErrorKind::TimedOut.into()))
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Paced<S> {
    fn poll_write(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        let outcome = Pin::new(&mut this.stream).poll_write(context, bytes);
        this.pace_write(context, outcome)
    }

    fn poll_write_vectored(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        parts: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        let outcome = Pin::new(&mut this.stream).poll_write_vectored(context, parts);
        this.pace_write(context, outcome)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    // Neither of these two waits for the client.
    fn poll_flush(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_flush(context)
    }

    fn poll_shutdown(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_shutdown(context)
    }
}
