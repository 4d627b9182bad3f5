//! A handbook of any size, the same every time: the benchmark's own corpus.
//!
//! In: how many policies, and which. Out: the path and the Markdown of each, and of the front page.
//! A policy has 600 to 1,500 words in the usual sections, lists, a table in every third, a fenced
//! code block in every fifth, and 5 to 15 relative links whose targets follow Zipf's law, a third of
//! them with an anchor.

use crate::words::{ACTORS, AREAS, ASIDES, DUTIES, KINDS, MANNERS, MATTERS, TERMS, THINGS, TRAITS};
use std::fmt::Write as _;

/// The name of every policy's file.
pub(crate) const POLICY_FILE: &str = "readme.md";

/// Headings that every policy has, which is what makes them good targets for anchors.
const ANCHORS: &[&str] =
    &["purpose", "scope", "rules", "who-does-what", "exceptions", "references"];

/// Sections that a policy has or has not.
const OPTIONAL: &[&str] = &["Getting started", "Records", "Questions we get", "Review", "Training"];

/// Coprime to the number of titles, so that neighbours have unlike titles and none occurs twice.
const TITLE_STEP: usize = 10_007;

/// A source of numbers that look random (`SplitMix64`).
pub(crate) struct Dice(pub(crate) u64);

impl Dice {
    /// Returns a number below `end`, which is not 0.
    pub(crate) fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((mixed ^ (mixed >> 31)) >> 33).expect("31 bits fit in a usize") % end
    }

    fn one_of<'a>(&mut self, words: &[&'a str]) -> &'a str {
        words[self.below(words.len())]
    }

    /// Returns a rank below `end`, about as often as 1/(rank + 1): every power of two weighs the same.
    fn rank(&mut self, end: usize) -> usize {
        let powers = usize::BITS - end.leading_zeros();
        let power = self.below(powers as usize);
        let low = 1_usize << power;
        let rank = low - 1 + self.below(low);
        if rank < end { rank } else { self.below(end) }
    }
}

/// Returns the title of a policy.
fn title(policy: usize) -> String {
    let code = (policy * TITLE_STEP + 17) % (TRAITS.len() * MATTERS.len() * KINDS.len());
    let (rest, kind) = (code / KINDS.len(), code % KINDS.len());
    let (feature, matter) = (rest / MATTERS.len(), rest % MATTERS.len());
    format!("{} {} {}", TRAITS[feature], MATTERS[matter], KINDS[kind])
}

/// Returns the folder of a policy, from the root of the handbook.
pub(crate) fn folder(policy: usize) -> String {
    format!("policies/{}/{}", area(policy), slug(policy))
}

fn area(policy: usize) -> &'static str {
    AREAS[(policy * 5 + policy / AREAS.len()) % AREAS.len()].0
}

fn slug(policy: usize) -> String {
    title(policy).to_lowercase().replace(' ', "-")
}

/// Returns the front page: an introduction, and every policy under its letter.
pub(crate) fn front_page(policies: usize) -> String {
    let mut rows: Vec<(String, usize)> =
        (0..policies).map(|policy| (title(policy), policy)).collect();
    rows.sort();
    let mut text = "# How We Work\n\nThese are the rules of the house, one page each. \
                    Start with the folder of your trade.\n\n## A-Z Policies\n"
        .to_owned();
    let mut letter = None;
    for (title, policy) in rows {
        if title.chars().next() != letter {
            letter = title.chars().next();
            let _ = write!(text, "\n### {}\n\n", letter.unwrap_or(' '));
        }
        let _ = writeln!(text, "- [{title}]({}/{POLICY_FILE})", folder(policy));
    }
    text
}

