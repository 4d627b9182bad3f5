//! In which order the upright parts of arrows stand between two columns.
//!
//! In: at what height each arrow comes and goes. Out: a track for each that has an upright part. Two parts
//! that would touch are on different tracks, and the order is one with few crossings.

/// An arrow between two columns: where it leaves the left one and where it reaches the right one.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Span {
    /// Pixels from the top, on the left.
    pub left: i32,
    /// Pixels from the top, on the right.
    pub right: i32,
}

impl Span {
    fn is_level(self) -> bool {
        self.left == self.right
    }

    fn passes(self, y: i32) -> bool {
        self.left.min(self.right) < y && y < self.left.max(self.right)
    }

    /// Whether two upright parts would touch on one track.
    fn meets(self, other: Self) -> bool {
        const APART: i32 = 10;
        let (top, bottom) = (self.left.min(self.right), self.left.max(self.right));
        let (other_top, other_bottom) = (other.left.min(other.right), other.left.max(other.right));
        top < other_bottom + APART && other_top < bottom + APART
    }

    /// Returns what it costs to have `self` on a track to the left of `other`.
    fn cost_before(self, other: Self) -> usize {
        // Two level parts on one line look like one arrow, which is worse than any crossing.
        const OVERLAP: usize = 1000;
        let overlap = usize::from((self.right - other.left).abs() < 6) * OVERLAP;
        let crossings =
            usize::from(self.passes(other.left)) + usize::from(other.passes(self.right));
        overlap + crossings
    }
}

/// Returns the track of each arrow, counted from the left, `None` for those that run level; and how many
/// tracks there are.
pub(super) fn tracks(spans: &[Span]) -> (Vec<Option<usize>>, usize) {
    let mut order: Vec<usize> = (0..spans.len()).filter(|n| !spans[*n].is_level()).collect();
    sort(&mut order, spans);
    let mut tracks: Vec<Option<usize>> = vec![None; spans.len()];
    let mut count = 0;
    for (n, arrow) in order.iter().enumerate() {
        let (own, earlier) = (spans[*arrow], order.iter().take(n));
        let minded = earlier.filter(|other| {
            let other = spans[**other];
            own.meets(other) || own.cost_before(other) + other.cost_before(own) > 0
        });
        let track = minded.filter_map(|other| tracks[*other]).max().map_or(0, |last| last + 1);
        tracks[*arrow] = Some(track);
        count = count.max(track + 1);
    }
    (tracks, count)
}

/// Sorts by exchanging neighbours for as long as that saves something.
fn sort(order: &mut [usize], spans: &[Span]) {
    let cost = |a: usize, b: usize| spans[a].cost_before(spans[b]);
    // Those that go down from the lowest, then those that go up from the highest: a good beginning.
    order.sort_by_key(|n| {
        let span = spans[*n];
        if span.right > span.left { (0, -span.left, *n) } else { (1, span.left, *n) }
    });
    for _ in 0..order.len() {
        let mut is_settled = true;
        for n in 1..order.len() {
            let (a, b) = (order[n - 1], order[n]);
            if cost(b, a) < cost(a, b) {
                order.swap(n - 1, n);
                is_settled = false;
            }
        }
        if is_settled {
            break;
        }
    }
}
