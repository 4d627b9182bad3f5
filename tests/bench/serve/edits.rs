//! Edits of policies, and how long each takes to show: from the moment the write of a file returns
//! to the moment a request has the new bytes, and to the moment the event arrives.

use crate::serve::client::{Answer, Client};
use crate::serve::server::{Rebuilt, Server};
use crate::tree::{markdown_files, page_folder};
use crate::words::TRAITS;
use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::mpsc::Receiver;
use std::thread::sleep;
use std::time::{Duration, Instant};

/// How many edits of a kind.
const TURNS: usize = 20;

/// How long the page is left alone between two requests for it.
pub(crate) const OFTEN: Duration = Duration::from_micros(500);

/// How long an edit may take to show; longer is a fault.
const SHOWN_MAX: Duration = Duration::from_mins(1);

/// What a person leaves between two edits at least: the next finds the server at rest.
pub(crate) const BETWEEN: Duration = Duration::from_millis(300);

/// What is changed of a policy.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Edit {
    /// A paragraph at its end.
    Text,
    /// Its first heading: another first word, so that it moves in all that is sorted.
    Title,
}

/// A policy of the copy.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Policy {
    file: PathBuf,
    /// The path of its page in an address.
    pub(crate) url: String,
}

/// A text to be written, and what shows then on a page.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Change {
    pub(crate) file: PathBuf,
    pub(crate) text: String,
    pub(crate) url: String,
    /// Stands nowhere else.
    pub(crate) mark: String,
}

/// Policies in their first state, and a count of edits that gives each a mark of its own.
#[derive(Debug)]
pub(crate) struct Editor {
    pub(crate) policies: Vec<Policy>,
    /// What those that were edited had before.
    first: BTreeMap<PathBuf, String>,
    turn: usize,
}

/// How long one edit took, in seconds.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(crate) struct Shown {
    pub(crate) fetched: f64,
    pub(crate) told: f64,
}

/// Edits of one kind.
#[derive(Clone, PartialEq, Debug)]
pub(crate) struct Series {
    pub(crate) what: &'static str,
    pub(crate) shown: Vec<Shown>,
    pub(crate) rebuilt: Vec<Rebuilt>,
}

/// Who looks: a connection that is kept, and a stream of events.
#[derive(Debug)]
pub(crate) struct Viewer {
    pub(crate) client: Client,
    told: Receiver<(Instant, String)>,
}

impl Editor {
    /// Finds the policies of a content folder: all pages but its home page.
    pub(crate) fn new(content: &Path) -> io::Result<Self> {
        let mut policies = Vec::new();
        for path in markdown_files(content)? {
            let folder = page_folder(&path);
            let names: Vec<_> = folder.iter().map(|name| name.to_string_lossy()).collect();
            if !names.is_empty() {
                let url = format!("/{}/", names.join("/"));
                policies.push(Policy { file: content.join(path), url });
            }
        }
        if policies.is_empty() {
            return Err(io::Error::other("the handbook has no policy to edit"));
        }
        Ok(Self { policies, first: BTreeMap::new(), turn: 10_000 })
    }

    /// Returns `count` policies from all over the handbook.
    pub(crate) fn spread(&self, count: usize) -> Vec<Policy> {
        let all = self.policies.len();
        (0..count).map(|nth| self.policies[nth * all / count % all].clone()).collect()
    }

    /// Returns the policy that most links lead to, by the name of its folder.
    fn most_linked(&self) -> io::Result<Policy> {
        let name = |url: &str| url.trim_end_matches('/').rsplit('/').next().map(str::to_owned);
        let mut links: BTreeMap<String, usize> =
            self.policies.iter().filter_map(|policy| Some((name(&policy.url)?, 0))).collect();
        for policy in &self.policies {
            let text = fs::read_to_string(&policy.file)?;
            for target in text.split("](").skip(1) {
                let target = target.split([')', '#']).next().unwrap_or("");
                let folder = target.rsplit('/').nth(1).unwrap_or("");
                links.entry(folder.to_owned()).and_modify(|count| *count += 1);
            }
        }
        let most = self.policies.iter().max_by_key(|policy| {
            name(&policy.url).and_then(|name| links.get(&name).copied()).unwrap_or(0)
        });
        most.cloned().ok_or_else(|| io::Error::other("there is no policy"))
    }

