//! Chromium without a window, driven over its debugging pipe: pages, scripts, keys, complaints.
//!
//! Messages are JSON, each ended by a zero byte; the browser reads them from descriptor 3 and
//! writes to descriptor 4, where a shell puts its own standard input and output. The browser ends
//! when the pipe does, so that none is left behind by a test that is killed.

use crate::support::left_out;
use serde_json::{Value, json};
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// How long anything may take, on a machine with much else to do.
pub(super) const PATIENCE: Duration = Duration::from_secs(20);

/// How long to listen before looking again.
const PAUSE: Duration = Duration::from_millis(20);

/// Names under which the browser is installed.
const PROGRAMS: &[&str] = &["chromium", "chromium-browser", "google-chrome"];

const OPTIONS: &[&str] = &[
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--no-default-browser-check",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--window-size=1200,800",
    "--remote-debugging-pipe",
];

/// Gives the program its descriptors, and takes the place of the shell.
const START: &str = r#"exec "$0" "$@" 3<&0 4>&1 </dev/null >/dev/null 2>&1"#;

/// One browser at a time: each takes several processes.
static TURN: Mutex<()> = Mutex::new(());

/// The right to run browsers, while no other test does.
pub(super) struct Turn {
    program: PathBuf,
    _guard: MutexGuard<'static, ()>,
}

impl Turn {
    /// Waits for the turn, or says that what the test shows was left out because there is no browser.
    #[track_caller]
    pub(super) fn wait() -> Option<Self> {
        let Some(program) = program() else {
            lacks("no Chromium is installed");
            return None;
        };
        Some(Self { program, _guard: TURN.lock().unwrap_or_else(PoisonError::into_inner) })
    }

    /// Starts a browser. Several may run in one turn, each in a thread of its own.
    pub(super) fn browser(&self) -> Chromium {
        Chromium::launch(&self.program, None)
    }
}

/// Says that a test in a browser was left out; fails where all of them have to run.
#[track_caller]
pub(super) fn lacks(why: &str) {
    let set = |name: &str| std::env::var(name).unwrap_or_default();
    let required = set("RULEBOOK_BROWSER") == "required" || !matches!(&*set("CI"), "" | "false");
    assert!(!required, "{why}");
    left_out(&format!("a test in a browser, since {why}"));
}

/// A browser with one page.
pub(super) struct Chromium {
    child: Child,
    input: Option<ChildStdin>,
    messages: Receiver<Value>,
    session: Value,
    last_id: u64,
    loaded: Vec<Value>,
    heard: Heard,
    _profile: TempDir,
    _turn: Option<Turn>,
}

/// What the browser told of its pages so far.
#[derive(Default)]
pub(super) struct Heard {
    /// Faults of scripts, and breaches of the policy for content.
    pub(super) complaints: Vec<String>,
    /// The addresses that were asked for.
    pub(super) requests: Vec<String>,
    /// What was asked for and did not come, and why.
    pub(super) failures: Vec<String>,
}

impl Chromium {
    /// Starts the browser, or says that what the test shows was left out because there is none.
    #[track_caller]
    pub(super) fn start() -> Option<Self> {
        let turn = Turn::wait()?;
        Some(Self::launch(&turn.program.clone(), Some(turn)))
    }

    fn launch(program: &Path, turn: Option<Turn>) -> Self {
        let profile = TempDir::new().unwrap();
        let mut command = Command::new("sh");
        command.args(["-c", START]).arg(program).args(OPTIONS);
        command.arg(format!("--user-data-dir={}", profile.path().display()));
        command.env("HOME", profile.path()).stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let (sender, messages) = channel();
        let output = child.stdout.take().unwrap();
        thread::spawn(move || forward(output, &sender));
        let input = child.stdin.take();
        let mut browser = Self {
            child,
            input,
            messages,
            session: Value::Null,
            last_id: 0,
            loaded: Vec::new(),
            heard: Heard::default(),
            _profile: profile,
            _turn: turn,
        };
        browser.attach();
        browser
    }

    /// Opens the page, and hears of whatever goes wrong in it.
    fn attach(&mut self) {
        let target = self.ask("Target.createTarget", &json!({"url": "about:blank"}));
        let target = json!({"targetId": target["targetId"], "flatten": true});
        self.session = self.ask("Target.attachToTarget", &target)["sessionId"].clone();
        for domain in ["Page", "Runtime", "Log", "Network"] {
            self.ask(&format!("{domain}.enable"), &json!({}));
        }
        self.ask("Page.setLifecycleEventsEnabled", &json!({"enabled": true}));
        self.ask("Emulation.setFocusEmulationEnabled", &json!({"enabled": true}));
        self.media("", &[]);
    }

    /// Opens an address, and waits until all of the page has arrived.
    #[track_caller]
    pub(super) fn open(&mut self, address: &str) {
        let opened = self.ask("Page.navigate", &json!({"url": address}));
        assert_eq!(opened["errorText"], Value::Null, "{address}");
        let deadline = Instant::now() + PATIENCE;
        // There is no loader if only the fragment is another.
        while !opened["loaderId"].is_null() && !self.loaded.contains(&opened["loaderId"]) {
            assert!(Instant::now() < deadline, "{address} does not load");
            self.listen(PATIENCE);
        }
    }

    /// Runs an expression in the page, and returns its value as JSON.
    #[track_caller]
    pub(super) fn eval(&mut self, expression: &str) -> Value {
        let answer = self.evaluate(expression);
        assert_eq!(answer["exceptionDetails"], Value::Null, "{expression}");
        answer["result"]["value"].clone()
    }

