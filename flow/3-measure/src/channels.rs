//! The uncovered by the channel through which they can be covered: everybody in one channel, one group and one place, so that channels
//! add up to the figure of coverage. No name is among them.

use crate::query::{People, QueryText, Question, inside};
use base::access::Area;
use base::handover::{Channel, Dimension};
use base::law::{Groups, Standing};
use base::vocabulary::region::RegionCode;

/// How groups and segments lead to channels, as SQL over the rows that lists say of a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Channels(String);

impl Channels {
    /// By the groups of a rulebook.
    pub fn of(groups: &Groups) -> Self {
        let of = |channel: Channel| {
            let codes: Vec<String> =
                groups.iter().filter(|group| group.channel == channel).map(|group| format!("'{}'", plain(&group.code))).collect();
            if codes.is_empty() { "''".to_owned() } else { codes.join(", ") }
        };
        Self(format!(
            "SELECT person,\n         \
                    MIN(CASE WHEN \"group\" IN ({}) THEN {} WHEN segment = 'pu' THEN {} WHEN segment = 'jakon' THEN {}\n                  \
                             WHEN \"group\" IN ({}) THEN {} ELSE {} END) AS channel,\n         \
                    last_value(\"group\" ORDER BY \"group\" IS NOT NULL, as_of, row) AS grp\n  \
             FROM listed GROUP BY person",
            of(Channel::Government),
            Channel::Government as u8,
            Channel::Employers as u8,
            Channel::Construction as u8,
            of(Channel::Funded),
            Channel::Funded as u8,
            Channel::SelfPaying as u8,
        ))
    }

    /// Joins the channels to people `p` with their cover `c`.
    pub(crate) fn join(&self) -> String {
        format!("JOIN (\n  {}\n) h ON h.person = p.person", self.0)
    }

    /// The channel of a joined person: members without a wage whose cover lapsed renew it.
    pub(crate) fn number() -> String {
        format!(
            "CASE WHEN h.channel >= {} AND c.best IN ({}, {}) THEN {} ELSE h.channel END",
            Channel::Funded as u8,
            Standing::InArrears as u8,
            Standing::Lapsed as u8,
            Channel::Renewal as u8
        )
    }
}

/// Codes of a rulebook are words of ours; anything else would not be spliced in.
fn plain(code: &str) -> String {
    code.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '_' || *c == '-').collect()
}

/// People who are not covered, of one place, channel and group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Uncovered {
    /// The finest place that is known; none where no list tells.
    pub place: Option<RegionCode>,
    /// Who has to act.
    pub channel: Channel,
    /// The group of the rulebook.
    pub group: Option<String>,
    /// Whether they were members before.
    pub lapsed: bool,
    /// How many.
    pub people: u64,
}

/// Counts of the uncovered of an area: place, channel, group, whether they were members before, then `people`.
pub fn channels_query(question: &Question, channels: &Channels) -> QueryText {
    let people = People::of(question);
    people.query(&format!(
        "SELECT p.place, CAST({} AS BIGINT) AS channel, h.grp, CAST(c.best IN ({}, {}) AS INT) AS lapsed, COUNT(*) AS people\n\
         {}\n{}\n\
         WHERE p.excluded IS NULL AND d.person IS NULL AND (c.best IS NULL OR c.best > 1) AND {}\n\
         GROUP BY 1, 2, 3, 4\nORDER BY 1, 2, 3, 4",
        Channels::number(),
        Standing::InArrears as u8,
        Standing::Lapsed as u8,
        people.from,
        channels.join(),
        people.inside
    ))
}

/// What became of the uncovered whom money may enrol, by regency and group (`7309/fisher`): how many there were in the question's month;
/// of these covered in any of the months since, covered in the last, and the months covered added up. The function `covered_months`
/// answers for the months since, the latest in the lowest bit.
pub fn since_query(question: &Question, channels: &Channels, months: u32) -> QueryText {
    let people = People::of(question);
    let bits = "COALESCE(b.bits, 0)";
    let each: Vec<String> = (0..months).map(|back| format!("(({bits} >> {back}) & 1)")).collect();
    let sum = if each.is_empty() { "0".to_owned() } else { each.join(" + ") };
    people.query(&format!(
        "SELECT CONCAT(CAST(p.place / 1000000 AS VARCHAR), '/', h.grp) AS key, COUNT(*) AS uncovered,\n       \
                SUM(CASE WHEN {bits} > 0 THEN 1 ELSE 0 END) AS bought, SUM({bits} & 1) AS active, SUM({sum}) AS months\n\
         {}\n{}\n\
         LEFT JOIN (SELECT l.person, bit_or(covered_months(m.paid_bits, m.as_of, m.segment, m.ended_on)) AS bits\n           \
           FROM participants m JOIN links l ON l.row = m.row GROUP BY l.person) b ON b.person = p.person\n\
         WHERE p.excluded IS NULL AND d.person IS NULL AND (c.best IS NULL OR c.best > 1)\n  \
           AND {} IN ({}, {}, {}) AND p.place IS NOT NULL AND h.grp IS NOT NULL AND {}\n\
         GROUP BY 1\nORDER BY 1",
        people.from,
        channels.join(),
        Channels::number(),
        Channel::Government as u8,
        Channel::Renewal as u8,
        Channel::Funded as u8,
        people.inside
    ))
}

