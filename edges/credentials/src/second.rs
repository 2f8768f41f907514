//! The second factor: codes of six digits that a phone makes every thirty seconds (TOTP, RFC 6238), each good once.

use crate::{CredentialFault, Secret};
use qrcodegen::{QrCode as Qr, QrCodeEcc};
use totp_rs::{Algorithm, Builder, Totp};

/// The secret that a phone and this program share.
pub struct Second {
    totp: Totp,
    bytes: Vec<u8>,
}

impl Second {
    /// A new one: 160 random bits.
    pub fn drawn() -> Result<Self, CredentialFault> {
        Self::of(Secret::drawn()?.bytes()[..20].to_vec())
    }

    /// The one that was kept.
    pub fn of(bytes: Vec<u8>) -> Result<Self, CredentialFault> {
        // SHA-1 because many phones silently use it whatever they are told; HMAC does not rest on its collisions.
        let builder = Builder::new().with_algorithm(Algorithm::SHA1).with_digits(6).with_skew(1).with_step_duration(30);
        let totp = builder.with_secret(bytes.clone()).build().map_err(|_| CredentialFault::Unreadable)?;
        Ok(Self { totp, bytes })
    }

    /// The secret, to be sealed.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The secret as a person types it into a phone.
    pub fn text(&self) -> String {
        self.totp.secret().to_base32()
    }

    /// What a phone reads from the picture.
    pub fn address(&self, account: &str) -> String {
        // An account's name is letters, digits, dots and dashes: nothing to escape.
        format!("otpauth://totp/Sinergi:{account}?secret={}&issuer=Sinergi&algorithm=SHA1&digits=6&period=30", self.text())
    }

    /// The step that a code belongs to; none where it fits none around `now` (seconds since 1970). The caller takes a step once
    /// only (v5.0.0-6.5.1).
    pub fn check(&self, code: &str, now: u64) -> Option<u64> {
        let digits: String = code.chars().filter(|c| !c.is_whitespace()).collect();
        let sound = digits.len() == 6 && digits.bytes().all(|byte| byte.is_ascii_digit());
        if sound { self.totp.check(&digits, now) } else { None }
    }

    /// The code of a moment.
    pub fn code(&self, now: u64) -> String {
        self.totp.generate(now).to_string()
    }
}

/// A picture of squares.
pub struct QrCode {
    code: Qr,
}

impl QrCode {
    /// The picture of a text; none where it does not fit into one.
    pub fn of(text: &str) -> Option<Self> {
        Qr::encode_text(text, QrCodeEcc::Medium).ok().map(|code| Self { code })
    }

    /// How many squares wide it is.
    pub fn size(&self) -> i32 {
        self.code.size()
    }

    /// The dark squares as the path of an SVG, one unit each.
    pub fn path(&self) -> String {
        use std::fmt::Write;
        let mut path = String::new();
        for y in 0..self.size() {
            for x in (0..self.size()).filter(|x| self.code.get_module(*x, y)) {
                // Writing to a String cannot fail.
                let _ = write!(path, "M{x} {y}h1v1h-1z");
            }
        }
        path
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The vectors of RFC 6238, appendix B, for SHA-1, cut to six digits.
    #[test]
    fn codes_are_those_of_the_rfc() {
        let second = Second::of(b"12345678901234567890".to_vec()).unwrap();
        for (time, code) in [(59, "287082"), (1_111_111_109, "081804"), (1_234_567_890, "005924"), (20_000_000_000, "353130")] {
            assert_eq!(second.code(time), code);
            assert_eq!(second.check(code, time), Some(time / 30));
        }
        assert!(second.check("353 130", 20_000_000_000).is_some(), "a space is no flaw");
    }

    /// v5.0.0-6.5.5: a code of one step before or after is taken, an older one is not.
    #[test]
    fn a_code_lives_for_one_step_around_its_own() {
        let second = Second::drawn().unwrap();
        let code = second.code(3_000);
        assert_eq!([2_970, 3_000, 3_030].map(|now| second.check(&code, now)), [Some(100); 3]);
        assert!(
            second.check(&code, 3_090).is_none()
                && second.check("12345", 3_000).is_none()
                && second.check("abcdef", 3_000).is_none()
        );
        assert_eq!(Second::of(second.bytes().to_vec()).unwrap().code(3_000), code);
    }

    #[test]
    fn the_picture_holds_the_address() {
        let address = Second::drawn().unwrap().address("rahman");
        let picture = QrCode::of(&address).unwrap();
        assert!(picture.size() > 20 && picture.path().starts_with("M0 0h1v1h-1z"), "a corner of every such picture is dark");
    }
}
