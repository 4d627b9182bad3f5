//! Text: places in a file, anchors, collation, near names. Knows nothing of policies.

pub(crate) mod collate;
pub(crate) mod decode;
pub(crate) mod diff;
pub(crate) mod nearest;
pub(crate) mod slug;
pub(crate) mod span;
