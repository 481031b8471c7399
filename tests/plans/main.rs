//! Claims about compensation plans, by bonus: case files, independent walks, properties.

mod binary;
mod calculator;
mod caps;
mod carry;
mod cases;
mod errors;
mod leaders;
mod naive;
mod network;
mod placement;
mod rules;
mod sellers;
mod stairstep;
mod start;
mod unilevel;
