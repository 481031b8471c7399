//! The allocator of the `downline` program: benches measure what it does.

/// For all of a bench.
#[global_allocator]
static MEMORY: mimalloc::MiMalloc = mimalloc::MiMalloc;
