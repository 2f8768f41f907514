//! The public release: figures for everybody, few people hidden and the rest rounded (`report::public_figures`). Of our own register it is
//! what a second person approved, frozen; a draft shows what the data would give now. Figures that others published are public already,
//! and people who do not exist have nothing to protect: those are shown as they are now.

use crate::access::Scope;
use crate::coverage::{CoverageAnswer, CoverageRequest, coverage};
use crate::fault::{AppError, Refused};
use crate::installation::Installation;
use base::access::Permission;
use base::handover::{Basis, CoverageRow};
use base::vocabulary::region::{Level, RegionCode};
use base::vocabulary::{Month, Percent};
use jiff::civil::Date;
use report::{Public, public_figures};
use serde::{Deserialize, Serialize};

/// A row of a release.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Released {
    /// The region; none for people whose list names nothing so fine.
    pub region_code: Option<RegionCode>,
    /// Its name; empty for those people.
    pub region_name: String,
    /// Rounded counts, people covered and all, with their share in hundredths of a percent; none where they are hidden.
    pub counts: Option<(u64, u64, Option<i64>)>,
}

impl Released {
    fn of(region: Option<(RegionCode, &str)>, figure: Public) -> Self {
        Self {
            region_code: region.map(|(code, _)| code),
            region_name: region.map_or("", |(_, name)| name).to_owned(),
            counts: match figure {
                Public::Hidden => None,
                Public::Shown { covered, denominator, rate } => Some((covered, denominator, rate.map(|rate| rate.0))),
            },
        }
    }

    /// The same as everybody may see it.
    pub fn figure(&self) -> Public {
        match self.counts {
            None => Public::Hidden,
            Some((covered, denominator, rate)) => Public::Shown { covered, denominator, rate: rate.map(Percent) },
        }
    }
}

/// A release, or the draft of one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Release {
    /// The region served.
    pub region_name: String,
    /// The month.
    pub as_of: Month,
    /// The day whose knowledge it rests on.
    pub known_on: Date,
    /// What is counted.
    pub numerator_name: String,
    /// What they are counted among.
    pub denominator_name: String,
    /// The snapshot.
    pub snapshot: String,
    /// Whether these people do not exist.
    pub synthetic: bool,
    /// Whether others published the figures: they are told as published.
    pub published: bool,
    /// The regencies and cities.
    pub rows: Vec<Released>,
    /// Everybody.
    pub total: Option<Released>,
}

/// What the data would give now.
pub async fn draft_release(home: &Installation) -> Result<Release, AppError> {
    let answer = coverage(home, &Scope::public(home), &CoverageRequest::default()).await?;
    let (mut parts, residue, whole) = split(&answer, home.region);
    parts.extend(&residue);
    // In the order of codes: an order by figures would tell of those that are hidden.
    parts.sort_by_key(|row| (row.region_code.is_none(), row.region_code));
    let about = whole.or(parts.first().copied()).ok_or(Refused::NotLinked)?;
    let published = about.basis == Basis::Published;
    let counts: Vec<(u64, u64)> = parts.iter().map(|row| (row.covered.0, row.denominator.0)).collect();
    let as_published =
        |row: &CoverageRow| Public::Shown { covered: row.covered.0, denominator: row.denominator.0, rate: row.rate_percent };
    let everybody = whole.map(|row| (row.covered.0, row.denominator.0));
    let (figures, total): (Vec<Public>, Public) = match (published, everybody) {
        (true, _) => (parts.iter().map(|row| as_published(row)).collect(), whole.map_or(Public::Hidden, as_published)),
        // Without a whole of its own the parts are held against their sum: an attacker adds up.
        (false, everybody) => {
            let sum = counts.iter().fold((0, 0), |sum, part| (sum.0 + part.0, sum.1 + part.1));
            public_figures(&counts, everybody.unwrap_or(sum))
        }
    };
    let is_residue = |row: &CoverageRow| residue.iter().any(|other| other.region_code == row.region_code);
    let named = |row: &'_ CoverageRow| row.region_code.map(|code| (code, row.region_name.clone()));
    let released = |row: &CoverageRow, figure| {
        let region = named(row);
        Released::of(region.as_ref().map(|(code, name)| (*code, name.as_str())), figure)
    };
    Ok(Release {
        region_name: about.region_name.clone(),
        as_of: about.as_of,
        known_on: about.known_on,
        numerator_name: about.numerator_name.clone(),
        denominator_name: about.denominator_name.clone(),
        snapshot: about.snapshot.clone(),
        synthetic: about.synthetic,
        published,
        rows: parts
            .iter()
            .zip(figures)
            .map(|(row, figure)| if is_residue(row) { Released::of(None, figure) } else { released(row, figure) })
            .collect(),
        total: whole.map(|row| released(row, total)),
    })
}

type Split<'a> = (Vec<&'a CoverageRow>, Vec<&'a CoverageRow>, Option<&'a CoverageRow>);

/// Regencies, people whose list names nothing so fine, and everybody. Of two counts on a published number the publisher's.
fn split(answer: &CoverageAnswer, home: RegionCode) -> Split<'_> {
    let first = answer.rows.first().or(answer.total.as_ref());
    if first.is_some_and(|row| row.basis == Basis::Roster) {
        let coarse = |row: &&CoverageRow| row.region_code.is_some_and(|code| code.level() < Level::KabupatenKota);
        let (residue, parts) = answer.rows.iter().partition(coarse);
        return (parts, residue, answer.total.as_ref());
    }
    let publisher = answer.rows.iter().any(|row| row.in_grace.is_none());
    let rows = answer.rows.iter().filter(|row| row.in_grace.is_none() == publisher);
    let (whole, parts): (Vec<_>, Vec<_>) = rows.partition(|row| row.region_code == Some(home));
    (parts, Vec::new(), whole.into_iter().next())
}

/// What everybody sees; none where a second person has approved nothing yet.
pub async fn public_release(home: &Installation) -> Result<Option<Release>, AppError> {
    let live = draft_release(home).await;
    if let Ok(live) = &live
        && (live.synthetic || live.published)
    {
        return Ok(Some(live.clone()));
    }
    match home.store.current_release().await? {
        Some(body) => {
            let kept = serde_json::from_str(&body).map_err(|_| AppError::Unreadable("a kept release has another shape"))?;
            Ok(Some(kept))
        }
        None => live.map(|_| None),
    }
}

/// Publishes what the data gives now. An account does not do it alone: [`crate::ask_approval`].
pub async fn publish(home: &Installation, scope: &Scope, now: i64) -> Result<Release, AppError> {
    scope.require_whole(home, Permission::Approve)?;
    let draft = draft_release(home).await?;
    if crate::approval::alone(scope) {
        return Err(crate::approval::needs_second(draft.as_of.to_string()));
    }
    publish_now(home, scope, &draft, now).await?;
    Ok(draft)
}

pub(crate) async fn publish_now(home: &Installation, scope: &Scope, release: &Release, now: i64) -> Result<(), AppError> {
    let body = serde_json::to_string(release).map_err(|_| AppError::Unreadable("a release cannot be written"))?;
    let sha256 = lake::hash_of_text(&body);
    let entry = scope.entry("publish", format!("release:{} {}", &sha256[..12], release.as_of));
    Ok(home.store.publish((&body, &sha256), &scope.actor(), now, &entry).await?)
}
