//! `list-order`: a hand-made list of links that is alphabetical but for a few items.
//!
//! Items that are in order are the longest ascending run of the list, not counting those between; the
//! others are misplaced. A list counts as alphabetical when few enough are. Of seven items that are in
//! no order one list in 140 has at most one misplaced, of six one in 28, so shorter lists say nothing
//! unless their heading does.

use crate::diag::{Code, Diagnostic, Fix, Location, Reporter, Texts};
use crate::model::Page;
use crate::parse::Role;
use crate::parse::outline::Outline;
use crate::rules::list::{Item, List};
use crate::rules::{Check, Doc, Facts, Rule};
use crate::source::SourceTree;
use crate::text::collate::{Collation, SortKey};
use rayon::iter::{IntoParallelIterator, ParallelIterator};
use std::collections::BTreeSet;

pub(super) static RULE: Rule = Rule {
    code: Code::ListOrder,
    doc: Doc {
        why: "Readers look for a name where it would stand in an alphabetical list, and take it for missing when it stands \
              elsewhere.",
        quiet: "Numbered lists, and lists in another order: unless the heading says A-Z, a list needs seven links, of \
                which at most one in six is misplaced. A list may be ordered letter by letter, as the A-Z is, word by \
                word, or by its numbers. Under headings that are letters, each item belongs under its own.",
        fix: "Move the item to its place, with all that is nested in it. `--fix` does so where at most eight are \
              misplaced.",
        wrong: "- [Backup](backup.md)\n- [Access](access.md)\n- [Clear desk](desk.md)",
        right: "- [Access](access.md)\n- [Backup](backup.md)\n- [Clear desk](desk.md)",
    },
    check: Check::SiteOnDemand(check),
};

/// How many items a list has at least whose heading says nothing.
const ITEMS_MIN: usize = 7;
/// How many items a list has at least whose heading says A-Z: of two, either may be the misplaced one.
const ANNOUNCED_MIN: usize = 3;
/// Of so many items at most one is misplaced.
const ITEMS_PER_FAULT: usize = 6;
/// The same where the heading says A-Z: otherwise the heading is wrong rather than the list.
const ANNOUNCED_PER_FAULT: usize = 2;
/// How many items of a list are moved. What moves to one place is moved turn by turn, and turns are
/// limited.
const MOVED_MAX: usize = 8;

fn check(facts: Facts<'_>, out: &mut Reporter) {
    let naming = &facts.site.naming;
    let collation = Collation::new(&naming.lang, &naming.sort_ignore);
    let pages: Vec<&Page> = facts.site.pages.iter().filter(|page| has_list(page)).collect();
    let found: Vec<Reporter> = pages
        .into_par_iter()
        .map(|page| {
            let mut out = Reporter::default();
            check_page(facts.tree, page, &collation, &mut out);
            out
        })
        .collect();
    out.extend(found.into_iter().flat_map(Reporter::into_found));
}

/// Returns whether a page may have such a list; most have none and are not read again.
fn has_list(page: &Page) -> bool {
    let links = page.parsed.links.iter();
    let least = if page.parsed.has_az_list { ANNOUNCED_MIN } else { ITEMS_MIN };
    let may_list =
        |role| matches!(role, Role::AzList | Role::ListItem | Role::Related | Role::Citation);
    links.filter(|link| may_list(link.role)).nth(least - 1).is_some()
}

fn check_page(tree: &SourceTree, page: &Page, collation: &Collation, out: &mut Reporter) {
    let Some(text) = tree.text(&page.path) else { return };
    let announced: BTreeSet<u32> = page
        .parsed
        .links
        .iter()
        .filter(|link| link.role == Role::AzList)
        .map(|link| link.span.start)
        .collect();
    let mut lists = List::all(text, &Outline::of(text, page.parsed.start));
    lists.retain(|list| !list.is_quoted && !list.is_numbered(text) && is_of_links(list));
    let (lettered, plain): (Vec<List>, Vec<List>) =
        lists.into_iter().partition(|list| letter(list, collation).is_some());
    let page = Listing { page, text, collation };
    for list in plain {
        let is_announced = announced.range(list.span.start..list.span.end).next().is_some();
        page.check(&list, is_announced, out);
    }
    page.check_lettered(&lettered, out);
}

