//! What can happen to a case: the events, as they stand in a script of one JSON object a line.

use crate::ledger::Charge;
use base::vocabulary::region::RegionCode;
use base::vocabulary::{Month, Rupiah};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::fmt;

/// Whom a case is about: the sanctions of PP 86/2013 are for employers other than state organs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Subject {
    /// An employer: a firm, a foundation, a cooperative.
    #[default]
    Employer,
    /// A state organ (penyelenggara negara): an office, a village government.
    StateOrgan,
}

/// What a case is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Violation {
    /// Perusahaan wajib belum daftar: obliged and not registered.
    Pwbd,
    /// Perusahaan daftar sebagian tenaga kerja: only some workers registered.
    PdsWorkers,
    /// Perusahaan daftar sebagian upah: wages reported too low.
    PdsWage,
    /// Perusahaan daftar sebagian program: not every programme that its size obliges.
    PdsProgramme,
    /// Contributions in arrears.
    Arrears,
    /// A construction project without registration.
    Jakon,
    /// A government unit whose staff is not registered.
    Unit,
}

impl Violation {
    /// The word in scripts and texts.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Pwbd => "pwbd",
            Self::PdsWorkers => "pds_workers",
            Self::PdsWage => "pds_wage",
            Self::PdsProgramme => "pds_programme",
            Self::Arrears => "arrears",
            Self::Jakon => "jakon",
            Self::Unit => "unit",
        }
    }
}

/// What a special power of attorney (SKK) is for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mandate {
    /// Somasi, negotiation, mediation.
    #[default]
    NonLitigation,
    /// A lawsuit.
    Litigation,
}

/// Why a case is closed without compliance.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ClosedBecause {
    /// Somebody else was meant.
    WrongSubject,
    /// The employer no longer exists.
    NoLongerOperates,
    /// Another case holds the same facts.
    Duplicate,
    /// Another office goes on with it.
    HandedOver,
}

/// One part of a payment agreement.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Instalment {
    /// The day by which it is paid.
    pub due: Date,
    /// How much.
    pub rupiah: Rupiah,
}

