//! One row: every cell standardised, every flaw named, and the verdict whether it enters.

use crate::column::{Derived, Value};
use crate::context::{Context, SheetDefaults};
use crate::kind::{FieldType, PlaceRole};
use crate::parts;
use crate::place::{Place, PlaceCells, Places};
use crate::value::{DateOrder, DateReading, date, month, number};
use base::handover::{CellKind, FindingCode, Outline, RawCell, RawRow};
use base::law::{Group, Groups};
use base::vocabulary::region::{Level, RegionCode};
use base::vocabulary::{
    AgeBand, Month, Nik, NikDamage, NikReading, PaidMonths, Programme, ProgrammeSet, Segment, Sex, day_of_epoch, full_years,
};
use jiff::civil::Date;
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
    let mut reader = Reader {
        context,
        base_month: Month::of(context.as_of),
        flaws,
        nik: NikReading::Missing,
        nik_field: 0,
        birth: None,
        sex: None,
        sex_field: 0,
        segment: None,
        programmes: ProgrammeSet::default(),
        paid: PaidMonths::NONE,
        active_status: false,
        occupation: None,
        employment: None,
        place: PlaceCells::default(),
        area: "",
        uncalculated: None,
    };
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
            None if [place.code, place.kabupaten, place.kecamatan, place.desa].iter().all(|cell| cell.is_empty())
                && !area.is_empty() =>
            {
                PlaceCells { kabupaten: area, ..place }
            }
            None => place,
        };
        let boundary = context.spec.kind == base::handover::Kind::Boundaries;
        // Maps of the whole country come with boundaries of everybody: a code that is known says where one belongs, here or elsewhere.
        let by_code = RegionCode::parse(place.code).ok().filter(|code| boundary && context.regions.is_current(*code));
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
        if boundary && found.code.is_none() {
            let field = columns_of_place(context, columns, Level::KabupatenKota);
            flaws.push(Flaw { code: FindingCode::BoundaryUnplaced, field, detail: String::new() });
        }
        let needs_place = matches!(context.spec.kind, base::handover::Kind::Workers | base::handover::Kind::Participants);
        let regency = found.code.and_then(|code| code.at(Level::KabupatenKota));
        let said = |code: &FindingCode| code.refuses() || *code == FindingCode::RegionOutside;
        if needs_place && regency.is_none() && !found.flaws.iter().any(|(code, ..)| said(code)) {
            let field = columns_of_place(context, columns, Level::KabupatenKota);
            flaws.push(Flaw { code: FindingCode::RegionMissing, field, detail: String::new() });
        }
    }
    derived
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

struct Reader<'x, 'c, 'a> {
    context: &'x Context<'c>,
    base_month: Month,
    flaws: &'x mut Vec<Flaw>,
    nik: NikReading,
    nik_field: usize,
    /// Field, place text and day of a combined birth cell.
    birth: Option<(usize, &'a str, Option<i32>)>,
    sex: Option<Sex>,
    sex_field: usize,
    segment: Option<Segment>,
    programmes: ProgrammeSet,
    paid: PaidMonths,
    active_status: bool,
    occupation: Option<&'a str>,
    employment: Option<&'a str>,
    place: PlaceCells<'a>,
    /// A name that may be that of the place.
    area: &'a str,
    /// The last field whose formula was never worked out.
    uncalculated: Option<usize>,
}

impl<'a> Reader<'_, '_, 'a> {
    fn flaw(&mut self, code: FindingCode, field: usize) {
        self.flaws.push(Flaw { code, field, detail: String::new() });
    }

