//! Worked cases of the rulebook: `<folder>/cases.toml`. They are its tests, in words a lawyer reads; a rulebook that
//! fails one does not load.

use super::ClosedDays;
use super::assess::{Amounts, Column, FundShare, Refusal, Side, Terms, read};
use super::benefit::{CLAIM_COLUMNS, Claim, benefit};
use super::bill::arrears;
use super::names::KNOWN;
use super::rulebook::{Flaw, Rulebook};
use crate::vocabulary::Rupiah;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt::Write;

/// Where a case comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Origin {
    /// A worked example of a statute, its annex, or BPJS Ketenagakerjaan.
    Official,
    /// A figure that was reported as paid or budgeted.
    Reported,
    /// Worked by hand from the values and their articles.
    Worked,
}

/// A case.
#[derive(Clone, Debug)]
pub struct Case {
    /// The file it stands in.
    pub file: String,
    /// What it shows.
    pub name: String,
    /// Where it comes from.
    pub origin: Origin,
    /// Who says so.
    pub source: String,
    given: BTreeMap<String, String>,
    /// The day of a bill, what was paid, and days that are closed besides the calendar.
    bill_on: Option<BillDay>,
    expected: Expected,
}

#[derive(Clone, Debug)]
struct BillDay {
    on: Date,
    paid: Rupiah,
    closed: ClosedDays,
}

