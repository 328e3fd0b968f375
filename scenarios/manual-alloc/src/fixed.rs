use std::alloc::{alloc, dealloc, handle_alloc_error, Layout};
use tracking_alloc::keep;

type Frame = [u32; 48];

pub fn operation(index: u32) {
    let layout = Layout::new::<Frame>();
    // SAFETY: the layout has a size. The block is checked, then written as the `Frame` that its
    // layout is for, and nobody else knows of it.
    unsafe {
        let frame = alloc(layout).cast::<Frame>();
        if frame.is_null() {
            handle_alloc_error(layout);
        }
        frame.write([index; 48]);
        keep(&*frame);
        dealloc(frame.cast(), layout);
    }
}
