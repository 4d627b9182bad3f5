//! The whole incremental machinery: a function remembered per key, reused when its whole input is
//! equal.

use rayon::iter::{IndexedParallelIterator, IntoParallelIterator, ParallelIterator};
use std::collections::BTreeMap;

/// See [`Memo::map_with`].
const KEPT_FOR_MIN: usize = 200;

/// Remembers `f(input)` per key, and reuses it only when the input compares equal.
///
/// After any sequence of calls, [`Memo::map`] equals mapping `f` afresh, provided `f` is a function
/// of what `==` compares: every entry holds an output made from an input equal to the one it is
/// reused for.
#[derive(Debug)]
pub(super) struct Memo<K, I, O> {
    entries: BTreeMap<K, (I, O)>,
    /// How many outputs the last call computed.
    pub(super) computed: usize,
}

impl<K, I, O> Default for Memo<K, I, O> {
    fn default() -> Self {
        Self { entries: BTreeMap::new(), computed: 0 }
    }
}

impl<K, I, O> Memo<K, I, O>
where
    K: Ord + Clone + Send + Sync,
    I: Eq + Send + Sync,
    O: Clone + Send + Sync,
{
    /// Returns `f` of every input, by key. Keys absent from `inputs` are forgotten.
    pub(super) fn map(
        &mut self,
        inputs: BTreeMap<K, I>,
        f: impl Fn(&K, &I) -> O + Sync,
    ) -> BTreeMap<K, O> {
        self.map_with(inputs, || (), |(), key, input| f(key, input))
    }

    /// Like [`Memo::map`], with something that `f` may keep between calls on one thread; it must make
    /// no difference to what `f` returns. Work is handed out in pieces of at least [`KEPT_FOR_MIN`],
    /// so that what is kept is worth keeping.
    pub(super) fn map_with<S>(
        &mut self,
        inputs: BTreeMap<K, I>,
        init: impl Fn() -> S + Sync + Send,
        f: impl Fn(&mut S, &K, &I) -> O + Sync,
    ) -> BTreeMap<K, O> {
        let old = std::mem::take(&mut self.entries);
        let pieces_min = if size_of::<S>() == 0 { 1 } else { KEPT_FOR_MIN };
        let inputs: Vec<(K, I)> = inputs.into_iter().collect();
        let new: Vec<(K, I, O, bool)> = inputs
            .into_par_iter()
            .with_min_len(pieces_min)
            .map_init(init, |kept, (key, input)| match old.get(&key) {
                Some((was, output)) if *was == input => (key, input, output.clone(), false),
                _ => {
                    let output = f(kept, &key, &input);
                    (key, input, output, true)
                }
            })
            .collect();
        self.computed = new.iter().filter(|(_, _, _, computed)| *computed).count();
        let outputs = new.iter().map(|(key, _, output, _)| (key.clone(), output.clone())).collect();
        self.entries =
            new.into_iter().map(|(key, input, output, _)| (key, (input, output))).collect();
        outputs
    }
}
