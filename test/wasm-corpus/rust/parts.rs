//! What the families share. A family names its programs with `programs!`, which exports each by its
//! name and, with benign noise around it, by `<name>_noisy`.

#![allow(dead_code)]

use std::cell::UnsafeCell;
use std::mem::ManuallyDrop;

#[cfg(not(target_arch = "wasm32"))]
#[path = "native.rs"]
pub mod native;

/// A value in static data: a root as plain as there is, in WebAssembly and natively alike. A
/// `thread_local!` would run destructors at a native process's end, when Valgrind counts.
pub struct Held<T>(UnsafeCell<ManuallyDrop<T>>);

// SAFETY: no program starts a thread, nor calls itself while it uses a value.
unsafe impl<T> Sync for Held<T> {}

impl<T> Held<T> {
    pub const fn new(value: T) -> Self {
        Held(UnsafeCell::new(ManuallyDrop::new(value)))
    }

    #[allow(clippy::mut_from_ref)]
    pub fn get(&self) -> &mut T {
        // SAFETY: as above, there is one user at a time.
        unsafe { &mut *self.0.get() }
    }
}

impl<T> Held<Option<T>> {
    /// For what no constant expression can make, such as a `HashMap`.
    pub fn or(&self, make: impl FnOnce() -> T) -> &mut T {
        self.get().get_or_insert_with(make)
    }
}

static SEEN: Held<u8> = Held::new(0);

/// Reads the value where it lies, so that no optimiser takes away the memory that it is in.
/// A byte is kept of it: too little to be an address.
pub fn observe<T: ?Sized>(value: &T) {
    let first = value as *const T as *const u8;
    if std::mem::size_of_val(value) == 0 {
        return;
    }
    // SAFETY: the value has a first byte; padding is never first. The cell is a valid `u8`.
    unsafe {
        let seen = SEEN.get() as *mut u8;
        seen.write_volatile(seen.read_volatile() ^ first.read_volatile());
    }
}

/// A number that depends on `n` alone, and looks like chance.
pub fn mix(n: usize) -> usize {
    let mut x = (n as u32).wrapping_add(0x9e37_79b9);
    x = (x ^ (x >> 16)).wrapping_mul(0x21f0_aaad);
    x = (x ^ (x >> 15)).wrapping_mul(0x735a_2d97);
    (x ^ (x >> 15)) as usize
}

/// A text of about `length` bytes that differs with `n`, made without the formatting machinery.
#[inline(always)]
pub fn text(n: usize, length: usize) -> String {
    let mut made = String::with_capacity(length.max(10));
    let mut left = n;
    for _ in 0..length.max(8) {
        made.push((b'a' + (left % 16) as u8) as char);
        left /= 16;
    }
    made
}

/// What any real module does beside the work that is looked at: bounded, and settled after 400
/// operations.
#[inline(never)]
pub fn noise(operation: usize) {
    const EMPTY: Option<Box<[u8]>> = None;
    static CACHE: Held<[Option<Box<[u8]>>; 64]> = Held::new([EMPTY; 64]);
    static QUEUE: Held<Vec<[u32; 4]>> = Held::new(Vec::new());

    let chance = mix(operation ^ 0x5555);
    for temporary in 0..chance % 5 {
        observe(text(chance, 12 + 9 * temporary).as_str());
    }
    let slot = operation % 64;
    CACHE.get()[slot] = Some(vec![slot as u8; 24 + mix(slot) % 200].into_boxed_slice());
    let queue = QUEUE.get();
    queue.push([operation as u32, 1, 2, 3]);
    if queue.len() == 250 {
        observe(&queue[0]);
        queue.clear();
        queue.shrink_to_fit();
    }
    if operation % 97 == 96 {
        observe(&vec![1u8; 20_000 + chance % 4000][..]);
    }
}

#[macro_export]
macro_rules! programs {
    ($($id:ident)*) => {
        #[cfg(target_arch = "wasm32")]
        mod exports {
            $(
                mod $id {
                    #[export_name = stringify!($id)]
                    pub extern "C" fn alone(operation: i32) {
                        crate::$id(operation as usize);
                    }
                    #[export_name = concat!(stringify!($id), "_noisy")]
                    pub extern "C" fn noisy(operation: i32) {
                        $crate::parts::noise(operation as usize);
                        crate::$id(operation as usize);
                    }
                }
            )*
        }

        /// For Valgrind: `<program> <operations>`.
        #[cfg(not(target_arch = "wasm32"))]
        pub fn main() {
            $crate::parts::native::run(&[$((stringify!($id), $id as fn(usize))),*]);
        }
    };
}
