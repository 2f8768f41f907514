//! Contributions by employer and month: what was billed, and when it was paid.

use crate::day::{Day, Month};
use crate::draw::{Draw, Purpose};
use crate::employers::{Employer, Registration, Size};
use crate::error::SynthError;
use crate::faults::Marks;
use crate::output::FileMade;
use crate::province::Province;
use crate::text_table::TextTable;
use std::path::Path;

/// Months of contributions that are written.
pub const MONTHS: i32 = 12;

/// One bill.
pub struct Bill {
    /// Members it is for.
    pub members: i64,
    /// JKK, JKM, JHT, JP in rupiah.
    pub amounts: [i64; 4],
    /// The day it was paid.
    pub paid_on: Option<Day>,
}

impl Bill {
    /// All programmes, in rupiah.
    pub fn total(&self) -> i64 {
        self.amounts.iter().sum()
    }
}

impl Province {
    /// The bill of an employer for a month; none where there is no member, or no employer any more.
    pub fn bill(&self, employer: u32, month: Month) -> Option<Bill> {
        let mut count = i64::from(*self.census.members.get(employer as usize)?);
        let mut late = false;
        match self.employers.get(employer) {
            Employer::Company(number) => {
                let company = &self.employers.companies[number];
                if company.registration == Registration::Unregistered || company.conduct.branch_of.is_some() {
                    return None;
                }
                if let Some(closed) = self.closed_on(number) {
                    if month > closed.month() {
                        return None;
                    }
                    count = i64::from(self.reported_headcount(number));
                }
                let mut draw = Draw::of_two(self.seed, Purpose::Conduct, u64::from(employer) << 32 | month.0 as u64, 10);
                late = month.0 <= self.month.0 - 3 && draw.chance(self.faults.late_but_paid);
            }
            Employer::Project(..) => return None,
            Employer::Office(..) | Employer::Village(_) => {}
        }
        if count == 0 {
            return None;
        }
        let mut draw = Draw::of_two(self.seed, Purpose::Table, 100 + u64::from(month.0 as u32), u64::from(employer));
        let parameters = &self.calibration.parameters;
        let wages = count * parameters.statute_wage_rupiah * draw.between(98, 104) / 100;
        let due = |basis_points: i64| wages * basis_points / 10_000;
        let (with_jht, with_jp) = self.programmes_of_employer(employer);
        let money = &parameters.money;
        let amounts = [
            due(money.jkk_basis_points),
            due(money.jkm_basis_points),
            if with_jht { due(money.jht_basis_points) } else { 0 },
            if with_jp { due(money.jp_basis_points) } else { 0 },
        ];
        let paid_on = (month <= self.employer_paid_until(employer)).then(|| {
            if late {
                return Day((month.last().0 + draw.between(25, 70) as i32).min(self.as_of.0));
            }
            // The as-of month can only have been paid until the as-of day.
            let latest = self.as_of.0.min(month.last().0 + 14);
            Day(latest - draw.between(0, i64::from((latest - month.first().0 - 4).clamp(0, 18))) as i32)
        });
        Some(Bill { members: count, amounts, paid_on })
    }

    /// Whether an employer registers its people for JHT, and for JP with JKP.
    pub fn programmes_of_employer(&self, employer: u32) -> (bool, bool) {
        match self.employers.get(employer) {
            Employer::Company(number) => {
                let company = &self.employers.companies[number];
                let leaves_out = company.leaves_out_programmes;
                match company.size {
                    _ if company.conduct.registers_as_bpu => (false, false),
                    Size::Mikro => (false, false),
                    Size::Kecil => (!leaves_out, false),
                    Size::Menengah | Size::Besar => (true, !leaves_out),
                }
            }
            _ => (false, false),
        }
    }
}

/// Writes the contributions of the month that lies `back` months before the as-of month.
pub fn contributions(province: &Province, out: &Path, back: i32) -> Result<FileMade, SynthError> {
    let month = Month(province.month.0 - back);
    let path = format!("iuran-{}.csv", month.text());
    let mut made =
        FileMade::new(path, "contributions", "BPJS Ketenagakerjaan Kanwil (sintetis)", province.as_of.min(month.last()));
    let header = ["NPP", "BLTH", "JUMLAH_TK", "IURAN_JKK", "IURAN_JKM", "IURAN_JHT", "IURAN_JP", "TOTAL_IURAN", "TGL_BAYAR"];
    let mut table = TextTable::csv(out.join(&made.path), &header)?;
    for employer in 0..province.employers.len() as u32 {
        let Some(bill) = province.bill(employer, month) else { continue };
        let [jkk, jkm, jht, jp] = bill.amounts.map(|a| a.to_string());
        let line = table.row(&[
            &province.employers.npp(employer),
            &month.text(),
            &bill.members.to_string(),
            &jkk,
            &jkm,
            &jht,
            &jp,
            &bill.total().to_string(),
            &bill.paid_on.map(|day| day.dmy('-')).unwrap_or_default(),
        ])?;
        made.employer(line, Marks::default());
    }
    table.finish()?;
    Ok(made)
}