/// What must come out. A column, total or payment that is not named must be zero.
#[derive(Clone, Debug, Default)]
struct Expected {
    due: Option<BTreeMap<String, i64>>,
    to_jkp: Option<BTreeMap<String, i64>>,
    own_fund: Option<BTreeMap<String, i64>>,
    bill: Option<BTreeMap<String, String>>,
    pays: Option<BTreeMap<String, i64>>,
    refused: Option<String>,
    programmes: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CaseFile {
    case: Vec<CaseText>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CaseText {
    name: String,
    origin: Origin,
    source: String,
    given: BTreeMap<String, toml::Value>,
    due: Option<BTreeMap<String, i64>>,
    to_jkp: Option<BTreeMap<String, i64>>,
    own_fund: Option<BTreeMap<String, i64>>,
    bill: Option<BTreeMap<String, toml::Value>>,
    pays: Option<BTreeMap<String, i64>>,
    refused: Option<String>,
    programmes: Option<String>,
}

impl CaseFile {
    /// The cases of a file; of one that could not fail, what is wrong with it.
    pub(super) fn cases(self, file: &str) -> impl Iterator<Item = Result<Case, Flaw>> {
        self.case.into_iter().map(move |text| {
            let name = text.name.clone();
            text.case(file).map_err(|what| Flaw { file: file.to_owned(), what: format!("case {name:?} {what}") })
        })
    }
}

/// The cells of a contribution that only a bill asks for.
const BILL_COLUMNS: [&str; 3] = ["on", "paid", "holidays"];

impl CaseText {
    fn case(self, file: &str) -> Result<Case, String> {
        let texts = |map: BTreeMap<String, toml::Value>| -> BTreeMap<String, String> {
            map.into_iter().map(|(key, value)| (key, as_text(&value))).collect()
        };
        let (given, bill) = (texts(self.given), self.bill.map(texts));
        let claim = given.contains_key("benefit");
        let known = |name: &str| {
            let of_contribution = || read::OPTION_COLUMNS.iter().chain(&read::FIGURE_COLUMNS).chain(&BILL_COLUMNS);
            if claim { CLAIM_COLUMNS.contains(&name) } else { of_contribution().any(|known| *known == name) }
        };
        if let Some(name) = given.keys().find(|name| !known(name)) {
            return Err(format!("gives {name}, which nothing asks for"));
        }
        let of_contribution =
            [self.due.is_some(), self.to_jkp.is_some(), self.own_fund.is_some(), bill.is_some(), self.programmes.is_some()];
        let contribution = of_contribution.contains(&true);
        let sound = match (&self.refused, claim) {
            (Some(_), _) => !contribution && self.pays.is_none(),
            (None, true) => !contribution && self.pays.is_some(),
            (None, false) => contribution && self.pays.is_none(),
        };
        if !sound {
            return Err("must expect either a refusal, or what a contribution or a benefit comes to".to_owned());
        }
        if let Some(refused) = &self.refused
            && !Refusal::CODES.contains(&refused.as_str())
            && !KNOWN.iter().any(|(id, _)| id == refused)
        {
            return Err(format!("expects the refusal {refused:?}, which there is not"));
        }
        if bill.as_ref().is_some_and(BTreeMap::is_empty) {
            return Err("expects nothing of its bill".to_owned());
        }
        let bill_on = if claim { None } else { bill_day(&given, bill.is_some())? };
        Ok(Case {
            file: file.to_owned(),
            name: self.name,
            origin: self.origin,
            source: self.source,
            given,
            bill_on,
            expected: Expected {
                due: self.due,
                to_jkp: self.to_jkp,
                own_fund: self.own_fund,
                bill,
                pays: self.pays,
                refused: self.refused,
                programmes: self.programmes,
            },
        })
    }
}

fn bill_day(given: &BTreeMap<String, String>, billed: bool) -> Result<Option<BillDay>, String> {
    if let Some(name) = BILL_COLUMNS.iter().find(|name| !billed && given.contains_key(**name)) {
        return Err(format!("gives {name} and expects no bill"));
    }
    if !billed {
        return Ok(None);
    }
    let day = |text: &str| text.parse::<Date>().map_err(|_| format!("has a day {text:?} that cannot be read"));
    let on = given.get("on").ok_or_else(|| "expects a bill and gives no day `on`".to_owned())?;
    let paid = given.get("paid").map_or("0", String::as_str);
    let paid = read::figure("paid", paid).ok().flatten().ok_or_else(|| format!("has a payment {paid:?} that cannot be read"))?;
    let closed = given.get("holidays").map_or("", String::as_str).split_whitespace().map(day).collect::<Result<_, _>>()?;
    Ok(Some(BillDay { on: day(on)?, paid: Rupiah(paid), closed }))
}

fn as_text(value: &toml::Value) -> String {
    match value {
        toml::Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

impl Case {
    /// What fails, if anything does.
    pub(super) fn failure(&self, rulebook: &Rulebook) -> Option<Flaw> {
        let mut found = String::new();
        if self.given.contains_key("benefit") {
            self.try_claim(rulebook, &mut found);
        } else {
            self.try_contribution(rulebook, &mut found);
        }
        (!found.is_empty()).then(|| Flaw { file: self.file.clone(), what: format!("case {:?} fails:{found}", self.name) })
    }

    fn cell(&self, name: &str) -> String {
        self.given.get(name).cloned().unwrap_or_default()
    }

    fn differs(found: &mut String, what: &str, expected: &impl ToString, got: &impl ToString) {
        let (expected, got) = (expected.to_string(), got.to_string());
        if expected != got {
            // Writing to a string cannot fail.
            let _ = write!(found, " {what} is {got}, not {expected};");
        }
    }

    fn refusal(&self, found: &mut String, refusal: &Refusal) {
        let (code, named) =
            (refusal.code(), if let Refusal::NotKnown(unknown) = refusal { unknown.parameter.as_str() } else { "" });
        match &self.expected.refused {
            Some(expected) if expected == code || expected == named => {}
            Some(expected) => Self::differs(found, "the refusal", expected, &format!("{code} {named}")),
            None => Self::differs(found, "the answer", &"an amount", &format!("refused ({refusal})")),
        }
    }

    fn try_contribution(&self, rulebook: &Rulebook, found: &mut String) {
        let assessed = read::situation(rulebook, |name| self.cell(name)).and_then(|(options, figures)| {
            let terms = Terms::of(rulebook, &options)?;
            let amounts = terms.assess(&figures)?;
            Ok((terms, figures, amounts))
        });
        let (terms, figures, amounts) = match assessed {
            Ok(assessed) => assessed,
            Err(refusal) => return self.refusal(found, &refusal),
        };
        if let Some(expected) = &self.expected.refused {
            return Self::differs(found, "the answer", &format!("refused ({expected})"), &"an amount");
        }
        if let Some(programmes) = &self.expected.programmes {
            Self::differs(found, "the set of programmes", programmes, &terms.programmes());
        }
        if let Some(due) = &self.expected.due {
            Self::compare(found, due, &amounts);
        }
        match terms.funds(&figures) {
            Err(refusal) => Self::differs(found, "the split to JKP", &"an amount", &refusal),
            Ok(funds) => {
                let by = |of: fn(&FundShare) -> Rupiah| -> BTreeMap<String, i64> {
                    funds.iter().map(|part| (part.column.code().to_owned(), of(part).0)).collect()
                };
                if let Some(expected) = &self.expected.to_jkp {
                    Self::differs(found, "the part for JKP", &format!("{expected:?}"), &format!("{:?}", by(|part| part.to_jkp)));
                }
                if let Some(expected) = &self.expected.own_fund {
                    let got = by(|part| part.own_fund);
                    Self::differs(found, "what stays with its fund", &format!("{expected:?}"), &format!("{got:?}"));
                }
            }
        }
        if let (Some(bill), Some(day)) = (&self.expected.bill, &self.bill_on) {
            Self::try_bill(rulebook, (&terms, &amounts), day, bill, found);
        }
    }

    fn compare(found: &mut String, due: &BTreeMap<String, i64>, amounts: &Amounts) {
        for column in Column::ALL {
            Self::differs(found, column.code(), due.get(column.code()).unwrap_or(&0), &amounts.of(column));
        }
        let mut known: Vec<&str> = Column::ALL.iter().map(|column| column.code()).collect();
        for side in Side::ALL {
            known.push(side.total());
            if let Some(total) = due.get(side.total()) {
                Self::differs(found, side.total(), total, &amounts.total(side));
            }
        }
        for name in due.keys().filter(|name| !known.contains(&name.as_str())) {
            let _ = write!(found, " there is no column {name};");
        }
    }

    fn try_bill(
        rulebook: &Rulebook,
        (terms, amounts): (&Terms, &Amounts),
        day: &BillDay,
        bill: &BTreeMap<String, String>,
        found: &mut String,
    ) {
        match arrears(rulebook, terms.options(), amounts, day.paid, day.on, &day.closed) {
            Err(refusal) => Self::differs(found, "the bill", &"an amount", &refusal),
            Ok(arrears) => {
                for (name, expected) in bill {
                    let got = match name.as_str() {
                        "due_on" => arrears.due_on.to_string(),
                        "unpaid" => arrears.unpaid.0.to_string(),
                        "late_months" => arrears.late_months.to_string(),
                        "late_fine" => arrears.late_fine.0.to_string(),
                        "administrative_fine" => arrears.administrative_fine.0.to_string(),
                        _ => "no part of a bill".to_owned(),
                    };
                    Self::differs(found, name, expected, &got);
                }
            }
        }
    }

    fn try_claim(&self, rulebook: &Rulebook, found: &mut String) {
        let answer = Claim::read(|name| self.cell(name)).and_then(|claim| benefit(rulebook, &claim));
        match answer {
            Err(refusal) => self.refusal(found, &refusal),
            Ok(_) if self.expected.refused.is_some() => {
                Self::differs(found, "the answer", &"refused", &"an answer");
            }
            Ok(answer) => {
                let pays = self.expected.pays.clone().unwrap_or_default();
                let mut got = BTreeMap::new();
                for payment in &answer.payments {
                    *got.entry(payment.code.clone()).or_insert(0) += payment.amount.0;
                }
                if answer.owed_by_employer.is_some() {
                    got.insert("owed_by_employer".to_owned(), 1);
                }
                // Remarks that change what somebody must do are part of the answer: a case may name them, with the number
                // of the rulebook that they tell, or 1.
                for remark in answer.remarks.iter().filter(|remark| pays.contains_key(remark.code)) {
                    got.insert(remark.code.to_owned(), remark.value.unwrap_or(1));
                }
                Self::differs(found, "what is paid", &format!("{pays:?}"), &format!("{got:?}"));
            }
        }
    }
}
