//! One row: every cell standardised ([`cells`]), who it is about ([`identity`]), where it belongs; every flaw named.

mod cells;
mod identity;

pub(crate) use identity::Districts;

use crate::column::{Derived, Value};
use crate::context::{Context, SheetDefaults};
use crate::kind::PlaceRole;
use crate::parts;
use crate::place::{Place, PlaceCells, Places};
use crate::value::DateOrder;
use base::handover::{FindingCode, Kind, RawRow};
use base::law::{Group, Groups};
use base::vocabulary::region::{Level, RegionCode};
use base::vocabulary::{Month, PaidMonths, Segment};
use cells::Reader;
use identity::Identity;
use std::collections::HashMap;

/// A flaw of the row in hand: what, in which field, and what may be shown of it.
#[derive(Debug)]
pub(crate) struct Flaw {
    pub(crate) code: FindingCode,
    pub(crate) field: usize,
    pub(crate) detail: String,
}

/// What one sheet has settled before its rows are read.
#[derive(Debug, Default)]
pub(crate) struct SheetState<'c> {
    /// Column by field.
    pub(crate) columns: Vec<Option<usize>>,
    /// The columns of the other parts of the name.
    pub(crate) name_rest: Vec<usize>,
    /// Which part comes first in the dates of each field.
    pub(crate) orders: Vec<DateOrder>,
    pub(crate) defaults: SheetDefaults,
    pub(crate) places: Places,
    /// Whether the six digits were ever a district, by digits.
    pub(crate) districts: Districts,
    /// Group and exclusion by occupation text.
    pub(crate) occupations: HashMap<Box<str>, Occupation<'c>>,
    /// Day, month and year of birth, where each has a column.
    pub(crate) birth_parts: Option<[usize; 3]>,
    /// Ticks for men and for women.
    pub(crate) sex_parts: Option<[usize; 2]>,
    /// Columns in which a month is paid or not.
    pub(crate) months: Vec<(usize, Month)>,
    /// The column of the address, where it alone names village and district.
    pub(crate) address_places: Option<usize>,
    /// Findings that hold for every row, as bits.
    pub(crate) always: i64,
}

/// Beyond this many distinct texts a memory starts anew: a hostile column must not grow it.
const REMEMBERED: usize = 50_000;

/// What an occupation text means.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Occupation<'c> {
    group: Option<&'c Group>,
    excluded: Option<&'c str>,
}