/// Returns the Markdown of one policy of a handbook of `policies`.
pub(crate) fn policy(policy: usize, policies: usize) -> String {
    let mut dice = Dice(policy as u64 ^ 0x7275_6c65_626f_6f6b);
    let words = 600 + dice.below(900);
    let links = 5 + dice.below(11);
    let mut page = Page { text: String::with_capacity(12_000), dice, policy, policies, links: 0 };
    let optional: Vec<&str> = OPTIONAL.iter().copied().filter(|_| page.dice.below(5) < 2).collect();
    // Lists, links and tables take some 400 words; the rest is prose, shared by the sections.
    let share = ((words - 400) / (4 + optional.len())).max(30);
    let at_end = 2 + links / 4;
    page.links = links - at_end;

    let _ = write!(page.text, "# {}\n\n", title(policy));
    page.section("Purpose", share);
    page.section("Scope", share);
    if page.dice.below(5) < 2 {
        page.terms();
    }
    page.section("Rules", share);
    page.steps();
    if policy.is_multiple_of(3) {
        page.table();
    }
    if policy.is_multiple_of(5) {
        page.code();
    }
    for heading in optional {
        page.section(heading, share);
    }
    page.duties();
    page.section("Exceptions", share);
    while page.links > 0 {
        page.see_also();
        page.text.push_str("\n\n");
    }
    page.references(at_end);
    page.text
}

/// A policy being written.
struct Page {
    text: String,
    dice: Dice,
    policy: usize,
    policies: usize,
    /// Links that the prose still has to hold.
    links: usize,
}

impl Page {
    fn heading(&mut self, heading: &str) {
        let _ = write!(self.text, "## {heading}\n\n");
    }

    fn section(&mut self, heading: &str, words: usize) {
        self.heading(heading);
        let until = self.words() + words;
        while self.words() < until {
            let end = (self.words() + 30 + self.dice.below(50)).min(until);
            while self.words() < end {
                self.sentence();
                self.text.push(' ');
            }
            if self.links > 0 && self.dice.below(10) < 7 {
                self.see_also();
            }
            if self.policy % 4 == 1 && heading == "Scope" && !self.text.contains("[^1]") {
                let note = self.dice.one_of(ASIDES);
                let _ = write!(self.text, "[^1]\n\n[^1]: {note}");
            }
            self.text.truncate(self.text.trim_end().len());
            self.text.push_str("\n\n");
        }
    }

    /// Returns the words so far, near enough: words and the gap after them take some 5.9 bytes.
    fn words(&self) -> usize {
        self.text.len() * 10 / 59
    }

    fn sentence(&mut self) {
        let actor = self.actor();
        let (duty, thing) = (self.dice.one_of(DUTIES), self.dice.one_of(THINGS));
        let manner = self.dice.one_of(MANNERS);
        let _ = match self.dice.below(8) {
            0..=3 => write!(self.text, "{actor} {duty} {thing} {manner}."),
            4 => {
                let matter = self.dice.one_of(MATTERS).to_lowercase();
                write!(
                    self.text,
                    "Where {matter} are concerned, it is agreed that nobody else {duty} {thing}, {manner}."
                )
            }
            5 => {
                let number = 100 + self.dice.below(900);
                write!(
                    self.text,
                    "{actor} {duty} {thing} under entry {number} of the register, {manner}."
                )
            }
            6 => {
                let other = self.dice.one_of(ACTORS);
                write!(self.text, "{actor} {duty} {thing}, and {other} is told {manner}.")
            }
            _ => write!(self.text, "{}", self.dice.one_of(ASIDES)),
        };
    }

    /// Returns somebody, with a capital letter.
    fn actor(&mut self) -> String {
        let actor = self.dice.one_of(ACTORS);
        let mut letters = actor.chars();
        letters.next().map(|first| first.to_ascii_uppercase()).into_iter().chain(letters).collect()
    }

    fn see_also(&mut self) {
        self.links = self.links.saturating_sub(1);
        self.text.push_str("Read this with the ");
        self.link();
        self.text.push('.');
    }

    fn link(&mut self) {
        let rank = self.dice.rank(self.policies);
        let target = if rank == self.policy { (rank + 1) % self.policies } else { rank };
        let anchor = match self.dice.below(3) {
            0 => format!("#{}", self.dice.one_of(ANCHORS)),
            _ => String::new(),
        };
        let (title, area, slug) = (title(target), area(target), slug(target));
        let up =
            if area == self::area(self.policy) { "..".into() } else { format!("../../{area}") };
        let _ = write!(self.text, "[{title}]({up}/{slug}/{POLICY_FILE}{anchor})");
    }

