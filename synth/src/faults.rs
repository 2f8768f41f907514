//! How often each kind of damage happens, and the marks that truth carries for it.
//!
//! A rate is a share of the rows where the damage is possible, before the clerk's factor of the file (mean one):
//! some files are typed with care and some are not. Defaults are judgements from domain.md section 6 and linking.md
//! section 5; `synth/README.md` lists them with their reasons.

use crate::error::SynthError;
use serde::{Deserialize, Serialize};

macro_rules! faults {
    ($($(#[$doc:meta])* $name:ident = $default:expr;)*) => {
        /// Rates of damage, each between 0 and 1.
        #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
        #[serde(deny_unknown_fields, default)]
        pub struct Faults {
            $($(#[$doc])* pub $name: f64,)*
        }

        impl Default for Faults {
            fn default() -> Self {
                Self { $($name: $default,)* }
            }
        }

        impl Faults {
            /// Every rate with its name, in the order of the documentation.
            pub fn rates(&self) -> Vec<(&'static str, f64)> {
                vec![$((stringify!($name), self.$name),)*]
            }

            /// No damage at all.
            pub fn none() -> Self {
                Self { $($name: 0.0,)* }
            }
        }
    };
}

faults! {
    /// No NIK in the row.
    nik_missing = 0.08;
    /// One wrong digit, or two neighbours exchanged, in the first twelve digits.
    nik_mistyped = 0.04;
    /// The NIK of another member of the household.
    nik_of_household = 0.015;
    /// Stored as a number by Excel: fifteen digits, then 0.
    nik_cut_by_excel = 0.02;
    /// `7,37101E+15`: only six digits are left.
    nik_scientific = 0.005;
    /// An apostrophe, blanks or dots between the digits; every digit is there.
    nik_decorated = 0.03;
    /// Shortened token: Muh., Abd., St., A., Dg.
    name_abbreviated = 0.30;
    /// Another spelling: Muhamad, Jusuf, oe, dj, sy/s, one d for two.
    name_respelt = 0.08;
    /// The last token is left out.
    name_cut = 0.05;
    /// A token is only its initial.
    name_initial = 0.02;
    /// A letter lost, doubled, wrong or exchanged.
    name_mistyped = 0.035;
    /// H., Hj., Drs., S.Pd. and the like that the register does not have.
    name_titled = 0.05;
    /// No birth date.
    date_missing = 0.02;
    /// Day and month exchanged (where the day is at most 12).
    date_swapped = 0.015;
    /// Only the year is known: 1 January, 31 December or 1 July.
    date_year_only = 0.03;
    /// The year is off by one or ten.
    date_mistyped = 0.01;
    /// Village name written differently.
    region_misspelt = 0.05;
    /// The same person twice in one list.
    duplicate_in_list = 0.015;
    /// Also in the list of the neighbouring village, as people who moved are.
    duplicate_elsewhere = 0.008;
    /// A line without a person in lists: no name, a junk line, a subtotal.
    bad_row = 0.006;
    /// Damage of the register of members, as a share of the rates above: it is checked against the population register.
    register_factor = 0.25;
    /// People who died in the last two years.
    died = 0.007;
    /// Members who died and are still active in the register, among members who died.
    dead_still_active = 0.45;
    /// Members with a second, older membership at another employer.
    second_membership = 0.06;
    /// Members registered twice, with a slightly different identity.
    member_twice = 0.012;
    /// Civil servants with an ended membership from the time before.
    asn_member = 0.03;
    /// Registered employers whose line in the register of businesses has no NPP.
    npp_missing = 0.10;
    /// Employers listed twice, under another spelling.
    employer_twice = 0.03;
    /// Regency written in one of its other ways, in tables of businesses, projects and permits.
    regency_misspelt = 0.35;
    /// Deaths that reach the list of deaths.
    death_recorded = 0.85;
    /// Employees whose membership shows the place of the employer instead of the home.
    region_of_employer = 0.06;
    /// Birth dates that the population register itself only knows by year.
    registered_year_only = 0.05;
    /// Violation: companies in good standing that leave some of their workers out.
    leaves_out_workers = 0.15;
    /// Violation: companies in good standing that register employees as self-employed.
    registers_as_bpu = 0.05;
    /// Violation: offices of a regency, beyond the first two, that do not register their staff.
    office_unregistered = 0.30;
    /// Violation: members whom a fund pays for and a second fund pays for as well.
    twice_funded = 0.03;
    /// Decoy: companies that closed and still stand on lists.
    closed_employer = 0.08;
    /// Decoy: companies that are a branch; their workers are members under another number.
    branch_of_another = 0.07;
    /// Decoy: companies known under the name of their shop.
    trade_name = 0.15;
    /// Decoy: unregistered companies that are too young to be late.
    young_employer = 0.10;
    /// Decoy: unregistered micro businesses whose owner works alone.
    owner_alone = 0.45;
    /// Companies on no list of businesses, known only by a permit.
    permit_only = 0.03;
    /// Decoy: unregistered employees of registered employers who came in the last weeks.
    new_hire = 0.12;
    /// Companies that report fewer workers than they have.
    headcount_understated = 0.04;
    /// Decoy: months of good payers that were paid after the due day.
    late_but_paid = 0.08;
    /// Decoy: registered projects that stand in the register under another code and unit.
    project_other_code = 0.40;
    /// Decoy: unregistered projects that are younger than the deadline.
    young_project = 0.12;
    /// Decoy: members who went from one fund to another without a month paid twice.
    moved_fund = 0.10;
    /// Decoy: civil servants on the list of an office's other staff.
    civil_servant_listed = 0.02;
}

impl Faults {
    /// Reads rates from TOML; what is not named keeps its default.
    pub fn from_toml(text: &str) -> Result<Self, SynthError> {
        let faults: Self = toml::from_str(text).map_err(|source| SynthError::Faults { source: Box::new(source) })?;
        faults.checked()?;
        Ok(faults)
    }

    /// Refuses a rate outside 0 to 1.
    pub fn checked(&self) -> Result<(), SynthError> {
        match self.rates().into_iter().find(|(_, v)| !(0.0..=1.0).contains(v)) {
            Some((name, value)) => Err(SynthError::Rate { name, value }),
            None => Ok(()),
        }
    }
}

macro_rules! marks {
    ($($name:ident = $text:expr;)*) => {
        /// One kind of damage in one row.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[repr(u8)]
        pub enum Mark { $(#[doc = $text] $name,)* }

        const MARK_TEXTS: &[&str] = &[$($text,)*];
    };
}

marks! {
    NikMissing = "nik_missing";
    NikMistyped = "nik_mistyped";
    NikOfHousehold = "nik_of_household";
    NikCut = "nik_cut_by_excel";
    NikScientific = "nik_scientific";
    NikDecorated = "nik_decorated";
    NameAbbreviated = "name_abbreviated";
    NameRespelt = "name_respelt";
    NameCut = "name_cut";
    NameInitial = "name_initial";
    NameMistyped = "name_mistyped";
    NameTitled = "name_titled";
    DateMissing = "date_missing";
    DateSwapped = "date_swapped";
    DateYearOnly = "date_year_only";
    DateMistyped = "date_mistyped";
    RegionMisspelt = "region_misspelt";
    DuplicateInList = "duplicate_in_list";
    DuplicateElsewhere = "duplicate_elsewhere";
    BadRow = "bad_row";
    Died = "died";
    MemberTwice = "member_twice";
    SecondMembership = "second_membership";
    Asn = "asn";
    RegionOfEmployer = "region_of_employer";
    EmployerTwice = "employer_twice";
    NppMissing = "npp_missing";
    RegencyMisspelt = "regency_misspelt";
    WageUnderReported = "wage_under_reported";
}

/// The damage of one row.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Marks(pub u64);

impl Marks {
    /// Adds a mark.
    pub const fn add(&mut self, mark: Mark) {
        self.0 |= 1 << mark as u8;
    }

    /// The marks as text, `nik_missing;name_cut`.
    pub fn text(self) -> String {
        let mut out = String::new();
        for (bit, name) in MARK_TEXTS.iter().enumerate() {
            if self.0 >> bit & 1 == 1 {
                if !out.is_empty() {
                    out.push(';');
                }
                out.push_str(name);
            }
        }
        out
    }
}
