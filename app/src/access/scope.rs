//! A scope: who asks, in which role, for whose rows, and what for.

use crate::fault::{AppError, Refused};
use crate::installation::Installation;
use base::access::{Area, Field, Opening, Permission, Role};
use base::vocabulary::region::RegionCode;
use store::{Account, Entry, Token};

/// Who asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Who {
    /// Whoever runs the program with the data folder and the key: no account can keep anything from them.
    Operator(String),
    /// The program itself, for work that shows nobody anything (linking).
    System(&'static str),
    /// Somebody who signed in.
    Account {
        /// The id of the account.
        id: String,
        /// The name they sign in with.
        name: String,
    },
    /// A machine with a token.
    Token(String),
}

/// What somebody may see and do. It is made at every request anew, so that what was taken away is gone at the next one
/// (v5.0.0-8.3.2).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scope {
    who: Who,
    role: Role,
    area: Area,
    agency: String,
    purpose: String,
    client: String,
}

impl Scope {
    /// The operator of the machine, by the name the system knows them under. Only the command line makes one: a test of the tree
    /// holds the pages to that.
    pub fn operator(name: &str) -> Self {
        let who = Who::Operator(name.to_owned());
        let (agency, purpose, client) = (String::new(), String::new(), "console".to_owned());
        Self { who, role: Role::operator(), area: Area::everywhere(), agency, purpose, client }
    }

    /// Everybody, for the public release of an installation: figures of its region, nothing else.
    pub fn public(home: &Installation) -> Self {
        let (who, area) = (Who::System("public"), Area::of([home.region]));
        Self { who, role: Role::public(), area, ..Self::operator("") }
    }

    /// The program itself.
    pub(crate) fn system(what: &'static str) -> Self {
        Self { who: Who::System(what), ..Self::operator("") }
    }

    pub(crate) fn of_account(home: &Installation, account: &Account, client: &str) -> Result<Self, AppError> {
        let unreadable = || AppError::Unreadable("an account has a role or an area that this program does not know");
        Ok(Self {
            who: Who::Account { id: account.id.clone(), name: account.name.clone() },
            role: home.roles.of(&account.role).cloned().ok_or_else(unreadable)?,
            area: Area::parse(&account.area).map_err(|_| unreadable())?,
            agency: account.agency.clone(),
            purpose: String::new(),
            client: client.to_owned(),
        })
    }

    pub(super) fn of_token(home: &Installation, token: &Token, client: &str) -> Result<Self, AppError> {
        let unreadable = || AppError::Unreadable("a token has a role or an area that this program does not know");
        Ok(Self {
            who: Who::Token(token.id.clone()),
            role: home.roles.of(&token.role).cloned().ok_or_else(unreadable)?,
            area: Area::parse(&token.area).map_err(|_| unreadable())?,
            agency: String::new(),
            purpose: token.purpose.clone(),
            client: client.to_owned(),
        })
    }

    /// Who asks.
    pub const fn who(&self) -> &Who {
        &self.who
    }

    /// The id of the account; none for others.
    pub fn account(&self) -> Option<&str> {
        match &self.who {
            Who::Account { id, .. } => Some(id),
            _ => None,
        }
    }

    /// As the audit log calls them.
    pub fn actor(&self) -> String {
        match &self.who {
            Who::Operator(name) => format!("operator:{name}"),
            Who::System(what) => format!("system:{what}"),
            Who::Account { name, .. } => format!("account:{name}"),
            Who::Token(id) => format!("token:{id}"),
        }
    }

    /// The role.
    pub const fn role(&self) -> &Role {
        &self.role
    }

    /// Whose rows.
    pub const fn area(&self) -> &Area {
        &self.area
    }

    /// The office.
    pub fn agency(&self) -> &str {
        &self.agency
    }

    /// What for.
    pub fn purpose(&self) -> &str {
        &self.purpose
    }

    /// Whether it may do something.
    pub fn may(&self, permission: Permission) -> bool {
        self.role.may(permission)
    }

    /// How a field of a person opens.
    pub fn opening(&self, field: Field) -> Opening {
        self.role.opening(field)
    }

    /// Refuses what the role does not name.
    pub fn require(&self, permission: Permission) -> Result<(), AppError> {
        if self.may(permission) { Ok(()) } else { Err(Refused::NotAllowed(permission).into()) }
    }

    /// Refuses whoever does not see the whole installation: for work over everybody.
    pub(crate) fn require_whole(&self, home: &Installation, permission: Permission) -> Result<(), AppError> {
        self.require(permission)?;
        if self.area.contains(home.region) { Ok(()) } else { Err(Refused::NotAllowed(permission).into()) }
    }

    /// The same person with a smaller area: never more than before.
    #[must_use]
    pub fn narrowed(&self, area: &Area) -> Self {
        Self { area: self.area.within(area), ..self.clone() }
    }

    /// The same person with a reason.
    #[must_use]
    pub fn for_purpose(&self, purpose: &str) -> Self {
        Self { purpose: base::handover::showable(purpose), ..self.clone() }
    }

    /// The region that its totals are about: the whole installation, or the one region of its area; none for several.
    pub fn seat(&self, home: RegionCode) -> Option<RegionCode> {
        match self.area.regions() {
            _ if self.area.contains(home) => Some(home),
            [one] => Some(*one),
            _ => None,
        }
    }

    /// Whether a figure that others published about a region is shown: one's own regions, those around them, and for some roles all.
    pub fn sees_published(&self, region: Option<RegionCode>) -> bool {
        self.role.others || self.area.is_everywhere() || region.is_some_and(|region| self.area.touches(region))
    }

    /// A line for the audit log.
    pub(crate) fn entry(&self, action: &str, object: impl Into<String>) -> Entry {
        Entry {
            actor: self.actor(),
            role: self.role.code.clone(),
            area: self.area.to_string(),
            action: action.to_owned(),
            object: object.into(),
            purpose: self.purpose.clone(),
            client: self.client.clone(),
            ..Entry::default()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_narrowed_scope_never_sees_more() {
        let area = |text| Area::parse(text).unwrap();
        let whole = Scope::operator("uji").narrowed(&area("73"));
        assert_eq!(whole.narrowed(&area("73.09 64")).area().to_string(), "73.09");
        let maros = whole.narrowed(&area("73.09"));
        assert_eq!(maros.narrowed(&Area::everywhere()), maros);
        let region = |text| RegionCode::parse(text).unwrap();
        assert_eq!(whole.seat(region("73")), Some(region("73")));
        assert_eq!(maros.seat(region("73")), Some(region("73.09")));
        assert_eq!(whole.narrowed(&area("73.09 73.71")).seat(region("73")), None);
    }
}
