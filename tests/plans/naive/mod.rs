//! Bonuses once more, as plainly as their rules are written. Nothing of the program's plans is
//! called; what everybody did is asked again each time it is needed.

mod affiliate;
mod customer_bonus;
mod party;
mod sellers;
mod sponsored;
