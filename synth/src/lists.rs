//! Which lists of workers exist: villages, offices, village governments, fishers, farmers, drivers, in four file
//! formats.

use crate::draw::{Draw, Purpose};
use crate::employers::OFFICES;
use crate::error::SynthError;
use crate::list_layout::{Column, DateForm, Layout};
use crate::list_rows::lines;
use crate::output::FileMade;
use crate::people::{Class, Group, Person};
use crate::places::slug;
use crate::province::Province;
use crate::{list_text, list_xlsx};
use std::path::Path;

const ALWAYS: [Column; 7] =
    [Column::Number, Column::Nik, Column::Name, Column::Sex, Column::BirthPlace, Column::BirthDate, Column::Remark];

fn titles(words: &[&str], place: &str, province: &Province, key: u64) -> Vec<String> {
    let mut draw = Draw::of_two(province.seed, Purpose::Layout, key, 7);
    let mut out = vec![draw.pick(words).to_owned()];
    out.push(place.to_uppercase());
    if draw.chance(0.7) {
        out.push(format!("TAHUN {}", province.as_of.civil().0));
    }
    let note = draw.pick(&["DATA SINTETIS", "(DATA SINTETIS - orang tidak nyata)"]).to_owned();
    out.insert(draw.index(out.len()) + 1, note);
    if draw.chance(0.6) {
        out.push(String::new());
    }
    out
}

/// `KECAMATAN X KABUPATEN Y`.
fn district_title(province: &Province, district: usize) -> String {
    let place = &province.places.districts[district];
    format!("Kecamatan {} {}", place.name, province.places.regencies[place.regency].name)
}

/// The list of vulnerable workers of one district, or nothing when nobody is in it.
pub fn of_district(province: &Province, out: &Path, district: usize) -> Result<Option<FileMade>, SynthError> {
    let place = &province.places.districts[district];
    let regency = &province.places.regencies[place.regency];
    let key = u64::from(place.number);
    let titles = titles(
        &["DAFTAR PEKERJA RENTAN", "DAFTAR NAMA PEKERJA RENTAN PENERIMA PERLINDUNGAN", "DATA PEKERJA", "REKAP PEKERJA RENTAN"],
        &district_title(province, district),
        province,
        key,
    );
    let always = [&ALWAYS[..], &[Column::Village, Column::RtRw, Column::Occupation]].concat();
    let layout =
        Layout::draw(province.seed, key, titles, &always, &[Column::Address, Column::Phone, Column::Mother, Column::Decile]);
    let p = &province.calibration.parameters.listed;
    let stands = |person: &Person, draw: &mut Draw| {
        draw.chance(match (person.class, person.group) {
            (Class::Asn, _) => p.asn,
            (Class::Jakon, _) => p.jakon,
            (Class::Pu, Group::None) => p.pu,
            (Class::Pu, _) => 0.0,
            (Class::Bpu, _) => p.bpu,
        })
    };
    let rows = lines(province, key, &layout, place.villages.0..place.villages.1, stands);
    if rows.is_empty() {
        return Ok(None);
    }
    let path = format!("desa/{}/{}.xlsx", slug(&regency.name), slug(&place.name));
    let made = FileMade::new(path, "workers", format!("Kecamatan {}, {} (sintetis)", place.name, regency.name), province.as_of)
        .about("", "vulnerable");
    list_xlsx::write(province, out, made, key, &layout, &rows).map(Some)
}

/// The non-ASN list of one office.
pub fn of_office(province: &Province, out: &Path, regency: usize, nth: usize) -> Result<Option<FileMade>, SynthError> {
    let place = &province.places.regencies[regency];
    let office = province.employers.office(regency, nth);
    let key = 1_000_000 + u64::from(office);
    let titles =
        titles(&["DAFTAR PEGAWAI NON ASN", "DATA TENAGA HONORER"], &format!("{} {}", OFFICES[nth], place.name), province, key);
    let always = [&ALWAYS[..], &[Column::Position, Column::Office, Column::Employment, Column::Started]].concat();
    let mut layout = Layout::draw(
        province.seed,
        key,
        titles,
        &always,
        &[Column::District, Column::Village, Column::Address, Column::Phone, Column::Mother, Column::Wage],
    );
    layout.subtotals = false;
    let share = province.calibration.parameters.listed.non_asn;
    let rows = lines(province, key, &layout, province.villages_of_regency(regency), |person, draw| {
        let by_mistake = person.class == Class::Asn
            && person.id % OFFICES.len() as u64 == nth as u64
            && Draw::of_two(province.seed, Purpose::Conduct, person.id, 14).chance(province.faults.civil_servant_listed * 4.0);
        (person.employer == Some(office) || by_mistake) && draw.chance(share)
    });
    if rows.is_empty() {
        return Ok(None);
    }
    let path = format!("nonasn/{}/{}.xlsx", slug(&place.name), slug(OFFICES[nth]));
    let made = FileMade::new(path, "workers", format!("{} {} (sintetis)", OFFICES[nth], place.name), province.as_of)
        .about("pu", "non_asn");
    list_xlsx::write(province, out, made, key, &layout, &rows).map(Some)
}

