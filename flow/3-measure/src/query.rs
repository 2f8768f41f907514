//! The question about coverage as SQL text. Pure: the engine runs it, nothing typed by a user is spliced in.

use base::access::Area;
use base::handover::{Attribution, Dimension};
use base::vocabulary::region::RegionCode;
use base::vocabulary::{Month, Programme};
use std::fmt::Write;

/// Whose coverage is asked about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Population {
    /// The people on worker lists.
    Roster,
    /// The people in the register of members.
    Register,
}

/// A question about coverage.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    /// Whose coverage.
    pub population: Population,
    /// The month asked about.
    pub month: Month,
    /// The cuts, in order; empty asks for the one total.
    pub by: Vec<Dimension>,
    /// Where a person counts.
    pub attribution: Attribution,
    /// Whose people: those who count inside it. Here, and nowhere else, rows are kept from those who may not see them.
    pub area: Area,
    /// The region of the installation: people whose place no list tells belong to whoever sees all of it.
    pub home: RegionCode,
}

/// SQL over the tables `participants`, `workers`, `deaths`, `employers` and `links`, with the function `standing`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QueryText {
    /// The statement that makes the table of people which the question starts from, where a session does not have it yet.
    pub people: Option<String>,
    /// The question.
    pub text: String,
}

impl From<String> for QueryText {
    /// A question that starts from no table of people.
    fn from(text: String) -> Self {
        Self { people: None, text }
    }
}

impl From<&str> for QueryText {
    fn from(text: &str) -> Self {
        text.to_owned().into()
    }
}

/// Counts per cell: one column per dimension asked for, then `denominator`, `covered`, `in_grace`.
///
/// Counts and no rate: a rate without its denominator cannot be checked or added up.
pub fn coverage_query(question: &Question) -> QueryText {
    let people = People::of(question);
    let grouped = grouped(people.keys);
    people.query(&format!(
        "SELECT {}COUNT(*) AS denominator,\n       \
                COUNT(*) FILTER (WHERE c.best <= 1) AS covered,\n       \
                COUNT(*) FILTER (WHERE c.best = 1) AS in_grace\n\
         {}\n\
         WHERE p.excluded IS NULL AND d.person IS NULL AND {}\n\
         {grouped}",
        people.select, people.from, people.inside
    ))
}

/// The account behind a cell: the same people, and those left out, by what became of them. After the dimensions stands the
/// reason (a [`Reason`] code), then `people` and `rows`, the rows of the lists that speak of them.
pub fn account_query(question: &Question) -> QueryText {
    let people = People::of(question);
    let grouped = grouped(people.keys + 1);
    // Of one programme: somebody without it may well be a member of another.
    let (no_programme, members) = if question.by.contains(&Dimension::Programme) {
        (
            "WHEN c.best IS NULL AND m.person IS NOT NULL THEN 'not_in_programme'\n            ",
            "\nLEFT JOIN (SELECT DISTINCT person FROM membership) m ON m.person = p.person",
        )
    } else {
        ("", "")
    };
    people.query(&format!(
        "SELECT {}CASE WHEN d.person IS NOT NULL THEN 'died' WHEN p.excluded IS NOT NULL THEN 'excluded'\n            \
                {no_programme}WHEN c.best IS NULL THEN 'not_in_register' ELSE CAST(c.best AS VARCHAR) END AS reason,\n       \
                COUNT(*) AS people, CAST(COALESCE(SUM(n.rows), 0) AS BIGINT) AS rows\n\
         {}{members}\n\
         LEFT JOIN (SELECT person, COUNT(*) AS rows FROM listed GROUP BY person) n ON n.person = p.person\n\
         WHERE {}\n\
         {grouped}",
        people.select, people.from, people.inside
    ))
}

/// The people of an area, as a condition on `p.place`. Codes are numbers: nothing typed by anybody stands in it.
pub(crate) fn inside(area: &Area, home: RegionCode) -> String {
    if area.is_everywhere() {
        return "TRUE".to_owned();
    }
    let mut parts: Vec<String> =
        area.regions().iter().map(|region| format!("(p.place >= {} AND p.place < {})", region.number(), region.end())).collect();
    if area.contains(home) {
        parts.push("p.place IS NULL".to_owned());
    }
    if parts.is_empty() { "FALSE".to_owned() } else { format!("({})", parts.join(" OR ")) }
}

fn grouped(keys: usize) -> String {
    let positions = (1..=keys).map(|n| n.to_string()).collect::<Vec<_>>().join(", ");
    if keys == 0 { String::new() } else { format!("GROUP BY {positions}\nORDER BY {positions}") }
}

/// What both questions say about people: who they are, where they count, how they are covered.
pub(crate) struct People {
    /// The statement that makes the table of the people.
    table: String,
    /// The tables made on the way.
    with: String,
    /// The columns of the dimensions, each with a comma behind it.
    select: String,
    /// How many there are.
    keys: usize,
    /// The people with their cover and their death.
    pub(crate) from: String,
    /// Which of them the asker may see.
    pub(crate) inside: String,
}

