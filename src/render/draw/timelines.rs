//! How fast, by severity: one row each, on an axis where every step is a multiple of the one before.
//!
//! Minutes, hours and months fit on one axis only when it is logarithmic. The logarithm is taken in whole
//! numbers, so that every machine draws the same.

use crate::render::draw::measure::{LINE, NOTE, Room, STRONG, clean, count, width, wrap};
use crate::render::draw::svg::{Anchor, Area, Caption, Drawn, Point, Svg};

/// What has to have happened by a time.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) enum Mark {
    /// Somebody has answered.
    Acknowledge,
    /// The harm has stopped growing.
    Mitigate,
    /// The cause is gone.
    Remediate,
}

/// The times of one severity.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Row<'a> {
    /// The severity.
    pub name: &'a str,
    /// What, after how many minutes, and in the words of the agreement (may be empty).
    pub marks: &'a [(Mark, u64, &'a str)],
}

const ROWS_MAX: usize = 24;
const MARKS_MAX: usize = 12;
/// Times that have a line and a name on the axis, in minutes.
const TICKS: &[(u64, &str)] = &[
    (1, "1 min"),
    (5, "5 min"),
    (15, "15 min"),
    (60, "1 h"),
    (240, "4 h"),
    (1440, "1 d"),
    (10_080, "1 w"),
    (43_200, "1 mo"),
    (129_600, "3 mo"),
    (525_600, "1 y"),
    (1_576_800, "3 y"),
    (5_256_000, "10 y"),
    (52_560_000, "100 y"),
];
/// Of an octave, the unit of [`log2`].
const UNITS: i32 = 256;
/// Half the width of a mark, and the least distance of two that stand beside each other.
const HALF: i32 = 7;
const APART: i32 = 18;
const TOP: i32 = 34;

/// Returns the rows on a common axis. `None` without any time, above 24 rows, and above 12 times in one.
pub(crate) fn timelines(id: &str, rows: &[Row<'_>]) -> Option<Drawn> {
    let is_full = rows.len() > ROWS_MAX || rows.iter().any(|row| row.marks.len() > MARKS_MAX);
    let minutes = || rows.iter().flat_map(|row| row.marks).map(|(_, minutes, _)| *minutes);
    if is_full || minutes().next().is_none() {
        return None;
    }
    let names: Vec<Vec<String>> =
        rows.iter().map(|row| wrap(row.name, STRONG, Room { width: 132, lines: 2 })).collect();
    let names_width = names.iter().flatten().map(|line| width(line, STRONG)).max().unwrap_or(0);
    let axis = Axis::new(minutes(), names_width + 40);
    let placed: Vec<Placed> = rows.iter().map(|row| Placed::new(row, &axis)).collect();
    let heights = placed.iter().zip(&names).map(|(row, name)| row.height(name.len()));
    let bottom = TOP + heights.clone().sum::<i32>();

    let mut svg = Svg::default();
    axis.draw(&mut svg, bottom);
    let mut y = TOP;
    for (((row, name), height), placed) in rows.iter().zip(&names).zip(heights).zip(&placed) {
        svg.group("figure-row", &sentence(row));
        svg.lines("figure-axis");
        svg.path("figure-divider", &format!("M0 {y}H{}", axis.right + MARGIN_RIGHT));
        svg.end();
        let first = y + placed.middle() + 5 - (LINE * (count(name.len()) - 1)) / 2;
        for (line, n) in name.iter().zip(0..) {
            svg.text("figure-strong", Point { x: 0, y: first + LINE * n }, Anchor::Start, line);
        }
        placed.draw(&mut svg, y, &axis);
        svg.end();
        y += height;
    }
    let full = draw_key(&mut svg, rows, Point { x: axis.left, y: bottom + 26 });
    let caption = Caption { id, title: title(rows), text: describe(rows) };
    let size = (full.max(axis.right + MARGIN_RIGHT), bottom + 42);
    Some(svg.finish("figure-timelines", size, &caption))
}

/// Room for what stands across the last line of the axis.
const MARGIN_RIGHT: i32 = 30;

/// The axis: from what time to what time, and where that is.
struct Axis {
    ticks: &'static [(u64, &'static str)],
    /// Whether something is due at once, which has no logarithm: it is left of the first tick.
    has_zero: bool,
    /// Where it begins: the first tick, or zero left of it.
    left: i32,
    /// Where the last tick is.
    right: i32,
}

impl Axis {
    const ZERO: i32 = 72;

