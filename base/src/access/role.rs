//! Roles: what each may do, and how each field of a person opens for it.

use crate::vocabulary::region::Level;
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};

const EMBEDDED: &str = include_str!("../../data/access/roles.toml");

/// Something that may be done inside an area.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Permission {
    /// See counts and shares.
    Figures,
    /// See which lists came in, with their counts and findings.
    Receipts,
    /// Take away refused rows, as they came.
    Refused,
    /// Send lists.
    Upload,
    /// Take a list out of the figures.
    Withdraw,
    /// Ask who of a list is covered.
    Check,
    /// See people by name, masked.
    People,
    /// Say whether two rows are one person.
    Propose,
    /// Decide it.
    Decide,
    /// See cases.
    Cases,
    /// Work on cases.
    Casework,
    /// Draft letters.
    Draft,
    /// Approve and sign letters.
    Approve,
    /// See plans.
    Plan,
    /// Change plans.
    PlanEdit,
    /// Open meetings of the forum and write in them.
    Monev,
    /// Make, change and end accounts and tokens.
    Accounts,
    /// Read the audit log.
    Audit,
    /// Take in and answer requests of persons about their own data.
    Subjects,
}

impl Permission {
    /// Every permission.
    pub const ALL: [Self; 19] = [
        Self::Figures,
        Self::Receipts,
        Self::Refused,
        Self::Upload,
        Self::Withdraw,
        Self::Check,
        Self::People,
        Self::Propose,
        Self::Decide,
        Self::Cases,
        Self::Casework,
        Self::Draft,
        Self::Approve,
        Self::Plan,
        Self::PlanEdit,
        Self::Monev,
        Self::Accounts,
        Self::Audit,
        Self::Subjects,
    ];

    /// The word in files and tables.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Figures => "figures",
            Self::Receipts => "receipts",
            Self::Refused => "refused",
            Self::Upload => "upload",
            Self::Withdraw => "withdraw",
            Self::Check => "check",
            Self::People => "people",
            Self::Propose => "propose",
            Self::Decide => "decide",
            Self::Cases => "cases",
            Self::Casework => "casework",
            Self::Draft => "draft",
            Self::Approve => "approve",
            Self::Plan => "plan",
            Self::PlanEdit => "plan_edit",
            Self::Monev => "monev",
            Self::Accounts => "accounts",
            Self::Audit => "audit",
            Self::Subjects => "subjects",
        }
    }

    /// Reads the word.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|permission| permission.code() == text)
    }
}

/// A field of a person that has a permission of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Field {
    /// The whole NIK.
    Nik,
    /// The wage.
    Wage,
    /// Phone numbers.
    Phone,
    /// Notes of a case.
    Notes,
}

impl Field {
    /// Every field.
    pub const ALL: [Self; 4] = [Self::Nik, Self::Wage, Self::Phone, Self::Notes];

    /// The word in files and tables.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Nik => "nik",
            Self::Wage => "wage",
            Self::Phone => "phone",
            Self::Notes => "notes",
        }
    }
}

/// How a field opens. Every opening is recorded.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Opening {
    /// It does not.
    #[default]
    Never,
    /// Only for people of a case one belongs to, after one's identity was proved anew.
    Case,
    /// After one's identity was proved anew, with a reason.
    StepUp,
    /// With a reason.
    Reason,
}

impl Opening {
    /// The word in files and tables.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Never => "never",
            Self::Case => "case",
            Self::StepUp => "step_up",
            Self::Reason => "reason",
        }
    }
}

/// A role.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Role {
    /// The word in files and tables.
    pub code: String,
    /// Its name in Indonesian.
    pub name: String,
    /// Its name in English.
    pub name_en: String,
    /// The largest area it can be given.
    pub largest: Level,
    /// Whether published figures of other regions are shown too.
    #[serde(default)]
    pub others: bool,
    /// Only where people do not exist.
    #[serde(default)]
    pub synthetic: bool,
    may: BTreeSet<Permission>,
    #[serde(default)]
    fields: BTreeMap<Field, Opening>,
}

impl Role {
    /// Whether it may do something.
    pub fn may(&self, permission: Permission) -> bool {
        self.may.contains(&permission)
    }

    /// How a field opens for it.
    pub fn opening(&self, field: Field) -> Opening {
        self.fields.get(&field).copied().unwrap_or_default()
    }

