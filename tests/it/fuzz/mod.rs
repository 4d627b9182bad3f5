//! What the tests that throw input at the program share: randomness, a grammar of hostile pages,
//! and the questions that every answer has to stand up to.

pub(crate) mod answer;
pub(crate) mod grammar;
pub(crate) mod inert;
pub(crate) mod random;
pub(crate) mod tags;