    fn new(minutes: impl Iterator<Item = u64> + Clone, left: i32) -> Self {
        let has_zero = minutes.clone().any(|minutes| minutes == 0);
        let least = minutes.clone().filter(|minutes| *minutes > 0).min().unwrap_or(15);
        let most = minutes.max().unwrap_or(0).max(least);
        let first = TICKS.iter().rposition(|(tick, _)| *tick <= least).unwrap_or(0);
        let last = TICKS.iter().position(|(tick, _)| *tick >= most).unwrap_or(TICKS.len() - 1);
        let first = first.min(TICKS.len() - 2);
        let ticks = TICKS.get(first..=last.max(first + 1)).unwrap_or(TICKS);
        let octaves = ticks.last().map_or(0, |(tick, _)| log2(*tick)) - log2(ticks[0].0);
        let span = (octaves * 56 / UNITS).clamp(560, 840);
        let zero = if has_zero { Self::ZERO } else { 0 };
        Self { ticks, has_zero, left, right: left + zero + span }
    }

    fn x(&self, minutes: u64) -> i32 {
        let (first, last) = (self.ticks[0].0, self.ticks[self.ticks.len() - 1].0);
        if minutes == 0 {
            return self.left;
        }
        let left = self.left + if self.has_zero { Self::ZERO } else { 0 };
        let from = log2(first);
        let part = log2(minutes.clamp(first, last)) - from;
        left + (part * (self.right - left) + (log2(last) - from) / 2) / (log2(last) - from)
    }

    fn draw(&self, svg: &mut Svg, bottom: i32) {
        let zero = self.has_zero.then_some((0, "at once"));
        let ticks = || zero.iter().chain(self.ticks);
        svg.lines("figure-axis");
        for (minutes, _) in ticks() {
            svg.path("figure-grid", &format!("M{} {}V{bottom}", self.x(*minutes), TOP - 6));
        }
        svg.path("figure-rule", &format!("M0 {bottom}H{}", self.right + MARGIN_RIGHT));
        svg.end();
        for (minutes, name) in ticks() {
            let at = Point { x: self.x(*minutes), y: TOP - 16 };
            svg.text("figure-note", at, Anchor::Middle, name);
        }
    }
}

/// Returns the binary logarithm in units of 1/256, rounded down; that of 0 is taken as that of 1.
fn log2(minutes: u64) -> i32 {
    let minutes = minutes.max(1);
    let whole = minutes.ilog2();
    // Between 1 and 2, with 31 binary places.
    let mut part = if whole > 31 { minutes >> (whole - 31) } else { minutes << (31 - whole) };
    let mut log = i32::try_from(whole).unwrap_or(0);
    for _ in 0..UNITS.ilog2() {
        part = (part * part) >> 31;
        log *= 2;
        if part >> 32 > 0 {
            part >>= 1;
            log += 1;
        }
    }
    log
}

/// A row with its places, down from its upper edge.
struct Placed {
    /// What, where, and on which line of marks: those that would touch stand below each other.
    marks: Vec<(Mark, i32, i32)>,
    /// What is written below them: where its middle is, and on which line.
    labels: Vec<(String, i32, i32)>,
}

impl Placed {
    const ABOVE: i32 = 20;

    fn new(row: &Row<'_>, axis: &Axis) -> Self {
        let mut sorted = row.marks.to_vec();
        sorted.sort_by_key(|(mark, minutes, _)| (*minutes, *mark));
        let mut marks: Vec<(Mark, i32, i32)> = Vec::new();
        let mut labels: Vec<(String, i32, i32)> = Vec::new();
        // How far to the right each line is taken.
        let mut taken: Vec<i32> = Vec::new();
        let mut last = None;
        for (mark, minutes, label) in sorted {
            let x = axis.x(minutes);
            let touching = marks.iter().rev().take_while(|(_, other, _)| x - other < APART);
            marks.push((mark, x, count(touching.count())));
            let label = said(minutes, label);
            if last.replace((x, label.clone())) == Some((x, label.clone())) {
                continue;
            }
            let wide = wrap(&label, NOTE, Room { width: 200, lines: 1 }).concat();
            let half = width(&wide, NOTE) / 2;
            let at = x.min(axis.right + MARGIN_RIGHT - half).max(axis.left - 28 + half);
            let line = taken.iter().position(|end| end + 8 <= at - half).unwrap_or(taken.len());
            taken.resize(taken.len().max(line + 1), 0);
            taken[line] = at + half;
            labels.push((wide, at, count(line)));
        }
        Self { marks, labels }
    }

    /// Returns how far down the first line of marks is.
    fn middle(&self) -> i32 {
        if self.marks.is_empty() { Self::ABOVE + 2 } else { Self::ABOVE }
    }

