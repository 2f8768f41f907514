//! Reading the cells of a worker-month: from a table, a flag, JSON or a worked case, always as text and always the same.

use super::options::{EmployerSize, Figures, Fund, Occupation, Options, StaffGroup};
use super::refusal::Refusal;
use super::spelling::{self, Spelt};
use crate::law::Rulebook;
use crate::vocabulary::{Month, ProgrammeSet, Segment};

/// The columns that decide which rules apply, in the order of [`options`].
pub const OPTION_COLUMNS: [&str; 9] =
    ["scheme", "month", "risk_group", "employer_size", "labour_intensive", "programmes", "occupation", "payer", "group"];

/// The columns that hold amounts and counts, in the order of [`Figures`].
pub const FIGURE_COLUMNS: [&str; 4] = ["wage", "base", "contract_value", "contract_months"];

/// How long a cell may be that is shown in a refusal.
const SHOWN: usize = 40;

/// Reads the option columns, given in the order of [`OPTION_COLUMNS`]; an empty cell is one that is not given.
pub fn options(rulebook: &Rulebook, cells: &[&str; 9]) -> Result<Options, Refusal> {
    let [scheme, month, risk_group, size, labour_intensive, programmes, occupation, payer, group] = cells.map(str::trim);
    let month = read_month(month)?;
    let mut options = Options::new(read_scheme(rulebook, scheme, month)?, month);
    let word = |text: &str| !text.is_empty();
    if word(risk_group) {
        options.risk_group = Some(read_group(risk_group).ok_or_else(|| unreadable("risk_group", risk_group, "1-5"))?);
    }
    if word(size) {
        let known = "mikro, kecil, menengah, besar";
        options.employer_size = Some(EmployerSize::parse(size).ok_or_else(|| unreadable("employer_size", size, known))?);
    }
    if word(labour_intensive) {
        options.labour_intensive =
            read_switch(labour_intensive).ok_or_else(|| unreadable("labour_intensive", labour_intensive, "1, 0"))?;
    }
    if word(programmes) {
        options.programmes = Some(read_programmes(programmes)?);
    }
    if word(occupation) {
        let known = "transport, other";
        options.occupation = Occupation::parse(occupation).ok_or_else(|| unreadable("occupation", occupation, known))?;
    }
    if word(payer) {
        let known = "self, apbn, apbd, apbdes, dbh, csr, baznas, asn";
        options.payer = Fund::parse(payer).ok_or_else(|| unreadable("payer", payer, known))?;
    }
    if word(group) {
        let known = "non_asn, pppk_paruh_waktu, village_staff";
        options.group = Some(StaffGroup::parse(group).ok_or_else(|| unreadable("group", group, known))?);
    }
    Ok(options)
}

/// Reads one cell of [`FIGURE_COLUMNS`] as people write amounts, where that can mean one number. Empty: not given.
pub fn figure(column: &'static str, text: &str) -> Result<Option<i64>, Refusal> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    match spelling::amount(text) {
        Spelt::Whole(amount) => Ok(Some(amount)),
        Spelt::TooLarge => Err(Refusal::TooLarge { column }),
        Spelt::Unclear => Err(unreadable(column, text, "5000000")),
    }
}

/// Reads a number that a program wrote, with a point before its decimals and nothing between its thousands.
pub fn exact(column: &'static str, text: &str) -> Result<Option<i64>, Refusal> {
    figure(column, without_zeros(text))
}

/// A number without decimals that are all zero: programs write `3.0` and `3.000` for 3.
fn without_zeros(text: &str) -> &str {
    match text.split_once('.') {
        Some((whole, rest)) if !rest.is_empty() && rest.bytes().all(|byte| byte == b'0') => whole,
        _ => text,
    }
}

/// Reads options and figures from named cells; a name without a cell is not given.
pub fn situation(rulebook: &Rulebook, cell: impl Fn(&str) -> String) -> Result<(Options, Figures), Refusal> {
    let cells = OPTION_COLUMNS.map(&cell);
    let options = options(rulebook, &std::array::from_fn(|place| cells[place].as_str()))?;
    let [wage, base, contract_value, contract_months] = FIGURE_COLUMNS.map(|column| figure(column, &cell(column)));
    Ok((options, Figures { wage: wage?, base: base?, contract_value: contract_value?, contract_months: contract_months? }))
}

/// A refusal of a cell, which shows no more of it than is needed to find it.
pub fn unreadable(column: &'static str, text: &str, expected: &'static str) -> Refusal {
    Refusal::Unreadable { column, value: text.chars().take(SHOWN).collect(), expected }
}

fn read_scheme(rulebook: &Rulebook, text: &str, month: Month) -> Result<Segment, Refusal> {
    let expected = "pu, bpu, jakon, pmi";
    if text.is_empty() {
        return Err(Refusal::Missing { column: "scheme", scheme: "assess" });
    }
    if ["asn", "pns", "cpns", "pppk"].iter().any(|word| text.eq_ignore_ascii_case(word)) {
        let excluded = rulebook.on("membership.asn.excluded", month.first_day())?;
        if excluded.switch() {
            return Err(Refusal::InsuredElsewhere { citation: excluded.citation() });
        }
    }
    Segment::parse(text).ok_or_else(|| unreadable("scheme", text, expected))
}

/// A set of at least one programme: separators alone say nothing, and nothing is not a bill of 0.
fn read_programmes(text: &str) -> Result<ProgrammeSet, Refusal> {
    let set = ProgrammeSet::parse(&text.replace(['+', '/', '|'], ";"));
    let set = set.filter(|set| set.iter().next().is_some());
    set.ok_or_else(|| unreadable("programmes", text, "jkk;jkm;jht;jp;jkp"))
}

fn read_month(text: &str) -> Result<Month, Refusal> {
    if text.is_empty() {
        return Err(Refusal::Missing { column: "month", scheme: "assess" });
    }
    spelling::month(text).ok_or_else(|| unreadable("month", text, "2025-03"))
}

fn read_group(text: &str) -> Option<u8> {
    let plain = without_zeros(text);
    let roman = ["I", "II", "III", "IV", "V"].iter().position(|numeral| plain.eq_ignore_ascii_case(numeral));
    let group = roman.map_or_else(|| plain.parse().ok(), |place| u8::try_from(place + 1).ok())?;
    (1..=5).contains(&group).then_some(group)
}

/// Reads a yes or no.
pub fn read_switch(text: &str) -> Option<bool> {
    match without_zeros(text.trim()).to_ascii_lowercase().as_str() {
        "1" | "true" | "ya" | "yes" => Some(true),
        "0" | "false" | "tidak" | "no" => Some(false),
        _ => None,
    }
}
