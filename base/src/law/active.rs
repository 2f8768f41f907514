//! Who counts as active in a month: `rulebook/active.toml` as a dated rule, and the standing of one membership.

use super::holidays::{ClosedDays, Holidays};
use crate::vocabulary::{Month, PaidMonths, Segment};
use jiff::civil::Date;
use serde::Deserialize;

const EMBEDDED: &str = include_str!("../../../rulebook/active.toml");

/// Where a membership stands in a month. Ordered from best to worst: of several memberships the best one speaks for the person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Standing {
    /// The month is paid.
    Active = 0,
    /// The month is not paid and not yet due. Counted as active, listed apart.
    InGrace = 1,
    /// The due date has passed. Not active.
    InArrears = 2,
    /// Unpaid for longer than the rule keeps arrears, or a segment without arrears.
    Lapsed = 3,
    /// Ended by the member or the employer before the month.
    Ended = 4,
    /// Registered and never paid.
    Registered = 5,
}

impl Standing {
    /// Every standing, best first.
    pub const ALL: [Self; 6] = [Self::Active, Self::InGrace, Self::InArrears, Self::Lapsed, Self::Ended, Self::Registered];

    /// Whether it counts as covered.
    pub const fn is_covered(self) -> bool {
        matches!(self, Self::Active | Self::InGrace)
    }

    /// The code in tables and texts.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::InGrace => "in_grace",
            Self::InArrears => "in_arrears",
            Self::Lapsed => "lapsed",
            Self::Ended => "ended",
            Self::Registered => "registered",
        }
    }
}

/// A rule was asked about a day before it is known.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no {rule} is in force on {day}; the rulebook starts on {starts}")]
pub struct NotInForce {
    /// The rule asked for.
    pub rule: String,
    /// The day asked about.
    pub day: Date,
    /// The first day that is known.
    pub starts: Date,
}

