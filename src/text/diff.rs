//! The difference of two texts, as `diff -u` shows it.

use std::fmt::Write;

/// How many equal lines stand around a change.
const CONTEXT: usize = 3;

/// How far ahead two texts are searched for lines that are equal again.
const WINDOW: usize = 100;

/// One line of the difference.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Line<'a> {
    Same(&'a str),
    Old(&'a str),
    New(&'a str),
}

/// Returns the difference in the form that `patch` reads, empty when there is none; `name` is the
/// file's.
///
/// Lines are found again within a window, so that a large text takes no longer than its length; what
/// moved further is shown as removed and added.
pub(crate) fn unified(name: &str, old: &str, new: &str) -> String {
    let lines = lines(old, new);
    let mut text = String::new();
    let (mut old_at, mut new_at, mut at) = (1, 1, 0);
    while let Some(skipped) = lines.iter().skip(at).position(|line| !matches!(line, Line::Same(_)))
    {
        let lead = skipped.min(CONTEXT);
        let start = at + skipped - lead;
        let end = hunk_end(&lines, at + skipped);
        let (old_start, new_start) = (old_at + skipped - lead, new_at + skipped - lead);
        let hunk = lines.get(start..end).unwrap_or_default();
        let old_count = hunk.iter().filter(|line| !matches!(line, Line::New(_))).count();
        let new_count = hunk.iter().filter(|line| !matches!(line, Line::Old(_))).count();
        if text.is_empty() {
            // A name with a space ends in a tab, or `patch` would take its first word.
            let tab = if name.contains(' ') { "\t" } else { "" };
            text = format!("--- a/{name}{tab}\n+++ b/{name}{tab}\n");
        }
        let start_of = |start: usize, count: usize| if count == 0 { start - 1 } else { start };
        let (from, to) = (start_of(old_start, old_count), start_of(new_start, new_count));
        writeln!(text, "@@ -{from},{old_count} +{to},{new_count} @@")
            .expect("writing to memory does not fail");
        for line in hunk {
            push(*line, &mut text);
        }
        (old_at, new_at, at) = (old_start + old_count, new_start + new_count, end);
    }
    text
}

/// Returns where the hunk ends that has a change at `at`: changes with few equal lines between them
/// are one.
fn hunk_end(lines: &[Line<'_>], at: usize) -> usize {
    let mut last = at;
    for (n, line) in lines.iter().enumerate().skip(at) {
        if n > last + 2 * CONTEXT {
            break;
        }
        if !matches!(line, Line::Same(_)) {
            last = n;
        }
    }
    (last + 1 + CONTEXT).min(lines.len())
}

fn push(line: Line<'_>, text: &mut String) {
    let (mark, line) = match line {
        Line::Same(line) => (' ', line),
        Line::Old(line) => ('-', line),
        Line::New(line) => ('+', line),
    };
    text.push(mark);
    text.push_str(line);
    if !line.ends_with('\n') {
        text.push_str("\n\\ No newline at end of file\n");
    }
}

/// Returns all lines of both texts, those removed before those added.
fn lines<'a>(old: &'a str, new: &'a str) -> Vec<Line<'a>> {
    let old: Vec<&str> = old.split_inclusive('\n').collect();
    let new: Vec<&str> = new.split_inclusive('\n').collect();
    let (mut i, mut j) = (0, 0);
    let mut lines = Vec::with_capacity(old.len());
    while i < old.len() || j < new.len() {
        if let (Some(line), true) = (old.get(i), old.get(i) == new.get(j)) {
            lines.push(Line::Same(line));
            (i, j) = (i + 1, j + 1);
            continue;
        }
        let (removed, added) = meeting(&old, &new, (i, j));
        lines.extend(old.iter().skip(i).take(removed).map(|line| Line::Old(line)));
        lines.extend(new.iter().skip(j).take(added).map(|line| Line::New(line)));
        (i, j) = (i + removed, j + added);
    }
    lines
}

/// Returns how many lines of each text pass until both are equal again, the fewest together.
fn meeting(old: &[&str], new: &[&str], (i, j): (usize, usize)) -> (usize, usize) {
    let (left, right) = (old.len() - i, new.len() - j);
    for sum in 1..=WINDOW.min(left + right) {
        for added in sum.saturating_sub(left)..=sum.min(right) {
            let removed = sum - added;
            let ends = removed == left && added == right;
            let same = old.get(i + removed).filter(|line| new.get(j + added) == Some(line));
            if ends || same.is_some() {
                return (removed, added);
            }
        }
    }
    (left.min(WINDOW), right.min(WINDOW))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn changes_near_to_each_other_are_one_hunk() {
        let old = "1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n11\n12\n13\n14\n";
        let new = "1\n2\nthree\n4\n5\n6\n7\n8\n9\n10\n11\n12\n13\nx\n14";
        let found = unified("a b.md", old, new);
        let expected = "--- a/a b.md\t\n+++ b/a b.md\t\n@@ -1,6 +1,6 @@\n 1\n 2\n-3\n+three\n 4\n 5\n \
                        6\n@@ -11,4 +11,5 @@\n 11\n 12\n 13\n-14\n+x\n+14\n\\ No newline at end of file\n";
        assert_eq!(found, expected);
        assert_eq!(unified("x", old, old), "");
        assert_eq!(unified("x", "", "a\n"), "--- a/x\n+++ b/x\n@@ -0,0 +1,1 @@\n+a\n");
    }

    proptest! {
        #[test]
        fn both_texts_can_be_read_from_the_lines(old in "[ab\n]{0,60}", new in "[ab\n]{0,60}") {
            let mut read = (String::new(), String::new());
            for line in lines(&old, &new) {
                match line {
                    Line::Same(line) => { read.0 += line; read.1 += line; }
                    Line::Old(line) => read.0 += line,
                    Line::New(line) => read.1 += line,
                }
            }
            prop_assert_eq!(read, (old, new));
        }
    }
}
