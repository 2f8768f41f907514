//! The engine against the oracle: over small tables drawn at random, SQL counts what plain Rust counts.

#![allow(clippy::unwrap_used, reason = "a test that meets the unforeseen shall end there")]

use arrow::array::{ArrayRef, Date32Array, Int32Array, Int64Array, RecordBatch, StringArray};
use arrow::datatypes::Schema;
use base::access::Area;
use base::handover::{Attribution, Dimension};
use base::law::{ActiveRule, Standing};
use base::vocabulary::region::RegionCode;
use base::vocabulary::{Month, epoch_day};
use engine::Engine;
use jiff::civil::date;
use measure::oracle::{self, JudgedMembership, ListedRow};
use measure::{CellCount, Population, Question, StandingColumn, account_query, coverage_query};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

const CASES: u64 = 60;

/// SplitMix64: the same seed draws the same tables everywhere.
struct Draw(u64);

impl Draw {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ z >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ z >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ z >> 31) % limit
    }

    fn one_in(&mut self, many: u64) -> bool {
        self.below(many) == 0
    }

    fn of<T: Copy>(&mut self, values: &[T]) -> T {
        values[usize::try_from(self.below(values.len() as u64)).unwrap()]
    }

    fn maybe<T: Copy>(&mut self, values: &[T]) -> Option<T> {
        if self.one_in(4) { None } else { Some(self.of(values)) }
    }
}

const PLACES: [i64; 5] = [7_309_011_002, 7_309_000_000, 7_371_101_001, 7_371_000_000, 7_308_000_000];
const SEGMENTS: [&str; 3] = ["pu", "bpu", "jakon"];

/// A row of a list or of the register, with the person it was linked to.
#[derive(Debug)]
struct Row {
    id: i64,
    person: i64,
    as_of: i32,
    residence: Option<i64>,
    workplace: Option<i64>,
    sex: Option<&'static str>,
    segment: Option<&'static str>,
    excluded: Option<&'static str>,
    programmes: i64,
    paid_bits: i64,
    ended_on: Option<i32>,
}

impl Row {
    /// The row as the oracle takes it.
    fn listed(&self) -> ListedRow {
        let place = |place: Option<i64>| place.map(|place| u64::try_from(place).unwrap());
        ListedRow {
            person: self.person,
            residence: place(self.residence),
            workplace: place(self.workplace),
            order: (self.as_of, self.id),
            segment: self.segment.map(str::to_owned),
            excluded: self.excluded.is_some(),
        }
    }
}

struct Case {
    month: Month,
    workers: Vec<Row>,
    members: Vec<Row>,
    /// Row, person and day of every death.
    deaths: Vec<(i64, i64, i32)>,
}

impl Case {
    fn draw(seed: u64) -> Self {
        let mut draw = Draw(seed);
        let month = Month::parse(draw.of(&["2025-06", "2025-06", "2025-03", "2024-01", "2020-10"])).unwrap();
        let people = 1 + draw.below(25);
        let days = [date(2025, 6, 30), date(2025, 6, 1), date(2025, 3, 31), date(2024, 12, 31)].map(epoch_day);
        let row = |draw: &mut Draw, id: i64| Row {
            id,
            person: 1_000 + i64::try_from(draw.below(people)).unwrap(),
            as_of: draw.of(&days),
            residence: draw.maybe(&PLACES),
            workplace: if draw.one_in(2) { None } else { Some(draw.of(&PLACES)) },
            sex: draw.maybe(&["L", "P"]),
            segment: draw.maybe(&SEGMENTS),
            excluded: if draw.one_in(12) { Some("pns") } else { None },
            programmes: i64::try_from(draw.below(32)).unwrap(),
            // Months paid up to some months ago, with holes now and then.
            paid_bits: (i64::try_from(draw.below(1 << 20)).unwrap() << draw.of(&[0, 0, 1, 1, 2, 9, 30])) & i64::MAX,
            ended_on: if draw.one_in(5) { Some(draw.of(&days)) } else { None },
        };
        let count = |draw: &mut Draw, limit| i64::try_from(draw.below(limit)).unwrap();
        let workers = (0..count(&mut draw, 40)).map(|id| row(&mut draw, 5_000 + id)).collect();
        let members = (0..count(&mut draw, 40)).map(|id| row(&mut draw, 1 + id)).collect();
        let deaths = (0..count(&mut draw, 4))
            .map(|id| (9_000 + id, 1_000 + i64::try_from(draw.below(people)).unwrap(), draw.of(&days)))
            .collect();
        Self { month, workers, members, deaths }
    }

