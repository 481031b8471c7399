//! Claims about compensation plans, by bonus: case files, independent walks, properties.

mod cases;
mod errors;
mod naive;
mod start;
