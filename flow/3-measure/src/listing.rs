//! The people behind the uncovered of a place, as SQL text over facts: who they are by number, where, and why they are not covered.
//! The same people as in [`crate::coverage_query`], so that the list has as many lines as the figure says. No name is among them.

use crate::channels::Channels;
use crate::query::{People, QueryText, Question};
use crate::{Population, Reason};
use base::access::Area;
use base::handover::{Attribution, Channel};
use base::law::Standing;
use base::vocabulary::region::{Level, RegionCode};
use base::vocabulary::{Month, Segment};

/// Which of the uncovered are asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listing {
    /// The month.
    pub month: Month,
    /// Where a person counts.
    pub attribution: Attribution,
    /// The place.
    pub place: RegionCode,
    /// Only those that a list names in a segment.
    pub segment: Option<Segment>,
    /// Only those that a list names in a group of the rulebook.
    pub group: Option<String>,
    /// Only those that are uncovered for this reason.
    pub reason: Option<Reason>,
    /// Only those of one channel.
    pub channel: Option<(Channel, Channels)>,
}

/// One of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// The person: the smallest of its row ids.
    pub person: i64,
    /// Where the person counts.
    pub place: Option<RegionCode>,
    /// L or P.
    pub sex: Option<String>,
    /// The lower end of the five-year band.
    pub age_band: Option<u8>,
    /// Why not covered.
    pub reason: Reason,
    /// The newest row of a list that speaks of the person.
    pub row: i64,
    /// What that row says: segment, group, employer.
    pub segment: Option<String>,
    /// The group.
    pub group: Option<String>,
    /// The employer.
    pub employer: Option<String>,
    /// In how many rows of the lists.
    pub rows: u64,
}

/// How many there are, by reason: the reason, then `people`.
pub fn listing_counts(listing: &Listing) -> QueryText {
    let people = People::of(&question(listing));
    let place = within(listing.place);
    let (filters, channel) = (filters(listing), channel_join(listing));
    people.query(&format!(
        "SELECT {REASON} AS reason, COUNT(*) AS people\n{}{channel}\nWHERE {UNCOVERED} AND {place}{filters}\nGROUP BY 1\nORDER BY 1",
        people.from
    ))
}

/// The people of one page, by place and number, after the one named: the columns of [`Listed`], `rows` last.
pub fn listing_query(listing: &Listing, after: Option<(u64, i64)>, most: usize) -> QueryText {
    let people = People::told(&question(listing), true);
    let place = within(listing.place);
    let (filters, channel) = (filters(listing), channel_join(listing));
    let after = after.map_or_else(String::new, |(place, person)| {
        format!(" AND (p.place > {place} OR (p.place = {place} AND p.person > {person}))")
    });
    people.query(&format!(
        "SELECT p.person, p.place, p.sex, p.age_band, {REASON} AS reason, n.row, w.segment, w.\"group\" AS grp, w.employer_name, n.rows\n\
         {}{channel}\n\
         JOIN (SELECT person, COUNT(*) AS rows, last_value(row ORDER BY as_of, row) AS row FROM listed GROUP BY person) n \
         ON n.person = p.person\n\
         JOIN workers w ON w.row = n.row\n\
         WHERE {UNCOVERED} AND {place}{filters}{after}\n\
         ORDER BY p.place, p.person LIMIT {most}",
        people.from
    ))
}

/// Reads a line of the answer to [`listing_query`]; none where it has another shape.
pub fn listed(keys: &[Option<String>], rows: u64) -> Option<Listed> {
    let [person, place, sex, age_band, reason, row, segment, group, employer] = keys else { return None };
    let number = |key: &Option<String>| key.as_ref().and_then(|key| key.parse::<i64>().ok());
    Some(Listed {
        person: number(person)?,
        place: place.as_ref().and_then(|key| key.parse().ok()).and_then(RegionCode::from_number),
        sex: sex.clone(),
        age_band: age_band.as_ref().and_then(|key| key.parse().ok()),
        reason: Reason::parse(reason.as_deref()?)?,
        row: number(row)?,
        segment: segment.clone(),
        group: group.clone(),
        employer: employer.clone(),
        rows,
    })
}

