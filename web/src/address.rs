//! Addresses with parameters: what a link carries, escaped so that any name of a denominator fits.

use std::fmt::Write;

/// An address with its parameters in the order given; empty values are left out.
pub(crate) fn address(path: &str, parameters: &[(&str, &str)]) -> String {
    let mut text = path.to_owned();
    for (name, value) in parameters.iter().filter(|(_, value)| !value.is_empty()) {
        text.push(if text.contains('?') { '&' } else { '?' });
        let _ = write!(text, "{}={}", encode(name), encode(value));
    }
    text
}

/// A value as it stands in an address.
pub(crate) fn encode(value: &str) -> String {
    let mut text = String::with_capacity(value.len());
    for byte in value.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b':' | b',' => text.push(char::from(byte)),
            other => {
                let _ = write!(text, "%{other:02X}");
            }
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_cannot_leave_its_parameter() {
        let link = address("/cakupan", &[("penyebut", "a&b=c \"x\" é"), ("bulan", "")]);
        assert_eq!(link, "/cakupan?penyebut=a%26b%3Dc%20%22x%22%20%C3%A9");
    }
}
