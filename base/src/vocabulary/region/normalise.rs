//! From a cell of a spreadsheet to words: case, accents, punctuation, numerals.
//!
//! Words are folded to ASCII letters; apostrophes vanish inside a word, a hyphen separates words, and the marks
//! that people put between two places become a break. What a word means is not decided here.

/// A word, or a mark that people put between two places.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Token {
    /// Lower-case ASCII letters and digits, numerals spelled out.
    Word(String),
    /// A comma, slash, bracket, or a hyphen between blanks.
    Break,
}

/// Cuts a text into words and breaks; no break stands at an end or beside another.
pub(super) fn tokens(text: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut word = String::new();
    let chars: Vec<char> = text.chars().collect();
    for (index, &c) in chars.iter().enumerate() {
        let blank = |at: Option<usize>| at.and_then(|at| chars.get(at)).is_none_or(|c| c.is_whitespace());
        match c {
            '\'' | '’' | '‘' | '`' | '´' | 'ʼ' | 'ʻ' | '′' | '"' | '“' | '”' | '*' => {
                continue;
            }
            '\u{200b}'..='\u{200f}' | '\u{feff}' | '\u{ad}' => continue,
            _ => {}
        }
        if let Some(letter) = fold(c) {
            word.push(letter);
            continue;
        }
        // "D.I. Yogyakarta" and "N.T.T": single letters with dots are one word.
        let letter_at = |at: usize| chars.get(at).is_some_and(|c| c.is_alphabetic());
        let is_initial = index < 2 || !letter_at(index - 2) || word.len() > 1;
        if c == '.' && is_initial && !word.is_empty() && word.len() < 4 && letter_at(index + 1) && !letter_at(index + 2) {
            continue;
        }
        finish(&mut word, &mut tokens);
        let between = match c {
            '-' | '–' | '—' => blank(index.checked_sub(1)) || blank(Some(index + 1)),
            ',' | ';' | '/' | '\\' | '|' | '(' | ')' | '[' | ']' | '{' | '}' | ':' | '<' | '>' | '=' => true,
            '\n' | '\r' | '\t' | '•' | '→' | '·' => true,
            _ => false,
        };
        if between && !matches!(tokens.last(), None | Some(Token::Break)) {
            tokens.push(Token::Break);
        }
        if matches!(c, '&' | '+') {
            tokens.push(Token::Word("dan".to_owned()));
        }
    }
    finish(&mut word, &mut tokens);
    if tokens.last() == Some(&Token::Break) {
        tokens.pop();
    }
    tokens
}

fn finish(word: &mut String, tokens: &mut Vec<Token>) {
    if !word.is_empty() {
        tokens.push(Token::Word(spelled_out(std::mem::take(word))));
    }
}

/// The plain lower-case form of a letter or digit; `None` for everything else.
fn fold(c: char) -> Option<char> {
    let c = match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
        _ => c,
    };
    if c.is_ascii_alphanumeric() {
        return Some(c.to_ascii_lowercase());
    }
    Some(match c {
        'à'..='å' | 'À'..='Å' | 'ā' => 'a',
        'è'..='ë' | 'È'..='Ë' | 'ē' | 'ě' => 'e',
        'ì'..='ï' | 'Ì'..='Ï' | 'ī' => 'i',
        'ò'..='ö' | 'Ò'..='Ö' | 'ō' => 'o',
        'ù'..='ü' | 'Ù'..='Ü' | 'ū' => 'u',
        'ç' | 'Ç' => 'c',
        'ñ' | 'Ñ' => 'n',
        _ => return None,
    })
}

