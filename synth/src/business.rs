//! Tables about employers: the register of businesses and permits, under the names that each office knows.

use crate::day::Day;
use crate::draw::{Draw, Purpose};
use crate::employers::Registration;
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

/// Thirteen digits that start with 999, so that no real business is named. A branch has that of its legal entity.
pub fn nib(province: &Province, company: u32) -> String {
    let entity = province.employers.registered_as(company);
    format!("999{:010}", (u64::from(entity) * 7_919_000_003 + 1_000_003) % 9_999_999_967)
}

/// The name of a shop, for a company that trades under one.
fn trade_name(province: &Province, company: u32) -> String {
    let mut draw = Draw::of_two(province.seed, Purpose::Conduct, u64::from(company), 12);
    let word = draw.pick(&["Toko", "Rumah Makan", "Depot", "Kios", "Grosir"]);
    format!("{word} {} {}", crate::employers::made_up_word(&mut draw), crate::employers::made_up_word(&mut draw))
}

/// The name under which the register of businesses knows a company.
fn listed_name(province: &Province, company: u32, draw: &mut Draw) -> String {
    let legal = province.employer_name(province.employers.registered_as(company));
    let facts = &province.employers.companies[company as usize];
    if facts.conduct.branch_of.is_some() {
        let place = &province.places.regencies[usize::from(facts.regency)].name;
        return format!("{legal} Cabang {} {}", place.split_once(' ').map_or("", |(_, rest)| rest), company % 97 + 1);
    }
    match facts.conduct.trade_name {
        true if draw.chance(0.5) => format!("{} ({legal})", trade_name(province, company)),
        true => trade_name(province, company),
        false => legal,
    }
}

/// Writes the register of businesses. Its rows are about employers: truth has them without a person.
pub fn employers(province: &Province, out: &Path) -> Result<FileMade, SynthError> {
    let mut made =
        FileMade::new("pemberi-kerja.csv".to_owned(), "employers", "DPMPTSP dan Wajib Lapor (sintetis)", province.as_of);
    let header = ["NIB", "NAMA_USAHA", "KBLI", "NPP", "ALAMAT", "KABUPATEN", "SKALA", "JUMLAH_TK", "TGL_TERBIT", "TGL_TUTUP"];
    let mut table = TextTable::csv(out.join(&made.path), &header)?;
    for (index, company) in province.employers.companies.iter().enumerate().filter(|(_, c)| !c.conduct.permit_only) {
        let employer = index as u32;
        let mut draw = Draw::of_two(province.seed, Purpose::Table, 1, index as u64);
        let sector = &province.calibration.sectors[usize::from(company.sector)];
        let number = nib(province, employer);
        let name = listed_name(province, employer, &mut draw);
        let npp = province.employers.npp(employer);
        // A closing reaches the list of businesses; of a registered one the register knows it too, and the list may lag.
        let known_closed = company.registration == Registration::Unregistered || draw.chance(0.6);
        let closed = province.closed_on(index).filter(|_| known_closed);
        let times = if draw.chance(province.faults.employer_twice) { 2 } else { 1 };
        for time in 0..times {
            let mut marks = Marks::default();
            let place = regency_as_written(province, usize::from(company.regency), &mut draw, &mut marks);
            let without = company.conduct.branch_of.is_some() || company.conduct.trade_name;
            let npp_shown = if without {
                ""
            } else if !npp.is_empty() && draw.chance(province.faults.npp_missing) {
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
                if time == 1 { "" } else { &number },
                &shown,
                &sector.kbli,
                npp_shown,
                &format!("Jl. Poros No. {}", draw.between(1, 300)),
                &place,
                company.size.code(),
                &province.reported_headcount(index).to_string(),
                &province.founded_on(index).dmy('-'),
                &closed.map(|day| day.dmy('-')).unwrap_or_default(),
            ])?;
            made.employer(line, marks);
        }
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
        let employer = index as u32;
        let mut draw = Draw::of_two(province.seed, Purpose::Table, 2, index as u64);
        // Whoever trades under another name, or stands on no other list, has a permit that says so.
        if !draw.chance(0.3) && !company.conduct.trade_name && !company.conduct.permit_only {
            continue;
        }
        let mut marks = Marks::default();
        let founded = province.founded_on(index);
        let issued = Day((province.as_of.0 - draw.between(0, 1400) as i32).max(founded.0));
        let expires = Day(issued.0 + 1826);
        let kind = draw.pick(&["Izin Usaha", "Persetujuan Bangunan Gedung", "Izin Operasional", "Izin Pengadaan"]);
        let place = regency_as_written(province, usize::from(company.regency), &mut draw, &mut marks);
        // Permits are given without a look at membership, so most lines have no number.
        let npp = if draw.chance(0.4) { province.employers.npp(employer) } else { String::new() };
        let line = table.row(&[
            &format!("SINT/{:06}/{}", index + 1, issued.civil().0),
            &nib(province, employer),
            &province.employer_name(province.employers.registered_as(employer)),
            &npp,
            kind,
            &issued.dmy('-'),
            &province.closed_on(index).map_or(expires, |closed| closed.min(expires)).dmy('-'),
            &place,
        ])?;
        made.employer(line, marks);
    }
    table.finish()?;
    Ok(made)
}
