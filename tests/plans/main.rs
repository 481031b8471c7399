//! Claims about compensation plans, by bonus: case files, independent walks, properties.

mod cases;
mod naive;
mod stairstep;
