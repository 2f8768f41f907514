//! Writes a synthetic province: `generate PEOPLE SEED OUT`; prints what was made and how long it took.

use std::path::Path;
use std::time::Instant;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [people, seed, out] = arguments.as_slice() else {
        return Err("usage: generate PEOPLE SEED OUT".into());
    };
    let order = synth::Order { people: people.parse()?, seed: seed.parse()?, ..synth::Order::default() };
    let started = Instant::now();
    let summary = synth::write_province(&order, Path::new(out), &mut |_, _, _| {})?;
    println!("{summary:#?}");
    println!("covered {:.4}", summary.covered as f64 / summary.eligible as f64);
    println!("{:.1} s", started.elapsed().as_secs_f64());
    Ok(())
}
