//! Comparable form of names, addresses, numbers and dates. Runs once for each distinct piece of text, not for each row.

use crate::model::Standard;
use std::borrow::Cow;

/// What a piece of text between blanks becomes: up to four words.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Piece<T> {
    words: [T; 4],
    count: u8,
    /// What it becomes as the first piece of a text, where that differs: `St. Aminah` is Siti, `Rahman ST` has a degree.
    at_front: Option<T>,
    /// Nothing that follows belongs to the name.
    pub(crate) ends: bool,
}

impl<T: Copy + Default> Piece<T> {
    pub(crate) fn one(word: T) -> Self {
        Self { words: [word, T::default(), T::default(), T::default()], count: 1, at_front: None, ends: false }
    }

    fn push(&mut self, word: T) {
        // More than four words without a blank between them are not a name; the fifth is dropped with its like.
        if let Some(place) = self.words.get_mut(self.count as usize) {
            *place = word;
            self.count += 1;
        }
    }

    /// Its word, if it is just one wherever it stands.
    pub(crate) fn only(&self) -> Option<T> {
        (self.count == 1 && self.at_front.is_none() && !self.ends).then_some(self.words[0])
    }

    /// Its first word.
    pub(crate) fn first(&self) -> T {
        self.words[0]
    }

    /// Its words, at the front of a text or further on.
    pub(crate) fn words(&self, front: bool) -> impl Iterator<Item = T> + use<T> {
        let (words, count) = match self.at_front {
            Some(word) if front => ([word, T::default(), T::default(), T::default()], 1),
            _ => (self.words, self.count),
        };
        words.into_iter().take(count.into())
    }
}

impl<'a> Piece<Cow<'a, str>> {
    /// The same piece with its words as numbers.
    pub(crate) fn of_none() -> Self {
        Self { words: [const { Cow::Borrowed("") }; 4], count: 0, at_front: None, ends: false }
    }

    fn add(&mut self, word: Cow<'a, str>) {
        if let Some(place) = self.words.get_mut(self.count as usize) {
            *place = word;
            self.count += 1;
        }
    }

    /// The same piece with its words as numbers.
    pub(crate) fn map(self, mut code: impl FnMut(&str) -> u32) -> Piece<u32> {
        let mut piece = Piece { ends: self.ends, ..Piece::default() };
        for word in self.words.iter().take(self.count.into()) {
            let word = code(word);
            if word != 0 {
                piece.push(word);
            }
        }
        piece.at_front = self.at_front.map(|word| code(&word));
        piece
    }
}

/// Titles of nobility, pilgrimage, learning and address that stand before or behind a name and are often left out.
const TITLES: [&str; 54] = [
    "H", "HJ", "HAJI", "HAJJAH", "HAJAH", "KH", "KIAI", "KYAI", "DR", "DRS", "DRA", "DRG", "IR", "PROF", "SE", "SH", "ST", "SPD",
    "SPDI", "SAG", "SKM", "SIP", "SSOS", "SKOM", "SPI", "SP", "AMD", "AMK", "SST", "MM", "MSI", "MPD", "MH", "MKES", "MAG", "BA",
    "SPT", "NS", "SKEP", "USTADZ", "USTAD", "ALM", "ALMH", "BIN", "BINTI", "BT", "BTE", "PUANG", "PETTA", "TN", "NY", "BPK",
    "IBU", "SDR",
];

/// Abbreviations written out.
fn written_out(word: &str) -> Option<&'static str> {
    Some(match word {
        "MUH" | "MUHD" | "MOH" | "MOHD" | "MUHAMAD" | "MOHAMAD" | "MOHAMMAD" | "MOCHAMMAD" | "MOCHAMAD" | "MOCH" | "MUCH"
        | "MUHAMMAD" | "MHD" | "MUHAMMED" | "MOHAMMED" | "MUHAMED" | "MOHAMED" | "MUCHAMAD" | "MUCHAMMAD" | "MUKHAMAD" => {
            "MUHAMAD"
        }
        "ABD" | "ABDL" | "ABDUL" | "ABDOEL" => "ABDUL",
        "SITI" | "SITTI" | "SITY" | "STI" => "SITI",
        "ANDI" | "AND" => "ANDI",
        "DG" | "DAENG" | "DAEG" => "DAENG",
        "ACHMAD" | "AKHMAD" | "AHMAD" | "ACHMAT" | "AHMAT" => "AHMAD",
        _ => return None,
    })
}

