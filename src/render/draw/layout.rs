//! Where the boxes and arrows of a diagram are, in pixels.
//!
//! In: columns, and how large each box has to be. Out: an area for each box and a route for each arrow.
//! Boxes stand level with what they are joined to where there is room; an arrow leaves to the right (or,
//! leading back, to the left), turns only between columns, and has its numbers at its left end, where no
//! other arrow passes.

use crate::render::draw::layers::{Arrow, Columns, Hop, ranks};
use crate::render::draw::measure::count;
use crate::render::draw::svg::{Area, Point};
use crate::render::draw::tracks::{Span, tracks};

/// The radius of a number's circle.
pub(super) const BADGE: i32 = 10;
/// From the middle of one number to the middle of the next.
pub(super) const BADGE_STEP: i32 = 2 * BADGE + 2;
/// From one arrow to the next at the side of a box: room for the numbers.
const PORT_STEP: i32 = 26;
/// From the outermost arrow to the corner of its box.
const PORT_EDGE: i32 = 10;
/// From one upright part of an arrow to the next.
const TRACK_STEP: i32 = 14;
/// Around everything.
const MARGIN: i32 = 2;

/// How large a box is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Size {
    /// Pixels.
    pub width: i32,
    /// Pixels; even.
    pub height: i32,
    /// Pixels to be left free above it.
    pub head: i32,
}

/// The way of one arrow.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(super) struct Route {
    /// Its corners, from the left end to the right end.
    pub corners: Vec<Point>,
    /// Where its first number is.
    pub badge: Option<Point>,
}

/// A diagram with its places.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Layout {
    /// The boxes.
    pub boxes: Vec<Area>,
    /// The arrows.
    pub routes: Vec<Route>,
    /// Pixels.
    pub width: i32,
    /// Pixels.
    pub height: i32,
}

/// Returns where everything is.
pub(super) fn layout(columns: &Columns, arrows: &[Arrow], sizes: &[Size]) -> Layout {
    let mut ports = Ports::new(columns, sizes);
    let middles = middles(columns, &ports);
    ports.straighten(columns, &middles);
    let mut layout = Layout {
        boxes: vec![Area { at: Point { x: 0, y: 0 }, width: 0, height: 0 }; sizes.len()],
        routes: vec![Route::default(); arrows.len()],
        width: 0,
        height: 0,
    };
    let mut x = MARGIN;
    for (column, slots) in columns.slots.iter().enumerate() {
        let boxes = slots.iter().filter(|slot| **slot < sizes.len());
        let width = boxes.clone().map(|slot| sizes[*slot].width).max().unwrap_or(0);
        for slot in boxes {
            let height = ports.heights[*slot];
            let y = middles[*slot] - height / 2;
            layout.boxes[*slot] = Area { at: Point { x, y }, width, height };
            layout.height = layout.height.max(y + height + MARGIN);
        }
        x += width;
        layout.width = x + MARGIN;
        if let (Some(hops), Some(offsets)) = (columns.hops.get(column), ports.offsets.get(column)) {
            let ends = hops.iter().zip(offsets).map(|(hop, (left, right))| Span {
                left: middles[hop.left] + left,
                right: middles[hop.right] + right,
            });
            x = Gap { hops, spans: ends.collect(), x }.cross(arrows, sizes.len(), &mut layout);
        }
    }
    let lowest = layout.routes.iter().flat_map(|route| &route.corners).map(|corner| corner.y).max();
    layout.height = layout.height.max(lowest.unwrap_or(0) + BADGE + MARGIN);
    layout
}

/// The room between two columns.
struct Gap<'a> {
    hops: &'a [Hop],
    spans: Vec<Span>,
    x: i32,
}

impl Gap<'_> {
    /// Lengthens the routes by their parts in this gap, and returns where the gap ends.
    fn cross(&self, arrows: &[Arrow], boxes: usize, layout: &mut Layout) -> i32 {
        const PLAIN: i32 = 14;
        const HEADED: i32 = 22;
        /// From the last number to the first upright part.
        const CLEAR: i32 = 8;
        let is_first = |hop: &Hop| hop.left < boxes;
        let leads_back = |hop: &Hop| is_first(hop) && arrows[hop.arrow].to == hop.left;
        let arrives = |hop: &Hop| hop.right < boxes && arrows[hop.arrow].to == hop.right;
        let (tracks, tracks_count) = tracks(&self.spans);
        let numbered = self.hops.iter().filter(|hop| is_first(hop));
        let numbers = numbered.map(|hop| arrows[hop.arrow].numbers.len()).max().unwrap_or(0);
        let before = if self.hops.iter().any(leads_back) { HEADED } else { PLAIN };
        let after = if self.hops.iter().any(arrives) { HEADED } else { PLAIN };
        let upright = self.x + before + BADGE_STEP * count(numbers) + CLEAR;
        let end = upright + TRACK_STEP * (count(tracks_count) - 1).max(0) + after;
        for ((hop, span), track) in self.hops.iter().zip(&self.spans).zip(tracks) {
            let route = &mut layout.routes[hop.arrow];
            if is_first(hop) {
                route.badge = Some(Point { x: self.x + before + BADGE, y: span.left });
            }
            route.corners.push(Point { x: self.x, y: span.left });
            if let Some(track) = track {
                let x = upright + TRACK_STEP * count(track);
                route.corners.extend([Point { x, y: span.left }, Point { x, y: span.right }]);
            }
            route.corners.push(Point { x: end, y: span.right });
        }
        end
    }
}

