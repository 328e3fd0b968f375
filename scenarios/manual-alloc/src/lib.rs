//! Memory managed by hand, as in C: what `alloc` gave must go back through `dealloc`.
mod fixed;
mod leaky;

tracking_alloc::export!(leaky, fixed);
