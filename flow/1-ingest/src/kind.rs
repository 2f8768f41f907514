//! What the rows of each kind hold: fields, types and headings, read from `kinds/*.toml`.

use crate::heading;
use base::handover::Kind;
use base::vocabulary::Programme;
use serde::Deserialize;
use std::collections::HashSet;

/// The fields of one kind.
#[derive(Clone, Debug)]
pub struct KindSpec {
    /// The kind.
    pub kind: Kind,
    /// Whether a row is a person: identity is split off and sealed, and a token joins it.
    pub person: bool,
    /// What the place columns tell.
    pub place: PlaceRole,
    /// The fields in file order.
    pub fields: Vec<FieldSpec>,
    /// Rules for headings that are not known, with the position of their field.
    pub(crate) words: Vec<(usize, WordRule)>,
    /// Words for people who stand in a row beside its own person: mother, heir, who reported a death.
    pub(crate) others: Vec<String>,
    /// The position of the employer's number.
    pub(crate) npp: Option<usize>,
    /// Every known heading, normalised: what a later header of a sheet is looked for by.
    pub(crate) known: HashSet<String>,
    /// The position of `birth_date`, which every row of people asks for.
    pub(crate) birth_date: Option<usize>,
}

/// What the place columns of a kind tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum PlaceRole {
    /// Where the person lives.
    Residence,
    /// Where the person works, or the business is.
    Workplace,
    /// The rows are places themselves.
    None,
}

/// One field.
#[derive(Clone, Debug)]
pub struct FieldSpec {
    /// The column in facts or identity.
    pub name: String,
    /// How its cells are read.
    pub field_type: FieldType,
    /// Kept in the identity file only.
    pub sealed: bool,
    /// A row without it goes back.
    pub required: bool,
    /// Headings that mean it, as people wrote them.
    pub headings: Vec<String>,
    /// The same, normalised.
    pub(crate) normalised: Vec<String>,
    /// The programme a flag field is named after.
    pub(crate) programme: Option<Programme>,
}

/// Words that tell a field when no known heading fits (`kinds/words.toml`).
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct WordRule {
    pub(crate) field: String,
    pub(crate) any: Vec<String>,
    /// Whether it is about the person of the row.
    #[serde(default)]
    pub(crate) own: bool,
    pub(crate) unless: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WordFile {
    others: Vec<String>,
    rule: Vec<WordRule>,
}

/// How the cells of a field are read. `_optional` types leave an unreadable cell empty with a finding; the others refuse the row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FieldType {
    /// NIK with its damage.
    Nik,
    /// A person's name.
    Name,
    /// Free text.
    Text,
    /// A register number, kept as text.
    Code,
    /// A day.
    Date,
    /// A day that may be unreadable.
    DateOptional,
    /// A month.
    Month,
    /// A month that may be unreadable.
    MonthOptional,
    /// Months paid, as list and ranges.
    PaidMonths,
    /// A whole number.
    Integer,
    /// A whole number that may be unreadable.
    IntegerOptional,
    /// Money.
    Rupiah,
    /// Money that may be unreadable.
    RupiahOptional,
    /// An exact decimal, kept as text in canonical form.
    Decimal,
    /// A percentage in hundredths.
    PercentOptional,
    /// L or P.
    Sex,
    /// pu, bpu, jakon, pmi.
    Segment,
    /// Occupation or position, from which the group follows.
    Group,
    /// Employment status, from which exclusion follows (PNS, PPPK).
    Employment,
    /// Whether the member is in the programme that the field is named after.
    Programme,
    /// A list of programmes.
    Programmes,
    /// Active or not: an active member has paid the month of the day the data describes.
    Status,
    /// Place and date of birth in one cell.
    Birth,
    /// A region code.
    RegionCode,
    /// Province name.
    Provinsi,
    /// Regency name.
    Kabupaten,
    /// District name.
    Kecamatan,
    /// Village name.
    Desa,
    /// The name of a place, read as that of a regency where nothing else says which place it is.
    Area,
    /// An outline as WKT, in degrees.
    Outline,
    /// Read by people only.
    Ignored,
}

/// Why a kind's file does not load. A bug of ours: the files are embedded and tested.
#[derive(Debug, thiserror::Error)]
#[error("the field list of kind {kind} does not load")]
pub struct KindFlaw {
    kind: Kind,
    #[source]
    source: toml::de::Error,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    person: bool,
    #[serde(default = "no_place")]
    place: PlaceRole,
    field: Vec<Entry>,
}

fn no_place() -> PlaceRole {
    PlaceRole::None
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    name: String,
    #[serde(rename = "type")]
    field_type: FieldType,
    #[serde(default)]
    sealed: bool,
    #[serde(default)]
    required: bool,
    headings: Vec<String>,
}

