//! `rulebook serve` over a handbook in a folder of its own.

use super::chromium::PATIENCE;
use crate::support::write;
use std::fs;
use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Child, ChildStderr, Command, Stdio};
use std::sync::mpsc::{Sender, channel};
use std::thread;
use tempfile::TempDir;

/// A handbook, and the server of it when it runs.
pub(super) struct Handbook {
    folder: TempDir,
    running: Option<Child>,
    port: u16,
}

impl Handbook {
    /// Writes files, and starts the server on any free port.
    pub(super) fn serve(files: &[(&str, &str)]) -> Self {
        let folder = TempDir::new().unwrap();
        let mut handbook = Self { folder, running: None, port: 0 };
        for (path, text) in files {
            handbook.write(path, text);
        }
        handbook.start();
        handbook
    }

    /// Saves a file of the project as many editors do: no one ever sees half of it.
    pub(super) fn write(&self, inside: &str, text: &str) {
        let (saved, path) = (self.path(".saved"), self.path(inside));
        write(&saved, text);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::rename(&saved, &path).unwrap();
    }

    fn path(&self, inside: &str) -> PathBuf {
        self.folder.path().join(inside)
    }

    /// Returns the address of a page.
    pub(super) fn address(&self, page: &str) -> String {
        format!("http://127.0.0.1:{}/{page}", self.port)
    }

    /// Starts the server: on any free port, or again on the port that it had.
    pub(super) fn start(&mut self) {
        let mut command = Command::new(env!("CARGO_BIN_EXE_rulebook"));
        command.args(["serve", "--as-of", "2026-03-02", "--port"]).arg(self.port.to_string());
        command.current_dir(self.folder.path()).env("NO_COLOR", "1");
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let (sender, lines) = channel();
        let stderr = child.stderr.take().unwrap();
        thread::spawn(move || forward(stderr, &sender));
        self.running = Some(child);
        let mut said = String::new();
        let port = loop {
            let Ok(line) = lines.recv_timeout(PATIENCE) else {
                panic!("the server names no address; it says:\n{said}");
            };
            if let Some(port) = port(&line) {
                break port;
            }
            said.push_str(&line);
            said.push('\n');
        };
        assert!(self.port == 0 || self.port == port, "the port {} was not free again", self.port);
        self.port = port;
    }

    /// Ends the server, as if its machine had failed.
    pub(super) fn stop(&mut self) {
        if let Some(mut child) = self.running.take() {
            child.kill().unwrap();
            child.wait().unwrap();
        }
    }
}

impl Drop for Handbook {
    fn drop(&mut self) {
        self.stop();
    }
}

/// Returns the port in a line that names an address.
fn port(line: &str) -> Option<u16> {
    let (_, rest) = line.split_once("http://127.0.0.1:")?;
    rest.split_once('/')?.0.parse().ok()
}

/// Reads lines until the server ends, whether anyone listens or not: a full pipe would stop it.
fn forward(stderr: ChildStderr, sender: &Sender<String>) {
    for line in BufReader::new(stderr).lines() {
        let Ok(line) = line else { return };
        sender.send(line).ok();
    }
}
