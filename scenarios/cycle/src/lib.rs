//! Two nodes that own each other: reference counting alone never frees them.
mod fixed;
mod leaky;

tracking_alloc::export!(leaky, fixed);
