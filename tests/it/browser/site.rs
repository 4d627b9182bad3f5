//! A built site behind a plain server that sends the strictest policy for content.
//!
//! In: the files of a site. Out: an address on the loopback interface, until the value is dropped.

use crate::support::{SAMPLE_DAY, build_folder_on, repository};
use rulebook::Build;
use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, LazyLock};
use std::thread;

/// What a page may do by the header of its answer: take from its own site what is not script or style in the page.
const POLICY: &str = "Content-Security-Policy: default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; \
                      connect-src 'self'; base-uri 'none'; form-action 'self'\r\n";

/// The end of the path of what has to be read without its site.
const CALL_SHEET: &str = "/call-sheet.html";

/// Our own handbook.
pub(super) static SAMPLE: LazyLock<Build> =
    LazyLock::new(|| build_folder_on(&repository("content"), SAMPLE_DAY));

/// A tree whose pages say nothing of themselves, and much that is wide, long or strange.
pub(super) static BARE: LazyLock<Build> =
    LazyLock::new(|| build_folder_on(&repository("tests/cases/browser/bare"), SAMPLE_DAY));

/// Files by path.
pub(super) type Files = BTreeMap<String, Vec<u8>>;

/// Returns the files of a site by path.
pub(super) fn files(build: &Build) -> Files {
    let outputs = build.outputs.iter();
    outputs.map(|(path, bytes)| (path.to_string(), bytes.to_vec())).collect()
}

/// A running server.
pub(super) struct Site {
    address: SocketAddr,
    ended: Arc<AtomicBool>,
}

impl Site {
    /// Serves files on a free port.
    pub(super) fn serve(files: Files) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let ended = Arc::new(AtomicBool::new(false));
        let (files, end) = (Arc::new(files), Arc::clone(&ended));
        thread::spawn(move || {
            for stream in listener.incoming() {
                if end.load(Ordering::SeqCst) {
                    return;
                }
                let (Ok(stream), files) = (stream, Arc::clone(&files)) else { continue };
                thread::spawn(move || answer(stream, &files));
            }
        });
        Self { address, ended }
    }

    /// Returns the address of a page, such as `a-z/`.
    pub(super) fn address(&self, page: &str) -> String {
        format!("http://{}/{page}", self.address)
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        self.ended.store(true, Ordering::SeqCst);
        TcpStream::connect(self.address).ok(); // wakes the server, so that it sees the end
    }
}

/// Answers one request. A browser that went away is no fault.
fn answer(stream: TcpStream, files: &Files) -> Option<()> {
    let mut lines = BufReader::new(stream.try_clone().ok()?).lines();
    let request = lines.next()?.ok()?;
    lines.map_while(Result::ok).take_while(|line| !line.is_empty()).for_each(drop);
    let target = request.split(' ').nth(1)?;
    let path = target.split(['?', '#']).next()?.trim_start_matches('/');
    let path = percent_encoding::percent_decode_str(path).decode_utf8().ok()?.into_owned();
    let path = if path.is_empty() || path.ends_with('/') { path + "index.html" } else { path };
    let (status, path) =
        if files.contains_key(&path) { ("200 OK", &*path) } else { ("404 Not Found", "404.html") };
    let body = files.get(path).map(Vec::as_slice).unwrap_or_default();
    // A call sheet is one file that works on its own, and has a policy of its own.
    let policy = if path.ends_with(CALL_SHEET) { "" } else { POLICY };
    let head = format!(
        "HTTP/1.1 {status}\r\nContent-Type: {}\r\nContent-Length: {}\r\n\
         {policy}X-Content-Type-Options: nosniff\r\nConnection: close\r\n\r\n",
        kind(path),
        body.len()
    );
    let mut stream = stream;
    stream.write_all(head.as_bytes()).ok()?;
    stream.write_all(body).ok()
}

/// Returns the type of a file by the end of its name.
fn kind(path: &str) -> &'static str {
    match path.rsplit('.').next() {
        Some("html") => "text/html; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("json") => "application/json",
        Some("xml") => "application/xml",
        Some(_) | None => "text/plain; charset=utf-8",
    }
}
