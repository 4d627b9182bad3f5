//! Code blocks, coloured by classes. The only file that names the highlighter.
//!
//! In: a language word and the code. Out: HTML, escaped, with `<span class="hl-…">` around tokens.
//! The syntax set is loaded at the first block that has a known language, never otherwise.

use std::collections::HashMap;
use std::fmt::Write;
use std::sync::{Arc, OnceLock};
use syntect::parsing::{ParseState, Scope, ScopeStack, SyntaxReference, SyntaxSet};

/// A block of code and the language it says it is in.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub(crate) struct CodeBlock {
    /// The first word after the fence, lower case.
    pub lang: Box<str>,
    /// The code.
    pub text: Box<str>,
}

/// Blocks above this size, and lines above the next, are shown without colours: the time a
/// highlighter takes on hostile input has no useful bound.
const BLOCK_BYTES_MAX: usize = 64 << 10;
const LINE_BYTES_MAX: usize = 1 << 10;

/// The one piece of shared state in the library, immutable once loaded.
static SYNTAXES: OnceLock<SyntaxSet> = OnceLock::new();

/// Returns the block as HTML. A language that is not known gives plain, escaped text.
///
/// `lines` remembers lines between blocks; what it holds makes no difference to what is returned.
pub(crate) fn highlight(block: &CodeBlock, lines: &mut Lines) -> Arc<str> {
    let plain = || escaped(&block.text).into();
    let too_long = block.text.len() > BLOCK_BYTES_MAX
        || block.text.lines().any(|line| line.len() > LINE_BYTES_MAX);
    if block.lang.is_empty() || too_long {
        return plain();
    }
    let syntaxes = SYNTAXES.get_or_init(two_face::syntax::extra_newlines);
    let Some(syntax) = syntaxes.find_syntax_by_token(&block.lang) else { return plain() };
    coloured(&block.text, syntax, syntaxes, lines).map_or_else(|_| plain(), Into::into)
}

/// Lines coloured before: for each text, from which place in a language to which, and as what.
/// Blocks of one handbook repeat each other's lines, and a line costs thousands of regex steps.
#[derive(Debug, Default)]
pub(crate) struct Lines {
    known: HashMap<Box<str>, Vec<Coloured>>,
}

/// A line coloured: where it began, as what it is shown, and where it ended.
type Coloured = (Place, Box<str>, Place);

/// How many different lines are remembered.
const LINES_MAX: usize = 10_000;

/// Where the highlighter is between two lines.
#[derive(Clone, PartialEq, Debug)]
struct Place {
    state: ParseState,
    stack: ScopeStack,
    /// The class of the span that is open.
    open: Option<&'static str>,
}

impl Lines {
    fn find(&self, line: &str, from: &Place) -> Option<&Coloured> {
        self.known.get(line)?.iter().find(|(before, _, _)| before == from)
    }

    fn remember(&mut self, line: &str, entry: Coloured) {
        if self.known.len() < LINES_MAX {
            self.known.entry(line.into()).or_default().push(entry);
        }
    }
}

fn escaped(text: &str) -> String {
    let mut html = String::with_capacity(text.len() + text.len() / 8);
    let written = pulldown_cmark_escape::escape_html_body_text(&mut html, text);
    debug_assert!(written.is_ok(), "writing to memory does not fail");
    html
}

type Fault = Box<dyn std::error::Error>;

/// Walks the lines; a span is opened where a scope that a theme can colour begins.
fn coloured(
    text: &str,
    syntax: &SyntaxReference,
    syntaxes: &SyntaxSet,
    lines: &mut Lines,
) -> Result<String, Fault> {
    let mut at = Place { state: ParseState::new(syntax), stack: ScopeStack::new(), open: None };
    let mut html = String::with_capacity(text.len() * 3);
    for line in text.split_inclusive('\n') {
        if let Some((_, known, after)) = lines.find(line, &at) {
            html.push_str(known);
            at.clone_from(after);
            continue;
        }
        let before = at.clone();
        let start = html.len();
        colour_line(line, syntaxes, &mut at, &mut html)?;
        let made = html.get(start..).unwrap_or("").into();
        lines.remember(line, (before, made, at.clone()));
    }
    if at.open.is_some() {
        html.push_str("</span>");
    }
    Ok(html)
}