/// The list of village officials, councils and neighbourhood heads of one regency.
pub fn of_village_officials(province: &Province, out: &Path, regency: usize) -> Result<Option<FileMade>, SynthError> {
    let place = &province.places.regencies[regency];
    let key = 2_000_000 + regency as u64;
    let titles =
        titles(&["DAFTAR APARAT DESA, BPD DAN RT/RW", "DATA PERANGKAT DESA DAN LEMBAGA DESA"], &place.name, province, key);
    let always = [&ALWAYS[..], &[Column::District, Column::Village, Column::Position]].concat();
    let layout = Layout::draw(province.seed, key, titles, &always, &[Column::Address, Column::Phone, Column::Mother]);
    let share = province.calibration.parameters.listed.village;
    let rows = lines(province, key, &layout, province.villages_of_regency(regency), |person, draw| {
        matches!(person.group, Group::VillageStaff | Group::Bpd | Group::RtRw) && draw.chance(share)
    });
    if rows.is_empty() {
        return Ok(None);
    }
    let path = format!("perangkat-desa/{}.xlsx", slug(&place.name));
    let made =
        FileMade::new(path, "workers", format!("Dinas PMD {} (sintetis)", place.name), province.as_of).about("", "village_staff");
    list_xlsx::write(province, out, made, key, &layout, &rows).map(Some)
}

/// A list that an office keeps about one trade.
#[derive(Clone, Copy)]
pub enum Trade {
    /// Semicolons, Windows-1252.
    Fishers,
    /// Tabs, UTF-16.
    Farmers,
    /// Spreadsheet.
    Drivers,
}

/// The trade list of one regency.
pub fn of_trade(province: &Province, out: &Path, regency: usize, trade: Trade) -> Result<Option<FileMade>, SynthError> {
    let place = &province.places.regencies[regency];
    let (folder, end, group, office, base) = match trade {
        Trade::Fishers => ("nelayan", "csv", Group::Fisher, "Dinas Perikanan", 3_000_000),
        Trade::Farmers => ("petani", "txt", Group::Farmer, "Dinas Pertanian", 4_000_000),
        Trade::Drivers => ("ojek", "xlsx", Group::Driver, "Dinas Perhubungan", 5_000_000),
    };
    let key = base + regency as u64;
    let always = [&ALWAYS[..], &[Column::District, Column::Village]].concat();
    let titles = titles(&["DAFTAR PENGEMUDI OJEK DAN BENTOR"], &place.name, province, key);
    let mut layout = Layout::draw(province.seed, key, titles, &always, &[Column::Address, Column::Phone, Column::Occupation]);
    layout.subtotals = false;
    let share = province.calibration.parameters.listed.trade;
    let rows = lines(province, key, &layout, province.villages_of_regency(regency), |person, draw| {
        person.group == group && draw.chance(share)
    });
    if rows.is_empty() {
        return Ok(None);
    }
    let path = format!("{folder}/{}.{end}", slug(&place.name));
    let made =
        FileMade::new(path, "workers", format!("{office} {} (sintetis)", place.name), province.as_of).about("bpu", group.code());
    let made = match trade {
        Trade::Fishers => list_text::write(province, out, made, key, &layout, &rows, list_text::Form::Semicolons)?,
        Trade::Farmers => list_text::write(province, out, made, key, &layout, &rows, list_text::Form::Tabs)?,
        Trade::Drivers => list_xlsx::write(province, out, made, key, &layout, &rows)?,
    };
    Ok(Some(made))
}

/// The provincial register of planters, as parquet from another information system.
pub fn of_planters(province: &Province, out: &Path) -> Result<Option<FileMade>, SynthError> {
    let key = 6_000_000;
    let always = [Column::Nik, Column::Name, Column::Sex, Column::BirthDate, Column::District, Column::Village];
    let mut layout = Layout::draw(province.seed, key, Vec::new(), &always, &[]);
    layout.subtotals = false;
    layout.date_form = DateForm::Cell;
    layout.mixed_dates = 0.0;
    let share = province.calibration.parameters.listed.trade / 6.0;
    let rows = lines(province, key, &layout, 0..province.places.villages.len(), |person, draw| {
        person.group == Group::Farmer && draw.chance(share)
    });
    if rows.is_empty() {
        return Ok(None);
    }
    let made = FileMade::new(
        "petani/registrasi-pekebun.parquet".to_owned(),
        "workers",
        "Dinas Perkebunan Provinsi (sintetis)",
        province.as_of,
    )
    .about("bpu", Group::Farmer.code());
    list_text::write_parquet(province, out, made, key, &layout, &rows).map(Some)
}
