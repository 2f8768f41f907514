//! What was done about one employer: its cases, their letters and powers of attorney, for the page of the employer. It changes without a
//! new snapshot, so that it is read anew each time.

use super::{CaseLine, Cases, Law, LetterView, SkkLine, letters};
use crate::access::Scope;
use crate::fault::AppError;
use crate::installation::Installation;
use base::access::Permission;
use jiff::civil::Date;
use serde::Serialize;
use std::collections::BTreeSet;
use texts::Texts;

/// Cases of an employer that the asker sees.
#[derive(Clone, Debug, Serialize)]
pub struct EmployerCases {
    /// The cases, what is due first at the top.
    pub cases: Vec<CaseLine>,
    /// Their letters, the latest first.
    pub letters: Vec<LetterView>,
    /// Their powers of attorney.
    pub skk: Vec<SkkLine>,
}

/// The cases under the numbers of an employer; that it was looked at is told to the log.
///
/// # Errors
/// The asker may not, or the store cannot be read.
pub async fn employer_cases(
    home: &Installation,
    scope: &Scope,
    keys: &[String],
    today: Date,
    texts: &Texts,
) -> Result<EmployerCases, AppError> {
    scope.require(Permission::Cases)?;
    let law = Law::embedded()?;
    let all = Cases::read(home, &law, None, texts).await?;
    let cases: Vec<CaseLine> = all.lines(home, scope, today)?.into_iter().filter(|case| keys.contains(&case.employer)).collect();
    let numbers: BTreeSet<&str> = cases.iter().map(|case| case.number.as_str()).collect();
    let mut stored = home.store.letters(None).await?;
    stored.retain(|letter| numbers.contains(letter.case_number.as_str()));
    let skk = all.skk_book(home, scope).lines.into_iter().filter(|line| numbers.contains(line.case.as_str())).collect();
    let key = keys.first().map_or("", String::as_str);
    home.store.record(&scope.entry("employer-look", format!("employer:{key}"))).await?;
    Ok(EmployerCases { letters: letters::views(stored)?, skk, cases })
}
