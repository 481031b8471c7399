//! Bonuses once more, as plainly as their rules are written, held against the program.

mod unilevel;
mod unilevel_cases;