const WORDS: &str = include_str!("../kinds/words.toml");
const PLACE: &str = include_str!("../kinds/place.toml");

impl KindSpec {
    /// The name of the field that a heading means, if the dictionary knows it.
    pub fn field_named(&self, heading: &str) -> Option<&str> {
        crate::heading::field_of(self, heading).map(|(field, _)| self.fields[field].name.as_str())
    }

    /// The fields of a kind.
    pub fn of(kind: Kind) -> Result<Self, KindFlaw> {
        let text = match kind {
            Kind::Participants => include_str!("../kinds/participants.toml"),
            Kind::Workers => include_str!("../kinds/workers.toml"),
            Kind::Employers => include_str!("../kinds/employers.toml"),
            Kind::Contributions => include_str!("../kinds/contributions.toml"),
            Kind::Projects => include_str!("../kinds/projects.toml"),
            Kind::Permits => include_str!("../kinds/permits.toml"),
            Kind::Deaths => include_str!("../kinds/deaths.toml"),
            Kind::Claims => include_str!("../kinds/claims.toml"),
            Kind::Budgets => include_str!("../kinds/budgets.toml"),
            Kind::Payments => include_str!("../kinds/payments.toml"),
            Kind::Targets => include_str!("../kinds/targets.toml"),
            Kind::Statistics => include_str!("../kinds/statistics.toml"),
            Kind::Regions => include_str!("../kinds/regions.toml"),
            Kind::Boundaries => include_str!("../kinds/boundaries.toml"),
        };
        let read = |text: &str| toml::from_str::<File>(text).map_err(|source| KindFlaw { kind, source });
        let file = read(text)?;
        let mut fields: Vec<FieldSpec> = file.field.into_iter().map(FieldSpec::from).collect();
        let shared = read(PLACE)?.field.into_iter().map(FieldSpec::from);
        let missing: Vec<FieldSpec> = shared
            .filter(|place| file.place != PlaceRole::None || place.field_type == FieldType::Ignored)
            .filter(|place| fields.iter().all(|field| field.name != place.name))
            .collect();
        fields.extend(missing);
        let rules: WordFile = toml::from_str(WORDS).map_err(|source| KindFlaw { kind, source })?;
        let position = |name: &str| fields.iter().position(|field: &FieldSpec| field.name == name);
        let words = rules.rule.into_iter().filter_map(|rule| Some((position(&rule.field)?, rule))).collect();
        let birth_date = position("birth_date");
        let known = fields.iter().flat_map(|field| field.normalised.iter().cloned()).collect();
        let npp = position("npp");
        Ok(Self { kind, person: file.person, place: file.place, fields, words, others: rules.others, npp, known, birth_date })
    }

    /// The position of a field.
    pub fn position(&self, name: &str) -> Option<usize> {
        self.fields.iter().position(|field| field.name == name)
    }

    /// Whether equal rows of one file are one row. Two equal bank payments are two payments.
    pub fn equal_rows_are_one(&self) -> bool {
        !matches!(self.kind, Kind::Payments | Kind::Budgets | Kind::Claims)
    }
}

impl From<Entry> for FieldSpec {
    fn from(entry: Entry) -> Self {
        let normalised = entry.headings.iter().map(|text| heading::normalise(text)).filter(|text| !text.is_empty()).collect();
        Self {
            programme: Programme::parse(&entry.name),
            name: entry.name,
            field_type: entry.field_type,
            sealed: entry.sealed,
            required: entry.required,
            headings: entry.headings,
            normalised,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    #[test]
    fn every_kind_loads_and_no_heading_means_two_fields() {
        for kind in Kind::ALL {
            let spec = KindSpec::of(kind).unwrap();
            let mut owner: BTreeMap<&str, &str> = BTreeMap::new();
            for field in &spec.fields {
                assert!(!field.headings.is_empty(), "{kind}.{} has no heading", field.name);
                for heading in &field.normalised {
                    let other = owner.insert(heading, &field.name);
                    assert!(
                        other.is_none_or(|other| other == field.name),
                        "{kind}: heading {heading} means {} and {}",
                        other.unwrap_or(""),
                        field.name
                    );
                }
            }
        }
    }

    #[test]
    fn what_identifies_a_person_is_sealed_in_every_kind() {
        for kind in Kind::ALL {
            let spec = KindSpec::of(kind).unwrap();
            for field in spec.fields.iter().filter(|_| spec.person) {
                let identifies =
                    ["nik", "name", "birth_date", "birth", "birth_place", "mother", "address", "phone", "wage", "kpj", "kk"]
                        .contains(&field.name.as_str());
                assert_eq!(identifies, field.sealed, "{kind}.{}", field.name);
            }
        }
    }
}
