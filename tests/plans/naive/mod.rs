//! Bonuses once more, as plainly as the rules are written: everything is asked again each time it
//! is needed. Nothing of the program's plans is called.

mod generation;
mod infinity;
mod matching;
mod matrix;
