//! The `downline` program.

fn main() {}
