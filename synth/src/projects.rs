//! Construction: the contracts that procurement units let, and the register of insured projects, which names some of them
//! otherwise.

use crate::business::regency_as_written;
use crate::day::Day;
use crate::draw::{Draw, Purpose};
use crate::error::SynthError;
use crate::faults::Marks;
use crate::output::FileMade;
use crate::province::Province;
use crate::text_table::TextTable;
use std::path::Path;

/// Days after the start within which a project need not be registered yet: fourteen working days and some holidays.
const DEADLINE_DAYS: i32 = 28;

/// What is so about a project.
pub struct Project {
    /// Whether its workers are insured.
    pub registered: bool,
    /// Its code in the list of contracts.
    pub code: String,
    /// Contract value in rupiah, with VAT.
    pub value: i64,
    /// First day.
    pub started: Day,
    /// Last day.
    pub finished: Day,
    /// The unit that let it.
    pub unit: &'static str,
    /// Number of the contractor.
    pub contractor: Option<u32>,
    /// Workers.
    pub workers: u32,
}

impl Project {
    /// Whether it should be in the register on a day: under way, past the deadline, and not there.
    pub fn is_missing(&self, on: Day) -> bool {
        !self.registered && self.finished >= on && self.started.0 + DEADLINE_DAYS < on.0
    }
}

impl Province {
    /// The facts of a project; every third one of a regency is registered and runs on the as-of day.
    pub fn project(&self, regency: usize, nth: usize) -> Project {
        let employer = self.employers.projects(regency).start + nth as u32;
        let mut draw = Draw::of_two(self.seed, Purpose::Table, 3, u64::from(employer));
        let registered = nth.is_multiple_of(3);
        let mut started = Day(self.as_of.0 - draw.between(30, 300) as i32);
        let finished =
            if registered { self.as_of.0 + draw.between(10, 200) as i32 } else { started.0 + draw.between(60, 400) as i32 };
        // Slices of very different size: from fifty million to about twenty billion rupiah.
        let value = draw.between(50, 500) * [1, 2, 5, 20, 40][draw.weighted(&[4.0, 3.0, 2.0, 1.0, 0.3])] * 1_000_000;
        let unit = draw.pick(&["Dinas PUPR", "Dinas Perumahan dan Permukiman", "Dinas Pendidikan", "Dinas Kesehatan"]);
        let mut own = Draw::of_two(self.seed, Purpose::Conduct, u64::from(employer), 11);
        if !registered && own.chance(self.faults.young_project) {
            started = Day(self.as_of.0 - own.between(1, 12) as i32);
        }
        Project {
            registered,
            code: format!("PKT-{regency:02}-{:05}", nth + 1),
            // No two contracts are let for the very same sum.
            value: value + own.between(1, 999) * 1_000,
            started,
            finished: Day(finished.max(started.0 + 30)),
            unit,
            contractor: self.employers.any_good(regency, &mut own).filter(|company| self.census.members[*company as usize] > 0),
            workers: self.census.headcount[employer as usize].max(1),
        }
    }

    fn every_project(&self) -> impl Iterator<Item = (usize, u32, Project)> {
        (0..self.places.regencies.len()).flat_map(move |regency| {
            let employers = self.employers.projects(regency);
            employers.enumerate().map(move |(nth, employer)| (regency, employer, self.project(regency, nth)))
        })
    }
}

/// Writes the contracts that procurement units let: nothing in them tells whether a project is insured.
pub fn contracts(province: &Province, out: &Path) -> Result<FileMade, SynthError> {
    let mut made =
        FileMade::new("kontrak-konstruksi.csv".to_owned(), "projects", "UKPBJ (sintetis)", province.as_of).about("jakon", "");
    let header = [
        "KODE_PAKET",
        "NAMA_PAKET",
        "SATUAN_KERJA",
        "KABUPATEN",
        "NILAI_KONTRAK",
        "TGL_MULAI",
        "TGL_SELESAI",
        "PENYEDIA",
        "JUMLAH_TK",
    ];
    let mut table = TextTable::csv(out.join(&made.path), &header)?;
    for (regency, employer, project) in province.every_project() {
        let mut draw = Draw::of_two(province.seed, Purpose::Table, 4, u64::from(employer));
        let mut marks = Marks::default();
        let place = regency_as_written(province, regency, &mut draw, &mut marks);
        let line = table.row(&[
            &project.code,
            &province.employer_name(employer),
            &format!("{} {}", project.unit, province.places.regencies[regency].name),
            &place,
            &project.value.to_string(),
            &project.started.dmy('-'),
            &project.finished.dmy('-'),
            &project.contractor.map(|company| province.employer_name(company)).unwrap_or_default(),
            &project.workers.to_string(),
        ])?;
        made.employer(line, marks);
    }
    table.finish()?;
    Ok(made)
}

/// Writes the register of insured projects. Some stand there under a code and unit of their own, and without VAT.
pub fn register(province: &Province, out: &Path) -> Result<FileMade, SynthError> {
    let mut made =
        FileMade::new("proyek-jakon.csv".to_owned(), "projects", "BPJS Ketenagakerjaan Jakon (sintetis)", province.as_of)
            .about("jakon", "");
    let header = [
        "KODE_PROYEK",
        "NAMA_PROYEK",
        "UNIT_PEMILIK",
        "KABUPATEN",
        "NILAI_KONTRAK",
        "TGL_MULAI",
        "TGL_SELESAI",
        "NPP_JAKON",
        "TERDAFTAR",
        "JUMLAH_TK",
    ];
    let mut table = TextTable::csv(out.join(&made.path), &header)?;
    for (regency, employer, project) in province.every_project().filter(|(_, _, project)| project.registered) {
        let mut draw = Draw::of_two(province.seed, Purpose::Table, 5, u64::from(employer));
        let mut marks = Marks::default();
        let place = regency_as_written(province, regency, &mut draw, &mut marks);
        let name = province.employer_name(employer);
        let regency_name = &province.places.regencies[regency].name;
        let (code, name, unit, value) = if draw.chance(province.faults.project_other_code) {
            let short = name.to_uppercase().replace("PENINGKATAN", "PENINGK.").replace("PEMBANGUNAN", "PEMB.");
            let value = if draw.chance(0.5) { project.value * 100 / 111 } else { project.value };
            (format!("JK{:08}", employer), short, format!("PPK {}", regency_name.to_uppercase()), value)
        } else {
            (project.code.clone(), name, format!("{} {regency_name}", project.unit), project.value)
        };
        let line = table.row(&[
            &code,
            &name,
            &unit,
            &place,
            &value.to_string(),
            &project.started.dmy('-'),
            &project.finished.dmy('-'),
            &province.employers.npp(employer),
            "Y",
            &project.workers.to_string(),
        ])?;
        made.employer(line, marks);
    }
    table.finish()?;
    Ok(made)
}
