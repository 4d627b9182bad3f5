//! What a host has to be told of a portal, for those that read it nowhere in the portal itself.

use crate::config::{Config, Host};
use crate::render::Theme;
use crate::render::hosting::Hosting;
use crate::session::{Inputs, with_tokens};

/// Returns what a host is told of the portal of these inputs: headers, how long files may be kept, and
/// where readers are kept out. It depends on the edition and the theme, and on nothing that is hidden.
pub fn hosting(inputs: &Inputs, host: Host) -> String {
    let (mut config, _) = Config::from_tree(&inputs.tree, inputs.edition.as_deref());
    config.base = inputs.base.clone().or(config.base);
    let (theme, _) = Theme::with_overrides(&with_tokens(inputs.themes.clone(), &config.tokens));
    Hosting::of(&config, &theme).text(host)
}