/// Words of an address that say nothing by themselves.
const ROAD_WORDS: [&str; 22] = [
    "JL",
    "JLN",
    "JALAN",
    "NO",
    "NOMOR",
    "RT",
    "RW",
    "DUSUN",
    "DSN",
    "LINGK",
    "LINGKUNGAN",
    "LK",
    "BLOK",
    "BLK",
    "KOMP",
    "KOMPLEKS",
    "PERUM",
    "GG",
    "GANG",
    "LR",
    "LORONG",
    "KAMPUNG",
];

/// Words that say what kind of place follows.
const PLACE_WORDS: [&str; 11] =
    ["KAB", "KABUPATEN", "KEC", "KECAMATAN", "KEL", "KELURAHAN", "DESA", "DS", "PROV", "PROVINSI", "DISTRIK"];

fn sex(word: &str) -> Option<&'static str> {
    match word {
        "L" | "LK" | "M" | "MALE" | "PRIA" | "1" => Some("L"),
        "P" | "PR" | "W" | "F" | "FEMALE" | "WANITA" | "PEREMPUAN" | "2" => Some("P"),
        // "Laki-laki" is two words here, and one sex.
        _ if word.starts_with("LAKI") => Some("L"),
        _ => None,
    }
}

/// Brings a piece of text between blanks into comparable form.
pub(crate) fn piece(raw: &str, standard: Standard) -> Piece<Cow<'static, str>> {
    match standard {
        Standard::IndonesianName => indonesian(raw),
        Standard::Address => words(raw, |word| {
            let number = word.bytes().all(|byte| byte.is_ascii_digit());
            let word = if number { word.trim_start_matches('0').to_owned() } else { word };
            (!word.is_empty() && !ROAD_WORDS.contains(&word.as_str())).then_some(word)
        }),
        Standard::Place => words(raw, |word| (!PLACE_WORDS.contains(&word.as_str())).then_some(word)),
        Standard::Sex => words(raw, |word| sex(&word).map(str::to_owned)),
        Standard::Plain | Standard::IndonesianPhone => words(raw, Some),
    }
}

fn words(raw: &str, keep: impl Fn(String) -> Option<String>) -> Piece<Cow<'static, str>> {
    let mut found = Piece::of_none();
    for part in raw.split(|c: char| !c.is_alphanumeric() && c != '\'' && c != '\u{2019}') {
        let word = plain(part);
        if !word.is_empty()
            && let Some(word) = keep(word)
        {
            found.add(Cow::Owned(word));
        }
    }
    found
}

fn indonesian(raw: &str) -> Piece<Cow<'static, str>> {
    let mut found = Piece::of_none();
    // What stands behind a comma is a degree.
    let (name, ends) = raw.split_once(',').map_or((raw, false), |(name, _)| (name, true));
    found.ends = ends;
    let joined = letters(name);
    if TITLES.contains(&joined.as_str()) {
        // In front, "St." is Siti; behind a name it is a degree.
        if joined == "ST" {
            found.at_front = Some(Cow::Borrowed("SITI"));
        }
        return found;
    }
    for part in name.split(['.', '-', '/', '(', ')', '_']) {
        let word = letters(part);
        // "S.Pd" and "Muh.Jusuf": a dot ends a word, unless what it joins is a title.
        if word.is_empty() || TITLES.contains(&word.as_str()) {
            continue;
        }
        found.add(written_out(&word).map_or_else(|| Cow::Owned(new_spelling(&word)), Cow::Borrowed));
    }
    found
}

