//! The scorecards of a meeting: coverage of each indicator's people by regency, and of the whole region.

use super::{Frozen, FrozenIndicator, NewMeeting, listed, short};
use crate::access::Scope;
use crate::casework::letterhead;
use crate::coverage::{CoverageAnswer, CoverageRequest, coverage};
use crate::fault::{AppError, Refused};
use crate::installation::Installation;
use base::handover::{CoverageRow, Dimension};
use base::vocabulary::Month;
use base::vocabulary::region::RegionCode;
use evaluate::{ByHand, Indicator, Indicators, PeriodValue, ScoreLine, rank};
use jiff::civil::Date;
use std::fs;

/// The file of an office's own indicators, in the data folder.
const OWN: &str = "indicators.toml";

/// The indicators of an installation: its own file where there is one, else those of the program.
///
/// # Errors
/// The own file is flawed or cannot be read.
pub(crate) fn indicators(home: &Installation) -> Result<Indicators, AppError> {
    let path = home.place.data.join(OWN);
    let own = if path.exists() { Some(fs::read_to_string(&path).map_err(AppError::disk("read", &path))?) } else { None };
    let read = own.map_or_else(Indicators::embedded, |text| Indicators::parse(&text));
    read.map_err(|flaw| Refused::Request { key: "error-indicators", detail: format!("{}: {flaw}", path.display()) }.into())
}

/// What stands on the day.
///
/// # Errors
/// The asker sees several regions and no single one, or there is nothing to measure.
pub(crate) async fn freeze(home: &Installation, scope: &Scope, new: &NewMeeting, today: Date) -> Result<Frozen, AppError> {
    let several = || Refused::Request { key: "error-meeting-region", detail: scope.area().to_string() };
    let region = scope.seat(home.region).ok_or_else(several)?;
    let set = indicators(home)?;
    let request = CoverageRequest { as_of: new.month, by: vec![Dimension::Region], ..CoverageRequest::default() };
    let scope = &scope.narrowed(&base::access::Area::of([region]));
    let answer = coverage(home, scope, &request).await?;
    let first = answer.rows.first().or(answer.total.as_ref()).ok_or(Refused::NothingIngested("participants"))?;
    let frozen = |one: &Indicator| FrozenIndicator {
        code: one.code.clone(),
        name: one.name.clone(),
        name_en: one.name_en.clone(),
        addressee: one.addressee.clone(),
        basis: one.basis.clone(),
    };
    let mut frozen = Frozen {
        title: short(&new.title),
        held_on: today,
        place: short(&new.place),
        chair: short(&new.chair),
        present: listed(&new.present),
        agenda: listed(&new.agenda),
        region_code: region.to_string(),
        region_name: home.regions.name(region).unwrap_or_default().to_owned(),
        month: first.as_of.to_string(),
        known_on: first.known_on.to_string(),
        snapshot: first.snapshot.clone(),
        synthetic: answer.synthetic,
        office: letterhead(home)?,
        indicators: set.all.iter().map(frozen).collect(),
        lines: Vec::new(),
    };
    frozen.lines = lines_of(home, scope, &set, &frozen, vec![(None, answer)]).await?;
    // What is entered by hand is there only where somebody entered it and a second officer approved it.
    let entered = |code: &str| set.get(code).is_some_and(|one| one.by_hand.is_some());
    frozen.indicators.retain(|one| !entered(&one.code) || frozen.lines.iter().any(|line| line.indicator == one.code));
    Ok(frozen)
}

/// The same figures as they are known now.
pub(super) async fn lines(home: &Installation, scope: &Scope, frozen: &Frozen) -> Result<Vec<ScoreLine>, AppError> {
    let mut set = indicators(home)?;
    set.all.retain(|one| frozen.indicators.iter().any(|other| other.code == one.code));
    lines_of(home, scope, &set, frozen, Vec::new()).await
}

/// Every indicator of a region; `answers` are those by cut that are there already.
async fn lines_of(
    home: &Installation,
    scope: &Scope,
    set: &Indicators,
    frozen: &Frozen,
    mut answers: Vec<(Option<Dimension>, CoverageAnswer)>,
) -> Result<Vec<ScoreLine>, AppError> {
    let month = Month::parse(&frozen.month).map_err(|_| AppError::Unreadable("the month of a meeting"))?;
    let region = RegionCode::parse(&frozen.region_code).map_err(|_| AppError::Unreadable("the region of a meeting"))?;
    let scope = scope.narrowed(&base::access::Area::of([region]));
    let by_hand = crate::period::approved_values(home, region, month).await?;
    let mut lines = Vec::new();
    for indicator in &set.all {
        if let Some(names) = &indicator.by_hand {
            let own = by_hand.iter().filter(|(_, code, _)| *code == indicator.code);
            let mut of_this: Vec<ScoreLine> =
                own.map(|(region, _, value)| line_by_hand(home, &indicator.code, names, *region, value)).collect();
            rank(&mut of_this);
            lines.extend(of_this);
            continue;
        }
        let dimension = indicator.cut.as_ref().map(|(dimension, _)| *dimension);
        if !answers.iter().any(|(known, _)| *known == dimension) {
            let by = [Some(Dimension::Region), dimension].into_iter().flatten().collect();
            let request = CoverageRequest { as_of: Some(month), by, ..CoverageRequest::default() };
            answers.push((dimension, coverage(home, &scope, &request).await?));
        }
        let Some((_, answer)) = answers.iter().find(|(known, _)| *known == dimension) else { continue };
        let mut of_this: Vec<ScoreLine> = answer
            .rows
            .iter()
            .filter(|row| row.region_code.is_some() && fits(indicator, row))
            .map(|row| line(indicator, row))
            .collect();
        rank(&mut of_this);
        lines.extend(of_this);
    }
    Ok(lines)
}

fn fits(indicator: &Indicator, row: &CoverageRow) -> bool {
    let Some((dimension, word)) = &indicator.cut else { return true };
    row.cut.iter().any(|(name, value)| *name == dimension.code() && value == word)
}

fn line_by_hand(home: &Installation, code: &str, names: &ByHand, region: RegionCode, value: &PeriodValue) -> ScoreLine {
    ScoreLine {
        indicator: code.to_owned(),
        region_code: region.to_string(),
        region_name: home.regions.name(region).unwrap_or_default().to_owned(),
        numerator_name: names.numerator.clone(),
        numerator: value.numerator,
        denominator_name: names.denominator.clone(),
        denominator: value.denominator,
        low: None,
        high: None,
        rank_from: None,
        rank_to: None,
    }
}

fn line(indicator: &Indicator, row: &CoverageRow) -> ScoreLine {
    ScoreLine {
        indicator: indicator.code.clone(),
        region_code: row.region_code.map(|code| code.to_string()).unwrap_or_default(),
        region_name: row.region_name.clone(),
        numerator_name: row.numerator_name.clone(),
        numerator: row.covered.0,
        denominator_name: row.denominator_name.clone(),
        denominator: row.denominator.0,
        low: row.interval.as_ref().map(|interval| interval.low_percent.0),
        high: row.interval.as_ref().map(|interval| interval.high_percent.0),
        rank_from: None,
        rank_to: None,
    }
}
