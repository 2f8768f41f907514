//! From the parts of a text to the one place that all of them allow.
//!
//! Every part has its possible places; the answer is a place of one part that lies in a place of every other
//! part. A bare name prefers the larger place ("Bone" is the regency), but never when the parts disagree about
//! it. What parts without a known name add is in `around`.

use super::code::{Level, RegionCode};
use super::names::Hit;
use super::nearest::alignment;
use super::normalise::{key, loose_key};
use super::part::{Part, parts};
use super::resolve::{Hint, How, Named};
use super::tree::Regions;

/// A bare word that may be a district is only believed from this many letters when its spelling is off.
const BARE_DISTRICT_LETTERS_MIN: usize = 7;

impl Regions {
    /// What the names in `text` say.
    pub(super) fn named(&self, text: &str, hint: &Hint) -> Named {
        let mut all = parts(&self.names, text);
        let mut seen: Vec<Part> = Vec::new();
        all.retain(|part| {
            !seen.contains(part) && {
                seen.push(part.clone());
                true
            }
        });
        if all.is_empty() {
            return Named::Nothing;
        }
        let alone = all.len() == 1;
        for part in &mut all {
            // "Palangga" within Gowa is its Pallangga, though another regency has a Palangga.
            if !part.spelled && self.admitted(&part.hits, hint).is_empty() {
                let level = part.designator.map(|of| of.level).or(hint.level);
                let loose = self.names.loose(&loose_key(&part.words)).iter();
                let fits = |hit: &&Hit| !hit.needs_kind && level.is_none_or(|level| hit.code.level() == level);
                let inside: Vec<Hit> = self.admitted(&loose.filter(fits).copied().collect::<Vec<_>>(), hint);
                if !inside.is_empty() && key(&part.words).len() > 4 {
                    (part.hits, part.spelled) = (inside, true);
                }
            }
        }
        let (known, unknown): (Vec<Part>, Vec<Part>) = all.into_iter().partition(|part| !part.hits.is_empty());
        if known.is_empty() {
            return self.only_near(&unknown, hint);
        }
        let mut options = Vec::new();
        for part in &known {
            let admitted = self.admitted(&part.hits, hint);
            if admitted.is_empty() {
                return Named::Unknown(self.levelled_up(&part.hits, hint.level));
            }
            options.push(admitted);
        }
        let named = if alone { self.of_one(&known[0], &options[0], hint) } else { self.of_many(&known, &options, hint) };
        unknown.iter().fold(named, |named, part| self.deepened(named, part, hint))
    }

    /// The hits that may take part in an answer; where some lie inside the hint today, those that did so formerly go.
    fn admitted(&self, hits: &[Hit], hint: &Hint) -> Vec<Hit> {
        let today = |hit: &&Hit| hint.within.is_none_or(|within| within.contains(hit.code) || hit.code.contains(within));
        let strict: Vec<Hit> = hits.iter().filter(today).copied().collect();
        if strict.is_empty() { hits.iter().filter(|hit| self.admits(hint, hit.code)).copied().collect() } else { strict }
    }

    /// Whether a place may take part in an answer: inside the hint, or around it.
    pub(super) fn admits(&self, hint: &Hint, code: RegionCode) -> bool {
        hint.within.is_none_or(|within| self.lies_in(code, within) || code.contains(within))
    }

    /// The answer of a text that is one known name.
    fn of_one(&self, part: &Part, options: &[Hit], hint: &Hint) -> Named {
        let bare = part.designator.is_none();
        let mut chosen = best_level(options, bare, hint.level);
        if let (true, Some(level)) = (bare, hint.level)
            && chosen.iter().all(|hit| hit.code.level() != level)
        {
            let loose = self.names.loose(&loose_key(&part.words)).iter();
            chosen = loose
                .filter(|hit| hit.code.level() == level && !hit.needs_kind && self.admits(hint, hit.code))
                .copied()
                .collect();
            if chosen.is_empty() || key(&part.words).len() < 5 {
                return Named::Unknown(self.levelled_up(options, Some(level)));
            }
        }
        let codes = distinct(&official_first(&chosen));
        let only_villages = codes.iter().all(|code| code.level() == Level::Desa);
        if only_villages && hint.within.is_none() && !self.knows_villages_of(None) {
            return Named::Unknown(codes);
        }
        let [code] = codes[..] else {
            return Named::Many(codes);
        };
        let exact = !part.spelled && chosen.iter().all(|hit| options.contains(hit));
        let bare_district = bare && code.level() == Level::Kecamatan && hint.level.is_none() && hint.within.is_none();
        if bare_district && !exact && key(&part.words).len() < BARE_DISTRICT_LETTERS_MIN {
            return Named::Unknown(codes);
        }
        if !exact || bare_district {
            let rivals = self.rivals(part, code, hint, exact);
            if !rivals.is_empty() {
                return Named::Many(codes.into_iter().chain(rivals).collect());
            }
        }
        Named::One { code, how: self.how(part, code, options, hint, exact), chain: vec![code] }
    }

