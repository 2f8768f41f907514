//! What several reports show of coverage: the figure of a region, its parts, its months, its groups, its target, and the drawings of them.

use super::Ask;
use crate::access::Scope;
use crate::boundaries::boundaries;
use crate::coverage::{CoverageAnswer, CoverageRequest, coverage};
use crate::explain::FEWEST;
use crate::fault::{AppError, Refused};
use crate::named::{Target, goal_of, targets};
use base::handover::{CoverageRow, Dimension};
use base::vocabulary::region::{Level, RegionCode};
use base::vocabulary::{Covered, Month, Percent, Potential};
use report::{
    Block, Column, MapRegion, MapStyle, MapWords, Mark, Measure, Point, Shapes, Sheet, Value, bullet, has_tiles, map_on_paper,
    on_paper, schematic, trend,
};

/// How wide a chart is drawn; letters keep their size on paper.
const CHART: u32 = 660;
/// How many years ahead a target may lie to stand on a bar.
const YEARS_AHEAD: i32 = 5;

/// A region and what is known of it.
pub(super) struct Figures {
    /// The region.
    pub(super) region: RegionCode,
    /// Its parts, one level below, in the order of codes.
    pub(super) parts: Vec<CoverageRow>,
    /// People whose list names no such part.
    pub(super) residue: Option<(u64, u64)>,
    /// All of them.
    pub(super) whole: CoverageRow,
    /// The rule of activity in the reader's words.
    pub(super) rule: String,
    /// By month, the oldest first; empty on a published denominator.
    pub(super) months: Vec<Point>,
    /// The target to be measured against.
    pub(super) goal: Option<Target>,
    /// Targets near enough to stand on a bar.
    marks: Vec<Mark>,
}

const fn below(level: Level) -> Dimension {
    match level {
        Level::Provinsi => Dimension::Region,
        Level::KabupatenKota => Dimension::District,
        Level::Kecamatan | Level::Desa => Dimension::Village,
    }
}

impl Figures {
    /// Counts a region, as its scope sees it.
    ///
    /// # Errors
    /// Nothing is linked or published, or the asker may not.
    pub(super) async fn of(ask: &Ask<'_>, scope: &Scope, region: RegionCode) -> Result<Self, AppError> {
        let request = |by: &[Dimension]| CoverageRequest {
            as_of: ask.request.month,
            known_on: ask.request.known_on,
            by: by.to_vec(),
            ..CoverageRequest::default()
        };
        let level = below(region.level());
        let answer = coverage(ask.home, scope, &request(&[level])).await?;
        let (parts, residue, whole) = apart(&answer, region, level)?;
        let by_month = coverage(ask.home, scope, &request(&[Dimension::Month])).await?;
        let mut months: Vec<Point> = by_month
            .rows
            .iter()
            .filter(|row| row.cut.iter().any(|(name, _)| *name == Dimension::Month.code()))
            .map(|row| Point { month: row.as_of, rate: row.rate_percent })
            .collect();
        months.sort_by_key(|point| point.month);
        months.dedup_by_key(|point| point.month);
        let set = targets(ask.home, scope, ask.request.known_on).await?;
        // A regency without a target of its own is measured against that of its province.
        let own = if set.iter().any(|target| target.region == region) { region } else { ask.home.region };
        let goal = goal_of(&set, own, whole.as_of).cloned();
        let near = |target: &&Target| {
            target.region == own
                && target
                    .due()
                    .is_some_and(|due| due >= whole.as_of && i32::from(due.year()) - i32::from(whole.as_of.year()) < YEARS_AHEAD)
        };
        let mark = |target: &Target| {
            let share = ask.numerals().short_percent(target.share);
            Mark { at: target.share, label: ask.say("web-target-mark", &[("share", &share), ("period", &target.period)]) }
        };
        let mut marks: Vec<Mark> = set.iter().filter(near).map(mark).collect();
        if marks.is_empty() {
            marks.extend(goal.as_ref().map(mark));
        }
        marks.sort_by_key(|mark| mark.at);
        marks.dedup();
        let rule = ask.of_language(&answer.rule.0, &answer.rule.1).to_owned();
        Ok(Self { region, parts, residue, whole, rule, months, goal, marks })
    }

    /// The figure with its two counts, their names, and how far the target is.
    pub(super) fn lead(&self, ask: &Ask<'_>) -> Vec<Block> {
        let whole = &self.whole;
        let figure = whole.rate_percent.map_or_else(|| "–".to_owned(), |rate| ask.numerals().percent(rate));
        let words = ask.say(
            "report-lead",
            &[
                ("covered", &ask.count(whole.covered.0)),
                ("numerator", &ask.operand(&whole.numerator_name)),
                ("denominator", &ask.count(whole.denominator.0)),
                ("denominator_name", &ask.operand(&whole.denominator_name)),
                ("month", &ask.numerals().month(whole.as_of)),
                ("known", &ask.day(whole.known_on)),
            ],
        );
        let mut blocks = vec![Block::Lead { figure, words }];
        if let Some(interval) = &whole.interval {
            let (low, high) = (ask.numerals().percent(interval.low_percent), ask.numerals().percent(interval.high_percent));
            blocks.push(ask.text("report-interval", &[("low", &low), ("high", &high)]));
        }
        if let Some(goal) = &self.goal {
            let needed = needed(goal.share, whole.covered.0, whole.denominator.0);
            let share = ask.numerals().short_percent(goal.share);
            let said =
                [("share", share.as_str()), ("period", &goal.period), ("source", &goal.source), ("people", &ask.count(needed))];
            blocks.push(ask.text(if needed == 0 { "report-goal-met" } else { "report-goal" }, &said));
        }
        blocks
    }

