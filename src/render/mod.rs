//! From a site to the bytes of its pages: which outputs there are, what each page says, how it looks.
//!
//! A page's bytes are a function of the theme and its context, and of nothing else; contexts are
//! plain data that can be compared.

pub mod context;
mod engine;
mod facts;
pub mod outputs;
mod pages;
mod sitemap;
mod theme;
mod view;

pub use engine::Engine;
pub use outputs::{Job, Jobs};
pub use theme::Theme;
pub use view::{Highlighted, View};
