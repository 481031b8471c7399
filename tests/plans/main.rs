//! Claims about compensation plans, by bonus: case files, independent walks, properties.

mod binary;
mod cases;
mod naive;
mod placement;
