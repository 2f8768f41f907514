//! Where a case stands, and which events may follow: two tracks and their table.
//!
//! The sanction track is BPJS's own (examination, warnings, fine, denial of services); the SKK track is the prosecutor's.
//! They run side by side: services can stay denied while the prosecutor negotiates. The table says which event leads from
//! where to where; what depends on days, money and proof is asked in `step.rs`.

use super::event::EventKind;
use serde::Serialize;

/// The sanction track. A warning carries its number, first or second.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Sanction {
    /// A finding was taken up.
    Opened,
    /// The examiner is at work.
    UnderExamination,
    /// The finding holds.
    Violation,
    /// The first warning is written, its delivery not proved.
    FirstWarningIssued,
    /// The first warning was delivered; its clock runs or has run out.
    FirstWarningDelivered,
    /// The second warning is written.
    SecondWarningIssued,
    /// The second warning was delivered.
    SecondWarningDelivered,
    /// The administrative fine is imposed.
    Fined,
    /// The government has been asked to deny services.
    DenialRequested,
    /// Services are denied.
    ServicesDenied,
    /// Services are given again.
    DenialLifted,
    /// A minister or governor has been asked to warn a state organ.
    OrganWarningRequested,
    /// The state organ has been warned.
    OrganWarned,
    /// The employer complied. The end.
    Complied,
    /// Closed for another reason. The end.
    Closed,
}

impl Sanction {
    /// Every state.
    pub const ALL: [Self; 15] = [
        Self::Opened,
        Self::UnderExamination,
        Self::Violation,
        Self::FirstWarningIssued,
        Self::FirstWarningDelivered,
        Self::SecondWarningIssued,
        Self::SecondWarningDelivered,
        Self::Fined,
        Self::DenialRequested,
        Self::ServicesDenied,
        Self::DenialLifted,
        Self::OrganWarningRequested,
        Self::OrganWarned,
        Self::Complied,
        Self::Closed,
    ];

    /// The word in tables.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Opened => "opened",
            Self::UnderExamination => "under_examination",
            Self::Violation => "violation",
            Self::FirstWarningIssued => "first_warning_issued",
            Self::FirstWarningDelivered => "first_warning_delivered",
            Self::SecondWarningIssued => "second_warning_issued",
            Self::SecondWarningDelivered => "second_warning_delivered",
            Self::Fined => "fined",
            Self::DenialRequested => "denial_requested",
            Self::ServicesDenied => "services_denied",
            Self::DenialLifted => "denial_lifted",
            Self::OrganWarningRequested => "organ_warning_requested",
            Self::OrganWarned => "organ_warned",
            Self::Complied => "complied",
            Self::Closed => "closed",
        }
    }

    /// Whether nothing can follow.
    pub const fn is_over(self) -> bool {
        matches!(self, Self::Complied | Self::Closed)
    }

    /// Where an event of this track leads; none when it may not follow here.
    pub const fn after(self, event: EventKind) -> Option<Self> {
        use EventKind as E;
        Some(match (self, event) {
            (Self::Opened, E::ExaminationStarted) => Self::UnderExamination,
            (Self::UnderExamination, E::ViolationFound) => Self::Violation,
            (Self::UnderExamination, E::NoViolationFound) => Self::Closed,
            (Self::Violation, E::WarningIssued) => Self::FirstWarningIssued,
            (Self::FirstWarningIssued, E::WarningDelivered) => Self::FirstWarningDelivered,
            (Self::FirstWarningDelivered, E::ClockPaused | E::ClockResumed) => Self::FirstWarningDelivered,
            (Self::FirstWarningDelivered, E::WarningIssued) => Self::SecondWarningIssued,
            (Self::SecondWarningIssued, E::WarningDelivered) => Self::SecondWarningDelivered,
            (Self::SecondWarningDelivered, E::ClockPaused | E::ClockResumed) => Self::SecondWarningDelivered,
            (Self::SecondWarningDelivered, E::FineImposed) => Self::Fined,
            (Self::Fined, E::DenialRequested) => Self::DenialRequested,
            (Self::DenialRequested, E::DenialImposed) => Self::ServicesDenied,
            (Self::ServicesDenied, E::DenialLifted) => Self::DenialLifted,
            (Self::Violation, E::OrganWarningRequested) => Self::OrganWarningRequested,
            (Self::OrganWarningRequested, E::OrganWarned) => Self::OrganWarned,
            (Self::Complied | Self::Closed, _) => return None,
            (Self::Opened | Self::UnderExamination, E::Complied) => return None,
            (_, E::Complied) => Self::Complied,
            (_, E::Closed) => Self::Closed,
            (_, E::Charged | E::PaymentReceived | E::PaymentReversed | E::WrittenOff | E::Checked) => self,
            _ => return None,
        })
    }

    /// Whether the prosecutor may be called: two warnings were delivered. That the second has run out is asked in `step.rs`.
    pub const fn has_two_warnings(self) -> bool {
        matches!(self, Self::SecondWarningDelivered | Self::Fined | Self::DenialRequested | Self::ServicesDenied)
    }
}

