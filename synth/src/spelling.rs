//! How clerks write a name that the population register spells otherwise.

use crate::draw::Draw;
use crate::faults::{Faults, Mark, Marks};
use crate::names::{Name, Sex};

const VARIANTS: &str = include_str!("../data/variants.csv");

/// Other forms of a token, by kind (`abbreviation` or `spelling`).
fn variants(token: &str, kind: &str) -> impl Iterator<Item = &'static str> {
    VARIANTS.lines().skip(1).filter_map(move |line| {
        let mut columns = line.split(',');
        let (canonical, variant, its_kind) = (columns.next()?, columns.next()?, columns.next()?);
        (canonical == token && its_kind == kind).then_some(variant)
    })
}

/// One other form of a token, if it has any.
pub fn chosen(token: &str, kind: &str, draw: &mut Draw) -> Option<&'static str> {
    let count = variants(token, kind).count();
    if count == 0 { None } else { variants(token, kind).nth(draw.index(count)) }
}

/// Letter rules of old and careless spelling; the first that applies after a random start is used.
const LETTERS: [(&str, &str); 14] = [
    ("uddin", "udin"),
    ("sy", "s"),
    ("j", "dj"),
    ("u", "oe"),
    ("y", "j"),
    ("dd", "d"),
    ("ss", "s"),
    ("kh", "h"),
    ("h", ""),
    ("f", "p"),
    ("z", "s"),
    ("ai", "ae"),
    ("nn", "n"),
    ("i", "y"),
];

/// A token in old or careless spelling.
pub fn respelt(token: &str, draw: &mut Draw) -> Option<String> {
    if let Some(variant) = chosen(token, "spelling", draw) {
        return Some(variant.to_owned());
    }
    let lower = token.to_lowercase();
    let start = draw.index(LETTERS.len());
    for step in 0..LETTERS.len() {
        let (from, to) = LETTERS[(start + step) % LETTERS.len()];
        if let Some(at) = lower.find(from).filter(|_| lower.len() > 4) {
            return Some(capitalised(&format!("{}{}{}", &lower[..at], to, &lower[at + from.len()..])));
        }
    }
    None
}

/// The word with a capital first letter.
pub fn capitalised(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// One slip of the keyboard in a token of at least three letters.
pub fn mistyped(token: &str, draw: &mut Draw) -> Option<String> {
    let mut letters: Vec<char> = token.chars().collect();
    if letters.len() < 3 {
        return None;
    }
    let at = 1 + draw.index(letters.len() - 2);
    match draw.below(4) {
        0 => {
            letters.remove(at);
        }
        1 => letters.insert(at, letters[at]),
        2 if letters[at] != letters[at + 1] => letters.swap(at, at + 1),
        _ => {
            let near = draw.pick(&['a', 'e', 'i', 'o', 'u', 'n', 'm', 'r', 's', 't', 'l', 'k']);
            letters[at] = if letters[at] == near { 'p' } else { near };
        }
    }
    Some(letters.into_iter().collect())
}

/// A name as a clerk types it; `factor` scales every rate.
pub fn as_typed(name: &Name<'_>, sex: Sex, faults: &Faults, factor: f64, draw: &mut Draw, marks: &mut Marks) -> String {
    let mut tokens: Vec<String> = name.parts().iter().map(|t| (*t).to_owned()).collect();
    if draw.chance(faults.name_respelt * factor) {
        let at = draw.index(tokens.len());
        if let Some(other) = respelt(&tokens[at], draw) {
            tokens[at] = other;
            marks.add(Mark::NameRespelt);
        }
    }
    for token in &mut tokens {
        if draw.chance(faults.name_abbreviated * factor)
            && let Some(short) = chosen(token, "abbreviation", draw)
        {
            short.clone_into(token);
            marks.add(Mark::NameAbbreviated);
        }
    }
    if tokens.len() > 1 && draw.chance(faults.name_cut * factor) {
        tokens.pop();
        marks.add(Mark::NameCut);
    } else if tokens.len() > 1
        && draw.chance(faults.name_initial * factor)
        && let Some(last) = tokens.last_mut()
        && let Some(letter) = last.chars().next()
    {
        *last = format!("{letter}.");
        marks.add(Mark::NameInitial);
    }
    if draw.chance(faults.name_mistyped * factor) {
        let at = draw.index(tokens.len());
        if let Some(other) = mistyped(&tokens[at], draw) {
            tokens[at] = other;
            marks.add(Mark::NameMistyped);
        }
    }
    let mut text = tokens.join(" ");
    if draw.chance(faults.name_titled * factor) {
        marks.add(Mark::NameTitled);
        text = match draw.below(6) {
            0..3 if sex == Sex::Female => format!("{} {text}", draw.pick(&["Hj.", "Hj", "HJ."])),
            0..3 => format!("{} {text}", draw.pick(&["H.", "H", "Haji"])),
            3 if sex == Sex::Male => format!("{} {text}", draw.pick(&["Drs.", "Ir."])),
            _ => format!("{text}{}", draw.pick(&[", S.Pd", ", SE", " S.Pd.", ", S.Sos", ", S.Pd.I"])),
        };
    }
    text
}
