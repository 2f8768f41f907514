//! The rows of a list of workers: who stands in it, twice or by mistake, and what its cells say.

use crate::day::Day;
use crate::draw::{Draw, Purpose};
use crate::faults::{Mark, Marks};
use crate::identity::NikCell;
use crate::list_layout::{Column, DateForm, Layout};
use crate::names::Sex;
use crate::people::{Class, Group, Person};
use crate::province::Province;

/// One line between header and footer.
pub enum Line {
    /// Somebody; the village is the one whose part of the list it is in.
    Person(Box<Person>, usize, Marks),
    /// The count of a village.
    Subtotal(usize, u64),
    /// A line about nobody.
    Junk(&'static str),
}

/// One cell.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell {
    /// Text.
    Text(String),
    /// A whole number.
    Number(u64),
    /// A date.
    Date(Day),
    /// Nothing.
    Empty,
}

impl Cell {
    /// As text, for files without cell types.
    pub fn text(&self) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::Number(number) => number.to_string(),
            Self::Date(day) => day.dmy('/'),
            Self::Empty => String::new(),
        }
    }
}

const JUNK: [&str; 5] = ["-", "(kosong)", "Data menyusul", "pindah domisili", "lihat lampiran"];

/// The lines of a list over some villages; `stands` says who is in it.
pub fn lines(
    province: &Province,
    key: u64,
    layout: &Layout,
    villages: impl Iterator<Item = usize>,
    stands: impl Fn(&Person, &mut Draw) -> bool,
) -> Vec<Line> {
    let f = &province.faults;
    let mut out = Vec::new();
    for village in villages {
        let before = out.len();
        let mut again = Vec::new();
        for person in province.people_of(village) {
            let mut draw = Draw::of_two(province.seed, Purpose::Listed, key, person.id);
            if !stands(&person, &mut draw) || person.died.is_some() && draw.chance(0.4) {
                continue;
            }
            let mut marks = Marks::default();
            if person.died.is_some() {
                marks.add(Mark::Died);
            }
            if person.class == Class::Asn {
                marks.add(Mark::Asn);
            }
            if draw.chance(f.duplicate_in_list * layout.factor) {
                let mut marks = marks;
                marks.add(Mark::DuplicateInList);
                again.push(Line::Person(Box::new(person.clone()), village, marks));
            }
            out.push(Line::Person(Box::new(person), village, marks));
            if draw.chance(f.bad_row * 0.7 * layout.factor) {
                out.push(Line::Junk(draw.pick(&JUNK)));
            }
        }
        // People who moved away stand in the list of the village before, too.
        if village > 0 && province.places.regency_of(village - 1) == province.places.regency_of(village) {
            for id in province.starts[village - 1]..province.starts[village] {
                if Draw::of_two(province.seed, Purpose::Listed, id, 5).chance(f.duplicate_elsewhere) {
                    let person = province.person_in(village - 1, id);
                    if stands(&person, &mut Draw::of_two(province.seed, Purpose::Listed, key, id)) {
                        let mut marks = Marks::default();
                        marks.add(Mark::DuplicateElsewhere);
                        again.push(Line::Person(Box::new(person), village, marks));
                    }
                }
            }
        }
        out.append(&mut again);
        if layout.subtotals && out.len() > before {
            let count = out[before..].iter().filter(|l| matches!(l, Line::Person(..))).count();
            out.push(Line::Subtotal(village, count as u64));
        }
    }
    out
}

/// The words for what a person does, as lists write it.
fn occupation(province: &Province, person: &Person, draw: &mut Draw) -> String {
    let group = match (person.class, person.group) {
        (Class::Asn, _) => "asn",
        (Class::Jakon, _) => "jakon",
        (Class::Pu, Group::None) => "pu",
        (_, Group::None) => "none",
        (_, group) => group.code(),
    };
    let fitting: Vec<_> = province.calibration.occupations.iter().filter(|o| o.group == group).collect();
    let weights: Vec<f64> = fitting.iter().map(|o| o.weight).collect();
    fitting.get(draw.weighted(&weights)).map_or_else(String::new, |o| o.name.clone())
}

/// A village name as this clerk writes it.
fn village_name(province: &Province, village: usize, factor: f64, draw: &mut Draw, marks: &mut Marks) -> String {
    let name = &province.places.villages[village].name;
    if !draw.chance(province.faults.region_misspelt * factor) {
        return name.clone();
    }
    marks.add(Mark::RegionMisspelt);
    match draw.below(5) {
        0 => format!("Ds. {name}"),
        1 => format!("Kel {name}"),
        2 => name.replace(' ', ""),
        3 if name.len() > 5 && name.is_ascii() => {
            let at = 2 + draw.index(name.len() - 3);
            format!("{}{}", &name[..at], &name[at + 1..])
        }
        _ => format!("{}.", name.to_uppercase()),
    }
}

