//! `sinergi init`: a new installation with its region, its key and the published series of its province.

use crate::access::Scope;
use crate::fault::{AppError, Refused};
use crate::ingest_file::{Delivery, IngestSession};
use crate::installation::{Installation, Place};
use base::handover::Kind;
use base::vocabulary::region::{RegionCode, Regions};
use ingest::MappingFile;
use jiff::civil::Date;
use std::fs;
use store::Store;

/// Published series by province: files of `published/`, each figure with its source.
const PUBLISHED: &[(&str, &str, &str)] = &[("73", "2026-11-22", include_str!("../../published/73.csv"))];

/// Target sets by province.
const TARGETS: &[(&str, &str)] = &[("73", include_str!("../../published/73.targets.toml"))];

/// The target sets of the province of a region; none where nobody gathered them.
pub(crate) fn target_sets(region: RegionCode) -> Result<Vec<plan::targets::TargetSet>, plan::targets::TargetsFlaw> {
    let province = region.at(base::vocabulary::region::Level::Provinsi).map(|code| code.to_string());
    let own = TARGETS.iter().filter(|(code, _)| Some(*code) == province.as_deref());
    own.map(|(_, text)| plan::targets::TargetSet::parse(text)).collect::<Result<Vec<_>, _>>().map(|sets| sets.concat())
}

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
    crate::installation::make_own(&place.data)?;
    let (keys, sealed) = crate::custody::draw_secret(&place.key.load_or_create()?)?;
    let store = Store::open(&place.data).await?;
    store.set(crate::custody::SECRET, &sealed).await?;
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
            opened: None,
        };
        IngestSession::new(&installation, &Scope::system("init")).ingest(&delivery, &mut |_, _, _| {}).await?;
        fs::remove_file(&path).map_err(AppError::disk("remove", &path))?;
    }
    Ok(installation)
}
