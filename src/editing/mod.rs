//! What editors ask of a tree while it is written: what is wrong, where a link leads, who refers to a
//! place, what can be written next.
//!
//! In: [`Inputs`] with the texts as they are on the screen ([`Inputs::with_text`]), and a [`Session`] that
//! remembers, so that asking after each keystroke is cheap. Out: a [`Workspace`], which answers by file
//! and byte; [`Position`] has the lines and columns by which editors count. A language server needs
//! nothing below this.
//!
//! ```
//! use rulebook::editing::Workspace;
//! use rulebook::place::SourcePath;
//! use rulebook::{Date, Inputs, Memory, Session, SourceTree};
//!
//! let saved = SourceTree::from_files([("backup.md", b"# Backup\n".to_vec()), ("home.md", Vec::new())]);
//! let saved = Inputs::new(saved, Date::parse("2026-03-02").expect("a day that exists"));
//! let file = SourcePath::new("home.md").expect("a path of a file");
//! let typed = "# Home\n\nSee [backups](ba";
//!
//! let mut session = Session::new(Memory::Keep);
//! let workspace = Workspace::of(&mut session, saved.with_text(&file, typed));
//! let offered = workspace.completions(&file, typed.len());
//! assert_eq!(offered[0].text, "backup.md");
//! ```

mod complete;
mod cursor;
mod destination;
mod keys;
mod position;
mod subject;

pub use complete::{Completion, CompletionKind};
pub use position::{Position, Units};
pub use subject::{Definition, Reference};

use crate::diag::{Diagnostic, Texts};
use crate::place::SourcePath;
use crate::session::{Build, Goal, Inputs, Session};
use crate::source::SourceTree;

/// A tree as its author has it open, and what follows from it.
#[derive(Debug)]
pub struct Workspace {
    tree: SourceTree,
    build: Build,
}

impl Workspace {
    /// Checks a tree. A session that keeps what it computed does only what an edit makes necessary.
    pub fn of(session: &mut Session, inputs: Inputs) -> Self {
        let tree = inputs.tree.clone();
        Self { tree, build: session.build(inputs, Goal::Check) }
    }

    /// Returns the check: all diagnostics, the counts, the addresses of pages.
    pub fn build(&self) -> &Build {
        &self.build
    }

    /// Returns the text of a file as it is in this tree, saved or not; `None` when it is no text.
    pub fn text(&self, file: &SourcePath) -> Option<&str> {
        self.tree.text(file)
    }

    /// Returns what is wrong with a file, in the order of places.
    pub fn diagnostics(&self, file: &SourcePath) -> &[Diagnostic] {
        self.build.diagnostics.of_file(file)
    }

    /// Returns what is wrong at a byte of a file; both ends of a place belong to it.
    pub fn diagnostics_at(&self, file: &SourcePath, byte: usize) -> Vec<&Diagnostic> {
        self.diagnostics(file).iter().filter(|found| found.at.span.touches(byte)).collect()
    }

    /// Returns where what is written at a byte leads: a link, the definition of a reference, a policy
    /// named in front matter, a contact named in a client's plan.
    pub fn definition(&self, file: &SourcePath, byte: usize) -> Option<Definition> {
        subject::definition(self, file, byte)
    }

    /// Returns what refers to a place, by file and position: at a heading the links to it, at a link
    /// all that lead where it does, elsewhere the links to the page from other pages.
    pub fn references(&self, file: &SourcePath, byte: usize) -> Vec<Reference> {
        subject::references(self, file, byte)
    }

    /// Returns what can be written at a byte, best first. What is half typed decides, so broken text is
    /// no hindrance.
    pub fn completions(&self, file: &SourcePath, byte: usize) -> Vec<Completion> {
        complete::completions(self, file, byte)
    }

    /// Returns the line and column of a byte of a file; past the end counts as the end.
    pub fn position(&self, file: &SourcePath, byte: usize, units: Units) -> Option<Position> {
        Some(Position::of(self.text(file)?, byte, units))
    }

    /// Returns the byte at a line and column of a file; a column past the end of its line is that end.
    pub fn byte(&self, file: &SourcePath, position: Position, units: Units) -> Option<usize> {
        Some(position.byte(self.text(file)?, units))
    }
}
