//! From a site to the bytes of its pages: which outputs there are, what each page says, how it looks.
//!
//! A page's bytes are a function of the theme and its context, and of nothing else; contexts are
//! plain data that can be compared.

pub(crate) mod card;
mod charts;
pub(crate) mod claims;
pub(crate) mod context;
pub(crate) mod draw;
mod engine;
mod facts;
mod fill;
pub(crate) mod formats;
pub(crate) mod frame;
pub(crate) mod head;
pub(crate) mod hosting;
mod judged;
mod labels;
mod markup;
pub(crate) mod outputs;
pub(crate) mod pages;
pub(crate) mod record;
pub(crate) mod sight;
mod sitemap;
mod standing;
mod style;
pub(crate) mod terms;
mod theme;
pub(crate) mod twin;
mod view;

pub(crate) use engine::Engine;
pub(crate) use outputs::{Job, Jobs};
pub(crate) use pages::search::{entry, named};
pub(crate) use theme::{Theme, with_tokens};
pub(crate) use view::{Highlighted, View};
