//! What officers write in their own words into cases and letters: bounded, on plain lines, and without a NIK. Too long is refused and
//! never cut: half a sentence would stand in a letter as if it were whole.

use crate::fault::{AppError, Refused};
use base::vocabulary::without_niks;
use enforce::Event;

/// The longest name, address or reason.
pub(super) const LONGEST_TEXT: usize = 200;

/// A text of an officer in the field of that name.
pub(super) fn written(field: &str, text: &str, most: usize) -> Result<String, AppError> {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let text = text.trim();
    if without_niks(text) != text {
        return Err(Refused::Request { key: "error-case-nik", detail: field.to_owned() }.into());
    }
    if text.chars().count() > most {
        return Err(Refused::Request { key: "error-too-long", detail: field.to_owned() }.into());
    }
    Ok(text.to_owned())
}

/// Refuses an event whose words are none for a case.
pub(super) fn sound(event: &Event) -> Result<(), AppError> {
    event.words().into_iter().try_for_each(|text| written(event.kind().code(), text, LONGEST_TEXT).map(|_| ()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_comes_with_plain_lines_and_is_never_cut() {
        assert_eq!(written("x", " satu\r\ndua \r\n", 8).unwrap(), "satu\ndua");
        assert!(matches!(written("x", "sembilan.", 8), Err(AppError::Refused(Refused::Request { key: "error-too-long", .. }))));
        let told = written("x", "a.n. 7371012345679001", 200);
        assert!(matches!(told, Err(AppError::Refused(Refused::Request { key: "error-case-nik", .. }))));
    }
}
