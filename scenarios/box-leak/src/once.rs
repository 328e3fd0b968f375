use tracking_alloc::{keep, Tally};

struct Config {
    limits: [u32; 32],
    _tally: Tally,
}

thread_local! {
    static CONFIG: &'static Config = Box::leak(load(0));
}

pub fn operation(_index: u32) {
    let config: &'static Config = CONFIG.with(|config| *config);
    keep(&config.limits);
}

fn load(index: u32) -> Box<Config> {
    Box::new(Config {
        limits: [index; 32],
        _tally: Tally::new(),
    })
}
