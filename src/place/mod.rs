//! Paths and addresses. Nothing outside this module joins, splits, encodes or adds a slash.

mod address;
mod address_pattern;
mod out_path;
#[cfg(feature = "serve")]
pub(crate) mod requested;
mod route;
mod source_path;

pub use address::BadAddress;
pub use address_pattern::AddressPattern;
pub use out_path::OutPath;
pub use route::{Base, Href, Route};
pub(crate) use route::{decode_fragment, encoded_path};
pub use source_path::{Resolution, SourcePath};
