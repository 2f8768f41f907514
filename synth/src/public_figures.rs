//! Tables about places: budgets, payments, targets, and statistics that agree with the truth.

use crate::census::Tally;
use crate::day::{Day, Month};
use crate::draw::{Draw, Purpose};
use crate::error::SynthError;
use crate::faults::Marks;
use crate::output::FileMade;
use crate::province::Province;
use crate::text_table::TextTable;
use std::path::Path;

const FUNDS: [(&str, &str); 5] =
    [("APBD", "vulnerable"), ("APBD", "non_asn"), ("APBDes", "village_staff"), ("DBH Sawit", "farmer"), ("CSR", "vulnerable")];

/// People and months that one fund pays for, in one regency.
fn funded(province: &Province, regency: usize, fund: usize) -> Option<(i64, i64)> {
    let mut draw = Draw::of_two(province.seed, Purpose::Table, 20 + fund as u64, regency as u64);
    let share = [0.05, 0.02, 0.01, 0.01, 0.005][fund];
    if fund >= 3 && !draw.chance(0.35) {
        return None;
    }
    let eligible = province.census.regencies[regency].eligible_all() as i64;
    let people = (eligible * draw.between(50, 150) / 100 * (share * 1000.0) as i64 / 1000).max(10);
    // Cover bought late in the year is short: two to four months for every third fund.
    let months = if draw.chance(0.35) { draw.between(2, 4) } else { draw.pick(&[6, 9, 12, 12]) };
    Some((people, months))
}

/// Writes budgets for contributions.
pub fn budgets(province: &Province, out: &Path) -> Result<FileMade, SynthError> {
    let mut made = FileMade::new("anggaran.csv".to_owned(), "budgets", "BKAD kabupaten/kota (sintetis)", province.as_of);
    let header =
        ["TAHUN", "KODE_WILAYAH", "PEMDA", "SUMBER_DANA", "KELOMPOK", "JUMLAH_ORANG", "JUMLAH_BULAN", "IURAN_PER_BULAN", "NILAI"];
    let mut table = TextTable::csv(out.join(&made.path), &header)?;
    let rate = province.calibration.parameters.money.bpu_month_rupiah;
    for (regency, place) in province.places.regencies.iter().enumerate() {
        for (fund, (source, group)) in FUNDS.iter().enumerate() {
            let Some((people, months)) = funded(province, regency, fund) else { continue };
            let line = table.row(&[
                &province.as_of.civil().0.to_string(),
                &place.code,
                &place.name,
                source,
                group,
                &people.to_string(),
                &months.to_string(),
                &rate.to_string(),
                &(people * months * rate).to_string(),
            ])?;
            made.employer(line, Marks::default());
        }
    }
    table.finish()?;
    Ok(made)
}

/// Writes what was paid from the budgets so far this year.
pub fn payments(province: &Province, out: &Path) -> Result<FileMade, SynthError> {
    let mut made = FileMade::new("pembayaran.csv".to_owned(), "payments", "BKAD kabupaten/kota (sintetis)", province.as_of);
    let header =
        ["NOMOR_BUKTI", "KODE_WILAYAH", "PEMDA", "SUMBER_DANA", "KELOMPOK", "BULAN", "JUMLAH_ORANG", "NILAI", "TGL_BAYAR"];
    let mut table = TextTable::csv(out.join(&made.path), &header)?;
    let rate = province.calibration.parameters.money.bpu_month_rupiah;
    let year = province.as_of.civil().0;
    for (regency, place) in province.places.regencies.iter().enumerate() {
        for (fund, (source, group)) in FUNDS.iter().enumerate() {
            let Some((people, months)) = funded(province, regency, fund) else { continue };
            let mut draw = Draw::of_two(province.seed, Purpose::Table, 40 + fund as u64, regency as u64);
            let first = if months <= 4 { draw.between(2, 5) } else { draw.between(0, 2) } as i32;
            for nth in 0..months as i32 {
                let month = Month(year * 12 + first + nth);
                let paid_on = Day(month.first().0 + draw.between(3, 40) as i32);
                if paid_on > province.as_of || draw.chance(0.06) {
                    continue;
                }
                let served = people * draw.between(92, 100) / 100;
                let line = table.row(&[
                    &format!("SINT/{regency:02}{fund}/{}", month.text()),
                    &place.code,
                    &place.name,
                    source,
                    group,
                    &month.text(),
                    &served.to_string(),
                    &(served * rate).to_string(),
                    &paid_on.dmy('-'),
                ])?;
                made.employer(line, Marks::default());
            }
        }
    }
    table.finish()?;
    Ok(made)
}