/// A whole text in comparable form: words in capital letters and digits, one blank between them.
pub(crate) fn whole(text: &str, standard: Standard) -> String {
    let mut joined = String::with_capacity(text.len());
    for raw in text.split_whitespace() {
        for word in piece(raw, standard).words.iter().filter(|word| !word.is_empty()) {
            if standard == Standard::Sex && !joined.is_empty() {
                break;
            }
            if !joined.is_empty() {
                joined.push(' ');
            }
            joined.push_str(word);
        }
    }
    joined
}

/// Letters and digits, capital; marks over Latin letters dropped; letters of other scripts kept.
fn plain(word: &str) -> String {
    let mut found = String::with_capacity(word.len());
    for c in word.chars() {
        match c {
            'a'..='z' => found.push(c.to_ascii_uppercase()),
            'A'..='Z' | '0'..='9' => found.push(c),
            _ if c.is_alphanumeric() => match without_mark(c) {
                "" => found.extend(c.to_uppercase()),
                base => found.push_str(base),
            },
            _ => {}
        }
    }
    found
}

fn without_mark(c: char) -> &'static str {
    match c {
        'à'..='å' | 'À'..='Å' | 'ā' | 'ă' | 'ą' | 'Ā' | 'Ă' | 'Ą' => "A",
        'è'..='ë' | 'È'..='Ë' | 'ē' | 'ę' | 'ě' | 'Ē' | 'Ę' | 'Ě' => "E",
        'ì'..='ï' | 'Ì'..='Ï' | 'ī' | 'Ī' => "I",
        'ò'..='ö' | 'Ò'..='Ö' | 'ø' | 'Ø' | 'ō' | 'ő' | 'Ō' | 'Ő' => "O",
        'ù'..='ü' | 'Ù'..='Ü' | 'ū' | 'ů' | 'ű' | 'Ū' | 'Ů' | 'Ű' => "U",
        'ç' | 'Ç' | 'ć' | 'č' | 'Ć' | 'Č' => "C",
        'ñ' | 'Ñ' | 'ń' | 'ň' | 'Ń' | 'Ň' => "N",
        'ý' | 'ÿ' | 'Ý' => "Y",
        'š' | 'ś' | 'ş' | 'Š' | 'Ś' | 'Ş' => "S",
        'ž' | 'ź' | 'ż' | 'Ž' | 'Ź' | 'Ż' => "Z",
        'ł' | 'Ł' => "L",
        'ř' | 'Ř' => "R",
        'ğ' | 'Ğ' => "G",
        'đ' | 'Đ' => "D",
        'ß' => "SS",
        'æ' | 'Æ' => "AE",
        _ => "",
    }
}

/// The ASCII letters of a word, capital; a zero typed for an O is an O.
fn letters(word: &str) -> String {
    let mut word = plain(word);
    if word.bytes().any(|byte| byte.is_ascii_digit()) {
        word = word.replace('0', "O");
        word.retain(|c| !c.is_ascii_digit());
    }
    word
}

/// Old spelling made new (oe → u, dj → j, tj → c), a few old first letters, doubled letters made single.
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

/// The sixteen digits of a NIK, four bits each; zero where it has none. Fifteen digits are what a spreadsheet leaves of
/// sixteen; anything else is no NIK.
pub(crate) fn nik(text: &str) -> u64 {
    let (mut packed, mut count) = (0_u64, 0);
    for byte in text.bytes() {
        match byte {
            b'0'..=b'9' => {
                if count == 16 {
                    return 0;
                }
                packed = packed << 4 | u64::from(byte - b'0');
                count += 1;
            }
            b' ' | b'\'' | b'`' | b'.' | b'-' | b',' => {}
            _ => return 0,
        }
    }
    let nik = match count {
        16 if packed >> 60 != 0 => packed,
        15 if packed >> 56 != 0 => packed << 4,
        _ => 0,
    };
    // One digit repeated fills a required cell; a serial of zeros is what rounding leaves. Neither names anybody.
    let filler = nik == (nik & 0xf) * 0x1111_1111_1111_1111;
    if filler || nik & 0xffff == 0 { 0 } else { nik }
}

