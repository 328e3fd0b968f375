//! A list that is only ever appended to. Its bytes are a staircase: a Vec doubles when it is full.
mod fixed;
mod leaky;

tracking_alloc::export!(leaky, fixed);
