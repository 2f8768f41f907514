//! What would a file do? Ingest, link and coverage on a copy of the installation that is thrown away.

use crate::Progress;
use crate::access::Scope;
use crate::coverage::{CoverageRequest, coverage};
use crate::fault::{AppError, Refused};
use crate::installation::Installation;
use crate::withdraw::catch_up;
use base::access::Permission;
use base::handover::CoverageRow;
use jiff::civil::Date;
use tempfile::TempDir;

/// A copy to try files on.
pub struct Rehearsal {
    copy: Installation,
    scope: Scope,
    _folder: TempDir,
    before: Standing,
}

/// Coverage of our lists as it stands; empty before the first link.
#[derive(Clone, Debug, Default)]
pub struct Standing {
    /// By region. People whose list names no regency stand under the region that it does name.
    pub rows: Vec<CoverageRow>,
    /// Everybody once.
    pub total: Option<CoverageRow>,
}

/// Coverage of our lists without a file and with it.
#[derive(Clone, Debug, Default)]
pub struct Effect {
    /// As it is.
    pub before: Standing,
    /// As it would be.
    pub after: Standing,
}

impl Rehearsal {
    /// Makes the copy and measures it. What is not linked yet is linked first: its effect is not that of the file.
    pub async fn open(home: &Installation, scope: &Scope, today: Date, progress: Progress<'_>) -> Result<Self, AppError> {
        scope.require(Permission::Upload)?;
        let (copy, folder) = home.rehearsal().await?;
        catch_up(&copy, today, progress).await?;
        let before = standing(&copy, scope).await?;
        Ok(Self { copy, scope: scope.clone(), _folder: folder, before })
    }

    /// The copy, to be ingested into. What it holds is gone with it; refused rows that should outlive it are moved out before.
    pub fn installation(&self) -> &Installation {
        &self.copy
    }

    /// Links what came in, and measures again.
    pub async fn effect(self, today: Date, progress: Progress<'_>) -> Result<Effect, AppError> {
        catch_up(&self.copy, today, progress).await?;
        let after = standing(&self.copy, &self.scope).await?;
        Ok(Effect { before: self.before, after })
    }
}

/// Coverage as it stands. A copy that cannot answer yet (nothing linked, no register) has none, and that is no fault of the file;
/// anything else that goes wrong is said.
async fn standing(home: &Installation, scope: &Scope) -> Result<Standing, AppError> {
    let request = CoverageRequest { denominator: Some("roster".to_owned()), ..CoverageRequest::default() };
    match coverage(home, scope, &request).await {
        Ok(answer) => Ok(Standing { rows: answer.rows, total: answer.total }),
        Err(AppError::Refused(Refused::NotLinked | Refused::NothingIngested(_))) => Ok(Standing::default()),
        Err(error) => Err(error),
    }
}
