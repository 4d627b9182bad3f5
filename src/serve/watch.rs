//! Waking up when something may have changed on disk.
//!
//! What an event says is not looked at: it only wakes, and the caller finds out by comparing. So
//! events that are lost, doubled or out of order make no difference but in time. Where the system
//! gives no events, or not enough of them, waking is by the clock.

use notify::{Config, Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, TrySendError, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// How long nothing must happen before a burst of events counts as over.
const QUIET: Duration = Duration::from_millis(50);

/// How long nothing must happen before it is worth looking at what a burst has changed so far: an
/// editor that saves causes several events, one right after the other.
const PAUSE: Duration = Duration::from_millis(2);

/// How long a burst is waited for, however long it lasts.
const BURST_MAX: Duration = Duration::from_millis(500);

/// How often to look where there are no events.
pub const POLL: Duration = Duration::from_millis(500);

/// How to learn of changes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Wake {
    /// By events of the system, else by the clock.
    Events,
    /// By the clock: for folders on the network or in a container.
    Poll,
}

/// A folder to watch.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Watched {
    /// The folder, which need not exist.
    pub folder: PathBuf,
    /// Whether all folders below it count, or its own entries only.
    pub is_deep: bool,
}

/// Wakes when something may have changed below some folders.
#[derive(Debug)]
pub struct Watch {
    watched: Vec<Watched>,
    events: Option<Events>,
    /// When the burst began that may not be over yet.
    burst: Option<Instant>,
    /// Why there are no events, when they were asked for.
    fault: Option<String>,
}

#[derive(Debug)]
struct Events {
    watcher: RecommendedWatcher,
    woken: Receiver<()>,
    /// When something happened last.
    last: Arc<Mutex<Instant>>,
    /// Which folder stands at each path that is watched: one that was replaced is watched anew.
    there: BTreeMap<PathBuf, Option<Identity>>,
}

/// What tells a folder from another one of the same name: device, number, and when it last changed. A
/// number may be given again at once, and a folder that was renamed there and back has lost its
/// watch; the time tells both.
type Identity = (u64, u64, (i64, i64));

impl Watch {
    /// Begins to watch. Where events fail, it wakes by the clock and [`Watch::fault`] says why.
    pub fn new(watched: Vec<Watched>, wake: Wake) -> Self {
        let mut watch = Self { watched, events: None, burst: None, fault: None };
        if wake == Wake::Events {
            match Events::new() {
                Ok(events) => watch.events = Some(events),
                Err(error) => watch.fault = Some(explained(&error)),
            }
            watch.renew();
        }
        watch
    }

    /// Returns why waking is by the clock although events were asked for; once.
    pub fn fault(&mut self) -> Option<String> {
        self.fault.take()
    }

    /// Waits until something may have changed, or `at_most` has passed. More may follow:
    /// [`Watch::settle`] waits for its end, and what is read in between is read early.
    pub fn wait(&mut self, at_most: Duration) {
        let Some(events) = &self.events else {
            std::thread::sleep(at_most.min(POLL));
            return;
        };
        match events.woken.recv_timeout(at_most) {
            Ok(()) => {
                let began = Instant::now();
                while began.elapsed() < BURST_MAX && events.woken.recv_timeout(PAUSE).is_ok() {}
                self.burst = Some(began);
            }
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => self.give_up("the watcher has ended".to_owned()),
        }
        self.renew();
    }

    /// Returns whether something has happened since [`Watch::wait`] returned, or since this was asked:
    /// then what was read in between is old already.
    pub fn is_disturbed(&mut self) -> bool {
        let is_disturbed =
            self.events.as_ref().is_some_and(|events| events.woken.try_recv().is_ok());
        if is_disturbed {
            // It may be the first of a burst, and of another folder in the place of one.
            self.burst.get_or_insert_with(Instant::now);
            self.renew();
        }
        is_disturbed
    }

