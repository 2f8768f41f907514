//! The office that writes letters: its letterhead is a file of the data folder, because it is another in every branch.

use crate::fault::{AppError, Refused};
use crate::installation::Installation;
use serde::{Deserialize, Serialize};
use std::fs;
use std::path::PathBuf;

/// The file in the data folder.
const FILE: &str = "office.toml";
/// The largest file that is read.
const LARGEST: u64 = 64 * 1024;

/// Who writes, as it stands at the head and the foot of a letter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Office {
    /// The name of the office.
    pub name: String,
    /// The institution above it; may be empty.
    #[serde(default)]
    pub institution: String,
    /// Its address.
    pub address: String,
    /// The place that stands before the day.
    pub city: String,
    /// What stands for it in the numbers of its letters.
    pub code: String,
    /// The post of who signs.
    pub signatory_post: String,
    /// The name of who signs; empty leaves a line.
    #[serde(default)]
    pub signatory: String,
}

/// Where the letterhead of an installation stands.
pub(crate) fn office_file(home: &Installation) -> PathBuf {
    home.place.data.join(FILE)
}

/// The office of an installation.
///
/// # Errors
/// There is no letterhead, or a part of it is missing: a letter is not printed with an empty head.
pub fn office(home: &Installation) -> Result<Office, AppError> {
    let file = office_file(home);
    let refused = |key: &'static str, detail: String| AppError::from(Refused::Request { key, detail });
    match fs::metadata(&file) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Err(refused("error-no-office", FILE.to_owned())),
        Err(error) => return Err(AppError::disk("read", &file)(error)),
        Ok(known) if known.len() > LARGEST => return Err(refused("error-office", FILE.to_owned())),
        Ok(_) => {}
    }
    let text = fs::read_to_string(&file).map_err(AppError::disk("read", &file))?;
    let office: Office = toml::from_str(&text).map_err(|flaw| refused("error-office", format!("{FILE}: {}", flaw.message())))?;
    let missing = [
        ("name", &office.name),
        ("address", &office.address),
        ("city", &office.city),
        ("code", &office.code),
        ("signatory_post", &office.signatory_post),
    ];
    let missing = missing.into_iter().find(|(_, value)| value.trim().is_empty()).map(|(part, _)| part);
    missing.map_or(Ok(office), |part| Err(refused("error-office", format!("{FILE}: {part}"))))
}

/// The letterhead where there is one: minutes and files may go without, a flawed one is told.
///
/// # Errors
/// A part of the letterhead is missing, or the disk refuses.
pub(crate) fn letterhead(home: &Installation) -> Result<Option<Office>, AppError> {
    match office(home) {
        Err(AppError::Refused(Refused::Request { key: "error-no-office", .. })) => Ok(None),
        other => other.map(Some),
    }
}

/// A letterhead for the synthetic province, where there is none yet.
///
/// # Errors
/// The disk refuses.
pub fn write_synthetic_office(home: &Installation) -> Result<(), AppError> {
    const SYNTHETIC: &str = "# Kantor ini tidak ada.\nname = \"Kantor Contoh (sintetis)\"\naddress = \"Jl. Contoh No. 1\"\n\
        city = \"Kota Contoh\"\ncode = \"CTH\"\nsignatory_post = \"Kepala Kantor\"\n";
    let file = office_file(home);
    if file.exists() { Ok(()) } else { fs::write(&file, SYNTHETIC).map_err(AppError::disk("write", &file)) }
}