    /// The share on a bar with its targets.
    pub(super) fn bar(&self, ask: &Ask<'_>) -> Block {
        let title = ask.say("report-bar", &[("region", &ask.name(self.region))]);
        let svg = on_paper(&bullet(self.whole.rate_percent, &self.marks, &title, ask.numerals()), CHART);
        Block::Chart { alt: title, tall: false, svg }
    }

    /// The share over months; none where fewer than two are known.
    pub(super) fn line(&self, ask: &Ask<'_>) -> Vec<Block> {
        let known = self.months.iter().filter(|point| point.rate.is_some()).count();
        let (Some(first), Some(last)) = (self.months.first(), self.months.last()) else { return Vec::new() };
        if known < 2 {
            return Vec::new();
        }
        let months = (ask.numerals().month(first.month), ask.numerals().month(last.month));
        let title = ask.say("report-trend", &[("first", &months.0), ("last", &months.1)]);
        let goal = self.goal.as_ref().map(|goal| {
            let share = ask.numerals().short_percent(goal.share);
            Mark { at: goal.share, label: ask.say("web-target-line", &[("share", &share)]) }
        });
        let svg = on_paper(&trend(&self.months, goal.as_ref(), &title, ask.numerals()), CHART);
        vec![Block::Heading { text: title.clone() }, Block::Chart { alt: title, tall: false, svg }]
    }

    /// The map of its parts; none where there is neither an outline nor a tile.
    ///
    /// # Errors
    /// Boundaries that came in cannot be read.
    pub(super) async fn map(&self, ask: &Ask<'_>) -> Result<Vec<Block>, AppError> {
        let known = boundaries(ask.home, ask.scope, self.region, self.whole.as_of).await?;
        let schematic_drawing = known.is_empty();
        let mut outlines: Vec<_> = known.into_iter().map(|boundary| (boundary.code, boundary.outline)).collect();
        if schematic_drawing && self.region.level() == Level::Provinsi {
            outlines = schematic(self.region);
        }
        let shapes = Shapes::of(&outlines);
        if shapes.is_none() && !has_tiles(self.region) {
            return Ok(Vec::new());
        }
        let regions: Vec<MapRegion> =
            ask.home.regions.children(self.region).map(|region| self.on_map(ask, region.code)).collect();
        let title = ask.word("report-map");
        let (unknown, hidden) = (ask.word("web-no-data"), ask.word("web-suppressed"));
        let words = MapWords { title: &title, unknown: &unknown, hidden: &hidden };
        let target = self.goal.as_ref().map(|goal| goal.share);
        let style = MapStyle { measure: Measure::Rate, target, words, numerals: ask.numerals() };
        let svg = map_on_paper(shapes.as_ref(), &regions, style);
        let said = if schematic_drawing { "report-map-schematic" } else { "report-map-indicative" };
        Ok(vec![ask.heading("report-map"), Block::Chart { alt: title.clone(), tall: true, svg }, ask.text(said, &[])])
    }

    fn on_map(&self, ask: &Ask<'_>, code: RegionCode) -> MapRegion {
        let row = self.parts.iter().find(|row| row.region_code == Some(code));
        let hidden = row.is_some_and(is_small);
        let shown = row.filter(|_| !hidden);
        MapRegion {
            code,
            name: ask.name(code),
            rate: shown.and_then(|row| row.rate_percent),
            uncovered: shown.and_then(|row| row.uncovered).map(|count| count.0),
            hidden,
            href: String::new(),
        }
    }

