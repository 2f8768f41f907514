//! JKK: what a work accident brings (PP 44/2015, its Lampiran III as changed by PP 82/2019).

use super::claim::{Claim, Event, Level};
use super::{Tally, rupiah};
use crate::law::assess::Refusal;
use crate::law::ratio::Ratio;

/// Pays an accident: what it led to, the costs that are refunded, the children's school.
pub(super) fn pay(tally: &mut Tally<'_>, claim: &Claim) -> Result<(), Refusal> {
    match claim.fact(claim.event, "event")? {
        Event::Death => death(tally, claim)?,
        Event::TotalDisability => {
            lump(tally, claim, "total_disability", "jkk.benefits.total_disability_percent")?;
            periodic(tally, "jkk.benefits")?;
            scholarships(tally, claim)?;
        }
        Event::PartialDisability => partial(tally, claim, "partial_disability", Ratio::WHOLE)?,
        Event::FunctionLoss => {
            let function = claim.fact(claim.function_percent, "function_percent")?;
            partial(tally, claim, "function_loss", function)?;
        }
        Event::Incapacity => incapacity(tally, claim)?,
    }
    refunds(tally, claim)?;
    tally.remark("law-remark-care");
    Ok(())
}

/// Death by work: 60 % of 80 wages, at least what JKM pays, with funeral, periodic payment and scholarships.
pub(super) fn death(tally: &mut Tally<'_>, claim: &Claim) -> Result<(), Refusal> {
    lump(tally, claim, "death", "jkk.benefits.death_percent")?;
    let least = tally.take("jkk.benefits.death_least")?.rupiah();
    let grounds = tally.taken.grounds();
    if let Some(death) = tally.payments.last_mut() {
        if death.amount.0 < least {
            death.amount.0 = least;
            death.arithmetic = format!("{} < {}", death.arithmetic, rupiah(least));
        }
        death.grounds.extend(grounds);
    }
    let funeral = tally.take("jkk.benefits.funeral")?.rupiah();
    tally.pay("funeral", funeral, rupiah(funeral));
    periodic(tally, "jkk.benefits")?;
    scholarships(tally, claim)
}

/// A percentage of a number of monthly wages.
fn lump(tally: &mut Tally<'_>, claim: &Claim, code: &str, percent: &str) -> Result<(), Refusal> {
    let percent = tally.take(percent)?.percent();
    let wages = tally.take("jkk.benefits.wages")?.count();
    let wage = claim.wage()?;
    let basis = wage.checked_mul(wages).ok_or(Refusal::TooLarge { column: "wage" })?;
    let amount = tally.share(percent, basis)?;
    tally.pay(code, amount, format!("{percent} × {wages} × {}", rupiah(wage)));
    Ok(())
}

/// The periodic payment of 24 months, which is paid at once.
pub(super) fn periodic(tally: &mut Tally<'_>, file: &str) -> Result<(), Refusal> {
    let monthly = tally.take(&format!("{file}.periodic_amount"))?.rupiah();
    let months = tally.take(&format!("{file}.periodic_months"))?.count();
    let amount = monthly.checked_mul(months).ok_or(Refusal::TooLarge { column: "periodic" })?;
    tally.pay("periodic", amount, format!("{months} × {}", rupiah(monthly)));
    Ok(())
}

/// The annex's percentage for the part of the body, for lost function times how much of it is lost.
fn partial(tally: &mut Tally<'_>, claim: &Claim, code: &str, function: Ratio) -> Result<(), Refusal> {
    let wages = tally.take("jkk.benefits.wages")?.count();
    let wage = claim.wage()?;
    let basis = wage.checked_mul(wages).ok_or(Refusal::TooLarge { column: "wage" })?;
    let of_part = claim.fact(claim.table_percent, "table_percent")?;
    let percent = of_part.of(function).ok_or(Refusal::TooLarge { column: "table_percent" })?;
    let amount = tally.share(percent, basis)?;
    tally.pay(code, amount, format!("{percent} × {wages} × {}", rupiah(wage)));
    tally.remark("law-remark-annex");
    Ok(())
}