/// Standardises a row into `values` (by field) and gives back what else follows from it. Flaws are added to `flaws`.
pub(crate) fn read<'r, 'c>(
    row: RawRow<'r>,
    state: &mut SheetState<'c>,
    context: &Context<'c>,
    values: &mut [Value<'r>],
    flaws: &mut Vec<Flaw>,
) -> Derived<'c> {
    let SheetState { columns, name_rest, orders, defaults, places, districts, occupations, months, .. } = state;
    let (birth_parts, sex_parts, address_places) = (state.birth_parts, state.sex_parts, state.address_places);
    let mut reader = Reader::new(context, flaws);
    for (field, column) in columns.iter().enumerate() {
        values[field] = Value::Null;
        let Some(column) = *column else { continue };
        reader.cell(field, row.cell(column), orders[field], &mut values[field]);
    }
    if !name_rest.is_empty()
        && let Some(name) = context.spec.position("name")
    {
        join_name(row, name_rest, &mut values[name]);
    }
    if let Some(columns) = birth_parts {
        reader.birth_parts(row, columns, values);
    }
    if let Some(columns) = sex_parts {
        reader.sex = parts::ticked_sex(row, columns);
    }
    if !months.is_empty() {
        reader.months(row, months);
    }
    if !defaults.npp.is_empty()
        && let Some(npp) = context.spec.position("npp").filter(|npp| matches!(values[*npp], Value::Null))
    {
        values[npp] = Value::Owned(defaults.npp.clone());
    }
    reader.required(values);
    let mut derived = Derived { line: row.line(), ..Derived::default() };
    let Reader {
        flaws,
        nik,
        nik_field,
        birth,
        sex,
        sex_field,
        segment,
        programmes,
        mut paid,
        active_status,
        occupation,
        employment,
        place,
        area,
        uncalculated,
        ..
    } = reader;

    if context.spec.person {
        if let Some((field, place_text, day)) = birth {
            spread_birth(context, field, place_text, day, values);
        }
        let birth_day = birth.and_then(|(_, _, day)| day).or_else(|| birth_value(context, values));
        let unworked = uncalculated == Some(nik_field);
        let person = Identity { nik, nik_field, unworked, birth_day, sex, sex_field };
        person.check(context, districts, flaws, &mut derived);
        if active_status && paid == PaidMonths::NONE {
            let month = Month::of(context.as_of);
            paid.pay(month, month, month);
        }
        derived.paid_bits = paid.bits();
        derived.programmes = programmes.bits();
        let occupation = occupation.map(|text| meaning(text, occupations, context)).unwrap_or_default();
        let by_employment = employment.and_then(|text| context.groups.exclusion_of(text));
        derived.excluded = by_employment.map(|excluded| excluded.code.as_str()).or(occupation.excluded);
        let listed = defaults.group.as_deref().and_then(|code| context.groups.get(code));
        let has_npp = context.spec.npp.is_some_and(|npp| !matches!(values[npp], Value::Null));
        // What kind of list it is decides before a word for an occupation: the driver of an office is employed by it.
        let of_list = defaults.segment_of_list(context, listed, has_npp);
        let fits = |group: &&Group| of_list.is_none_or(|segment| segment == group.segment);
        let group = occupation.group.filter(fits).or(listed.filter(fits));
        derived.group = group.map(|group| group.code.as_str());
        let segment = segment.or(defaults.segment).or(of_list).or_else(|| group.map(|group| group.segment));
        derived.segment = segment.map(Segment::code);
    }

    if context.spec.place != PlaceRole::None {
        let named = address_places.map(|column| places_of_address(row.cell(column).text, defaults, context));
        let place = match &named {
            Some((kecamatan, desa)) => PlaceCells { kecamatan, desa, ..place },
            // The number of a boundary may be of either office; the name beside it says which.
            None if (place.code.is_empty() || context.spec.kind == Kind::Boundaries)
                && [place.kabupaten, place.kecamatan, place.desa].iter().all(|cell| cell.is_empty())
                && !area.is_empty() =>
            {
                PlaceCells { kabupaten: area, ..place }
            }
            None => place,
        };
        settle(place, places, defaults, columns, context, flaws, &mut derived);
    }
    derived
}

/// Where a row belongs, and what is wrong with what it says of that.
fn settle(
    place: PlaceCells<'_>,
    places: &mut Places,
    defaults: &SheetDefaults,
    columns: &[Option<usize>],
    context: &Context<'_>,
    flaws: &mut Vec<Flaw>,
    derived: &mut Derived<'_>,
) {
    let boundary = context.spec.kind == Kind::Boundaries;
    // Maps of the whole country come with boundaries of everybody: a code that is known says where one belongs, here or elsewhere.
    // One without dots may as well be of the statistics office, which numbers otherwise: there the name has its say.
    let dotted = boundary && place.code.contains('.');
    let by_code = RegionCode::parse(place.code).ok().filter(|code| dotted && context.regions.is_current(*code));
    let found = match by_code {
        Some(code) => &Place { code: Some(code), flaws: Vec::new() },
        None => places.resolve(place, defaults, context),
    };
    for (code, level, words) in &found.flaws {
        let field = columns_of_place(context, columns, *level);
        flaws.push(Flaw { code: *code, field, detail: words.clone() });
    }
    let number = found.code.map(|code| code.number());
    match context.spec.place {
        PlaceRole::Workplace => derived.workplace = number,
        _ => derived.residence = number,
    }
    // An outline of a place that is not sure would be drawn as the region around it.
    if boundary && (found.code.is_none() || !found.flaws.is_empty()) {
        let field = columns_of_place(context, columns, Level::KabupatenKota);
        flaws.push(Flaw { code: FindingCode::BoundaryUnplaced, field, detail: String::new() });
    }
    let needs_place = matches!(context.spec.kind, Kind::Workers | Kind::Participants);
    let regency = found.code.and_then(|code| code.at(Level::KabupatenKota));
    let said = |code: &FindingCode| code.refuses() || *code == FindingCode::RegionOutside;
    if needs_place && regency.is_none() && !found.flaws.iter().any(|(code, ..)| said(code)) {
        let field = columns_of_place(context, columns, Level::KabupatenKota);
        flaws.push(Flaw { code: FindingCode::RegionMissing, field, detail: String::new() });
    }
}

