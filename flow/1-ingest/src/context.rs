//! What the caller knows about a batch before its first row: day, place, keys, and what the title rows add.

use crate::kind::KindSpec;
use crate::mapping::MappingFile;
use crate::value::{DateOrder, DateReading, date};
use base::handover::Kind;
use base::law::{Group, Groups};
use base::vocabulary::Segment;
use base::vocabulary::region::{CodeSystem, Hint, How, Level, PlaceText, RegionCode, Regions, Resolution};
use jiff::civil::Date;

/// Keyed functions that the caller lends: keys never enter this crate.
#[derive(Clone, Copy)]
pub struct Secrets<'a> {
    /// The token of a NIK for joining.
    pub token: &'a dyn Fn(&[u8; 16]) -> [u8; 16],
    /// The key of the row fingerprints.
    pub fingerprint_key: [u8; 16],
}

/// Everything about a batch that is not in its rows.
#[derive(Clone)]
pub struct Context<'a> {
    /// The fields of its kind.
    pub spec: &'a KindSpec,
    /// The region tree.
    pub regions: &'a Regions,
    /// The groups of the rulebook.
    pub groups: &'a Groups,
    /// The number of the batch in its installation: the upper half of every row id.
    pub batch: u32,
    /// The day the data describes.
    pub as_of: Date,
    /// The name of the file and of its sender: the last that can tell a place.
    pub named: [&'a str; 2],
    /// The region of the installation: settles names that several regions have.
    pub within: Option<RegionCode>,
    /// What the sender or an earlier file said about columns and constants.
    pub mapping: &'a MappingFile,
    /// Keys.
    pub secrets: Secrets<'a>,
}

impl Context<'_> {
    pub(crate) fn hint(&self) -> Hint {
        let system = match self.mapping.code_system.as_deref() {
            Some("bps") => CodeSystem::Bps,
            Some("kemendagri") => CodeSystem::Kemendagri,
            _ => CodeSystem::Unknown,
        };
        Hint { level: None, within: self.within, system }
    }
}

/// What the rows above the header, or the caller, say about every row of a sheet.
#[derive(Clone, Debug, Default)]
pub(crate) struct SheetDefaults {
    pub(crate) provinsi: String,
    pub(crate) kabupaten: String,
    pub(crate) kecamatan: String,
    pub(crate) desa: String,
    pub(crate) segment: Option<Segment>,
    pub(crate) group: Option<String>,
    /// The number of the one employer whose list it is.
    pub(crate) npp: String,
    /// Whether a title says that its people are not employed, or are paid by the project.
    pub(crate) not_of_employees: bool,
    /// What was found in the titles, for the finding.
    pub(crate) taken: Vec<String>,
}

const LEVELS: [(Level, &[&str]); 4] = [
    (
        Level::Desa,
        &[
            "desa/kelurahan",
            "kelurahan/desa",
            "kel./desa",
            "kel/desa",
            "desa/kel.",
            "desa/kel",
            "desa",
            "kelurahan",
            "kel.",
            "ds.",
        ],
    ),
    (Level::Kecamatan, &["kecamatan", "kec.", "kec"]),
    (Level::KabupatenKota, &["kabupaten/kota", "kab/kota", "kab./kota", "kabupaten", "kota", "kab.", "kab"]),
    (Level::Provinsi, &["provinsi", "propinsi", "prov."]),
];

/// Words of titles whose lists have the number of an employer, or of an agent, and hold no employees of it.
const NOT_EMPLOYED: &[&str] =
    &["bpu", "bukan penerima upah", "wadah", "mandiri", "jakon", "jasa konstruksi", "proyek", "perisai"];

fn has_any_word(title: &str, words: &[&str]) -> bool {
    let plain: String = title.chars().map(|c| if c.is_alphanumeric() { c.to_ascii_lowercase() } else { ' ' }).collect();
    let padded = format!(" {} ", plain.split_whitespace().collect::<Vec<_>>().join(" "));
    words.iter().any(|word| padded.contains(&format!(" {word} ")))
}

/// Words that end a place name in a title.
const ENDS: [&str; 12] =
    ["ta", "t.a", "tahun", "bulan", "periode", "per", "tanggal", "sumber", "penerima", "dalam", "yang", "untuk"];

impl SheetDefaults {
    /// The constants of the mapping: they go before anything a title says.
    pub(crate) fn of_mapping(mapping: &MappingFile) -> Self {
        let set = |name: &str| mapping.set.get(name).cloned().unwrap_or_default();
        Self {
            provinsi: set("provinsi"),
            kabupaten: set("kabupaten"),
            kecamatan: set("kecamatan"),
            desa: set("desa"),
            segment: Segment::parse(&set("segment")),
            group: Some(set("group")).filter(|group| !group.is_empty()),
            npp: set("npp"),
            not_of_employees: false,
            taken: Vec::new(),
        }
    }