    fn terms(&mut self) {
        self.heading("Words we use");
        let first = self.dice.below(TERMS.len());
        for nth in 0..4 {
            let term = TERMS[(first + nth) % TERMS.len()];
            let _ = write!(self.text, "- **{term}**: ");
            self.sentence();
            self.text.push('\n');
        }
        self.text.push('\n');
    }

    fn steps(&mut self) {
        self.text.push_str("### In this order\n\n");
        for nth in 1..=4 + self.dice.below(4) {
            let _ = write!(self.text, "{nth}. ");
            self.sentence();
            self.text.push('\n');
        }
        self.text.push_str("\n### Always\n\n");
        for _ in 0..3 + self.dice.below(4) {
            self.text.push_str("- ");
            self.sentence();
            self.text.push('\n');
        }
        self.text.push('\n');
    }

    fn table(&mut self) {
        self.text.push_str("| What | Who | How often | Entry |\n|---|---|---|---:|\n");
        for _ in 0..4 + self.dice.below(4) {
            let (thing, actor) = (self.dice.one_of(THINGS), self.dice.one_of(ACTORS));
            let often = self.dice.one_of(&["weekly", "monthly", "each spring", "when it changes"]);
            let entry = self.dice.below(10_000);
            let _ = writeln!(self.text, "| {thing} | {actor} | {often} | `R-{entry:04}` |");
        }
        self.text.push('\n');
    }

    fn duties(&mut self) {
        self.heading("Who does what");
        for _ in 0..3 {
            let actor = self.actor();
            let _ = write!(self.text, "- **{actor}**: ");
            self.sentence();
            self.text.push('\n');
        }
        self.text.push('\n');
    }

    fn references(&mut self, links: usize) {
        self.heading("References");
        for _ in 0..links {
            self.text.push_str("- ");
            self.link();
            self.text.push('\n');
        }
    }

    /// Writes a block of eleven lines or so, no two of them alike.
    fn code(&mut self) {
        let (lang, sample) = SAMPLES[self.policy / 5 % SAMPLES.len()];
        let days = (7 + self.dice.below(360)).to_string();
        let block = sample.replace("NAME", &slug(self.policy)).replace("DAYS", &days);
        let _ = write!(self.text, "```{lang}\n{block}```\n\n");
    }
}

/// What policies show of files and scripts.
const SAMPLES: &[(&str, &str)] = &[
    (
        "json",
        r#"{
  "register": "NAME",
  "keep": { "days": DAYS, "then": "shred" },
  "readers": ["steward", "librarian"],
  "alarms": [
    { "when": "overdue", "tell": "front-desk", "loud": false },
    { "when": "missing", "tell": "duty-manager", "loud": true }
  ],
  "note": null,
  "limit": 12.5
}
"#,
    ),
    (
        "yaml",
        r#"# How the shelf for NAME is set up
shelf: NAME
keep_days: DAYS
open: true
drawers:
  - label: drafts
    colour: [green, "dark blue"]
  - label: signed
    colour: [red]
on_full:
  tell: steward   # never the client
"#,
    ),
    (
        "bash",
        r#"#!/bin/sh
# Prints what lay in the tray of NAME for too long.
tray="$HOME/trays/NAME"
limit=DAYS
find "$tray" -type f -mtime "+$limit" | while read -r sheet; do
    if [ -s "$sheet" ]; then
        printf '%s is older than %d days\n' "${sheet##*/}" "$limit"
    else
        rm -- "$sheet"
    fi
done
"#,
    ),
    (
        "rust",
        r#"/// Days that a loan may last (NAME).
const LOAN_DAYS: u32 = DAYS;

fn reminder(item: &str, days: u32) -> Option<String> {
    match days.checked_sub(LOAN_DAYS)? {
        0 => Some(format!("{item} is due today")),
        late @ 1..=30 => Some(format!("{item} is {late} days late")),
        _ => panic!("{item} should have been written off"),
    }
}
// The steward reads these out on Mondays.
"#,
    ),
];
