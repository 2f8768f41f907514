//! Memberships in the register, drawn so that the months paid agree with the person's true standing and with the
//! employer.

use crate::conduct::{FUNDS, Payer};
use crate::day::{Day, Month};
use crate::draw::{Draw, Purpose};
use crate::employers::{Employer, Registration, Size};
use crate::faults::{Mark, Marks};
use crate::people::{Class, Group, Person, Standing};
use crate::province::Province;

/// One membership (one KPJ).
pub struct Membership {
    /// Eleven digits.
    pub kpj: String,
    /// Segment as the register writes it.
    pub segment: &'static str,
    /// Employer, if any.
    pub employer: Option<u32>,
    /// Who pays for a member without a wage, where it is not the member.
    pub payer: Option<Payer>,
    /// Whose identity record: 0 the first, 1 a second registration typed anew.
    pub version: u64,
    /// First day.
    pub since: Day,
    /// Last day of an ended membership.
    pub ended: Option<Day>,
    /// Months paid as inclusive spans, oldest first, at most 36 months back.
    pub paid: Vec<(Month, Month)>,
    /// JKK, JKM, JHT, JP, JKP.
    pub programmes: [bool; 5],
    /// Reported monthly wage or chosen income.
    pub wage: i64,
    /// What is wrong with it.
    pub marks: Marks,
}

impl Membership {
    /// `2023-07..2025-05;2025-06`.
    pub fn paid_text(&self) -> String {
        let spans: Vec<String> =
            self.paid.iter().map(|(a, b)| if a == b { a.text() } else { format!("{}..{}", a.text(), b.text()) }).collect();
        spans.join(";")
    }
}

/// Spans from one month to another, at most 36 back, with one gap for careless payers; the last two months are whole.
fn spans(as_of: Month, since: Month, until: Month, gap_rate: f64, draw: &mut Draw) -> Vec<(Month, Month)> {
    let from = since.max(Month(as_of.0 - 35));
    if from > until {
        return Vec::new();
    }
    let months = until.0 - from.0;
    if months >= 8 && draw.chance(gap_rate) {
        let length = draw.between(1, 3) as i32;
        let first = from.0 + draw.between(2, i64::from(months - 3 - length)) as i32;
        return vec![(from, Month(first - 1)), (Month(first + length), until)];
    }
    vec![(from, until)]
}

impl Province {
    /// The last month an employer has paid, as of the as-of day.
    pub fn employer_paid_until(&self, employer: u32) -> Month {
        let last = self.month.0;
        match self.employers.get(employer) {
            Employer::Company(c) => match self.employers.companies[c].registration {
                Registration::Behind(months) => Month(last - i32::from(months)),
                _ if self.employers.companies[c].paid_as_of => Month(last),
                _ => Month(last - 1),
            },
            Employer::Office(..) | Employer::Village(_) | Employer::Project(..) => {
                Month(last - i32::from(Draw::new(self.seed, Purpose::Company, u64::from(employer)).chance(0.6)))
            }
        }
    }

    /// The wage a person is really paid.
    pub fn true_wage(&self, person: &Person) -> i64 {
        let mut draw = Draw::of_two(self.seed, Purpose::Membership, person.id, 9);
        let factor = match draw.weighted(&[0.60, 0.30, 0.10]) {
            0 => draw.between(80, 110),
            1 => draw.between(110, 180),
            _ => draw.between(180, 400),
        };
        let factor = if matches!(person.group, Group::VillageStaff | Group::Bpd | Group::NonAsn) {
            factor.min(100) * 6 / 10
        } else {
            factor
        };
        let wage = self.calibration.parameters.statute_wage_rupiah * factor / 100 / 1000 * 1000;
        match person.employer.map(|employer| (employer, self.employers.get(employer))) {
            // Micro and small firms may agree on less than the minimum; the others pay it.
            Some((employer, Employer::Company(c))) if self.employers.companies[c].size >= Size::Menengah => {
                wage.max(self.minimum_wage(self.regency_of_employer(employer)))
            }
            _ => wage,
        }
    }

