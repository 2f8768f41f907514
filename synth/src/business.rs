//! Tables about employers: the register of businesses, contributions by month, permits, construction projects.

use crate::day::{Day, Month};
use crate::draw::{Draw, Purpose};
use crate::employers::{Employer, Registration, Size};
use crate::error::SynthError;
use crate::faults::{Mark, Marks};
use crate::output::FileMade;
use crate::province::Province;
use crate::text_table::TextTable;
use std::path::Path;

/// A regency as people write it: official, short, abbreviated, in capitals, or with a slip.
pub fn regency_as_written(province: &Province, regency: usize, draw: &mut Draw, marks: &mut Marks) -> String {
    let name = &province.places.regencies[regency].name;
    if !draw.chance(province.faults.regency_misspelt) {
        return name.clone();
    }
    marks.add(Mark::RegencyMisspelt);
    let (kind, rest) = name.split_once(' ').unwrap_or(("", name));
    let aliases = &province.calibration.regencies[regency].aliases;
    match draw.below(7) {
        0 => rest.to_owned(),
        1 => name.to_uppercase(),
        2 => format!("{}. {rest}", if kind == "Kota" { "Kota" } else { "Kab" }),
        3 => format!("{} {}", if kind == "Kota" { "KOTA" } else { "KAB" }, rest.to_uppercase()),
        4 if !aliases.is_empty() => aliases[draw.index(aliases.len())].clone(),
        5 if rest.len() > 4 && rest.is_ascii() => {
            let at = 2 + draw.index(rest.len() - 3);
            format!("{}{}", &rest[..at], &rest[at + 1..])
        }
        _ => rest.to_lowercase(),
    }
}

/// Thirteen digits that start with 999, so that no real business is named.
fn nib(employer: u32) -> String {
    format!("999{:010}", (u64::from(employer) * 7_919_000_003 + 1_000_003) % 9_999_999_967)
}

/// Writes the register of businesses. Its rows are about employers: truth has them without a person.
pub fn employers(province: &Province, out: &Path) -> Result<FileMade, SynthError> {
    let mut made =
        FileMade::new("pemberi-kerja.csv".to_owned(), "employers", "DPMPTSP dan Wajib Lapor (sintetis)", province.as_of);
    let mut table = TextTable::csv(
        out.join(&made.path),
        &["NIB", "NAMA_USAHA", "KBLI", "NPP", "ALAMAT", "KABUPATEN", "SKALA", "JUMLAH_TK", "TGL_TERBIT"],
    )?;
    for (index, company) in province.employers.companies.iter().enumerate() {
        let employer = index as u32;
        let mut draw = Draw::of_two(province.seed, Purpose::Table, 1, index as u64);
        let sector = &province.calibration.sectors[usize::from(company.sector)];
        let name = province.employer_name(employer);
        let npp = province.employers.npp(employer);
        let nib = nib(employer);
        let headcount = u64::from(province.census.headcount[index]).max(1);
        // Businesses report fewer workers than they have, when they report at all.
        let reported = if draw.chance(0.3) { (headcount * draw.between(50, 95) as u64 / 100).max(1) } else { headcount };
        let times = if draw.chance(province.faults.employer_twice) { 2 } else { 1 };
        for time in 0..times {
            let mut marks = Marks::default();
            let place = regency_as_written(province, usize::from(company.regency), &mut draw, &mut marks);
            let npp_shown = if !npp.is_empty() && draw.chance(province.faults.npp_missing) {
                marks.add(Mark::NppMissing);
                ""
            } else {
                &npp
            };
            let shown = if time == 1 {
                marks.add(Mark::EmployerTwice);
                name.to_uppercase().replace("PT ", "PT. ").replace("CV ", "CV. ")
            } else {
                name.clone()
            };
            let line = table.row(&[
                if time == 1 { "" } else { &nib },
                &shown,
                &sector.kbli,
                npp_shown,
                &format!("Jl. Poros No. {}", draw.between(1, 300)),
                &place,
                company.size.code(),
                &reported.to_string(),
                &Day(province.as_of.0 - draw.between(100, 4000) as i32).dmy('-'),
            ])?;
            made.employer(line, marks);
        }
    }
    table.finish()?;
    Ok(made)
}

/// Registered employers with the workers they pay for.
fn payers(province: &Province) -> impl Iterator<Item = (u32, i64)> {
    (0..province.employers.len() as u32).filter_map(|employer| {
        let behind = match province.employers.get(employer) {
            Employer::Company(c) => match province.employers.companies[c].registration {
                Registration::Unregistered => return None,
                Registration::Behind(_) => true,
                Registration::Good => false,
            },
            Employer::Project(..) => return None,
            Employer::Office(..) | Employer::Village(_) => false,
        };
        let count = if behind { province.census.headcount[employer as usize] } else { province.census.active[employer as usize] };
        (count > 0).then_some((employer, i64::from(count)))
    })
}

