//! The binary: parse arguments, run the command, turn its outcome into a process code.

mod cli;

use std::process::ExitCode;

/// A build makes and drops millions of small strings on all cores; the system's allocator takes a
/// fifth of the whole time for that.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    cli::run()
}
