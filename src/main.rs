//! The `downline` program: hands its arguments to the command line's room.

use std::process::ExitCode;

/// It asks the system for large pages, in which far-off rows are found sooner: with 100,000
/// founders a week takes a fifth less.
#[global_allocator]
static MEMORY: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    downline::cli::main()
}