/// Everything that is said of one person: kind of list, row, day (days since 1970), place, segment, group, employer, sex, age
/// band, day of ending, months paid and programmes as bits.
pub fn person_query(person: i64) -> QueryText {
    let common = "row, CAST(t.as_of AS INT) AS as_of, COALESCE(t.residence, t.workplace) AS place, t.segment, t.\"group\" AS grp";
    let of = |kind: &str, employer: &str, rest: &str| {
        format!(
            "SELECT '{kind}' AS kind, t.{common}, {employer} AS employer, t.sex, t.age_band, {rest} \
             FROM {kind} t JOIN links l ON l.row = t.row WHERE l.person = {person}"
        )
    };
    let nothing = "CAST(NULL AS INT) AS ended, CAST(NULL AS BIGINT) AS paid, CAST(NULL AS BIGINT) AS programmes";
    format!(
        "{}\nUNION ALL {}\nUNION ALL {}\nORDER BY 1, 2",
        of("workers", "t.employer_name", nothing),
        of(
            "participants",
            "t.employer_name",
            "CAST(t.ended_on AS INT) AS ended, t.paid_bits AS paid, t.programmes AS programmes"
        ),
        of("deaths", "CAST(NULL AS VARCHAR)", nothing)
    )
    .into()
}

/// The person that a row is.
pub fn person_of_row_query(row: i64) -> QueryText {
    format!("SELECT person FROM links WHERE row = {row}").into()
}

/// The reasons that leave a person uncovered and in the denominator.
pub fn uncovered_reasons() -> impl Iterator<Item = Reason> {
    let standings = Standing::ALL.into_iter().filter(|standing| !standing.is_covered()).map(Reason::InRegister);
    std::iter::once(Reason::NotInRegister).chain(standings)
}

const REASON: &str = "CASE WHEN c.best IS NULL THEN 'not_in_register' ELSE CAST(c.best AS VARCHAR) END";
const UNCOVERED: &str = "p.excluded IS NULL AND d.person IS NULL AND (c.best IS NULL OR c.best > 1)";

fn question(listing: &Listing) -> Question {
    let (population, area) = (Population::Roster, Area::of([listing.place]));
    let (month, attribution) = (listing.month, listing.attribution);
    Question { population, month, by: Vec::new(), attribution, area, home: listing.place }
}

fn within(place: RegionCode) -> String {
    let unit: u64 = match place.level() {
        Level::Provinsi => 100_000_000,
        Level::KabupatenKota => 1_000_000,
        Level::Kecamatan => 10_000,
        Level::Desa => 1,
    };
    format!("p.place / {unit} = {}", place.number() / unit)
}

fn channel_join(listing: &Listing) -> String {
    listing.channel.as_ref().map_or_else(String::new, |(_, channels)| format!("\n{}", channels.join()))
}

/// Words of our own only: nothing typed by a user is spliced in.
fn filters(listing: &Listing) -> String {
    let mut text = String::new();
    let mut named = |column: &str, word: &str| {
        text.push_str(&format!(" AND p.person IN (SELECT person FROM listed WHERE {column} = '{word}')"));
    };
    if let Some(segment) = listing.segment {
        named("segment", segment.code());
    }
    let plain = |word: &&String| word.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-');
    match listing.group.as_ref().filter(plain) {
        // Of a channel everybody is in one group, so that groups add up to it.
        Some(group) if listing.channel.is_some() => text.push_str(&format!(" AND h.grp = '{group}'")),
        Some(group) => named("\"group\"", group),
        None => {}
    }
    match listing.reason {
        None => {}
        Some(Reason::InRegister(standing)) => text.push_str(&format!(" AND c.best = {}", standing as u8)),
        Some(_) => text.push_str(" AND c.best IS NULL"),
    }
    if let Some((channel, _)) = &listing.channel {
        text.push_str(&format!(" AND {} = {}", Channels::number(), *channel as u8));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_words_and_numbers_of_ours_stand_in_the_query() {
        let listing = Listing {
            month: Month::parse("2025-06").unwrap(),
            attribution: Attribution::Residence,
            place: RegionCode::parse("73.05.01").unwrap(),
            segment: Some(Segment::Bpu),
            group: Some("x' OR 1=1 --".to_owned()),
            reason: Some(Reason::InRegister(Standing::InArrears)),
            channel: None,
        };
        let text = listing_query(&listing, Some((7_305_010_000, 42)), 51).text;
        assert!(
            text.contains("p.place / 10000 = 730501") && text.contains("segment = 'bpu'") && text.contains("c.best = 2"),
            "{text}"
        );
        assert!(text.contains("p.place > 7305010000") && text.ends_with("LIMIT 51") && !text.contains("1=1"), "{text}");
        assert_eq!(uncovered_reasons().count(), 5);
    }
}
