//! Figures: data in, inline SVG out.
//!
//! Every function here is pure and knows no page. Shapes are attributes and looks are classes
//! (`themes/default/css/figures.css`), so a figure works under a policy that forbids inline styles.
//! A figure never stands alone: the page prints the same facts as a list or a table beside it.
//! `None` means that there is nothing to draw, or too much to be readable.

mod calendar;
mod flows;
mod ladder;
mod layers;
mod layout;
mod measure;
mod relations;
mod svg;
mod timelines;
mod tracks;

#[cfg(test)]
mod tests;

pub(crate) use calendar::{Event, calendar, columns};
pub(crate) use flows::{Flow, flows};
pub(crate) use ladder::{Step, ladder};
pub(crate) use relations::{Relation, relations};
pub(crate) use timelines::{Mark, Row, timelines};
