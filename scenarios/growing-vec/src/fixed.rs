use std::cell::RefCell;
use tracking_alloc::{keep, Tally};

const BOUND: usize = 512;

struct Reading {
    sensor: u32,
    celsius: f32,
    at: u64,
    _tally: Tally,
}

thread_local! {
    static READINGS: RefCell<Vec<Reading>> = const { RefCell::new(Vec::new()) };
}

pub fn operation(index: u32) {
    let reading = read_sensor(index);
    READINGS.with(|readings| {
        let mut readings = readings.borrow_mut();
        if readings.len() < BOUND {
            readings.push(reading);
        } else {
            readings[index as usize % BOUND] = reading;
        }
    });
}

fn read_sensor(index: u32) -> Reading {
    let reading = Reading {
        sensor: index % 16,
        celsius: (index % 400) as f32 / 10.0,
        at: u64::from(index) * 250,
        _tally: Tally::new(),
    };
    keep(&(reading.sensor, reading.celsius, reading.at));
    reading
}