    /// Other places whose name is one slip away from a text that is not beyond doubt itself.
    ///
    /// Against an exact name only the commonest slips speak: a letter too many, too few, or two swapped.
    fn rivals(&self, part: &Part, code: RegionCode, hint: &Hint, exact: bool) -> Vec<RegionCode> {
        let text = key(&part.words);
        if text.len() < 4 {
            return Vec::new();
        }
        let asked = part.designator.map(|of| of.level).or(hint.level);
        let levels: &[Level] = match &asked {
            Some(level) => std::slice::from_ref(level),
            None => &[Level::Provinsi, Level::KabupatenKota],
        };
        let one_changed =
            |key: &str| key.len() == text.len() && key.bytes().zip(text.bytes()).filter(|(a, b)| a != b).count() == 1;
        let near = |key: &str| alignment(key.as_bytes(), text.as_bytes(), 1).is_some() && !(exact && one_changed(key));
        let spellings = levels.iter().flat_map(|level| self.names.spellings(*level));
        let rivals = spellings.filter(|spelling| {
            let other = spelling.hit.code != code && spelling.key.len() > 4 && self.admits(hint, spelling.hit.code);
            other && near(&spelling.key)
        });
        let mut codes: Vec<RegionCode> = rivals.map(|spelling| spelling.hit.code).collect();
        // A regency around the district is no rival: it is right for both.
        codes.retain(|rival| !rival.contains(code));
        codes.sort_unstable();
        codes.dedup();
        codes
    }

    /// The answer of a text with several known names.
    fn of_many(&self, known: &[Part], options: &[Vec<Hit>], hint: &Hint) -> Named {
        let nested = |inside: &dyn Fn(RegionCode, RegionCode) -> bool| {
            let within_all = |place: RegionCode, except: usize| {
                let others = options.iter().enumerate().filter(|(other, _)| *other != except);
                others.map(|(_, hits)| hits).all(|hits| hits.iter().any(|hit| inside(place, hit.code)))
            };
            let mut survivors: Vec<(usize, RegionCode)> = Vec::new();
            for (at, hits) in options.iter().enumerate() {
                let nested: Vec<Hit> = hits.iter().filter(|hit| within_all(hit.code, at)).copied().collect();
                let chosen = best_level(&nested, known[at].designator.is_none(), hint.level);
                survivors.extend(distinct(&official_first(&chosen)).into_iter().map(|code| (at, code)));
            }
            survivors
        };
        let today = nested(&|place, around| around.contains(place));
        let mut survivors = if today.is_empty() { nested(&|place, around| self.lies_in(place, around)) } else { today };
        if survivors.is_empty() {
            survivors = self.spelled_inside(known, options);
            if let [(_, code)] = survivors[..] {
                return Named::One { code, how: How::Spelling, chain: vec![code] };
            }
        }
        let mut codes: Vec<RegionCode> = survivors.iter().map(|(_, code)| *code).collect();
        codes.sort_unstable();
        codes.dedup();
        let undesignated = known.iter().all(|part| part.designator.is_none());
        // "Makassar/Wajo" may be two regencies or the district Wajo of Makassar.
        let larger: Vec<RegionCode> = survivors
            .iter()
            .filter(|_| undesignated)
            .flat_map(|(at, code)| options[*at].iter().map(move |hit| (hit.code, *code)))
            .filter(|(other, code)| other.level() <= Level::KabupatenKota && other.level() < code.level())
            .filter(|(_, code)| hint.level != Some(code.level()))
            .map(|(other, _)| other)
            .collect();
        match codes[..] {
            [] => Named::Many(options.iter().flat_map(|hits| distinct(&best_level(hits, true, hint.level))).collect()),
            [code] if larger.is_empty() => {
                let at = survivors.first().map_or(0, |(at, _)| *at);
                let spelled = known.iter().any(|part| part.spelled);
                let how = if spelled { How::Spelling } else { self.how(&known[at], code, &options[at], hint, true) };
                let around = |hits: &Vec<Hit>| hits.iter().map(|hit| hit.code).filter(|place| self.lies_in(code, *place)).max();
                Named::One { code, how, chain: options.iter().filter_map(around).collect() }
            }
            _ => Named::Many(codes.into_iter().chain(larger).collect()),
        }
    }

