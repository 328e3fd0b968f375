//! `mem::forget` takes a value and never runs its destructor: what it owns stays allocated.
mod fixed;
mod leaky;

tracking_alloc::export!(leaky, fixed);
