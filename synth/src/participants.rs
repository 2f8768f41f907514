//! The register of members, exported by each branch office.

use crate::draw::{Draw, Purpose};
use crate::error::SynthError;
use crate::faults::Mark;
use crate::output::FileMade;
use crate::places::slug;
use crate::province::Province;
use crate::text_table::TextTable;
use std::path::Path;

const HEADER: [&str; 19] = [
    "KPJ",
    "NIK",
    "NAMA_LENGKAP",
    "TGL_LAHIR",
    "JENIS_KELAMIN",
    "SEGMEN",
    "NPP",
    "NAMA_PERUSAHAAN",
    "KODE_KABUPATEN",
    "KABUPATEN",
    "JKK",
    "JKM",
    "JHT",
    "JP",
    "JKP",
    "TGL_KEPESERTAAN",
    "TGL_NONAKTIF",
    "BULAN_IURAN",
    "UPAH",
];

/// The branch offices, in the order in which regencies first name them.
pub fn branches(province: &Province) -> Vec<&str> {
    let mut out: Vec<&str> = Vec::new();
    for level in &province.calibration.regencies {
        if !out.contains(&level.branch.as_str()) {
            out.push(&level.branch);
        }
    }
    out
}

/// Writes one branch's export.
pub fn write(province: &Province, out: &Path, branch: &str) -> Result<FileMade, SynthError> {
    let path = format!("peserta/peserta-{}.csv", slug(branch));
    let mut made =
        FileMade::new(path, "participants", format!("BPJS Ketenagakerjaan Cabang {branch} (sintetis)"), province.as_of);
    let mut table = TextTable::csv(out.join(&made.path), &HEADER)?;
    let yes = |flag: bool| if flag { "Y" } else { "T" };
    for regency in 0..province.places.regencies.len() {
        if province.calibration.regencies[regency].branch != branch {
            continue;
        }
        for person in province.people_of_regency(regency) {
            for (nth, membership) in province.memberships(&person).into_iter().enumerate() {
                let mut marks = membership.marks;
                let mut draw = Draw::of_two(province.seed, Purpose::Row, person.id, 1_000 + membership.version);
                // A second registration is typed anew, by somebody who did not find the first.
                let factor = province.faults.register_factor * if membership.version == 1 { 4.0 } else { 1.0 };
                let identity = province.identity(&person, factor, &mut draw, &mut marks);
                let mut place = regency;
                if let Some(employer) = membership.employer {
                    let at = province.regency_of_employer(employer);
                    if at != regency
                        && Draw::of_two(province.seed, Purpose::Row, person.id, nth as u64)
                            .chance(province.faults.region_of_employer * 8.0)
                    {
                        place = at;
                        marks.add(Mark::RegionOfEmployer);
                    }
                }
                let place = &province.places.regencies[place];
                let (npp, employer) = match (membership.employer, membership.payer) {
                    (Some(e), _) => (province.employers.npp(e), province.employer_name(province.employers.registered_as(e))),
                    (None, Some(payer)) => province.payer_as_registered(payer),
                    (None, None) => Default::default(),
                };
                let code: String = place.code.chars().filter(char::is_ascii_digit).collect();
                let [jkk, jkm, jht, jp, jkp] = membership.programmes.map(yes);
                let line = table.row(&[
                    &membership.kpj,
                    &identity.nik.text(),
                    &identity.name.to_uppercase(),
                    &identity.birth.map(|d| d.dmy('-')).unwrap_or_default(),
                    person.sex.letter(),
                    membership.segment,
                    &npp,
                    &employer.to_uppercase(),
                    &code,
                    &place.name.to_uppercase(),
                    jkk,
                    jkm,
                    jht,
                    jp,
                    jkp,
                    &membership.since.dmy('-'),
                    &membership.ended.map(|d| d.dmy('-')).unwrap_or_default(),
                    &membership.paid_text(),
                    &membership.wage.to_string(),
                ])?;
                made.person(line, person.id, marks);
            }
        }
    }
    table.finish()?;
    Ok(made)
}