    /// Reads a cell into `value`, which is null before. The value is written where it belongs, because handing it back
    /// through two calls costs more than reading it.
    fn cell(&mut self, field: usize, cell: RawCell<'a>, order: DateOrder, value: &mut Value<'a>) {
        match cell.kind {
            CellKind::Undecodable => self.flaw(FindingCode::Undecodable, field),
            CellKind::TooLong => self.flaw(FindingCode::CellTooLong, field),
            CellKind::Error if self.context.spec.fields[field].field_type != FieldType::Ignored => {
                self.flaw(FindingCode::ValueLeftOut, field);
            }
            CellKind::Uncalculated if self.context.spec.fields[field].field_type != FieldType::Ignored => {
                self.uncalculated = Some(field);
                self.flaw(FindingCode::FormulaUncalculated, field);
            }
            _ => {}
        }
        let text = trimmed(cell.text);
        let numeric = cell.kind == CellKind::Number;
        let today = self.context.as_of;
        let field_type = self.context.spec.fields[field].field_type;
        match field_type {
            FieldType::Nik => return self.nik(field, text, numeric, value),
            FieldType::Ignored => return,
            _ if text.is_empty() => return,
            _ => {}
        }
        match field_type {
            FieldType::Name if text.chars().any(char::is_alphabetic) => *value = Value::Text(text),
            FieldType::Name | FieldType::Nik | FieldType::Ignored => {}
            FieldType::Text => *value = Value::Text(text.trim_start_matches('\'')),
            FieldType::Code => *value = code(text, numeric),
            FieldType::Date | FieldType::DateOptional => {
                if let Some(day) = self.day(field, text, numeric, order, field_type, today) {
                    *value = Value::Day(day);
                }
            }
            FieldType::Birth => {
                let (place, day) = date::split_birth(text);
                let day = self.day(field, day, false, order, FieldType::Date, today);
                self.birth = Some((field, place, day));
            }
            FieldType::Month | FieldType::MonthOptional => match month::read(text) {
                Some(month) => *value = Value::Day(date::number_of(month.first_day())),
                None => self.unreadable(field, field_type == FieldType::Month),
            },
            FieldType::PaidMonths => match month::read_paid(text, self.base_month) {
                Some((paid, in_reach)) => {
                    self.paid = PaidMonths::from_bits(self.paid.bits() | paid.bits());
                    if !in_reach {
                        self.flaw(FindingCode::MonthsOutOfReach, field);
                    }
                }
                None => self.flaw(FindingCode::ValueUnreadable, field),
            },
            FieldType::Integer | FieldType::IntegerOptional => match number::integer(text, numeric) {
                Some(number) => *value = Value::Int(number),
                None => self.unreadable(field, field_type == FieldType::Integer),
            },
            FieldType::Rupiah | FieldType::RupiahOptional => match number::rupiah(text, numeric) {
                Some(amount) => *value = Value::Int(amount.0),
                None => self.unreadable(field, field_type == FieldType::Rupiah && text != "-"),
            },
            FieldType::Decimal => match number::decimal(text, numeric) {
                Some(decimal) => *value = Value::Owned(decimal),
                None => self.unreadable(field, true),
            },
            FieldType::PercentOptional => match number::percent(text, numeric) {
                Some(percent) => *value = Value::Int(percent.0),
                None => self.unreadable(field, false),
            },
            FieldType::Sex => {
                self.sex = Sex::parse(text);
                self.sex_field = field;
                if self.sex.is_none() && text != "-" {
                    self.flaw(FindingCode::ValueLeftOut, field);
                }
            }
            FieldType::Segment => {
                self.segment = Segment::parse(text);
                if self.segment.is_none() {
                    self.flaw(FindingCode::ValueUnreadable, field);
                }
            }
            FieldType::Group => {
                self.occupation = Some(text);
                *value = Value::Text(text);
            }
            FieldType::Employment => self.employment = Some(text),
            FieldType::Programme => {
                // An amount is the contribution to it: nobody pays for a programme that they are not in.
                let held = number::flag(text).or_else(|| number::rupiah(text, numeric).map(|amount| amount.0 > 0));
                match (held, self.context.spec.fields[field].programme) {
                    (Some(true), Some(programme)) => self.programmes.add(programme),
                    (None, _) => self.flaw(FindingCode::ValueLeftOut, field),
                    _ => {}
                }
            }
            FieldType::Programmes => {
                for word in text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()) {
                    match Programme::parse(word) {
                        Some(programme) => self.programmes.add(programme),
                        None => self.flaw(FindingCode::ValueLeftOut, field),
                    }
                }
            }
            FieldType::Status => {
                let small = text.to_lowercase();
                self.active_status = small == "aktif" || small == "active" || small == "a" || small == "y";
            }
            FieldType::Area => {
                self.area = text;
                *value = Value::Text(text);
            }
            FieldType::Outline => match Outline::parse(text) {
                Some(_) => *value = Value::Text(text),
                None => self.unreadable(field, true),
            },
            FieldType::RegionCode => self.place.code = text,
            FieldType::Provinsi => self.place.provinsi = text,
            FieldType::Kabupaten => self.place.kabupaten = text,
            FieldType::Kecamatan => self.place.kecamatan = text,
            FieldType::Desa => self.place.desa = text,
        }
    }

    /// The birth date out of three cells.
    fn birth_parts(&mut self, row: RawRow<'a>, columns: [usize; 3], values: &mut [Value<'a>]) {
        let Some(field) = self.context.spec.position("birth_date") else { return };
        let reading = parts::birth_day(row, columns, self.context.as_of);
        if let Some(day) = self.reading(field, reading, FieldType::Date) {
            values[field] = Value::Day(day);
        }
    }

    /// The months that are ticked, or have an amount.
    fn months(&mut self, row: RawRow<'a>, months: &[(usize, Month)]) {
        let field = self.context.spec.position("paid_months").unwrap_or(usize::MAX);
        let mut unclear = false;
        for (column, month) in months {
            match parts::is_paid(row.cell(*column)) {
                Some(true) => {
                    if !self.paid.pay(self.base_month, *month, *month) {
                        self.flaw(FindingCode::MonthsOutOfReach, field);
                    }
                }
                Some(false) => {}
                None => unclear = true,
            }
        }
        if unclear {
            self.flaw(FindingCode::ValueLeftOut, field);
            // Nobody is said never to have paid on account of a mark that nobody can read.
            if self.paid == PaidMonths::NONE {
                self.flaw(FindingCode::PaymentsNotTold, field);
            }
        }
    }

    fn nik(&mut self, field: usize, text: &'a str, numeric: bool, value: &mut Value<'a>) {
        let reading = NikReading::of(text, numeric);
        self.nik = reading;
        self.nik_field = field;
        match reading {
            NikReading::Missing => {}
            NikReading::Sound(nik) if nik.reveal() != text => *value = Value::Owned(nik.reveal().to_owned()),
            NikReading::Sound(_) | NikReading::Damaged(_) => *value = Value::Text(text),
        }
    }

    fn day(
        &mut self,
        field: usize,
        text: &str,
        numeric: bool,
        order: DateOrder,
        field_type: FieldType,
        today: Date,
    ) -> Option<i32> {
        self.reading(field, date::read(text, numeric, order, today), field_type)
    }

    fn reading(&mut self, field: usize, reading: DateReading, field_type: FieldType) -> Option<i32> {
        match reading {
            DateReading::Missing => None,
            DateReading::Day(day) => Some(day),
            // A birth year alone still tells people apart; the year of any other event is no day.
            DateReading::YearOnly(day) if self.context.spec.fields[field].name.starts_with("birth") => {
                self.flaw(FindingCode::BirthDateHeap, field);
                Some(day)
            }
            DateReading::YearOnly(_) | DateReading::Impossible => {
                let code = if field_type == FieldType::Date { FindingCode::DateImpossible } else { FindingCode::ValueLeftOut };
                self.flaw(code, field);
                None
            }
        }
    }

    fn unreadable(&mut self, field: usize, refuses: bool) {
        self.flaw(if refuses { FindingCode::ValueUnreadable } else { FindingCode::ValueLeftOut }, field);
    }

    fn required(&mut self, values: &[Value<'_>]) {
        for (position, field) in self.context.spec.fields.iter().enumerate() {
            if field.required && matches!(values[position], Value::Null) {
                let name = field.field_type == FieldType::Name;
                let already = self.flaws.iter().any(|flaw| flaw.field == position && flaw.code.refuses());
                if !already {
                    self.flaw(if name { FindingCode::NameMissing } else { FindingCode::ValueMissing }, position);
                }
            }
        }
    }
}