/// An event with what belongs to it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case", deny_unknown_fields)]
pub enum Event {
    /// An officer takes a finding up.
    Opened {
        /// The employer: its NPP, or another stable key.
        employer: String,
        /// Where the employer sits: its holidays and its clock on the wall count.
        region: RegionCode,
        /// What it is about.
        violation: Violation,
        /// Whom it is about.
        #[serde(default)]
        subject: Subject,
        /// Contributions owed when the case opens.
        #[serde(default)]
        principal: Option<Rupiah>,
    },
    /// The examiner begins.
    ExaminationStarted {},
    /// The examination ends: the finding holds.
    ViolationFound {
        /// The minutes of the examination.
        #[serde(default)]
        document: Option<String>,
    },
    /// The examination ends: the finding does not hold. Closes the case.
    NoViolationFound {
        /// The minutes of the examination.
        #[serde(default)]
        document: Option<String>,
    },
    /// A written warning is issued; the first and the second are told apart by the state.
    WarningIssued {
        /// The number of the letter.
        #[serde(default)]
        letter: Option<String>,
        /// First or second, where the script says it; another one than is due is refused.
        #[serde(default)]
        number: Option<u8>,
        /// Working days for the answer; the rulebook's most when left out.
        #[serde(default)]
        working_days: Option<u32>,
    },
    /// The employer has received the warning on this day.
    WarningDelivered {
        /// What proves it: a receipt, a courier's number.
        #[serde(default)]
        proof: Option<String>,
    },
    /// The clock of the warning stops, because the employer answered and is heard.
    ClockPaused {
        /// Why.
        reason: String,
    },
    /// The clock goes on with the working days that were left.
    ClockResumed {},
    /// The administrative fine.
    FineImposed {
        /// The contribution that should have been paid, on which the fine is reckoned; the open principal when left out.
        #[serde(default)]
        contribution: Option<Rupiah>,
    },
    /// BPJS asks the government to deny public services (TMP2T).
    DenialRequested {
        /// Which services.
        #[serde(default)]
        services: Vec<String>,
    },
    /// The government denies them.
    DenialImposed {
        /// The decision.
        #[serde(default)]
        decision: Option<String>,
    },
    /// The denial ends.
    DenialLifted {
        /// What proves that the employer has complied.
        #[serde(default)]
        proof: Option<String>,
    },
    /// The prosecutor receives a special power of attorney.
    SkkIssued {
        /// Its number.
        number: String,
        /// What it is for.
        #[serde(default)]
        mandate: Mandate,
    },
    /// The prosecutor demands performance.
    SomasiSent {
        /// The day by which an answer is expected.
        #[serde(default)]
        answer_by: Option<Date>,
    },
    /// The employer is invited.
    Summoned {
        /// The day of the meeting.
        #[serde(default)]
        meeting_on: Option<Date>,
    },
    /// The parties met.
    MediationHeld {
        /// The minutes.
        #[serde(default)]
        document: Option<String>,
    },
    /// The employer signs what it will pay and when.
    CommitmentSigned {
        /// The parts, by day.
        instalments: Vec<Instalment>,
    },
    /// The prosecutor gives the power of attorney back: it failed, or its purpose is gone.
    SkkReturned {
        /// Why.
        reason: String,
    },
    /// The power of attorney has done its work: nothing is owed any more.
    SkkCompleted {},
    /// A lawsuit is filed.
    LitigationFiled {
        /// The register number of the court.
        #[serde(default)]
        register: Option<String>,
    },
    /// The court has decided.
    JudgmentGiven {
        /// Whether the claim was granted.
        granted: bool,
    },
    /// A minister or governor is asked to warn a state organ.
    OrganWarningRequested {
        /// Who is asked.
        to: String,
    },
    /// The minister or governor has warned the state organ.
    OrganWarned {
        /// The letter.
        #[serde(default)]
        letter: Option<String>,
    },
    /// An amount becomes owed.
    Charged {
        /// What for.
        kind: Charge,
        /// Which month.
        #[serde(default)]
        month: Option<Month>,
        /// How much.
        rupiah: Rupiah,
    },
    /// Money arrives.
    PaymentReceived {
        /// The bank's reference.
        reference: String,
        /// How much.
        rupiah: Rupiah,
    },
    /// A payment is taken back.
    PaymentReversed {
        /// The bank's reference.
        reference: String,
    },
    /// An amount is given up.
    WrittenOff {
        /// The decision.
        decision: String,
        /// How much.
        rupiah: Rupiah,
    },
    /// The employer has done what it must. Closes the case.
    Complied {
        /// What proves it.
        #[serde(default)]
        proof: Option<String>,
    },
    /// The case ends for another reason.
    Closed {
        /// Why.
        reason: ClosedBecause,
    },
    /// Nothing happened: where does the case stand on this day?
    Checked {},
}

/// The kind of an event, without what belongs to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "each is the event of its name")]
pub enum EventKind {
    Opened,
    ExaminationStarted,
    ViolationFound,
    NoViolationFound,
    WarningIssued,
    WarningDelivered,
    ClockPaused,
    ClockResumed,
    FineImposed,
    DenialRequested,
    DenialImposed,
    DenialLifted,
    SkkIssued,
    SomasiSent,
    Summoned,
    MediationHeld,
    CommitmentSigned,
    SkkReturned,
    SkkCompleted,
    LitigationFiled,
    JudgmentGiven,
    OrganWarningRequested,
    OrganWarned,
    Charged,
    PaymentReceived,
    PaymentReversed,
    WrittenOff,
    Complied,
    Closed,
    Checked,
}

impl EventKind {
    /// Every kind, in the order of a case.
    pub const ALL: [Self; 30] = [
        Self::Opened,
        Self::ExaminationStarted,
        Self::ViolationFound,
        Self::NoViolationFound,
        Self::WarningIssued,
        Self::WarningDelivered,
        Self::ClockPaused,
        Self::ClockResumed,
        Self::FineImposed,
        Self::DenialRequested,
        Self::DenialImposed,
        Self::DenialLifted,
        Self::SkkIssued,
        Self::SomasiSent,
        Self::Summoned,
        Self::MediationHeld,
        Self::CommitmentSigned,
        Self::SkkReturned,
        Self::SkkCompleted,
        Self::LitigationFiled,
        Self::JudgmentGiven,
        Self::OrganWarningRequested,
        Self::OrganWarned,
        Self::Charged,
        Self::PaymentReceived,
        Self::PaymentReversed,
        Self::WrittenOff,
        Self::Complied,
        Self::Closed,
        Self::Checked,
    ];