fn colour_line(
    line: &str,
    syntaxes: &SyntaxSet,
    at: &mut Place,
    html: &mut String,
) -> Result<(), Fault> {
    let mut from = 0;
    for (end, op) in at.state.parse_line(line, syntaxes)? {
        push(html, line.get(from..end).unwrap_or(""), &at.stack, &mut at.open)?;
        from = end;
        at.stack.apply(&op)?;
    }
    push(html, line.get(from..).unwrap_or(""), &at.stack, &mut at.open)
}

/// The classes that the theme colours, by the scope they stand for; the innermost match wins.
const CLASSES: &[(&str, &str)] = &[
    ("comment", "hl-comment"),
    ("string", "hl-string"),
    ("constant.character.escape", "hl-escape"),
    ("constant.numeric", "hl-number"),
    ("constant", "hl-constant"),
    ("keyword", "hl-keyword"),
    ("storage", "hl-keyword"),
    ("entity.name.tag", "hl-tag"),
    ("entity.name.function", "hl-function"),
    ("support.function", "hl-function"),
    ("variable.function", "hl-function"),
    ("entity.other.attribute-name", "hl-attribute"),
    ("meta.mapping.key", "hl-attribute"),
    ("entity.name", "hl-name"),
    ("support.type", "hl-name"),
    ("variable", "hl-variable"),
    ("markup.heading", "hl-name"),
    ("markup.inserted", "hl-inserted"),
    ("markup.deleted", "hl-deleted"),
];

fn class_of(stack: &ScopeStack) -> Option<&'static str> {
    stack.as_slice().iter().rev().find_map(|scope| class_of_scope(*scope))
}

fn class_of_scope(scope: Scope) -> Option<&'static str> {
    static TABLE: OnceLock<Vec<(Scope, &'static str)>> = OnceLock::new();
    let table = TABLE.get_or_init(|| {
        CLASSES.iter().filter_map(|(name, class)| Some((Scope::new(name).ok()?, *class))).collect()
    });
    table.iter().find(|(prefix, _)| prefix.is_prefix_of(scope)).map(|(_, class)| *class)
}

/// Appends `text` in the colour of `stack`, joining it to the open span when the colour is the same.
fn push(
    html: &mut String,
    text: &str,
    stack: &ScopeStack,
    open: &mut Option<&'static str>,
) -> Result<(), Fault> {
    if text.is_empty() {
        return Ok(());
    }
    let class = if text.trim().is_empty() { *open } else { class_of(stack) };
    if class != *open {
        if open.is_some() {
            html.push_str("</span>");
        }
        if let Some(class) = class {
            write!(html, "<span class=\"{class}\">")?;
        }
        *open = class;
    }
    pulldown_cmark_escape::escape_html_body_text(&mut *html, text)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(lang: &str, text: &str) -> String {
        highlight(&CodeBlock { lang: lang.into(), text: text.into() }, &mut Lines::default())
            .to_string()
    }

    #[test]
    fn colours_are_classes() {
        let html = shown("json", "{\"a\": 1}\n");
        assert_eq!(
            html,
            "{<span class=\"hl-string\">\"a\"</span>: <span class=\"hl-number\">1</span>}\n"
        );
    }

    #[test]
    fn remembered_lines_change_nothing() {
        let blocks = ["/* a\nb */ 1\n", "b */ 1\n", "/* a\nb */ 1\n\"b */ 1\n", "b */ 1\n"];
        let mut lines = Lines::default();
        for text in blocks {
            let block = CodeBlock { lang: "rust".into(), text: text.into() };
            assert_eq!(
                highlight(&block, &mut lines),
                highlight(&block, &mut Lines::default()),
                "{text}"
            );
        }
    }

    #[test]
    fn unknown_languages_and_endless_lines_are_escaped_text() {
        assert_eq!(shown("nonsense", "a < b"), "a &lt; b");
        let line = "x".repeat(LINE_BYTES_MAX + 1);
        assert_eq!(shown("rust", &line), line);
    }
}
