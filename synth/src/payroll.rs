//! The payroll of a large company, and its upload to SIPP: who really works there for what, and what the company
//! reports.

use crate::draw::{Draw, Purpose};
use crate::error::SynthError;
use crate::faults::{Mark, Marks};
use crate::list_xlsx::workbook;
use crate::output::FileMade;
use crate::people::{Person, Standing};
use crate::province::Province;
use crate::text_table::make_folder;
use rust_xlsxwriter::{Format, Workbook, XlsxError};
use std::path::Path;

const PAYROLL: [&str; 10] =
    ["NO", "NIP", "NIK", "NAMA KARYAWAN", "TGL LAHIR", "JABATAN", "GAJI POKOK", "TUNJANGAN TETAP", "TOTAL UPAH", "TMT KERJA"];

/// Columns of the SIPP form for new workers (domain.md section 6); required ones carry a star there.
const SIPP: [&str; 30] = [
    "NO_PEGAWAI",
    "NAMA_LENGKAP",
    "GELAR",
    "TELEPON_AREA_RUMAH",
    "TELEPON_RUMAH",
    "TELEPON_AREA_KANTOR",
    "TELEPON_KANTOR",
    "TELEPON_EXT_KANTOR",
    "HP",
    "EMAIL",
    "TEMPAT_LAHIR",
    "TANGGAL_LAHIR",
    "NAMA_IBU_KANDUNG",
    "JENIS_IDENTITAS",
    "NOMOR_IDENTITAS",
    "MASA_LAKU_IDENTITAS",
    "JENIS_KELAMIN",
    "SURAT_MENYURAT_KE",
    "TANGGAL_KEPESERTAAN",
    "STATUS_KAWIN",
    "GOLONGAN_DARAH",
    "NPWP",
    "KODE_NEGARA",
    "UPAH",
    "ALAMAT",
    "KODE_POS",
    "LOKASI_PEKERJAAN",
    "STATUS_PEGAWAI",
    "TGL_AWAL_BEKERJA",
    "TGL_AKHIR_KONTRAK",
];

/// Rows that SIPP takes in one file.
const SIPP_ROWS: usize = 10_000;

fn save(mut book: Workbook, out: &Path, made: FileMade) -> Result<FileMade, SynthError> {
    let path = out.join(&made.path);
    make_folder(&path)?;
    book.save(&path).map_err(|source| SynthError::Sheet { path, source: Box::new(source) })?;
    Ok(made)
}

/// Writes both files of the `nth` largest company.
pub fn write(province: &Province, out: &Path, nth: usize) -> Result<Vec<FileMade>, SynthError> {
    let Some((employer, people)) = province.census.largest.get(nth).filter(|(_, people)| !people.is_empty()) else {
        return Ok(Vec::new());
    };
    let npp = province.employers.npp(*employer);
    let name = province.employer_name(*employer);
    let people: Vec<Person> = people.iter().map(|id| province.person(u64::from(*id))).collect();
    let source = format!("{name} (sintetis)");
    let made = |what: &str| {
        FileMade::new(format!("perusahaan/{npp}-{what}.xlsx"), "workers", source.clone(), province.as_of).about("pu", "")
    };
    let fault = |source: XlsxError| SynthError::Sheet { path: out.join(format!("perusahaan/{npp}")), source: Box::new(source) };

    let mut payroll = made("payroll");
    let book = fill_payroll(province, &name, &people, &mut payroll).map_err(fault)?;
    let mut files = vec![save(book, out, payroll)?];
    let reported: Vec<&Person> =
        people.iter().filter(|p| matches!(p.standing, Standing::Active | Standing::Arrears)).take(SIPP_ROWS).collect();
    if !reported.is_empty() {
        let mut sipp = made("sipp");
        let book = fill_sipp(province, &reported, &mut sipp).map_err(fault)?;
        files.push(save(book, out, sipp)?);
    }
    Ok(files)
}

