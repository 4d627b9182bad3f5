//! The preview's server, through raw sockets: what it answers, what it refuses, what it outlives.
//!
//! A socket that hears nothing for a long time fails the test; no other time is looked at.

#![allow(clippy::disallowed_methods, clippy::unwrap_used, reason = "tests set up what they ask")]

mod bounds;
mod events;
mod pages;
mod paths;
mod refusals;

use rulebook::Outputs;
use rulebook::place::OutPath;
use rulebook::serve::{Limits, Live, Options, Report, Server, listen_within};
use std::io::{ErrorKind, Read, Write};
use std::net::{IpAddr, Ipv4Addr, SocketAddr, TcpStream};
use std::sync::Arc;
use std::time::Duration;

/// How long silence is taken for slowness, and not for a fault.
const PATIENCE: Duration = Duration::from_secs(30);

const LOOPBACK: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);

const PAGE: &str = "<!doctype html><html><head><title>T</title></head><body>text</body></html>";

/// A server and what it serves.
struct Preview {
    live: Live,
    server: Server,
}

/// One answer, as it came.
#[derive(Debug)]
struct Answer {
    status: u16,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
}

/// One connection.
struct Client {
    stream: TcpStream,
    unread: Vec<u8>,
}

fn outputs(files: &[(&str, &str)]) -> Outputs {
    let files = files.iter().map(|(path, text)| {
        (OutPath::new(path).unwrap(), Arc::from(text.as_bytes().to_vec().into_boxed_slice()))
    });
    files.collect()
}

fn serve_on(host: IpAddr, outputs: Outputs, limits: Limits) -> Preview {
    let live = Live::new("run");
    let options = Options { host, port: 0, ports_tried: 1 };
    let server = listen_within(&options, &live, limits).unwrap();
    assert!(live.publish(outputs, Report::default()));
    Preview { live, server }
}

fn serve(files: &[(&str, &str)]) -> Preview {
    serve_on(LOOPBACK, outputs(files), Limits::default())
}

impl Preview {
    fn connect(&self) -> Client {
        Client::connect(self.server.address())
    }

    /// Sends bytes on a connection of their own and returns the answer.
    #[track_caller]
    fn ask(&self, request: impl AsRef<[u8]>) -> Answer {
        let mut client = self.connect();
        client.send(request.as_ref());
        client.answer(request.as_ref().starts_with(b"HEAD "))
    }

    /// Asks for a path, with header lines that each end in a line break.
    #[track_caller]
    fn get(&self, path: &str, headers: &str) -> Answer {
        self.ask(get(path, headers))
    }

    #[track_caller]
    fn head(&self, path: &str, headers: &str) -> Answer {
        self.ask(format!("HEAD {path} HTTP/1.1\r\nHost: localhost\r\n{headers}\r\n"))
    }
}

fn get(path: &str, headers: &str) -> String {
    format!("GET {path} HTTP/1.1\r\nHost: localhost\r\n{headers}\r\n")
}

impl Client {
    fn connect(mut to: SocketAddr) -> Self {
        if to.ip().is_unspecified() {
            to.set_ip(LOOPBACK);
        }
        let stream = TcpStream::connect(to).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        stream.set_write_timeout(Some(PATIENCE)).unwrap();
        Self { stream, unread: Vec::new() }
    }

    /// Sends bytes. The other end may have closed by then, which shows in what it answered.
    fn send(&mut self, bytes: &[u8]) {
        if let Err(error) = self.stream.write_all(bytes) {
            assert!(matches!(error.kind(), ErrorKind::BrokenPipe | ErrorKind::ConnectionReset));
        }
    }

    /// Reads on, and returns whether there was anything.
    #[track_caller]
    fn read(&mut self) -> bool {
        let mut bytes = [0; 8 << 10];
        match self.stream.read(&mut bytes) {
            Ok(count) => {
                self.unread.extend(&bytes[..count]);
                count > 0
            }
            Err(error) if error.kind() == ErrorKind::ConnectionReset => false,
            Err(error) => panic!("waited for an answer: {error}"),
        }
    }

    /// Reads up to and with `end`.
    #[track_caller]
    fn until(&mut self, end: &[u8]) -> Vec<u8> {
        loop {
            if let Some(at) = self.unread.windows(end.len()).position(|bytes| bytes == end) {
                return self.unread.drain(..at + end.len()).collect();
            }
            assert!(self.read(), "the connection ended after {:?}", self.text());
        }
    }

    /// Reads what is left, to the end of the connection.
    #[track_caller]
    fn rest(&mut self) -> Vec<u8> {
        while self.read() {}
        std::mem::take(&mut self.unread)
    }

    fn text(&self) -> String {
        String::from_utf8_lossy(&self.unread).into_owned()
    }

    /// Reads one answer; one to HEAD has no body.
    #[track_caller]
    fn answer(&mut self, is_head: bool) -> Answer {
        let head = String::from_utf8(self.until(b"\r\n\r\n")).unwrap();
        let mut lines = head.lines();
        let status = lines.next().unwrap().split(' ').nth(1).unwrap().parse().unwrap();
        let headers = lines.filter_map(|line| line.split_once(": "));
        let headers = headers.map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned()));
        let mut answer = Answer { status, headers: headers.collect(), body: Vec::new() };
        let length = answer.header("content-length").map_or(0, |length| length.parse().unwrap());
        if !is_head && status != 304 {
            while self.unread.len() < length {
                assert!(self.read(), "the connection ended within a body");
            }
            answer.body = self.unread.drain(..length).collect();
        }
        answer
    }
}

impl Answer {
    /// Returns a header, which is there once at most.
    #[track_caller]
    fn header(&self, name: &str) -> Option<&str> {
        let mut values = self.headers.iter().filter(|(known, _)| known == name);
        let value = values.next().map(|(_, value)| value.as_str());
        assert!(values.next().is_none(), "{name} twice in {:?}", self.headers);
        value
    }

    fn text(&self) -> &str {
        std::str::from_utf8(&self.body).unwrap()
    }
}

/// Returns a page without the script tag.
fn without_script(text: &str, revision: &str) -> String {
    let tag =
        format!("<script src=\"/__rulebook/live.js\" data-revision=\"{revision}\" defer></script>");
    assert_eq!(text.matches(&tag).count(), 1, "{text}");
    text.replace(&tag, "")
}
