//! "Did you mean": the candidate that is nearest to what was written.

/// Returns the candidate nearest to `written`, if one is near enough to be worth suggesting.
///
/// Distance is Damerau–Levenshtein over lower-cased text; at most a third of the length may differ.
/// Of two equally near candidates the first one given wins, so pass them in a documented order.
pub(crate) fn nearest<'a>(
    written: &str,
    candidates: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    let written = written.to_lowercase();
    let length = written.chars().count();
    let limit = (length / 3).max(1);
    let mut best: Option<(usize, &str)> = None;
    for candidate in candidates {
        if candidate.chars().count().abs_diff(length) > limit {
            continue;
        }
        let distance = strsim::damerau_levenshtein(&written, &candidate.to_lowercase());
        if distance <= limit && best.is_none_or(|(least, _)| distance < least) {
            best = Some((distance, candidate));
        }
    }
    best.map(|(_, candidate)| candidate)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn suggests_a_slip_and_not_a_stranger() {
        assert_eq!(nearest("onwer", ["order", "owner"]), Some("owner"));
        assert_eq!(nearest("colour", ["owner", "order"]), None);
        assert_eq!(nearest("Readme.me", ["readme.md"]), Some("readme.md"));
    }
}
