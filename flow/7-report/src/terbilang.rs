//! Terbilang: a whole number in Indonesian words, as letters and receipts write amounts beside their figures.

const UNITS: [&str; 12] =
    ["nol", "satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan", "sepuluh", "sebelas"];
/// From the largest down; the first that fits begins the words.
const STEPS: [(u64, &str); 4] = [(1_000_000_000_000, "triliun"), (1_000_000_000, "miliar"), (1_000_000, "juta"), (1_000, "ribu")];

/// A number in words: `1_250_000` is "satu juta dua ratus lima puluh ribu".
pub fn terbilang(number: u64) -> String {
    let rest = |number: u64| if number == 0 { String::new() } else { format!(" {}", terbilang(number)) };
    if number < 12 {
        return UNITS[usize::try_from(number).unwrap_or(0)].to_owned();
    }
    match number {
        12..20 => format!("{} belas", terbilang(number - 10)),
        20..100 => format!("{} puluh{}", terbilang(number / 10), rest(number % 10)),
        100..200 => format!("seratus{}", rest(number - 100)),
        200..1_000 => format!("{} ratus{}", terbilang(number / 100), rest(number % 100)),
        1_000..2_000 => format!("seribu{}", rest(number - 1_000)),
        _ => {
            let (size, word) = STEPS.into_iter().find(|(size, _)| number >= *size).unwrap_or((1_000, "ribu"));
            format!("{} {word}{}", terbilang(number / size), rest(number % size))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::terbilang;

    #[test]
    fn amounts_read_as_people_say_them() {
        for (number, words) in [
            (0, "nol"),
            (11, "sebelas"),
            (15, "lima belas"),
            (21, "dua puluh satu"),
            (100, "seratus"),
            (1_000, "seribu"),
            (1_100, "seribu seratus"),
            (11_000, "sebelas ribu"),
            (16_800, "enam belas ribu delapan ratus"),
            (1_000_000, "satu juta"),
            (458_438_400, "empat ratus lima puluh delapan juta empat ratus tiga puluh delapan ribu empat ratus"),
            (116_476_416_000, "seratus enam belas miliar empat ratus tujuh puluh enam juta empat ratus enam belas ribu"),
            (1_001_000_000_000, "satu triliun satu miliar"),
        ] {
            assert_eq!(terbilang(number), words);
        }
    }
}