/// Coverage in percent with two decimals, from whole numbers.
fn percent(covered: u64, eligible: u64) -> String {
    let hundredths = (covered * 10_000 + eligible / 2).checked_div(eligible).unwrap_or(0);
    format!("{}.{:02}", hundredths / 100, hundredths % 100)
}

/// Writes named targets: the path of the provincial plan, and the step over last year.
pub fn targets(province: &Province, out: &Path) -> Result<FileMade, SynthError> {
    let mut made = FileMade::new("target.csv".to_owned(), "targets", "Bappeda (sintetis)", province.as_of);
    let header = ["KODE_WILAYAH", "WILAYAH", "TAHUN", "NAMA_TARGET", "TARGET_PERSEN", "DASAR"];
    let mut table = TextTable::csv(out.join(&made.path), &header)?;
    let money = &province.calibration.parameters.money;
    let year = province.as_of.civil().0.to_string();
    let line = table.row(&[
        &province.calibration.parameters.code,
        &province.places.province,
        &year,
        "RPJPD (sintetis)",
        &format!("{:.2}", money.target_percent),
        "Rencana pembangunan (data sintetis)",
    ])?;
    made.employer(line, Marks::default());
    for (regency, place) in province.places.regencies.iter().enumerate() {
        let level = province.calibration.regencies[regency].coverage * 100.0;
        for (name, value) in [
            ("RPJPD (sintetis)", money.target_percent),
            ("Naik 20 poin (sintetis)", (level - 5.0 + money.yearly_step_points).min(99.5)),
        ] {
            let line = table.row(&[&place.code, &place.name, &year, name, &format!("{value:.2}"), "Data sintetis"])?;
            made.employer(line, Marks::default());
        }
    }
    table.finish()?;
    Ok(made)
}

/// Writes statistics of the synthetic truth.
pub fn statistics(province: &Province, out: &Path) -> Result<FileMade, SynthError> {
    let mut made =
        FileMade::new("statistik-sintetis.csv".to_owned(), "statistics", "Sinergi synth (data sintetis)", province.as_of);
    let header = [
        "indicator",
        "area_code",
        "area_name",
        "period",
        "value",
        "unit",
        "precision",
        "source",
        "source_url",
        "source_date",
        "quality",
        "note",
    ];
    let mut table = TextTable::csv(out.join(&made.path), &header)?;
    let mut sum = Tally::default();
    for tally in &province.census.regencies {
        for i in 0..3 {
            sum.eligible[i] += tally.eligible[i];
            sum.covered[i] += tally.covered[i];
        }
    }
    let code = province.calibration.parameters.code.as_str();
    let areas = [(code, province.places.province.as_str(), sum)].into_iter().chain(
        province.places.regencies.iter().zip(&province.census.regencies).map(|(p, t)| (p.code.as_str(), p.name.as_str(), *t)),
    );
    for (code, name, tally) in areas {
        let mut figures = vec![
            ("eligible_workers".to_owned(), tally.eligible_all().to_string(), "persons", "1"),
            ("active_participants".to_owned(), tally.covered_all().to_string(), "persons", "1"),
            ("coverage".to_owned(), percent(tally.covered_all(), tally.eligible_all()), "percent", "0.01"),
        ];
        for (i, segment) in ["PU", "JAKON", "BPU"].into_iter().enumerate() {
            figures.push((format!("eligible_workers:{segment}"), tally.eligible[i].to_string(), "persons", "1"));
            figures.push((format!("active_participants:{segment}"), tally.covered[i].to_string(), "persons", "1"));
        }
        for (indicator, value, unit, precision) in figures {
            let line = table.row(&[
                &indicator,
                code,
                name,
                &province.month.text(),
                &value,
                unit,
                precision,
                "Sinergi synth (data sintetis)",
                "",
                &province.as_of.iso(),
                "ok",
                "data sintetis",
            ])?;
            made.employer(line, Marks::default());
        }
    }
    table.finish()?;
    Ok(made)
}
