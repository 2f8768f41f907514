//! Figures that others counted and published: denominators as named, dated series, and rates on their own base.
//! A published rate is never recomputed on another base, and contradictions stay visible as notes.

use base::handover::{Basis, CoverageRow};
use base::vocabulary::region::{RegionCode, Regions};
use base::vocabulary::{Covered, GapToTarget, Month, Percent, Potential, Rate, TargetCount, Uncovered};
use jiff::civil::Date;
use serde::Serialize;

/// One published figure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statistic {
    /// `eligible_workers`, `active_participants`, `coverage`, `coverage_target` …, with `:SEGMENT` where it has one.
    pub indicator: String,
    /// The region; none for the whole country.
    pub region: Option<RegionCode>,
    /// `2025-06`, `2024-07-31` or `2025`.
    pub period: String,
    /// The value as published, exact.
    pub value: String,
    /// `1`, `1k`, `0.01` …: the last digit that means something.
    pub precision: String,
    /// Who published it.
    pub source: String,
    /// Where it can be read; empty where it stands nowhere.
    pub source_url: String,
    /// ok, conflicting, suspect, undated.
    pub quality: String,
    /// What a reader must know.
    pub note: String,
    /// The day we learnt it.
    pub known_on: Date,
}

/// A named denominator of one region.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Denominator {
    /// Series and date: `BPJS potensi Jun 2025`.
    pub name: String,
    /// The region.
    pub region: RegionCode,
    /// Its name.
    pub region_name: String,
    /// The month it describes.
    pub month: Month,
    /// How many workers.
    pub count: Potential,
    /// Who published it, and what a reader must know.
    pub note: String,
}

/// Why published coverage cannot be given.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PublishedFlaw {
    /// No denominator of this name.
    #[error("no published denominator is called {wanted:?}; known are: {known}")]
    UnknownDenominator {
        /// The name asked for.
        wanted: String,
        /// The names there are.
        known: String,
    },
    /// Nothing published up to the month.
    #[error("no published coverage reaches back to {month}; the first month is {first}")]
    BeforeFirst {
        /// The month asked for.
        month: Month,
        /// The first month known.
        first: Month,
    },
    /// Nothing at all.
    #[error("no published figures are loaded; run `sinergi init --region CODE` or ingest statistics")]
    Nothing,
    /// A denominator on which nobody published a count of covered workers.
    #[error("nobody published how many workers are covered on {name:?}")]
    NoCount {
        /// The denominator.
        name: String,
    },
    /// No denominator by segment.
    #[error("no figures by segment were published up to {month}")]
    NoSegments {
        /// The month asked for.
        month: Month,
    },
}

/// The month a published period ends in.
pub fn month_of(period: &str) -> Option<Month> {
    match period.len() {
        4 => Month::parse(&format!("{period}-12")).ok(),
        _ => Month::parse(period.get(..7)?).ok(),
    }
}

fn whole(text: &str) -> Option<u64> {
    text.parse().ok()
}

const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "Mei", "Jun", "Jul", "Agu", "Sep", "Okt", "Nov", "Des"];

/// Whether a source, or the name of a series, says that it counts people who do not exist.
pub fn is_synthetic(name: &str) -> bool {
    name.to_lowercase().contains("sintetis")
}

/// The name of the series of potential workers in a month.
fn denominator_name(period: &str, source: &str) -> String {
    let series = if is_synthetic(source) { "BPJS potensi (data sintetis)" } else { "BPJS potensi" };
    match month_of(period) {
        Some(month) if period.len() > 4 => {
            let index = usize::try_from(month.number() - 1).unwrap_or(0);
            format!("{series} {} {}", MONTHS[index], month.year())
        }
        _ => format!("{series} {period}"),
    }
}

/// Every named denominator, by region and time.
pub fn denominators(statistics: &[Statistic], regions: &Regions) -> Vec<Denominator> {
    let mut found: Vec<Denominator> = statistics
        .iter()
        .filter(|statistic| statistic.indicator == "eligible_workers")
        .filter_map(|statistic| {
            let region = statistic.region?;
            let rounded =
                if statistic.precision == "1" { String::new() } else { format!(", dibulatkan ({})", statistic.precision) };
            Some(Denominator {
                name: denominator_name(&statistic.period, &statistic.source),
                region,
                region_name: regions.name(region).unwrap_or_default().to_owned(),
                month: month_of(&statistic.period)?,
                count: Potential(whole(&statistic.value)?),
                note: format!("penyebut: {}{rounded}", statistic.source),
            })
        })
        .collect();
    found.sort_by(|a, b| (a.region, a.month, &a.name).cmp(&(b.region, b.month, &b.name)));
    // Published twice: the figure that was learnt last comes first in the statistics, and counts.
    found.dedup_by(|later, first| (later.region, later.month, &later.name) == (first.region, first.month, &first.name));
    found
}