    fn below_marks(&self) -> i32 {
        let lines = self.marks.iter().map(|(_, _, line)| *line).max().unwrap_or(0);
        Self::ABOVE + APART * lines + HALF
    }

    fn height(&self, names: usize) -> i32 {
        let labels = self.labels.iter().map(|(_, _, line)| line + 1).max().unwrap_or(0);
        let own = self.below_marks() + 15 * labels + 13;
        own.max(LINE * count(names) + 22)
    }

    fn draw(&self, svg: &mut Svg, y: i32, axis: &Axis) {
        let level = y + Self::ABOVE;
        let xs = || self.marks.iter().map(|(_, x, _)| *x);
        if let (Some(from), Some(to)) = (xs().min(), xs().max()) {
            svg.lines("figure-span");
            svg.path("figure-line", &format!("M{from} {level}H{to}"));
            svg.end();
        } else {
            let at = Point { x: axis.left, y: y + self.middle() + 5 };
            svg.text("figure-note", at, Anchor::Start, "No times stated");
        }
        for (mark, x, line) in &self.marks {
            draw_mark(svg, *mark, Point { x: *x, y: level + APART * line });
        }
        for (label, x, line) in &self.labels {
            let at = Point { x: *x, y: y + self.below_marks() + 14 + 15 * line };
            svg.text("figure-label", at, Anchor::Middle, label);
        }
    }
}

/// Draws a mark: each kind has a shape of its own, so that none is known by colour alone.
fn draw_mark(svg: &mut Svg, mark: Mark, at: Point) {
    let Point { x, y } = at;
    match mark {
        Mark::Acknowledge => svg.circle("figure-mark", at, HALF),
        Mark::Mitigate => {
            svg.path("figure-mark figure-hollow", &format!("M{x} {}l8 8l-8 8l-8 -8z", y - 8));
        }
        Mark::Remediate => {
            let at = Point { x: x - HALF, y: y - HALF };
            svg.rect("figure-mark", Area { at, width: 2 * HALF, height: 2 * HALF }, 1);
        }
    }
}

/// Draws what the marks in use mean, and returns where that ends.
fn draw_key(svg: &mut Svg, rows: &[Row<'_>], at: Point) -> i32 {
    let mut x = at.x;
    for mark in [Mark::Acknowledge, Mark::Mitigate, Mark::Remediate] {
        if rows.iter().flat_map(|row| row.marks).any(|(used, _, _)| *used == mark) {
            let (_, name) = words(mark);
            draw_mark(svg, mark, Point { x: x + 8, y: at.y });
            svg.text("figure-label", Point { x: x + 22, y: at.y + 4 }, Anchor::Start, name);
            x += 22 + width(name, NOTE) + 24;
        }
    }
    x
}

fn words(mark: Mark) -> (&'static str, &'static str) {
    match mark {
        Mark::Acknowledge => ("acknowledge", "Acknowledge"),
        Mark::Mitigate => ("mitigate", "Mitigate"),
        Mark::Remediate => ("repair", "Repair"),
    }
}

/// Returns a time in the words of the agreement, else in the largest unit that fits.
fn said(minutes: u64, label: &str) -> String {
    let label = clean(label);
    if !label.is_empty() {
        return label;
    }
    match minutes {
        0 => "at once".to_owned(),
        _ if minutes.is_multiple_of(1440) => format!("{} d", minutes / 1440),
        _ if minutes.is_multiple_of(60) => format!("{} h", minutes / 60),
        _ => format!("{minutes} min"),
    }
}

fn title(rows: &[Row<'_>]) -> String {
    match rows.len() {
        1 => "Response times on a logarithmic axis".to_owned(),
        severities => format!("Response times of {severities} severities on a logarithmic axis"),
    }
}

fn describe(rows: &[Row<'_>]) -> String {
    let sentences = rows.iter().map(sentence);
    sentences.collect::<Vec<_>>().join(" ")
}

fn sentence(row: &Row<'_>) -> String {
    let name = clean(row.name);
    let name = if name.is_empty() { "Severity not named".to_owned() } else { name };
    let mut sorted = row.marks.to_vec();
    sorted.sort_by_key(|(mark, minutes, _)| (*mark, *minutes));
    let times = sorted
        .iter()
        .map(|(mark, minutes, label)| format!("{} {}", words(*mark).0, said(*minutes, label)));
    let times: Vec<String> = times.collect();
    let times = if times.is_empty() { "no times stated".to_owned() } else { times.join(", ") };
    format!("{name}: {times}.")
}
