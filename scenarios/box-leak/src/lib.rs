//! `Box::leak` trades a value for a reference that lives for ever: fine once, a leak every time.
mod leaky;
mod once;
mod reclaimed;

tracking_alloc::export!(leaky, reclaimed, once);