    /// Everybody, without an account: figures only, and of them the release that hides few people and rounds the rest.
    pub fn public() -> Self {
        let (code, name, name_en) = ("publik".to_owned(), "Publik".to_owned(), "The public".to_owned());
        let may = [Permission::Figures].into();
        let (largest, fields) = (Level::Provinsi, BTreeMap::new());
        Self { code, name, name_en, largest, others: true, synthetic: false, may, fields }
    }

    /// The operator of the machine: whoever has the data folder and the key can do everything anyway.
    pub fn operator() -> Self {
        Self {
            code: "operator".to_owned(),
            name: "Operator mesin".to_owned(),
            name_en: "Operator of the machine".to_owned(),
            largest: Level::Provinsi,
            others: true,
            synthetic: false,
            may: Permission::ALL.into(),
            fields: Field::ALL.map(|field| (field, Opening::Reason)).into(),
        }
    }
}

/// Every role.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Roles(Vec<Role>);

/// What is wrong with a file of roles.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RolesFlaw {
    /// It is not TOML of this shape.
    #[error("the roles cannot be read: {0}")]
    Unreadable(String),
    /// Two roles of one code.
    #[error("the role {0} is written twice")]
    Twice(String),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    role: Vec<Role>,
}

impl Roles {
    /// The roles in the program.
    pub fn embedded() -> Result<Self, RolesFlaw> {
        Self::parse(EMBEDDED)
    }

    /// Reads roles.
    pub fn parse(text: &str) -> Result<Self, RolesFlaw> {
        let file: File = toml::from_str(text).map_err(|flaw| RolesFlaw::Unreadable(flaw.message().to_owned()))?;
        let mut codes = BTreeSet::new();
        for role in &file.role {
            if !codes.insert(role.code.as_str()) {
                return Err(RolesFlaw::Twice(role.code.clone()));
            }
        }
        Ok(Self(file.role))
    }

    /// A role by its code.
    pub fn of(&self, code: &str) -> Option<&Role> {
        self.0.iter().find(|role| role.code == code)
    }

    /// Every role, in the order of the file.
    pub fn all(&self) -> &[Role] {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// v5.0.0-8.1.1, 8.1.2: the written matrix; its rows and the separation of duties that it must keep.
    #[test]
    fn the_roles_are_those_of_the_matrix_and_no_role_holds_what_another_must_check() {
        let roles = Roles::embedded().unwrap();
        let codes: Vec<&str> = roles.all().iter().map(|role| role.code.as_str()).collect();
        let written =
            ["operator_desa", "disnaker", "bappeda", "kepala_daerah", "bpjs_cabang", "bpjs_wilayah", "jaksa", "dpo", "admin"];
        assert_eq!(codes[..9], written);
        for role in roles.all().iter().filter(|role| !role.synthetic) {
            let data = [Permission::Figures, Permission::Receipts, Permission::Refused, Permission::People];
            let sees = data.into_iter().any(|permission| role.may(permission));
            assert!(role.code != "admin" || !sees, "the technical administrator sees no data");
            assert!(!(role.may(Permission::Audit) && role.may(Permission::Accounts)), "{} audits what it grants", role.code);
            assert!(!role.may(Permission::Audit) || !role.may(Permission::Refused), "{} audits and reads rows", role.code);
            assert_ne!(role.opening(Field::Wage), Opening::Reason, "{}: wages open after step-up only", role.code);
        }
        let desa = roles.of("operator_desa").unwrap();
        assert_eq!((desa.largest, desa.opening(Field::Nik)), (Level::Desa, Opening::Never));
        assert_eq!(roles.of("jaksa").unwrap().opening(Field::Nik), Opening::Case);
        assert_eq!(roles.of("publik"), None, "the public has no account");
    }

    #[test]
    fn a_file_with_an_unknown_word_or_a_role_twice_is_refused() {
        let role = "[[role]]\ncode='a'\nname='A'\nname_en='A'\nlargest='desa'\nmay=['figures']\n";
        assert!(Roles::parse(role).is_ok());
        assert_eq!(Roles::parse(&role.repeat(2)), Err(RolesFlaw::Twice("a".to_owned())));
        assert!(matches!(Roles::parse(&role.replace("figures", "everything")), Err(RolesFlaw::Unreadable(_))));
    }

    #[test]
    fn every_permission_is_found_by_its_word() {
        for permission in Permission::ALL {
            assert_eq!(Permission::parse(permission.code()), Some(permission));
        }
    }
}