    async fn engine(&self, spill: &std::path::Path) -> Engine {
        let engine = Engine::new(64 << 20, spill, 2).unwrap();
        let table = |name: &str, columns: Vec<(&str, ArrayRef)>| {
            let batch =
                RecordBatch::try_from_iter_with_nullable(columns.into_iter().map(|(name, column)| (name, column, true))).unwrap();
            engine.table_of(name, batch.schema(), vec![batch]).unwrap();
        };
        table("participants", people(&self.members));
        table("workers", people(&self.workers));
        let row: Int64Array = self.deaths.iter().map(|death| death.0).collect();
        let died_on: Date32Array = self.deaths.iter().map(|death| Some(death.2)).collect();
        table("deaths", vec![("row", Arc::new(row)), ("died_on", Arc::new(died_on))]);
        let no_text = || Arc::new(StringArray::from(Vec::<Option<&str>>::new())) as ArrayRef;
        let no_place: Int64Array = Vec::<Option<i64>>::new().into();
        table("employers", vec![("npp", no_text()), ("kbli", no_text()), ("workplace", Arc::new(no_place))]);
        let linked = || self.workers.iter().chain(&self.members).map(|row| (row.id, row.person));
        let links: Vec<(i64, i64)> = linked().chain(self.deaths.iter().map(|death| (death.0, death.1))).collect();
        let row: Int64Array = links.iter().map(|link| link.0).collect();
        let person: Int64Array = links.iter().map(|link| link.1).collect();
        table("links", vec![("row", Arc::new(row)), ("person", Arc::new(person))]);
        engine.standing(StandingColumn::new(self.month, ActiveRule::embedded().unwrap()));
        engine
    }

    /// The same tables as the oracle takes them.
    fn for_oracle(&self) -> (Vec<ListedRow>, Vec<JudgedMembership>, BTreeSet<i64>) {
        let mut kernel = StandingColumn::new(self.month, ActiveRule::embedded().unwrap());
        let listed = self.workers.iter().map(Row::listed).collect();
        let memberships = self
            .members
            .iter()
            .map(|row| JudgedMembership {
                person: row.person,
                standing: kernel.of(row.paid_bits, row.as_of, row.segment, row.ended_on).unwrap(),
            })
            .collect();
        let last = epoch_day(self.month.last_day());
        let died = self.deaths.iter().filter(|death| death.2 <= last).map(|death| death.1).collect();
        (listed, memberships, died)
    }

    /// The regency of a person, from lists and register.
    fn regency(&self, rows: &[&ListedRow]) -> Option<u64> {
        let mine = self.members.iter().filter(|row| row.person == rows[0].person).map(Row::listed).collect::<Vec<_>>();
        oracle::regency(rows, &mine.iter().collect::<Vec<_>>())
    }
}

fn people(rows: &[Row]) -> Vec<(&'static str, ArrayRef)> {
    let number = |of: fn(&Row) -> Option<i64>| Arc::new(rows.iter().map(of).collect::<Int64Array>()) as ArrayRef;
    let text = |of: fn(&Row) -> Option<&'static str>| Arc::new(rows.iter().map(of).collect::<StringArray>()) as ArrayRef;
    let day = |of: fn(&Row) -> Option<i32>| Arc::new(rows.iter().map(of).collect::<Date32Array>()) as ArrayRef;
    vec![
        ("row", number(|row| Some(row.id))),
        ("as_of", day(|row| Some(row.as_of))),
        ("residence", number(|row| row.residence)),
        ("workplace", number(|row| row.workplace)),
        ("sex", text(|row| row.sex)),
        ("age_band", Arc::new(rows.iter().map(|_| Some(30)).collect::<Int32Array>())),
        ("segment", text(|row| row.segment)),
        ("group", text(|_| None)),
        ("excluded", text(|row| row.excluded)),
        ("npp", text(|_| None)),
        ("programmes", number(|row| Some(row.programmes))),
        ("paid_bits", number(|row| Some(row.paid_bits))),
        ("ended_on", day(|row| row.ended_on)),
    ]
}

type Cells = BTreeMap<Vec<Option<String>>, (u64, u64)>;

