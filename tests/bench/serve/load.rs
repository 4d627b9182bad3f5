//! The server under load: many clients that wait for events, a few that read as fast as they can,
//! and one edit per second.
//!
//! A request that fails is counted, and its reader goes on with a new connection.

use crate::corpus::Dice;
use crate::serve::client::{Client, Events};
use crate::serve::edits::{Edit, Editor, fetch};
use crate::serve::server::Server;
use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

/// How many clients wait for events.
pub(crate) const LISTENERS: usize = 100;

/// How many clients read without a pause.
pub(crate) const READERS: usize = 4;

/// From one edit to the next.
const EVERY: Duration = Duration::from_secs(1);

/// How long a page is left alone between two requests by the one who edits.
const SELDOM: Duration = Duration::from_millis(5);

/// How long the last event may take to reach everybody.
const HEARD_MAX: Duration = Duration::from_secs(5);

/// How many pages the readers choose from.
const PAGES: usize = 1_000;

/// What came of the load; times in seconds.
#[derive(Clone, PartialEq, Debug)]
pub(crate) struct OfLoad {
    pub(crate) seconds: f64,
    /// How long each request of the readers took that was answered as it should be.
    pub(crate) answered: Vec<f64>,
    /// What went wrong with the others.
    pub(crate) failures: Vec<String>,
    /// How long the first page took on a connection of its own, once per edit.
    pub(crate) connected: Vec<f64>,
    /// How long each edit took to show.
    pub(crate) shown: Vec<f64>,
    /// Of every listener, how many revisions it saw after the first.
    pub(crate) revisions: Vec<usize>,
    /// How many listeners saw the last revision.
    pub(crate) up_to_date: usize,
    /// From the first to the last listener, for the event that took longest to reach all.
    pub(crate) reach: f64,
}

/// The revisions that each listener saw, and when.
type Heard = Arc<Vec<Mutex<Vec<(Instant, String)>>>>;

/// What one reader saw.
#[derive(Default)]
struct Read {
    answered: Vec<f64>,
    failures: Vec<String>,
}

/// Puts a server under load for a while.
pub(crate) fn measure(editor: &mut Editor, server: &Server, load: Duration) -> io::Result<OfLoad> {
    let address = server.address();
    let pages = pages(editor, server)?;
    let heard: Heard = Arc::new((0..LISTENERS).map(|_| Mutex::default()).collect());
    for nth in 0..LISTENERS {
        let (events, heard) = (server.events()?, Arc::clone(&heard));
        thread::spawn(move || listen(events, &heard[nth]));
    }
    let begin = server.connect()?.get("/")?.revision()?;
    await_all(&heard, &begin);
    let is_over = AtomicBool::new(false);
    let began = Instant::now();
    let (edited, read) = thread::scope(|scope| {
        let start = |nth| {
            let (pages, is_over) = (&pages, &is_over);
            scope.spawn(move || read(address, pages, nth, is_over))
        };
        let readers: Vec<_> = (0..READERS as u64).map(start).collect();
        let edited = edit(editor, server, load);
        is_over.store(true, Ordering::Relaxed);
        let read: Vec<Read> =
            readers.into_iter().map(|reader| reader.join().expect("no reader panics")).collect();
        (edited, read)
    });
    let seconds = began.elapsed().as_secs_f64();
    let edited = edited?;
    let up_to_date = await_all(&heard, &edited.last);
    let (revisions, reach) = reach(&heard);
    Ok(OfLoad {
        seconds,
        answered: read.iter().flat_map(|reader| reader.answered.iter().copied()).collect(),
        failures: read.into_iter().flat_map(|reader| reader.failures).collect(),
        connected: edited.connected,
        shown: edited.shown,
        revisions,
        up_to_date,
        reach,
    })
}

/// Returns pages that are there before the load.
fn pages(editor: &Editor, server: &Server) -> io::Result<Vec<String>> {
    let mut client = server.connect()?;
    let mut pages = Vec::new();
    for policy in editor.spread(PAGES.min(editor.policies.len())) {
        if client.get(&policy.url)?.status == 200 {
            pages.push(policy.url);
        }
    }
    if pages.is_empty() {
        return Err(io::Error::other("no policy has a page at the path of its file"));
    }
    Ok(pages)
}

