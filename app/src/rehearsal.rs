//! What would a file do? Ingest, link and coverage on a copy of the installation that is thrown away.

use crate::Progress;
use crate::access::Scope;
use crate::coverage::{CoverageRequest, coverage};
use crate::fault::AppError;
use crate::ingest_file::keep_refused;
use crate::installation::Installation;
use crate::link_rosters::{PEOPLE, link_rosters};
use crate::receipt::Receipt;
use base::access::Permission;
use base::handover::{CoverageRow, Kind};
use jiff::civil::Date;
use tempfile::TempDir;

/// A copy to try files on.
pub struct Rehearsal {
    copy: Installation,
    scope: Scope,
    _folder: TempDir,
    before: Vec<CoverageRow>,
}

/// Coverage of our lists by region, the total last; empty before the first link.
#[derive(Clone, Debug, Default)]
pub struct Effect {
    /// As it is.
    pub before: Vec<CoverageRow>,
    /// As it would be.
    pub after: Vec<CoverageRow>,
}

impl Rehearsal {
    /// Makes the copy and measures it.
    pub async fn open(home: &Installation, scope: &Scope) -> Result<Self, AppError> {
        scope.require(Permission::Upload)?;
        let (copy, folder) = home.rehearsal().await?;
        let before = standing(&copy, scope).await;
        Ok(Self { copy, scope: scope.clone(), _folder: folder, before })
    }

    /// The copy, to be ingested into.
    pub fn installation(&self) -> &Installation {
        &self.copy
    }

    /// Keeps the refused rows in the installation itself, links what came in, and measures again.
    pub async fn effect(
        self,
        home: &Installation,
        receipts: &mut [Receipt],
        kind: Kind,
        today: Date,
        progress: Progress<'_>,
    ) -> Result<Effect, AppError> {
        for receipt in receipts.iter_mut() {
            keep_refused(home, receipt)?;
        }
        if PEOPLE.contains(&kind) {
            link_rosters(&self.copy, &self.scope, today, progress).await?;
        }
        let after = standing(&self.copy, &self.scope).await;
        Ok(Effect { before: self.before, after })
    }
}

/// Coverage as it stands; a copy that cannot answer yet (nothing linked) has none, and that is no fault of the file.
async fn standing(home: &Installation, scope: &Scope) -> Vec<CoverageRow> {
    let request = CoverageRequest { denominator: Some("roster".to_owned()), ..CoverageRequest::default() };
    match coverage(home, scope, &request).await {
        Ok(answer) => answer.rows.into_iter().chain(answer.total).collect(),
        Err(_) => Vec::new(),
    }
}
