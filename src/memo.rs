//! The whole incremental machinery: functions remembered with their input, and reused when the whole
//! input is equal. It knows nothing of what the functions do.
//!
//! An output that comes out equal to the one before *is* the one before. So where outputs are shared
//! values, those who use them next see at a glance that nothing changed: equality of an `Arc` looks
//! at the address first.

use rayon::iter::{IndexedParallelIterator, IntoParallelIterator, ParallelIterator};
use std::ops::Deref;
use std::sync::Arc;

/// See [`Memo::map_with`].
const KEPT_FOR_MIN: usize = 200;

/// Remembers `f(input)` per key, and reuses it only when the input compares equal.
///
/// After any sequence of calls, [`Memo::map`] equals mapping `f` afresh, provided `f` is a function
/// of what `==` compares: every entry holds an output made from an input equal to the one it is
/// reused for.
#[derive(Debug)]
pub(crate) struct Memo<K, I, O> {
    /// By key, ascending.
    entries: Vec<(K, I, O)>,
    /// How many outputs the last call computed.
    pub(crate) computed: usize,
}

impl<K, I, O> Default for Memo<K, I, O> {
    fn default() -> Self {
        Self { entries: Vec::new(), computed: 0 }
    }
}

impl<K, I, O> Memo<K, I, O>
where
    K: Ord + Clone + Send + Sync,
    I: Eq + Send + Sync,
    O: PartialEq + Clone + Send + Sync,
{
    /// Returns `f` of every input, in their order. Keys ascend and differ; those absent from `inputs`
    /// are forgotten.
    pub(crate) fn map(&mut self, inputs: Vec<(K, I)>, f: impl Fn(&K, &I) -> O + Sync) -> Vec<O> {
        self.map_with(inputs, || (), |(), key, input| f(key, input))
    }

    /// Like [`Memo::map`], with something that `f` may keep between calls on one thread; it must make
    /// no difference to what `f` returns. Work is handed out in pieces of at least [`KEPT_FOR_MIN`],
    /// so that what is kept is worth keeping.
    pub(crate) fn map_with<S>(
        &mut self,
        inputs: Vec<(K, I)>,
        init: impl Fn() -> S + Sync + Send,
        f: impl Fn(&mut S, &K, &I) -> O + Sync,
    ) -> Vec<O> {
        debug_assert!(inputs.is_sorted_by(|(one, _), (other, _)| one < other), "keys ascend");
        let old = std::mem::take(&mut self.entries);
        let pieces_min = if size_of::<S>() == 0 { 1 } else { KEPT_FOR_MIN };
        let new: Vec<((K, I, O), bool)> = joined(inputs, old)
            .into_par_iter()
            .with_min_len(pieces_min)
            .map_init(init, |kept, (key, input, before)| match before {
                Some((was, output)) if was == input => ((key, was, output), false),
                Some((_, before)) => {
                    let output = f(kept, &key, &input);
                    ((key, input, if output == before { before } else { output }), true)
                }
                None => {
                    let output = f(kept, &key, &input);
                    ((key, input, output), true)
                }
            })
            .collect();
        self.computed = new.iter().filter(|(_, computed)| *computed).count();
        let outputs = new.iter().map(|((_, _, output), _)| output.clone()).collect();
        self.entries = new.into_iter().map(|(entry, _)| entry).collect();
        outputs
    }
}

/// A key, its input, and the input and output that are remembered for it.
type Joined<K, I, O> = (K, I, Option<(I, O)>);

/// Puts each input beside what is remembered for its key. Both are in the order of keys.
fn joined<K: Ord, I, O>(inputs: Vec<(K, I)>, old: Vec<(K, I, O)>) -> Vec<Joined<K, I, O>> {
    let mut old = old.into_iter().peekable();
    let join = |(key, input): (K, I)| {
        let before = loop {
            match old.peek() {
                // Equality first: of shared keys it is decided without looking at them.
                Some((known, _, _)) if *known == key => {
                    break old.next().map(|(_, input, output)| (input, output));
                }
                Some((known, _, _)) if *known < key => drop(old.next()),
                Some(_) | None => break None,
            }
        };
        (key, input, before)
    };
    inputs.into_iter().map(join).collect()
}

/// Remembers one call: a function of the whole site.
#[derive(Debug)]
pub(crate) struct Once<I, O> {
    last: Option<(I, Same<O>)>,
}

impl<I, O> Default for Once<I, O> {
    fn default() -> Self {
        Self { last: None }
    }
}

impl<I: Eq, O> Once<I, O> {
    /// Returns the output of the last call, whatever it was made from.
    pub(crate) fn last(&self) -> Option<Same<O>> {
        self.last.as_ref().map(|(_, output)| output.clone())
    }

    /// Returns `f` of the input.
    pub(crate) fn of(&mut self, input: I, f: impl FnOnce(&I) -> O) -> Same<O> {
        let output = match self.last.take() {
            Some((was, output)) if was == input => {
                self.last = Some((was, output.clone()));
                return output;
            }
            Some(_) | None => Same::new(f(&input)),
        };
        self.last = Some((input, output.clone()));
        output
    }
}

/// A shared value. Equality looks at the address first, then at the value; that of an `Arc` of a
/// slice or a text always looks at the value.
#[derive(Debug)]
pub struct Held<T: ?Sized>(Arc<T>);

impl<T: ?Sized> Clone for Held<T> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<T: ?Sized + PartialEq> PartialEq for Held<T> {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0) || *self.0 == *other.0
    }
}

impl<T: ?Sized + Eq> Eq for Held<T> {}

impl<T: ?Sized> Deref for Held<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

impl<T: ?Sized> Default for Held<T>
where
    Arc<T>: Default,
{
    fn default() -> Self {
        Self(Arc::default())
    }
}

impl<T: ?Sized, V> From<V> for Held<T>
where
    Arc<T>: From<V>,
{
    fn from(value: V) -> Self {
        Self(value.into())
    }
}

impl<T> FromIterator<T> for Held<[T]> {
    fn from_iter<I: IntoIterator<Item = T>>(items: I) -> Self {
        Self(items.into_iter().collect())
    }
}

impl<T: ?Sized> Held<T> {
    /// Returns the value as it is shared elsewhere.
    pub fn share(&self) -> Arc<T> {
        Arc::clone(&self.0)
    }
}

/// A shared value that is equal to itself only: two that were made apart differ, whatever is in them.
///
/// For what is large and part of many inputs. Such an input may be taken for changed when it is not;
/// never the other way round, since an address in use belongs to one value.
#[derive(Debug, Default)]
pub(crate) struct Same<T>(Arc<T>);

impl<T> Same<T> {
    /// Shares a value.
    pub(crate) fn new(value: T) -> Self {
        Self(Arc::new(value))
    }
}

impl<T> Clone for Same<T> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<T> PartialEq for Same<T> {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

impl<T> Eq for Same<T> {}

impl<T> Deref for Same<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}
