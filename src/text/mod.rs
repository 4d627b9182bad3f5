//! Text: places in a file, anchors, collation, near names. Knows nothing of policies.

pub mod collate;
pub mod nearest;
pub mod slug;
pub mod span;
