//! `rulebook serve`.

#![expect(clippy::disallowed_methods, reason = "the binary reads the clock")]

use super::Exit;
use super::args::ServeArgs;
use super::build::counted_policies;
use super::edition::chosen;
use super::project::{Project, Readers, today};
use super::term::{Term, counted};
use rulebook::diag::Texts;
use rulebook::diag::human::Printer;
use rulebook::place::SourcePath;
use rulebook::serve::{Live, Options, Report, Server, Wake, Watch, listen};
use rulebook::{Build, Diagnostic, Error, Goal, Inputs, Memory, Session, Severity};
use std::collections::BTreeSet;
use std::mem;
use std::path::PathBuf;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

/// How long nothing may happen before everything is looked at again.
const IDLE: Duration = Duration::from_mins(1);

/// How long nothing may happen before the search index follows the pages.
const SETTLED: Duration = Duration::from_secs(1);

/// After a reading that failed as a whole, it is tried again so often: what was gone may be back
/// without an event.
const RETRY: Duration = Duration::from_millis(500);

/// Up to how many changed pages are built before it is sure that no more will follow.
const EARLY_MAX: usize = 8;

/// How many changed files a line names.
const NAMED_MAX: usize = 3;

/// How many ports are tried.
const PORTS: u16 = 100;

/// Serves the portal until the process is ended.
pub(super) fn run(args: &ServeArgs, term: &mut Term) -> Result<Exit, Error> {
    let project = Project::at(&args.root);
    let edition = args.edition.as_deref().map(Into::into);
    let live = Live::new(&run_name()).of_edition(edition);
    let options = Options { host: args.host, port: args.port, ports_tried: PORTS };
    let server = listen(&options, &live)?;
    let mut preview = Preview {
        out: project.default_out(),
        watch: Watch::new(project.watched(), if args.poll { Wake::Poll } else { Wake::Events }),
        project,
        args,
        readers: Readers::default(),
        session: Session::new(Memory::Keep),
        whole: Session::new(Memory::Keep),
        live,
        last: Last::default(),
        is_index_old: false,
    };
    // Watching began before this reading: what changes while it goes on wakes afterwards.
    let inputs = preview.read()?;
    preview.build(inputs, None, term);
    greet(&server, args, term);
    loop {
        preview.turn(term);
    }
}

/// Tells where the portal is, and opens it if asked.
fn greet(server: &Server, args: &ServeArgs, term: &mut Term) {
    let address = server.address();
    if args.port != 0 && address.port() != args.port {
        term.message(&format!("port {} is taken\n", args.port));
    }
    let url = format!("http://{address}/");
    term.message(&format!("serving {url}\n  Ctrl-C ends it\n"));
    if args.open && open::that_detached(&url).is_err() {
        term.message("warning: no browser could be opened\n");
    }
}

/// A name that no earlier run of the server had.
fn run_name() -> String {
    let passed = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    format!("{:x}", passed.as_nanos())
}

/// The loop: what it reads with, what it remembers, where it puts the result.
struct Preview<'a> {
    args: &'a ServeArgs,
    project: Project,
    out: PathBuf,
    watch: Watch,
    readers: Readers,
    session: Session,
    /// Checks the whole tree, where an edition is shown: it knows of links to what that hides.
    whole: Session,
    live: Live,
    last: Last,
    /// Whether the search index is that of an earlier state.
    is_index_old: bool,
}

/// A build of inputs that may yet change.
struct Early {
    inputs: Inputs,
    build: Build,
    took: Duration,
}

/// What the last build was made from, and what it found.
#[derive(Default)]
struct Last {
    inputs: Option<Inputs>,
    found: BTreeSet<String>,
}

