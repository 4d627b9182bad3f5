//! [`Random`]: numbers from a seed, the same on every machine.
//!
//! `proptest` shrinks values; the fuzzer wants long streams of cheap choices, and shrinks text.

#![allow(clippy::disallowed_methods, reason = "tests read the environment")]

/// A stream of pseudo-random numbers (`SplitMix64`, Steele et al. 2014).
pub(crate) struct Random(u64);

impl Random {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// Returns a number below `bound`, which is not 0.
    pub(crate) fn below(&mut self, bound: usize) -> usize {
        usize::try_from(self.next() % bound as u64).expect("it is below a usize")
    }

    /// Returns `true` once in `n` times.
    pub(crate) fn once_in(&mut self, n: usize) -> bool {
        self.below(n) == 0
    }

    pub(crate) fn word<'a>(&mut self, from: &[&'a str]) -> &'a str {
        from[self.below(from.len())]
    }

    pub(crate) fn shuffle<T>(&mut self, items: &mut [T]) {
        for last in (1..items.len()).rev() {
            items.swap(last, self.below(last + 1));
        }
    }
}

/// Returns how often to run something: `by_default` times, or as often as CI asks for with
/// `RULEBOOK_FUZZ_ITERATIONS` when that is more.
pub(crate) fn iterations(by_default: usize) -> usize {
    let asked = std::env::var("RULEBOOK_FUZZ_ITERATIONS").ok();
    asked.map_or(by_default, |text| text.parse().expect("RULEBOOK_FUZZ_ITERATIONS is a number"))
}
