//! Which column each box of a diagram is in, and in what order the boxes of a column are.
//!
//! In: how many boxes there are, and the arrows between them. Out: columns of slots. A slot is a box, or
//! the place where a long arrow passes between the boxes of a column, so that no arrow runs through one.
//! Nothing here knows sizes.

/// Flows with the same ends: one arrow with their numbers.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Arrow {
    /// The box it leaves.
    pub from: usize,
    /// The box it leads to, never the same.
    pub to: usize,
    /// The numbers of its flows in the list.
    pub numbers: Vec<usize>,
}

/// The part of an arrow between two neighbouring columns.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Hop {
    /// Which arrow.
    pub arrow: usize,
    /// The slot in the left column.
    pub left: usize,
    /// The slot in the right column.
    pub right: usize,
}

/// A diagram in columns.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(super) struct Columns {
    /// The slots of each column from top to bottom; those below the number of boxes are the boxes.
    pub slots: Vec<Vec<usize>>,
    /// The hops between each column and the next, in the order of their arrows.
    pub hops: Vec<Vec<Hop>>,
    /// How many slots there are.
    pub count: usize,
}

/// Returns the columns of a diagram.
pub(super) fn columns(boxes: usize, arrows: &[Arrow]) -> Columns {
    let layers = layers(boxes, arrows);
    let mut columns = fill(&layers, arrows);
    untangle(&mut columns);
    columns
}

/// Returns the column of each box: as far right as the longest way to it is long.
fn layers(boxes: usize, arrows: &[Arrow]) -> Vec<usize> {
    // What is listed first decides: an arrow that would close a circle leads back, to the left.
    let mut ahead: Vec<&Arrow> = Vec::new();
    for arrow in arrows {
        if !reaches(&ahead, arrow.to, arrow.from) {
            ahead.push(arrow);
        }
    }
    let mut layers = vec![0; boxes];
    for _ in 0..boxes {
        for arrow in &ahead {
            layers[arrow.to] = layers[arrow.to].max(layers[arrow.from] + 1);
        }
    }
    // A box that nothing leads to stands next to the first that it leads to.
    for source in 0..boxes {
        let is_source = !ahead.iter().any(|arrow| arrow.to == source);
        let next = ahead.iter().filter(|arrow| arrow.from == source).map(|arrow| layers[arrow.to]);
        if let Some(next) = next.min().filter(|_| is_source) {
            layers[source] = next - 1;
        }
    }
    layers
}

fn reaches(arrows: &[&Arrow], from: usize, to: usize) -> bool {
    let mut reached = vec![from];
    let mut next = 0;
    while let Some(at) = reached.get(next).copied() {
        for arrow in arrows.iter().filter(|arrow| arrow.from == at) {
            if !reached.contains(&arrow.to) {
                reached.push(arrow.to);
            }
        }
        next += 1;
    }
    reached.contains(&to)
}

/// Returns columns in which boxes are in order of appearance and long arrows below them.
fn fill(layers: &[usize], arrows: &[Arrow]) -> Columns {
    let width = layers.iter().max().map_or(0, |last| last + 1);
    let mut slots = vec![Vec::new(); width];
    for (slot, layer) in layers.iter().enumerate() {
        slots[*layer].push(slot);
    }
    let mut hops = vec![Vec::new(); width.saturating_sub(1)];
    let mut count = layers.len();
    for (n, arrow) in arrows.iter().enumerate() {
        let is_ahead = layers[arrow.from] < layers[arrow.to];
        let (start, end) = if is_ahead { (arrow.from, arrow.to) } else { (arrow.to, arrow.from) };
        let mut left = start;
        for layer in layers[start]..layers[end] {
            let right = if layer + 1 == layers[end] {
                end
            } else {
                slots[layer + 1].push(count);
                count += 1;
                count - 1
            };
            hops[layer].push(Hop { arrow: n, left, right });
            left = right;
        }
    }
    Columns { slots, hops, count }
}

/// Sorts each column so that few hops cross: by the middle of what its slots are joined to, from one
/// side and then from the other, until nothing more is won.
fn untangle(columns: &mut Columns) {
    const ROUNDS: usize = 8;
    let mut best = (crossings(columns), columns.slots.clone());
    for round in 0..ROUNDS {
        let last = columns.slots.len();
        for step in 1..last {
            if round % 2 == 0 {
                sort_by_side(columns, step, Side::Left);
            } else {
                sort_by_side(columns, last - 1 - step, Side::Right);
            }
        }
        let found = crossings(columns);
        if found < best.0 {
            best = (found, columns.slots.clone());
        }
    }
    columns.slots = best.1;
}

/// A side of a column.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Side {
    Left,
    Right,
}

fn sort_by_side(columns: &mut Columns, column: usize, side: Side) {
    let (hops, neighbours) = match side {
        Side::Left => (&columns.hops[column - 1], &columns.slots[column - 1]),
        Side::Right => (&columns.hops[column], &columns.slots[column + 1]),
    };
    let rows = ranks(neighbours, columns.count);
    let mut sums = vec![(0, 0); columns.count];
    for hop in hops {
        let (own, other) = match side {
            Side::Left => (hop.right, hop.left),
            Side::Right => (hop.left, hop.right),
        };
        sums[own].0 += rows[other] * 1000;
        sums[own].1 += 1;
    }
    let mut keyed: Vec<(usize, usize)> = columns.slots[column]
        .iter()
        .enumerate()
        .map(|(row, slot)| match sums[*slot] {
            // Joined to nothing on this side: it stays where it is.
            (_, 0) => (row * 1000, *slot),
            (sum, joined) => (sum / joined, *slot),
        })
        .collect();
    keyed.sort_by_key(|(middle, _)| *middle);
    columns.slots[column] = keyed.into_iter().map(|(_, slot)| slot).collect();
}

/// Returns the row of each slot of a column.
pub(super) fn ranks(column: &[usize], count: usize) -> Vec<usize> {
    let mut rows = vec![0; count];
    for (row, slot) in column.iter().enumerate() {
        rows[*slot] = row;
    }
    rows
}

fn crossings(columns: &Columns) -> usize {
    let between = |(hops, pair): (&Vec<Hop>, &[Vec<usize>])| {
        let (left, right) = (ranks(&pair[0], columns.count), ranks(&pair[1], columns.count));
        let ends: Vec<_> = hops.iter().map(|hop| (left[hop.left], right[hop.right])).collect();
        let crossed = |n: usize, a: &(usize, usize)| {
            let later = ends.iter().skip(n + 1);
            later.filter(|b| (a.0 < b.0 && a.1 > b.1) || (a.0 > b.0 && a.1 < b.1)).count()
        };
        ends.iter().enumerate().map(|(n, a)| crossed(n, a)).sum::<usize>()
    };
    columns.hops.iter().zip(columns.slots.windows(2)).map(between).sum()
}
