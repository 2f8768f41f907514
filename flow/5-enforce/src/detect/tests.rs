//! Every rule on a table of rows: what is proposed, and what only looks like it and is not.

use super::arrears::OpenBill;
use super::employers::{Business, EmployerBook, List, MemberGroup, Registered};
use super::pds::Payroll;
use super::people::Membership;
use super::projects::ProjectRow;
use super::units::{Unit, UnitKind};
use super::wages::WageTally;
use super::{Finding, MinimumWages, Stakes, Subject, Thresholds, arrears, pds, people, projects, pwbd, units, wages};
use crate::calendar::Calendar;
use crate::rules::Rules;
use base::law::Rulebook;
use base::law::assess::EmployerSize::{self, Besar, Kecil, Menengah, Mikro};
use base::vocabulary::region::RegionCode;
use base::vocabulary::{Month, PaidMonths, ProgrammeSet, Rupiah, Segment};
use jiff::civil::{Date, date};
use std::collections::BTreeMap;

const ON: Date = date(2025, 6, 30);

fn code(text: &str) -> Option<RegionCode> {
    Some(text.parse().unwrap())
}

fn month(text: &str) -> Month {
    Month::parse(text).unwrap()
}

fn thresholds() -> Thresholds {
    Rules::embedded().unwrap().detect
}

