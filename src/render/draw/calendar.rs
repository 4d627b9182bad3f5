//! What falls due, by day: a line of months with today on it, and columns of how much each month holds.
//!
//! In: days and words. The line is for the few days of one client, each with its name; the columns are for
//! all clients, where only the number is readable.

use crate::date::Date;
use crate::render::draw::measure::{NOTE, Room, STRONG, clean, count, width, wrap};
use crate::render::draw::svg::{Anchor, Area, Caption, Drawn, Point, Svg};

/// Something that falls due.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Event<'a> {
    /// The day.
    pub day: Date,
    /// What it is.
    pub what: &'a str,
}

/// How many events a line names.
const EVENTS_MAX: usize = 8;
/// How far a line reaches, in months from that of today.
const AHEAD: i32 = 14;
/// How far it reaches back at most.
const BACK: i32 = 6;
/// The width of a month.
const MONTH: i32 = 62;
const LEFT: i32 = 4;
/// From the line of one event's name to that of the next higher one: two lines of text.
const LEVEL: i32 = 40;

/// Returns the line of what falls due, by day. `None` when nothing falls due in the months that it shows.
pub(crate) fn calendar(id: &str, today: Date, events: &[Event<'_>]) -> Option<Drawn> {
    let earliest = today.month_start().add_months(-BACK);
    let end = today.month_start().add_months(AHEAD);
    let mut shown: Vec<Event<'_>> =
        events.iter().filter(|event| (earliest..end).contains(&event.day)).copied().collect();
    shown.sort_by_key(|event| event.day);
    shown.truncate(EVENTS_MAX);
    let first = shown.first()?.day.min(today).month_start();
    let last = shown.last()?.day.max(today.add_months(6)).month_start();
    let months = (0..=AHEAD + BACK).map(|n| first.add_months(n)).take_while(|month| *month <= last);
    let months: Vec<Date> = months.collect();
    let labels: Vec<Label> = place(&shown, today, |day| x(&months, day));
    let highest = labels.iter().map(|label| label.level).max().unwrap_or(0);
    // Above the names stands the word at today's line.
    let axis = 30 + LEVEL * (highest + 1);
    let right = LEFT + MONTH * count(months.len());

    let mut svg = Svg::default();
    draw_months(&mut svg, &months, axis);
    let now = x(&months, today);
    svg.lines("figure-axis");
    svg.path("figure-today", &format!("M{now} 20V{}", axis + 8));
    svg.end();
    svg.text("figure-strong", Point { x: (now - 17).max(0), y: 13 }, Anchor::Start, "Today");
    for label in &labels {
        draw_event(&mut svg, label, axis);
    }
    let full = labels.iter().map(|label| label.x + 8 + label.width).max().unwrap_or(0).max(right);
    let caption = Caption {
        id,
        title: format!("What falls due from {} on", first.in_words()),
        text: describe(events, today),
    };
    Some(svg.finish("figure-calendar", (full + 4, axis + 42), &caption))
}

/// Returns where a day is on a line of months that are evenly wide.
fn x(months: &[Date], day: Date) -> i32 {
    let start = day.month_start();
    let month = months.iter().position(|month| *month == start).map_or(0, count);
    let length = start.days_until(start.add_months(1)).max(1);
    LEFT + MONTH * month + MONTH * start.days_until(day) / length
}

/// The name of an event with its place.
struct Label {
    x: i32,
    /// How high its name stands: 0 is next to the line.
    level: i32,
    width: i32,
    what: String,
    day: String,
    is_late: bool,
}

/// Places names so that none stands on another or on the line that leads down from another.
fn place(events: &[Event<'_>], today: Date, x: impl Fn(Date) -> i32) -> Vec<Label> {
    const ROOM: Room = Room { width: 300, lines: 1 };
    let mut placed: Vec<Label> = Vec::new();
    for event in events.iter().rev() {
        let what = wrap(event.what, STRONG, ROOM).concat();
        let day = event.day.in_words();
        let wide = width(&what, STRONG).max(width(&day, NOTE));
        let at = x(event.day);
        let under = placed.iter().filter(|other| other.x < at + wide + 20);
        let level = under.map(|other| other.level + 1).max().unwrap_or(0);
        placed.push(Label { x: at, level, width: wide, what, day, is_late: event.day < today });
    }
    placed
}

fn draw_months(svg: &mut Svg, months: &[Date], axis: i32) {
    let right = LEFT + MONTH * count(months.len());
    svg.lines("figure-axis");
    svg.path("figure-rule", &format!("M{LEFT} {axis}H{right}"));
    let ticks = (0..=count(months.len())).map(|n| format!("M{} {axis}v6", LEFT + MONTH * n));
    svg.path("figure-rule", &ticks.collect::<String>());
    svg.end();
    for (n, month) in (0..).zip(months) {
        let (name, year) = month.month_and_year();
        let middle = LEFT + MONTH * n + MONTH / 2;
        svg.text("figure-label", Point { x: middle, y: axis + 20 }, Anchor::Middle, &name);
        if n == 0 || name == "Jan" {
            svg.text("figure-note", Point { x: middle, y: axis + 36 }, Anchor::Middle, &year);
        }
    }
}

fn draw_event(svg: &mut Svg, label: &Label, axis: i32) {
    let Label { x, level, .. } = *label;
    let top = axis - 10 - LEVEL * (level + 1) + 12;
    svg.group(if label.is_late { "figure-event figure-late" } else { "figure-event" }, &label.what);
    svg.lines("figure-stem");
    svg.path("figure-rule", &format!("M{x} {top}V{axis}"));
    svg.end();
    if label.is_late {
        svg.path("figure-mark", &format!("M{x} {}l7 7l-7 7l-7 -7z", axis - 7));
    } else {
        svg.circle("figure-mark", Point { x, y: axis }, 6);
    }
    svg.text("figure-strong", Point { x: x + 8, y: top + 10 }, Anchor::Start, &label.what);
    svg.text("figure-note", Point { x: x + 8, y: top + 25 }, Anchor::Start, &label.day);
    svg.end();
}

fn describe(events: &[Event<'_>], today: Date) -> String {
    let sentence = |event: &Event<'_>| {
        let late = if event.day < today { " (overdue)" } else { "" };
        format!("{}: {}{late}.", event.day.in_words(), clean(event.what))
    };
    let all: Vec<String> = events.iter().map(sentence).collect();
    format!("Today is {}. {}", today.in_words(), all.join(" "))
}

/// How many months columns are drawn of, that of today the first.
const COLUMNS: i32 = 13;
/// The height of the highest column.
const HEIGHT: usize = 96;

/// Returns a column for what is overdue, one for each month from today on, and one for what is later.
/// `None` when there is nothing.
pub(crate) fn columns(id: &str, today: Date, days: &[Date]) -> Option<Drawn> {
    const STEP: i32 = 62;
    const WIDE: i32 = 34;
    let start = today.month_start();
    let end = start.add_months(COLUMNS);
    let number = |from: Date, to: Date| days.iter().filter(|day| (from..to).contains(day)).count();
    let late = days.iter().filter(|day| **day < today).count();
    let later = days.iter().filter(|day| **day >= end).count();
    let months = (0..COLUMNS).map(|n| {
        let from = start.add_months(n);
        let (name, year) = from.month_and_year();
        let year = if n == 0 || name == "Jan" { year } else { String::new() };
        (name, year, number(from.max(today), start.add_months(n + 1)))
    });
    let mut bars = vec![("Overdue".to_owned(), String::new(), late)];
    bars.extend(months);
    bars.push(("Later".to_owned(), String::new(), later));
    let most = bars.iter().map(|(_, _, number)| *number).max().filter(|most| *most > 0)?;
    let axis = 24 + count(HEIGHT);
    let right = LEFT + STEP * count(bars.len());

    let mut svg = Svg::default();
    svg.lines("figure-axis");
    svg.path("figure-rule", &format!("M{LEFT} {axis}H{right}"));
    svg.path("figure-today", &format!("M{} 20V{}", LEFT + STEP, axis + 8));
    svg.end();
    svg.text("figure-strong", Point { x: LEFT + STEP - 17, y: 13 }, Anchor::Start, "Today");
    for (n, (name, year, number)) in (0..).zip(&bars) {
        let middle = LEFT + STEP * n + STEP / 2;
        // A column of at most 14 pixels for each, lower where there are many; something is seen of one.
        let height = count((number * HEIGHT).div_ceil(most.max(HEIGHT / 14)));
        if *number > 0 {
            let is_late = n == 0;
            let at = Point { x: middle - WIDE / 2, y: axis - height };
            svg.group(if is_late { "figure-late" } else { "figure-month" }, &said(name, *number));
            svg.rect("figure-mark", Area { at, width: WIDE, height }, 2);
            let at = Point { x: middle, y: axis - height - 6 };
            svg.text("figure-strong", at, Anchor::Middle, &number.to_string());
            svg.end();
        }
        svg.text("figure-label", Point { x: middle, y: axis + 20 }, Anchor::Middle, name);
        if !year.is_empty() {
            svg.text("figure-note", Point { x: middle, y: axis + 36 }, Anchor::Middle, year);
        }
    }
    let all = bars.iter().filter(|(_, _, number)| *number > 0);
    let all: Vec<String> = all.map(|(name, _, number)| said(name, *number)).collect();
    let caption = Caption {
        id,
        title: format!("How much falls due in each month from {} on", today.in_words()),
        text: format!("{}.", all.join(", ")),
    };
    Some(svg.finish("figure-columns", (right + 4, axis + 42), &caption))
}

fn said(name: &str, number: usize) -> String {
    format!("{name}: {number}")
}
