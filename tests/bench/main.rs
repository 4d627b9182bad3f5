//! The benchmark of full builds.

fn main() {}