/// Why a rulebook does not load.
#[derive(Debug, thiserror::Error)]
pub enum RulebookFlaw {
    /// Not TOML, or a field that is missing or misspelt.
    #[error("the rulebook file is not valid TOML of its kind")]
    NotToml(#[source] toml::de::Error),
    /// A segment without any rule.
    #[error("the rulebook has no rule of activity for segment {0}")]
    SegmentMissing(Segment),
    /// Two rules for one day, or a span that ends before it starts.
    #[error("the rules of activity for segment {0} overlap or run backwards")]
    SpansOverlap(Segment),
    /// A holiday stands under a year that is not its own.
    #[error("the holiday {day} stands under the year {year}")]
    HolidayOfAnotherYear {
        /// The year it stands under.
        year: i16,
        /// The day.
        day: Date,
    },
}

/// The dated rule of activity of every segment.
#[derive(Clone, Debug)]
pub struct ActiveRule {
    name: String,
    name_en: String,
    segments: Vec<SegmentRule>,
    holidays: Holidays,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    active: Head,
    segment: Vec<SegmentRule>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Head {
    name: String,
    name_en: String,
    #[expect(dead_code, reason = "read by people; required so that nobody leaves it out")]
    confidence: String,
    #[expect(dead_code, reason = "read by people")]
    note: String,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct SegmentRule {
    code: Segment,
    #[serde(deserialize_with = "toml_day")]
    from: Date,
    #[serde(default, deserialize_with = "toml_day_or_none")]
    until: Option<Date>,
    grace: bool,
    due_day: i8,
    due_months_after: i32,
    arrears_months: u32,
    #[expect(dead_code, reason = "a rule without its source does not load")]
    source: String,
    #[expect(dead_code, reason = "a rule without its confidence does not load")]
    confidence: String,
}

impl SegmentRule {
    /// The due day as the rule writes it, before it moves: the last day of a month that is too short for it.
    fn due_day_in(&self, month: Month) -> Date {
        let last = month.plus(self.due_months_after).last_day();
        last.with().day(self.due_day.min(last.day())).build().unwrap_or(last)
    }
}

impl ActiveRule {
    /// The rule of the embedded rulebook.
    pub fn embedded() -> Result<Self, RulebookFlaw> {
        Self::parse(EMBEDDED)
    }

    /// Reads `active.toml`; due days move past the holidays of the embedded calendar.
    pub fn parse(text: &str) -> Result<Self, RulebookFlaw> {
        Self::read(text, Holidays::embedded()?)
    }

    /// Reads `active.toml`; due days move past these holidays.
    pub(super) fn read(text: &str, holidays: Holidays) -> Result<Self, RulebookFlaw> {
        let file: File = toml::from_str(text).map_err(RulebookFlaw::NotToml)?;
        for segment in Segment::ALL {
            let mut spans: Vec<_> =
                file.segment.iter().filter(|rule| rule.code == segment).map(|rule| (rule.from, rule.until)).collect();
            spans.sort();
            if spans.is_empty() {
                return Err(RulebookFlaw::SegmentMissing(segment));
            }
            let ends_in_time = spans.windows(2).all(|pair| pair[0].1.is_some_and(|until| until <= pair[1].0));
            if !ends_in_time || spans.iter().any(|(from, until)| until.is_some_and(|until| until <= *from)) {
                return Err(RulebookFlaw::SpansOverlap(segment));
            }
        }
        Ok(Self { name: file.active.name, name_en: file.active.name_en, segments: file.segment, holidays })
    }

    /// The same rule with another calendar.
    pub(super) fn with_holidays(self, holidays: Holidays) -> Self {
        Self { holidays, ..self }
    }

    /// The rule in a few words, in Indonesian and English.
    pub fn names(&self) -> (&str, &str) {
        (&self.name, &self.name_en)
    }

    fn of(&self, segment: Segment, month: Month) -> Result<&SegmentRule, NotInForce> {
        let day = month.first_day();
        let in_force = |rule: &&SegmentRule| rule.from <= day && rule.until.is_none_or(|until| day < until);
        let mine = || self.segments.iter().filter(|rule| rule.code == segment);
        mine().find(in_force).ok_or_else(|| NotInForce {
            rule: format!("rule of activity for segment {segment}"),
            day,
            starts: mine().map(|rule| rule.from).min().unwrap_or(day),
        })
    }

    /// The day on which the contribution of a month is due: moved to the next working day when it falls on a weekend, a
    /// national holiday or joint leave. In a year that [`ActiveRule::holidays_unknown`] names only weekends are known, so
    /// the true day may be later, never earlier.
    pub fn due_on(&self, segment: Segment, month: Month) -> Result<Date, NotInForce> {
        self.due_on_besides(segment, month, &ClosedDays::new())
    }

    /// The same where further days are closed: a holiday that the calendar does not have yet.
    pub fn due_on_besides(&self, segment: Segment, month: Month, closed: &ClosedDays) -> Result<Date, NotInForce> {
        let rule = self.of(segment, month)?;
        Ok(self.holidays.working_day_from(rule.due_day_in(month), closed))
    }

    /// The year of the due day of a segment's month, when its holidays are not in the rulebook.
    pub fn due_year_unknown(&self, segment: Segment, month: Month) -> Result<Option<i16>, NotInForce> {
        let year = self.of(segment, month)?.due_day_in(month).year();
        Ok((!self.holidays.knows(year)).then_some(year))
    }

    /// The year whose holidays are missing though the due day of the month falls into it; it bears on segments that have
    /// a grace until that day.
    pub fn holidays_unknown(&self, month: Month) -> Option<i16> {
        let rules = Segment::ALL.into_iter().filter_map(|segment| self.of(segment, month).ok());
        rules.filter(|rule| rule.grace).map(|rule| rule.due_day_in(month).year()).find(|year| !self.holidays.knows(*year))
    }

    /// The answers of the rule for one month seen from one day, so that a million memberships need no calendar.
    pub fn seen_on(&self, segment: Segment, month: Month, day: Date) -> Result<SegmentView, NotInForce> {
        let rule = self.of(segment, month)?;
        let mut grace_months = 0;
        // The oldest unpaid month that is not yet due: usually the month itself or none.
        while rule.grace && self.due_on(segment, month.plus(-grace_months)).is_ok_and(|due| day <= due) {
            grace_months += 1;
        }
        Ok(SegmentView { grace_months: grace_months.unsigned_abs(), arrears_months: rule.arrears_months })
    }
}

/// The rule of one segment for one month, seen from one day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SegmentView {
    /// Up to how many unpaid months, this one included, are not yet due.
    pub grace_months: u32,
    /// After how many unpaid months arrears turn into a lapse.
    pub arrears_months: u32,
}

impl SegmentView {
    /// The standing of a membership whose paid months are seen from the month asked about.
    /// `ended` says that the register ended it in or before that month.
    pub fn standing(self, paid: PaidMonths, ended: bool) -> Standing {
        match paid.since_last() {
            Some(0) => Standing::Active,
            _ if ended => Standing::Ended,
            None => Standing::Registered,
            Some(unpaid) if unpaid <= self.grace_months => Standing::InGrace,
            Some(unpaid) if unpaid <= self.arrears_months => Standing::InArrears,
            Some(_) => Standing::Lapsed,
        }
    }
}

pub(super) fn toml_day<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Date, D::Error> {
    let day = toml::value::Datetime::deserialize(deserializer)?;
    day.to_string().parse().map_err(serde::de::Error::custom)
}

pub(super) fn toml_day_or_none<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Option<Date>, D::Error> {
    toml_day(deserializer).map(Some)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn rule() -> ActiveRule {
        ActiveRule::embedded().unwrap()
    }

    fn month(text: &str) -> Month {
        Month::parse(text).unwrap()
    }

    fn paid_until(base: &str, last: &str) -> PaidMonths {
        let mut paid = PaidMonths::NONE;
        paid.pay(month(base), month("2024-01"), month(last));
        paid
    }

    #[test]
    fn an_employees_unpaid_june_is_in_grace_until_the_fifteenth_of_july() {
        let paid = paid_until("2025-06", "2025-05");
        let on = |day| rule().seen_on(Segment::Pu, month("2025-06"), day).unwrap().standing(paid, false);
        assert_eq!(on(date(2025, 6, 30)), Standing::InGrace);
        assert_eq!(on(date(2025, 7, 15)), Standing::InGrace);
        assert_eq!(on(date(2025, 7, 16)), Standing::InArrears);
    }

    #[test]
    fn a_due_date_on_a_weekend_moves_to_monday() {
        // 15 June 2025 is a Sunday.
        assert_eq!(rule().due_on(Segment::Pu, month("2025-05")).unwrap(), date(2025, 6, 16));
    }

    #[test]
    fn the_contribution_of_march_2024_was_due_on_the_first_working_day_after_idul_fitri() {
        assert_eq!(rule().due_on(Segment::Pu, month("2024-03")).unwrap(), date(2024, 4, 16));
        let paid = paid_until("2024-03", "2024-02");
        let on = |day| rule().seen_on(Segment::Pu, month("2024-03"), day).unwrap().standing(paid, false);
        assert_eq!(on(date(2024, 4, 16)), Standing::InGrace);
        assert_eq!(on(date(2024, 4, 17)), Standing::InArrears);
    }

    #[test]
    fn a_year_whose_holidays_are_not_in_the_rulebook_is_named() {
        assert_eq!(rule().holidays_unknown(month("2025-06")), None);
        assert_eq!(rule().holidays_unknown(month("2027-11")), None);
        assert_eq!(rule().holidays_unknown(month("2027-12")), Some(2028));
    }

    #[test]
    fn an_own_account_member_is_inactive_from_the_first_unpaid_month() {
        let paid = paid_until("2025-06", "2025-05");
        let view = rule().seen_on(Segment::Bpu, month("2025-06"), date(2025, 6, 1)).unwrap();
        assert_eq!(view.standing(paid, false), Standing::Lapsed);
    }

    #[test]
    fn the_relief_of_2020_moved_the_due_day_to_the_thirtieth() {
        assert_eq!(rule().due_on(Segment::Pu, month("2020-10")).unwrap(), date(2020, 11, 30));
        // 30 October 2020 was joint leave, a Friday.
        assert_eq!(rule().due_on(Segment::Pu, month("2020-09")).unwrap(), date(2020, 11, 2));
        assert_eq!(rule().due_on(Segment::Pu, month("2021-01")).unwrap(), date(2021, 3, 1));
        assert_eq!(rule().due_on(Segment::Pu, month("2021-02")).unwrap(), date(2021, 3, 15));
    }

    #[test]
    fn a_month_before_the_rulebook_is_refused_by_name() {
        let refusal = rule().due_on(Segment::Pu, month("2014-12")).unwrap_err();
        assert_eq!(
            refusal.to_string(),
            "no rule of activity for segment pu is in force on 2014-12-01; the rulebook starts on 2015-07-01"
        );
    }

    #[test]
    fn a_member_who_paid_and_then_ended_is_active_in_the_paid_month_only() {
        let view = rule().seen_on(Segment::Pu, month("2025-06"), date(2025, 6, 30)).unwrap();
        assert_eq!(view.standing(paid_until("2025-06", "2025-06"), true), Standing::Active);
        assert_eq!(view.standing(paid_until("2025-06", "2025-05"), true), Standing::Ended);
        assert_eq!(view.standing(PaidMonths::NONE, false), Standing::Registered);
    }

    #[test]
    fn a_rulebook_with_overlapping_rules_does_not_load() {
        let twice = EMBEDDED.replace("until = 2020-08-01", "until = 2020-09-01");
        assert!(matches!(ActiveRule::parse(&twice), Err(RulebookFlaw::SpansOverlap(Segment::Pu))));
    }
}