    /// Reads one title line: places by their level word, the group by its words.
    pub(crate) fn read_title(&mut self, title: &str, context: &Context<'_>) {
        for (level, words) in LEVELS {
            if let Some(name) = named_after(title, words) {
                self.take_place(level, &name, context);
            }
        }
        if self.group.is_none()
            && let Some(group) = context.groups.of_text(title)
        {
            self.taken.push(format!("kelompok {}", group.name));
            self.group = Some(group.code.clone());
        }
        self.not_of_employees |= has_any_word(title, NOT_EMPLOYED);
    }

    /// Reads a title of the first table of a sheet, which adds to what is known, or of a further one, whose word goes before that
    /// of the table above.
    pub(crate) fn read_title_of(&mut self, title: &str, first: bool, context: &Context<'_>) {
        let set = |name: &str| context.mapping.set.contains_key(name);
        if !first {
            let fixed = ["provinsi", "kabupaten", "kecamatan", "desa"].into_iter().any(set);
            for (depth, (level, words)) in LEVELS.iter().enumerate().rev().filter(|_| !fixed) {
                if named_after(title, words).is_some_and(|name| self.knows(*level, &name, context)) {
                    self.slots().into_iter().take(depth + 1).for_each(|slot| slot.clear());
                }
            }
            if context.groups.of_text(title).is_some() && !set("group") {
                self.group = None;
            }
        }
        self.read_title(title, context);
    }

    /// Takes the village out of the name of a sheet: `Ds. Tunikamaseang`.
    pub(crate) fn read_village(&mut self, name: &str, context: &Context<'_>) {
        let (level, words) = LEVELS[0];
        if let Some(name) = named_after(name, words) {
            self.take_place(level, &name, context);
        }
    }

    /// What kind of list it is says whether its people are employed: one with the number of an employer is a payroll, and a list
    /// of office staff holds staff, whatever they do there.
    pub(crate) fn segment_of_list(&self, context: &Context<'_>, listed: Option<&Group>, has_npp: bool) -> Option<Segment> {
        let payroll = has_npp && context.spec.kind == Kind::Workers && !self.not_of_employees;
        let staff = listed.filter(|group| group.staff).map(|group| group.segment);
        staff.or_else(|| payroll.then_some(Segment::Pu))
    }

    /// District and village that an address names by their words.
    pub(crate) fn places_of_address(&self, address: &str, context: &Context<'_>) -> Option<(String, String)> {
        let kecamatan = strip_level(&named_after(address, LEVELS[1].1)?);
        if !self.knows(Level::Kecamatan, &kecamatan, context) {
            return None;
        }
        Some((kecamatan, named_after(address, LEVELS[0].1).map(|name| strip_level(&name)).unwrap_or_default()))
    }

    /// From the small to the large.
    fn slots(&mut self) -> [&mut String; 4] {
        [&mut self.desa, &mut self.kecamatan, &mut self.kabupaten, &mut self.provinsi]
    }

    /// The number of the employer whose list it is, where a title says `NPP : 12345678`.
    pub(crate) fn read_npp(&mut self, title: &str) {
        let mut words = title.split(|c: char| c.is_whitespace() || matches!(c, ':' | '.' | '=' | '(' | ')' | ',' | ';'));
        if words.any(|word| word.eq_ignore_ascii_case("npp")) {
            let number =
                words.find(|word| !word.is_empty() && !word.eq_ignore_ascii_case("bpjs") && !word.eq_ignore_ascii_case("no"));
            self.take_npp(number.filter(|word| word.len() >= 6 && word.bytes().filter(u8::is_ascii_digit).count() >= 4));
        }
    }

    /// The same from the name of a file, which payrolls are kept under: `12345678-gaji.xlsx`. A day is no such number.
    pub(crate) fn read_npp_of_file(&mut self, name: &str) {
        let number =
            name.split(['-', '_', ' ', '.']).next().filter(|word| word.len() == 8 && word.bytes().all(|b| b.is_ascii_digit()));
        let is_day = |word: &&str| matches!(date::read(word, false, DateOrder::DayFirst, Date::MAX), DateReading::Day(_));
        self.take_npp(number.filter(|word| !is_day(word)));
    }