/// Where arrows meet the sides of boxes.
struct Ports {
    /// For each hop of each gap, how far below the middle of its left and of its right slot it is.
    offsets: Vec<Vec<(i32, i32)>>,
    /// The height of each slot, 0 for those where an arrow passes.
    heights: Vec<i32>,
    /// What is to be free above each slot.
    heads: Vec<i32>,
}

impl Ports {
    fn new(columns: &Columns, sizes: &[Size]) -> Self {
        let mut heights = vec![0; columns.count];
        let mut heads = vec![0; columns.count];
        for (slot, size) in sizes.iter().enumerate() {
            (heights[slot], heads[slot]) = (size.height, size.head);
        }
        let mut offsets = Vec::new();
        for (hops, pair) in columns.hops.iter().zip(columns.slots.windows(2)) {
            let rows = [ranks(&pair[0], columns.count), ranks(&pair[1], columns.count)];
            let mut of_gap = vec![(0, 0); hops.len()];
            for (slot, side) in sides(hops) {
                let mut own = side.hops(hops, slot);
                own.sort_by_key(|n| match side {
                    Side::Left => (rows[0][hops[*n].left], hops[*n].arrow),
                    Side::Right => (rows[1][hops[*n].right], hops[*n].arrow),
                });
                let last = count(own.len()) - 1;
                if slot < sizes.len() {
                    heights[slot] = heights[slot].max(last * PORT_STEP + 2 * PORT_EDGE + 12);
                }
                for (n, hop) in own.into_iter().enumerate() {
                    *side.offset(&mut of_gap[hop]) = (2 * count(n) - last) * (PORT_STEP / 2);
                }
            }
            offsets.push(of_gap);
        }
        Self { offsets, heights, heads }
    }

    /// Returns how far the arrows at a side of a slot can be moved along it.
    fn slack(&self, gap: usize, slot: usize, hops: &[Hop], side: Side) -> i32 {
        let own = side.hops(hops, slot).into_iter();
        let reach = own.map(|n| side.offset(&mut self.offsets[gap][n].clone()).abs()).max();
        self.heights[slot] / 2 - PORT_EDGE - reach.unwrap_or(0)
    }

    /// Moves the arrows of a side together along their box, where that makes more of them run level.
    fn straighten(&mut self, columns: &Columns, middles: &[i32]) {
        for (hops, offsets) in columns.hops.iter().zip(&mut self.offsets) {
            for (slot, side) in sides(hops) {
                let own = side.hops(hops, slot);
                let reach = self.heights[slot] / 2 - PORT_EDGE;
                let bends = |n: &usize| {
                    let (left, right) = offsets[*n];
                    let step = middles[hops[*n].right] + right - middles[hops[*n].left] - left;
                    if side == Side::Left { -step } else { step }
                };
                let steps: Vec<i32> = own.iter().map(bends).collect();
                let level = |by: i32| steps.iter().filter(|step| **step == by).count();
                let fits = |by: &i32| {
                    own.iter().all(|n| (*side.offset(&mut offsets[*n].clone()) + by).abs() <= reach)
                };
                let mut best = 0;
                for by in steps.iter().copied().filter(fits) {
                    if level(by) > level(best) {
                        best = by;
                    }
                }
                for n in own {
                    *side.offset(&mut offsets[n]) += best;
                }
            }
        }
    }
}

/// Which side of its box an arrow is at.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Side {
    /// The left side: a box of the right column.
    Left,
    /// The right side: a box of the left column.
    Right,
}

impl Side {
    fn hops(self, hops: &[Hop], slot: usize) -> Vec<usize> {
        let is_own = |hop: &Hop| match self {
            Self::Left => hop.right == slot,
            Self::Right => hop.left == slot,
        };
        hops.iter().enumerate().filter(|(_, hop)| is_own(hop)).map(|(n, _)| n).collect()
    }

    fn offset(self, offsets: &mut (i32, i32)) -> &mut i32 {
        match self {
            Self::Left => &mut offsets.1,
            Self::Right => &mut offsets.0,
        }
    }
}

/// Returns the sides of slots that the hops of a gap meet, each once.
fn sides(hops: &[Hop]) -> Vec<(usize, Side)> {
    let mut sides: Vec<(usize, Side)> = Vec::new();
    for hop in hops {
        for side in [(hop.left, Side::Right), (hop.right, Side::Left)] {
            if !sides.contains(&side) {
                sides.push(side);
            }
        }
    }
    sides
}

