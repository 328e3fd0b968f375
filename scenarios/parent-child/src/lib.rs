//! Children that keep the parent alive which keeps them alive.
mod fixed;
mod leaky;

tracking_alloc::export!(leaky, fixed);
