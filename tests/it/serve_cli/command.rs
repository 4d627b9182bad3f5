//! [`Preview`]: a project in a folder of its own and `rulebook serve` over it.
//!
//! Whatever is waited for is looked at again and again until it is there, or a long time has passed;
//! what the command says wakes earlier.

use crate::support::{files_below, write};
use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStderr, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// How long slowness is taken for slowness, and not for a fault.
const PATIENCE: Duration = Duration::from_mins(1);

/// How often to look.
const PAUSE: Duration = Duration::from_millis(20);

const DAY: &str = "2026-03-02";

/// A project, and the server of it.
pub(super) struct Preview {
    folder: TempDir,
    child: Child,
    lines: Receiver<String>,
    said: Vec<String>,
    /// What it said before it served.
    greeting: String,
    port: u16,
}

/// An answer.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) body: Vec<u8>,
}

impl Answer {
    pub(super) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }
}

/// Runs the command in a folder.
pub(super) fn command<A: AsRef<OsStr>>(folder: &Path, args: &[A]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_rulebook"));
    command.args(args).current_dir(folder);
    command.env("NO_COLOR", "1").env_remove("SOURCE_DATE_EPOCH").env_remove("CI");
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

impl Preview {
    /// Writes files and serves them on any free port.
    pub(super) fn serve(files: &[(&str, &str)]) -> Self {
        Self::serve_with(files, &["--port", "0"])
    }

    /// Serves with other arguments.
    pub(super) fn serve_with(files: &[(&str, &str)], args: &[&str]) -> Self {
        let folder = TempDir::new().unwrap();
        for (path, text) in files {
            write(&folder.path().join(path), text);
        }
        let all = [&["serve", "--as-of", DAY][..], args].concat();
        let mut child = command(folder.path(), &all).stdout(Stdio::null()).spawn().unwrap();
        let (sender, lines) = channel();
        let stderr = child.stderr.take().unwrap();
        thread::spawn(move || forward(stderr, &sender));
        let mut preview =
            Self { folder, child, lines, said: Vec::new(), greeting: String::new(), port: 0 };
        preview.greeting = preview.until("its address", |preview| {
            // The line behind the address comes with it, and may come later.
            let at = preview.said.iter().position(|line| line.starts_with("serving "));
            let at = at.filter(|at| preview.said.len() > at + 1);
            let lines = at.map(|at| preview.said.drain(..=at).collect::<Vec<_>>().join("\n"));
            lines.ok_or_else(|| "it is not said".to_owned())
        });
        let (_, address) = preview.greeting.split_once("http://127.0.0.1:").unwrap();
        preview.port = address.trim_end_matches('/').parse().unwrap();
        preview
    }

    pub(super) fn port(&self) -> u16 {
        self.port
    }

    /// Returns what it said up to its address.
    pub(super) fn greeting(&self) -> &str {
        &self.greeting
    }

    /// Returns where something of the project lies.
    pub(super) fn path(&self, inside: &str) -> PathBuf {
        self.folder.path().join(inside)
    }

    /// Changes a file in place, or makes it.
    pub(super) fn write(&self, inside: &str, text: &str) {
        write(&self.path(inside), text);
    }

    /// Lets another file take the place of one, as many editors do.
    pub(super) fn save(&self, inside: &str, text: &str) {
        let path = self.path(inside);
        let beside = path.with_extension("md~tmp");
        write(&beside, text);
        fs::rename(beside, path).unwrap();
    }

    /// Takes what the command has said since, up to `at_most` from now.
    fn listen(&mut self, at_most: Duration) {
        if let Ok(line) = self.lines.recv_timeout(at_most) {
            self.said.push(line);
            self.said.extend(self.lines.try_iter());
        } else {
            // Nothing said, or nobody there to say anything: then the time has to pass otherwise.
            thread::park_timeout(PAUSE);
        }
    }

    /// Looks at something until it is there.
    #[track_caller]
    fn until<T>(&mut self, what: &str, mut look: impl FnMut(&mut Self) -> Result<T, String>) -> T {
        let began = Instant::now();
        loop {
            let why = match look(self) {
                Ok(found) => return found,
                Err(why) => why,
            };
            let said = self.said.join("\n");
            assert!(began.elapsed() < PATIENCE, "waited for {what}: {why}\n\nIt said:\n{said}");
            self.listen(PAUSE);
        }
    }

    /// Waits for a line with some text, and returns it; lines up to it are forgotten.
    #[track_caller]
    pub(super) fn hears(&mut self, text: &str) -> String {
        self.until(&format!("a line with {text:?}"), |preview| {
            let at = preview.said.iter().position(|line| line.contains(text));
            let line = at.and_then(|at| preview.said.drain(..=at).next_back());
            line.ok_or_else(|| "it was not said".to_owned())
        })
    }

    /// Returns everything that was said and not waited for yet, up to now.
    pub(super) fn rest(&mut self) -> String {
        self.said.extend(self.lines.try_iter());
        std::mem::take(&mut self.said).join("\n")
    }

    /// Asks for a path.
    pub(super) fn get(&self, path: &str) -> Answer {
        self.try_get(path).unwrap()
    }

    fn try_get(&self, path: &str) -> std::io::Result<Answer> {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port))?;
        stream.set_read_timeout(Some(PATIENCE))?;
        let request =
            format!("GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
        stream.write_all(request.as_bytes())?;
        let mut bytes = Vec::new();
        stream.read_to_end(&mut bytes)?;
        let end = bytes.windows(4).position(|four| four == b"\r\n\r\n").unwrap();
        let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        Ok(Answer { status, body: bytes[end + 4..].to_vec() })
    }

    /// Waits until a page shows some text.
    #[track_caller]
    pub(super) fn shows(&mut self, page: &str, text: &str) {
        self.until(&format!("{page} with {text:?}"), |preview| {
            let answer = preview.get(page);
            let (status, found) = (answer.status, answer.text());
            let main = found.split_once("<main").map_or(&*found, |(_, main)| main);
            let main = main.split_once("</main>").map_or(main, |(main, _)| main);
            let is_there = status == 200 && found.contains(text);
            if is_there { Ok(()) } else { Err(format!("status {status}, with {main}")) }
        });
    }

    /// Waits until there is no page at an address.
    #[track_caller]
    pub(super) fn lacks(&mut self, page: &str) {
        self.until(&format!("no {page}"), |preview| match preview.get(page).status {
            404 => Ok(()),
            status => Err(format!("its status is {status}")),
        });
    }

    /// Waits until the diagnostics are as wanted, and returns them.
    #[track_caller]
    pub(super) fn diagnosed(
        &mut self,
        what: &str,
        is_wanted: impl Fn(&serde_json::Value) -> bool,
    ) -> serde_json::Value {
        self.until(what, |preview| {
            let answer = preview.get("/__rulebook/diagnostics.json");
            let found: serde_json::Value = serde_json::from_slice(&answer.body).unwrap();
            if is_wanted(&found) { Ok(found) } else { Err(found.to_string()) }
        })
    }

    /// Waits until every file of a clean build is served as it is, but for the script tag.
    #[track_caller]
    pub(super) fn is_as_built(&mut self) -> BTreeMap<String, Vec<u8>> {
        let out = TempDir::new().unwrap();
        let built = out.path().join("portal");
        let args = ["build", "--as-of", DAY, "--quiet", "--out", built.to_str().unwrap()];
        let build = command(self.folder.path(), &args).output().unwrap();
        assert!(build.status.success(), "{}", String::from_utf8_lossy(&build.stderr));
        let mut files = files_below(&built);
        files.retain(|path, _| !path.starts_with('.'));
        self.until("the state of a clean build", |preview| {
            let served = |path: &str| preview.get(&address(path));
            let differs = files.iter().find_map(|(path, bytes)| {
                let answer = served(path);
                (answer.status != 200 || without_script(&answer.body) != *bytes)
                    .then(|| format!("{path} differs (status {})", answer.status))
            });
            differs.map_or(Ok(()), Err)
        });
        files
    }

    /// Sends the signal that Ctrl-C sends, and returns how the command ended and how soon.
    #[cfg(unix)]
    pub(super) fn interrupt(&mut self) -> (ExitStatus, Duration) {
        let began = Instant::now();
        let id = self.child.id().to_string();
        assert!(Command::new("kill").args(["-s", "INT", &id]).status().unwrap().success());
        let status = self.until("its end", |preview| {
            preview.child.try_wait().unwrap().ok_or_else(|| "it goes on".to_owned())
        });
        (status, began.elapsed())
    }
}

