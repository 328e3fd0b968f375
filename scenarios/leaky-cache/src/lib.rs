//! A cache without a bound is a leak with a lookup. The cures bound it: the oldest entry leaves
//! (fifo), or the one that was used the longest ago (lru).
mod fifo;
mod leaky;
mod lru;

tracking_alloc::export!(leaky, fifo, lru);