/// Published coverage by region (and segment): of every region the latest figure up to the month, on its own base.
/// With a name, only rows on that denominator.
pub fn published_rows(
    statistics: &[Statistic],
    regions: &Regions,
    month: Month,
    name: Option<&str>,
    segments: bool,
) -> Result<Vec<CoverageRow>, PublishedFlaw> {
    let named = denominators(statistics, regions);
    if named.is_empty() {
        return Err(PublishedFlaw::Nothing);
    }
    if let Some(wanted) = name
        && named.iter().all(|denominator| denominator.name != wanted)
    {
        let mut known: Vec<&str> = named.iter().map(|denominator| denominator.name.as_str()).collect();
        known.sort_unstable();
        known.dedup();
        return Err(PublishedFlaw::UnknownDenominator { wanted: wanted.to_owned(), known: known.join(", ") });
    }
    let mut rows: Vec<CoverageRow> = Vec::new();
    let mut first: Option<Month> = None;
    for statistic in statistics {
        let Some(segment) = base_of(&statistic.indicator, segments) else { continue };
        let (Some(region), Some(of), Some(count)) = (statistic.region, month_of(&statistic.period), whole(&statistic.value))
        else {
            continue;
        };
        let Some(mut row) = row_on(statistic, statistics, regions, region, of, count, segment) else { continue };
        if name.is_some_and(|wanted| row.denominator_name != wanted) {
            continue;
        }
        first = Some(first.map_or(of, |first| first.min(of)));
        if of > month {
            continue;
        }
        row.rate_percent = row.rate().percent();
        let same = |other: &CoverageRow| other.region_code == row.region_code && other.cut == row.cut;
        match rows.iter_mut().find(|other| same(other)) {
            Some(other) if other.as_of < row.as_of => *other = row,
            Some(_) => {}
            None => rows.push(row),
        }
    }
    if rows.is_empty() {
        return Err(match (first, name) {
            (Some(first), _) if first > month => PublishedFlaw::BeforeFirst { month, first },
            _ if segments => PublishedFlaw::NoSegments { month },
            (_, Some(name)) => PublishedFlaw::NoCount { name: name.to_owned() },
            _ => PublishedFlaw::Nothing,
        });
    }
    rows.sort_by(|a, b| (a.region_code, &a.cut).cmp(&(b.region_code, &b.cut)));
    Ok(rows)
}

/// Whether an indicator is a denominator, and of which segment.
fn base_of(indicator: &str, segments: bool) -> Option<Option<&str>> {
    let segment = indicator.strip_prefix("eligible_workers")?;
    match segment.strip_prefix(':') {
        Some(segment) if segments => Some(Some(segment)),
        None if segment.is_empty() && !segments => Some(None),
        _ => None,
    }
}

/// The published numerator on a published denominator of the same period, both of people who exist or both not; derived from the rate where only the rate is exact.
fn row_on(
    denominator: &Statistic,
    statistics: &[Statistic],
    regions: &Regions,
    region: RegionCode,
    month: Month,
    count: u64,
    segment: Option<&str>,
) -> Option<CoverageRow> {
    let suffix = segment.map(|segment| format!(":{segment}")).unwrap_or_default();
    let synthetic = is_synthetic(&denominator.source);
    let find = |name: &str| {
        let wanted = format!("{name}{suffix}");
        statistics.iter().find(|other| {
            other.indicator == wanted
                && other.region == Some(region)
                && same_period(&other.period, &denominator.period)
                && is_synthetic(&other.source) == synthetic
        })
    };
    let active = find("active_participants");
    let rate = find("coverage").and_then(|rate| Some((rate, Percent::parse(&rate.value)?)));
    let potential = Potential(count);
    let mut notes: Vec<String> = Vec::new();
    let (covered, numerator_name) = match (active, rate) {
        (Some(active), _) if active.precision == "1" => {
            let covered = whole(&active.value)?;
            let own = Rate { numerator: covered, denominator: count }.percent();
            if let Some((_, published)) = rate.filter(|(_, published)| Some(*published) != own && published.0 % 100 != 0) {
                notes.push(format!(
                    "sumber menyebut {published} %, jumlahnya sendiri memberi {} %",
                    own.map_or(String::new(), |own| own.to_string())
                ));
            }
            notes.extend(Some(active.note.clone()).filter(|note| !note.is_empty()));
            (covered, format!("peserta aktif ({})", active.source))
        }
        // A rate times a rounded base would pretend digits that nobody published.
        (active, Some((rate, percent))) if rate.precision == "0.01" && denominator.precision == "1" => {
            let derived = percent.nearest_count_of(potential);
            let published =
                active.map(|active| format!("; dipublikasikan hanya sebagai {} (dibulatkan {})", active.value, active.precision));
            notes.push(format!("angka turunan dari {percent} % × {count}{}", published.unwrap_or_default()));
            (derived, format!("peserta aktif, turunan ({})", rate.source))
        }
        _ => return None,
    };
    if denominator.quality != "ok" {
        notes.push(denominator.quality.clone());
    }
    Some(CoverageRow {
        region_code: Some(region),
        region_name: regions.name(region).unwrap_or_default().to_owned(),
        cut: segment.map(|segment| ("segment", segment.to_lowercase())).into_iter().collect(),
        as_of: month,
        known_on: denominator.known_on,
        basis: Basis::Published,
        numerator_name,
        covered: Covered(covered),
        in_grace: None,
        denominator_name: denominator_name(&denominator.period, &denominator.source),
        denominator: potential,
        uncovered: count.checked_sub(covered).map(Uncovered),
        rate_percent: None,
        interval: None,
        snapshot: String::new(),
        synthetic,
        note: notes.join("; "),
    })
}