/// What the one who edits saw.
struct Edited {
    connected: Vec<f64>,
    shown: Vec<f64>,
    /// The last revision.
    last: String,
}

/// Makes edits, each looked at on a connection of its own.
fn edit(editor: &mut Editor, server: &Server, load: Duration) -> io::Result<Edited> {
    let began = Instant::now();
    let policies = editor.spread(60);
    let mut edited = Edited { connected: Vec::new(), shown: Vec::new(), last: String::new() };
    let mut due = EVERY;
    for policy in policies.iter().cycle() {
        thread::sleep(due.saturating_sub(began.elapsed()));
        if due > load {
            break;
        }
        due += EVERY;
        let change = editor.change(policy, Edit::Text)?;
        fs::write(&change.file, &change.text)?;
        let written = Instant::now();
        let mut client = server.connect()?;
        client.get(&change.url)?;
        edited.connected.push(written.elapsed().as_secs_f64());
        edited.last = fetch(&mut client, &change, SELDOM)?.revision()?;
        edited.shown.push(written.elapsed().as_secs_f64());
    }
    Ok(edited)
}

/// Notes revisions until the stream ends, which it does with the server.
fn listen(mut events: Events, heard: &Mutex<Vec<(Instant, String)>>) {
    while let Ok(revision) = events.next() {
        let mut heard = heard.lock().unwrap_or_else(PoisonError::into_inner);
        if heard.last().is_none_or(|(_, last)| *last != revision) {
            heard.push((Instant::now(), revision));
        }
    }
}

/// Reads pages in no order until the load is over.
fn read(address: SocketAddr, pages: &[String], nth: u64, is_over: &AtomicBool) -> Read {
    let (mut dice, mut read) = (Dice(nth), Read::default());
    let mut client = None;
    while !is_over.load(Ordering::Relaxed) {
        let began = Instant::now();
        match read_one(&mut client, address, &pages[dice.below(pages.len())]) {
            Ok(()) => read.answered.push(began.elapsed().as_secs_f64()),
            Err(error) => {
                client = None;
                read.failures.push(error.to_string());
                // Else a server that is gone would be asked ten thousand times a second.
                thread::sleep(SELDOM);
            }
        }
    }
    read
}

fn read_one(client: &mut Option<Client>, address: SocketAddr, page: &str) -> io::Result<()> {
    let client = match client {
        Some(client) => client,
        None => client.insert(Client::connect(address)?),
    };
    let answer = client.get(page)?;
    if answer.status != 200 || !answer.body.trim_ascii_end().ends_with(b"</html>") {
        let (status, bytes) = (answer.status, answer.body.len());
        return Err(io::Error::other(format!("{page}: status {status}, {bytes} bytes")));
    }
    Ok(())
}

/// Waits for a revision to have reached all, but not for ever. Returns how many have it.
fn await_all(heard: &Heard, revision: &str) -> usize {
    let began = Instant::now();
    loop {
        let has = |heard: &&Mutex<Vec<(Instant, String)>>| {
            let heard = heard.lock().unwrap_or_else(PoisonError::into_inner);
            heard.last().is_some_and(|(_, last)| last == revision)
        };
        let count = heard.iter().filter(has).count();
        if count == heard.len() || began.elapsed() > HEARD_MAX {
            return count;
        }
        thread::sleep(SELDOM);
    }
}

/// Returns how many revisions each listener saw after its first, and the longest time between the
/// first and the last listener of one revision.
fn reach(heard: &Heard) -> (Vec<usize>, f64) {
    let mut spans: BTreeMap<String, (Instant, Instant)> = BTreeMap::new();
    let mut counts = Vec::new();
    for heard in heard.iter() {
        let heard = heard.lock().unwrap_or_else(PoisonError::into_inner);
        counts.push(heard.len().saturating_sub(1));
        for (at, revision) in heard.iter().skip(1) {
            let span = spans.entry(revision.clone()).or_insert((*at, *at));
            *span = (span.0.min(*at), span.1.max(*at));
        }
    }
    let longest = spans.values().map(|(first, last)| *last - *first).max();
    (counts, longest.unwrap_or_default().as_secs_f64())
}
