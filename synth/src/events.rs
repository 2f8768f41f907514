//! Tables about what happened to people: deaths and claims.

use crate::day::Day;
use crate::draw::{Draw, Purpose};
use crate::error::SynthError;
use crate::faults::Marks;
use crate::output::FileMade;
use crate::people::Standing;
use crate::province::Province;
use crate::text_table::TextTable;
use std::path::Path;

/// Writes the deaths of the last two years that were recorded.
pub fn deaths(province: &Province, out: &Path) -> Result<FileMade, SynthError> {
    let mut made = FileMade::new("kematian.csv".to_owned(), "deaths", "Disdukcapil (sintetis)", province.as_of);
    let mut table =
        TextTable::csv(out.join(&made.path), &["NIK", "NAMA", "TGL_LAHIR", "TGL_MENINGGAL", "DESA", "KECAMATAN", "KABUPATEN"])?;
    for village in 0..province.places.villages.len() {
        for person in province.people_of(village) {
            let Some(died) = person.died else { continue };
            let mut draw = Draw::of_two(province.seed, Purpose::Table, 10, person.id);
            if !draw.chance(province.faults.death_recorded) {
                continue;
            }
            let mut marks = Marks::default();
            let identity = province.identity(&person, province.faults.register_factor, &mut draw, &mut marks);
            let place = &province.places.villages[village];
            let district = &province.places.districts[place.district];
            let line = table.row(&[
                &identity.nik.text(),
                &identity.name.to_uppercase(),
                &identity.birth.map(|d| d.dmy('-')).unwrap_or_default(),
                &died.dmy('-'),
                &place.name,
                &district.name,
                &province.places.regencies[district.regency].name,
            ])?;
            made.person(line, person.id, marks);
        }
    }
    table.finish()?;
    Ok(made)
}

/// Writes claims: JKM after deaths, JKK after accidents, JHT after the end of work.
pub fn claims(province: &Province, out: &Path) -> Result<FileMade, SynthError> {
    let mut made = FileMade::new("klaim.csv".to_owned(), "claims", "BPJS Ketenagakerjaan Kanwil (sintetis)", province.as_of);
    let header = ["NOMOR_KLAIM", "KPJ", "NIK", "NAMA", "PROGRAM", "TGL_KEJADIAN", "TGL_BAYAR", "NILAI", "KODE_KABUPATEN"];
    let mut table = TextTable::csv(out.join(&made.path), &header)?;
    let benefit = province.calibration.parameters.money.death_benefit_rupiah;
    for village in 0..province.places.villages.len() {
        for person in province.people_of(village) {
            let mut draw = Draw::of_two(province.seed, Purpose::Table, 11, person.id);
            let claim = match (person.standing, person.died) {
                (Standing::Active, Some(died)) if draw.chance(0.7) => Some(("JKM", died, benefit)),
                (Standing::Active, None) if draw.chance(0.004) => {
                    Some(("JKK", Day(province.as_of.0 - draw.between(20, 700) as i32), draw.between(1, 60) * 500_000))
                }
                (Standing::Ended, None) if draw.chance(0.3) => {
                    Some(("JHT", Day(province.as_of.0 - draw.between(20, 600) as i32), draw.between(10, 400) * 100_000))
                }
                _ => None,
            };
            let Some((programme, happened, amount)) = claim else { continue };
            let Some(membership) = province.memberships(&person).into_iter().next() else { continue };
            let mut marks = Marks::default();
            let identity = province.identity(&person, province.faults.register_factor * 0.5, &mut draw, &mut marks);
            let paid = Day((happened.0 + draw.between(10, 60) as i32).min(province.as_of.0));
            let code: String = province.places.regencies[person.regency].code.chars().filter(char::is_ascii_digit).collect();
            let line = table.row(&[
                &format!("SINT-{:08}", made.rows + 1),
                &membership.kpj,
                &identity.nik.text(),
                &identity.name.to_uppercase(),
                programme,
                &happened.dmy('-'),
                &paid.dmy('-'),
                &amount.to_string(),
                &code,
            ])?;
            made.person(line, person.id, marks);
        }
    }
    table.finish()?;
    Ok(made)
}