fn by_key(cells: &[CellCount]) -> Cells {
    let counted: Cells = cells.iter().map(|cell| (cell.keys.clone(), (cell.covered, cell.denominator))).collect();
    assert_eq!(counted.len(), cells.len(), "a cell came twice");
    counted
}

fn home() -> RegionCode {
    RegionCode::parse("73").unwrap()
}

fn everybody(month: Month) -> Question {
    let (population, attribution) = (Population::Roster, Attribution::Residence);
    Question { population, month, by: Vec::new(), attribution, area: Area::everywhere(), home: home() }
}

/// S01, v5.0.0-8.2.2: what the asker of a regency counts is the cell of that regency and nobody else, in every cut.
#[tokio::test]
async fn asked_for_one_regency_the_engine_counts_its_cell_and_nobody_beside_it() {
    let mut seen = 0;
    for seed in 0..60 {
        let case = Case::draw(seed);
        let engine = case.engine(&std::env::temp_dir()).await;
        let ask = async |area: Area, by: &[Dimension]| {
            let question = Question { area, by: by.to_vec(), ..everybody(case.month) };
            by_key(&engine.cells(&coverage_query(&question)).await.unwrap())
        };
        let regions = ask(Area::everywhere(), &[Dimension::Region]).await;
        for (key, counted) in &regions {
            let Some(code) = key[0].as_deref() else { continue };
            let own = Area::parse(code).unwrap();
            assert_eq!(ask(own.clone(), &[Dimension::Region]).await, BTreeMap::from([(key.clone(), *counted)]), "case {seed}");
            assert_eq!(ask(own, &[]).await.values().copied().collect::<Vec<_>>(), [*counted], "case {seed}");
            seen += 1;
        }
        assert_eq!(ask(Area::of([]), &[Dimension::Region]).await, BTreeMap::new(), "no area, nobody");
    }
    assert!(seen > 60, "{seen}: the cases say little");
}

#[tokio::test]
async fn the_engine_counts_what_plain_rust_counts_in_total_by_region_and_by_segment() {
    let spill = std::env::temp_dir();
    let (mut people, mut covered_people) = (0, 0);
    for seed in 0..CASES {
        let case = Case::draw(seed);
        let (listed, memberships, died) = case.for_oracle();
        let engine = case.engine(&spill).await;
        let ask = async |by: &[Dimension]| {
            let question = Question {
                population: Population::Roster,
                month: case.month,
                by: by.to_vec(),
                attribution: Attribution::Residence,
                area: Area::everywhere(),
                home: home(),
            };
            engine.cells(&coverage_query(&question)).await.unwrap()
        };

        let total = ask(&[]).await;
        let expected = oracle::count(&listed, &memberships, &died, |_| vec![()]).get(&()).copied().unwrap_or((0, 0));
        assert_eq!(total.len(), 1, "a total is one row, also of nobody");
        assert_eq!((total[0].covered, total[0].denominator), expected, "total of case {seed}");
        assert!(total[0].in_grace <= total[0].covered);

        let regions = by_key(&ask(&[Dimension::Region]).await);
        let region = |rows: &[&ListedRow]| vec![vec![case.regency(rows).map(|number| number.to_string())]];
        assert_eq!(regions, oracle::count(&listed, &memberships, &died, region), "regions of case {seed}");
        let sum = regions.values().fold((0, 0), |sum, cell| (sum.0 + cell.0, sum.1 + cell.1));
        assert_eq!(sum, expected, "regions of case {seed} add up to the total");

        let segments = by_key(&ask(&[Dimension::Segment]).await);
        let segment = |rows: &[&ListedRow]| rows.iter().map(|row| vec![row.segment.clone()]).collect::<Vec<_>>();
        assert_eq!(segments, oracle::count(&listed, &memberships, &died, segment), "segments of case {seed}");

        if seed % 5 == 0 {
            let both = by_key(&ask(&[Dimension::Region, Dimension::Segment]).await);
            let key = |rows: &[&ListedRow]| {
                let region = case.regency(rows).map(|number| number.to_string());
                rows.iter().map(|row| vec![region.clone(), row.segment.clone()]).collect::<Vec<_>>()
            };
            assert_eq!(both, oracle::count(&listed, &memberships, &died, key), "regions by segments of case {seed}");
        }
        people += expected.1;
        covered_people += expected.0;
    }
    assert!(people > 300 && covered_people > 50 && covered_people < people, "{covered_people} of {people}: the cases say little");
}

