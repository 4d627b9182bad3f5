//! `merge-conflict`: markers of an unfinished merge never reach readers.

use crate::diag::{Code, Location, Reporter};
use crate::place::SourcePath;
use crate::text::span::Span;

/// Reports the first line of each conflict: `<<<<<<< `, and later `=======` and `>>>>>>> `.
///
/// All three must stand in order, so that a setext underline of seven `=` stays what it is.
pub(super) fn check(path: &SourcePath, text: &str, out: &mut Reporter) {
    if memchr::memmem::find(text.as_bytes(), b"<<<<<<< ").is_none() {
        return;
    }
    let mut start = None;
    let mut divided = false;
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let content = line.trim_end();
        if content.starts_with("<<<<<<< ") {
            start = Some(Span::new(at, at + content.len()));
            divided = false;
        } else if content == "=======" {
            divided = start.is_some();
        } else if content.starts_with(">>>>>>> ")
            && divided
            && let Some(span) = start.take()
        {
            let at = Location { file: path.clone(), span };
            out.report(Code::MergeConflict, at, "an unfinished merge begins here")
                .help("choose one side and delete the three marker lines");
        }
        at += line.len();
    }
}
