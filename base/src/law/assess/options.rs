//! What decides which rules apply to a worker-month: everything but the amounts. Many rows share one set of options.

use crate::vocabulary::{Month, ProgrammeSet, Segment};
use serde::{Deserialize, Serialize};

/// The size of an employer (Perpres 109/2013 Pasal 6).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum EmployerSize {
    /// Usaha mikro.
    Mikro,
    /// Usaha kecil.
    Kecil,
    /// Usaha menengah.
    Menengah,
    /// Usaha besar.
    Besar,
}

impl EmployerSize {
    /// Every size, smallest first.
    pub const ALL: [Self; 4] = [Self::Mikro, Self::Kecil, Self::Menengah, Self::Besar];

    /// The code in files.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Mikro => "mikro",
            Self::Kecil => "kecil",
            Self::Menengah => "menengah",
            Self::Besar => "besar",
        }
    }

    /// Reads a code.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|size| size.code().eq_ignore_ascii_case(text.trim()))
    }
}

/// What a member without a wage does, as far as a relief asks (PP 50/2025).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Occupation {
    /// Drivers and couriers, with a platform or without.
    Transport,
    /// Everybody else.
    #[default]
    Other,
}

impl Occupation {
    /// Reads a code.
    pub fn parse(text: &str) -> Option<Self> {
        match text.trim().to_ascii_lowercase().as_str() {
            "transport" => Some(Self::Transport),
            "other" => Some(Self::Other),
            _ => None,
        }
    }
}

/// Whose money pays the contribution of a member without a wage.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Fund {
    /// The member.
    #[default]
    #[serde(rename = "self")]
    Own,
    /// The state budget.
    Apbn,
    /// A regional budget.
    Apbd,
    /// A village budget.
    Apbdes,
    /// A region's share of revenue.
    Dbh,
    /// A company's social responsibility.
    Csr,
    /// The national alms board.
    Baznas,
    /// A civil servant for one worker.
    Asn,
}

impl Fund {
    /// Every fund.
    pub const ALL: [Self; 8] = [Self::Own, Self::Apbn, Self::Apbd, Self::Apbdes, Self::Dbh, Self::Csr, Self::Baznas, Self::Asn];

    /// The code in files.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Own => "self",
            Self::Apbn => "apbn",
            Self::Apbd => "apbd",
            Self::Apbdes => "apbdes",
            Self::Dbh => "dbh",
            Self::Csr => "csr",
            Self::Baznas => "baznas",
            Self::Asn => "asn",
        }
    }

    /// Reads a code.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|fund| fund.code().eq_ignore_ascii_case(text.trim()))
    }

    /// The parameter that says on whose side its money counts.
    pub(super) const fn side(self) -> &'static str {
        match self {
            Self::Own => "bpu.funds.self_side",
            Self::Apbn => "bpu.funds.apbn_side",
            Self::Apbd => "bpu.funds.apbd_side",
            Self::Apbdes => "bpu.funds.apbdes_side",
            Self::Dbh => "bpu.funds.dbh_side",
            Self::Csr => "bpu.funds.csr_side",
            Self::Baznas => "bpu.funds.baznas_side",
            Self::Asn => "bpu.funds.asn_side",
        }
    }

    /// The parameter that says whether the relief of PP 50/2025 reaches members whom it pays for.
    pub(super) const fn relief(self) -> &'static str {
        match self {
            Self::Own => "bpu.funds.self_relief",
            Self::Apbn => "bpu.funds.apbn_relief",
            Self::Apbd => "bpu.funds.apbd_relief",
            Self::Apbdes => "bpu.funds.apbdes_relief",
            Self::Dbh => "bpu.funds.dbh_relief",
            Self::Csr => "bpu.funds.csr_relief",
            Self::Baznas => "bpu.funds.baznas_relief",
            Self::Asn => "bpu.funds.asn_relief",
        }
    }
}

/// Groups of government and village workers whose programmes a rule of their own names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StaffGroup {
    /// Pegawai non-ASN of central and local government.
    NonAsn,
    /// PPPK paruh waktu.
    PppkParuhWaktu,
    /// Kepala desa, perangkat desa, BPD.
    VillageStaff,
}

impl StaffGroup {
    /// Every group.
    pub const ALL: [Self; 3] = [Self::NonAsn, Self::PppkParuhWaktu, Self::VillageStaff];

    /// The code in files.
    pub const fn code(self) -> &'static str {
        match self {
            Self::NonAsn => "non_asn",
            Self::PppkParuhWaktu => "pppk_paruh_waktu",
            Self::VillageStaff => "village_staff",
        }
    }

    /// Reads a code.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|group| group.code().eq_ignore_ascii_case(text.trim()))
    }

    /// The parameter that names its programmes.
    pub(super) const fn duty(self) -> &'static str {
        match self {
            Self::NonAsn => "membership.staff.non_asn",
            Self::PppkParuhWaktu => "membership.staff.pppk_paruh_waktu",
            Self::VillageStaff => "membership.staff.village_staff",
        }
    }
}

/// Who is insured how, in which month. Two rows with equal options have equal terms.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Options {
    /// The scheme.
    pub scheme: Segment,
    /// The contribution month.
    pub month: Month,
    /// The risk group of the employer's work, 1 (very low) to 5 (very high).
    pub risk_group: Option<u8>,
    /// The employer's size.
    pub employer_size: Option<EmployerSize>,
    /// Whether the employer meets every condition of the relief for labour-intensive firms.
    pub labour_intensive: bool,
    /// The programmes; none: what scheme, size and group oblige.
    pub programmes: Option<ProgrammeSet>,
    /// What a member without a wage does.
    pub occupation: Occupation,
    /// Whose money pays for a member without a wage.
    pub payer: Fund,
    /// A group with a rule of its own.
    pub group: Option<StaffGroup>,
}

impl Options {
    /// The plainest options of a scheme in a month.
    pub const fn new(scheme: Segment, month: Month) -> Self {
        Self {
            scheme,
            month,
            risk_group: None,
            employer_size: None,
            labour_intensive: false,
            programmes: None,
            occupation: Occupation::Other,
            payer: Fund::Own,
            group: None,
        }
    }
}

/// The amounts of one row.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Figures {
    /// The wage of the month in rupiah; for members without a wage the income that finds their class.
    pub wage: Option<i64>,
    /// The class a member without a wage has chosen, in rupiah; for migrant workers the JHT amount.
    pub base: Option<i64>,
    /// The contract value of a project before VAT, in rupiah.
    pub contract_value: Option<i64>,
    /// The months of a migrant worker's contract.
    pub contract_months: Option<i64>,
}
