//! Two rows side by side with what differs marked letter by letter, and the evidence as a waterfall in words.

use crate::reader::Voice;
use app::{AskedPair, PairEvidence, PairField, RowSource};
use base::vocabulary::{Percent, Rate};
use maud::{Markup, html};

/// The longest text that is compared letter by letter.
const LONGEST: usize = 80;

/// The fields of a pair.
pub(super) fn by_side(voice: &Voice<'_>, pair: &AskedPair) -> Markup {
    let [left, right] = &pair.lists;
    html! {
        table.pasangan {
            thead { tr {
                th scope="col" { span.dengar { (voice.word("pair-field")) } }
                th scope="col" { (list(voice, left)) }
                th.tanda scope="col" { span.dengar { (voice.word("pair-compared")) } }
                th scope="col" { (list(voice, right)) }
            } }
            tbody { @for field in &pair.fields { (line(voice, field, &pair.nik_pattern)) } }
        }
    }
}

fn list(voice: &Voice<'_>, list: &RowSource) -> Markup {
    let day = voice.numerals.day(&list.as_of);
    html! { (voice.of("kind", &list.kind)) br; span.asal { @if !list.source.is_empty() { (list.source) " · " } (day) } }
}

fn line(voice: &Voice<'_>, field: &PairField, pattern: &str) -> Markup {
    let pattern = if field.field == "nik" { pattern } else { "" };
    let alike = field.says == "different" && is_alike(field, pattern);
    let says = if alike { "alike" } else { field.says };
    let sign = match says {
        "same" => "=",
        "alike" => "≈",
        "different" => "≠",
        _ => "–",
    };
    // Masked numbers say nothing letter by letter; their pattern does.
    let marked = field.says == "different" && !["nik", "hp"].contains(&field.field.as_str());
    let [left, right] =
        [&field.left, &field.right].map(|text| if field.field == "tgl" { as_forms_write(text) } else { text.clone() });
    let [left, right] = if marked { differences(&left, &right) } else { [plain(&left), plain(&right)] };
    html! {
        tr class=(says) {
            th scope="row" { (voice.of("pair-field", &field.field)) }
            td { (shown(voice, &left)) }
            td.tanda { span aria-hidden="true" { (sign) } " " (voice.of("pair-says", says)) }
            td { (shown(voice, &right)) }
        }
        @if !pattern.is_empty() {
            tr.pola { th scope="row" { (voice.word("pair-pattern")) } td colspan="3" { span.nik { (spaced(pattern)) } " " (told(voice, pattern)) } }
        }
    }
}

/// A day as Indonesian forms write it: 31-12-1985.
fn as_forms_write(day: &str) -> String {
    match day.split('-').collect::<Vec<_>>()[..] {
        [year, month, day] => format!("{day}-{month}-{year}"),
        _ => day.to_owned(),
    }
}

/// Different, but only by a slip: one digit of a NIK, or few letters of a long text.
fn is_alike(field: &PairField, pattern: &str) -> bool {
    if !pattern.is_empty() {
        // Another serial is another person, however little of the rest differs.
        let serial = pattern.chars().skip(12).all(|sign| sign == '✓');
        return serial && pattern.chars().filter(|sign| *sign == '✗').count() <= 2;
    }
    // Of masked numbers only a pattern tells.
    if ["nik", "hp", "jk"].contains(&field.field.as_str()) {
        return false;
    }
    let [left, right] = differences(&field.left, &field.right);
    let (apart, all) = [&left, &right].iter().fold((0, 0), |(apart, all), letters| {
        (apart + letters.iter().filter(|(_, differs)| *differs).count(), all + letters.len())
    });
    apart * 3 <= all
}

/// Six, six and four digits: district, birth date, serial.
fn spaced(pattern: &str) -> String {
    let signs: Vec<char> = pattern.chars().collect();
    [0..6, 6..12, 12..16].map(|part| signs.get(part).unwrap_or_default().iter().collect::<String>()).join(" ")
}

fn told(voice: &Voice<'_>, pattern: &str) -> String {
    let wrong: Vec<usize> = pattern.chars().enumerate().filter(|(_, sign)| *sign == '✗').map(|(place, _)| place).collect();
    let part = |place: &usize| {
        ["pair-nik-region", "pair-nik-birth", "pair-nik-serial"][usize::from(*place >= 6) + usize::from(*place >= 12)]
    };
    let mut parts: Vec<&str> = wrong.iter().map(part).collect();
    parts.dedup();
    if wrong.is_empty() {
        return voice.word("pair-nik-same");
    }
    let parts: Vec<String> = parts.into_iter().map(|part| voice.word(part)).collect();
    voice.say("pair-nik-differs", &[("count", &wrong.len().to_string()), ("parts", &parts.join(", "))])
}

/// Letters, each with whether the other text has no counterpart for it.
type Letters = Vec<(char, bool)>;

fn plain(text: &str) -> Letters {
    text.chars().map(|letter| (letter, false)).collect()
}

