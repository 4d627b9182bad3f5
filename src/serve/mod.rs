//! The preview: serving what was built, and telling the browser when it changes.
//!
//! In: [`Outputs`](crate::Outputs) and a [`Report`], put into a [`Live`] at each build. Out: HTTP on
//! one address. What is served is byte for byte what is built, but for one script tag that is added
//! while responding. Must not know how a site is built.

mod conditional;
mod connection;
mod events;
mod guard;
mod http;
mod live;
mod media;
mod pacing;
mod page;
mod report;
mod respond;
mod watch;

pub use http::{Limits, Options, Server, listen, listen_within};
pub use live::{Live, Published};
pub use report::Report;
pub use watch::{POLL, Wake, Watch, Watched};
