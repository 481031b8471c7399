//! Chunks of rows, read on all threads where there are many.
//!
//! *Invariant*: what is said of chunks comes back in their order, whatever the threads.

use rayon::prelude::*;

use crate::world::Chunk;

/// Chunks that a thread reads at least: fewer are sooner read by one.
pub(super) const CHUNKS_TOGETHER: usize = 8;

/// What is to be said of each chunk.
pub(super) fn each_chunk<'a, T: Send>(
    chunks: impl Iterator<Item = &'a Chunk>,
    say: impl Fn(&'a Chunk) -> T + Sync + Send,
) -> Vec<T> {
    let chunks: Vec<&Chunk> = chunks.collect();
    chunks.into_par_iter().with_min_len(CHUNKS_TOGETHER).map(say).collect()
}

/// Chunks whose lists are made before they are appended to the whole, so that few rows are there
/// twice.
const LISTED_TOGETHER: usize = 64;

/// What chunks come to together: their parts are added up in their order, a few at a time.
pub(super) fn sum_chunks<'a, T: Send>(
    chunks: impl Iterator<Item = &'a Chunk>,
    zero: T,
    say: impl Fn(&'a Chunk) -> T + Sync + Send,
    add: impl Fn(&mut T, &T),
) -> T {
    let chunks: Vec<&Chunk> = chunks.collect();
    let mut sum = zero;
    for some in chunks.chunks(LISTED_TOGETHER) {
        for part in each_chunk(some.iter().copied(), &say) {
            add(&mut sum, &part);
        }
    }
    sum
}

/// What is to be said of the rows of all chunks, in their order; `most` is about how much it can
/// be.
pub(crate) fn list_rows<'a, T: Send>(
    chunks: impl Iterator<Item = &'a Chunk>,
    most: usize,
    say: impl Fn(&'a Chunk) -> Vec<T> + Sync + Send,
) -> Vec<T> {
    let chunks: Vec<&Chunk> = chunks.collect();
    let mut all = Vec::with_capacity(most);
    for some in chunks.chunks(LISTED_TOGETHER) {
        all.extend(each_chunk(some.iter().copied(), &say).into_iter().flatten());
    }
    all
}
