//! A claim: what happened, when, to whom. Read from named cells, as contributions are.

use crate::law::assess::{Refusal, read};
use crate::law::ratio::Ratio;
use crate::vocabulary::Segment;
use jiff::civil::Date;

/// The cells of a claim.
pub const CLAIM_COLUMNS: [&str; 28] = [
    "benefit",
    "on",
    "scheme",
    "event",
    "cause",
    "wage",
    "table_percent",
    "function_percent",
    "incapacity_months",
    "land",
    "sea",
    "air",
    "home_care",
    "dentures",
    "hearing_aid",
    "glasses",
    "prosthesis",
    "children",
    "membership_month",
    "contribution_months",
    "consecutive_months",
    "balance",
    "purpose",
    "average_wage",
    "heir",
    "age",
    "claimed_after_months",
    "unregistered",
];

/// Which programme is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Work accident.
    Jkk,
    /// Death.
    Jkm,
    /// Old-age savings.
    Jht,
    /// Pension.
    Jp,
    /// Job loss.
    Jkp,
    /// Everything a family receives when its worker dies.
    Family,
}

/// What a work accident led to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Event {
    /// Death.
    Death,
    /// Cacat total tetap.
    TotalDisability,
    /// Cacat sebagian anatomis: a part of the body is lost.
    PartialDisability,
    /// Cacat sebagian fungsi: a part of the body works less.
    FunctionLoss,
    /// Sementara tidak mampu bekerja.
    Incapacity,
}

/// Why somebody died.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Cause {
    /// An accident at work, or an illness caused by work.
    Work,
    /// Anything else.
    #[default]
    Other,
}

/// What JHT money is taken for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Purpose {
    /// All of it: pension age, end of work, total disability, death.
    #[default]
    All,
    /// A part for a house.
    Housing,
    /// A part for other needs in preparation of old age.
    Preparation,
}

/// Who receives a pension.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Heir {
    /// The member.
    #[default]
    Member,
    /// The member, unable to work.
    Disabled,
    /// Widow or widower.
    Spouse,
    /// A child.
    Child,
    /// A parent of an unmarried member.
    Parent,
}

/// Where a child is at school.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// TK and SD.
    Primary,
    /// SMP.
    Junior,
    /// SMA.
    Senior,
    /// Higher education or training.
    Higher,
}

impl Level {
    /// Every level, lowest first.
    pub const ALL: [Self; 4] = [Self::Primary, Self::Junior, Self::Senior, Self::Higher];

    fn parse(word: &str) -> Option<Self> {
        match word {
            "tk" | "sd" => Some(Self::Primary),
            "smp" => Some(Self::Junior),
            "sma" => Some(Self::Senior),
            "pt" => Some(Self::Higher),
            _ => None,
        }
    }
}

