//! The server as a child process: the tool itself, on a free port, with its log and its memory.
//!
//! It is ended when the value is dropped.

use crate::child::today;
use crate::serve::client::{Client, Events};
use std::fs;
use std::io::{self, BufRead as _, BufReader};
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Child, ChildStderr, Command, Stdio};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

/// How long a start may take: ten thousand policies on a busy machine take seconds.
const START_MAX: Duration = Duration::from_mins(2);

/// What the server prints of one rebuild.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(crate) struct Rebuilt {
    pub(crate) pages: f64,
    pub(crate) seconds: f64,
}

/// What the server has in memory, in kB; 0 where the system does not say.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Memory {
    pub(crate) resident_kb: u32,
    pub(crate) peak_kb: u32,
}

/// A running server.
#[derive(Debug)]
pub(crate) struct Server {
    child: Child,
    address: SocketAddr,
    rebuilt: Arc<Mutex<Vec<Rebuilt>>>,
    /// From the start of the process to the first page, in seconds.
    pub(crate) started: f64,
}

impl Server {
    /// Starts the tool over a folder, and returns when its home page is there.
    pub(crate) fn start(root: &Path) -> io::Result<Self> {
        let began = Instant::now();
        let mut child = Command::new(env!("CARGO_BIN_EXE_rulebook"))
            .arg("serve")
            .arg(root)
            .args(["--port", "0", "--as-of", &today().to_string()])
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()?;
        let log = child.stderr.take().ok_or_else(|| io::Error::other("the server has no log"))?;
        let rebuilt = Arc::default();
        let (found, address) = channel();
        let to = Arc::clone(&rebuilt);
        thread::spawn(move || follow(log, &found, &to));
        // From here on, dropping it ends the process.
        let mut server = Self { child, address: ([127, 0, 0, 1], 0).into(), rebuilt, started: 0.0 };
        server.address = await_address(&address)?;
        while server.connect()?.get("/")?.status != 200 {
            if began.elapsed() > START_MAX {
                return Err(io::Error::other("there is no home page"));
            }
            thread::sleep(Duration::from_millis(10));
        }
        server.started = began.elapsed().as_secs_f64();
        Ok(server)
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    pub(crate) fn connect(&self) -> io::Result<Client> {
        Client::connect(self.address)
    }

    pub(crate) fn events(&self) -> io::Result<Events> {
        Events::open(self.address)
    }

    /// Returns the last rebuilds, so many. The line of one is printed after its event is sent, so
    /// they may have to be waited for.
    pub(crate) fn last_rebuilt(&self, count: usize) -> Vec<Rebuilt> {
        thread::sleep(Duration::from_millis(300));
        let all = self.rebuilt.lock().unwrap_or_else(PoisonError::into_inner);
        all[all.len().saturating_sub(count)..].to_vec()
    }

    pub(crate) fn memory(&self) -> io::Result<Memory> {
        if !cfg!(target_os = "linux") {
            return Ok(Memory { resident_kb: 0, peak_kb: 0 });
        }
        let status = fs::read_to_string(format!("/proc/{}/status", self.child.id()))?;
        let value = |key: &str| {
            let line = status.lines().find_map(|line| line.strip_prefix(key))?;
            line.trim().strip_suffix(" kB")?.parse().ok()
        };
        let of = |key| value(key).ok_or_else(|| io::Error::other(format!("{key} is missing")));
        Ok(Memory { resident_kb: of("VmRSS:")?, peak_kb: of("VmHWM:")? })
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended by itself; then there is nothing left to do.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

/// Reads the server's log to its end.
fn follow(log: ChildStderr, found: &Sender<String>, rebuilt: &Mutex<Vec<Rebuilt>>) {
    for line in BufReader::new(log).lines().map_while(Result::ok) {
        if let Some(address) = line.strip_prefix("serving http://") {
            // Nobody waits for it any more when the start has been given up.
            drop(found.send(address.trim_end_matches('/').to_owned()));
        }
        if let Some(one) = Rebuilt::parse(&line) {
            rebuilt.lock().unwrap_or_else(PoisonError::into_inner).push(one);
        }
    }
}

fn await_address(found: &Receiver<String>) -> io::Result<SocketAddr> {
    let address = found.recv_timeout(START_MAX).map_err(|_| io::Error::other("no server began"))?;
    address.parse().map_err(io::Error::other)
}

impl Rebuilt {
    /// Parses a line such as `a.md: 2 pages rendered in 0.012 s, no warnings`.
    fn parse(line: &str) -> Option<Self> {
        let (before, after) = line.rsplit_once(" rendered in ")?;
        let seconds = after.split(' ').next()?.parse().ok()?;
        let what = before.rsplit(": ").next()?;
        let digits: String = what.chars().filter(char::is_ascii_digit).collect();
        Some(Self { pages: digits.parse().unwrap_or(0.0), seconds })
    }
}