/// Arabic and Roman numerals as words, and the short forms that stand for one word everywhere.
fn spelled_out(word: String) -> String {
    const NUMERALS: [(&str, &str, &str); 17] = [
        ("1", "i", "satu"),
        ("2", "ii", "dua"),
        ("3", "iii", "tiga"),
        ("4", "iv", "empat"),
        ("5", "v", "lima"),
        ("6", "vi", "enam"),
        ("7", "vii", "tujuh"),
        ("8", "viii", "delapan"),
        ("9", "ix", "sembilan"),
        ("10", "x", "sepuluh"),
        ("11", "xi", "sebelas"),
        ("12", "xii", "duabelas"),
        ("13", "xiii", "tigabelas"),
        ("14", "xiv", "empatbelas"),
        ("15", "xv", "limabelas"),
        ("20", "xx", "duapuluh"),
        ("50", "50", "limapuluh"),
    ];
    if let Some((_, _, name)) = NUMERALS.iter().find(|(arabic, roman, _)| word == *arabic || word == *roman) {
        return (*name).to_owned();
    }
    match word.as_str() {
        "kep" | "kepl" | "kepul" | "kepulauwan" | "kepuluan" => "kepulauan".to_owned(),
        "sumatra" => "sumatera".to_owned(),
        "adm" | "administratif" => "administrasi".to_owned(),
        _ => unscanned(word),
    }
}

/// Undoes what scanners and chat habits do to letters: "G0wa", "Pa1opo", and "Pare2" for "Parepare".
fn unscanned(word: String) -> String {
    let letters = word.bytes().filter(u8::is_ascii_alphabetic).count();
    if letters == word.len() || letters < 3 || 2 * letters <= word.len() {
        return word;
    }
    match word.strip_suffix('2') {
        Some(half) if half.len() == letters => format!("{half}{half}"),
        _ => {
            let plain = word.replace('0', "o").replace('5', "s");
            let is_vowel = |letter: Option<char>| letter.is_some_and(|letter| "aeiou".contains(letter));
            let read = |(at, letter): (usize, char)| match letter {
                // Beside a vowel a scanned 1 was an l, between consonants an i.
                '1' if is_vowel(plain[..at].chars().last()) || is_vowel(plain[at + 1..].chars().next()) => 'l',
                '1' => 'i',
                _ => letter,
            };
            plain.char_indices().map(read).collect()
        }
    }
}

/// The exact key of a name: its words joined.
pub(super) fn key<W: AsRef<str>>(words: &[W]) -> String {
    words.iter().map(AsRef::as_ref).collect()
}

/// The loose key of a name: without "dan", doubled letters, and the differences of colonial spelling.
pub(super) fn loose_key<W: AsRef<str>>(words: &[W]) -> String {
    let plain: String = words.iter().map(AsRef::as_ref).filter(|word| *word != "dan").collect();
    let modern = [("oe", "u"), ("dj", "j"), ("tj", "c"), ("nj", "ny"), ("sj", "sy"), ("ck", "k"), ("q", "k")]
        .iter()
        .fold(plain, |text, (old, new)| text.replace(old, new));
    let mut loose = String::with_capacity(modern.len());
    for letter in modern.chars() {
        if !loose.ends_with(letter) {
            loose.push(letter);
        }
    }
    loose
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> String {
        let shown = tokens(text).into_iter().map(|token| match token {
            Token::Word(word) => word,
            Token::Break => "|".to_owned(),
        });
        shown.collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn punctuation_blanks_and_accents_fold_away() {
        assert_eq!(words("  KAB.\u{a0}Bone,  Sul-Sel "), "kab bone | sul sel");
        assert_eq!(words("Ma’rang / Sa'dan"), "marang | sadan");
        assert_eq!(words("Enrékang - (Sulsel)"), "enrekang | sulsel");
        assert_eq!(words("Ｂone"), "bone");
    }

    #[test]
    fn numerals_become_words_and_scanner_slips_become_letters() {
        assert_eq!(words("II Pitue"), words("2 Pitue"));
        assert_eq!(words("50 Kota"), "limapuluh kota");
        assert_eq!(words("G0wa Pa1opo S1njai Pare2"), "gowa palopo sinjai parepare");
    }

    #[test]
    fn the_loose_key_forgets_doubling_and_colonial_spelling() {
        assert_eq!(loose_key(&["makassar"]), loose_key(&["makasar"]));
        assert_eq!(loose_key(&["djeneponto"]), "jeneponto");
        assert_eq!(loose_key(&["boeloekoemba"]), "bulukumba");
        assert_eq!(loose_key(&["pangkajene", "dan", "kepulauan"]), loose_key(&["pangkajene", "kepulauan"]));
    }
}
