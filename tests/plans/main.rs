//! Claims about compensation plans, by bonus: case files, independent walks, properties.

mod calculator;
mod cases;
mod leaders;
mod naive;
mod network;
mod start;
mod unilevel;
