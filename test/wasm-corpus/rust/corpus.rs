//! What all programs of the corpus have in common: exports, state that lives as long as the module,
//! benign noise, and a `main` for the same programs compiled natively.
#![allow(dead_code)]

use std::collections::{HashMap, VecDeque};

/// Keeps the optimizer from seeing that a value is unused.
pub fn keep<T>(value: &T) {
    // SAFETY: the address of a local variable is valid to be read.
    unsafe {
        std::ptr::read_volatile(&(value as *const T));
    }
}

/// A value that lives as long as the module: a static, not a thread's own, so that nothing drops it.
#[macro_export]
macro_rules! state {
    ($type:ty, $init:expr) => {{
        static mut STATE: Option<$type> = None;
        // SAFETY: programs have one thread, and none keeps a reference over another call.
        unsafe { (*std::ptr::addr_of_mut!(STATE)).get_or_insert_with(|| $init) }
    }};
}

/// Exports each program under its name, and once more with noise around it.
#[macro_export]
macro_rules! programs {
    ($($name:ident),+ $(,)?) => {
        #[cfg(target_arch = "wasm32")]
        mod exports { $(
            pub mod $name {
                #[export_name = stringify!($name)]
                pub extern "C" fn alone(index: u32) {
                    crate::$name(index)
                }

                #[export_name = concat!(stringify!($name), "_noisy")]
                pub extern "C" fn noisy(index: u32) {
                    crate::corpus::noise(index);
                    crate::$name(index)
                }
            }
        )+ }

        #[cfg(not(target_arch = "wasm32"))]
        fn main() {
            let mut arguments = std::env::args().skip(1);
            let name = arguments.next().unwrap_or_default();
            let operations: u32 = arguments.next().and_then(|text| text.parse().ok()).unwrap_or(0);
            let operation: fn(u32) = match name.as_str() {
                $( stringify!($name) => $name, )+
                _ => panic!("no program {name}"),
            };
            drop((name, arguments));
            for index in 0..operations {
                operation(index);
            }
            crate::corpus::overwrite_stack();
        }
    };
}

struct Noise {
    recent: VecDeque<Vec<u8>>,
    queue: Vec<String>,
    cache: HashMap<u32, [u8; 24]>,
}

/// Temporaries, a window of recent buffers, a queue that is flushed, a cache of 64 entries, and now
/// and then a large block: all bounded within 400 operations.
#[inline(never)]
pub fn noise(index: u32) {
    let noise = state!(
        Noise,
        Noise {
            recent: VecDeque::new(),
            queue: Vec::new(),
            cache: HashMap::new(),
        }
    );
    let size = 16 + (index.wrapping_mul(2654435761) >> 24) as usize;
    let temporary = vec![index as u8; size];
    keep(&temporary);
    noise.recent.push_back(temporary.clone());
    if noise.recent.len() > 40 {
        noise.recent.pop_front();
    }
    noise.queue.push(format!("entry {index}"));
    if noise.queue.len() >= 130 {
        noise.queue.clear();
    }
    noise.cache.insert(index.wrapping_mul(40503) % 64, [index as u8; 24]);
    if index % 97 == 0 {
        keep(&vec![0u8; 20_000]);
    }
}

/// Of the last operations, words may be left that lead to what they lost: Valgrind would take them for
/// pointers, as one in 80 runs of `box_into_raw` showed.
#[cfg(not(target_arch = "wasm32"))]
#[inline(never)]
pub fn overwrite_stack() {
    keep(&[0usize; 4096]);
}
