//! How a few documents refer to each other, as boxes and arrows.
//!
//! Boxes are in columns, in the direction of most arrows. Two that refer to each other are joined by one
//! line with a head at each end. What refers to nothing and is referred to by nothing is left out.

use crate::render::draw::flows::{HEAD, box_size, draw_box, label, rounded};
use crate::render::draw::layers::{Arrow, columns};
use crate::render::draw::layout::{Route, layout};
use crate::render::draw::measure::clean;
use crate::render::draw::svg::{Caption, Drawn, Svg};

/// One document refers to another; both are positions in the list of names.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Relation {
    /// The one that refers.
    pub from: usize,
    /// The other one.
    pub to: usize,
}

const NAMES_MAX: usize = 12;
/// More lines than this are a knot.
const LINES_MAX: usize = 22;
/// The width of a name's line, in pixels.
const ROOM: i32 = 132;

/// Returns the drawing. `None` without relations, above 12 names, and where lines would be a knot.
pub(crate) fn relations(id: &str, names: &[&str], relations: &[Relation]) -> Option<Drawn> {
    let is_drawn = |relation: &&Relation| {
        relation.from != relation.to && relation.from.max(relation.to) < names.len()
    };
    let relations: Vec<Relation> = relations.iter().filter(is_drawn).copied().collect();
    let is_joined = |n: &usize| relations.iter().any(|one| one.from == *n || one.to == *n);
    let shown: Vec<usize> = (0..names.len()).filter(is_joined).collect();
    let place = |n: usize| shown.iter().position(|known| *known == n).unwrap_or(0);
    let mut arrows: Vec<Arrow> = Vec::new();
    let mut is_mutual: Vec<bool> = Vec::new();
    for relation in &relations {
        let (from, to) = (place(relation.from), place(relation.to));
        match arrows.iter().position(|arrow| (arrow.from, arrow.to) == (to, from)) {
            Some(other) => is_mutual[other] = true,
            None if arrows.iter().any(|arrow| (arrow.from, arrow.to) == (from, to)) => {}
            None => {
                arrows.push(Arrow { from, to, numbers: Vec::new() });
                is_mutual.push(false);
            }
        }
    }
    if shown.is_empty() || shown.len() > NAMES_MAX || arrows.len() > LINES_MAX {
        return None;
    }
    let titles: Vec<&str> = shown.iter().map(|n| names[*n]).collect();
    let columns = columns(titles.len(), &arrows);
    let labels: Vec<Vec<String>> = titles.iter().map(|name| label(name, ROOM)).collect();
    let sizes: Vec<_> = labels.iter().map(|lines| box_size(lines, 0)).collect();
    let layout = layout(&columns, &arrows, &sizes);
    let mut svg = Svg::default();
    for ((arrow, route), is_mutual) in arrows.iter().zip(&layout.routes).zip(is_mutual) {
        let leads_back = layout.boxes[arrow.to].at.x < layout.boxes[arrow.from].at.x;
        draw_line(&mut svg, route, (leads_back || is_mutual, !leads_back || is_mutual));
    }
    for ((name, lines), area) in titles.iter().zip(&labels).zip(&layout.boxes) {
        draw_box(&mut svg, name, lines, *area);
    }
    let caption = Caption {
        id,
        title: format!("How {} documents refer to each other", titles.len()),
        text: describe(names, &relations),
    };
    Some(svg.finish("figure-relations", (layout.width, layout.height), &caption))
}

/// Draws a line with a head at its left end, at its right end, or at both.
fn draw_line(svg: &mut Svg, route: &Route, (left, right): (bool, bool)) {
    let (Some(first), Some(last)) = (route.corners.first(), route.corners.last()) else { return };
    let (first, last) = (*first, *last);
    let mut corners = route.corners.clone();
    // The line ends inside the head.
    if let Some(corner) = corners.first_mut().filter(|_| left) {
        corner.x += HEAD / 2;
    }
    if let Some(corner) = corners.last_mut().filter(|_| right) {
        corner.x -= HEAD / 2;
    }
    let line = rounded(&corners);
    svg.lines("figure-arrow");
    svg.path("figure-casing", &line);
    svg.path("figure-line", &line);
    svg.end();
    if left {
        svg.path("figure-head", &format!("M{} {}l{HEAD} -5v10z", first.x, first.y));
    }
    if right {
        svg.path("figure-head", &format!("M{} {}l-{HEAD} -5v10z", last.x, last.y));
    }
}

fn describe(names: &[&str], relations: &[Relation]) -> String {
    let name = |n: usize| names.get(n).map_or(String::new(), |name| clean(name));
    let sentences = (0..names.len()).filter_map(|from| {
        let to = relations.iter().filter(|relation| relation.from == from);
        let to: Vec<String> = to.map(|relation| name(relation.to)).collect();
        (!to.is_empty()).then(|| format!("{} refers to {}.", name(from), to.join(", ")))
    });
    sentences.collect::<Vec<_>>().join(" ")
}
