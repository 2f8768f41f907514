//! Plans against every plan there is: small instances are enumerated, so that the optimum needs no solver.

use super::*;
use proptest::prelude::*;

fn instance(json: &str) -> Instance {
    serde_json::from_str(json).unwrap()
}

/// Two regencies, two groups, a fund for one of them and a fund for all.
const PROVINCE: &str = r#"{
  "objective": "people", "months": 12,
  "cells": [
    {"id": "Bone/nelayan", "region": "73.08", "group": "nelayan", "candidates": 1000, "risk_ppm": 900, "premium": 16800},
    {"id": "Wajo/petani", "region": "73.13", "group": "petani", "candidates": 1000, "risk_ppm": 300, "premium": 16800}
  ],
  "funds": [
    {"id": "APBD Bone", "rupiah": 100800000, "regions": ["73.08"], "groups": []},
    {"id": "DBH", "rupiah": 20160000, "regions": ["73"], "groups": ["petani"]}
  ]
}"#;

#[test]
fn every_fund_enrols_whom_it_may_and_can_pay_for() {
    let plan = allocate(&instance(PROVINCE)).unwrap();
    assert_eq!((plan.status, plan.objective, plan.gap), (Status::Optimal, Some(600), Some(0)));
    let of = |fund: &str| plan.assign.iter().find(|assigned| assigned.fund == fund).unwrap();
    assert_eq!((of("APBD Bone").people, of("APBD Bone").rupiah), (500, Rupiah(100_800_000)));
    assert_eq!((of("DBH").cell.as_str(), of("DBH").people), ("Wajo/petani", 100));
}

#[test]
fn a_hundred_million_more_in_bone_protects_496_workers_for_a_year() {
    let plan = allocate(&instance(PROVINCE)).unwrap();
    let price = plan.prices.iter().find(|price| price.id == "APBD Bone").unwrap();
    assert_eq!((price.of, price.step, price.worth_thousandths), ("fund", 100_000_000, 496_032));
}

/// By hand: the money of DBH pays for 100 people, whom it would all give to fishers (900 ppm). A floor of 40 farmers (300 ppm) takes 40
/// places from them: each farmer less is worth 600, and Rp100 million more (496.032 people) 496.032 × 900.
#[test]
fn a_floor_costs_what_its_people_take_from_those_at_more_risk() {
    let mut province = instance(PROVINCE);
    province.objective = Objective::Risk;
    province.funds.remove(0);
    province.funds[0].groups.clear();
    let (regions, groups) = (Vec::new(), vec!["petani".to_owned()]);
    province.limits = vec![Limit { id: "40 petani".to_owned(), kind: LimitKind::MinPeople, regions, groups, value: 40 }];
    let plan = allocate(&province).unwrap();
    assert_eq!(plan.objective, Some(60 * 900 + 40 * 300));
    let told: Vec<(&str, i64)> = plan.prices.iter().map(|price| (price.id.as_str(), price.worth_thousandths)).collect();
    assert_eq!(told, [("DBH", 446_428_571), ("40 petani", 600_000)]);
}

#[test]
fn limits_that_quarrel_are_named_and_no_other() {
    let mut province = instance(PROVINCE);
    let limit = |id: &str, kind, regions: &[&str], value| Limit {
        id: id.to_owned(),
        kind,
        regions: regions.iter().map(|region| (*region).to_owned()).collect(),
        groups: Vec::new(),
        value,
    };
    province.limits = vec![
        limit("paling sedikit 10 di Bone", LimitKind::MinPeople, &["73.08"], 10),
        limit("paling sedikit 550 orang", LimitKind::MinPeople, &[], 550),
        limit("paling banyak 400 di Bone", LimitKind::MaxPeople, &["73.08"], 400),
        limit("paling banyak 90 di Wajo", LimitKind::MaxPeople, &["73.13"], 90),
    ];
    let plan = allocate(&province).unwrap();
    assert_eq!(plan.status, Status::Infeasible);
    // 400 in Bone and the 100 whom the money for Wajo can pay are too few; the limit on Wajo is not needed for that.
    assert_eq!(plan.conflicts, ["paling sedikit 550 orang", "paling banyak 400 di Bone"]);
    assert!(plan.assign.is_empty() && plan.objective.is_none());
}

