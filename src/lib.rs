//! Rulebook turns a folder of Markdown policies into a linked static site, a *policy portal*.
//!
//! ```
//! use rulebook::{Date, Goal, Inputs, Memory, Session, SourceTree};
//!
//! let tree = SourceTree::from_files([("backup.md", b"# Backup\n\nTest restores.\n".to_vec())]);
//! let today = Date::parse("2026-03-02").expect("a day that exists");
//! let build = Session::new(Memory::Drop).build(Inputs::new(tree, today), Goal::Build);
//! assert!(build.outputs.keys().any(|path| path.as_str() == "backup/index.html"));
//! assert_eq!(build.summary.policies, 1);
//! ```
//!
//! Start at [`Session::build`]; [`architecture`] tells how the parts hang together.

#[doc = include_str!("ARCHITECTURE.md")]
pub mod architecture {}
#[doc = include_str!("EDITIONS.md")]
pub mod manual_of_editions {}
#[doc = include_str!("CHANGELOG.md")]
pub mod changelog {}

mod analyse;
pub mod authoring;
mod clock;
mod config;
mod date;
pub mod diag;
pub mod editing;
mod edition;
pub mod emit;
mod error;
mod leaks;
mod memo;
mod model;
mod parse;
pub mod place;
pub mod proof;
mod render;
mod rules;
mod search;
#[cfg(feature = "serve")]
pub mod serve;
mod session;
pub mod source;
mod srp;
mod text;
mod yaml;

pub use config::{Host, KEYS as CONFIG_KEYS, Key as ConfigKey, ignore_globs};
pub use date::Date;
pub use diag::{Code, Diagnostic, Diagnostics, Severity};
pub use edition::{Listed as EditionListed, edition, editions, has_editions};
pub use emit::Outputs;
pub use error::{Error, Result};
pub use leaks::{Leak, Net};
pub use memo::Held;
pub use parse::front_matter::{KEYS as FRONT_MATTER_KEYS, Key as FrontMatterKey};
pub use session::{
    Build, Fixed, Goal, Inputs, Memory, Names, Reuse, Rewritten, Session, hosting, theme_files,
};
pub use source::SourceTree;
pub use text::span::{LineCol, Span};
