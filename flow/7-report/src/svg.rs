//! What every drawing needs: escaped text, and positions along a scale in exact hundredths of a percent of the width.

use base::vocabulary::Percent;

/// A text that stands between tags or in quotes.
pub(crate) fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            other => escaped.push(other),
        }
    }
    escaped
}

/// Where a share stands on a scale from 0 to `full`, as a length in percent of the width: `47.38%`.
pub(crate) fn along(share: Percent, full: Percent) -> String {
    let hundredths = i128::from(share.0.max(0)) * 10_000 / i128::from(full.0.max(1));
    format!("{}.{:02}%", hundredths / 100, hundredths % 100)
}