    fn take_npp(&mut self, number: Option<&str>) {
        if let (Some(number), true) = (number, self.npp.is_empty()) {
            self.taken.push(format!("NPP {number}"));
            number.clone_into(&mut self.npp);
        }
    }

    /// Whether a place of this level has the name.
    fn knows(&self, level: Level, name: &str, context: &Context<'_>) -> bool {
        let hint = Hint { level: Some(level), ..context.hint() };
        match context.regions.resolve(name, &hint) {
            Resolution::Found { code, .. } => code.level() == level,
            Resolution::Ambiguous { .. } => true,
            _ => false,
        }
    }

    fn take_place(&mut self, level: Level, name: &str, context: &Context<'_>) {
        let full = if level == Level::KabupatenKota { name.to_owned() } else { strip_level(name) };
        let known = self.knows(level, &full, context);
        let slot = match level {
            Level::Provinsi => &mut self.provinsi,
            Level::KabupatenKota => &mut self.kabupaten,
            Level::Kecamatan => &mut self.kecamatan,
            Level::Desa => &mut self.desa,
        };
        if known && slot.is_empty() {
            let said = full.to_lowercase();
            let named = level == Level::KabupatenKota && ["kabupaten ", "kota "].iter().any(|word| said.starts_with(word));
            self.taken.push(if named { full.clone() } else { format!("{} {full}", level_word(level)) });
            *slot = full;
        }
    }

    /// The places that hold for the rows as one title, so that rows of a further table that go back keep them.
    pub(crate) fn as_title(&self) -> Option<String> {
        let places =
            [("Desa ", &self.desa), ("Kecamatan ", &self.kecamatan), ("", &self.kabupaten), ("Provinsi ", &self.provinsi)];
        let told = places.iter().filter(|(_, place)| !place.is_empty()).map(|(word, place)| format!("{word}{place}"));
        Some(told.collect::<Vec<_>>().join(" ")).filter(|title| !title.is_empty())
    }

    /// Whether nothing tells a place yet.
    pub(crate) fn has_no_place(&self) -> bool {
        [&self.kabupaten, &self.kecamatan, &self.desa].iter().all(|place| place.is_empty())
    }

    /// Whether what was told so far names one regency for sure.
    pub(crate) fn tell_a_regency(&self, context: &Context<'_>) -> bool {
        let place = PlaceText {
            code: "",
            provinsi: &self.provinsi,
            kabupaten: &self.kabupaten,
            kecamatan: &self.kecamatan,
            desa: &self.desa,
        };
        let told = context.regions.resolve_place(&place, &context.hint());
        told.code.is_some_and(|code| code.level() >= Level::KabupatenKota)
    }

    /// The name of a sheet, a file or a sender, where it is the name of a place: `Tamalate.xlsx`. Gives back the place as
    /// a title would say it, so that a list sent back says it too.
    pub(crate) fn read_name(&mut self, name: &str, context: &Context<'_>) -> Option<String> {
        let stem = name.rsplit_once('.').map_or(name, |(stem, end)| if end.len() <= 5 { stem } else { name });
        let words = stem.replace(['_', '-'], " ");
        let sure = |how: How| matches!(how, How::Name | How::Alias | How::Within);
        let code = match context.regions.resolve(words.trim(), &context.hint()) {
            Resolution::Found { code, how } if sure(how) && code.level() >= Level::KabupatenKota => code,
            _ => return None,
        };
        let name_at = |level| code.at(level).and_then(|code| context.regions.name(code)).unwrap_or_default().to_owned();
        self.kabupaten = name_at(Level::KabupatenKota);
        self.kecamatan = name_at(Level::Kecamatan);
        self.desa = name_at(Level::Desa);
        let mut title = String::new();
        for (word, place) in [("Desa", &self.desa), ("Kecamatan", &self.kecamatan), ("", &self.kabupaten)] {
            if !place.is_empty() {
                title.push_str(&format!("{word} {place} "));
            }
        }
        let title = title.trim().to_owned();
        self.taken.push(title.clone());
        Some(title)
    }

    /// The one regency whose name stands among the words of a file's name: `koperasi-ojek-makassar.xlsx`.
    pub(crate) fn read_regency_in(&mut self, name: &str, context: &Context<'_>) -> Option<String> {
        let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
        let words: Vec<&str> = stem.split(|c: char| !c.is_alphanumeric() && c != '\'').filter(|word| !word.is_empty()).collect();
        let hint = Hint { level: Some(Level::KabupatenKota), ..context.hint() };
        let regency = |text: &str| match context.regions.resolve(text, &hint) {
            Resolution::Found { code, how: How::Name | How::Alias | How::Within } if code.level() == Level::KabupatenKota => {
                Some(code)
            }
            _ => None,
        };
        let single = words.iter().filter(|word| word.len() >= 4).filter_map(|word| regency(word));
        let double = words.windows(2).filter_map(|pair| regency(&pair.join(" ")));
        let mut found: Vec<RegionCode> = single.chain(double).collect();
        found.sort_unstable();
        found.dedup();
        let [code] = found[..] else { return None };
        context.regions.name(code)?.clone_into(&mut self.kabupaten);
        self.taken.push(self.kabupaten.clone());
        Some(self.kabupaten.clone())
    }