    fn programmes(&self, person: &Person, employer: Option<u32>, draw: &mut Draw) -> [bool; 5] {
        let more = draw.unit();
        match person.class {
            Class::Bpu => [true, true, more < 0.12, false, false],
            Class::Jakon => [true, true, false, false, false],
            Class::Asn => [true, true, false, false, false],
            Class::Pu => match employer.map(|e| self.employers.get(e)) {
                Some(Employer::Company(c)) => {
                    let company = &self.employers.companies[c];
                    let leaves_out = company.leaves_out_programmes;
                    match company.size {
                        _ if company.conduct.registers_as_bpu => [true, true, false, false, false],
                        Size::Mikro => [true, true, more < 0.3, false, false],
                        Size::Kecil => [true, true, !leaves_out, false, false],
                        // Whoever is past the age of pension is not taken into JP any more.
                        Size::Menengah | Size::Besar => {
                            let jp = !leaves_out && person.age < 58;
                            [true, true, true, jp, jp]
                        }
                    }
                }
                _ => [true, true, more < 0.3, false, false],
            },
        }
    }

    fn kpj(person: &Person, nth: u64, since: Day) -> String {
        // A prime above the largest number keeps every KPJ different within a year of entry.
        let serial = ((person.id * 4 + nth) * 387_420_489 + 271_828_183) % 999_999_937;
        format!("{:02}{serial:09}", since.civil().0.rem_euclid(100))
    }

    /// Every membership of a person; ended ones end well before the as-of month, so that "paid in its last month"
    /// is no cover, the present one first.
    pub fn memberships(&self, person: &Person) -> Vec<Membership> {
        if person.standing == Standing::Stranger {
            return Vec::new();
        }
        let mut draw = Draw::new(self.seed, Purpose::Membership, person.id);
        let draw = &mut draw;
        let mut out = vec![self.present(person, draw)];
        if person.class == Class::Pu && draw.chance(self.faults.second_membership) {
            out.push(self.earlier(person, draw));
        }
        if draw.chance(self.faults.member_twice) {
            let since = Day(out[0].since.0 - draw.between(30, 900) as i32);
            let until = Month(since.month().0 + draw.between(3, 12) as i32).min(Month(self.month.0 - 13));
            let mut marks = Marks::default();
            marks.add(Mark::MemberTwice);
            out.push(Membership {
                kpj: Self::kpj(person, 2, since),
                segment: out[0].segment,
                employer: out[0].employer,
                payer: out[0].payer,
                version: 1,
                since,
                ended: None,
                paid: spans(self.month, since.month(), until, 0.0, draw),
                programmes: out[0].programmes,
                wage: out[0].wage,
                marks,
            });
        }
        let of_other_fund = self.of_other_fund(person, &out[0]);
        out.extend(of_other_fund);
        out
    }

    /// A membership that another fund pays for: at the same time, or until the present one began.
    fn of_other_fund(&self, person: &Person, present: &Membership) -> Option<Membership> {
        let Some(Payer::Fund(regency, fund)) = present.payer else { return None };
        if person.standing != Standing::Active || present.ended.is_some() {
            return None;
        }
        let mut draw = Draw::of_two(self.seed, Purpose::Conduct, person.id, 13);
        let payer = Payer::Fund(regency, (fund + 1 + draw.index(FUNDS.len() - 1)) % FUNDS.len());
        let (twice, moved) = (draw.chance(self.faults.twice_funded), draw.chance(self.faults.moved_fund));
        let (since, ended, until) = if twice {
            (Month(self.month.0 - draw.between(1, 11) as i32).first(), None, self.month)
        } else if moved {
            let ended = Day(present.since.0 - draw.between(1, 60) as i32);
            let before = Month(present.since.month().0 - 1);
            (Day(ended.0 - draw.between(200, 600) as i32), Some(ended), ended.month().min(before))
        } else {
            return None;
        };
        Some(Membership {
            kpj: Self::kpj(person, 3, since),
            segment: "BPU",
            employer: None,
            payer: Some(payer),
            version: 0,
            since,
            ended,
            paid: spans(self.month, since.month(), until, 0.0, &mut draw),
            programmes: present.programmes,
            wage: present.wage,
            marks: present.marks,
        })
    }

