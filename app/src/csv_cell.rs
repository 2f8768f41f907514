//! A cell of a CSV file that leaves the program: quoted where it must be, and never a formula where a spreadsheet opens it.

use std::borrow::Cow;

/// The text as a cell between commas or semicolons. A text that a spreadsheet would calculate gets an apostrophe before it;
/// numbers, signed or not, stay as they are.
pub fn csv_cell(text: &str) -> Cow<'_, str> {
    let formula = text.starts_with(['=', '+', '-', '@', '\t', '\r'])
        && text[1..].contains(|c: char| !c.is_ascii_digit() && !matches!(c, ' ' | '.' | ',' | '%' | '-'));
    let text = if formula { Cow::Owned(format!("'{text}")) } else { Cow::Borrowed(text) };
    if text.contains(['"', ',', ';', '\t', '\n', '\r']) {
        return Cow::Owned(format!("\"{}\"", text.replace('"', "\"\"")));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_is_quoted_where_it_must_be_and_is_never_a_formula() {
        for (text, cell) in [
            ("Kota Makassar", "Kota Makassar"),
            ("Bone, Sulsel", "\"Bone, Sulsel\""),
            ("a;b", "\"a;b\""),
            ("kata \"besar\"", "\"kata \"\"besar\"\"\""),
            ("=HYPERLINK(\"x\")", "\"'=HYPERLINK(\"\"x\"\")\""),
            ("+cmd|' /C calc'!A0", "'+cmd|' /C calc'!A0"),
            ("-2+SUM(A1)", "'-2+SUM(A1)"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("\t=1", "\"'\t=1\""),
            ("-5", "-5"),
            ("+62 800 1234", "+62 800 1234"),
            ("-1.234,50 %", "\"-1.234,50 %\""),
            ("-", "-"),
            ("", ""),
        ] {
            assert_eq!(csv_cell(text), cell, "{text}");
        }
    }
}