/// Returns how far below the top the middle of each slot is.
///
/// Columns are placed by their neighbours on the left and on the right in turn, and in the end by both.
fn middles(columns: &Columns, ports: &Ports) -> Vec<i32> {
    const ROUNDS: usize = 10;
    let mut middles = vec![0; columns.count];
    for round in 0..ROUNDS {
        let all = 0..columns.slots.len();
        let from_left = round % 2 == 0;
        let order: Vec<usize> = if from_left { all.collect() } else { all.rev().collect() };
        let is_last = round + 2 >= ROUNDS;
        for column in order {
            let before = column.checked_sub(1).filter(|_| from_left || is_last);
            let after =
                Some(column).filter(|_| (!from_left || is_last) && column < columns.hops.len());
            let wishes = columns.slots[column].iter().map(|slot| {
                let gaps = [before, after].into_iter().flatten();
                gaps.flat_map(|gap| wishes(*slot, gap, (columns, ports, &middles))).collect()
            });
            let wishes: Vec<Vec<i32>> = wishes.collect();
            stack(&columns.slots[column], ports, wishes, &mut middles);
        }
    }
    let top = |slot: usize| middles[slot] - ports.heights[slot] / 2 - ports.heads[slot];
    let highest = (0..columns.count).map(top).min().unwrap_or(0);
    middles.iter().map(|middle| middle - highest + MARGIN).collect()
}

/// Returns where the middle of a slot would have to be to be level with its neighbours across a gap.
fn wishes(slot: usize, gap: usize, at: (&Columns, &Ports, &[i32])) -> Vec<i32> {
    /// How much more it matters that a long arrow runs straight on.
    const STRAIGHT: usize = 3;
    let (columns, ports, middles) = at;
    let mut wishes = Vec::new();
    let mut known = Vec::new();
    for (hop, (left, right)) in columns.hops[gap].iter().zip(&ports.offsets[gap]) {
        let (other, offset) = match slot {
            _ if hop.left == slot => (hop.right, right - left),
            _ if hop.right == slot => (hop.left, left - right),
            _ => continue,
        };
        if known.contains(&other) {
            continue;
        }
        known.push(other);
        // Boxes look best with their middles level, if their arrows can be moved to run level too.
        let slack = ports.slack(gap, hop.left, &columns.hops[gap], Side::Right);
        let slack = slack.max(ports.slack(gap, hop.right, &columns.hops[gap], Side::Left));
        let wish = middles[other] + if offset.abs() <= slack { 0 } else { offset };
        let is_straight = ports.heights[slot] == 0 && ports.heights[other] == 0;
        wishes.extend(vec![wish; if is_straight { STRAIGHT } else { 1 }]);
    }
    wishes
}

/// Returns the middle value, the lower one of two.
fn median(values: &[i32]) -> Option<i32> {
    let mut sorted = values.to_vec();
    sorted.sort_unstable();
    sorted.get(sorted.len().saturating_sub(1) / 2).copied()
}

/// Places the slots of a column as near to their wishes as their sizes allow.
///
/// Slots that would overlap are joined to a block, and a block is where most of its slots want it.
/// A slot without a wish belongs to the block above.
fn stack(slots: &[usize], ports: &Ports, wishes: Vec<Vec<i32>>, middles: &mut [i32]) {
    // For each block, how many slots it has and what they want.
    let mut blocks: Vec<(usize, Vec<i32>)> = Vec::new();
    let mut shifts = Vec::new();
    let mut shift = 0;
    for (row, (slot, mut wanted)) in slots.iter().zip(wishes).enumerate() {
        if let Some(above) = row.checked_sub(1).map(|above| slots[above]) {
            shift += distance(above, *slot, ports);
        }
        shifts.push(shift);
        for wish in &mut wanted {
            *wish -= shift;
        }
        // One slot, one voice, but for long arrows.
        let voices =
            if ports.heights[*slot] == 0 { wanted.len().min(3) } else { wanted.len().min(1) };
        let voice = median(&wanted).unwrap_or(0);
        blocks.push((1, vec![voice; voices]));
        while let [.., above, below] = blocks.as_slice()
            && (above.1.is_empty() || below.1.is_empty() || median(&above.1) > median(&below.1))
            && let Some((more, voices)) = blocks.pop()
            && let Some(above) = blocks.last_mut()
        {
            above.0 += more;
            above.1.extend(voices);
        }
    }
    let placed = blocks.iter().flat_map(|(size, voices)| vec![median(voices).unwrap_or(0); *size]);
    for ((slot, shift), at) in slots.iter().zip(shifts).zip(placed) {
        middles[*slot] = at + shift;
    }
}

/// Returns how far the middle of a slot is at least below that of the one above it.
fn distance(above: usize, below: usize, ports: &Ports) -> i32 {
    let (upper, lower) = (ports.heights[above], ports.heights[below]);
    let between = match (upper > 0, lower > 0) {
        (true, true) => 28,
        (false, false) => 16,
        _ => 20,
    };
    upper / 2 + between + ports.heads[below] + lower / 2
}
