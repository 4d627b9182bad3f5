//! What the A-Z receives.

use crate::render::context::{Head, List, Noted, Review, Reviews};
use std::sync::Arc;

/// The A-Z index.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct AzPage {
    /// Title, description, crumbs, lede.
    pub head: Head,
    /// How many policies.
    pub total: usize,
    /// The jump bar.
    pub letters: List<Letter>,
    /// The entries by letter.
    pub groups: List<AzGroup>,
    /// How the reviews of the policies stand.
    pub reviews: Option<Arc<Reviews>>,
    /// What was reviewed lately.
    pub recent: List<Noted>,
    /// What has to be reviewed now.
    pub due: List<Noted>,
    /// Whether a policy has an owner, who can then be searched for.
    pub owners: bool,
}

/// One letter of a jump bar.
#[derive(Clone, PartialEq, Eq, Debug)]
#[expect(clippy::struct_field_names, reason = "templates read it as `item.letter`")]
pub(crate) struct Letter {
    /// The letter.
    pub letter: String,
    /// Where its entries are.
    pub href: Arc<str>,
    /// Whether it has entries.
    pub active: bool,
}

/// The entries of one letter.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct AzGroup {
    /// The letter.
    pub letter: String,
    /// Its anchor.
    pub id: String,
    /// The entries.
    pub entries: List<AzEntry>,
}

/// One entry of the index.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct AzEntry {
    /// The title, or the other name.
    pub title: Arc<str>,
    /// The policy.
    pub href: Arc<str>,
    /// What it is about.
    pub summary: Option<Arc<str>>,
    /// The section it lies in.
    pub section: Option<Arc<str>>,
    /// The policy's title, when this is another name.
    pub see: Option<Arc<str>>,
    /// Who answers for it.
    pub owner: Option<Arc<str>>,
    /// Its version, as written.
    pub version: Option<Arc<str>>,
    /// How its review stands, when a day is known for it.
    pub review: Option<Arc<Review>>,
}