    /// The word in scripts and tables.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Opened => "opened",
            Self::ExaminationStarted => "examination_started",
            Self::ViolationFound => "violation_found",
            Self::NoViolationFound => "no_violation_found",
            Self::WarningIssued => "warning_issued",
            Self::WarningDelivered => "warning_delivered",
            Self::ClockPaused => "clock_paused",
            Self::ClockResumed => "clock_resumed",
            Self::FineImposed => "fine_imposed",
            Self::DenialRequested => "denial_requested",
            Self::DenialImposed => "denial_imposed",
            Self::DenialLifted => "denial_lifted",
            Self::SkkIssued => "skk_issued",
            Self::SomasiSent => "somasi_sent",
            Self::Summoned => "summoned",
            Self::MediationHeld => "mediation_held",
            Self::CommitmentSigned => "commitment_signed",
            Self::SkkReturned => "skk_returned",
            Self::SkkCompleted => "skk_completed",
            Self::LitigationFiled => "litigation_filed",
            Self::JudgmentGiven => "judgment_given",
            Self::OrganWarningRequested => "organ_warning_requested",
            Self::OrganWarned => "organ_warned",
            Self::Charged => "charged",
            Self::PaymentReceived => "payment_received",
            Self::PaymentReversed => "payment_reversed",
            Self::WrittenOff => "written_off",
            Self::Complied => "complied",
            Self::Closed => "closed",
            Self::Checked => "checked",
        }
    }
}

impl fmt::Display for EventKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.code())
    }
}

impl Event {
    /// What somebody wrote in their own words: it may tell of a person, who has no business in it. Numbers of letters, banks and
    /// courts are none of it.
    pub fn words(&self) -> Vec<&str> {
        match self {
            Self::ClockPaused { reason } | Self::SkkReturned { reason } => vec![reason],
            Self::DenialRequested { services } => services.iter().map(String::as_str).collect(),
            Self::OrganWarningRequested { to } => vec![to],
            _ => Vec::new(),
        }
    }

    /// Its kind.
    pub const fn kind(&self) -> EventKind {
        match self {
            Self::Opened { .. } => EventKind::Opened,
            Self::ExaminationStarted {} => EventKind::ExaminationStarted,
            Self::ViolationFound { .. } => EventKind::ViolationFound,
            Self::NoViolationFound { .. } => EventKind::NoViolationFound,
            Self::WarningIssued { .. } => EventKind::WarningIssued,
            Self::WarningDelivered { .. } => EventKind::WarningDelivered,
            Self::ClockPaused { .. } => EventKind::ClockPaused,
            Self::ClockResumed {} => EventKind::ClockResumed,
            Self::FineImposed { .. } => EventKind::FineImposed,
            Self::DenialRequested { .. } => EventKind::DenialRequested,
            Self::DenialImposed { .. } => EventKind::DenialImposed,
            Self::DenialLifted { .. } => EventKind::DenialLifted,
            Self::SkkIssued { .. } => EventKind::SkkIssued,
            Self::SomasiSent { .. } => EventKind::SomasiSent,
            Self::Summoned { .. } => EventKind::Summoned,
            Self::MediationHeld { .. } => EventKind::MediationHeld,
            Self::CommitmentSigned { .. } => EventKind::CommitmentSigned,
            Self::SkkReturned { .. } => EventKind::SkkReturned,
            Self::SkkCompleted {} => EventKind::SkkCompleted,
            Self::LitigationFiled { .. } => EventKind::LitigationFiled,
            Self::JudgmentGiven { .. } => EventKind::JudgmentGiven,
            Self::OrganWarningRequested { .. } => EventKind::OrganWarningRequested,
            Self::OrganWarned { .. } => EventKind::OrganWarned,
            Self::Charged { .. } => EventKind::Charged,
            Self::PaymentReceived { .. } => EventKind::PaymentReceived,
            Self::PaymentReversed { .. } => EventKind::PaymentReversed,
            Self::WrittenOff { .. } => EventKind::WrittenOff,
            Self::Complied { .. } => EventKind::Complied,
            Self::Closed { .. } => EventKind::Closed,
            Self::Checked {} => EventKind::Checked,
        }
    }
}
