//! The `downline` program: hands its arguments to the command line's room.

use std::process::ExitCode;

fn main() -> ExitCode {
    downline::cli::main()
}
