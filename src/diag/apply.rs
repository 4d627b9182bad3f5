//! Applying fixes: a text and fixes become a new text.
//!
//! Only the bytes of the edits change, so a byte order mark and the ends of lines stay as they are.

use crate::diag::{Edit, Fix};
use crate::text::span::Span;
use std::collections::BTreeMap;

/// Applies fixes to a text, and returns the new text and how many were applied; `None` when none was.
///
/// Of two that touch the same place the first is applied and the other left, as it may mean something
/// else in the new text; two that are equal are both applied by one. One whose places are not in the text is left, too. A new line ends as the
/// first line of the text does.
pub(crate) fn apply<'a>(
    text: &str,
    fixes: impl IntoIterator<Item = &'a Fix>,
) -> Option<(String, usize)> {
    let mut taken: BTreeMap<Span, &Edit> = BTreeMap::new();
    let mut applied = 0;
    for fix in fixes {
        let fits = |edit: &Edit| text.get(edit.span.range()).is_some();
        let changes = |edit: &Edit| text.get(edit.span.range()) != Some(&edit.text);
        let is_free = |edit: &Edit| is_free(edit.span, &taken);
        let is_good = fix.edits.iter().all(|edit| fits(edit) && is_free(edit));
        // A definition that several links refer to is mended for all of them.
        let is_done = || fix.edits.iter().all(|edit| taken.get(&edit.span) == Some(&edit));
        if !fix.edits.is_empty() && is_done() {
            applied += 1;
        } else if is_good && fix.edits.iter().any(changes) {
            taken.extend(fix.edits.iter().map(|edit| (edit.span, edit)));
            applied += 1;
        }
    }
    if applied == 0 {
        return None;
    }
    let ends_in_return = text.split_once('\n').is_some_and(|(first, _)| first.ends_with('\r'));
    let mut new = String::with_capacity(text.len() + 64);
    let mut from = 0;
    for (span, edit) in taken {
        new.push_str(text.get(from..span.range().start).unwrap_or(""));
        if ends_in_return {
            new.push_str(&edit.text.replace("\r\n", "\n").replace('\n', "\r\n"));
        } else {
            new.push_str(&edit.text);
        }
        from = span.range().end;
    }
    new.push_str(text.get(from..).unwrap_or(""));
    Some((new, applied))
}

/// Returns whether a place has no edit yet. What is only added has no neighbour that changes, for
/// which of the two comes first can't be told.
fn is_free(span: Span, taken: &BTreeMap<Span, &Edit>) -> bool {
    let clashes = |other: &Span| {
        let is_empty = span.start == span.end || other.start == other.end;
        let overlap = span.start < other.end && other.start < span.end;
        overlap || is_empty && span.start <= other.end && other.start <= span.end
    };
    // The edits taken do not overlap, so those near in order are the only ones that can clash.
    let before = taken.range(..span).rev().take(2);
    let after = taken.range(span..).take(2);
    !before.chain(after).any(|(other, _)| clashes(other))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn edit(start: usize, end: usize, text: &str) -> Edit {
        Edit::new(Span::new(start, end), text)
    }

    fn applied(text: &str, fixes: &[Vec<Edit>]) -> Option<(String, usize)> {
        let fixes: Vec<Fix> = fixes.iter().map(|edits| Fix::of("mend it", edits.clone())).collect();
        apply(text, &fixes)
    }

    #[test]
    fn the_first_of_two_in_one_place_wins_and_a_fix_is_applied_whole_or_not() {
        let some = |text: &str, count| Some((text.to_owned(), count));
        let fixes =
            [vec![edit(0, 1, "A"), edit(4, 5, "E")], vec![edit(4, 5, "x"), edit(6, 7, "x")]];
        assert_eq!(applied("abcdefg", &fixes), some("AbcdEfg", 1));
        assert_eq!(
            applied("abc", &[vec![edit(1, 1, "-")], vec![edit(1, 2, "B")]]),
            some("a-bc", 1)
        );
        assert_eq!(applied("abc", &[vec![edit(0, 1, "A")], vec![edit(1, 2, "B")]]), some("ABc", 2));
        assert_eq!(applied("abc", &[vec![edit(2, 9, "x")], vec![edit(0, 1, "a")]]), None);
    }

    #[test]
    fn a_byte_order_mark_and_the_ends_of_lines_stay() {
        let text = "\u{feff}#A\r\nb\nc\r\n";
        let found = applied(text, &[vec![edit(4, 4, " ")], vec![edit(8, 8, "\nnew")]]);
        assert_eq!(found, Some(("\u{feff}# A\r\nb\r\nnew\nc\r\n".to_owned(), 2)));
    }
}
