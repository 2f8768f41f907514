//! A claim: what happened, when, to whom. Read from named cells, as contributions are.

use crate::law::assess::{Refusal, read};
use crate::law::ratio::Ratio;
use crate::vocabulary::Segment;
use jiff::civil::Date;
use rust_decimal::Decimal;

/// The cells of a claim.
pub const CLAIM_COLUMNS: [&str; 29] = [
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
    "prosthesis_reference",
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

impl Kind {
    /// The code in files.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Jkk => "jkk",
            Self::Jkm => "jkm",
            Self::Jht => "jht",
            Self::Jp => "jp",
            Self::Jkp => "jkp",
            Self::Family => "family",
        }
    }
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
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cause {
    /// An accident at work, or an illness caused by work.
    Work,
    /// Anything else.
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

/// A claim. A fact that is not given is none: the benefit that turns on it is refused, or says what it could not look at.
#[derive(Clone, Debug)]
pub struct Claim {
    /// The programme.
    pub kind: Kind,
    /// The day of the event.
    pub on: Date,
    /// The scheme of the member; a wage earner where none is given, which the answer says.
    pub scheme: Option<Segment>,
    /// What an accident led to.
    pub event: Option<Event>,
    /// Why somebody died.
    pub cause: Option<Cause>,
    /// The last reported wage, or the base of a member without a wage.
    pub wage: Option<i64>,
    /// The percentage of the annex for the lost part of the body.
    pub table_percent: Option<Ratio>,
    /// How much of its function is lost.
    pub function_percent: Option<Ratio>,
    /// Months of incapacity.
    pub incapacity_months: Option<i64>,
    /// Costs that are refunded up to a cap: code, amount.
    pub costs: Vec<(&'static str, i64)>,
    /// What the reference hospital asks for the prosthesis.
    pub prosthesis_reference: Option<i64>,
    /// Children at school.
    pub children: Vec<Level>,
    /// The month of membership in which it happened; the first month is 1.
    pub membership_month: Option<i64>,
    /// Months with contributions.
    pub contribution_months: Option<i64>,
    /// Of these, how many without a gap up to the event.
    pub consecutive_months: Option<i64>,
    /// The JHT balance; of a JP that is too short, what was paid in with its yield.
    pub balance: Option<i64>,
    /// What JHT is taken for.
    pub purpose: Purpose,
    /// The average monthly wage, weighted by inflation, that JP counts with.
    pub average_wage: Option<i64>,
    /// Who receives a pension.
    pub heir: Heir,
    /// The member's age in full years.
    pub age: Option<i64>,
    /// Full months between the loss of work and the claim.
    pub claimed_after_months: Option<i64>,
    /// Whether the employer had not registered the worker.
    pub unregistered: bool,
}

/// The costs that a claim may name, each with a cap of its own.
const COSTS: [&str; 8] = ["land", "sea", "air", "home_care", "dentures", "hearing_aid", "glasses", "prosthesis"];

impl Claim {
    /// Reads a claim from named cells; an empty cell is one that is not given.
    pub fn read(cell: impl Fn(&str) -> String) -> Result<Self, Refusal> {
        let number = |column: &'static str| match read::figure(column, &cell(column))? {
            Some(number) if number < 0 => Err(Refusal::Negative { column }),
            number => Ok(number),
        };
        let percent = |column: &'static str| match cell(column).trim() {
            "" => Ok(None),
            text => Ratio::of_percent(text)
                .filter(|ratio| ratio.percent() <= Decimal::ONE_HUNDRED)
                .map(Some)
                .ok_or_else(|| read::unreadable(column, text, "12.5")),
        };
        let switch = |column: &'static str| match cell(column).trim() {
            "" => Ok(false),
            text => read::read_switch(text).ok_or_else(|| read::unreadable(column, text, "1, 0")),
        };
        let mut costs = Vec::new();
        for column in COSTS {
            costs.extend(number(column)?.map(|cost| (column, cost)));
        }
        let children = cell("children");
        let words = children.split([';', ',', ' ']).filter(|word| !word.is_empty());
        let levels: Option<Vec<Level>> = words.map(|word| Level::parse(&word.to_ascii_lowercase())).collect();
        Ok(Self {
            kind: word(&cell, "benefit", &KINDS)?.ok_or(Refusal::Missing { column: "benefit", scheme: "benefit" })?,
            on: match cell("on").trim() {
                "" => return Err(Refusal::Missing { column: "on", scheme: "benefit" }),
                text => text.parse().map_err(|_| read::unreadable("on", text, "2025-03-01"))?,
            },
            scheme: word(&cell, "scheme", &SCHEMES)?,
            event: word(&cell, "event", &EVENTS)?,
            cause: word(&cell, "cause", &CAUSES)?,
            wage: number("wage")?,
            table_percent: percent("table_percent")?,
            function_percent: percent("function_percent")?,
            incapacity_months: number("incapacity_months")?,
            costs,
            prosthesis_reference: number("prosthesis_reference")?,
            children: levels.ok_or_else(|| read::unreadable("children", &children, "sd;smp (tk, sd, smp, sma, pt)"))?,
            membership_month: number("membership_month")?,
            contribution_months: number("contribution_months")?,
            consecutive_months: number("consecutive_months")?,
            balance: number("balance")?,
            purpose: word(&cell, "purpose", &PURPOSES)?.unwrap_or_default(),
            average_wage: number("average_wage")?,
            heir: word(&cell, "heir", &HEIRS)?.unwrap_or_default(),
            age: number("age")?,
            claimed_after_months: number("claimed_after_months")?,
            unregistered: switch("unregistered")?,
        })
    }

    /// The scheme of the member, or that of wage earners.
    pub fn scheme_or_pu(&self) -> Segment {
        self.scheme.unwrap_or(Segment::Pu)
    }

    /// The wage, which this benefit is counted by.
    pub(super) fn wage(&self) -> Result<i64, Refusal> {
        self.fact(self.wage.filter(|wage| *wage > 0), "wage")
    }

    /// A fact that the benefit turns on.
    pub(super) fn fact<T>(&self, given: Option<T>, column: &'static str) -> Result<T, Refusal> {
        given.ok_or(Refusal::Missing { column, scheme: self.kind.code() })
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

/// The words of a column with what they mean.
type Known<T> = &'static [(&'static str, T)];

fn word<T: Copy>(cell: &impl Fn(&str) -> String, column: &'static str, known: Known<T>) -> Result<Option<T>, Refusal> {
    let text = cell(column);
    if text.trim().is_empty() {
        return Ok(None);
    }
    let found = known.iter().find(|(code, _)| text.trim().eq_ignore_ascii_case(code)).map(|(_, value)| *value);
    found.map(Some).ok_or_else(|| read::unreadable(column, &text, expected(column)))
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
