//! The kinds of page, one file each: what of the site goes into its context.

pub(super) mod az;
pub(super) mod call_sheet;
mod clauses;
pub(super) mod client;
pub(super) mod clients;
pub(super) mod dates;
pub(super) mod exceptions;
pub(super) mod glossary;
pub(crate) mod handbook;
mod home;
pub(super) mod matrix;
pub(super) mod not_found;
pub(super) mod policy;
pub(super) mod register;
pub(super) mod search;
pub(super) mod section;
