use tracking_alloc::{keep, Tally};

struct Config {
    limits: [u32; 32],
    _tally: Tally,
}

pub fn operation(index: u32) {
    let config: &'static mut Config = Box::leak(load(index));
    keep(&config.limits);
}

fn load(index: u32) -> Box<Config> {
    Box::new(Config {
        limits: [index; 32],
        _tally: Tally::new(),
    })
}
