//! `sinergi period`: what offices enter by hand for a region and a month, and the steps of its approval.

use crate::arguments::{Cli, Format, PeriodVerb};
use crate::print;
use crate::trust::{now, operator};
use crate::verbs::{month, refused, today};
use anyhow::Result;
use app::{Installation, PeriodBoard, PeriodEvent, PeriodStep};
use base::vocabulary::region::RegionCode;
use texts::Texts;

/// `sinergi period …`
pub(crate) async fn run(cli: &Cli, home: &Installation, order: &PeriodVerb, texts: &Texts) -> Result<u8> {
    match order {
        PeriodVerb::List { month: asked } => show(cli, &app::period_board(home, &operator(), month(asked)?).await?, texts)?,
        PeriodVerb::Enter { region, month, indicator, numerator, denominator, evidence, on } => {
            let (indicator, evidence) = (indicator.clone(), evidence.clone());
            let event = PeriodEvent::Entered { indicator, numerator: *numerator, denominator: *denominator, evidence };
            write(home, (region, month), &event, on.unwrap_or_else(today)).await?;
        }
        PeriodVerb::Step { region, month, step, reason, on } => {
            let step = PeriodStep::parse(step).ok_or_else(|| refused("error-not-a-choice", step))?;
            let event = PeriodEvent::Stepped { step, reason: reason.clone() };
            write(home, (region, month), &event, on.unwrap_or_else(today)).await?;
        }
    }
    Ok(0)
}

async fn write(home: &Installation, (region, of): (&str, &str), event: &PeriodEvent, on: jiff::civil::Date) -> Result<()> {
    let code = RegionCode::parse(region).map_err(|_| app::AppError::from(app::Refused::UnknownRegion(region.to_owned())))?;
    // A command is given once: its moment and process make it different from every other.
    let once = format!("{}-{}", jiff::Timestamp::now().as_nanosecond(), std::process::id());
    app::write_period(home, &operator(), (code, month(of)?), event, (&once, on, now())).await?;
    Ok(())
}

fn show(cli: &Cli, board: &PeriodBoard, texts: &Texts) -> Result<()> {
    if cli.format == Format::Json {
        return print::json(board);
    }
    let heading = |key: &str| texts.say(key, &[]);
    let headings = ["period-region", "period-indicator", "web-numerator", "web-denominator", "period-state", "period-reason"];
    let headings = headings.map(heading);
    let mut rows = Vec::new();
    for sheet in board.sheets.iter().filter(|sheet| !sheet.values.is_empty() || !sheet.steps.is_empty()) {
        let state = texts.say(&format!("period-state-{}", sheet.state.code()), &[]);
        let reason = sheet.steps.last().map(|step| step.reason.clone()).unwrap_or_default();
        for (code, value) in &sheet.values {
            let (numerator, denominator) = (print::count(value.numerator), print::count(value.denominator));
            rows.push(vec![sheet.region_name.clone(), code.clone(), numerator, denominator, state.clone(), reason.clone()]);
        }
    }
    let headings = headings.each_ref().map(String::as_str);
    if cli.format == Format::Csv {
        print::csv(&headings, &rows)
    } else {
        print::table(&headings, &rows)
    }
    Ok(())
}
