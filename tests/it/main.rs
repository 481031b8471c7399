//! Claims about the whole, by their kind.