/// Writes the contributions of the month that lies `back` months before the as-of month.
pub fn contributions(province: &Province, out: &Path, back: i32) -> Result<FileMade, SynthError> {
    let month = Month(province.month.0 - back);
    let path = format!("iuran-{}.csv", month.text());
    let mut made =
        FileMade::new(path, "contributions", "BPJS Ketenagakerjaan Kanwil (sintetis)", province.as_of.min(month.last()));
    let header = ["NPP", "BLTH", "JUMLAH_TK", "IURAN_JKK", "IURAN_JKM", "IURAN_JHT", "IURAN_JP", "TOTAL_IURAN", "TGL_BAYAR"];
    let mut table = TextTable::csv(out.join(&made.path), &header)?;
    let money = &province.calibration.parameters.money;
    for (employer, count) in payers(province) {
        let mut draw = Draw::of_two(province.seed, Purpose::Table, 100 + u64::from(month.0 as u32), u64::from(employer));
        let wages = count * province.calibration.parameters.statute_wage_rupiah * draw.between(98, 104) / 100;
        let due = |basis_points: i64| wages * basis_points / 10_000;
        let (with_jht, with_jp) = match province.employers.get(employer) {
            Employer::Company(c) => {
                let company = &province.employers.companies[c];
                (company.size > Size::Mikro, company.size >= Size::Menengah && !company.leaves_out_jp)
            }
            _ => (false, false),
        };
        let amounts = [
            due(money.jkk_basis_points),
            due(money.jkm_basis_points),
            if with_jht { due(money.jht_basis_points) } else { 0 },
            if with_jp { due(money.jp_basis_points) } else { 0 },
        ];
        let paid_on = if month <= province.employer_paid_until(employer) {
            // The as-of month can only have been paid until the as-of day.
            let latest = province.as_of.0.min(month.last().0 + 20);
            Day(latest - draw.between(0, i64::from((latest - month.first().0 - 4).clamp(0, 18))) as i32).dmy('-')
        } else {
            String::new()
        };
        let total: i64 = amounts.iter().sum();
        let [jkk, jkm, jht, jp] = amounts.map(|a| a.to_string());
        let line = table.row(&[
            &province.employers.npp(employer),
            &month.text(),
            &count.to_string(),
            &jkk,
            &jkm,
            &jht,
            &jp,
            &total.to_string(),
            &paid_on,
        ])?;
        made.employer(line, Marks::default());
    }
    table.finish()?;
    Ok(made)
}

/// Writes permits of companies.
pub fn permits(province: &Province, out: &Path) -> Result<FileMade, SynthError> {
    let mut made = FileMade::new("izin.csv".to_owned(), "permits", "DPMPTSP (sintetis)", province.as_of);
    let header = ["NOMOR_IZIN", "NIB", "NAMA_USAHA", "NPP", "JENIS_IZIN", "TGL_TERBIT", "BERLAKU_SAMPAI", "KABUPATEN"];
    let mut table = TextTable::csv(out.join(&made.path), &header)?;
    for (index, company) in province.employers.companies.iter().enumerate() {
        let mut draw = Draw::of_two(province.seed, Purpose::Table, 2, index as u64);
        if !draw.chance(0.3) {
            continue;
        }
        let mut marks = Marks::default();
        let issued = Day(province.as_of.0 - draw.between(0, 1400) as i32);
        let kind = draw.pick(&["Izin Usaha", "Persetujuan Bangunan Gedung", "Izin Operasional", "Izin Pengadaan"]);
        let place = regency_as_written(province, usize::from(company.regency), &mut draw, &mut marks);
        // Permits are given without a look at membership, so most lines have no number.
        let npp = if draw.chance(0.4) { province.employers.npp(index as u32) } else { String::new() };
        let line = table.row(&[
            &format!("SINT/{:06}/{}", index + 1, issued.civil().0),
            &nib(index as u32),
            &province.employer_name(index as u32),
            &npp,
            kind,
            &issued.dmy('-'),
            &Day(issued.0 + 1826).dmy('-'),
            &place,
        ])?;
        made.employer(line, marks);
    }
    table.finish()?;
    Ok(made)
}

/// Writes construction projects; every third one is registered and runs on the as-of day.
pub fn projects(province: &Province, out: &Path) -> Result<FileMade, SynthError> {
    let mut made =
        FileMade::new("proyek-jakon.csv".to_owned(), "projects", "UKPBJ (sintetis)", province.as_of).about("jakon", "");
    let header = [
        "KODE_PROYEK",
        "NAMA_PROYEK",
        "SATUAN_KERJA",
        "KABUPATEN",
        "NILAI_KONTRAK",
        "TGL_MULAI",
        "TGL_SELESAI",
        "NPP",
        "TERDAFTAR",
        "JUMLAH_TK",
    ];
    let mut table = TextTable::csv(out.join(&made.path), &header)?;
    for regency in 0..province.places.regencies.len() {
        for (nth, employer) in province.employers.projects(regency).enumerate() {
            let mut draw = Draw::of_two(province.seed, Purpose::Table, 3, u64::from(employer));
            let mut marks = Marks::default();
            let registered = nth.is_multiple_of(3);
            let started = Day(province.as_of.0 - draw.between(30, 300) as i32);
            let finished = if registered {
                province.as_of.0 + draw.between(10, 200) as i32
            } else {
                started.0 + draw.between(60, 400) as i32
            };
            // Slices of very different size: from fifty million to about twenty billion rupiah.
            let value = draw.between(50, 500) * [1, 2, 5, 20, 40][draw.weighted(&[4.0, 3.0, 2.0, 1.0, 0.3])] * 1_000_000;
            let place = regency_as_written(province, regency, &mut draw, &mut marks);
            let unit = draw.pick(&["Dinas PUPR", "Dinas Perumahan dan Permukiman", "Dinas Pendidikan", "Dinas Kesehatan"]);
            let line = table.row(&[
                &format!("PKT-{regency:02}-{:05}", nth + 1),
                &province.employer_name(employer),
                &format!("{unit} {}", province.places.regencies[regency].name),
                &place,
                &value.to_string(),
                &started.dmy('-'),
                &Day(finished).dmy('-'),
                &province.employers.npp(employer),
                if registered { "Y" } else { "T" },
                &province.census.headcount[employer as usize].max(1).to_string(),
            ])?;
            made.employer(line, marks);
        }
    }
    table.finish()?;
    Ok(made)
}
