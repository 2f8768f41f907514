//! Names of Indonesians, with Bugis-Makassar habits, in comparable form: titles gone, abbreviations written out, old
//! spelling made new, letters doubled by habit made single.

/// A name in comparable form: words in capital letters, titles left out.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NameKey(Box<str>);

impl NameKey {
    /// Whether nothing is left of the name.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The number of words.
    pub fn words(&self) -> usize {
        self.0.split(' ').filter(|word| !word.is_empty()).count()
    }

    /// A hash that is the same everywhere (FNV-1a).
    pub fn hash(&self) -> u64 {
        self.0.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
    }

    /// Whether two names could be the same person's: a word of three letters or more in common, a word that begins the
    /// other, or words one slip apart. Used only beside an equal NIK.
    pub fn agrees(&self, other: &Self) -> bool {
        if self.is_empty() || other.is_empty() {
            return true;
        }
        self.0.split(' ').any(|word| other.0.split(' ').any(|with| word_agrees(word, with)))
    }
}

fn word_agrees(a: &str, b: &str) -> bool {
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    if short.len() < 3 {
        return false;
    }
    a == b || short.len() >= 4 && (long.starts_with(short) || one_slip(short.as_bytes(), long.as_bytes()))
}

/// Whether one letter is changed, missing, added or swapped with its neighbour.
fn one_slip(short: &[u8], long: &[u8]) -> bool {
    let same = short.iter().zip(long).take_while(|(a, b)| a == b).count();
    let (short, long) = (&short[same..], &long[same..]);
    match (short, long) {
        ([_, a @ ..], [_, b @ ..]) if a == b => true,
        (a, [_, b @ ..]) if a == b => true,
        ([a, b, rest @ ..], [c, d, tail @ ..]) => a == d && b == c && rest == tail,
        _ => false,
    }
}

/// Titles of nobility, pilgrimage, learning and address that stand before or behind a name and are often left out.
const TITLES: [&str; 47] = [
    "H", "HJ", "HAJI", "HAJJAH", "KH", "KIAI", "KYAI", "DR", "DRS", "DRA", "DRG", "IR", "PROF", "SE", "SH", "ST", "SPD", "SPDI",
    "SAG", "SKM", "SIP", "SSOS", "SKOM", "SPI", "SP", "AMD", "AMK", "SST", "MM", "MSI", "MPD", "MH", "MKES", "MAG", "BA", "SPT",
    "NS", "SKEP", "USTADZ", "USTAD", "ALM", "ALMH", "BIN", "BINTI", "PUANG", "PETTA", "TN",
];

/// Abbreviations written out. `ST` in front is Siti, behind it is a degree.
fn written_out(word: &str, first: bool) -> Option<&'static str> {
    Some(match word {
        "MUH" | "MUHD" | "MOH" | "MOHD" | "MUHAMAD" | "MOHAMAD" | "MOHAMMAD" | "MOCHAMMAD" | "MOCHAMAD" | "MOCH" | "MUCH"
        | "MUHAMMAD" | "MHD" => "MUHAMAD",
        "M" if first => "MUHAMAD",
        "ABD" | "ABDL" | "ABDUL" | "ABDOEL" => "ABDUL",
        "ST" | "SITI" | "SITTI" | "SITY" | "STI" if first => "SITI",
        "A" | "ANDI" | "AND" if first => "ANDI",
        "DG" | "DAENG" | "DAEG" => "DAENG",
        "ACHMAD" | "AKHMAD" | "AHMAD" => "AHMAD",
        _ => return None,
    })
}

/// Brings a name into comparable form.
pub fn standardise(name: &str) -> NameKey {
    let mut words: Vec<String> = Vec::new();
    // What stands behind a comma is a degree.
    let before_degrees = name.split(',').next().unwrap_or_default();
    // "S.Pd" and "Muh.Jusuf": a dot ends a word, unless what it joins is a degree.
    for piece in before_degrees.split(|c: char| c.is_whitespace() || c == '/' || c == '(' || c == ')') {
        let joined: String = letters(piece);
        if TITLES.contains(&joined.as_str()) && !(joined == "ST" && words.is_empty()) {
            continue;
        }
        for part in piece.split(['.', '-']) {
            let word = letters(part);
            if word.is_empty() || word != "ST" && word != "A" && TITLES.contains(&word.as_str()) {
                continue;
            }
            let first = words.is_empty();
            match written_out(&word, first) {
                Some(full) => words.push(full.to_owned()),
                None => words.push(new_spelling(&word)),
            }
        }
    }
    NameKey(words.join(" ").into_boxed_str())
}

/// The ASCII letters of a word, capital; marks over letters are dropped with the letter's mark.
fn letters(word: &str) -> String {
    word.chars()
        .filter_map(|c| match c {
            'a'..='z' => Some(c.to_ascii_uppercase()),
            'A'..='Z' => Some(c),
            '0' => Some('O'),
            'é' | 'è' | 'É' | 'È' | 'ê' => Some('E'),
            _ => None,
        })
        .collect()
}

/// Old spelling made new (oe → u, dj → j, tj → c, j → y where it is old is not knowable), doubled letters made single.
fn new_spelling(word: &str) -> String {
    let word =
        word.replace("OE", "U").replace("DJ", "J").replace("TJ", "C").replace("SJ", "SY").replace("CH", "H").replace("DH", "D");
    let word = word
        .strip_prefix('J')
        .filter(|rest| rest.starts_with("USUF") || rest.starts_with("UNUS") || rest.starts_with("AHYA"))
        .map_or(word.clone(), |rest| format!("Y{rest}"));
    let mut single = String::with_capacity(word.len());
    for letter in word.chars() {
        if !single.ends_with(letter) {
            single.push(letter);
        }
    }
    single
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn spellings_of_one_name_become_one() {
        for (one, other) in [
            ("Muh. Jusuf", "MUHAMMAD YUSUF"),
            ("H. Abd. Kadir, S.Pd", "Abdul Kadir"),
            ("Hj. St. Aminah", "SITTI AMINAH"),
            ("A. Rahman Dg. Naba", "Andi Rahman Daeng Naba"),
            ("Soekarno", "Sukarno"),
            ("Drs. H. Muh.Ali", "M. Ali"),
            ("ANDI  RAHMAN SE", "Andi Rahman"),
        ] {
            assert_eq!(standardise(one), standardise(other), "{one} / {other}");
        }
        assert_ne!(standardise("Andi Rahman"), standardise("Andi Rahim"));
    }

    #[test]
    fn names_beside_one_nik_agree_by_a_word_or_a_slip() {
        let agrees = |a: &str, b: &str| standardise(a).agrees(&standardise(b));
        assert!(agrees("Rahmawati", "Rahmawti Dg Kanang"));
        assert!(agrees("Muh Ilham", "Ilham"));
        assert!(!agrees("Siti Aminah", "Abdul Kadir"));
    }

    proptest! {
        #[test]
        fn no_text_makes_the_reader_panic(text in "\\PC{0,32}") {
            let once = standardise(&text);
            prop_assert!(once.words() <= 40);
        }
    }
}