fn fill_payroll(province: &Province, name: &str, people: &[Person], made: &mut FileMade) -> Result<Workbook, XlsxError> {
    let mut book = workbook()?;
    let bold = Format::new().set_bold();
    let sheet = book.add_worksheet();
    sheet.set_name("Payroll")?;
    sheet.write_string_with_format(0, 0, format!("DAFTAR GAJI {}", name.to_uppercase()), &bold)?;
    sheet.write_string(1, 0, format!("PERIODE {} - DATA SINTETIS", province.month.text()))?;
    for (column, words) in PAYROLL.iter().enumerate() {
        sheet.write_string_with_format(3, column as u16, *words, &bold)?;
    }
    let mut row = 4;
    let mut sum = 0;
    for (nth, person) in people.iter().enumerate() {
        let mut draw = Draw::of_two(province.seed, Purpose::Row, person.id, 50_000);
        let mut marks = Marks::default();
        let identity = province.identity(person, 0.4, &mut draw, &mut marks);
        let wage = province.true_wage(person);
        let basic = wage * draw.between(75, 100) / 100 / 1000 * 1000;
        sum += wage;
        sheet.write_number(row, 0, (nth + 1) as f64)?;
        sheet.write_string(row, 1, format!("K{:05}", nth + 1))?;
        match &identity.nik {
            crate::identity::NikCell::Number(number) => sheet.write_number(row, 2, *number as f64)?,
            other => sheet.write_string(row, 2, other.text())?,
        };
        sheet.write_string(row, 3, &identity.name)?;
        sheet.write_string(row, 4, identity.birth.map(|d| d.dmy('/')).unwrap_or_default())?;
        sheet.write_string(row, 5, draw.pick(&["Staf", "Operator", "Helper", "Supervisor", "Administrasi"]))?;
        sheet.write_number(row, 6, basic as f64)?;
        sheet.write_number(row, 7, (wage - basic) as f64)?;
        sheet.write_number(row, 8, wage as f64)?;
        sheet.write_string(row, 9, province.hired_on(person).dmy('/'))?;
        made.person(row + 1, person.id, marks);
        row += 1;
    }
    sheet.write_string_with_format(row, 3, "TOTAL", &bold)?;
    sheet.write_number_with_format(row, 8, sum as f64, &bold)?;
    made.nobody(row + 1);
    Ok(book)
}

fn fill_sipp(province: &Province, people: &[&Person], made: &mut FileMade) -> Result<Workbook, XlsxError> {
    let mut book = workbook()?;
    let sheet = book.add_worksheet();
    sheet.set_name("DATA TK")?;
    for (column, words) in SIPP.iter().enumerate() {
        sheet.write_string(0, column as u16, *words)?;
    }
    for (nth, person) in people.iter().enumerate() {
        let row = nth as u32 + 1;
        let mut draw = Draw::of_two(province.seed, Purpose::Row, person.id, 60_000);
        let Some(membership) = province.memberships(person).into_iter().next() else { continue };
        let mut marks = Marks::default();
        if membership.wage < province.true_wage(person) {
            marks.add(Mark::WageUnderReported);
        }
        let identity = province.identity(person, province.faults.register_factor, &mut draw, &mut marks);
        let place = &province.places.regencies[person.regency].name;
        let work =
            &province.places.regencies[membership.employer.map_or(person.regency, |e| province.regency_of_employer(e))].name;
        let cells = [
            (0, format!("K{:05}", nth + 1)),
            (1, identity.name.to_uppercase()),
            (10, place.split_once(' ').map_or("", |(_, rest)| rest).to_uppercase()),
            (11, identity.birth.map(|d| d.dmy('/')).unwrap_or_default()),
            (12, province.mother(person).text().to_uppercase()),
            (13, "KTP".to_owned()),
            (14, identity.nik.text()),
            (15, "SEUMUR HIDUP".to_owned()),
            (16, person.sex.letter().to_owned()),
            (18, membership.since.dmy('/')),
            (19, if person.age > 27 { "Y" } else { "T" }.to_owned()),
            (22, "ID".to_owned()),
            (23, membership.wage.to_string()),
            (24, format!("DS. {}", province.places.villages[person.village].name.to_uppercase())),
            (26, work.to_uppercase()),
            (27, draw.pick(&["TETAP", "KONTRAK"]).to_owned()),
            (28, membership.since.dmy('/')),
        ];
        for (column, text) in cells {
            sheet.write_string(row, column, text)?;
        }
        made.person(row + 1, person.id, marks);
    }
    Ok(book)
}