/// Up to sixteen digits, four bits each, one more than the digit so that length counts; of more, the last sixteen. Fewer
/// than four, or one digit repeated, name nobody.
pub(crate) fn digits(text: &str, standard: Standard) -> u64 {
    let mut found: [u8; 32] = [0; 32];
    let mut count = 0;
    for byte in text.bytes().filter(u8::is_ascii_digit) {
        if count < found.len() {
            found[count] = byte - b'0';
            count += 1;
        }
    }
    let mut all = &found[..count];
    if standard == Standard::IndonesianPhone {
        // 62800…, 0800… and 800… are one number: kept without its prefix.
        let bare = all.strip_prefix(&[6, 2]).filter(|rest| rest.len() >= 8).unwrap_or(all);
        all = bare.strip_prefix(&[0]).unwrap_or(bare);
    }
    if all.len() < 4 || all.iter().all(|digit| *digit == all[0]) {
        return 0;
    }
    let from = all.len().saturating_sub(16);
    all[from..].iter().fold(0, |packed, digit| packed << 4 | u64::from(digit + 1))
}

/// Year, month and day in one number (`year << 16 | month << 8 | day`); zero for none. A year alone has month and day zero.
/// Reads `2001-02-03`, `20010203`, `03-02-2001`, `03/02/2001`, `2001`, and days with a time behind.
pub(crate) fn date(text: &str) -> u32 {
    let text = text.trim();
    if text.bytes().any(|byte| byte.is_ascii_alphabetic()) && !text.contains('T') || text.contains(' ') && !text.contains(':') {
        return spoken_date(text);
    }
    let mut parts = [0_u32; 3];
    let mut lengths = [0_usize; 3];
    let mut place = 0;
    for byte in text.bytes() {
        match byte {
            b'0'..=b'9' => {
                if lengths[place] == 8 {
                    return 0;
                }
                parts[place] = parts[place] * 10 + u32::from(byte - b'0');
                lengths[place] += 1;
            }
            b'-' | b'/' | b'.' if lengths[place] > 0 && place < 2 => place += 1,
            b' ' | b'T' if place == 2 && lengths[2] > 0 => break,
            _ => return 0,
        }
    }
    let (year, month, day) = match (place, lengths) {
        (2, [4, 1..=2, 1..=2]) => (parts[0], parts[1], parts[2]),
        (2, [1..=2, 1..=2, 4]) => (parts[2], parts[1], parts[0]),
        (0, [8, ..]) => (parts[0] / 10_000, parts[0] / 100 % 100, parts[0] % 100),
        (0, [4, ..]) => (parts[0], 0, 0),
        _ => return 0,
    };
    // What is no day is kept as far as it is one: a year can still speak, and so can a month and day without their year.
    let year = if (1800..=2200).contains(&year) { year } else { 0 };
    if month > 12 && (1..=12).contains(&day) && month <= 31 {
        pack(year, day, month)
    } else if month > 12 || day > 31 {
        pack(year, 0, 0)
    } else {
        pack(year, month, day)
    }
}

/// `12 Mei 1985`, `12-Agt-85` without its century is none.
fn spoken_date(text: &str) -> u32 {
    let mut parts = text.split(|c: char| !c.is_alphanumeric()).filter(|part| !part.is_empty());
    let (Some(day), Some(month), Some(year), None) = (parts.next(), parts.next(), parts.next(), parts.next()) else { return 0 };
    let first: String = month.chars().take(3).flat_map(char::to_uppercase).collect();
    let month = match first.as_str() {
        "JAN" => 1,
        "FEB" | "PEB" => 2,
        "MAR" => 3,
        "APR" => 4,
        "MEI" | "MAY" => 5,
        "JUN" => 6,
        "JUL" => 7,
        "AGU" | "AGT" | "AGS" | "AUG" => 8,
        "SEP" => 9,
        "OKT" | "OCT" => 10,
        "NOV" | "NOP" => 11,
        "DES" | "DEC" => 12,
        number => number.parse().unwrap_or(0),
    };
    match (day.parse(), year.parse()) {
        (Ok(day @ 1..=31), Ok(year @ 1800..=2200)) if (1..=12).contains(&month) => pack(year, month, day),
        _ => 0,
    }
}