    /// Returns the next edit of a policy, which undoes its last one.
    pub(crate) fn change(&mut self, policy: &Policy, edit: Edit) -> io::Result<Change> {
        if !self.first.contains_key(&policy.file) {
            self.first.insert(policy.file.clone(), fs::read_to_string(&policy.file)?);
        }
        let first = &self.first[&policy.file];
        self.turn += 1;
        let mark = format!("edit{}", self.turn);
        let text = match edit {
            Edit::Text => format!("{}\n\nThis is {mark}.\n", first.trim_end()),
            Edit::Title => {
                let word = TRAITS[self.turn * 7 % TRAITS.len()];
                with_title(first, |title| format!("{word} {title} {mark}"))?
            }
        };
        Ok(Change { file: policy.file.clone(), text, url: policy.url.clone(), mark })
    }
}

/// Puts another title into the first heading.
fn with_title(text: &str, title: impl Fn(&str) -> String) -> io::Result<String> {
    let line = text.lines().find_map(|line| Some((line, line.strip_prefix("# ")?)));
    let (line, before) = line.ok_or_else(|| io::Error::other("a policy has no heading"))?;
    Ok(text.replacen(line, &format!("# {}", title(before)), 1))
}

impl Viewer {
    pub(crate) fn new(server: &Server) -> io::Result<Self> {
        Ok(Self { client: server.connect()?, told: server.events()?.follow() })
    }

    /// Makes a change and waits until it shows.
    pub(crate) fn measure(&mut self, change: &Change, pause: Duration) -> io::Result<Shown> {
        fs::write(&change.file, &change.text)?;
        let began = Instant::now();
        let page = fetch(&mut self.client, change, pause)?;
        let fetched = began.elapsed().as_secs_f64();
        let told = self.await_revision(&page.revision()?)?;
        Ok(Shown { fetched, told: told.saturating_duration_since(began).as_secs_f64() })
    }

    /// Makes a change and waits for its event, without asking for the page.
    pub(crate) fn await_event(&mut self, change: &Change) -> io::Result<()> {
        while self.told.try_recv().is_ok() {}
        fs::write(&change.file, &change.text)?;
        self.told.recv_timeout(SHOWN_MAX).map_err(|_| io::Error::other("an event did not come"))?;
        Ok(())
    }

    fn await_revision(&self, revision: &str) -> io::Result<Instant> {
        loop {
            let told = self.told.recv_timeout(SHOWN_MAX);
            let (at, heard) =
                told.map_err(|_| io::Error::other(format!("no event told of {revision}")))?;
            if heard == revision {
                return Ok(at);
            }
        }
    }
}

/// Asks for the page of a change until it shows.
pub(crate) fn fetch(client: &mut Client, change: &Change, pause: Duration) -> io::Result<Answer> {
    let began = Instant::now();
    loop {
        let page = client.get(&change.url)?;
        if page.has(&change.mark) {
            return Ok(page);
        }
        if began.elapsed() > SHOWN_MAX {
            return Err(io::Error::other(format!("{} never had {}", change.url, change.mark)));
        }
        sleep(pause);
    }
}

/// Measures edits of single policies.
pub(crate) fn measure(editor: &mut Editor, server: &Server) -> io::Result<Vec<Series>> {
    let all_over = editor.spread(TURNS);
    let most_linked = vec![editor.most_linked()?; TURNS];
    let kinds = [
        ("text", Edit::Text, &all_over),
        ("title", Edit::Title, &all_over),
        ("title, most linked", Edit::Title, &most_linked),
    ];
    let mut viewer = Viewer::new(server)?;
    let mut all = Vec::new();
    for (what, edit, policies) in kinds {
        let mut shown = Vec::new();
        for policy in policies {
            sleep(BETWEEN);
            let change = editor.change(policy, edit)?;
            shown.push(viewer.measure(&change, OFTEN)?);
        }
        let rebuilt = server.last_rebuilt(shown.len());
        all.push(Series { what, shown, rebuilt });
    }
    Ok(all)
}
