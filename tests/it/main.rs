//! The integration tests, one module per subject.

mod cases;
mod emit;
mod support;
