//! The benchmark: full builds beside the limit, the stages of a build, and the preview.
//!
//! ```text
//! cargo bench                    the table, at 100, 1,000 and 10,000 policies
//! cargo bench -- stages          Criterion: parts of a build, in one process
//! cargo bench --bench build -- serve
//!                                the preview: edits, memory, load, at 1,000 and 10,000 policies
//! cargo bench --bench build -- clients
//!                                1,000 policies with as many client plans, beside the policies alone
//! cargo bench --bench build -- editions
//!                                101 editions of 1,000 policies together, beside each on its own
//!     --seconds N                under load for N seconds, instead of 60
//!     --quick                    at 100 and 1,000 only
//!     --runs N                   N pairs of runs, instead of 5 (3 from 10,000 policies on)
//!     --in DIR                   the measured files lie in DIR, not in the system's folder for temporary files
//!     --corpus DIR               measures a copy of this handbook; may be repeated
//!     --hugo PROGRAM             one build by Hugo beside each
//!     --markdown                 prints the table as Markdown
//! ```
//!
//! It asserts nothing about time. Without `--bench`, which Cargo adds, it only tries itself out.

#![allow(clippy::disallowed_methods, reason = "a benchmark makes and reads files of its own")]

mod arguments;
mod child;
mod clients;
mod corpus;
mod hugo;
mod measure;
mod place;
mod serve;
mod stages;
mod table;
mod tree;
mod words;

use arguments::{Arguments, What};
use measure::{Measured, measure};
use std::io::{self, Write as _};
use std::path::Path;
use std::process::ExitCode;
use tree::{Code, Origin};

/// What is measured is the tool, so builds and the limit alike use the tool's allocator.
#[cfg(feature = "cli")]
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let outcome = match arguments[..] {
        [child::BUILD, source, out] => child::build(Path::new(source), Path::new(out)),
        [child::LIMIT, source, out, layout] => match layout.parse() {
            Ok(layout) => child::limit(Path::new(source), Path::new(out), layout),
            Err(error) => Err(io::Error::other(error)),
        },
        _ => Arguments::parse(&arguments).and_then(|arguments| match arguments.what {
            What::Table => compare(&arguments),
            What::Stages => stages::run(),
            What::Serve => serve::run(&arguments),
            What::Clients => clients::beside_policies(&arguments),
            What::Editions => clients::editions(&arguments),
        }),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let _ = writeln!(io::stderr(), "{error}");
            ExitCode::FAILURE
        }
    }
}

/// Measures every handbook, with and without its code blocks, and prints the table.
fn compare(arguments: &Arguments) -> io::Result<()> {
    let place = place::Place::new(arguments.place.as_deref())?;
    let mut rows: Vec<Measured> = Vec::new();
    for code in [Code::Kept, Code::Removed] {
        for origin in &arguments.origins {
            let _ = writeln!(io::stderr(), "measuring {}", describe(origin, code));
            let mut row = measure(origin, code, arguments.runs, place.path())?;
            if let Some(hugo) = &arguments.hugo {
                row.hugo = Some(hugo::measure(hugo, origin, code, place.path())?);
            }
            rows.push(row);
        }
    }
    let text = table::print(&rows, arguments.form, &place.filesystem());
    io::stdout().write_all(text.as_bytes())
}

fn describe(origin: &Origin, code: Code) -> String {
    let code = if code == Code::Kept { "with its code" } else { "without its code" };
    match origin {
        Origin::Own(policies) => format!("{policies} policies, {code}"),
        Origin::Folder(folder) => format!("{}, {code}", folder.display()),
    }
}