/// Sementara tidak mampu bekerja: a share of the wage that falls with the months.
fn incapacity(tally: &mut Tally<'_>, claim: &Claim) -> Result<(), Refusal> {
    let wage = claim.wage()?;
    let lasted = claim.fact(claim.incapacity_months, "incapacity_months")?;
    let slices = tally.take("jkk.benefits.incapacity")?.slices();
    let too_large = Refusal::TooLarge { column: "incapacity_months" };
    let (mut amount, mut steps) = (0_i64, Vec::new());
    for (place, (from, share)) in slices.iter().enumerate() {
        let upto = slices.get(place + 1).map_or(lasted, |(next, _)| lasted.min(next - 1));
        let months = upto - from + 1;
        if months > 0 {
            let wages = wage.checked_mul(months).ok_or_else(|| too_large.clone())?;
            amount = amount.checked_add(tally.share(*share, wages)?).ok_or_else(|| too_large.clone())?;
            steps.push(format!("{months} × {share} × {}", rupiah(wage)));
        }
    }
    tally.pay("incapacity", amount, steps.join(" + "));
    Ok(())
}

/// Costs that are refunded up to a cap.
fn refunds(tally: &mut Tally<'_>, claim: &Claim) -> Result<(), Refusal> {
    for (code, cost) in &claim.costs {
        let value = tally.take(&format!("jkk.benefits.{code}"))?;
        // A prosthesis is capped by a share of what the reference hospital asks, the others by an amount.
        let (cap, words) = if *code == "prosthesis" {
            let reference = claim.fact(claim.prosthesis_reference, "prosthesis_reference")?;
            (tally.share(value.percent(), reference)?, format!("{} × {}", value.percent(), rupiah(reference)))
        } else {
            (value.rupiah(), value.value.in_words())
        };
        tally.pay(*code, cap.min(*cost), format!("{} → {words}", rupiah(*cost)));
    }
    Ok(())
}

/// Scholarships from each child's level to the end of higher education, at most for as many children as the law counts.
pub(super) fn scholarships(tally: &mut Tally<'_>, claim: &Claim) -> Result<(), Refusal> {
    if claim.children.is_empty() {
        return Ok(());
    }
    let most = tally.take("jkk.benefits.scholarship_children")?.count();
    let most = usize::try_from(most).unwrap_or(usize::MAX);
    if let Some(once) = tally.window("jkk.benefits.scholarship_once") {
        let once = once.rupiah();
        let children = claim.children.len().min(most);
        let amount = i64::try_from(children).ok().and_then(|children| once.checked_mul(children));
        let amount = amount.ok_or(Refusal::TooLarge { column: "children" })?;
        tally.pay("scholarship", amount, format!("{children} × {}", rupiah(once)));
        return Ok(());
    }
    // The youngest children receive longest: the law leaves the choice to the family.
    let mut children = claim.children.clone();
    children.sort_unstable();
    let levels = [
        "jkk.benefits.scholarship_primary",
        "jkk.benefits.scholarship_junior",
        "jkk.benefits.scholarship_senior",
        "jkk.benefits.scholarship_higher",
    ];
    let (mut amount, mut steps) = (0_i64, Vec::new());
    for child in children.iter().take(most) {
        for (_, id) in Level::ALL.iter().zip(levels).filter(|(level, _)| *level >= child) {
            for (years, yearly) in tally.take(id)?.pairs() {
                let more = years.checked_mul(*yearly).and_then(|paid| amount.checked_add(paid));
                amount = more.ok_or(Refusal::TooLarge { column: "children" })?;
                steps.push(format!("{years} × {}", rupiah(*yearly)));
            }
        }
    }
    let last_age = tally.take("jkk.benefits.scholarship_age")?.count();
    tally.pay("scholarship", amount, steps.join(" + "));
    tally.remark_of("law-remark-scholarship", last_age);
    Ok(())
}
