//! A letter on paper: what was frozen, its number and its day, as a PDF/A. The same letter gives the same bytes.

use super::freeze::FrozenLetter;
use super::letters::LetterView;
use crate::fault::AppError;
use crate::installation::Installation;
use crate::paper::template;
use base::law::Confidence;
use base::vocabulary::Rupiah;
use credentials::QrCode;
use enforce::{Event, LetterKind};
use jiff::civil::Date;
use report::{Numerals, terbilang};
use serde_json::{Value, json};
use texts::{Language, Texts};

/// The page of letters; an office puts its own under this name into the data folder.
const TEMPLATE: &str = "surat.typ";
/// What stands in the place of a number that is not given yet.
const NO_NUMBER: &str = "…………";

/// The PDF/A of a letter. A draft says on every page that it is one.
///
/// # Errors
/// The office's own template is flawed, or cannot be read.
pub fn letter_pdf(home: &Installation, letter: &LetterView) -> Result<Vec<u8>, AppError> {
    let template = template(home, TEMPLATE, include_str!("../../../edges/press/templates/surat.typ"))?;
    Ok(press::pdf(&template, &data(letter), vec![("qr.svg".to_owned(), qr(letter)?.into_bytes())])?)
}

/// What a telephone reads from the page: number, day, hash and issuer, and nothing of what the letter says.
fn qr(letter: &LetterView) -> Result<String, AppError> {
    let on = letter.issued_on.map_or_else(String::new, |on| on.to_string());
    picture_of_squares(&format!("SINERGI {} {on} {} {}", letter.number, letter.sha256, letter.frozen.office.name))
}

/// A text as the SVG of a QR code.
pub(crate) fn picture_of_squares(text: &str) -> Result<String, AppError> {
    let code = QrCode::of(text).ok_or(AppError::Unreadable("the name of the office is too long for a picture of squares"))?;
    let (size, path) = (code.size(), code.path());
    Ok(format!(
        r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="-2 -2 {0} {0}"><rect x="-2" y="-2" width="{0}" height="{0}" fill="#fff"/><path d="{path}" fill="#000"/></svg>"##,
        size + 4
    ))
}

fn data(letter: &LetterView) -> Value {
    let (frozen, numerals) = (&letter.frozen, Numerals::Indonesian);
    let texts = Texts::of(Language::Indonesian);
    let word = |key: &str| texts.say(key, &[]);
    let day = |day: Date| numerals.day(&day.to_string());
    let money = |amount: Rupiah| json!({ "rupiah": amount.0, "figures": figures(amount), "words": in_words(amount) });
    let on = letter.issued_on.unwrap_or(frozen.as_of);
    let told = told(frozen);
    let charges = frozen.charges.iter().map(|charge| {
        json!({
            "month": charge.month.map_or_else(|| "–".to_owned(), |month| numerals.month(month)),
            "kind": word(&format!("case-charge-{}", charge.kind.code())),
            "charged": figures(charge.charged),
            "open": figures(charge.open),
        })
    });
    let agreed = told.instalments.iter().map(|(_, amount)| *amount).sum::<Rupiah>();
    let instalments = told.instalments.iter().enumerate();
    json!({
        "kind": frozen.kind.code(),
        "subject": word(&format!("letter-subject-{}", frozen.kind.code())),
        "number": if letter.number.is_empty() { NO_NUMBER } else { &letter.number },
        "draft": letter.number.is_empty(),
        "revoked": letter.revoked_by,
        "synthetic": frozen.synthetic,
        "case": frozen.case,
        "employer": frozen.employer,
        "name": frozen.name,
        "region": frozen.region_name,
        "addressee": frozen.addressee,
        "address": frozen.address,
        "note": frozen.note,
        "revokes": frozen.revokes,
        "violation": word(&format!("letter-violation-{}", frozen.violation.code())),
        "which": if told.is_second { "kedua" } else { "pertama" },
        "days": { "figures": told.working_days, "words": terbilang(u64::from(told.working_days)) },
        "services": told.services,
        "answer_by": told.answer_by.map_or_else(String::new, day),
        "meeting_on": told.meeting_on.map_or_else(String::new, day),
        "instalments": instalments.map(|(place, (due, amount))| json!({ "place": place + 1, "due": day(*due), "rupiah": figures(*amount) })).collect::<Vec<_>>(),
        "agreed": money(agreed),
        "owed": money(frozen.outstanding),
        "received": money(frozen.received),
        "charges": charges.collect::<Vec<_>>(),
        "fine": frozen.fine.as_ref().map(|fine| json!({
            "amount": money(fine.amount), "contribution": money(fine.contribution), "rate": fine.rate_percent.replace('.', ","),
            "months": { "figures": fine.months, "words": terbilang(u64::from(fine.months)) }, "since": day(fine.since),
        })),
        "written_off": money(frozen.written_off.iter().map(|(_, amount)| *amount).sum()),
        "decisions": frozen.written_off.iter().map(|(decision, _)| decision).collect::<Vec<_>>(),
        // A letter that was taken back is no step that a later one rests on.
        "before": frozen.before.iter().filter(|one| !one.revoked && one.kind != LetterKind::Revocation).map(|one| json!({ "number": one.number, "on": day(one.on) })).collect::<Vec<_>>(),
        "basis": frozen.basis.to_string(),
        "unsure": frozen.basis.confidence == Confidence::ToBeConfirmed,
        "on": day(on),
        "as_of": day(frozen.as_of),
        "year": i64::from(on.year()), "monthnumber": i64::from(on.month()), "day": i64::from(on.day()),
        "hash": letter.sha256,
        "office": frozen.office,
    })
}

/// What the event of a letter says that stands in its text.
struct Told {
    is_second: bool,
    working_days: u32,
    services: Vec<String>,
    answer_by: Option<Date>,
    meeting_on: Option<Date>,
    instalments: Vec<(Date, Rupiah)>,
}

fn told(frozen: &FrozenLetter) -> Told {
    let mut told = Told {
        // The second warning follows the first, whose state it finds.
        is_second: frozen.state == "first_warning_delivered",
        working_days: frozen.working_days,
        services: Vec::new(),
        answer_by: None,
        meeting_on: None,
        instalments: Vec::new(),
    };
    match &frozen.event {
        Some(Event::WarningIssued { working_days, .. }) => told.working_days = working_days.unwrap_or(frozen.working_days),
        Some(Event::DenialRequested { services }) => told.services.clone_from(services),
        Some(Event::SomasiSent { answer_by }) => told.answer_by = *answer_by,
        Some(Event::Summoned { meeting_on }) => told.meeting_on = *meeting_on,
        Some(Event::CommitmentSigned { instalments }) => {
            told.instalments = instalments.iter().map(|one| (one.due, one.rupiah)).collect();
        }
        _ => {}
    }
    told
}

/// An amount of a letter is owed, received or given up, and never less than nothing.
pub(super) fn figures(amount: Rupiah) -> String {
    Numerals::Indonesian.count(amount.0.unsigned_abs())
}

fn in_words(amount: Rupiah) -> String {
    terbilang(amount.0.unsigned_abs())
}
