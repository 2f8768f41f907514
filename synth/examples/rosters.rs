//! Writes a pair of rosters and the truth about them:
//! `rosters --left 1000000 --right 500000 --seed 1 --out DIR [--faults clean|normal|dirty] [--csv]`.

use std::path::Path;
use std::time::Instant;
use synth::{Damage, RosterOrder, write_rosters};

const USAGE: &str = "usage: rosters --left ROWS --right ROWS --seed SEED --out DIR [--faults clean|normal|dirty] [--csv]";

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut order = RosterOrder { left: 0, right: 0, seed: 1, damage: Damage::Normal, csv: false };
    let mut out = String::new();
    let mut arguments = std::env::args().skip(1);
    while let Some(flag) = arguments.next() {
        let mut value = || arguments.next().ok_or(USAGE);
        match flag.as_str() {
            "--left" => order.left = value()?.parse()?,
            "--right" => order.right = value()?.parse()?,
            "--seed" => order.seed = value()?.parse()?,
            "--out" => out = value()?,
            "--csv" => order.csv = true,
            "--faults" => {
                order.damage = match value()?.as_str() {
                    "clean" => Damage::Clean,
                    "normal" => Damage::Normal,
                    "dirty" => Damage::Dirty,
                    _ => return Err(USAGE.into()),
                }
            }
            _ => return Err(USAGE.into()),
        }
    }
    if order.left == 0 || order.right == 0 || out.is_empty() {
        return Err(USAGE.into());
    }
    let started = Instant::now();
    let made = write_rosters(&order, Path::new(&out))?;
    println!("{made:?} in {:.1} s", started.elapsed().as_secs_f64());
    Ok(())
}
