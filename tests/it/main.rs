//! The integration tests, one module per subject.

mod cases;
mod cli;
mod commonmark;
mod crawl;
mod determinism;
mod emit;
mod fuzz;
mod html;
mod incremental;
mod kill;
mod robust;
mod sites;
mod support;
mod tidy;
