//! A list as people send it: csv with headings of their own, dates by day first, titles, kinds of places, numbers in
//! every dress.

use super::people::bare;
use super::record::Record;
use super::seats::Side;
use crate::draw::{Draw, Purpose};

/// The headings of a list, in the order of the columns of [`fields`].
pub const fn headings(side: Side) -> [&'static str; 12] {
    match side {
        Side::Left => [
            "unique_id",
            "NIK",
            "NAMA_LENGKAP",
            "JENIS_KELAMIN",
            "TEMPAT_LAHIR",
            "TGL_LAHIR",
            "Alamat",
            "Desa/Kelurahan",
            "Kecamatan",
            "Kabupaten/Kota",
            "NAMA_IBU_KANDUNG",
            "No HP",
        ],
        Side::Right => [
            "unique_id",
            "No KTP",
            "Nama Lengkap",
            "L/P",
            "Tempat Lahir",
            "Tanggal Lahir",
            "Alamat Rumah",
            "Desa",
            "Kecamatan",
            "Kabupaten",
            "Nama Ibu Kandung",
            "No HP/WA",
        ],
    }
}

/// Degrees that a clerk puts behind a name.
const DEGREES: [&str; 6] = [", S.Pd", ", SE", ", S.Sos.", ", S.Pd.I", ", ST", ", A.Md"];

/// The fields of one row of a list as text.
pub fn fields(record: Record, side: Side, seed: u64, row: u64) -> [String; 12] {
    let number = if side == Side::Left { 1 } else { 2 };
    let draw = &mut Draw::of_two(seed, Purpose::Hand, row, number);
    let regency = record.regency.unwrap_or_default();
    [
        record.id,
        nik(record.nik.unwrap_or_default(), draw),
        name(record.name, draw),
        sex(record.sex.unwrap_or_default(), draw).to_owned(),
        letters(record.birth_place.unwrap_or_default(), draw),
        record.birth.map_or_else(String::new, |day| day.dmy(if draw.chance(0.7) { '/' } else { '-' })),
        letters(record.address.unwrap_or_default(), draw),
        place(record.village.unwrap_or_default(), ["Desa ", "Ds. ", "Kel. "], draw),
        place(record.district.unwrap_or_default(), ["Kec. ", "Kecamatan ", "Kec "], draw),
        dressed_regency(&regency, draw),
        letters(record.mother.unwrap_or_default(), draw),
        phone(record.phone.unwrap_or_default(), draw),
    ]
}

fn nik(nik: String, draw: &mut Draw) -> String {
    if nik.len() < 16 || draw.chance(0.92) {
        return nik;
    }
    match draw.below(4) {
        0 => format!("'{nik}"),
        1 => format!("{} {} {} {}", &nik[..4], &nik[4..8], &nik[8..12], &nik[12..]),
        2 => format!("{}.{}.{}", &nik[..6], &nik[6..12], &nik[12..]),
        _ => format!(" {nik} "),
    }
}

/// Capitals, small letters, or as in the register.
fn letters(text: String, draw: &mut Draw) -> String {
    match draw.below(10) {
        0..5 => text.to_uppercase(),
        5 => text.to_lowercase(),
        _ => text,
    }
}

fn name(name: String, draw: &mut Draw) -> String {
    let degree = if draw.chance(0.04) { draw.pick(&DEGREES) } else { "" };
    let name = letters(name, draw);
    let name = if draw.chance(0.03) { name.replace(' ', "  ") } else { name };
    format!("{name}{degree}")
}

fn sex(letter: &'static str, draw: &mut Draw) -> &'static str {
    match (letter, draw.below(10)) {
        ("L", 0 | 1) => "Laki-laki",
        ("P", 0 | 1) => "Perempuan",
        ("L", 2) => "LAKI-LAKI",
        ("P", 2) => "PEREMPUAN",
        _ => letter,
    }
}

fn place(name: String, kinds: [&str; 3], draw: &mut Draw) -> String {
    if name.is_empty() || draw.chance(0.7) {
        return letters(name, draw);
    }
    format!("{}{}", draw.pick(&kinds), letters(name, draw))
}

fn dressed_regency(regency: &str, draw: &mut Draw) -> String {
    let town = regency.starts_with("Kota ");
    let name = bare(regency);
    match draw.below(6) {
        _ if name.is_empty() => String::new(),
        0 | 1 => regency.to_owned(),
        2 if town => format!("KOTA {}", name.to_uppercase()),
        2 => format!("KAB. {}", name.to_uppercase()),
        3 if !town => format!("Kab. {name}"),
        _ => letters(name.to_owned(), draw),
    }
}

fn phone(phone: String, draw: &mut Draw) -> String {
    if phone.is_empty() {
        return phone;
    }
    match draw.below(10) {
        0 => format!("+62{}", &phone[1..]),
        1 => format!("{}-{}-{}", &phone[..4], &phone[4..8], &phone[8..]),
        2 => phone[1..].to_owned(),
        _ => phone,
    }
}
