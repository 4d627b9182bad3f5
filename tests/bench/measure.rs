//! Measuring: one handbook, builds and limits in turn, each a process started afresh.
//!
//! What is counted is the whole life of the process, as a shell's `time` would: start, work, and the
//! return of its memory. Making the handbook and deleting outputs is not.

use crate::child::{BUILD, LIMIT, Made, push_body};
use crate::hugo::OfHugo;
use crate::tree::{Code, Origin, markdown_files, page_folder};
use std::ffi::OsStr;
use std::fs;
use std::io::{self, Read as _};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;
use wait4::Wait4 as _;

/// The time of one process, in seconds.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(crate) struct Time {
    pub(crate) wall: f64,
    /// User and system time of all threads.
    pub(crate) cpu: f64,
}

/// What was measured of one handbook.
#[derive(Clone, PartialEq, Debug)]
pub(crate) struct Measured {
    pub(crate) code: Code,
    /// What the first build made, which was not measured.
    pub(crate) made: Made,
    /// The greatest of all builds.
    pub(crate) peak_kb: u32,
    /// The bytes around every page of the limit.
    pub(crate) layout: usize,
    /// Build and limit, in pairs.
    pub(crate) pairs: Vec<(Time, Time)>,
    /// One build by Hugo, when it was asked for.
    pub(crate) hugo: Option<OfHugo>,
}

/// What a process took and said.
#[derive(Clone, PartialEq, Debug)]
pub(crate) struct Run {
    pub(crate) time: Time,
    /// The most memory it had, in megabytes, or that we had when it began: see `child::peak_kb`.
    pub(crate) peak_mb: f64,
    pub(crate) said: String,
}

/// Measures one handbook in the folder `place`, which is emptied afterwards.
pub(crate) fn measure(
    origin: &Origin,
    code: Code,
    runs: Option<usize>,
    place: &Path,
) -> io::Result<Measured> {
    let (source, out) = (place.join("handbook"), place.join("site"));
    origin.put(code, &source)?;
    let build = [OsStr::new(BUILD), source.as_os_str(), out.as_os_str()];
    let made = Made::parse(&run(&build)?.said)?;
    if made.errors > 0 {
        let errors = made.errors;
        return Err(io::Error::other(format!("the handbook has {errors} errors: {origin:?}")));
    }
    let layout = layout(&source, &out)?;
    fs::remove_dir_all(&out)?;
    let bytes = layout.to_string();
    let limit =
        [OsStr::new(LIMIT), source.as_os_str(), out.as_os_str(), OsStr::new(bytes.as_str())];
    let mut measured = Measured { code, made, peak_kb: 0, layout, pairs: Vec::new(), hugo: None };
    for _ in 0..runs.unwrap_or(if made.policies < 10_000 { 5 } else { 3 }) {
        let of_build = run(&build)?;
        fs::remove_dir_all(&out)?;
        let of_limit = run(&limit)?;
        fs::remove_dir_all(&out)?;
        measured.peak_kb = measured.peak_kb.max(Made::parse(&of_build.said)?.peak_kb);
        measured.pairs.push((of_build.time, of_limit.time));
    }
    fs::remove_dir_all(&source)?;
    Ok(measured)
}

/// Returns how many bytes our pages have around their body: the mean of what a page has over the
/// parser's own HTML of the same text.
fn layout(source: &Path, site: &Path) -> io::Result<usize> {
    let (mut ours, mut bare, mut pages) = (0, 0, 0);
    let mut body = String::new();
    for path in markdown_files(source)? {
        let Ok(page) = fs::metadata(site.join(page_folder(&path)).join("index.html")) else {
            continue;
        };
        body.clear();
        push_body(&mut body, &fs::read_to_string(source.join(&path))?);
        ours += usize::try_from(page.len()).map_err(io::Error::other)?;
        bare += body.len();
        pages += 1;
    }
    Ok(ours.saturating_sub(bare).checked_div(pages).unwrap_or(0))
}

/// Starts this program again with the arguments of a measured process, and returns what it said.
fn run(arguments: &[&OsStr]) -> io::Result<Run> {
    let mut command = Command::new(std::env::current_exe()?);
    run_command(command.args(arguments))
}

/// Runs a command to its end.
pub(crate) fn run_command(command: &mut Command) -> io::Result<Run> {
    let began = Instant::now();
    let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).spawn()?;
    let mut said = String::new();
    if let Some(mut stdout) = child.stdout.take() {
        stdout.read_to_string(&mut said)?;
    }
    let ended = child.wait4()?;
    let wall = began.elapsed().as_secs_f64();
    if !ended.status.success() {
        return Err(io::Error::other(format!("{command:?} ended with {}", ended.status)));
    }
    let cpu = (ended.rusage.utime + ended.rusage.stime).as_secs_f64();
    // Megabytes, so that no precision is lost.
    let peak_mb = f64::from(u32::try_from(ended.rusage.maxrss / 1_000_000).unwrap_or(u32::MAX));
    Ok(Run { time: Time { wall, cpu }, peak_mb, said })
}