/// A register number: text as it stands, a numeric cell without its `.0`.
fn code<'a>(text: &'a str, numeric: bool) -> Value<'a> {
    let text = if numeric { text.strip_suffix(".0").unwrap_or(text) } else { text.trim_start_matches('\'') };
    if text.is_empty() || text.chars().all(|c| matches!(c, '-' | '.' | ' ')) { Value::Null } else { Value::Text(text) }
}

/// The facts of a row that tell who somebody is, checked against each other.
struct Identity {
    nik: NikReading,
    nik_field: usize,
    /// Whether its cell is a formula that was never worked out: it is not missing.
    unworked: bool,
    birth_day: Option<i32>,
    sex: Option<Sex>,
    sex_field: usize,
}

impl Identity {
    fn check(&self, context: &Context<'_>, districts: &mut Districts, flaws: &mut Vec<Flaw>, derived: &mut Derived<'_>) {
        let mut flaw = |code, field| flaws.push(Flaw { code, field, detail: String::new() });
        let mut nik_birth = None;
        let mut nik_sex = None;
        match self.nik {
            NikReading::Missing if self.unworked => {}
            NikReading::Missing => flaw(FindingCode::NikMissing, self.nik_field),
            NikReading::Damaged(damage) => flaw(damage_code(damage), self.nik_field),
            NikReading::Sound(nik) => {
                nik_birth = nik.birth_date(context.as_of);
                nik_sex = Some(nik.sex());
                if nik_birth.is_none() {
                    flaw(FindingCode::NikImpossibleDate, self.nik_field);
                } else {
                    derived.token = Some((context.secrets.token)(nik.digits()));
                }
                if !districts.existed(context, nik) {
                    flaw(FindingCode::NikUnknownDistrict, self.nik_field);
                }
            }
        }
        if let (Some(by_nik), Some(by_row)) = (nik_birth, self.birth_day)
            && base::vocabulary::epoch_day(by_nik) != by_row
        {
            flaw(FindingCode::NikDateDisagrees, self.nik_field);
        }
        if let (Some(by_nik), Some(by_row)) = (nik_sex, self.sex)
            && by_nik != by_row
        {
            flaw(FindingCode::NikSexDisagrees, self.sex_field);
        }
        if derived.token.is_none() && self.birth_day.is_none() {
            flaw(FindingCode::IdentityInsufficient, self.nik_field);
        }
        if self.birth_day.is_some_and(date::is_heap) {
            flaw(FindingCode::BirthDateHeap, context.spec.position("birth_date").unwrap_or(0));
        }
        let birth = self.birth_day.map(day_of_epoch).or(nik_birth);
        match birth.map(|birth| full_years(birth, context.as_of)) {
            Some(Some(age @ 10..=110)) => derived.age_band = Some(i32::from(AgeBand::of(age).lower())),
            Some(_) => flaw(FindingCode::AgeImplausible, context.spec.position("birth_date").unwrap_or(0)),
            None => {}
        }
        derived.sex = self.sex.or(nik_sex).map(Sex::code);
    }
}

