//! The server: an address, a thread, and the loop that takes connections.
//!
//! In: [`Options`] and a [`Live`]. Out: a [`Server`], which serves until it is stopped. What a client
//! does, or fails to do, ends that client's connection and nothing else.
//!
//! The protocol is hyper's. `tiny_http` is smaller and was measured first: it can't cap a head or time
//! out a read, and when file descriptors run out it ends for good, which decided it. The test is
//! `serve_http::bounds::descriptors::run_out_and_are_freed`.

use crate::error::{Error, Result};
use crate::serve::connection;
use crate::serve::live::Live;
use crate::serve::respond::Preview;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::thread::{self, JoinHandle};
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::runtime::{Builder, Runtime};
use tokio::sync::{Semaphore, oneshot};
use tokio::time::sleep;

/// Where to listen.
#[derive(Debug, Clone)]
pub struct Options {
    /// The address; an unspecified one (`0.0.0.0`, `::`) is all of this machine's.
    pub host: IpAddr,
    /// The first port to try; 0 is any that is free.
    pub port: u16,
    /// How many ports to try, from `port` upwards; at least that one is.
    pub ports_tried: u16,
}

/// What no client may exceed.
#[doc(hidden)]
#[derive(Debug, Clone)]
pub struct Limits {
    /// How long the head of a request may take, from the connection or its first byte on.
    pub head: Duration,
    /// How long a connection may stay open between two requests.
    pub idle: Duration,
    /// How long a write may wait for the client to take a byte.
    pub write: Duration,
    /// How long a stream of events stays silent before a comment says that it lives.
    pub silence: Duration,
    /// How many connections are open at a time. More wait in the system's queue.
    pub connections: usize,
    /// How many of them may be streams of events.
    pub streams: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            head: Duration::from_secs(10),
            idle: Duration::from_secs(30),
            write: Duration::from_secs(10),
            silence: Duration::from_secs(15),
            connections: 512,
            streams: 256,
        }
    }
}

/// How long to wait after a connection could not be taken, such as for want of file descriptors.
const PAUSE: Duration = Duration::from_millis(50);

/// A running server. Ends when it is stopped or dropped.
#[derive(Debug)]
pub struct Server {
    address: SocketAddr,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

/// Listens on the first free port and serves what is in `live`, on a thread of its own.
///
/// # Errors
/// When no port that was tried can be listened on.
pub fn listen(options: &Options, live: &Live) -> Result<Server> {
    listen_within(options, live, Limits::default())
}

/// Listens as [`listen`] does, with other limits.
///
/// # Errors
/// As [`listen`].
#[doc(hidden)]
pub fn listen_within(options: &Options, live: &Live, limits: Limits) -> Result<Server> {
    let listener = bind(options)?;
    let asked = SocketAddr::new(options.host, options.port);
    let started = start(listener, Preview::new(live, options.host, limits));
    started.map_err(|source| Error::listening(asked, source))
}

/// Takes the first port that no other program has.
fn bind(options: &Options) -> Result<std::net::TcpListener> {
    let mut port = options.port;
    let mut left = if port == 0 { 1 } else { options.ports_tried.max(1) };
    loop {
        left -= 1;
        let address = SocketAddr::new(options.host, port);
        match std::net::TcpListener::bind(address) {
            Ok(listener) => return Ok(listener),
            Err(source) if source.kind() == io::ErrorKind::AddrInUse && left > 0 => {
                port = port.checked_add(1).ok_or_else(|| Error::listening(address, source))?;
            }
            Err(source) => return Err(Error::listening(address, source)),
        }
    }
}

fn start(listener: std::net::TcpListener, preview: Preview) -> io::Result<Server> {
    let address = listener.local_addr()?;
    listener.set_nonblocking(true)?;
    let runtime = Builder::new_current_thread().enable_io().enable_time().build()?;
    let listener = {
        let _entered = runtime.enter();
        TcpListener::from_std(listener)?
    };
    let (stop, stopped) = oneshot::channel();
    let serve = move || run(&runtime, listener, preview, stopped);
    let thread = thread::Builder::new().name("preview".to_owned()).spawn(serve)?;
    Ok(Server { address, stop: Some(stop), thread: Some(thread) })
}

/// Serves until the other end of `stopped` goes away. Dropping the runtime drops the connections.
fn run(runtime: &Runtime, listener: TcpListener, preview: Preview, stopped: oneshot::Receiver<()>) {
    runtime.spawn(accept(listener, Arc::new(preview)));
    // An error says that the sender was dropped, which is how a server is stopped.
    runtime.block_on(async { stopped.await.unwrap_or_default() });
}

/// Takes connections for ever.
async fn accept(listener: TcpListener, preview: Arc<Preview>) {
    let slots = Arc::new(Semaphore::new(preview.limits.connections));
    while let Ok(slot) = Arc::clone(&slots).acquire_owned().await {
        match listener.accept().await {
            Ok((stream, _)) => {
                let preview = Arc::clone(&preview);
                tokio::spawn(async move {
                    connection::serve(stream, preview).await;
                    drop(slot);
                });
            }
            Err(_) => sleep(PAUSE).await,
        }
    }
}

impl Server {
    /// Returns where it listens, with the port it found.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Closes all connections and waits for the thread to end.
    pub fn stop(self) {
        drop(self);
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            // A panic of the thread has been printed by then, and a drop can't tell more.
            drop(thread.join());
        }
    }
}
