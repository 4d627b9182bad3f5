//! The binary: parse arguments, run the command, turn its outcome into a process code.

mod cli;

use std::process::ExitCode;

fn main() -> ExitCode {
    cli::run()
}
