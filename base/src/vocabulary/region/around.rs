//! What parts without a known name add: slips of the pen, searched around the parts that are known.
//!
//! The more is known about a part (its designator, the place around it), the more slips are believed. A part
//! that stays unknown never changes a place that others name; it can only keep it from being sure.

use super::code::{Level, RegionCode};
use super::names::Hit;
use super::nearest::{Context, Near, Search};
use super::normalise::key;
use super::part::Part;
use super::resolve::{Hint, How, Named};
use super::tree::Regions;

impl Regions {
    /// The answer of a text without any known name.
    pub(super) fn only_near(&self, unknown: &[Part], hint: &Hint) -> Named {
        let mut candidates = Vec::new();
        let mut found: Vec<RegionCode> = Vec::new();
        for part in unknown {
            let near = self.near(part, hint, None);
            candidates.extend(near.candidates);
            found.extend(near.sure);
        }
        match found[..] {
            [code] if unknown.len() == 1 => Named::One { code, how: How::Spelling, chain: vec![code] },
            [first, second] if unknown.len() == 2 && (self.lies_in(first, second) || self.lies_in(second, first)) => {
                Named::One { code: first.max(second), how: How::Spelling, chain: found }
            }
            _ => Named::Unknown(candidates),
        }
    }

    /// What an unknown part adds to the place that the others name.
    pub(super) fn deepened(&self, named: Named, part: &Part, hint: &Hint) -> Named {
        let Named::One { code, how, mut chain } = named else {
            return named;
        };
        let near = self.near(part, hint, Some(code));
        if let Some(place) = near.sure {
            chain.push(place);
            let deepest = if self.lies_in(place, code) { place } else { code };
            return Named::One { code: deepest, how: How::Spelling, chain };
        }
        let deeper_is_asked = hint.level.is_some_and(|level| level > code.level());
        let around_is_unknown = part.designator.is_some_and(|of| of.level <= code.level());
        if around_is_unknown {
            return Named::Unknown(std::iter::once(code).chain(near.candidates).collect());
        }
        // In a province an unknown word is more likely the place itself than a street.
        if deeper_is_asked || (code.level() == Level::Provinsi && hint.level != Some(Level::Provinsi)) {
            return Named::Unknown(near.candidates);
        }
        Named::One { code, how, chain }
    }

    /// Searches the names near a part, around or inside `known`.
    fn near(&self, part: &Part, hint: &Hint, known: Option<RegionCode>) -> Near {
        let marked = part.designator.map(|of| of.level);
        // A real place of another level is not a slip; but next to "Kab." a village of that name is no matter.
        let is_real = |hit: &&Hit| marked.is_none_or(|level| hit.code.level() < Level::Desa || level > Level::KabupatenKota);
        let real: Vec<Hit> = self.names.exact(&key(&part.words)).iter().filter(is_real).copied().collect();
        if !real.is_empty() {
            return Near { sure: None, candidates: self.levelled_up(&real, marked) };
        }
        let asked = part.designator.map(|of| of.level).or(hint.level.filter(|_| known.is_none()));
        let below = known.or(hint.within).map_or(Level::Provinsi, RegionCode::level);
        let levels: Vec<Level> = match asked {
            Some(level) => vec![level],
            None if known.is_none() && hint.within.is_none() => {
                vec![Level::Provinsi, Level::KabupatenKota]
            }
            None => Level::ALL
                .into_iter()
                .filter(|level| *level > below && (*level < Level::Desa || below > Level::Provinsi))
                .collect(),
        };
        let given = asked.is_some() || known.is_some() || hint.within.is_some();
        let search = Search {
            names: &self.names,
            levels: &levels,
            kind: part.designator.and_then(|of| of.kind),
            context: if given { Context::Given } else { Context::None },
        };
        // Most places never held another's districts; for them one comparison per name is enough.
        let bounds = [hint.within, known];
        let formerly = bounds.into_iter().flatten().any(|place| self.held_others(place));
        let inside = |code: RegionCode| match formerly {
            true => self.admits(hint, code) && known.is_none_or(|known| self.lies_in(code, known) || self.lies_in(known, code)),
            false => bounds.into_iter().flatten().all(|place| place.contains(code) || code.contains(place)),
        };
        let near = search.near(&part.words, inside);
        if !near.candidates.is_empty() || given {
            return near;
        }
        let districts = Search { levels: &[Level::Kecamatan], ..search };
        Near { sure: None, candidates: districts.near(&part.words, inside).candidates }
    }
}
