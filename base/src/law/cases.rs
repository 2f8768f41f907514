//! Worked cases of the rulebook: `<folder>/cases.toml`. They are its tests, in words a lawyer reads; a rulebook that
//! fails one does not load.

use super::assess::{Amounts, Column, Refusal, Side, Terms, read};
use super::benefit::{Claim, benefit};
use super::bill::arrears;
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
    expected: Expected,
}

/// What must come out. A column, total or payment that is not named must be zero.
#[derive(Clone, Debug, Default)]
struct Expected {
    due: Option<BTreeMap<String, i64>>,
    to_jkp: Option<BTreeMap<String, i64>>,
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
    bill: Option<BTreeMap<String, toml::Value>>,
    pays: Option<BTreeMap<String, i64>>,
    refused: Option<String>,
    programmes: Option<String>,
}

impl CaseFile {
    pub(super) fn cases(self, file: &str) -> impl Iterator<Item = Case> {
        let texts = |map: BTreeMap<String, toml::Value>| map.into_iter().map(|(key, value)| (key, as_text(&value))).collect();
        self.case.into_iter().map(move |text| Case {
            file: file.to_owned(),
            name: text.name,
            origin: text.origin,
            source: text.source,
            given: texts(text.given),
            expected: Expected {
                due: text.due,
                to_jkp: text.to_jkp,
                bill: text.bill.map(texts),
                pays: text.pays,
                refused: text.refused,
                programmes: text.programmes,
            },
        })
    }
}

fn as_text(value: &toml::Value) -> String {
    match value {
        toml::Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

impl Case {
    /// What is given: names and cells, as a batch would hold them.
    pub fn given(&self) -> &BTreeMap<String, String> {
        &self.given
    }

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
        if let Some(expected) = &self.expected.to_jkp {
            let funds = terms.funds(&figures).unwrap_or_default();
            let got: BTreeMap<String, i64> = funds.iter().map(|part| (part.column.code().to_owned(), part.to_jkp.0)).collect();
            Self::differs(found, "the part for JKP", &format!("{expected:?}"), &format!("{got:?}"));
        }
        if let Some(bill) = &self.expected.bill {
            self.try_bill(rulebook, &terms, &amounts, bill, found);
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
        &self,
        rulebook: &Rulebook,
        terms: &Terms,
        amounts: &Amounts,
        bill: &BTreeMap<String, String>,
        found: &mut String,
    ) {
        let Ok(on) = self.cell("on").parse::<Date>() else {
            found.push_str(" a bill needs the day `on`;");
            return;
        };
        let paid = Rupiah(self.cell("paid").parse().unwrap_or(0));
        let holidays = self.cell("holidays").split_whitespace().filter_map(|day| day.parse().ok()).collect();
        match arrears(rulebook, terms.options(), amounts, paid, on, &holidays) {
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
                // Remarks that change what somebody must do are part of the answer: a case may name them.
                for remark in answer.remarks.iter().filter(|remark| pays.contains_key(**remark)) {
                    got.insert((*remark).to_owned(), 1);
                }
                Self::differs(found, "what is paid", &format!("{pays:?}"), &format!("{got:?}"));
            }
        }
    }
}
