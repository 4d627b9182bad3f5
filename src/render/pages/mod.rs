//! The kinds of page, one file each: what of the site goes into its context.

pub(super) mod az;
pub(super) mod not_found;
pub(super) mod policy;
pub(super) mod section;