impl People {
    pub(crate) fn of(question: &Question) -> Self {
        let by = |dimension| question.by.contains(&dimension);
        Self::told(question, by(Dimension::Sex) || by(Dimension::AgeBand))
    }

    /// A question that starts from these people.
    pub(crate) fn query(&self, question: &str) -> QueryText {
        QueryText { people: Some(self.table.clone()), text: format!("{}\n{question}", self.with) }
    }

    /// The same with their sex and age where `traits` says so: each costs a walk over every row, so who asks for no more than places
    /// does not wait for it.
    pub(crate) fn told(question: &Question, traits: bool) -> Self {
        let last_day = question.month.last_day();
        let (rows, told) = (people_rows(question.population), told(question.population));
        let (own, place) = place(question.attribution);
        let mut keys: Vec<&'static str> = Vec::new();
        let mut joins = String::new();
        for dimension in &question.by {
            let (key, join) = cut(*dimension);
            keys.push(key);
            joins.push_str(join);
        }
        let by_programme = question.by.contains(&Dimension::Programme);
        let (cover, on) = if by_programme {
            (cover_by_programme(), "c.person = p.person AND c.programme = g_programme.programme")
        } else {
            ("SELECT person, MIN(standing) AS best FROM membership GROUP BY person".to_owned(), "c.person = p.person")
        };
        let mut select = String::new();
        for (number, (dimension, key)) in question.by.iter().zip(&keys).enumerate() {
            // Numbered names, because a dimension's word may be an SQL word.
            let _ = write!(select, "{key} AS key_{number}_{}, ", dimension.code());
        }
        let name = people_table(question.population, question.attribution, traits);
        let traits = if traits {
            "last_value(sex ORDER BY sex IS NOT NULL, trust, as_of, row) AS sex,\n       \
             last_value(age_band ORDER BY age_band IS NOT NULL, trust, as_of, row) AS age_band,\n       "
        } else {
            ""
        };
        let table = format!(
            "CREATE TABLE IF NOT EXISTS {name} AS\n\
             WITH membership AS (\n  \
               SELECT l.person, m.row, m.as_of, m.residence, m.workplace, m.sex, m.age_band, m.segment, m.\"group\", m.excluded, m.npp\n  \
               FROM participants m JOIN links l ON l.row = m.row\n\
             ),\n\
             listed AS (\n  {rows}\n),\n\
             seat AS (\n  {SEAT}\n),\n\
             told AS (\n  {told}\n  UNION ALL {AT_THE_SEAT}\n)\n\
             SELECT person,\n       \
                    last_value({place} ORDER BY {own} IS NOT NULL, {place} IS NOT NULL, trust, as_of, row) AS place,\n       \
                    {traits}MAX(excluded) AS excluded\n\
             FROM told GROUP BY person HAVING MAX(trust) = 1"
        );
        let with = format!(
            "WITH membership AS (\n  \
               SELECT l.person, m.row, m.as_of, m.residence, m.workplace, m.sex, m.age_band, m.segment, m.\"group\", m.excluded,\n    \
                      m.npp, m.programmes, standing(m.paid_bits, m.as_of, m.segment, m.ended_on) AS standing\n  \
               FROM participants m JOIN links l ON l.row = m.row\n\
             ),\n\
             listed AS (\n  {rows}\n),\n\
             died AS (\n  \
               SELECT DISTINCT l.person FROM deaths d JOIN links l ON l.row = d.row WHERE d.died_on <= DATE '{last_day}'\n\
             ),\n\
             cover AS (\n  {cover}\n)"
        );
        let from = format!(
            "FROM {name} p{joins}\n\
             LEFT JOIN cover c ON {on}\n\
             LEFT JOIN died d ON d.person = p.person"
        );
        Self { table, with, select, keys: keys.len(), from, inside: inside(&question.area, question.home) }
    }
}

/// The table of a session that its people stand in. Who they are and where they count hangs on no month and no cut, so the questions of
/// a session share it: a series of twelve months finds its people once.
fn people_table(population: Population, attribution: Attribution, traits: bool) -> String {
    let who = match population {
        Population::Roster => "listed",
        Population::Register => "registered",
    };
    let place = match attribution {
        Attribution::Residence => "home",
        Attribution::Workplace => "work",
    };
    format!("people_{who}_at_{place}{}", if traits { "_with_traits" } else { "" })
}

fn people_rows(population: Population) -> &'static str {
    match population {
        Population::Roster => {
            "SELECT l.person, w.row, w.as_of, w.residence, w.workplace, w.sex, w.age_band, w.segment, w.\"group\", w.excluded, w.npp\n  \
             FROM workers w JOIN links l ON l.row = w.row"
        }
        Population::Register => {
            "SELECT person, row, as_of, residence, workplace, sex, age_band, segment, \"group\", excluded, npp FROM membership"
        }
    }
}

/// What is told about people: the lists of the population, and where no list tells it (a payroll names no place) the register.
fn told(population: Population) -> &'static str {
    const LISTED: &str = "SELECT person, row, as_of, residence, workplace, sex, age_band, excluded, 1 AS trust FROM listed";
    match population {
        Population::Roster => {
            "SELECT person, row, as_of, residence, workplace, sex, age_band, excluded, 1 AS trust FROM listed\n  \
             UNION ALL SELECT person, row, as_of, residence, workplace, sex, age_band, NULL, 0 FROM membership"
        }
        Population::Register => LISTED,
    }
}