/// The SKK track.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Skk {
    /// No power of attorney was issued.
    #[default]
    None,
    /// Issued, for settlement out of court.
    Issued,
    /// The somasi is out.
    SomasiSent,
    /// The employer is invited.
    Summoned,
    /// The parties have met.
    InMediation,
    /// The employer has signed what it will pay.
    Committed,
    /// Issued, for a lawsuit.
    IssuedForLitigation,
    /// The lawsuit is filed.
    InLitigation,
    /// The court has decided.
    Judged,
    /// Given back.
    Returned,
    /// Done.
    Completed,
}

impl Skk {
    /// Every state.
    pub const ALL: [Self; 11] = [
        Self::None,
        Self::Issued,
        Self::SomasiSent,
        Self::Summoned,
        Self::InMediation,
        Self::Committed,
        Self::IssuedForLitigation,
        Self::InLitigation,
        Self::Judged,
        Self::Returned,
        Self::Completed,
    ];

    /// The word in tables.
    pub const fn code(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Issued => "issued",
            Self::SomasiSent => "somasi_sent",
            Self::Summoned => "summoned",
            Self::InMediation => "in_mediation",
            Self::Committed => "committed",
            Self::IssuedForLitigation => "issued_for_litigation",
            Self::InLitigation => "in_litigation",
            Self::Judged => "judged",
            Self::Returned => "returned",
            Self::Completed => "completed",
        }
    }

    /// Whether the prosecutor holds a power of attorney.
    pub const fn is_in_force(self) -> bool {
        !matches!(self, Self::None | Self::Returned | Self::Completed)
    }

    /// Where an event of this track leads; none when it may not follow here. A new SKK for a lawsuit leads to
    /// [`Skk::IssuedForLitigation`], which `step.rs` decides by its mandate.
    pub const fn after(self, event: EventKind) -> Option<Self> {
        use EventKind as E;
        Some(match (self, event) {
            (Self::None | Self::Returned, E::SkkIssued) => Self::Issued,
            (Self::Issued, E::SomasiSent) => Self::SomasiSent,
            (Self::SomasiSent | Self::Summoned | Self::InMediation | Self::Committed, E::Summoned) => Self::Summoned,
            (Self::Summoned, E::MediationHeld) => Self::InMediation,
            (Self::SomasiSent | Self::Summoned | Self::InMediation | Self::Committed, E::CommitmentSigned) => Self::Committed,
            (Self::IssuedForLitigation, E::LitigationFiled) => Self::InLitigation,
            (Self::InLitigation, E::JudgmentGiven) => Self::Judged,
            (Self::None | Self::Returned | Self::Completed, _) => return None,
            (Self::InLitigation | Self::Judged, E::SkkReturned) => return None,
            (_, E::SkkReturned) => Self::Returned,
            (_, E::SkkCompleted) => Self::Completed,
            _ => return None,
        })
    }
}

impl EventKind {
    /// Whether the event belongs to the prosecutor's track.
    pub const fn is_of_skk(self) -> bool {
        matches!(
            self,
            Self::SkkIssued
                | Self::SomasiSent
                | Self::Summoned
                | Self::MediationHeld
                | Self::CommitmentSigned
                | Self::SkkReturned
                | Self::SkkCompleted
                | Self::LitigationFiled
                | Self::JudgmentGiven
        )
    }

    /// Whether the event is for employers other than state organs.
    pub const fn is_for_employers(self) -> bool {
        self.is_of_skk()
            || matches!(
                self,
                Self::WarningIssued
                    | Self::WarningDelivered
                    | Self::FineImposed
                    | Self::DenialRequested
                    | Self::DenialImposed
                    | Self::DenialLifted
            )
    }

    /// Whether the event is for state organs.
    pub const fn is_for_state_organs(self) -> bool {
        matches!(self, Self::OrganWarningRequested | Self::OrganWarned)
    }
}
