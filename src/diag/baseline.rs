//! Known findings: those of the day a tree was first checked, which fail nothing as long as they stay.
//!
//! In: the text of the file of known findings, and diagnostics. Out: which of them are new, which known
//! ones are gone, and the text of a new file. A finding is known by its file, its rule and a hash of the
//! text of its lines, so that it stays known while lines are added above it.
//!
//! The file has one line for each, sorted, so that version control can merge two of them line by line.

use crate::diag::area::Fingerprints;
use crate::diag::{Code, Diagnostic, Diagnostics, Severity, Texts};
use std::collections::BTreeMap;
use std::fmt::Write;

/// The first lines of a file.
const HEADER: &str = "\
# Findings that are known and fail no check: file, rule, hash of the lines, how many.
# Written by `rulebook check --write-baseline`; delete a line to hear of its findings again.
";

/// Known findings.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Baseline {
    /// How many there are of each.
    known: BTreeMap<Known, usize>,
}

/// What a finding is known by.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
struct Known {
    /// The file, relative to the content root.
    file: String,
    /// The name of the rule; one that is there no more is gone like any other.
    rule: String,
    /// The hash of its lines.
    lines: String,
}

/// What is left of findings when known ones are taken away.
#[derive(Clone, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub struct Sifted {
    /// Those that are not known.
    pub new: Diagnostics,
    /// How many are known.
    pub known: usize,
    /// Known ones that are found no more.
    pub vanished: Vec<Vanished>,
}

/// A known finding that is found no more.
#[derive(Clone, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub struct Vanished {
    /// The file, relative to the content root.
    pub file: String,
    /// The name of the rule.
    pub rule: String,
    /// How many of them are gone.
    pub count: usize,
}

impl Baseline {
    /// Reads a file of known findings. A line that stands twice, as after a merge, counts once.
    ///
    /// # Errors
    /// When a line is none of a known finding; the text says which line.
    pub fn parse(text: &str) -> Result<Self, String> {
        let mut known = BTreeMap::new();
        let lines = text.trim_start_matches('\u{feff}').lines().enumerate();
        for (n, line) in lines.filter(|(_, line)| !line.is_empty() && !line.starts_with('#')) {
            let Some((entry, count)) = read_line(line) else {
                return Err(format!("has no known finding in line {}", n + 1));
            };
            let most: &mut usize = known.entry(entry).or_default();
            *most = count.max(*most);
        }
        Ok(Self { known })
    }

    /// Returns the baseline by which all these findings are known, but for those that can't be let pass.
    pub fn of(diagnostics: &Diagnostics, texts: &dyn Texts) -> Self {
        let mut known = BTreeMap::new();
        let mut prints = Fingerprints::of(texts);
        for found in diagnostics.iter().filter(|found| can_be_known(found.code)) {
            *known.entry(Known::of(found, &mut prints)).or_default() += 1;
        }
        Self { known }
    }

    /// Returns how many findings are known.
    pub fn count(&self) -> usize {
        self.known.values().sum()
    }

    /// Takes the known ones out of findings.
    pub fn sift(&self, diagnostics: &Diagnostics, texts: &dyn Texts) -> Sifted {
        let mut left = self.known.clone();
        let mut prints = Fingerprints::of(texts);
        let mut new = Vec::new();
        for found in diagnostics {
            let known = can_be_known(found.code).then(|| Known::of(found, &mut prints));
            match known.and_then(|known| left.get_mut(&known)) {
                Some(left) if *left > 0 => *left -= 1,
                Some(_) | None => new.push(found.clone()),
            }
        }
        let new = Diagnostics::new(new);
        let known = diagnostics.iter().count() - new.iter().count();
        let vanished = left
            .into_iter()
            .filter(|(_, count)| *count > 0)
            .map(|(gone, count)| Vanished { file: gone.file, rule: gone.rule, count });
        Sifted { new, known, vanished: vanished.collect() }
    }

    /// Returns the text of the file, which is the same for the same findings.
    pub fn to_text(&self) -> String {
        let mut text = HEADER.to_owned();
        for (Known { file, rule, lines }, count) in &self.known {
            writeln!(text, "{}\t{rule}\t{lines}\t{count}", escaped(file))
                .expect("writing to memory does not fail");
        }
        text
    }
}

impl Known {
    fn of<'a>(found: &'a Diagnostic, prints: &mut Fingerprints<'a>) -> Self {
        Self {
            file: found.at.file.as_str().to_owned(),
            rule: found.code.name().to_owned(),
            lines: prints.next(found).lines,
        }
    }
}

/// Returns whether findings of a rule may be known: what can't be published can't be let pass.
fn can_be_known(code: Code) -> bool {
    code.is_requirement() || code.severity() != Severity::Error
}

fn read_line(line: &str) -> Option<(Known, usize)> {
    let mut parts = line.split('\t');
    let file = unescaped(parts.next()?)?;
    let rule = parts.next().filter(|rule| !rule.is_empty())?.to_owned();
    let is_hash =
        |text: &&str| text.len() == 16 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    let lines = parts.next().filter(is_hash)?.to_owned();
    let count = parts.next()?.parse().ok().filter(|count| *count > 0)?;
    parts.next().is_none().then_some((Known { file, rule, lines }, count))
}

/// Returns a path that stays on its line and is no comment.
fn escaped(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    for (n, c) in path.chars().enumerate() {
        if c.is_control() || c == '%' || n == 0 && c == '#' {
            write!(out, "%{:02X}", u32::from(c)).expect("writing to memory does not fail");
        } else {
            out.push(c);
        }
    }
    out
}

/// Undoes [`escaped`].
fn unescaped(text: &str) -> Option<String> {
    let mut parts = text.split('%');
    let mut path = parts.next()?.to_owned();
    for part in parts {
        let (digits, rest) = part.split_at_checked(2)?;
        path.push(char::from_u32(u32::from_str_radix(digits, 16).ok()?)?);
        path.push_str(rest);
    }
    (!path.is_empty()).then_some(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_read_as_it_was_written() {
        let line =
            |path: &str| format!("{}\tlink-target-missing\t0123456789abcdef\t2\n", escaped(path));
        for path in ["a b.md", "#a%20\n\t\u{85}.md", "Zürich.md"] {
            let text = format!("{HEADER}{}", line(path));
            assert_eq!(Baseline::parse(&text).unwrap().to_text(), text);
        }
        let twice = format!("{}{}", line("a"), line("a"));
        assert_eq!(Baseline::parse(&twice).unwrap().count(), 2);
    }

    #[test]
    fn what_is_no_known_finding_is_refused() {
        for line in [
            "<<<<<<< HEAD",
            "a.md\tx\t01\t1",
            "a.md\tx\t0123456789abcdef\t0",
            "a%zz\tx\t0123456789abcdef\t1",
        ] {
            let found = Baseline::parse(&format!("# known\n\n{line}\n"));
            assert_eq!(found, Err("has no known finding in line 3".to_owned()), "{line}");
        }
    }
}