/// Whether two periods of figures belong together: the same, or a day inside the same month.
fn same_period(one: &str, other: &str) -> bool {
    one == other || one.len() >= 7 && other.len() >= 7 && one[..7] == other[..7]
}

/// How far a published figure is from a target.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct GapRow {
    /// The target in words: its share or count, and who set it.
    pub target_name: String,
    /// The number of covered people it asks for.
    pub target_count: TargetCount,
    /// People still needed, rounded up.
    pub gap_to_target: GapToTarget,
}

/// The targets published for a region, and the people still needed. A published count goes before a share of the base.
pub fn gap_rows(row: &CoverageRow, statistics: &[Statistic], extra: &[Percent]) -> Vec<GapRow> {
    let mut gaps: Vec<GapRow> = Vec::new();
    let mut push = |target_name: String, target_count: TargetCount| {
        let gap_to_target = target_count.gap_from(row.covered);
        gaps.push(GapRow { target_name, target_count, gap_to_target });
    };
    let meant = |statistic: &&Statistic| statistic.region == row.region_code && is_synthetic(&statistic.source) == row.synthetic;
    for statistic in statistics.iter().filter(meant) {
        match statistic.indicator.as_str() {
            "active_participants_target" => {
                if let Some(count) = whole(&statistic.value) {
                    push(format!("target {} ({})", statistic.period, statistic.source), TargetCount(count));
                }
            }
            "coverage_target" if !has_count(statistics, statistic) => {
                if let Some(percent) = Percent::parse(&statistic.value) {
                    push(
                        format!("{percent} % target {} ({})", statistic.period, statistic.source),
                        percent.target_of(row.denominator),
                    );
                }
            }
            _ => {}
        }
    }
    for percent in extra {
        push(format!("{percent} %"), percent.target_of(row.denominator));
    }
    gaps
}

fn has_count(statistics: &[Statistic], target: &Statistic) -> bool {
    statistics.iter().any(|other| {
        other.indicator == "active_participants_target" && other.region == target.region && other.period == target.period
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn statistic(indicator: &str, value: &str, source: &str) -> Statistic {
        Statistic {
            indicator: indicator.to_owned(),
            region: RegionCode::parse("73.05").ok(),
            period: "2025-06".to_owned(),
            value: value.to_owned(),
            precision: "1".to_owned(),
            source: source.to_owned(),
            source_url: String::new(),
            quality: "ok".to_owned(),
            note: String::new(),
            known_on: date(2025, 7, 1),
        }
    }

    #[test]
    fn people_who_do_not_exist_are_not_counted_among_workers_who_do() {
        let regions = Regions::embedded();
        let (real, made_up) = ("BPJS", "Sinergi synth (Data Sintetis)");
        let mut statistics = vec![statistic("eligible_workers", "100", real), statistic("active_participants", "90", made_up)];
        let month = Month::parse("2025-06").unwrap();
        let rows = |statistics: &[Statistic]| published_rows(statistics, regions, month, None, false);
        assert_eq!(rows(&statistics), Err(PublishedFlaw::Nothing), "no real count, no rate");
        statistics.push(statistic("active_participants", "40", real));
        let told = rows(&statistics).unwrap();
        assert_eq!((told[0].covered, told[0].synthetic), (Covered(40), false));
        statistics.push(statistic("active_participants_target", "95", made_up));
        assert_eq!(gap_rows(&told[0], &statistics, &[]), []);
    }
}