    fn present(&self, person: &Person, draw: &mut Draw) -> Membership {
        let old = matches!(person.standing, Standing::Lapsed | Standing::Ended) || person.class == Class::Asn;
        let employer = match person.class {
            Class::Pu if old || person.standing == Standing::NeverPaid => {
                if person.group == Group::None {
                    self.employers.any_good(person.regency, draw)
                } else {
                    person.employer
                }
            }
            Class::Asn => Some(self.employers.office(person.regency, draw.index(4))),
            _ => person.employer,
        };
        // A construction project without a number has no members; its lapsed workers were at the first, registered one.
        let employer = employer.map(|e| match self.employers.get(e) {
            Employer::Project(regency, nth) if nth % 3 != 0 => self.employers.projects(regency).start,
            _ => e,
        });
        let as_bpu = employer.is_some_and(|e| self.registers_as_bpu(e));
        let segment = match person.class {
            Class::Pu | Class::Asn if as_bpu => "BPU",
            Class::Pu | Class::Asn => "PU",
            Class::Jakon => "JAKON",
            Class::Bpu => "BPU",
        };
        let longest = if person.class == Class::Pu { 96 } else { 34 };
        let mut marks = Marks::default();
        let mut ended = None;
        let as_of = self.month.0;
        let until = match person.standing {
            Standing::Active => match employer {
                Some(e) => self.employer_paid_until(e),
                None => self.month,
            },
            Standing::Arrears => match employer.map(|e| (e, self.employers.get(e))) {
                Some((e, Employer::Company(_))) => self.employer_paid_until(e),
                _ => Month(as_of - draw.between(2, 12) as i32),
            },
            Standing::Lapsed => Month(as_of - draw.between(13, 60) as i32),
            Standing::Ended => {
                let day = Day(self.as_of.0 - draw.between(65, 1000) as i32);
                ended = Some(day);
                day.month()
            }
            Standing::NeverPaid | Standing::Stranger => Month(as_of),
        };
        let since = Month(until.0 - draw.between(1, longest) as i32).first();
        let grown = Day(person.birth.0 + 15 * 366);
        let since = Day(since.0 + draw.between(0, 27) as i32).max(grown.min(until.first()));
        let mut until = until;
        if let Some(day) = person.died {
            marks.add(Mark::Died);
            if ended.is_none() && !draw.chance(self.faults.dead_still_active) {
                ended = Some(day.max(since));
                until = until.min(day.month());
            }
        }
        let gap = if person.class == Class::Bpu { 0.35 } else { 0.12 };
        let paid =
            if person.standing == Standing::NeverPaid { Vec::new() } else { spans(self.month, since.month(), until, gap, draw) };
        let wage = match (person.class, employer) {
            (Class::Bpu, _) => 1_000_000,
            _ if as_bpu => 1_000_000,
            (_, Some(employer)) => self.reported_wage(person, employer),
            (_, None) => self.true_wage(person),
        };
        if person.class == Class::Pu && !as_bpu && wage < self.true_wage(person) {
            marks.add(Mark::WageUnderReported);
        }
        if person.class == Class::Asn {
            marks.add(Mark::Asn);
        }
        Membership {
            kpj: Self::kpj(person, 0, since),
            segment,
            employer,
            payer: self.payer(person),
            version: 0,
            since,
            ended,
            paid,
            programmes: self.programmes(person, employer, draw),
            wage,
            marks,
        }
    }

    fn registers_as_bpu(&self, employer: u32) -> bool {
        matches!(self.employers.get(employer), Employer::Company(c) if self.employers.companies[c].conduct.registers_as_bpu)
    }

    fn earlier(&self, person: &Person, draw: &mut Draw) -> Membership {
        let ended = Day(self.as_of.0 - draw.between(200, 1300) as i32);
        let since = Day(ended.0 - draw.between(100, 1500) as i32);
        let employer = self.employers.any_good(person.regency, draw);
        let mut marks = Marks::default();
        marks.add(Mark::SecondMembership);
        // Some covered people work for two employers at once.
        let both = person.standing == Standing::Active && draw.chance(0.25);
        let until = match employer {
            Some(other) if both => self.employer_paid_until(other),
            _ => ended.month(),
        };
        Membership {
            kpj: Self::kpj(person, 1, since),
            segment: if employer.is_some_and(|e| self.registers_as_bpu(e)) { "BPU" } else { "PU" },
            employer,
            payer: None,
            version: 0,
            since,
            ended: (!both).then_some(ended),
            paid: spans(self.month, since.month(), until, 0.1, draw),
            programmes: self.programmes(person, employer, draw),
            // A second job is mostly for part of the week.
            wage: self.true_wage(person) * 8 / 10 / 1000 * 1000,
            marks,
        }
    }
}