/// Runs a rule with the law of June 2025.
fn with_law<T>(run: impl FnOnce(&Thresholds, &Stakes<'_>) -> T) -> T {
    let (rulebook, wages) = (Rulebook::embedded().unwrap(), MinimumWages::embedded().unwrap());
    run(&thresholds(), &Stakes { rulebook: &rulebook, wages: &wages, month: month("2025-06"), risk_group: 1 })
}

fn business(name: &str, region: &str) -> Business {
    Business {
        list: List::Businesses,
        nib: None,
        npp: None,
        name: name.to_owned(),
        region: Some(region).filter(|text| !text.is_empty()).and_then(code),
        size: Some(Menengah),
        headcount: Some(10),
        founded: Some(date(2020, 1, 1)),
        closed: None,
    }
}

fn number(npp: &str, name: &str, region: &str, segment: Segment, programmes: &str, people: u64) -> Registered {
    Registered {
        npp: npp.to_owned(),
        names: BTreeMap::from([(name.to_uppercase(), people.max(1))]),
        regions: code(region).map(|code| (code, people.max(1))).into_iter().collect(),
        members: vec![MemberGroup {
            segment: Some(segment),
            programmes: ProgrammeSet::parse(programmes).unwrap(),
            pensionable: false,
            people,
        }],
        last_billed: Some(month("2025-05")),
    }
}

fn book(businesses: Vec<Business>, numbers: Vec<Registered>) -> EmployerBook {
    let numbers = numbers.into_iter().map(|number| (number.npp.clone(), number)).collect();
    EmployerBook::link(businesses, numbers, ON)
}

fn subjects(found: &[Finding]) -> Vec<String> {
    found.iter().map(|finding| finding.subject.cells().concat()).collect()
}

#[test]
fn twenty_businesses_are_linked_to_the_register_or_are_not() {
    let register = || {
        vec![
            number("11", "PT Ravo Kenti", "73.06", Segment::Pu, "jkk;jkm", 9),
            number("12", "CV Lumar Denso", "73.71", Segment::Pu, "jkk;jkm", 9),
            number("13", "Toko Wipa", "73.06", Segment::Pu, "jkk;jkm", 9),
            number("14", "CV Zizi Yuyu", "73.06", Segment::Pu, "jkk;jkm", 9),
            number("15", "UD Zizi Yuyu", "73.06", Segment::Pu, "jkk;jkm", 9),
        ]
    };
    // Name, regency, NIB, NPP, and whether it is proposed as not registered.
    let cases = [
        ("PT Ravo Kenti", "73.06", "", "11", false),
        ("PT Ravo Kenti", "73.06", "", "", false),
        ("PT. RAVO KENTI", "73.06", "", "", false),
        ("Ravo Kenti, PT", "73.06", "", "", false),
        ("CV Ravo Kenti", "73.06", "", "", false),
        ("Toko Sova (PT Ravo Kenti)", "73.06", "", "", false),
        ("PT Ravo Kenti Cabang Bone", "73.08", "", "", false),
        ("PT Ravo Kenti", "73.08", "", "", false),
        ("PT Ravo Kenti", "", "", "", false),
        ("Another Name", "73.06", "", "12", false),
        ("Another Name", "73.06", "", "99", false),
        ("Toko Wipa", "73.06", "", "", false),
        // One word tells no business apart in another regency.
        ("Toko Wipa", "73.08", "9990000000001", "", true),
        ("PT Ravo Kentin", "73.06", "9990000000002", "", true),
        ("PT Ravo", "73.06", "9990000000003", "", true),
        ("Lumar", "73.71", "9990000000004", "", true),
        ("Toko Sova", "73.06", "9990000000005", "", true),
        // Two registered employers have this name: no answer, and no proposal.
        ("PT Zizi Yuyu", "73.06", "", "", false),
        ("PT Mirba Fenzi", "73.71", "", "", true),
        ("PT Mirba Fenzi", "", "", "", true),
    ];
    for (name, region, nib, npp, proposed) in cases {
        let some = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
        let line = Business { nib: some(nib), npp: some(npp), ..business(name, region) };
        let book = book(vec![line], register());
        let found = with_law(|thresholds, stakes| pwbd::find(&book, thresholds, stakes, ON).unwrap());
        assert_eq!(!found.is_empty(), proposed, "{name:?} in {region:?} with {nib:?} {npp:?}: {:?}", subjects(&found));
    }
}

#[test]
fn lines_of_one_business_make_one_proposal_and_a_number_in_one_of_them_settles_it() {
    let line = |nib: &str, npp: &str, name: &str, region: &str| {
        let some = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
        Business { nib: some(nib), npp: some(npp), ..business(name, region) }
    };
    let register = || vec![number("11", "PT Ravo Kenti", "73.06", Segment::Pu, "jkk;jkm", 9)];
    let proposed =
        |lines| with_law(|thresholds, stakes| subjects(&pwbd::find(&book(lines, register()), thresholds, stakes, ON).unwrap()));
    // Twice on the list, once without its number.
    let twice = vec![line("1", "", "PT Mirba Fenzi", "73.71"), line("", "", "PT. MIRBA FENZI", "73.71")];
    assert_eq!(proposed(twice), ["1"]);
    // The shop on one list, the firm on another, one NIB.
    assert!(proposed(vec![line("2", "", "Toko Sova", "73.06"), line("2", "11", "PT Ravo Kenti", "73.06")]).is_empty());
    // A branch has the NIB of its legal entity.
    assert!(proposed(vec![line("3", "11", "PT Ravo Kenti", "73.06"), line("3", "", "Gudang Bone", "73.08")]).is_empty());
    // The same name with another NIB is another firm.
    assert_eq!(proposed(vec![line("4", "", "PT Mirba Fenzi", "73.71"), line("5", "", "PT Mirba Fenzi", "73.71")]).len(), 2);
}

#[test]
fn an_owner_alone_a_closed_and_a_young_business_need_not_be_registered() {
    let base = || business("PT Mirba Fenzi", "73.71");
    let cases = [
        (base(), true),
        (Business { headcount: Some(0), ..base() }, false),
        (Business { headcount: None, ..base() }, true),
        (Business { headcount: Some(1), ..base() }, true),
        (Business { closed: Some(date(2025, 6, 1)), ..base() }, false),
        (Business { closed: Some(date(2025, 7, 1)), ..base() }, true),
        (Business { founded: Some(date(2025, 6, 1)), ..base() }, false),
        (Business { founded: Some(date(2025, 5, 31)), ..base() }, true),
        (Business { list: List::Tenders, headcount: None, founded: None, ..base() }, true),
    ];
    for (line, proposed) in cases {
        let book = book(vec![line.clone()], Vec::new());
        let found = with_law(|thresholds, stakes| pwbd::find(&book, thresholds, stakes, ON).unwrap());
        assert_eq!(!found.is_empty(), proposed, "{line:?}");
        // Ten workers at the minimum of Makassar in four programmes: 9.24 + 3 percent of 3,880,136.
        for finding in found.iter().filter(|finding| finding.workers == Some(10)) {
            assert_eq!(finding.rupiah, Some(Rupiah(10 * (9_312 + 11_640 + 143_565 + 77_603 + 77_603 + 38_801))));
        }
    }
}

#[test]
fn an_employer_with_one_closed_branch_goes_on() {
    let line = |name: &str, closed| Business { nib: Some("7".to_owned()), closed, ..business(name, "73.71") };
    let shut = Some(date(2025, 6, 1));
    let closed = |lines: Vec<Business>| book(lines, Vec::new()).employers[0].closed;
    assert!(!closed(vec![line("PT Mirba Fenzi", None), line("PT Mirba Fenzi Cabang", shut)]));
    assert!(closed(vec![line("PT Mirba Fenzi", shut), line("PT Mirba Fenzi Cabang", shut)]));
    // A permit tells nothing of closing.
    let permit = Business { list: List::Permits, ..line("PT Mirba Fenzi", None) };
    assert!(closed(vec![line("PT Mirba Fenzi", shut), permit]));
}

#[test]
fn missing_workers_are_told_by_head_count_or_payroll_and_branches_count_together() {
    let payroll = |listed, missing| Some(Payroll { listed, missing });
    // Reported workers, members, last month billed, payroll, missing.
    let cases = [
        (Some(10), 10, "2025-05", None, None),
        (Some(11), 10, "2025-05", None, Some(1)),
        (Some(9), 10, "2025-05", None, None),
        (Some(30), 10, "2025-05", None, Some(20)),
        (None, 10, "2025-05", None, None),
        // It closed, and the list does not know yet.
        (Some(30), 0, "2025-01", None, None),
        (Some(30), 0, "2025-05", None, Some(30)),
        (Some(12), 10, "2025-05", payroll(12, 2), Some(2)),
        // The head count says so, the payroll finds everybody: they are members elsewhere or came lately.
        (Some(12), 10, "2025-05", payroll(12, 0), None),
        // Only the payroll says so: two of a hundred is what linking loses, ten is not.
        (Some(100), 100, "2025-05", payroll(100, 2), None),
        (Some(100), 100, "2025-05", payroll(100, 10), Some(10)),
        (None, 100, "2025-05", payroll(100, 7), None),
        (None, 100, "2025-05", payroll(100, 8), Some(8)),
        // In a firm of seven a single person whom linking lost is a seventh.
        (Some(7), 7, "2025-05", payroll(7, 1), None),
        (Some(7), 7, "2025-05", payroll(7, 2), Some(2)),
        (Some(8), 7, "2025-05", payroll(8, 1), Some(1)),
    ];
    for (headcount, members, billed, payroll, missing) in cases {
        let line = Business { headcount, npp: Some("11".into()), ..business("PT Ravo Kenti", "73.06") };
        let mut number = number("11", "PT Ravo Kenti", "73.06", Segment::Pu, "jkk;jkm;jht;jp", members);
        number.last_billed = Some(month(billed));
        let book = book(vec![line], vec![number]);
        let payrolls = payroll.map(|payroll| ("11".to_owned(), payroll)).into_iter().collect();
        let found = with_law(|thresholds, stakes| pds::workers(&book, &payrolls, thresholds, stakes).unwrap());
        assert_eq!(found.first().and_then(|finding| finding.workers), missing, "{headcount:?} {members} {billed} {payroll:?}");
    }
    // A branch of ten whose people are members under the number of its legal entity.
    let nib = Some("1".to_owned());
    let main = Business { nib: nib.clone(), npp: Some("11".into()), ..business("PT Ravo Kenti", "73.06") };
    let branch = Business { nib, ..business("PT Ravo Kenti Cabang Bone", "73.08") };
    for (members, proposed) in [(20, 0), (19, 1), (10, 1)] {
        let numbers = vec![number("11", "PT Ravo Kenti", "73.06", Segment::Pu, "jkk;jkm", members)];
        let book = book(vec![main.clone(), branch.clone()], numbers);
        let found = with_law(|thresholds, stakes| pds::workers(&book, &BTreeMap::new(), thresholds, stakes).unwrap());
        assert_eq!(found.len(), proposed, "{members} members");
    }
}

#[test]
fn programmes_are_those_of_the_size_and_a_micro_firm_with_two_is_compliant() {
    // Size, programmes, near the age of pension, workers proposed.
    let cases: [(Option<EmployerSize>, &str, bool, u64); 12] = [
        (Some(Mikro), "jkk;jkm", false, 0),
        (Some(Mikro), "jkk", false, 9),
        (Some(Kecil), "jkk;jkm", false, 9),
        (Some(Kecil), "jkk;jkm;jht", false, 0),
        (Some(Menengah), "jkk;jkm;jht", false, 9),
        (Some(Menengah), "jkk;jkm;jht", true, 0),
        (Some(Menengah), "jkk;jkm;jht;jp", false, 0),
        (Some(Menengah), "jkk;jkm;jp", true, 9),
        (Some(Besar), "jkk;jkm", false, 9),
        (Some(Besar), "jkk;jkm;jht;jp;jkp", false, 0),
        (None, "jkk;jkm", false, 0),
        (Some(Besar), "", false, 9),
    ];
    for (size, programmes, pensionable, workers) in cases {
        let line = Business { size, npp: Some("11".into()), ..business("PT Ravo Kenti", "73.06") };
        let mut number = number("11", "PT Ravo Kenti", "73.06", Segment::Pu, programmes, 9);
        number.members[0].pensionable = pensionable;
        let book = book(vec![line], vec![number]);
        let found = with_law(|thresholds, stakes| pds::programmes(&book, thresholds, stakes).unwrap());
        assert_eq!(
            found.first().and_then(|finding| finding.workers).unwrap_or(0),
            workers,
            "{size:?} {programmes} {pensionable}"
        );
    }
}

#[test]
fn a_firm_may_not_register_employees_as_self_employed_and_a_collector_may() {
    let cases = [
        ("PT Ravo Kenti", Segment::Bpu, true, 1),
        ("PT Ravo Kenti", Segment::Pu, true, 0),
        ("Koperasi Ravo Kenti", Segment::Bpu, true, 0),
        ("Kelompok Nelayan Ravo Kenti", Segment::Bpu, true, 0),
        // A fund stands on no list of businesses.
        ("APBD Kabupaten Gowa", Segment::Bpu, false, 0),
        ("Sesuatu Ravo", Segment::Bpu, false, 0),
    ];
    for (name, segment, listed, proposed) in cases {
        let lines = if listed { vec![Business { npp: Some("11".into()), ..business(name, "73.06") }] } else { Vec::new() };
        let book = book(lines, vec![number("11", name, "73.06", segment, "jkk;jkm", 9)]);
        let found = with_law(|_, stakes| pds::segments(&book, stakes).unwrap());
        assert_eq!(found.len(), proposed, "{name} {segment}");
    }
}

#[test]
fn low_and_equal_wages_are_patterns_and_a_minimum_of_its_own_regency_is_none() {
    let (gowa, makassar) = (3_657_527, 3_880_136);
    // Size, regency, wages as reported, wages on the payroll, workers proposed.
    let same = |wage, members| vec![wage; members];
    let cases = vec![
        (Menengah, "73.06", same(gowa, 9), None, 0),
        (Menengah, "73.71", same(gowa, 9), None, 9),
        (Menengah, "73.71", same(makassar, 9), None, 0),
        (Mikro, "73.71", same(2_000_000, 9), None, 0),
        (Kecil, "73.71", same(2_000_000, 10), None, 10),
        (Menengah, "73.06", same(gowa, 10), None, 10),
        (Menengah, "73.06", [same(gowa, 9), same(5_000_000, 1)].concat(), None, 9),
        (Menengah, "73.06", [same(gowa, 6), same(5_000_000, 4)].concat(), None, 0),
        (Menengah, "73.06", [same(gowa - 1, 1), same(5_000_000, 9)].concat(), None, 9),
        (Besar, "73.06", [same(3_000_000, 3), same(5_000_000, 5)].concat(), None, 3),
        (Besar, "73.06", [same(3_000_000, 1), same(5_000_000, 5)].concat(), None, 0),
        (Mikro, "73.06", same(3_000_000, 4), Some(4_500_000), 4),
        (Mikro, "73.06", same(4_500_000, 4), Some(4_500_000), 0),
        (Mikro, "73.06", same(4_600_000, 4), Some(4_500_000), 0),
    ];
    for (size, region, reported, paid, workers) in cases {
        let line = Business { size: Some(size), npp: Some("11".into()), ..business("PT Ravo Kenti", region) };
        let numbers = vec![number("11", "PT Ravo Kenti", region, Segment::Pu, "jkk;jkm", reported.len() as u64)];
        let book = book(vec![line], numbers);
        let found = with_law(|thresholds, stakes| {
            let mut tally = WageTally::default();
            reported.iter().for_each(|wage| tally.add(Rupiah(*wage), stakes.minimum(code(region)), paid.map(Rupiah)));
            wages::find(&book, &BTreeMap::from([("11".to_owned(), tally)]), thresholds, stakes).unwrap()
        });
        let found = found.first().and_then(|finding| finding.workers).unwrap_or(0);
        assert_eq!(found, workers, "{size:?} {region} {reported:?} {paid:?}");
    }
}

#[test]
fn arrears_are_what_was_due_and_their_class_follows_the_months() {
    let months = |from: &str, count: i32| -> Vec<OpenBill> {
        let first = month(from);
        (0..count)
            .map(|ahead| OpenBill { npp: "11".into(), month: first.plus(ahead), members: 4, open: Rupiah(1_000_000) })
            .collect()
    };
    // First open month, how many, overdue sum, class. June 2025 is due in July; May was due on 16 June, a Monday.
    let cases = [
        ("2025-06", 1, None),
        ("2025-05", 1, Some((1_000_000, "lancar"))),
        ("2025-05", 2, Some((1_000_000, "lancar"))),
        ("2025-04", 3, Some((2_000_000, "lancar"))),
        ("2025-03", 4, Some((3_000_000, "kurang_lancar"))),
        ("2024-12", 7, Some((6_000_000, "kurang_lancar"))),
        ("2024-11", 8, Some((7_000_000, "macet"))),
        ("2024-08", 11, Some((10_000_000, "kontinjensi"))),
        ("2025-01", 1, Some((1_000_000, "lancar"))),
    ];
    for (first, count, expected) in cases {
        let book = book(Vec::new(), vec![number("11", "PT Ravo Kenti", "73.06", Segment::Pu, "jkk;jkm", 4)]);
        let found = with_law(|thresholds, stakes| arrears::find(&book, &months(first, count), thresholds, stakes, ON).unwrap());
        let told = found.first().map(|finding| (finding.rupiah.unwrap().0, finding.evidence[1].value.as_str()));
        assert_eq!(told, expected, "{count} from {first}");
        assert!(found.iter().all(|finding| finding.first_month == month(first)));
    }
    // Two percent a month: May is one started month late, April two.
    let book = book(Vec::new(), Vec::new());
    let found = with_law(|thresholds, stakes| arrears::find(&book, &months("2025-04", 2), thresholds, stakes, ON).unwrap());
    assert_eq!(found[0].evidence[2].value, Rupiah(20_000 + 40_000).to_string());
}

#[test]
fn a_project_under_another_code_or_without_vat_is_registered_all_the_same() {
    let project = |id: &str, name: &str, value: i64, starts: Date, ends: Date| ProjectRow {
        id: Some(id.to_owned()),
        name: name.to_owned(),
        owner: Some("Dinas PUPR".to_owned()),
        registered: false,
        region: code("73.06"),
        value: Rupiah(value),
        starts: Some(starts),
        ends: Some(ends),
        workers: Some(9),
    };
    let (begun, end) = (date(2025, 2, 3), date(2025, 12, 1));
    let contract = || project("P-1", "Peningkatan Jalan Paket 3", 1_110_000_000, begun, end);
    let known = |row: ProjectRow| ProjectRow { registered: true, ..row };
    let cases: Vec<(&str, Vec<ProjectRow>, usize)> = vec![
        ("nowhere", vec![contract()], 1),
        ("same code", vec![contract(), known(project("P-1", "other", 1, begun, end))], 0),
        ("other code", vec![contract(), known(project("J-9", "PENINGK. JALAN PAKET 3", 1_110_000_000, begun, end))], 0),
        ("without VAT", vec![contract(), known(project("J-9", "Peningkatan Jalan Paket 3", 1_000_000_000, begun, end))], 0),
        ("other lot", vec![contract(), known(project("J-9", "Peningkatan Jalan Paket 4", 1_110_000_000, begun, end))], 1),
        ("other value", vec![contract(), known(project("J-9", "Peningkatan Jalan Paket 3", 900_000_000, begun, end))], 1),
        ("other work", vec![contract(), known(project("J-9", "Rehabilitasi Sekolah Dasar 3", 1_110_000_000, begun, end))], 1),
        ("finished", vec![project("P-1", "Jalan", 1_000_000, begun, date(2025, 6, 29))], 0),
        ("last day", vec![project("P-1", "Jalan", 1_000_000, begun, ON)], 1),
        ("young", vec![project("P-1", "Jalan", 1_000_000, date(2025, 6, 16), end)], 0),
        ("late", vec![project("P-1", "Jalan", 1_000_000, date(2025, 6, 5), end)], 1),
        ("listed twice", vec![contract(), contract()], 1),
    ];
    let calendar = Calendar::new([], [], false);
    for (case, rows, proposed) in cases {
        let found = with_law(|thresholds, stakes| {
            projects::find(&rows, thresholds, stakes, &calendar, (ON, code("73").unwrap())).unwrap()
        });
        assert_eq!(found.len(), proposed, "{case}");
    }
    let found = with_law(|thresholds, stakes| {
        let rows = [project("P-1", "Jalan", 100_000_000, begun, end)];
        projects::find(&rows, thresholds, stakes, &calendar, (ON, code("73").unwrap())).unwrap()
    });
    assert_eq!((found[0].rupiah, found[0].first_month), (Some(Rupiah(240_000)), month("2025-02")));
}

#[test]
fn an_office_is_proposed_from_a_quarter_on_and_a_village_from_one_person() {
    let cases = [
        (UnitKind::Office, 40, 0, 0),
        (UnitKind::Office, 40, 2, 0),
        (UnitKind::Office, 40, 9, 0),
        (UnitKind::Office, 40, 10, 1),
        (UnitKind::Office, 1, 1, 1),
        (UnitKind::VillageStaff, 12, 0, 0),
        (UnitKind::VillageStaff, 12, 1, 1),
        (UnitKind::Neighbourhood, 12, 1, 1),
    ];
    for (kind, listed, missing, proposed) in cases {
        let unit =
            Unit { id: "73.06.01.2001".into(), name: "Bontoa".into(), kind, region: code("73.06.01.2001"), listed, missing };
        let found = with_law(|thresholds, stakes| units::find(&[unit], thresholds, stakes).unwrap());
        assert_eq!(found.len(), proposed, "{kind:?} {missing} of {listed}");
        assert!(found.iter().all(|finding| finding.region == code("73.06") && finding.rupiah.is_some()));
    }
}

#[test]
fn a_person_is_paid_for_twice_only_in_months_that_both_pay() {
    let membership = |npp: &str, since: &str, from: &str, until: &str, died: Option<Date>| {
        let mut paid = PaidMonths::NONE;
        paid.pay(month("2025-06"), month(from), month(until));
        Membership {
            person: 7,
            npp: Some(npp.to_owned()).filter(|npp| !npp.is_empty()),
            region: code("73.06"),
            since: Some(month(since).first_day()),
            base: month("2025-06"),
            paid,
            died,
        }
    };
    let alive = |npp: &str, from: &str, until: &str| membership(npp, from, from, until, None);
    let cases = vec![
        (vec![alive("11", "2024-01", "2025-06")], None),
        (vec![alive("11", "2024-01", "2025-06"), alive("12", "2025-04", "2025-06")], Some(("12", "2025-04", 3 * 16_800))),
        (vec![alive("12", "2025-04", "2025-06"), alive("11", "2024-01", "2025-06")], Some(("12", "2025-04", 3 * 16_800))),
        // From one to the other, without a month in common.
        (vec![alive("11", "2024-01", "2025-03"), alive("12", "2025-04", "2025-06")], None),
        // Twice under one number is a slip of the register, no second payer.
        (vec![alive("11", "2024-01", "2025-06"), alive("11", "2025-04", "2025-06")], None),
        (vec![alive("", "2024-01", "2025-06"), alive("12", "2025-04", "2025-06")], None),
        // Long over.
        (vec![alive("11", "2023-01", "2024-01"), alive("12", "2023-06", "2024-01")], None),
    ];
    let book = book(Vec::new(), Vec::new());
    for (memberships, expected) in cases {
        let found = with_law(|_, stakes| people::funding(&book, &memberships, stakes).unwrap());
        let told = found.first().map(|finding| {
            let Subject::Npp(npp) = &finding.subject else { panic!("a payer has a number") };
            (npp.as_str(), finding.first_month, finding.rupiah.unwrap().0)
        });
        assert_eq!(told, expected.map(|(npp, first, rupiah)| (npp, month(first), rupiah)));
    }
    let died = Some(date(2025, 2, 10));
    for (until, npp, expected) in [
        ("2025-02", "11", None),
        ("2025-01", "11", None),
        ("2025-03", "11", Some(("11", 1))),
        ("2025-06", "11", Some(("11", 4))),
        ("2025-06", "", Some(("73.06/bpu", 4))),
    ] {
        let rows = [membership(npp, "2024-01", "2024-01", until, died)];
        let found = with_law(|_, stakes| people::dead(&book, &rows, stakes).unwrap());
        let told = found.first().map(|finding| (finding.subject.cells().concat(), finding.evidence[1].value.clone()));
        assert_eq!(told, expected.map(|(subject, months)| (subject.to_owned(), months.to_string())), "{until} {npp:?}");
        assert!(found.iter().all(|finding| finding.first_month == month("2025-03") && finding.workers == Some(1)));
    }
}

#[test]
fn the_highest_value_of_a_detector_stands_first() {
    let lines = vec![
        Business { nib: Some("1".into()), headcount: Some(2), ..business("PT Mirba Fenzi", "73.06") },
        Business { nib: Some("2".into()), headcount: Some(9), ..business("PT Naldra Soto", "73.06") },
        Business { nib: Some("3".into()), headcount: None, ..business("PT Venti Lurra", "73.06") },
    ];
    let book = book(lines, Vec::new());
    let mut found = with_law(|thresholds, stakes| pwbd::find(&book, thresholds, stakes, ON).unwrap());
    super::sort(&mut found);
    assert_eq!(subjects(&found), ["2", "1", "3"]);
}
