//! Who sees which case. A case that somebody does not see is told like one that does not exist.

use crate::access::Scope;
use crate::fault::{AppError, Refused};
use crate::installation::Installation;
use base::access::Permission;
use base::vocabulary::region::RegionCode;
use std::collections::BTreeMap;
use store::{CaseOfficer, CaseRecusal, CaseSheet};

/// The sheets of all cases and who works on them.
pub(super) struct Sight {
    pub(super) sheets: BTreeMap<String, CaseSheet>,
    pub(super) officers: Vec<CaseOfficer>,
    pub(super) recusals: Vec<CaseRecusal>,
}

impl Sight {
    pub(super) async fn read(home: &Installation) -> Result<Self, AppError> {
        let sheets = home.store.case_sheets().await?.into_iter().map(|sheet| (sheet.number.clone(), sheet)).collect();
        let officers = home.store.case_officers().await?;
        Ok(Self { sheets, officers, recusals: home.store.case_recusals().await? })
    }

    /// The account that works on a case; empty when nobody does.
    pub(super) fn officer(&self, number: &str) -> &str {
        self.officers.iter().rev().find(|line| line.number == number).map_or("", |line| line.officer.as_str())
    }

    /// Whether somebody keeps out of a case.
    pub(super) fn is_recused(&self, actor: &str, number: &str) -> bool {
        self.recusals.iter().rev().find(|line| line.number == number && line.actor == actor).is_some_and(|line| line.recused)
    }

    /// Who keeps out of a case, and why.
    pub(super) fn recused(&self, number: &str) -> Vec<(String, String)> {
        let last = self.recusals.iter().filter(|line| line.number == number && line.recused);
        let mut found: Vec<(String, String)> = Vec::new();
        for line in last.filter(|line| self.is_recused(&line.actor, number)) {
            found.retain(|(actor, _)| *actor != line.actor);
            found.push((line.actor.clone(), line.reason.clone()));
        }
        found
    }

    /// Whether somebody sees a case: it lies in their area, they do not keep out of it, and it is not confidential or they opened it, work on
    /// it or approve.
    fn sees(&self, scope: &Scope, sheet: &CaseSheet) -> bool {
        let inside = RegionCode::parse(&sheet.region).is_ok_and(|region| scope.area().contains(region));
        let actor = scope.actor();
        let works = || sheet.opened_by == actor || format!("account:{}", self.officer(&sheet.number)) == actor;
        inside && !self.is_recused(&actor, &sheet.number) && (!sheet.confidential || scope.may(Permission::Approve) || works())
    }

    /// The cases that somebody sees.
    pub(super) fn seen(&self, scope: &Scope) -> impl Iterator<Item = &CaseSheet> {
        self.sheets.values().filter(|sheet| self.sees(scope, sheet))
    }

    /// The sheet of a case that the asker sees.
    pub(super) fn sheet(&self, scope: &Scope, number: &str) -> Result<&CaseSheet, AppError> {
        let found = self.sheets.get(number).filter(|sheet| self.sees(scope, sheet));
        found.ok_or_else(|| Refused::Request { key: "error-no-case", detail: base::handover::showable(number) }.into())
    }
}