    /// Waits until an expression counts as true in the page, which may be loaded again meanwhile. Works in
    /// pages whose scripts are off.
    #[track_caller]
    pub(super) fn wait(&mut self, condition: &str) {
        let deadline = Instant::now() + PATIENCE;
        let holds = format!("Boolean({condition})");
        while self.evaluate(&holds)["result"]["value"] != json!(true) {
            if Instant::now() > deadline {
                let shown = self.evaluate("document.body.innerText")["result"]["value"].clone();
                let complaints = &self.heard.complaints;
                panic!("never came true: {condition}\nthe page shows {shown}\n{complaints:?}");
            }
            self.listen(PAUSE);
        }
    }

    /// Presses and lets go of a key that writes nothing.
    pub(super) fn press(&mut self, key: &str) {
        for kind in ["rawKeyDown", "keyUp"] {
            self.ask("Input.dispatchKeyEvent", &json!({"type": kind, "key": key, "code": key}));
        }
    }

    /// Returns faults of scripts and breaches of the policy for content, so far.
    pub(super) fn complaints(&mut self) -> &[String] {
        &self.heard().complaints
    }

    /// Returns what was heard so far.
    pub(super) fn heard(&mut self) -> &mut Heard {
        self.eval("0"); // what was written before has been read by then
        &mut self.heard
    }

    fn evaluate(&mut self, expression: &str) -> Value {
        let run = json!({"expression": expression, "returnByValue": true, "awaitPromise": true});
        self.ask("Runtime.evaluate", &run)
    }

    /// Sends a command, and returns its result; null if it failed.
    pub(super) fn ask(&mut self, method: &str, params: &Value) -> Value {
        self.send(method, params);
        let deadline = Instant::now() + 2 * PATIENCE;
        loop {
            let left = deadline.saturating_duration_since(Instant::now());
            let message = match self.messages.recv_timeout(left) {
                Ok(message) => message,
                Err(RecvTimeoutError::Timeout) => panic!("Chromium does not answer {method}"),
                Err(RecvTimeoutError::Disconnected) => panic!("Chromium ended before {method}"),
            };
            if message["id"] == json!(self.last_id) {
                return message["result"].clone();
            }
            self.hear(&message);
        }
    }

    /// Reads one message, if one comes in time.
    fn listen(&mut self, patience: Duration) {
        match self.messages.recv_timeout(patience) {
            Ok(message) => self.hear(&message),
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => panic!("Chromium ended"),
        }
    }

    fn hear(&mut self, message: &Value) {
        let params = &message["params"];
        match message["method"].as_str() {
            Some("Page.lifecycleEvent") if params["name"] == "load" => {
                self.loaded.push(params["loaderId"].clone());
            }
            Some("Network.requestWillBeSent") => {
                let address = params["request"]["url"].as_str().unwrap_or_default();
                self.heard.requests.push(address.to_owned());
            }
            Some("Network.loadingFailed") if params["canceled"] != true => {
                self.heard.failures.push(params.to_string());
            }
            Some("Network.responseReceived")
                if params["response"]["status"].as_u64() >= Some(400) =>
            {
                self.heard.failures.push(params["response"]["url"].to_string());
            }
            Some(_) => self.heard.complaints.extend(complaint(message)),
            None => {}
        }
    }

    fn send(&mut self, method: &str, params: &Value) {
        self.last_id += 1;
        let mut message = json!({"id": self.last_id, "method": method, "params": params});
        if !self.session.is_null() {
            message["sessionId"] = self.session.clone();
        }
        let mut bytes = message.to_string().into_bytes();
        bytes.push(0);
        self.input.as_mut().unwrap().write_all(&bytes).unwrap();
    }
}

impl Drop for Chromium {
    /// Ends the browser by closing the pipe; by force if that does not do.
    fn drop(&mut self) {
        self.input = None;
        let deadline = Instant::now() + PATIENCE;
        loop {
            let left = deadline.saturating_duration_since(Instant::now());
            if self.messages.recv_timeout(left).is_err() {
                break;
            }
        }
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

/// Returns where the browser is installed.
fn program() -> Option<PathBuf> {
    if let Some(own) = std::env::var_os("RULEBOOK_CHROMIUM") {
        return Some(own.into());
    }
    let path = std::env::var_os("PATH")?;
    let folders: Vec<_> = std::env::split_paths(&path).collect();
    let in_folders = |name: &&str| folders.iter().map(|at| at.join(*name)).find(|at| is_file(at));
    PROGRAMS.iter().find_map(in_folders)
}

fn is_file(path: &Path) -> bool {
    path.is_file()
}

/// Reads messages until the browser ends.
fn forward(output: ChildStdout, sender: &Sender<Value>) {
    for message in BufReader::new(output).split(0) {
        let Ok(message) = message else { return };
        let Ok(message) = serde_json::from_slice(&message) else { continue };
        if sender.send(message).is_err() {
            return;
        }
    }
}

/// Returns what a message complains of. That a server is away is no fault of the page.
fn complaint(message: &Value) -> Option<String> {
    let params = &message["params"];
    match message["method"].as_str()? {
        "Runtime.exceptionThrown" => Some(params["exceptionDetails"].to_string()),
        "Log.entryAdded" => {
            let entry = &params["entry"];
            let is_fault = entry["level"] == "error" && entry["source"] != "network";
            is_fault.then(|| entry["text"].to_string())
        }
        _ => None,
    }
}