#[test]
fn a_quota_where_nobody_can_be_enrolled_quarrels_with_itself() {
    let mut province = instance(PROVINCE);
    let regions = vec!["74".to_owned()];
    province.limits = vec![Limit { id: "Kendari".to_owned(), kind: LimitKind::MinPeople, regions, groups: Vec::new(), value: 1 }];
    assert_eq!(allocate(&province).unwrap().conflicts, ["Kendari"]);
}

#[test]
fn an_instance_that_is_no_question_is_refused_with_its_field() {
    let mut twice = instance(PROVINCE);
    twice.cells[1].id = "Bone/nelayan".to_owned();
    let flaw = |instance: &Instance| allocate(instance).unwrap_err();
    assert_eq!(flaw(&twice), AllocateFault::Flaw(InstanceFlaw::NameTwice { what: "cells", id: "Bone/nelayan".to_owned() }));
    let mut negative = instance(PROVINCE);
    negative.funds[0].rupiah = Rupiah(-1);
    assert!(matches!(flaw(&negative), AllocateFault::Flaw(InstanceFlaw::OutOfRange { field: "rupiah", value: -1, .. })));
    assert!(serde_json::from_str::<Instance>(&PROVINCE.replace("months", "month")).is_err());
}

/// Instances that were hard, with the optimum that HiGHS found with no gap allowed (`bench/plan`).
#[test]
fn hard_instances_have_the_optimum_of_an_independent_solver() {
    #[derive(serde::Deserialize)]
    struct Solved {
        best: i64,
        instance: Instance,
    }
    let solved: Vec<Solved> = serde_json::from_str(include_str!("../../fixtures/independent.json")).unwrap();
    for (place, one) in solved.into_iter().enumerate() {
        let plan = allocate(&one.instance).unwrap();
        assert_eq!((plan.status, plan.objective, plan.gap), (Status::Optimal, Some(one.best), Some(0)), "instance {place}");
    }
}

#[test]
fn cells_that_do_not_differ_are_filled_in_the_order_of_the_instance() {
    let mut province = instance(PROVINCE);
    let again = Cell { id: "Bone/nelayan 2".to_owned(), candidates: 30, ..province.cells[0].clone() };
    province.cells[0].candidates = 480;
    province.cells.insert(1, again);
    let people = |plan: &Allocation, cell: &str| plan.assign.iter().filter(|a| a.cell == cell).map(|a| a.people).sum::<i64>();
    let plan = allocate(&province).unwrap();
    assert_eq!((people(&plan, "Bone/nelayan"), people(&plan, "Bone/nelayan 2")), (480, 20));
    province.funds[0].rupiah = Rupiah(99_792_000);
    let less = allocate(&province).unwrap();
    assert_eq!((people(&less, "Bone/nelayan"), people(&less, "Bone/nelayan 2")), (480, 15));
}

/// The most that any plan is worth, by trying every one; none when no plan keeps the limits.
fn best_of_all(instance: &Instance) -> Option<i64> {
    let mut pairs = Vec::new();
    for (c, cell) in instance.cells.iter().enumerate() {
        for (f, fund) in instance.funds.iter().enumerate() {
            if super::instance::holds(&fund.regions, &fund.groups, cell) {
                pairs.push((c, f));
            }
        }
    }
    let mut best = None;
    let mut people = vec![0; pairs.len()];
    loop {
        let in_cell = |c: usize| people.iter().zip(&pairs).filter(|(_, pair)| pair.0 == c).map(|(n, _)| *n).sum::<i64>();
        let spent = |f: usize| {
            let of = people.iter().zip(&pairs).filter(|(_, pair)| pair.1 == f);
            of.map(|(n, pair)| n * instance.cost(&instance.cells[pair.0])).sum::<i64>()
        };
        let kept = |limit: &Limit| {
            let inside = |c: &usize| super::instance::holds(&limit.regions, &limit.groups, &instance.cells[*c]);
            let sum: i64 = (0..instance.cells.len()).filter(inside).map(in_cell).sum();
            if limit.kind == LimitKind::MinPeople { sum >= limit.value } else { sum <= limit.value }
        };
        let sound = (0..instance.cells.len()).all(|c| in_cell(c) <= instance.cells[c].candidates)
            && (0..instance.funds.len()).all(|f| spent(f) <= instance.funds[f].rupiah.0)
            && instance.limits.iter().all(kept);
        if sound {
            let worth = people.iter().zip(&pairs).map(|(n, pair)| n * instance.worth(&instance.cells[pair.0])).sum();
            best = best.max(Some(worth));
        }
        // Counts like the wheels of a meter.
        let Some(wheel) = (0..pairs.len()).find(|wheel| people[*wheel] < instance.cells[pairs[*wheel].0].candidates) else {
            return best;
        };
        people[..wheel].fill(0);
        people[wheel] += 1;
    }
}

