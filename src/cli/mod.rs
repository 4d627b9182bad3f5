//! The command line. Uses nothing but the library's public interface.

mod args;
mod build;
mod check;
mod edition;
mod explain;
mod hosting;
mod new;
mod project;
mod prove;
mod schema;
mod serve;
mod term;

use args::{Args, Command, New, Schema};
use clap::Parser;
use std::process::ExitCode;
use term::Term;

/// How a command ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Exit {
    /// Nothing is wrong.
    Clean,
    /// There are findings at or above the severity that counts.
    Findings,
    /// The tool could not do its work.
    Failed,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(match exit {
            Exit::Clean => 0,
            Exit::Findings => 1,
            Exit::Failed => 2,
        })
    }
}

/// Runs the command that the arguments name.
pub(crate) fn run() -> ExitCode {
    let args = match Args::try_parse() {
        Ok(args) => args,
        Err(error) => {
            let failed = error.use_stderr();
            // Help on a closed pipe is no failure.
            return if error.print().is_ok() && failed {
                Exit::Failed.into()
            } else {
                Exit::Clean.into()
            };
        }
    };
    let mut term = Term::from_env();
    let outcome = match args.command {
        Command::Build(args) => build::run(&args, &mut term),
        Command::Serve(args) => serve::run(&args, &mut term),
        Command::Check(args) => check::run(&args, &mut term),
        Command::Prove(args) => prove::run(&args, &mut term),
        Command::Hosting(args) => hosting::run(&args, &mut term),
        Command::New(New::Client(args)) => new::client(&args, &mut term),
        Command::Explain(args) => explain::run(&args),
        Command::Schema(Schema::Client) => schema::client(),
        Command::Schema(Schema::Findings) => schema::findings(),
    };
    match outcome {
        Ok(exit) => exit.into(),
        Err(error) => {
            term.failure(&error);
            Exit::Failed.into()
        }
    }
}