/// Whether six digits were ever a district, looked up once per digits.
#[derive(Debug, Default)]
pub(crate) struct Districts {
    /// By the six digits: 0 not looked up, 1 it existed, 2 it did not.
    known: Vec<u8>,
}

impl Districts {
    fn existed(&mut self, context: &Context<'_>, nik: Nik) -> bool {
        if self.known.is_empty() {
            self.known = vec![0; 1_000_000];
        }
        let district = nik.district();
        let Some(known) = self.known.get_mut(district as usize) else { return false };
        if *known == 0 {
            let code = RegionCode::from_number(u64::from(district) * 10_000);
            *known = if code.is_some_and(|code| context.regions.existed(code, None)) { 1 } else { 2 };
        }
        *known == 1
    }
}

fn damage_code(damage: NikDamage) -> FindingCode {
    match damage {
        NikDamage::CutByExcel => FindingCode::NikCutByExcel,
        NikDamage::Scientific => FindingCode::NikScientific,
        NikDamage::NotADigit => FindingCode::NikNotADigit,
        NikDamage::WrongLength => FindingCode::NikWrongLength,
        NikDamage::Filler => FindingCode::NikFiller,
        NikDamage::ImpossibleDate => FindingCode::NikImpossibleDate,
        NikDamage::UnknownDistrict => FindingCode::NikUnknownDistrict,
    }
}
