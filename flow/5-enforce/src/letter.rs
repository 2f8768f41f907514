//! Letters of a case: which there are, which event each of them is, and when one may be written. The text of a letter is a template of
//! `edges/press`; its number and its second officer are the affair of `app`.

use crate::case::{Event, EventKind, Sanction, Skk, Standing};
use base::vocabulary::Rupiah;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// A kind of letter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LetterKind {
    /// Teguran tertulis, the first or the second (PP 86/2013).
    Warning,
    /// Pengenaan denda administratif.
    Fine,
    /// Permintaan tidak mendapat pelayanan publik tertentu (TMP2T).
    DenialRequest,
    /// Permintaan teguran kepada menteri atau gubernur, for a state organ.
    OrganRequest,
    /// Permohonan SKK: the prosecutor is asked to act.
    SkkRequest,
    /// Somasi.
    Somasi,
    /// Undangan.
    Invitation,
    /// Berita acara.
    Minutes,
    /// Kesepakatan pembayaran.
    Agreement,
    /// Surat keterangan penyelesaian.
    Settlement,
    /// Pencabutan surat: an issued letter is never changed, only revoked by another.
    Revocation,
}

impl LetterKind {
    /// Every kind, in the order of a case.
    pub const ALL: [Self; 11] = [
        Self::Warning,
        Self::Fine,
        Self::DenialRequest,
        Self::OrganRequest,
        Self::SkkRequest,
        Self::Somasi,
        Self::Invitation,
        Self::Minutes,
        Self::Agreement,
        Self::Settlement,
        Self::Revocation,
    ];

    /// The word in tables, addresses and names of templates.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Warning => "warning",
            Self::Fine => "fine",
            Self::DenialRequest => "denial_request",
            Self::OrganRequest => "organ_request",
            Self::SkkRequest => "skk_request",
            Self::Somasi => "somasi",
            Self::Invitation => "invitation",
            Self::Minutes => "minutes",
            Self::Agreement => "agreement",
            Self::Settlement => "settlement",
            Self::Revocation => "revocation",
        }
    }

    /// A kind by its word.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == text)
    }

    /// What stands for the kind in the number of a letter.
    pub const fn mark(self) -> &'static str {
        match self {
            Self::Warning => "TGR",
            Self::Fine => "DND",
            Self::DenialRequest => "TMP2T",
            Self::OrganRequest => "PTG",
            Self::SkkRequest => "SKK",
            Self::Somasi => "SMS",
            Self::Invitation => "UND",
            Self::Minutes => "BA",
            Self::Agreement => "KSP",
            Self::Settlement => "KET",
            Self::Revocation => "CBT",
        }
    }

    /// The event that the letter is in its case; none where it moves nothing.
    pub const fn event(self) -> Option<EventKind> {
        match self {
            Self::Warning => Some(EventKind::WarningIssued),
            Self::Fine => Some(EventKind::FineImposed),
            Self::DenialRequest => Some(EventKind::DenialRequested),
            Self::OrganRequest => Some(EventKind::OrganWarningRequested),
            Self::Somasi => Some(EventKind::SomasiSent),
            Self::Invitation => Some(EventKind::Summoned),
            Self::Minutes => Some(EventKind::MediationHeld),
            Self::Agreement => Some(EventKind::CommitmentSigned),
            Self::SkkRequest | Self::Settlement | Self::Revocation => None,
        }
    }

    /// Whether it is addressed to the employer itself; the others ask an authority for something and name it. A revocation goes to
    /// whom the letter went that it revokes.
    pub const fn is_to_employer(self) -> bool {
        !matches!(self, Self::DenialRequest | Self::OrganRequest | Self::SkkRequest | Self::Revocation)
    }

    /// The step whose article stands on the letter.
    pub const fn ground(self) -> EventKind {
        match (self, self.event()) {
            (_, Some(event)) => event,
            (Self::SkkRequest, None) => EventKind::SkkIssued,
            (Self::Settlement, None) => EventKind::Complied,
            (_, None) => EventKind::Checked,
        }
    }

    /// Whether the letter may be written while its case stands so.
    pub fn may_follow(self, standing: &Standing) -> bool {
        match self {
            Self::SkkRequest => standing.next.contains(&EventKind::SkkIssued),
            Self::Settlement => {
                let over = standing.sanction == Sanction::Complied || standing.skk == Skk::Completed;
                over && standing.outstanding == Rupiah(0)
            }
            Self::Revocation => true,
            _ => self.event().is_some_and(|event| standing.next.contains(&event)),
        }
    }
}

impl Event {
    /// The same event under the number of the letter that it is.
    #[must_use]
    pub fn under_letter(self, number: &str) -> Self {
        let number = Some(number.to_owned());
        match self {
            Self::WarningIssued { number: which, working_days, .. } => {
                Self::WarningIssued { letter: number, number: which, working_days }
            }
            Self::MediationHeld { .. } => Self::MediationHeld { document: number },
            other => other,
        }
    }
}

/// The number of a letter: its count in the series of the office and year, its kind, the office, the month in Roman figures, the year.
pub fn letter_number(count: i64, kind: LetterKind, office: &str, on: Date) -> String {
    const MONTHS: [&str; 12] = ["I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII"];
    let month = usize::try_from(on.month() - 1).ok().and_then(|place| MONTHS.get(place)).unwrap_or(&"I");
    format!("{count:03}/{}/{office}/{month}/{}", kind.mark(), on.year())
}

#[cfg(test)]
mod tests {
    use super::{LetterKind, letter_number};
    use crate::case::{Event, EventKind};

    #[test]
    fn a_number_names_its_place_its_kind_its_office_and_its_month() {
        let number = letter_number(7, LetterKind::Somasi, "KTR-UJI", jiff::civil::date(2026, 11, 3));
        assert_eq!(number, "007/SMS/KTR-UJI/XI/2026");
    }

    #[test]
    fn every_letter_has_a_word_of_its_own_and_no_two_letters_are_one_event() {
        for kind in LetterKind::ALL {
            assert_eq!(LetterKind::parse(kind.code()), Some(kind));
        }
        let mut events: Vec<EventKind> = LetterKind::ALL.into_iter().filter_map(LetterKind::event).collect();
        let all = events.len();
        events.sort_unstable();
        events.dedup();
        assert_eq!(events.len(), all);
    }

    #[test]
    fn a_warning_carries_the_number_of_its_letter() {
        let warning = Event::WarningIssued { letter: None, number: Some(1), working_days: Some(7) };
        let expected =
            Event::WarningIssued { letter: Some("001/TGR/X/I/2026".to_owned()), number: Some(1), working_days: Some(7) };
        assert_eq!(warning.under_letter("001/TGR/X/I/2026"), expected);
    }
}
