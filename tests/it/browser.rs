//! Sites and the preview in a real browser.
//!
//! Without Chromium, or without axe-core where a test needs it, the tests say that they were left
//! out; `RULEBOOK_BROWSER=required` makes them fail then, and so does `CI`. `RULEBOOK_CHROMIUM` names
//! another program than the one that is found. `npm ci --prefix tests/browser` fetches axe-core.

#![cfg(unix)]
#![allow(clippy::disallowed_methods, clippy::unwrap_used, reason = "tests start programs")]

mod axe;
mod budgets;
mod chromium;
mod direction;
mod emulate;
mod kinds;
mod live;
mod matrix;
mod not_found;
mod offline;
mod paper;
mod policy;
mod portal;
mod reading;
mod search;
mod server;
mod site;