    /// The parts with their counts and how many people the target still asks for; too few people are told together with those whose list
    /// names no part, so that the sum is that of everybody.
    pub(super) fn table(&self, ask: &Ask<'_>) -> Block {
        let goal = self.goal.as_ref().map(|goal| goal.share);
        let line = |name: String, code: String, covered: u64, all: u64| {
            let to_goal = goal.map_or(Value::Empty, |share| Value::Count(needed(share, covered, all)));
            vec![Value::Text(name), Value::Text(code), Value::Count(covered), Value::Count(all), Value::Empty, to_goal]
        };
        let (small, large): (Vec<&CoverageRow>, Vec<&CoverageRow>) = self.parts.iter().partition(|row| is_small(row));
        let mut rows: Vec<Vec<Value>> = large
            .iter()
            .map(|row| {
                let code = row.region_code.map(|code| code.to_string()).unwrap_or_default();
                line(row.region_name.clone(), code, row.covered.0, row.denominator.0)
            })
            .collect();
        let rest = small.iter().map(|row| (row.covered.0, row.denominator.0)).chain(self.residue);
        let rest = rest.fold((0, 0), |sum, one| (sum.0 + one.0, sum.1 + one.1));
        if rest.1 > 0 {
            rows.push(line(ask.word("report-rest"), String::new(), rest.0, rest.1));
        }
        Block::Table(Sheet {
            name: ask.word("report-sheet-regions"),
            columns: vec![
                Column::words(ask.word("web-region")),
                Column::words(ask.word("report-code")),
                Column::summed(ask.word("web-covered")),
                Column::summed(ask.word("web-denominator")),
                Column::share(ask.word("web-rate"), 2, 3),
                Column::figures(ask.word("report-to-goal")),
            ],
            rows,
            total: Some(ask.word("report-total")),
            ..Sheet::default()
        })
    }
}

/// People that a share still asks for; none where it is met.
fn needed(share: Percent, covered: u64, all: u64) -> u64 {
    share.target_of(Potential(all)).gap_from(Covered(covered)).0
}

/// Whether a place below a regency is about so few people that it is not told by itself.
fn is_small(row: &CoverageRow) -> bool {
    let large = row.region_code.is_some_and(|code| code.level() <= Level::KabupatenKota);
    !large && row.denominator.0 < FEWEST
}

type Apart = (Vec<CoverageRow>, Option<(u64, u64)>, CoverageRow);

/// The parts of a region, people whose list names none of them, and everybody. Of two counts on a published number the publisher's.
fn apart(answer: &CoverageAnswer, region: RegionCode, by: Dimension) -> Result<Apart, AppError> {
    let level = match by {
        Dimension::Region => Level::KabupatenKota,
        Dimension::District => Level::Kecamatan,
        _ => Level::Desa,
    };
    let publisher = answer.rows.iter().any(|row| row.in_grace.is_none());
    let rows = || answer.rows.iter().filter(|row| row.in_grace.is_none() == publisher);
    let of_itself = |row: &&CoverageRow| row.region_code == Some(region);
    let whole = answer.total.clone().or_else(|| rows().find(of_itself).cloned());
    let whole = whole.ok_or(Refused::NotLinked)?;
    let is_part = |row: &&CoverageRow| row.region_code.is_some_and(|code| code.level() == level && region.contains(code));
    let parts: Vec<CoverageRow> = rows().filter(is_part).cloned().collect();
    let others = rows().filter(|row| !is_part(row) && (answer.total.is_some() || !of_itself(row)));
    let residue = others.fold((0, 0), |sum, row| (sum.0 + row.covered.0, sum.1 + row.denominator.0));
    Ok((parts, (residue.1 > 0).then_some(residue), whole))
}

/// Uncovered people by group, the most first: group, covered, all.
pub(super) async fn groups(ask: &Ask<'_>, scope: &Scope, month: Month, most: usize) -> Result<Vec<(String, u64, u64)>, AppError> {
    let by = vec![Dimension::Group];
    let request = CoverageRequest { as_of: Some(month), known_on: ask.request.known_on, by, ..CoverageRequest::default() };
    let answer = coverage(ask.home, scope, &request).await?;
    let group =
        |row: &CoverageRow| row.cut.iter().find(|(name, _)| *name == Dimension::Group.code()).map(|(_, code)| code.clone());
    let known = |code: &String| ask.home.groups.get(code).is_some();
    let mut found: Vec<(String, u64, u64)> = answer
        .rows
        .iter()
        .filter(|row| row.denominator.0 >= FEWEST)
        .filter_map(|row| Some((group(row).filter(known)?, row.covered.0, row.denominator.0)))
        .collect();
    found.sort_by(|one, other| {
        let left = |of: &(String, u64, u64)| of.2.saturating_sub(of.1);
        (left(other), &one.0).cmp(&(left(one), &other.0))
    });
    found.truncate(most);
    Ok(found)
}

/// The groups as a table: not summed, because a person may have several.
pub(super) fn groups_table(ask: &Ask<'_>, groups: &[(String, u64, u64)]) -> Block {
    let row = |(code, covered, all): &(String, u64, u64)| {
        vec![
            Value::Text(ask.group(code)),
            Value::Count(all.saturating_sub(*covered)),
            Value::Count(*covered),
            Value::Count(*all),
            Value::Empty,
        ]
    };
    Block::Table(Sheet {
        name: ask.word("report-sheet-groups"),
        columns: vec![
            Column::words(ask.word("report-group")),
            Column::figures(ask.word("report-uncovered")),
            Column::figures(ask.word("web-covered")),
            Column::figures(ask.word("web-denominator")),
            Column::share(ask.word("web-rate"), 2, 3),
        ],
        rows: groups.iter().map(row).collect(),
        ..Sheet::default()
    })
}