    /// Waits until what ended [`Watch::wait`] is over. Returns whether nothing has happened since that
    /// returned, or since [`Watch::is_disturbed`] was asked: what was read after it is then how things
    /// stand. After a burst that does not end,
    /// [`Watch::wait`] returns at once.
    pub fn settle(&mut self) -> bool {
        let (Some(events), Some(began)) = (&self.events, self.burst.take()) else { return true };
        let mut is_undisturbed = true;
        loop {
            let over = (events.last() + QUIET).min(began + BURST_MAX);
            let left = over.saturating_duration_since(Instant::now());
            if left.is_zero() && began.elapsed() >= BURST_MAX {
                // What happens from here on ends the next wait.
                break;
            }
            match events.woken.recv_timeout(left) {
                Ok(()) => is_undisturbed = false,
                Err(RecvTimeoutError::Timeout) => break,
                Err(RecvTimeoutError::Disconnected) => {
                    self.give_up("the watcher has ended".to_owned());
                    return false;
                }
            }
        }
        if !is_undisturbed {
            self.renew();
        }
        is_undisturbed
    }

    /// Watches what has come to stand at a watched path since.
    fn renew(&mut self) {
        let Some(events) = &mut self.events else { return };
        if let Err(error) = events.renew(&self.watched) {
            let fault = explained(&error);
            self.give_up(fault);
        }
    }

    fn give_up(&mut self, fault: String) {
        self.events = None;
        self.fault = Some(fault);
    }
}

impl Events {
    fn new() -> notify::Result<Self> {
        // One place: a second event before the first is seen says nothing new.
        let (sender, woken) = sync_channel(1);
        let last = Arc::new(Mutex::new(Instant::now()));
        let noted = Arc::clone(&last);
        let wake = move |event| wake(&sender, &noted, &event);
        let watcher = RecommendedWatcher::new(wake, Config::default())?;
        Ok(Self { watcher, woken, last, there: BTreeMap::new() })
    }

    /// Returns when something happened last.
    fn last(&self) -> Instant {
        *self.last.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn renew(&mut self, watched: &[Watched]) -> notify::Result<()> {
        for Watched { folder, is_deep } in watched {
            let now = identity(folder);
            if self.there.get(folder) == Some(&now) {
                continue;
            }
            if self.there.insert(folder.clone(), now).flatten().is_some() {
                // It may be gone, and its watch with it.
                drop(self.watcher.unwatch(folder));
            }
            if now.is_some() {
                let mode =
                    if *is_deep { RecursiveMode::Recursive } else { RecursiveMode::NonRecursive };
                match self.watcher.watch(folder, mode) {
                    // Gone again already; what stands there next is seen the next time.
                    Err(error) if is_gone(&error) => drop(self.there.remove(folder)),
                    watched => watched?,
                }
            }
        }
        Ok(())
    }
}

/// Wakes, unless the event only tells that somebody reads: we do, and would wake ourselves for ever.
fn wake(sender: &SyncSender<()>, last: &Mutex<Instant>, event: &notify::Result<Event>) {
    let is_reading = event.as_ref().is_ok_and(|event| matches!(event.kind, EventKind::Access(_)));
    if !is_reading {
        *last.lock().unwrap_or_else(PoisonError::into_inner) = Instant::now();
        match sender.try_send(()) {
            // Full means that a wake-up is on its way; disconnected, that nobody waits any more.
            Ok(()) | Err(TrySendError::Full(()) | TrySendError::Disconnected(())) => {}
        }
    }
}

fn is_gone(error: &notify::Error) -> bool {
    match &error.kind {
        notify::ErrorKind::PathNotFound => true,
        notify::ErrorKind::Io(error) => error.kind() == std::io::ErrorKind::NotFound,
        notify::ErrorKind::Generic(_)
        | notify::ErrorKind::WatchNotFound
        | notify::ErrorKind::InvalidConfig(_)
        | notify::ErrorKind::MaxFilesWatch => false,
    }
}

fn explained(error: &notify::Error) -> String {
    if matches!(error.kind, notify::ErrorKind::MaxFilesWatch) {
        return "the system's limit of watched folders is reached (fs.inotify.max_user_watches)"
            .to_owned();
    }
    error.to_string()
}

#[cfg(unix)]
fn identity(folder: &Path) -> Option<Identity> {
    use std::os::unix::fs::MetadataExt;

    let found = fs::metadata(folder).ok().filter(fs::Metadata::is_dir)?;
    Some((found.dev(), found.ino(), (found.ctime(), found.ctime_nsec())))
}

#[cfg(not(unix))]
fn identity(folder: &Path) -> Option<Identity> {
    fs::metadata(folder).ok().filter(fs::Metadata::is_dir).map(|_| (0, 0, (0, 0)))
}
