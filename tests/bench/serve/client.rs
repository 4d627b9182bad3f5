//! A browser's half of the conversation, as little of it as is measured: pages on a connection that
//! is kept, and the stream of events.

use memchr::memmem::find;
use std::io::{self, BufRead as _, BufReader, Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::{Duration, Instant};

/// How long an answer is waited for: longer is a fault.
const PATIENCE: Duration = Duration::from_secs(10);

/// The path of the stream of events.
const EVENTS: &str = "/__rulebook/events";

/// One connection, for one request at a time.
#[derive(Debug)]
pub(crate) struct Client {
    stream: TcpStream,
    host: SocketAddr,
    unread: Vec<u8>,
}

/// One answer.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) body: Vec<u8>,
}

impl Client {
    pub(crate) fn connect(to: SocketAddr) -> io::Result<Self> {
        let stream = TcpStream::connect(to)?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(PATIENCE))?;
        stream.set_write_timeout(Some(PATIENCE))?;
        Ok(Self { stream, host: to, unread: Vec::new() })
    }

    /// Asks for a path and reads the whole answer.
    pub(crate) fn get(&mut self, path: &str) -> io::Result<Answer> {
        self.ask(path)?;
        let head_end = loop {
            if let Some(at) = find(&self.unread, b"\r\n\r\n") {
                break at + 4;
            }
            self.read()?;
        };
        let head: Vec<u8> = self.unread.drain(..head_end).collect();
        let head = String::from_utf8_lossy(&head).to_ascii_lowercase();
        let status = head.split(' ').nth(1).and_then(|status| status.parse().ok());
        let length =
            head.lines().find_map(|line| line.strip_prefix("content-length: ")?.parse().ok());
        let (Some(status), Some(length)) = (status, length) else {
            return Err(io::Error::other(format!("{path} was answered by `{head}`")));
        };
        while self.unread.len() < length {
            self.read()?;
        }
        Ok(Answer { status, body: self.unread.drain(..length).collect() })
    }

    fn ask(&mut self, path: &str) -> io::Result<()> {
        let host = self.host;
        self.stream.write_all(format!("GET {path} HTTP/1.1\r\nHost: {host}\r\n\r\n").as_bytes())
    }

    fn read(&mut self) -> io::Result<()> {
        let mut bytes = [0; 16 << 10];
        let count = self.stream.read(&mut bytes)?;
        if count == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        self.unread.extend_from_slice(&bytes[..count]);
        Ok(())
    }
}

impl Answer {
    /// Returns whether a text is on the page.
    pub(crate) fn has(&self, text: &str) -> bool {
        find(&self.body, text.as_bytes()).is_some()
    }

    /// Returns the revision that the page's script is told.
    pub(crate) fn revision(&self) -> io::Result<String> {
        let before = "data-revision=\"";
        let body = String::from_utf8_lossy(&self.body);
        let revision = body.split_once(before).and_then(|(_, rest)| rest.split('"').next());
        revision.map(str::to_owned).ok_or_else(|| io::Error::other("a page has no revision"))
    }
}

/// A stream of events.
#[derive(Debug)]
pub(crate) struct Events(BufReader<TcpStream>);

impl Events {
    pub(crate) fn open(to: SocketAddr) -> io::Result<Self> {
        let mut client = Client::connect(to)?;
        // It is silent for as long as nothing changes.
        client.stream.set_read_timeout(None)?;
        client.ask(EVENTS)?;
        Ok(Self(BufReader::new(client.stream)))
    }

    /// Waits for the next event and returns its revision.
    ///
    /// An event comes in one chunk, so that the lines between chunks need no look.
    pub(crate) fn next(&mut self) -> io::Result<String> {
        let mut line = String::new();
        loop {
            line.clear();
            if self.0.read_line(&mut line)? == 0 {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
            if let Some(revision) = line.strip_prefix("id: ") {
                return Ok(revision.trim_end().to_owned());
            }
        }
    }

    /// Reads on a thread of its own, until the stream ends: revisions, and when each came.
    pub(crate) fn follow(mut self) -> Receiver<(Instant, String)> {
        let (heard, told) = channel();
        thread::spawn(move || {
            while let Ok(revision) = self.next() {
                if heard.send((Instant::now(), revision)).is_err() {
                    break;
                }
            }
        });
        told
    }
}
