//! The terminal: colour, what goes where, a closed pipe.

#![expect(clippy::disallowed_methods, reason = "the binary reads the environment")]

use super::args::Format;
use rulebook::authoring::help;
use rulebook::diag::baseline::Sifted;
use rulebook::diag::human::{Colour, Printer};
use rulebook::diag::junit::Scope;
use rulebook::diag::{Texts, github, json, junit, neutral, sarif};
use rulebook::place::SourcePath;
use rulebook::{Diagnostics, Error, Severity};
use std::io::{self, IsTerminal, Write};

/// Where results and messages go.
#[derive(Debug)]
pub(super) struct Term {
    colour: Colour,
    shows_progress: bool,
}

impl Term {
    /// Looks at standard error and the environment: colour and progress only on a terminal, and no
    /// colour under `NO_COLOR`.
    pub(super) fn from_env() -> Self {
        let is_terminal = io::stderr().is_terminal();
        let plain = std::env::var("NO_COLOR").is_ok_and(|value| !value.is_empty())
            || std::env::var("TERM").is_ok_and(|term| term == "dumb");
        let colour = if is_terminal && !plain { Colour::Ansi } else { Colour::Plain };
        Self { colour, shows_progress: is_terminal }
    }

    /// Prints diagnostics of at least `least` for people on standard error, or all as one document
    /// on standard output.
    pub(super) fn diagnostics(
        &mut self,
        report: &Report<'_>,
        least: Severity,
    ) -> Result<(), Error> {
        if report.format == Format::Human {
            let mut printer = Printer::new(self.colour, report.prefix);
            let shown = report.diagnostics.iter().filter(|found| found.severity >= least);
            for diagnostic in shown {
                self.message(&printer.print(diagnostic, report.texts));
            }
            return Ok(());
        }
        let mut text = String::new();
        report.document(&mut text).expect("writing to memory does not fail");
        result(&text)
    }

    /// Prints to standard error. A closed pipe there is nobody's loss.
    pub(super) fn message(&mut self, text: &str) {
        let closed = io::stderr().lock().write_all(text.as_bytes()).is_err();
        self.shows_progress &= !closed;
    }

    /// Returns whether to print in colour.
    pub(super) fn colour(&self) -> Colour {
        self.colour
    }

    /// Returns text of files as it can be printed as a result: as it is for other programs, harmless
    /// on a terminal.
    pub(super) fn printable(text: String) -> String {
        if io::stdout().is_terminal() { neutral(&text) } else { text }
    }

    /// Shows what goes on, on a terminal, until the next message.
    pub(super) fn progress(&mut self, text: &str) {
        if self.shows_progress {
            self.message(&format!("\r\u{1b}[2K{text}"));
        }
    }

    /// Clears the line of progress.
    pub(super) fn clear(&mut self) {
        self.progress("");
    }

    /// Prints why the tool could not do its work.
    pub(super) fn failure(&mut self, error: &Error) {
        self.clear();
        let help = error.help().map_or(String::new(), |help| format!("  = help: {help}\n"));
        self.message(&format!("error: {error}\n{help}"));
    }
}

/// Diagnostics on their way to the user.
pub(super) struct Report<'a> {
    pub(super) format: Format,
    pub(super) diagnostics: &'a Diagnostics,
    pub(super) texts: &'a dyn Texts,
    pub(super) prefix: &'a str,
    pub(super) summary: json::Summary,
    /// What known findings were taken away, where there is a file of them.
    pub(super) known: Option<&'a Sifted>,
    /// The files that became pages.
    pub(super) files: &'a [SourcePath],
    /// The least severity that counts.
    pub(super) fail_on: Severity,
}

impl Report<'_> {
    /// Writes the document of a format for programs; for people there is none.
    fn document(&self, to: &mut String) -> std::fmt::Result {
        let (found, texts, prefix) = (self.diagnostics, self.texts, self.prefix);
        match self.format {
            Format::Human => Ok(()),
            Format::Json => json::write(found, texts, self.summary, self.known, to),
            Format::Sarif => sarif::write(found, texts, prefix, &help, to),
            Format::Github => github::write(found, texts, prefix, to),
            Format::Junit => {
                let scope = Scope { files: self.files, prefix, fail_on: self.fail_on };
                junit::write(found, texts, &scope, to)
            }
        }
    }
}

/// Prints a result to standard output; a reader that closed the pipe has what it wanted.
pub(super) fn result(text: &str) -> Result<(), Error> {
    let mut out = io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(Error::output(error)),
        _ => Ok(()),
    }
}

/// Returns "1 warning", "2 warnings", "no warnings".
pub(super) fn counted(number: usize, noun: &str) -> String {
    match number {
        0 => format!("no {noun}s"),
        1 => format!("1 {noun}"),
        _ => format!("{number} {noun}s"),
    }
}
