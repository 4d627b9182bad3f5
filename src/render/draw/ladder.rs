//! Escalation as stairs: who is told next, and when.
//!
//! Each step is one person or group; the axis below says after what time it is climbed. The steps are
//! evenly wide: the axis has an order, not a scale.

use crate::render::draw::measure::{Font, LINE, NOTE, Room, STRONG, clean, count, wrap};
use crate::render::draw::svg::{Anchor, Caption, Drawn, Point, Svg};

/// A step of an escalation. Whatever is not known is empty.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Step<'a> {
    /// What the step is called.
    pub level: &'a str,
    /// Who is told.
    pub who: &'a str,
    /// After what time.
    pub after: &'a str,
    /// Who is told besides.
    pub also: &'a [&'a str],
}

const STEPS_MAX: usize = 12;
const LINES_MAX: usize = 3;
/// From the riser to the text.
const INDENT: i32 = 12;
/// From the tread to the first base line, and below the last one.
const PADDING: i32 = 22;
/// Half the width of the thickest line.
const MARGIN: i32 = 2;

/// A line of text in a step.
type Line = (&'static str, String);

/// Returns the stairs. `None` without steps, and above 12.
pub(crate) fn ladder(id: &str, steps: &[Step<'_>]) -> Option<Drawn> {
    if steps.is_empty() || steps.len() > STEPS_MAX {
        return None;
    }
    let width = match steps.len() {
        ..=4 => 196,
        5 => 180,
        6 => 160,
        _ => 144,
    };
    let rise = (150 / count(steps.len())).clamp(18, 36);
    let texts: Vec<Vec<Line>> = steps.iter().map(|step| text(step, width)).collect();
    let room = Room { width: width - 14, lines: LINES_MAX };
    let times: Vec<Vec<String>> = steps.iter().map(|step| wrap(step.after, STRONG, room)).collect();
    // The lowest step is as high as the fullest step needs, less what that one has risen.
    let needs = texts
        .iter()
        .zip(0..)
        .map(|(lines, n)| PADDING + LINE * (count(lines.len()) - 1) + 16 - rise * n);
    let lowest = needs.max().unwrap_or(0).max(56);
    let base = MARGIN + lowest + rise * (count(steps.len()) - 1);
    let right = MARGIN + width * count(steps.len());
    let tread = |n: i32| base - lowest - rise * n;

    let mut svg = Svg::default();
    let treads = (0..count(steps.len())).map(|n| (tread(n), MARGIN + width * (n + 1)));
    let treads: Vec<String> = treads.map(|(y, x)| format!("V{y}H{x}")).collect();
    let profile = format!("M{MARGIN} {base}{}", treads.concat());
    svg.path("figure-stairs", &format!("{profile}V{base}z"));
    svg.lines("figure-profile");
    svg.path("figure-line", &profile);
    svg.end();
    svg.lines("figure-axis");
    svg.path("figure-rule", &format!("M0 {base}H{}", right + MARGIN));
    for n in 0..count(steps.len()) {
        svg.path("figure-rule", &format!("M{} {base}v7", MARGIN + width * n));
    }
    svg.end();
    for ((n, step), (lines, time)) in (0..).zip(steps).zip(texts.iter().zip(&times)) {
        let x = MARGIN + width * n;
        svg.group("figure-step", &sentence(step));
        for ((class, line), row) in lines.iter().zip(0..) {
            let at = Point { x: x + INDENT, y: tread(n) + PADDING + LINE * row };
            svg.text(class, at, Anchor::Start, line);
        }
        for (line, row) in time.iter().zip(0..) {
            let at = Point { x, y: base + 23 + LINE * row };
            svg.text("figure-time", at, Anchor::Start, line);
        }
        svg.end();
    }
    let rows = times.iter().map(Vec::len).max().unwrap_or(0).max(1);
    let height = base + 23 + LINE * (count(rows) - 1) + 7;
    let caption = Caption { id, title: title(steps.len()), text: describe(steps) };
    Some(svg.finish("figure-ladder", (right + MARGIN, height), &caption))
}

fn text(step: &Step<'_>, width: i32) -> Vec<Line> {
    let also = names(step);
    let also = if also.is_empty() { also } else { format!("and {also}") };
    let who = clean(step.who);
    let who = if who.is_empty() { "Not named".to_owned() } else { who };
    let part = |class: &'static str, text: &str, font: Font, lines: usize| {
        let room = Room { width: width - INDENT - 8, lines };
        wrap(text, font, room).into_iter().map(move |line| (class, line))
    };
    let level = part("figure-note", step.level, NOTE, 1);
    let who = part("figure-strong", &who, STRONG, LINES_MAX);
    level.chain(who).chain(part("figure-note", &also, NOTE, LINES_MAX)).collect()
}

fn names(step: &Step<'_>) -> String {
    let also = step.also.iter().map(|name| clean(name)).filter(|name| !name.is_empty());
    also.collect::<Vec<_>>().join(", ")
}

fn title(steps: usize) -> String {
    match steps {
        1 => "Escalation in one step".to_owned(),
        _ => format!("Escalation in {steps} steps"),
    }
}

fn describe(steps: &[Step<'_>]) -> String {
    let sentences = steps.iter().map(sentence);
    sentences.collect::<Vec<_>>().join(" ")
}

fn sentence(step: &Step<'_>) -> String {
    let (level, who) = (clean(step.level), clean(step.who));
    let (after, also) = (clean(step.after), names(step));
    let who = if who.is_empty() { "nobody named" } else { &who };
    let level = if level.is_empty() { level } else { format!("{level}: ") };
    let also = if also.is_empty() { also } else { format!(", and {also}") };
    let after = if after.is_empty() { after } else { format!("; time: {after}") };
    format!("{level}{who}{also}{after}.")
}