/// A claim.
#[derive(Clone, Debug)]
pub struct Claim {
    /// The programme.
    pub kind: Kind,
    /// The day of the event.
    pub on: Date,
    /// The scheme of the member.
    pub scheme: Segment,
    /// What an accident led to.
    pub event: Event,
    /// Why somebody died.
    pub cause: Cause,
    /// The last reported wage, or the base of a member without a wage.
    pub wage: i64,
    /// The percentage of the annex for the lost part of the body.
    pub table_percent: Ratio,
    /// How much of its function is lost.
    pub function_percent: Ratio,
    /// Months of incapacity.
    pub incapacity_months: i64,
    /// Costs that are refunded up to a cap: code, amount.
    pub costs: Vec<(&'static str, i64)>,
    /// Children at school.
    pub children: Vec<Level>,
    /// The month of membership in which it happened; the first month is 1.
    pub membership_month: Option<i64>,
    /// Months with contributions.
    pub contribution_months: i64,
    /// Of these, how many without a gap up to the event.
    pub consecutive_months: i64,
    /// The JHT balance.
    pub balance: i64,
    /// What JHT is taken for.
    pub purpose: Purpose,
    /// The average monthly wage, weighted by inflation, that JP counts with.
    pub average_wage: i64,
    /// Who receives a pension.
    pub heir: Heir,
    /// The member's age in full years.
    pub age: Option<i64>,
    /// Full months between the loss of work and the claim.
    pub claimed_after_months: i64,
    /// Whether the employer had not registered the worker.
    pub unregistered: bool,
}

/// The costs that a claim may name, each with a cap of its own.
const COSTS: [&str; 8] = ["land", "sea", "air", "home_care", "dentures", "hearing_aid", "glasses", "prosthesis"];

impl Claim {
    /// Reads a claim from named cells; an empty cell is one that is not given.
    pub fn read(cell: impl Fn(&str) -> String) -> Result<Self, Refusal> {
        let number = |column: &'static str| match read::figure(column, &cell(column))? {
            Some(number) if number < 0 => Err(Refusal::NotPositive { column }),
            number => Ok(number),
        };
        let percent = |column: &'static str| match cell(column).as_str() {
            "" => Ok(Ratio::WHOLE),
            text => Ratio::of_percent(text).ok_or_else(|| read::unreadable(column, text, "12.5")),
        };
        let mut costs = Vec::new();
        for column in COSTS {
            costs.extend(number(column)?.map(|cost| (column, cost)));
        }
        let children = cell("children");
        let levels: Option<Vec<Level>> = children.split([';', ',']).filter(|word| !word.is_empty()).map(Level::parse).collect();
        Ok(Self {
            kind: word(&cell, "benefit", &KINDS, None)?,
            on: cell("on").parse().map_err(|_| read::unreadable("on", &cell("on"), "2025-03-01"))?,
            scheme: word(&cell, "scheme", &SCHEMES, Some(Segment::Pu))?,
            event: word(&cell, "event", &EVENTS, Some(Event::Death))?,
            cause: word(&cell, "cause", &CAUSES, Some(Cause::Other))?,
            wage: number("wage")?.unwrap_or(0),
            table_percent: percent("table_percent")?,
            function_percent: percent("function_percent")?,
            incapacity_months: number("incapacity_months")?.unwrap_or(0),
            costs,
            children: levels.ok_or_else(|| read::unreadable("children", &children, "sd;smp (tk, sd, smp, sma, pt)"))?,
            membership_month: number("membership_month")?,
            contribution_months: number("contribution_months")?.unwrap_or(0),
            consecutive_months: number("consecutive_months")?.unwrap_or(0),
            balance: number("balance")?.unwrap_or(0),
            purpose: word(&cell, "purpose", &PURPOSES, Some(Purpose::All))?,
            average_wage: number("average_wage")?.unwrap_or(0),
            heir: word(&cell, "heir", &HEIRS, Some(Heir::Member))?,
            age: number("age")?,
            claimed_after_months: number("claimed_after_months")?.unwrap_or(0),
            unregistered: matches!(cell("unregistered").as_str(), "1" | "true"),
        })
    }

    /// The wage, which this benefit is counted by.
    pub(super) fn wage(&self) -> Result<i64, Refusal> {
        if self.wage > 0 { Ok(self.wage) } else { Err(Refusal::Missing { column: "wage", scheme: self.scheme.code() }) }
    }
}

const KINDS: [(&str, Kind); 6] =
    [("jkk", Kind::Jkk), ("jkm", Kind::Jkm), ("jht", Kind::Jht), ("jp", Kind::Jp), ("jkp", Kind::Jkp), ("family", Kind::Family)];
const SCHEMES: [(&str, Segment); 4] =
    [("pu", Segment::Pu), ("bpu", Segment::Bpu), ("jakon", Segment::Jakon), ("pmi", Segment::Pmi)];
const EVENTS: [(&str, Event); 5] = [
    ("death", Event::Death),
    ("total_disability", Event::TotalDisability),
    ("partial_disability", Event::PartialDisability),
    ("function_loss", Event::FunctionLoss),
    ("incapacity", Event::Incapacity),
];
const CAUSES: [(&str, Cause); 2] = [("work", Cause::Work), ("other", Cause::Other)];
const PURPOSES: [(&str, Purpose); 3] =
    [("all", Purpose::All), ("housing", Purpose::Housing), ("preparation", Purpose::Preparation)];
const HEIRS: [(&str, Heir); 5] = [
    ("member", Heir::Member),
    ("disabled", Heir::Disabled),
    ("spouse", Heir::Spouse),
    ("child", Heir::Child),
    ("parent", Heir::Parent),
];

fn word<T: Copy>(
    cell: &impl Fn(&str) -> String,
    column: &'static str,
    known: &'static [(&'static str, T)],
    left_out: Option<T>,
) -> Result<T, Refusal> {
    let text = cell(column);
    if text.is_empty() {
        return left_out.ok_or(Refusal::Missing { column, scheme: "benefit" });
    }
    let found = known.iter().find(|(code, _)| text.trim().eq_ignore_ascii_case(code)).map(|(_, value)| *value);
    found.ok_or_else(|| read::unreadable(column, &text, expected(column)))
}

const fn expected(column: &str) -> &'static str {
    match column.as_bytes() {
        b"benefit" => "jkk, jkm, jht, jp, jkp, family",
        b"scheme" => "pu, bpu, jakon, pmi",
        b"event" => "death, total_disability, partial_disability, function_loss, incapacity",
        b"cause" => "work, other",
        b"purpose" => "all, housing, preparation",
        _ => "member, disabled, spouse, child, parent",
    }
}
