//! The best plan of every instance file named, one line of JSON each with the seconds it took: how the solver is held against another one
//! and measured without an installation (`docs/method/plan.md`).

use std::time::Instant;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    for path in std::env::args().skip(1) {
        let instance: plan::Instance = serde_json::from_str(&std::fs::read_to_string(&path)?)?;
        let start = Instant::now();
        let found = plan::allocate(&instance)?;
        let seconds = start.elapsed().as_secs_f64();
        println!("{}", serde_json::json!({ "path": path, "seconds": seconds, "plan": found }));
    }
    Ok(())
}