/// Where an employer is, by its number: as deep as all its entries agree, and nowhere when they name several regencies.
const SEAT: &str = "SELECT npp, CASE WHEN MIN(workplace) = MAX(workplace) THEN MIN(workplace)\n              \
     WHEN MIN(workplace) / 1000000 = MAX(workplace) / 1000000 THEN MIN(workplace) / 1000000 * 1000000 END AS workplace\n  \
     FROM employers WHERE npp IS NOT NULL AND workplace IS NOT NULL GROUP BY npp";

/// A payroll names the employer and no place: its people work where the employer is, unless a list or the register says better.
const AT_THE_SEAT: &str = "SELECT l.person, l.row, l.as_of, NULL, s.workplace, NULL, NULL, NULL, -1\n  \
     FROM listed l JOIN seat s ON s.npp = l.npp WHERE l.workplace IS NULL";

/// The place that is asked for, and the place that stands for it where nobody tells it.
fn place(attribution: Attribution) -> (&'static str, &'static str) {
    match attribution {
        Attribution::Residence => ("residence", "COALESCE(residence, workplace)"),
        Attribution::Workplace => ("workplace", "COALESCE(workplace, residence)"),
    }
}

/// The key of a dimension, and the join that spreads a person over its values where there may be several.
fn cut(dimension: Dimension) -> (&'static str, &'static str) {
    match dimension {
        Dimension::Province => ("p.place / 100000000", ""),
        Dimension::Region => ("p.place / 1000000", ""),
        Dimension::District => ("p.place / 10000", ""),
        Dimension::Village => ("p.place", ""),
        Dimension::Sex => ("p.sex", ""),
        Dimension::AgeBand => ("p.age_band", ""),
        Dimension::Segment => {
            ("g_segment.segment", "\nJOIN (SELECT DISTINCT person, segment FROM listed) g_segment ON g_segment.person = p.person")
        }
        Dimension::Group => {
            ("g_group.grp", "\nJOIN (SELECT DISTINCT person, \"group\" AS grp FROM listed) g_group ON g_group.person = p.person")
        }
        Dimension::Sector => (
            "g_sector.sector",
            "\nJOIN (SELECT DISTINCT l.person, sector(e.kbli) AS sector FROM listed l\n      \
             LEFT JOIN (SELECT npp, MIN(kbli) AS kbli FROM employers WHERE npp IS NOT NULL GROUP BY npp) e ON e.npp = l.npp) g_sector \
             ON g_sector.person = p.person",
        ),
        Dimension::Programme => ("g_programme.programme", PROGRAMMES),
        // Months are asked one after the other: the standing function knows one month.
        Dimension::Month => ("'month'", ""),
    }
}

const PROGRAMMES: &str = "\nCROSS JOIN (VALUES (0), (1), (2), (3), (4)) AS g_programme (programme)";

/// The best standing per person and programme: only memberships that hold the programme.
fn cover_by_programme() -> String {
    let parts: Vec<String> = Programme::ALL
        .iter()
        .enumerate()
        .map(|(number, _)| {
            let bit = 1 << number;
            format!("SELECT person, {number} AS programme, standing FROM membership WHERE (programmes & {bit}) <> 0")
        })
        .collect();
    let all = parts.join("\n  UNION ALL ");
    format!("SELECT person, programme, MIN(standing) AS best FROM (\n  {all}) GROUP BY person, programme")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_total_has_no_grouping_and_a_cut_is_sorted() {
        let question = |by: &[Dimension]| Question {
            population: Population::Roster,
            month: Month::parse("2025-06").unwrap(),
            by: by.to_vec(),
            attribution: Attribution::Residence,
            area: Area::everywhere(),
            home: RegionCode::parse("73").unwrap(),
        };
        let total = coverage_query(&question(&[])).text;
        assert!(!total.contains("ORDER BY 1"), "{total}");
        assert!(total.contains("DATE '2025-06-30'"), "{total}");
        let cut = coverage_query(&question(&[Dimension::Region, Dimension::Segment])).text;
        assert!(cut.contains("GROUP BY 1, 2\nORDER BY 1, 2"), "{cut}");
        assert!(cut.contains("key_1_segment"), "{cut}");
    }

    /// v5.0.0-8.2.2: every figure is counted inside an area; an area that holds nothing counts nobody.
    #[test]
    fn only_people_of_the_area_are_counted_and_those_without_a_place_belong_to_the_whole() {
        let home = RegionCode::parse("73").unwrap();
        assert_eq!(inside(&Area::everywhere(), home), "TRUE");
        assert_eq!(inside(&Area::parse("73.09").unwrap(), home), "((p.place >= 7309000000 AND p.place < 7310000000))");
        assert!(inside(&Area::parse("73").unwrap(), home).ends_with("OR p.place IS NULL)"));
        assert_eq!(inside(&Area::of([]), home), "FALSE");
    }
}