/// People of the lists who are covered, month by month for as many months back from the question's month: the regency or segment, then
/// one count a month, the latest first. The function `covered_months` says of a membership which months are covered, as bits.
pub fn months_query(question: &Question, by: Dimension, months: u32) -> QueryText {
    let people = People::of(question);
    let (key, join) = match by {
        Dimension::Segment => ("g.segment", "\nJOIN (SELECT DISTINCT person, segment FROM listed) g ON g.person = p.person"),
        _ => ("p.place / 1000000", ""),
    };
    let counts: Vec<String> = (0..months).map(|back| format!("SUM((b.bits >> {back}) & 1) AS m{back}")).collect();
    people.query(&format!(
        "SELECT {key} AS key, {}\n\
         {}{join}\n\
         LEFT JOIN (SELECT l.person, bit_or(covered_months(m.paid_bits, m.as_of, m.segment, m.ended_on)) AS bits\n           \
           FROM participants m JOIN links l ON l.row = m.row GROUP BY l.person) b ON b.person = p.person\n\
         WHERE p.excluded IS NULL AND d.person IS NULL AND {}\n\
         GROUP BY 1\nORDER BY 1",
        counts.join(", "),
        people.from,
        people.inside
    ))
}

/// Members of the register who are covered in the month and will not be in the next unless somebody pays: the regency, the segment,
/// whether the month itself is unpaid, then `people`. The function `standing_next` answers for the next month.
pub fn ending_query(area: &Area, home: RegionCode) -> QueryText {
    let inside = inside(area, home);
    format!(
        "WITH membership AS (\n  \
           SELECT l.person, COALESCE(m.residence, m.workplace) AS place, m.segment,\n         \
                  standing(m.paid_bits, m.as_of, m.segment, m.ended_on) AS now,\n         \
                  standing_next(m.paid_bits, m.as_of, m.segment, m.ended_on) AS next, m.as_of, m.row\n  \
           FROM participants m JOIN links l ON l.row = m.row\n\
         ),\n\
         p AS (\n  \
           SELECT person, MIN(now) AS now, MIN(next) AS next, last_value(place ORDER BY place IS NOT NULL, as_of, row) AS place,\n         \
                  first_value(segment ORDER BY now, segment) AS segment\n  \
           FROM membership GROUP BY person\n\
         )\n\
         SELECT p.place / 1000000 AS regency, p.segment, CAST(p.now = 1 AS INT) AS unpaid, COUNT(*) AS people\n\
         FROM p LEFT JOIN (SELECT DISTINCT l.person FROM deaths d JOIN links l ON l.row = d.row) d ON d.person = p.person\n\
         WHERE d.person IS NULL AND p.now <= 1 AND p.next > 1 AND {inside}\n\
         GROUP BY 1, 2, 3\nORDER BY 1, 2, 3"
    ).into()
}

/// Members whose cover ends, of one regency and segment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ending {
    /// The regency; none where the register tells no place.
    pub region: Option<RegionCode>,
    /// pu, bpu, jakon, pmi.
    pub segment: String,
    /// Whether the month itself is unpaid: its due day passes in the next.
    pub unpaid: bool,
    /// How many.
    pub people: u64,
}

/// Reads a line of the answer to [`ending_query`]; none where it has another shape.
pub fn ending(keys: &[Option<String>], people: u64) -> Option<Ending> {
    let [regency, segment, unpaid] = keys else { return None };
    let number = regency.as_ref().and_then(|number| number.parse::<u64>().ok()).and_then(|number| number.checked_mul(1_000_000));
    let segment = segment.clone().unwrap_or_default();
    Some(Ending { region: number.and_then(RegionCode::from_number), segment, unpaid: unpaid.as_deref() == Some("1"), people })
}

/// Reads a line of the answer to [`channels_query`]; none where it has another shape.
pub fn uncovered(keys: &[Option<String>], people: u64) -> Option<Uncovered> {
    let [place, channel, group, lapsed] = keys else { return None };
    let channel: usize = channel.as_ref()?.parse().ok()?;
    Some(Uncovered {
        place: place.as_ref().and_then(|place| place.parse().ok()).and_then(RegionCode::from_number),
        channel: *Channel::ALL.get(channel)?,
        group: group.clone(),
        lapsed: lapsed.as_deref() == Some("1"),
        people,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Population;
    use base::handover::Attribution;
    use base::vocabulary::Month;

    #[test]
    fn everybody_has_one_channel_and_the_codes_of_groups_are_words_of_ours() {
        let channels = Channels::of(&Groups::embedded().unwrap());
        let question = Question {
            population: Population::Roster,
            month: Month::parse("2025-06").unwrap(),
            by: Vec::new(),
            attribution: Attribution::Residence,
            area: Area::parse("73.09").unwrap(),
            home: RegionCode::parse("73").unwrap(),
        };
        let text = channels_query(&question, &channels).text;
        assert!(text.contains("GROUP BY person") && text.contains("'non_asn'") && text.contains("7309000000"), "{text}");
        let line =
            uncovered(&[Some("7309010001".to_owned()), Some("4".to_owned()), Some("farmer".to_owned()), Some("0".to_owned())], 7);
        assert_eq!(line.map(|line| (line.channel, line.people)), Some((Channel::Funded, 7)));
        assert_eq!(uncovered(&[None, Some("9".to_owned()), None, None], 1), None);
    }
}
