//! `sinergi plan`: prints what the use cases say of plans.

use crate::arguments::{Cli, Format};
use crate::print;
use anyhow::Result;
use std::path::Path;
use texts::Texts;

/// Plans an instance. Exit code 1 when no plan keeps every limit.
pub(crate) fn allocate(cli: &Cli, instance: &Path, texts: &Texts) -> Result<u8> {
    let plan = app::allocate_instance(instance)?;
    let no_plan = plan.objective.is_none();
    let cells = |dotted: bool| -> Vec<Vec<String>> {
        let rupiah = |amount: base::vocabulary::Rupiah| if dotted { amount.to_string() } else { amount.0.to_string() };
        let people = |people: i64| if dotted { print::count(people.unsigned_abs()) } else { people.to_string() };
        let row = |one: &app::Assigned| vec![one.cell.clone(), one.fund.clone(), people(one.people), rupiah(one.rupiah)];
        plan.assign.iter().map(row).collect()
    };
    match cli.format {
        Format::Json => print::json(&plan)?,
        Format::Csv => print::csv(&["cell", "fund", "people", "rupiah"], &cells(false)),
        Format::Table if no_plan => println!("{}.", texts.say("plan-infeasible", &[("limits", &plan.conflicts.join("; "))])),
        Format::Table => {
            let heading = |name: &str| texts.say(&format!("plan-heading-{name}"), &[]);
            let headings = ["cell", "fund", "people", "rupiah"].map(heading);
            let headings: Vec<&str> = headings.iter().map(String::as_str).collect();
            let mut rows = cells(true);
            let total = print::count(plan.people.unsigned_abs());
            rows.push(vec![texts.say("plan-total", &[]), String::new(), total, plan.rupiah.to_string()]);
            print::table(&headings, &rows);
            let gap = plan.gap.unwrap_or(0).to_string();
            let proof = if gap == "0" { "plan-optimal" } else { "plan-feasible" };
            println!("{}.", texts.say(proof, &[("gap", &gap)]));
            for price in &plan.prices {
                let worth = format!("{}.{:03}", price.worth_thousandths / 1000, price.worth_thousandths % 1000);
                let key = format!("plan-price-{}", price.of);
                println!("  {}", texts.say(&key, &[("id", &price.id), ("worth", &worth)]));
            }
        }
    }
    Ok(u8::from(no_plan))
}