/// The cells of a person's row, in the order of the layout. `nth` is the running number.
pub fn cells(province: &Province, key: u64, layout: &Layout, line: (&Person, usize), nth: u64, marks: &mut Marks) -> Vec<Cell> {
    let (person, village) = line;
    let mut draw = Draw::of_two(province.seed, Purpose::Row, key ^ (marks.0 << 40), person.id);
    let identity = province.identity(person, layout.factor, &mut draw, marks);
    let form = layout.form_of_row(&mut draw);
    let mut own = Draw::of_two(province.seed, Purpose::House, person.first, 50);
    let house = (own.between(1, 9), own.between(1, 6), own.between(1, 140), own.bits());
    let name = if draw.chance(province.faults.bad_row * 0.3 * layout.factor) {
        marks.add(Mark::BadRow);
        String::new()
    } else if layout.capitals {
        identity.name.to_uppercase()
    } else {
        identity.name
    };
    let regency = &province.places.regencies[person.regency];
    let town = regency.name.starts_with("Kota ");
    // Born where registered, as far as that is in the province.
    let born_in = province
        .places
        .districts
        .iter()
        .find(|d| d.number == person.registered)
        .map_or(regency, |d| &province.places.regencies[d.regency]);
    let place = born_in.name.split_once(' ').map_or("", |(_, rest)| rest);
    let date_text = |day: Option<Day>| day.map_or_else(String::new, |d| form.text(d));
    let mut out = Vec::with_capacity(layout.columns.len());
    for (column, _) in &layout.columns {
        out.push(match column {
            Column::Number => Cell::Number(nth),
            Column::Nik => match &identity.nik {
                NikCell::Text(text) => Cell::Text(text.clone()),
                NikCell::Number(number) => Cell::Number(*number),
                NikCell::Empty => Cell::Empty,
            },
            Column::Name => Cell::Text(name.clone()),
            Column::Sex if layout.sex_in_words => {
                Cell::Text(if person.sex == Sex::Male { "Laki-laki" } else { "Perempuan" }.to_owned())
            }
            Column::Sex => Cell::Text(person.sex.letter().to_owned()),
            Column::BirthPlace => Cell::Text(place.to_owned()),
            Column::BirthDate => match identity.birth {
                Some(day) if form == DateForm::Cell => Cell::Date(day),
                Some(day) => Cell::Text(form.text(day)),
                None => Cell::Empty,
            },
            Column::BirthBoth => Cell::Text(match identity.birth {
                Some(_) => format!("{place}, {}", date_text(identity.birth)),
                None => place.to_owned(),
            }),
            Column::District => Cell::Text(province.places.districts[province.places.villages[village].district].name.clone()),
            Column::Village => Cell::Text(village_name(province, village, layout.factor, &mut draw, marks)),
            Column::RtRw => Cell::Text(format!("{:03}/{:03}", house.0, house.1)),
            Column::Address if town => Cell::Text(format!(
                "Jl. {} No. {}",
                ["Mawar", "Melati", "Kakatua", "Pelita", "Cendrawasih", "Rappokalling"][house.0 as usize % 6],
                house.2
            )),
            Column::Address => Cell::Text(format!(
                "Dusun {}",
                ["Bontoa", "Ma\u{2019}rumpa", "Lompo", "Tanete", "Pattiro", "Sapanang"][house.0 as usize % 6]
            )),
            Column::Occupation => Cell::Text(occupation(province, person, &mut draw)),
            Column::Position => Cell::Text(match person.group {
                Group::RtRw => ["Ketua RT", "Ketua RW"][draw.index(2)].to_owned(),
                Group::Bpd => ["Anggota BPD", "Ketua BPD", "BPD"][draw.weighted(&[6.0, 1.0, 2.0])].to_owned(),
                _ => occupation(province, person, &mut draw),
            }),
            Column::Office => Cell::Text(person.employer.map(|e| province.employer_name(e)).unwrap_or_default()),
            // 0800 is no mobile range, so nobody's telephone rings.
            Column::Phone if house.3 % 10 < 6 => {
                Cell::Text(format!("0800{:08}", (house.3 / 16 + person.role * u64::from(draw.chance(0.4))) % 100_000_000))
            }
            Column::Phone => Cell::Empty,
            Column::Mother if draw.chance(0.8) => {
                let mut unmarked = Marks::default();
                let mother = province.mother(person);
                Cell::Text(crate::spelling::as_typed(
                    &mother,
                    Sex::Female,
                    &province.faults,
                    layout.factor,
                    &mut draw,
                    &mut unmarked,
                ))
            }
            Column::Mother => Cell::Empty,
            Column::Decile => Cell::Number(1 + house.3 / 64 % 4),
            Column::Wage => Cell::Number(u64::try_from(province.true_wage(person)).unwrap_or(0)),
            Column::Employment => Cell::Text(if person.class == Class::Asn { "PNS" } else { "Non ASN" }.to_owned()),
            Column::Started => Cell::Text(province.hired_on(person).dmy('-')),
            Column::Remark => Cell::Text(if draw.chance(0.04) {
                ["Baru", "Perbaikan", "Usulan", "Verifikasi"][draw.index(4)].to_owned()
            } else {
                String::new()
            }),
        });
    }
    out
}
