use tracking_alloc::{keep, Tally};

struct Step {
    number: u32,
    _tally: Tally,
}

pub fn operation(index: u32) {
    let title = String::from("a title of thirty-two characters");
    let steps: Vec<Step> = (0..16).map(|offset| step(index ^ offset)).collect();
    keep(&title);
    keep(&steps);
    drop(title);
    drop(steps);
}

fn step(number: u32) -> Step {
    let step = Step {
        number,
        _tally: Tally::new(),
    };
    keep(&step.number);
    step
}
