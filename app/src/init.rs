//! `sinergi init`: a new installation with its region, its key and the published series of its province.

use crate::access::Scope;
use crate::fault::{AppError, Refused};
use crate::ingest_file::{Delivery, IngestSession};
use crate::installation::{Installation, Place};
use base::handover::Kind;
use base::vocabulary::region::{RegionCode, Regions};
use ingest::MappingFile;
use jiff::civil::Date;
use lake::Keys;
use std::fs;
use store::Store;

/// Published series by province: files of `published/`, each figure with its source.
const PUBLISHED: &[(&str, &str, &str)] = &[("73", "2026-11-22", include_str!("../../published/73.csv"))];

/// The provinces whose published series are in the program.
pub fn published_provinces() -> impl Iterator<Item = &'static str> {
    PUBLISHED.iter().map(|(code, ..)| *code)
}

/// Makes an installation. `today` is the day on which the published figures are known to it.
pub async fn init(place: Place, region: &str, today: Date) -> Result<Installation, AppError> {
    if place.is_installed() {
        return Err(Refused::AlreadyInstalled(place.data.display().to_string()).into());
    }
    let unknown = || Refused::UnknownRegion(region.to_owned());
    let code = RegionCode::parse(region).map_err(|_| unknown())?;
    Regions::embedded().get(code).ok_or_else(unknown)?;
    fs::create_dir_all(&place.data).map_err(AppError::disk("make the folder", &place.data))?;
    let keys = if place.key.exists() { Keys::load(&place.key)? } else { Keys::create(&place.key)? };
    let store = Store::open(&place.data).await?;
    store.set("region", &code.to_string()).await?;
    let installation = Installation::with_keys(place, keys).await?;
    let province = code.at(base::vocabulary::region::Level::Provinsi).map(|code| code.to_string());
    for (_, gathered_on, text) in PUBLISHED.iter().filter(|(code, ..)| Some(*code) == province.as_deref()) {
        let path = installation.place.data.join(format!("published-{region}.csv"));
        fs::write(&path, text).map_err(AppError::disk("write", &path))?;
        let as_of = gathered_on.parse().map_err(|_| AppError::Unreadable("the day of the published series cannot be read"))?;
        let delivery = Delivery {
            path: path.clone(),
            kind: Kind::Statistics,
            source: "seri terbitan".to_owned(),
            as_of,
            known_on: today,
            mapping: MappingFile::default(),
        };
        IngestSession::new(&installation, &Scope::system("init")).ingest(&delivery, &mut |_, _, _| {}).await?;
        fs::remove_file(&path).map_err(AppError::disk("remove", &path))?;
    }
    Ok(installation)
}