    /// Places of parts by their loose key that lie in a place of every other part: "Palangga, Gowa".
    fn spelled_inside(&self, known: &[Part], options: &[Vec<Hit>]) -> Vec<(usize, RegionCode)> {
        let mut found = Vec::new();
        for (at, part) in known.iter().enumerate().filter(|(_, part)| key(&part.words).len() > 4) {
            let fits = |hit: &&Hit| !hit.needs_kind && part.designator.is_none_or(|of| of.level == hit.code.level());
            for hit in self.names.loose(&loose_key(&part.words)).iter().filter(fits) {
                let mut others = options.iter().enumerate().filter(|(other, _)| *other != at);
                if others.all(|(_, hits)| hits.iter().any(|around| around.code.contains(hit.code))) {
                    found.push((at, hit.code));
                }
            }
        }
        let largest = found.iter().map(|(_, code)| code.level()).min();
        found.retain(|(_, code)| Some(code.level()) == largest);
        found
    }

    /// What led from a part to its place.
    fn how(&self, part: &Part, code: RegionCode, options: &[Hit], hint: &Hint, exact: bool) -> How {
        if !exact || part.spelled {
            return How::Spelling;
        }
        let level = code.level();
        let elsewhere = part.hits.iter().any(|hit| hit.code.level() == level && hit.code != code && !hit.alias);
        let bounded = hint.within.is_some() || options.len() < part.hits.len();
        match part.hits.iter().find(|hit| hit.code == code) {
            Some(hit) if hit.alias => How::Alias,
            _ if elsewhere && bounded && options.iter().filter(|hit| hit.code.level() == level).count() == 1 => How::Within,
            _ => How::Name,
        }
    }

    /// Places as candidates at a level: the place itself, or the one around it.
    pub(super) fn levelled_up(&self, hits: &[Hit], level: Option<Level>) -> Vec<RegionCode> {
        let mut codes: Vec<RegionCode> =
            hits.iter().map(|hit| level.and_then(|level| hit.code.at(level)).unwrap_or(hit.code)).collect();
        codes.sort_unstable();
        codes.dedup();
        codes
    }
}

/// The hits at the level that a bare name means: the one asked for, or province and regency before district
/// before village.
fn best_level(hits: &[Hit], bare: bool, asked: Option<Level>) -> Vec<Hit> {
    let at =
        |wanted: &dyn Fn(Level) -> bool| -> Vec<Hit> { hits.iter().filter(|hit| wanted(hit.code.level())).copied().collect() };
    if let Some(level) = asked {
        let asked = at(&|other| other == level);
        if !asked.is_empty() {
            return asked;
        }
    }
    if !bare {
        return hits.to_vec();
    }
    let steps: [&dyn Fn(Level) -> bool; 3] =
        [&|level| level <= Level::KabupatenKota, &|level| level == Level::Kecamatan, &|level| level == Level::Desa];
    steps.into_iter().map(at).find(|hits| !hits.is_empty()).unwrap_or_default()
}

/// Without the aliases of a level on which an official name stands.
fn official_first(hits: &[Hit]) -> Vec<Hit> {
    let official = |level: Level| hits.iter().any(|hit| !hit.alias && hit.code.level() == level);
    hits.iter().filter(|hit| !hit.alias || !official(hit.code.level())).copied().collect()
}

/// The places of hits in code order.
fn distinct(hits: &[Hit]) -> Vec<RegionCode> {
    let mut codes: Vec<RegionCode> = hits.iter().map(|hit| hit.code).collect();
    codes.sort_unstable();
    codes.dedup();
    codes
}