#[tokio::test]
async fn people_in_grace_are_the_covered_whose_best_standing_is_grace() {
    let spill = std::env::temp_dir();
    let mut in_grace = 0;
    for seed in 100..180 {
        let case = Case::draw(seed);
        let (listed, memberships, died) = case.for_oracle();
        let mut best: BTreeMap<i64, Standing> = BTreeMap::new();
        for membership in &memberships {
            let known = best.entry(membership.person).or_insert(membership.standing);
            *known = (*known).min(membership.standing);
        }
        let graced: Vec<JudgedMembership> =
            memberships.iter().copied().filter(|m| best[&m.person] == Standing::InGrace).collect();
        let expected = oracle::count(&listed, &graced, &died, |_| vec![()]).get(&()).copied().unwrap_or((0, 0)).0;
        let question = everybody(case.month);
        let cells = case.engine(&spill).await.cells(&coverage_query(&question)).await.unwrap();
        assert_eq!(cells[0].in_grace, expected, "case {seed}");
        in_grace += expected;
    }
    assert!(in_grace > 0, "nobody was in grace: the cases say nothing");
}

#[tokio::test]
async fn tables_without_rows_are_nobody_and_no_fault() {
    let nobody = Case { month: Month::parse("2025-06").unwrap(), workers: Vec::new(), members: Vec::new(), deaths: Vec::new() };
    let engine = nobody.engine(&std::env::temp_dir()).await;
    let question = |by: &[Dimension]| Question {
        population: Population::Roster,
        month: nobody.month,
        by: by.to_vec(),
        attribution: Attribution::Workplace,
        ..everybody(nobody.month)
    };
    let total = engine.cells(&coverage_query(&question(&[]))).await.unwrap();
    assert_eq!((total[0].covered, total[0].denominator, total[0].in_grace), (0, 0, 0));
    assert!(engine.cells(&coverage_query(&question(&[Dimension::Region]))).await.unwrap().is_empty());
    let empty = Engine::new(64 << 20, &std::env::temp_dir(), 1).unwrap();
    empty.table("workers", Arc::new(Schema::empty()), &[]).await.unwrap();
}

#[tokio::test]
async fn the_account_of_a_programme_tells_members_of_another_programme_from_people_in_no_register() {
    let spill = std::env::temp_dir();
    let mut without = 0;
    for seed in 200..240 {
        let case = Case::draw(seed);
        let engine = case.engine(&spill).await;
        let question = Question {
            population: Population::Roster,
            month: case.month,
            by: vec![Dimension::Programme],
            attribution: Attribution::Residence,
            area: Area::everywhere(),
            home: home(),
        };
        let cells = engine.cells(&coverage_query(&question)).await.unwrap();
        let lines = engine.account(&account_query(&question)).await.unwrap();
        for (number, cell) in cells.iter().enumerate() {
            let people = |wanted: &dyn Fn(&str) -> bool| -> u64 {
                let of_cell = lines.iter().filter(|line| line.keys[0] == cell.keys[0]);
                of_cell.filter(|line| line.keys[1].as_deref().is_some_and(wanted)).map(|line| line.people).sum()
            };
            assert_eq!(people(&|reason| !["died", "excluded"].contains(&reason)), cell.denominator, "case {seed}");
            assert_eq!(people(&|reason| ["0", "1"].contains(&reason)), cell.covered, "case {seed}");
            let (listed, _, died) = case.for_oracle();
            let has =
                |person: i64, asked: &dyn Fn(&Row) -> bool| case.members.iter().any(|row| row.person == person && asked(row));
            let counted: BTreeSet<i64> = listed
                .iter()
                .map(|row| row.person)
                .filter(|person| !died.contains(person) && listed.iter().all(|row| row.person != *person || !row.excluded))
                .collect();
            let nowhere = counted.iter().filter(|person| !has(**person, &|_| true)).count() as u64;
            let elsewhere =
                counted.iter().filter(|p| has(**p, &|_| true) && !has(**p, &|row| row.programmes >> number & 1 == 1)).count()
                    as u64;
            assert_eq!(people(&|reason| reason == "not_in_register"), nowhere, "case {seed}");
            assert_eq!(people(&|reason| reason == "not_in_programme"), elsewhere, "case {seed}");
            without += elsewhere;
        }
    }
    assert!(without > 0, "everybody was in every programme: the cases say nothing");
}