/// A date in one number.
pub(crate) const fn pack(year: u32, month: u32, day: u32) -> u32 {
    year << 16 | month << 8 | day
}

/// A whole number, moved so that zero is free for none.
pub(crate) fn number(text: &str) -> u32 {
    let text = text.trim();
    let whole = text.split(['.', ',']).next().unwrap_or_default();
    whole.parse::<i32>().map_or(0, |number| (i64::from(number) + (1 << 31)).try_into().unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::Words;
    use proptest::prelude::*;

    fn name(text: &str) -> String {
        let mut words = Words::new(Standard::IndonesianName);
        let mut codes = [0; 6];
        words.split(text, &mut codes);
        let found: Vec<_> = codes.iter().filter(|code| **code != 0).map(|code| words.letters(*code).to_vec()).collect();
        String::from_utf8(found.join(&b' ')).unwrap()
    }

    #[test]
    fn spellings_of_one_name_become_one() {
        for (one, other) in [
            ("Muh. Jusuf", "MUHAMMAD YUSUF"),
            ("H. Abd. Kadir, S.Pd", "Abdul Kadir"),
            ("Hj. St. Aminah", "SITTI AMINAH"),
            ("Andi Rahman Dg. Naba", "ANDI RAHMAN DAENG NABA"),
            ("Soekarno", "Sukarno"),
            ("Drs. H. Muh.Ali", "Muhammad Ali"),
            ("ANDI  RAHMAN SE", "Andi Rahman"),
            ("Mu'min", "MUMIN"),
        ] {
            assert_eq!(name(one), name(other), "{one} / {other}");
        }
        assert_ne!(name("Andi Rahman"), name("Andi Rahim"));
        assert_eq!(name("Siti Aminah ST"), "SITI AMINAH");
        assert_eq!(name("satu dua tiga empat lima enam tujuh"), "SATU DUA TIGA EMPAT LIMA ENAM TUJUH");
    }

    #[test]
    fn addresses_phones_numbers_and_dates_become_comparable() {
        assert_eq!(whole("Jl. Poros No. 012 RT 03", Standard::Address), "POROS 12 3");
        assert_eq!(digits("+62 800-3456-789", Standard::IndonesianPhone), digits("08003456789", Standard::IndonesianPhone));
        assert_eq!(digits("000000", Standard::Plain), 0);
        assert_eq!(nik("'737105120385901"), nik("7371 0512 0385 9010"));
        let rounded = format!("{}{}", "737105120385", "0000");
        for nobody in ["7.37105E+15", "1111111111111111", rounded.as_str(), ""] {
            assert_eq!(nik(nobody), 0);
        }
        assert_eq!(date("31/12/1985"), date("1985-12-31 00:00:00"));
        assert_eq!(date("19851231"), date("31-12-1985"));
        assert_eq!(date("1985"), pack(1985, 0, 0));
        assert_eq!(date("12 Maret"), 0);
        assert_eq!(date("12 Maret 1985"), date("1985-03-12"));
        assert_eq!(date("12 03 1985"), date("1985-03-12T00:00:00"));
        assert_eq!(whole("Kab. Gowa", Standard::Place), "GOWA");
        assert_eq!(whole("Laki-laki", Standard::Sex), whole("L", Standard::Sex));
        assert!(number("-5") < number("4"));
    }

    proptest! {
        #[test]
        fn no_text_makes_a_reader_panic(text in "\\PC{0,40}") {
            let _ = (name(&text), whole(&text, Standard::Address), nik(&text), digits(&text, Standard::IndonesianPhone), date(&text), number(&text));
        }
    }
}
