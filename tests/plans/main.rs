//! Claims about compensation plans, by bonus: case files, independent walks, properties.

mod caps;
mod cases;
mod errors;
mod naive;
mod start;
