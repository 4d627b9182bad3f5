//! What a host has to be told of a portal, for those that read it nowhere in the portal itself, and the
//! files that every portal has.

use crate::config::{Config, Host};
use crate::emit::Outputs;
use crate::render::Theme;
use crate::render::hosting::Hosting;
use crate::session::{Inputs, with_tokens};
use std::collections::BTreeMap;

/// Returns what a host is told of the portal of these inputs: headers, how long files may be kept, and
/// where readers are kept out. It depends on the edition and the theme, and on nothing that is hidden.
pub fn hosting(inputs: &Inputs, host: Host) -> String {
    let (mut config, _) = Config::from_tree(&inputs.tree, inputs.edition.as_deref());
    config.base = inputs.base.clone().or(config.base);
    let (theme, _) = Theme::with_overrides(&with_tokens(inputs.themes.clone(), &config.tokens));
    Hosting::of(&config, &theme).text(host)
}

/// Returns the files of the built-in theme as portals hold them that set nothing of it: styles, scripts,
/// the icon. They are of the program, and hold nothing of any tree.
pub fn theme_files() -> Outputs {
    let (theme, _) = Theme::with_overrides(&BTreeMap::new());
    theme.assets().map(|(_, path, bytes)| (path, bytes)).collect()
}