/// Returns whether the items are links to pages, all but one in five.
fn is_of_links(list: &List) -> bool {
    let leads_inside = |item: &&Item| {
        item.target.as_ref().is_some_and(|target| !target.contains(':') && !target.starts_with('#'))
    };
    list.items.iter().filter(leads_inside).count() * 5 >= list.items.len() * 4
}

/// Returns the letter that the heading above is, if it is one.
fn letter(list: &List, collation: &Collation) -> Option<String> {
    let heading = list.heading.trim();
    let mut chars = heading.chars();
    let is_one = chars.next().is_some_and(char::is_alphabetic) && chars.next().is_none();
    is_one.then(|| collation.letter(heading))
}

/// What is looked at.
struct Listing<'a> {
    page: &'a Page,
    text: &'a str,
    collation: &'a Collation,
}

impl Listing<'_> {
    /// Checks one list.
    fn check(&self, list: &List, is_announced: bool, out: &mut Reporter) {
        let (least, per_fault) = if is_announced {
            (ANNOUNCED_MIN, ANNOUNCED_PER_FAULT)
        } else {
            (ITEMS_MIN, ITEMS_PER_FAULT)
        };
        if list.items.len() < least {
            return;
        }
        let order = Order::of(list, self.collation);
        let misplaced = order.misplaced();
        if misplaced.len() * per_fault > list.items.len() {
            return;
        }
        for from in &misplaced {
            let Some(key) = order.keys.get(*from) else { continue };
            let before = order.before(key);
            let place = Place { list, before, is_fixed: misplaced.len() <= MOVED_MAX };
            self.tell(list, *from, &place, out);
        }
    }

    /// Checks the lists under headings that are letters: an item may stand under another's.
    fn check_lettered(&self, lists: &[List], out: &mut Reporter) {
        let letter_of = |item: &Item| self.collation.letter(&item.title);
        let letters: Vec<String> =
            lists.iter().map(|list| letter(list, self.collation).unwrap_or_default()).collect();
        let mut strangers: Vec<(usize, usize)> = Vec::new();
        for ((n, list), letter) in lists.iter().enumerate().zip(&letters) {
            let own = list.items.iter().enumerate();
            strangers
                .extend(own.filter(|(_, item)| letter_of(item) != *letter).map(|(i, _)| (n, i)));
        }
        let all: usize = lists.iter().map(|list| list.items.len()).sum();
        if lists.len() < 2 || strangers.len() * ITEMS_PER_FAULT > all {
            return;
        }
        for (n, i) in &strangers {
            let Some((list, item)) =
                lists.get(*n).and_then(|list| Some((list, list.items.get(*i)?)))
            else {
                continue;
            };
            let wanted = letter_of(item);
            let to = letters.iter().position(|letter| *letter == wanted).and_then(|n| lists.get(n));
            let Some(to) = to else {
                self.report(item, out).help(format!("it belongs under `{wanted}`"));
                continue;
            };
            let order = Order::of(to, self.collation);
            let before = order.before(&order.kind.key(&item.title, self.collation));
            let is_fixed = strangers.len() <= MOVED_MAX;
            self.tell(list, *i, &Place { list: to, before, is_fixed }, out);
        }
        // One that holds a stranger is looked at again when that is gone.
        let is_whole = |n: usize| strangers.iter().all(|(list, _)| *list != n);
        for (_, list) in lists.iter().enumerate().filter(|(n, _)| is_whole(*n)) {
            self.check(list, true, out);
        }
    }

    /// Reports an item, and says where it belongs.
    fn tell(&self, list: &List, from: usize, to: &Place<'_>, out: &mut Reporter) {
        let Some(item) = list.items.get(from) else { return };
        let neighbour = match to.before {
            Some(before) => to.list.items.get(before).map(|item| ("before", &item.title)),
            None => to.list.items.last().map(|item| ("after", &item.title)),
        };
        let Some((side, neighbour)) = neighbour else { return };
        let place = format!("move it {side} `{}`", neighbour.trim());
        let edits = list.moved(self.text, from, (to.list, to.before)).filter(|_| to.is_fixed);
        let found = self.report(item, out).help(place.clone());
        if let Some(edits) = edits {
            found.fix(Fix::of(place, edits));
        }
    }

    fn report<'r>(&self, item: &Item, out: &'r mut Reporter) -> &'r mut Diagnostic {
        let at = Location { file: self.page.path.clone(), span: item.place };
        let message = format!("`{}` stands out of alphabetical order", item.title.trim());
        out.report(Code::ListOrder, at, message)
    }
}