    /// A lone row between the data, such as "DESA BONTOA": it speaks for the rows below it. Gives back whether it did.
    pub(crate) fn read_divider(&mut self, text: &str, context: &Context<'_>) -> bool {
        let small = text.trim().to_lowercase();
        for (level, words) in LEVELS.iter().take(2) {
            if words.iter().any(|word| small.starts_with(word)) {
                match level {
                    Level::Desa => self.desa.clear(),
                    _ => {
                        self.kecamatan.clear();
                        self.desa.clear();
                    }
                }
                self.read_title(text, context);
                return true;
            }
        }
        false
    }
}

fn level_word(level: Level) -> &'static str {
    match level {
        Level::Provinsi => "provinsi",
        Level::KabupatenKota => "kabupaten",
        Level::Kecamatan => "kecamatan",
        Level::Desa => "desa",
    }
}

fn strip_level(name: &str) -> String {
    let small = name.to_lowercase();
    for (_, words) in LEVELS {
        for word in words {
            if small.starts_with(word) && small[word.len()..].starts_with([' ', ':', '.']) {
                return name[word.len()..].trim_matches([' ', ':', '.']).to_owned();
            }
        }
    }
    name.to_owned()
}

/// The name behind a level word, up to the next level word, mark or ending word. Kabupaten and kota keep their word.
fn named_after(title: &str, level_words: &[&str]) -> Option<String> {
    let words = title.split([' ', '\u{a0}', '\t', '\n']).filter(|word| !word.is_empty());
    // `SE-KECAMATAN MONCONGLOE` is all of that district.
    let words: Vec<&str> = words
        .map(|word| word.get(..3).filter(|se| se.eq_ignore_ascii_case("se-")).map_or(word, |se| &word[se.len()..]))
        .collect();
    let is_level = |word: &str| {
        let small = word.trim_end_matches([':', ',']).to_lowercase();
        LEVELS.iter().any(|(_, words)| words.contains(&small.as_str()))
    };
    let start = words.iter().position(|word| level_words.contains(&word.trim_end_matches([':', ',']).to_lowercase().as_str()))?;
    let mut name: Vec<&str> = Vec::new();
    for word in &words[start + 1..] {
        let bare = word.trim_matches([':', ',', '(', ')', '-', '.', ';']);
        if bare.is_empty() && name.is_empty() {
            continue;
        }
        let ends = is_level(word) || ENDS.contains(&bare.to_lowercase().as_str()) || bare.is_empty();
        if ends || bare.bytes().all(|byte| byte.is_ascii_digit()) && bare.len() == 4 {
            break;
        }
        name.push(bare);
        if word.ends_with([',', ')', ';']) {
            break;
        }
    }
    if name.is_empty() {
        return None;
    }
    let name = name.join(" ");
    let level = words[start].trim_end_matches([':', ',']).to_lowercase();
    Some(match level.as_str() {
        "kota" => format!("Kota {name}"),
        "kabupaten" | "kab." | "kab" => format!("Kabupaten {name}"),
        _ => name,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_found_behind_their_level_word() {
        let kec = &["kecamatan"][..];
        let kab = &["kabupaten", "kota"][..];
        for (title, words, name) in [
            ("KECAMATAN TAMALATE KOTA MAKASSAR TAHUN 2025", kec, Some("TAMALATE")),
            ("KECAMATAN TAMALATE KOTA MAKASSAR TAHUN 2025", kab, Some("Kota MAKASSAR")),
            ("Kecamatan : Ma'rang, Kabupaten Pangkajene dan Kepulauan", kec, Some("Ma'rang")),
            ("Kecamatan : Ma'rang, Kabupaten Pangkajene dan Kepulauan", kab, Some("Kabupaten Pangkajene dan Kepulauan")),
            ("DAFTAR PEKERJA RENTAN", kec, None),
            ("KECAMATAN", kec, None),
        ] {
            assert_eq!(named_after(title, words).as_deref(), name, "{title}");
        }
    }
}
