//! Data flows as boxes and arrows.
//!
//! The number at an arrow is the number of its flow in the list that the page prints beside the figure.

use crate::render::draw::layers::{Arrow, columns};
use crate::render::draw::layout::{BADGE, BADGE_STEP, Layout, Route, Size, layout};
use crate::render::draw::measure::{LINE, Room, STRONG, clean, count, width, wrap_evenly};
use crate::render::draw::svg::{Anchor, Area, Caption, Drawn, Point, Svg};

/// Data that goes from one place to another. Whatever is not known is empty.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Flow<'a> {
    /// The place it leaves.
    pub from: &'a str,
    /// The place it goes to.
    pub to: &'a str,
    /// What it is.
    pub data: &'a str,
    /// How it is classified.
    pub class: &'a str,
    /// What protects it on its way.
    pub protection: &'a str,
}

const FLOWS_MAX: usize = 80;
const BOXES_MAX: usize = 40;
/// How many numbers one arrow has at most.
const NUMBERS_MAX: usize = 3;
/// The length of an arrow's head.
pub(super) const HEAD: i32 = 9;
/// How far above its box a flow from a place to itself rises.
const LOOP: i32 = 22;

/// Returns the diagram of data flows, the first of which has the number 1.
///
/// Boxes are in columns, in the direction of the flows listed first. A flow of which neither end is
/// known has no arrow. `None` without any arrow, above 80 flows, and above 40 boxes.
pub(crate) fn flows(id: &str, flows: &[Flow<'_>]) -> Option<Drawn> {
    if flows.len() > FLOWS_MAX {
        return None;
    }
    let graph = Graph::new(flows);
    if graph.names.is_empty() || graph.names.len() > BOXES_MAX {
        return None;
    }
    let columns = columns(graph.names.len(), &graph.arrows);
    // Five columns of narrow boxes fit beside the contents of a page, five of wide ones do not.
    let room = if columns.slots.len() < 5 { 148 } else { 116 };
    let labels: Vec<Vec<String>> = graph.names.iter().map(|name| label(name, room)).collect();
    let sizes: Vec<Size> = labels
        .iter()
        .zip(&graph.loops)
        .map(|(lines, loops)| box_size(lines, loops.len()))
        .collect();
    let layout = layout(&columns, &graph.arrows, &sizes);
    let mut svg = Svg::default();
    for (arrow, route) in graph.arrows.iter().zip(&layout.routes) {
        draw_arrow(&mut svg, (arrow, route), &layout);
    }
    for (area, loops) in layout.boxes.iter().zip(&graph.loops) {
        draw_loop(&mut svg, *area, loops);
    }
    for ((name, lines), area) in graph.names.iter().zip(&labels).zip(&layout.boxes) {
        draw_box(&mut svg, name, lines, *area);
    }
    for (arrow, route) in graph.arrows.iter().zip(&layout.routes) {
        if let Some(at) = route.badge {
            draw_numbers(&mut svg, at, &arrow.numbers, flows);
        }
    }
    for (area, loops) in layout.boxes.iter().zip(&graph.loops) {
        for (row, numbers) in loops.chunks(NUMBERS_MAX).enumerate() {
            let left = BADGE_STEP * (count(numbers.len()) - 1) / 2;
            let y = area.at.y - LOOP - BADGE_STEP * count(row);
            draw_numbers(&mut svg, Point { x: middle(*area) - left, y }, numbers, flows);
        }
    }
    let caption = Caption { id, title: title(flows.len()), text: describe(flows) };
    Some(svg.finish("figure-flows", (layout.width, layout.height), &caption))
}

/// What is joined to what.
#[derive(Default)]
struct Graph {
    /// Cleaned names, in order of appearance; the empty one stands for all that are not known.
    names: Vec<String>,
    arrows: Vec<Arrow>,
    /// For each name, the numbers of the flows from it to itself.
    loops: Vec<Vec<usize>>,
}

impl Graph {
    fn new(flows: &[Flow<'_>]) -> Self {
        let mut graph = Self::default();
        for (number, flow) in (1..).zip(flows) {
            let (from, to) = (clean(flow.from), clean(flow.to));
            if from.is_empty() && to.is_empty() {
                continue;
            }
            let (from, to) = (graph.name(from), graph.name(to));
            if from == to {
                graph.loops[from].push(number);
                continue;
            }
            let is_open = |arrow: &&mut Arrow| {
                arrow.from == from && arrow.to == to && arrow.numbers.len() < NUMBERS_MAX
            };
            match graph.arrows.iter_mut().find(is_open) {
                Some(arrow) => arrow.numbers.push(number),
                None => graph.arrows.push(Arrow { from, to, numbers: vec![number] }),
            }
        }
        graph
    }

    fn name(&mut self, name: String) -> usize {
        if let Some(known) = self.names.iter().position(|other| *other == name) {
            return known;
        }
        self.names.push(name);
        self.loops.push(Vec::new());
        self.names.len() - 1
    }
}

pub(super) fn label(name: &str, width: i32) -> Vec<String> {
    let name = if name.is_empty() { "Not named" } else { name };
    wrap_evenly(name, STRONG, Room { width, lines: 3 })
}

pub(super) fn box_size(lines: &[String], loops: usize) -> Size {
    let text = lines.iter().map(|line| width(line, STRONG)).max().unwrap_or(0);
    let rows = count(loops.div_ceil(NUMBERS_MAX));
    Size {
        width: (text + 26).clamp(100, 174),
        // Even, so that the middle is on a pixel.
        height: LINE * count(lines.len()) + 28 + LINE * count(lines.len()) % 2,
        head: if rows == 0 { 0 } else { LOOP + BADGE + BADGE_STEP * (rows - 1) },
    }
}

fn middle(area: Area) -> i32 {
    area.at.x + area.width / 2
}

pub(super) fn draw_box(svg: &mut Svg, name: &str, lines: &[String], area: Area) {
    let class = if name.is_empty() { "figure-box figure-unknown" } else { "figure-box" };
    svg.group(class, if name.is_empty() { "Not named" } else { name });
    svg.rect("figure-node", area, 6);
    let first = area.at.y + (area.height - LINE * count(lines.len())) / 2 + 13;
    for (line, y) in lines.iter().zip((0..).map(|n| first + LINE * n)) {
        svg.text("figure-strong", Point { x: middle(area), y }, Anchor::Middle, line);
    }
    svg.end();
}

fn draw_arrow(svg: &mut Svg, (arrow, route): (&Arrow, &Route), layout: &Layout) {
    let leads_back = layout.boxes[arrow.to].at.x < layout.boxes[arrow.from].at.x;
    let mut corners = route.corners.clone();
    let tip = if leads_back { corners.first_mut() } else { corners.last_mut() };
    let Some(tip) = tip else { return };
    let (at, back) = (*tip, if leads_back { HEAD } else { -HEAD });
    tip.x += back / 2;
    let line = rounded(&corners);
    svg.lines("figure-arrow");
    // The first one, wide and in the colour of the page, parts this arrow from those it crosses.
    svg.path("figure-casing", &line);
    svg.path("figure-line", &line);
    svg.end();
    svg.path("figure-head", &format!("M{} {}l{back} -5v10z", at.x, at.y));
}

fn draw_loop(svg: &mut Svg, area: Area, numbers: &[usize]) {
    if numbers.is_empty() {
        return;
    }
    let across = count(numbers.len().min(NUMBERS_MAX));
    let half = BADGE_STEP * across / 2 + 12;
    let (left, right, y) = (middle(area) - half, middle(area) + half, area.at.y);
    let corners = [(left, y), (left, y - LOOP), (right, y - LOOP), (right, y - HEAD / 2)];
    svg.lines("figure-arrow");
    svg.path("figure-line", &rounded(&corners.map(|(x, y)| Point { x, y })));
    svg.end();
    svg.path("figure-head", &format!("M{right} {y}l-5 -{HEAD}h10z"));
}

fn draw_numbers(svg: &mut Svg, first: Point, numbers: &[usize], flows: &[Flow<'_>]) {
    for (number, x) in numbers.iter().zip((0..).map(|n| first.x + BADGE_STEP * n)) {
        let hint = flows.get(number - 1).map(|flow| sentence(*number, flow)).unwrap_or_default();
        svg.group("figure-number", &hint);
        svg.circle("figure-badge", Point { x, y: first.y }, BADGE);
        let at = Point { x, y: first.y + 4 };
        svg.text("figure-digits", at, Anchor::Middle, &number.to_string());
        svg.end();
    }
}

/// Returns the path along upright and level lines, with round corners.
pub(super) fn rounded(corners: &[Point]) -> String {
    const RADIUS: i32 = 7;
    let corner = |(n, at): (usize, &Point)| {
        let before = n.checked_sub(1).and_then(|n| corners.get(n)).copied();
        let after = corners.get(n + 1).copied();
        match (before, after) {
            (None, _) => format!("M{} {}", at.x, at.y),
            (Some(before), Some(after)) if (before.x == at.x) != (at.x == after.x) => {
                let room = |other: Point| (other.x - at.x).abs().max((other.y - at.y).abs()) / 2;
                let radius = RADIUS.min(room(before)).min(room(after));
                let near = |other: Point| {
                    let (x, y) = ((other.x - at.x).signum(), (other.y - at.y).signum());
                    Point { x: at.x + x * radius, y: at.y + y * radius }
                };
                let (a, b) = (near(before), near(after));
                format!("L{} {}Q{} {} {} {}", a.x, a.y, at.x, at.y, b.x, b.y)
            }
            // Straight on: a corner in name only.
            (Some(_), Some(_)) => String::new(),
            (Some(_), None) => format!("L{} {}", at.x, at.y),
        }
    };
    corners.iter().enumerate().map(corner).collect()
}

fn title(flows: usize) -> String {
    match flows {
        1 => "Diagram of one data flow".to_owned(),
        _ => format!("Diagram of {flows} data flows"),
    }
}

fn describe(flows: &[Flow<'_>]) -> String {
    let sentences = (1..).zip(flows).map(|(number, flow)| sentence(number, flow));
    sentences.collect::<Vec<_>>().join(" ")
}

fn sentence(number: usize, flow: &Flow<'_>) -> String {
    let known = |text: &str, otherwise: &str| {
        let text = clean(text);
        if text.is_empty() { otherwise.to_owned() } else { text }
    };
    let besides = [("class", flow.class), ("protection", flow.protection)];
    let besides = besides.into_iter().filter_map(|(what, said)| {
        let said = clean(said);
        (!said.is_empty()).then(|| format!("; {what}: {said}"))
    });
    format!(
        "Flow {number}, from {} to {}: {}{}.",
        known(flow.from, "a place not named"),
        known(flow.to, "a place not named"),
        known(flow.data, "data not named"),
        besides.collect::<String>(),
    )
}
