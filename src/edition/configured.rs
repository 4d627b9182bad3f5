//! What the configuration says to readers, under the names of an edition: titles, and what is compared
//! with texts that have these names.

use crate::config::Config;
use crate::edition::names::Naming;

/// Puts the texts of a configuration under their names, and returns how many names were replaced.
pub(super) fn rename(config: &mut Config, naming: &Naming) -> usize {
    let titles = config.collections.values_mut().map(|title| &mut title.value);
    // Endings of titles, the committee and the team are looked for in texts.
    let texts = titles
        .chain(&mut config.title)
        .chain(&mut config.strip_suffix)
        .chain(&mut config.sort_ignore)
        .chain(&mut config.srp.committee)
        .chain([&mut config.srp.incident_team]);
    let mut replaced = 0;
    for text in texts {
        let (renamed, count) = naming.counted(text);
        *text = renamed;
        replaced += count;
    }
    replaced
}