/// Where an item belongs: in a list, before an item of it or at its end.
struct Place<'a> {
    list: &'a List,
    before: Option<usize>,
    is_fixed: bool,
}

/// What alphabetical can mean.
#[derive(Clone, Copy)]
enum Alphabet {
    /// Letter by letter, as the A-Z is.
    Letters,
    /// Word by word: all that begins with "Data" before "Database".
    Words,
    /// Letter by letter, and numbers by their worth.
    Numbers,
}

impl Alphabet {
    fn key(self, title: &str, collation: &Collation) -> Vec<SortKey> {
        let title = title.trim();
        match self {
            Self::Letters => vec![collation.key(title)],
            Self::Words => {
                let words = title.split_whitespace();
                words.map(|word| collation.key(&word.to_lowercase())).collect()
            }
            Self::Numbers => vec![collation.key(&padded(title))],
        }
    }
}

/// Returns a title with its numbers at one length.
fn padded(title: &str) -> String {
    let mut padded = String::with_capacity(title.len() + 8);
    let mut rest = title;
    while let Some(start) = rest.find(|c: char| c.is_ascii_digit()) {
        let (before, number) = rest.split_at(start);
        let digits = number.len() - number.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        let (number, after) = number.split_at(digits);
        padded.push_str(before);
        padded.extend(std::iter::repeat_n('0', 12_usize.saturating_sub(digits)));
        padded.push_str(number);
        rest = after;
    }
    padded + rest
}

/// How the items of a list sort, and which of them stand in that order.
struct Order {
    kind: Alphabet,
    keys: Vec<Vec<SortKey>>,
    is_kept: Vec<bool>,
}

impl Order {
    /// Takes the meaning of alphabetical by which the fewest items are misplaced.
    fn of(list: &List, collation: &Collation) -> Self {
        let orders = [Alphabet::Letters, Alphabet::Words, Alphabet::Numbers].map(|kind| {
            let keys: Vec<Vec<SortKey>> =
                list.items.iter().map(|item| kind.key(&item.title, collation)).collect();
            let is_kept = ascending(&keys);
            Self { kind, keys, is_kept }
        });
        let [letters, others @ ..] = orders;
        others.into_iter().fold(letters, |best, other| {
            if other.misplaced().len() < best.misplaced().len() { other } else { best }
        })
    }

    fn misplaced(&self) -> Vec<usize> {
        self.is_kept.iter().enumerate().filter(|(_, kept)| !**kept).map(|(n, _)| n).collect()
    }

    /// Returns the item that stands in order before which a key belongs.
    fn before(&self, key: &Vec<SortKey>) -> Option<usize> {
        let mut kept = self.keys.iter().zip(&self.is_kept).enumerate();
        kept.find(|(_, (other, is_kept))| **is_kept && *other > key).map(|(n, _)| n)
    }
}

/// Returns which of these are the longest ascending run, others left out (patience sorting).
fn ascending<K: Ord>(keys: &[K]) -> Vec<bool> {
    // The last of the best run of each length, and what comes before each.
    let mut ends: Vec<usize> = Vec::new();
    let mut before: Vec<Option<usize>> = Vec::with_capacity(keys.len());
    for (n, key) in keys.iter().enumerate() {
        let length = ends.partition_point(|end| keys.get(*end).is_some_and(|end| end <= key));
        before.push(length.checked_sub(1).and_then(|above| ends.get(above).copied()));
        match ends.get_mut(length) {
            Some(end) => *end = n,
            None => ends.push(n),
        }
    }
    let mut is_kept = vec![false; keys.len()];
    let mut next = ends.last().copied();
    while let Some(n) = next {
        if let Some(kept) = is_kept.get_mut(n) {
            *kept = true;
        }
        next = before.get(n).copied().flatten();
    }
    is_kept
}