fn any_instance() -> impl Strategy<Value = Instance> {
    let name = |prefix: &'static str, index: usize| format!("{prefix}{index}");
    let cells = prop::collection::vec((0_usize..2, 0_usize..2, 0_i64..4, 1_i64..50, 1_i64..9), 1..4);
    let funds = prop::collection::vec((0_i64..60, prop::option::of(0_usize..2), prop::option::of(0_usize..2)), 1..3);
    let limits =
        prop::collection::vec((any::<bool>(), prop::option::of(0_usize..2), prop::option::of(0_usize..2), 0_i64..6), 0..3);
    (any::<bool>(), cells, funds, limits).prop_map(move |(people, cells, funds, limits)| {
        let list = |prefix: &'static str, index: Option<usize>| index.map(|index| name(prefix, index)).into_iter().collect();
        Instance {
            objective: if people { Objective::People } else { Objective::Risk },
            months: 2,
            cells: (cells.into_iter().enumerate())
                .map(|(index, (region, group, candidates, risk_ppm, premium))| Cell {
                    id: name("c", index),
                    region: name("r", region),
                    group: name("g", group),
                    candidates,
                    risk_ppm,
                    premium: Rupiah(premium),
                })
                .collect(),
            funds: (funds.into_iter().enumerate())
                .map(|(index, (rupiah, region, group))| Fund {
                    id: name("f", index),
                    rupiah: Rupiah(rupiah),
                    regions: list("r", region),
                    groups: list("g", group),
                })
                .collect(),
            limits: (limits.into_iter().enumerate())
                .map(|(index, (least, region, group, value))| Limit {
                    id: name("l", index),
                    kind: if least { LimitKind::MinPeople } else { LimitKind::MaxPeople },
                    regions: list("r", region),
                    groups: list("g", group),
                    value,
                })
                .collect(),
        }
    })
}

proptest! {
    #[test]
    fn no_plan_of_all_there_are_is_better_and_a_conflict_is_one_and_the_smallest(instance in any_instance()) {
        let plan = allocate(&instance).unwrap();
        let best = best_of_all(&instance);
        prop_assert_eq!(plan.objective, best);
        prop_assert_eq!(plan.status, if best.is_some() { Status::Optimal } else { Status::Infeasible });
        if best.is_none() {
            let with = |ids: &[String]| {
                let limits = instance.limits.iter().filter(|limit| ids.contains(&limit.id)).cloned().collect();
                best_of_all(&Instance { limits, ..instance.clone() })
            };
            prop_assert!(with(&plan.conflicts).is_none());
            for left_out in &plan.conflicts {
                let rest: Vec<String> = plan.conflicts.iter().filter(|id| *id != left_out).cloned().collect();
                prop_assert!(with(&rest).is_some());
            }
        }
    }

    #[test]
    fn the_way_of_large_parts_never_beats_the_optimum_and_its_bound_is_never_below_it(instance in any_instance()) {
        let program = Program::of(&instance);
        let best = best_of_all(&instance);
        if program.empty_demand().is_some() {
            return Ok(());
        }
        match super::large::solve_large(&program, 100_000_000) {
            Ok(Answer::Infeasible) => prop_assert_eq!(best, None),
            Ok(Answer::Solved { values, bound }) => {
                let best = best.map(i128::from);
                let found = super::solver::worth(&program, &values);
                prop_assert!(program.rows.iter().all(|row| row.holds(&values)));
                prop_assert!(Some(found) <= best && Some(bound) >= best, "{found} {best:?} {bound}");
            }
            // Rounding found no plan that keeps every limit: the caller is told so.
            Err(_) => {}
        }
    }
}