/// What of two texts has no counterpart in the other: all that lies outside their longest common part, capitals and small letters
/// being one.
fn differences(a: &str, b: &str) -> [Letters; 2] {
    let [a, b] = [a, b].map(|text| text.chars().take(LONGEST).collect::<Vec<char>>());
    let same = |one: char, two: char| one.to_lowercase().eq(two.to_lowercase());
    let mut longest = vec![vec![0_u16; b.len() + 1]; a.len() + 1];
    for i in (0..a.len()).rev() {
        for j in (0..b.len()).rev() {
            longest[i][j] = if same(a[i], b[j]) { longest[i + 1][j + 1] + 1 } else { longest[i + 1][j].max(longest[i][j + 1]) };
        }
    }
    let (mut i, mut j) = (0, 0);
    let mut marked: [Letters; 2] =
        [a.iter().map(|letter| (*letter, true)).collect(), b.iter().map(|letter| (*letter, true)).collect()];
    while i < a.len() && j < b.len() {
        if same(a[i], b[j]) {
            (marked[0][i].1, marked[1][j].1) = (false, false);
            (i, j) = (i + 1, j + 1);
        } else if longest[i + 1][j] >= longest[i][j + 1] {
            i += 1;
        } else {
            j += 1;
        }
    }
    marked
}

/// A text with what differs underlined.
fn shown(voice: &Voice<'_>, letters: &Letters) -> Markup {
    if letters.is_empty() {
        return html! { span.samar { (voice.word("pair-empty")) } };
    }
    let runs = letters.chunk_by(|a, b| a.1 == b.1);
    html! { @for run in runs {
        @let text: String = run.iter().map(|(letter, _)| *letter).collect();
        @if run[0].1 { u { (text) } } @else { (text) }
    } }
}

/// Why the engine proposes what it proposes: what starts it, what each comparison adds or takes away, and what they come to.
pub(super) fn evidence(voice: &Voice<'_>, evidence: &PairEvidence) -> Markup {
    let total = Rate { numerator: (evidence.probability * 10_000.0).round().clamp(0.0, 10_000.0) as u64, denominator: 10_000 };
    let strength = match evidence.probability {
        share if share >= 0.99 => "very-strong",
        share if share >= 0.9 => "strong",
        share if share >= 0.1 => "doubtful",
        _ => "weak",
    };
    let rivals = if evidence.rivals < 0.0 { "pair-rivals-more" } else { "pair-rivals-none" };
    let last = [("pair-lookalikes", "pair-lookalikes-more", evidence.lookalikes), ("pair-rivals", rivals, evidence.rivals)];
    html! {
        section {
            h2 { (voice.word("pair-why")) }
            p.asal { (voice.say("pair-rule", &[("rule", &evidence.rule)])) }
            table.bukti {
                thead { tr { th scope="col" { (voice.word("pair-field")) } th scope="col" { (voice.word("pair-seen")) } th scope="col" { (voice.word("pair-weighs")) } } }
                tbody {
                    (step(voice, &voice.word("pair-start"), &voice.word("pair-start-more"), evidence.start))
                    @for said in &evidence.steps { @if said.weight != 0.0 { (step(voice, &voice.of("pair-compare", &said.comparison), &said.level, said.weight)) } }
                    @for (key, more, weight) in last { @if weight.abs() >= 0.05 { (step(voice, &voice.word(key), &voice.word(more), weight)) } }
                }
                tfoot { tr { th scope="row" { (voice.word("pair-sum")) } td colspan="2" { (voice.of("pair-strength", strength)) " (" (voice.numerals.percent(total.percent().unwrap_or(Percent(0)))) ")" } } }
            }
        }
    }
}

fn step(voice: &Voice<'_>, name: &str, level: &str, weight: f64) -> Markup {
    html! { tr { th scope="row" { (name) } td { (level) } td { (bar(weight)) " " (voice.of("pair-weight", words_of(weight))) } } }
}

/// The weight in words: a bit doubles the odds, so three make them eight times as good.
fn words_of(bits: f64) -> &'static str {
    match bits {
        bits if bits >= 6.0 => "for-much",
        bits if bits >= 2.0 => "for",
        bits if bits >= 0.3 => "for-little",
        bits if bits > -0.3 => "nothing",
        bits if bits > -2.0 => "against-little",
        bits if bits > -6.0 => "against",
        _ => "against-much",
    }
}

/// A bar from the middle: to the right what speaks for one person, to the left what speaks against.
fn bar(bits: f64) -> Markup {
    let width = (bits.abs().min(12.0) / 12.0 * 40.0).round();
    let from = if bits < 0.0 { 40.0 - width } else { 40.0 };
    html! {
        svg.chart width="80" height="12" viewBox="0 0 80 12" aria-hidden="true" {
            rect class=(if bits < 0.0 { "lawan" } else { "fill" }) x=(from) y="1" width=(width) height="10" {}
            line.tick x1="40" x2="40" y1="0" y2="12" {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn marked(a: &str, b: &str) -> [String; 2] {
        differences(a, b).map(|letters| {
            letters.iter().map(|(letter, differs)| if *differs { format!("[{letter}]") } else { letter.to_string() }).collect()
        })
    }

    #[test]
    fn what_has_no_counterpart_is_marked_letter_by_letter() {
        assert_eq!(marked("SITI AMINAH", "Sitti Aminah"), ["SITI AMINAH", "Sit[t]i Aminah"]);
        assert_eq!(marked("", "a"), ["", "[a]"]);
        assert_eq!(marked("abc", "xyz"), ["[a][b][c]", "[x][y][z]"]);
    }

    #[test]
    fn the_pattern_of_a_nik_stands_in_its_three_parts() {
        assert_eq!(spaced("✓✓✓✓✓✓✓✓✓✗✓✓✓✓✓✓"), "✓✓✓✓✓✓ ✓✓✓✗✓✓ ✓✓✓✓");
    }
}