/// The field of a level of place, where the sheet has a column for it; no field where it has none.
fn columns_of_place(context: &Context<'_>, columns: &[Option<usize>], level: Level) -> usize {
    let name = match level {
        Level::Provinsi => "provinsi",
        Level::KabupatenKota => "kabupaten",
        Level::Kecamatan => "kecamatan",
        Level::Desa => "desa",
    };
    let there = |name: &str| context.spec.position(name).filter(|field| columns[*field].is_some());
    there(name).or_else(|| there("region_code")).unwrap_or(usize::MAX)
}

/// District and village that an address names by their words: `Kel. Bonto Langkasa Kec. Minasatene`. Without a district that is
/// known it names a street for all we know.
fn places_of_address(address: &str, defaults: &SheetDefaults, context: &Context<'_>) -> (String, String) {
    if !address.bytes().any(|byte| matches!(byte, b'k' | b'K')) {
        return Default::default();
    }
    defaults.places_of_address(address, context).unwrap_or_default()
}

/// Puts the parts of a name together, in the order of their columns.
fn join_name<'r>(row: RawRow<'r>, rest: &[usize], value: &mut Value<'r>) {
    let Value::Text(first) = *value else { return };
    let rest = rest.iter().map(|column| trimmed(row.cell(*column).text)).filter(|part| !part.is_empty() && *part != "-");
    let parts: Vec<&str> = std::iter::once(first).chain(rest).collect();
    if parts.len() > 1 {
        *value = Value::Owned(parts.join(" "));
    }
}

fn meaning<'c>(text: &str, known: &mut HashMap<Box<str>, Occupation<'c>>, context: &Context<'c>) -> Occupation<'c> {
    if let Some(found) = known.get(text) {
        return *found;
    }
    let groups: &'c Groups = context.groups;
    let found =
        Occupation { group: groups.of_text(text), excluded: groups.exclusion_of(text).map(|excluded| excluded.code.as_str()) };
    if known.len() >= REMEMBERED {
        known.clear();
    }
    known.insert(text.into(), found);
    found
}

/// Puts the halves of a combined birth cell where the separate columns would be.
fn spread_birth<'r>(context: &Context<'_>, field: usize, place: &'r str, day: Option<i32>, values: &mut [Value<'r>]) {
    values[field] = Value::Null;
    if let Some(position) = context.spec.position("birth_place")
        && matches!(values[position], Value::Null)
        && !place.is_empty()
    {
        values[position] = Value::Text(place);
    }
    if let (Some(position), Some(day)) = (context.spec.position("birth_date"), day)
        && matches!(values[position], Value::Null)
    {
        values[position] = Value::Day(day);
    }
}

fn birth_value(context: &Context<'_>, values: &[Value<'_>]) -> Option<i32> {
    match values.get(context.spec.birth_date?)? {
        Value::Day(day) => Some(*day),
        _ => None,
    }
}

/// The text without blanks around it. Most cells begin and end with a letter or digit, which two looks settle.
pub(crate) fn trimmed(text: &str) -> &str {
    match text.as_bytes() {
        [] => text,
        [only] if only.is_ascii_alphanumeric() => text,
        [first, .., last] if first.is_ascii_alphanumeric() && last.is_ascii_alphanumeric() => text,
        _ => text.trim_matches(|c: char| c.is_whitespace() || c == '\u{a0}' || c == '\u{feff}'),
    }
}
