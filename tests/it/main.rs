//! The integration tests, one module per subject.

mod authoring;
mod automation;
mod browser;
mod cases;
mod checking;
mod cli;
mod commonmark;
mod crawl;
mod determinism;
mod editing;
mod editions;
mod emit;
mod fixing;
mod fuzz;
mod glossary;
mod handbook;
mod hostile;
mod html;
mod incremental;
mod kill;
mod robust;
mod sample;
mod search;
#[cfg(feature = "cli")]
mod serve_cli;
mod serve_disk;
#[cfg(feature = "serve")]
mod serve_http;
mod sites;
mod srp;
mod support;
mod theme;
mod tidy;