impl Preview<'_> {
    /// Waits for a change and shows it.
    fn turn(&mut self, term: &mut Term) {
        let could_not_read = self.last.inputs.is_none();
        // Nothing may have happened; but the day may be another, and an event may have been lost.
        let idle = if self.is_index_old { SETTLED } else { IDLE };
        self.watch.wait(if could_not_read { RETRY } else { idle });
        if let Some(fault) = self.watch.fault() {
            term.message(&format!(
                "warning: changes are looked for twice a second, since {fault}\n"
            ));
        }
        let mut read = self.read();
        if self.watch.is_disturbed() {
            read = self.read();
        }
        // Most bursts are one save, and over: while that is waited for, its result can be made.
        let early = read.as_ref().ok().and_then(|inputs| self.early(inputs));
        if !self.watch.settle() {
            read = self.read();
        }
        match read {
            Ok(inputs) if self.last.inputs.as_ref() == Some(&inputs) => self.index(inputs),
            Ok(inputs) => self.build(inputs, early, term),
            Err(error) => {
                if self.live.fail(Report::of_error(&error)) {
                    term.failure(&error);
                }
                self.last.inputs = None;
            }
        }
    }

    fn read(&mut self) -> Result<Inputs, Error> {
        self.readers.begin();
        let today = today(self.args.as_of)?;
        let mut inputs = self.project.read_again(&mut self.readers, &self.out, today)?;
        // Looked for at each reading: an edition may go while its preview is open.
        inputs.edition = chosen(&inputs.tree, self.args.edition.as_deref())?;
        Ok(inputs)
    }

    /// Brings the search index up to date, once nothing changes any more.
    fn index(&mut self, inputs: Inputs) {
        if !mem::take(&mut self.is_index_old) {
            return;
        }
        let mut build = self.built(inputs, Goal::Build);
        let report = Report::of_build(&build, &self.project.prefix());
        if !report.failed {
            self.live.publish(mem::take(&mut build.outputs), report);
        }
    }

    /// Builds, and tells links to what an edition hides from those that lead nowhere.
    fn built(&mut self, inputs: Inputs, goal: Goal) -> Build {
        let whole = inputs.edition.is_some().then(|| {
            let mut whole = inputs.clone();
            whole.edition = None;
            self.whole.build(whole, Goal::Check).diagnostics
        });
        let mut build = self.session.build(inputs, goal);
        if let Some(whole) = whole {
            build.compare(&whole);
        }
        build
    }

    /// Builds the pages before it is sure that these inputs are to be shown, where that is cheap: when
    /// few pages differ, and nothing else does.
    fn early(&mut self, inputs: &Inputs) -> Option<Early> {
        let changed = self.last.inputs.as_ref()?.changes(inputs);
        let is_page = |name: &String| SourcePath::new(name).is_some_and(|path| path.is_page());
        let is_cheap = !changed.is_empty() && changed.len() <= EARLY_MAX;
        (is_cheap && changed.iter().all(is_page)).then(|| {
            let began = Instant::now();
            let build = self.built(inputs.clone(), Goal::Pages);
            Early { inputs: inputs.clone(), build, took: began.elapsed() }
        })
    }

    /// Builds, unless that was done early, publishes, and prints what is new.
    fn build(&mut self, inputs: Inputs, early: Option<Early>, term: &mut Term) {
        let began = Instant::now();
        let changed = self.last.inputs.as_ref().map(|last| changed(last, &inputs));
        let (mut build, took) = match early {
            Some(early) if early.inputs == inputs => (early.build, early.took),
            // What was made too early was work for this build.
            early => {
                let mut build = self.built(inputs.clone(), Goal::Pages);
                build.reuse.rendered += early.map_or(0, |early| early.build.reuse.rendered);
                (build, Duration::ZERO)
            }
        };
        self.is_index_old = changed.is_some();
        let prefix = self.project.prefix();
        let report = Report::of_build(&build, &prefix);
        let (errors, warnings) = (report.errors, report.warnings);
        let outputs = mem::take(&mut build.outputs);
        if report.failed {
            self.live.fail(report);
        } else {
            self.live.publish(outputs, report);
        }
        let passed = took + began.elapsed();
        self.print_news(&build, &prefix, term);
        if changed.is_none() && build.summary.pages == 0 {
            term.message(&format!("warning: {}\n", self.project.without_pages()));
        }
        let rendered = build.reuse.rendered;
        let what = match &changed {
            None => {
                let (pages, policies) = (build.summary.pages, build.summary.policies);
                format!("{} ({})", counted(pages, "page"), counted_policies(policies))
            }
            Some(changed) if rendered == 0 => format!("{changed}: no page differs"),
            Some(changed) => format!("{changed}: {} rendered", counted(rendered, "page")),
        };
        let state = match (errors, warnings) {
            (0, warnings) => counted(warnings, "warning"),
            (errors, _) if self.live.current().outputs.is_empty() => {
                format!("{}, and there is no earlier site to show", counted(errors, "error"))
            }
            (errors, _) => format!("{}, the last good site stays", counted(errors, "error")),
        };
        term.message(&format!("{what} in {:.3} s, {state}\n", passed.as_secs_f64()));
        self.last.inputs = Some(inputs);
    }

    /// Prints the findings that the last build did not have.
    fn print_news(&mut self, build: &Build, prefix: &str, term: &mut Term) {
        let faults = build.diagnostics.faults();
        let mut printer = Printer::new(term.colour(), prefix);
        let mut found = BTreeSet::new();
        for diagnostic in faults.iter().filter(|found| found.severity >= Severity::Warning) {
            let name = name_of(diagnostic, build);
            if !self.last.found.contains(&name) {
                term.message(&printer.print(diagnostic, build));
            }
            found.insert(name);
        }
        self.last.found = found;
    }
}

/// Returns what stays of a finding when the lines above it change.
fn name_of(diagnostic: &Diagnostic, texts: &dyn Texts) -> String {
    let file = &diagnostic.at.file;
    let place = texts.text(file).and_then(|text| text.get(diagnostic.at.span.range()));
    format!("{} {file} {} {}", diagnostic.code.name(), diagnostic.message, place.unwrap_or(""))
}

/// Returns which files differ, by name as far as they are few.
fn changed(last: &Inputs, now: &Inputs) -> String {
    let mut names: Vec<String> = last.changes(now);
    let rest = names.len().saturating_sub(NAMED_MAX);
    if names.is_empty() {
        return "the date".to_owned();
    }
    names.truncate(NAMED_MAX);
    let named = names.join(", ");
    if rest == 0 { named } else { format!("{named} and {rest} more") }
}
