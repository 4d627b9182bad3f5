//! The time arithmetic of a client's plan: how long, on which clock, in which hours, until when.
//!
//! In: the author's words and days. Out: moments in a time zone, and lengths that can be compared.
//! Nothing here asks what time it is, nor the machine for its time zones. Public holidays are not
//! known: they differ by country and contract, so a holiday counts as the weekday it falls on.

mod due;
mod duration;
mod hours;
mod moment;
mod weekday;
mod zone;

pub(crate) use due::{Clock, due, slowest};
pub(crate) use duration::{Duration, Meaning, Unit};
pub(crate) use hours::Hours;
pub(crate) use moment::Moment;
pub(crate) use zone::Zone;