impl Drop for Preview {
    fn drop(&mut self) {
        // It may have ended already.
        self.child.kill().unwrap_or_default();
        self.child.wait().unwrap();
    }
}

/// Returns the address of an output file.
fn address(path: &str) -> String {
    let folder =
        path.strip_suffix("index.html").filter(|rest| rest.is_empty() || rest.ends_with('/'));
    let mut address = String::from("/");
    for byte in folder.unwrap_or(path).bytes() {
        if byte.is_ascii_alphanumeric() || b"/-._".contains(&byte) {
            address.push(char::from(byte));
        } else {
            address.push_str(&format!("%{byte:02X}"));
        }
    }
    address
}

/// Returns a page without the script tag, which stands there once if at all.
fn without_script(page: &[u8]) -> Vec<u8> {
    const BEGIN: &[u8] = b"<script src=\"/__rulebook/live.js\" data-revision=\"";
    const END: &[u8] = b"\" defer></script>";
    let find = |text: &[u8], what: &[u8]| text.windows(what.len()).position(|part| part == what);
    let Some(at) = find(page, BEGIN) else { return page.to_vec() };
    let end = at + find(&page[at..], END).unwrap() + END.len();
    [&page[..at], &page[end..]].concat()
}

/// Reads lines until the server ends, whether anyone listens or not: a full pipe would stop it.
fn forward(stderr: ChildStderr, sender: &Sender<String>) {
    for line in BufReader::new(stderr).lines() {
        let Ok(line) = line else { return };
        sender.send(line).unwrap_or_default();
    }
}
