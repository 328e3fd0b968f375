//! A family as a native program, that Valgrind may count what it keeps and what it has lost.

extern "C" {
    fn _exit(status: i32) -> !;
}

type Program = fn(usize);

pub fn run(programs: &[(&str, Program)]) {
    let (program, operations) = asked(programs);
    operate(program, operations);
    wipe_stack(64);
    // Without destructors, as a module is at rest: what is kept is still kept.
    // SAFETY: nothing is to be written or joined any more.
    unsafe { _exit(0) }
}

fn asked(programs: &[(&str, Program)]) -> (Program, usize) {
    let mut arguments = std::env::args().skip(1);
    let name = arguments.next().unwrap_or_default();
    let operations = arguments.next().and_then(|count| count.parse().ok());
    match (programs.iter().find(|(id, _)| *id == name), operations) {
        (Some((_, program)), Some(operations)) => (*program, operations),
        _ => panic!("expected <program> <operations>"),
    }
}

#[inline(never)]
fn operate(program: Program, operations: usize) {
    for operation in 0..operations {
        program(operation);
    }
}

/// Addresses that dead frames left behind would count as roots.
#[inline(never)]
fn wipe_stack(frames: usize) {
    let mut frame = [0usize; 128];
    for word in &mut frame {
        // SAFETY: a word of the frame's own.
        unsafe { (word as *mut usize).write_volatile(0) }
    }
    if frames > 0 {
        wipe_stack(frames - 1);
    }
}
