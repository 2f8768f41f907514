//! What the programmes pay when something happens: JKK, JKM, JHT, JP, JKP, and all that a family receives.
//!
//! Every amount is a value of the rulebook on the day of the event, times what the claim says; an amount that the law
//! only caps is paid up to its cap.

mod claim;
mod family;
mod jht;
mod jkk;
mod jkm;
mod jkp;
mod jp;

pub use claim::{CLAIM_COLUMNS, Cause, Claim, Event, Heir, Kind, Level, Purpose};

use super::assess::{Ground, Refusal};
use super::dated::Dated;
use super::ratio::{Ratio, Rounding};
use super::{NotKnown, Rulebook};
use crate::vocabulary::Rupiah;
use jiff::civil::Date;
use serde::Serialize;

/// The keys of every remark, for the test that each has a sentence in both languages.
pub const REMARKS: [&str; 13] = [
    "law-remark-care",
    "law-remark-annex",
    "law-remark-scholarship",
    "law-remark-scholarship-months",
    "law-remark-waiting",
    "law-remark-waiting-unknown",
    "law-remark-jht-when",
    "law-remark-jht-months",
    "law-remark-jp-months",
    "law-remark-jp-age",
    "law-remark-jkp-months",
    "law-remark-jkp-lapsed",
    "law-remark-jkp-claim",
];

/// Something that is paid.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Payment {
    /// Its code: `death`, `funeral`, `month_1`.
    pub code: String,
    /// How much.
    pub amount: Rupiah,
    /// Whether it is paid every month.
    pub monthly: bool,
    /// The arithmetic.
    pub arithmetic: String,
    /// The values it rests on.
    pub grounds: Vec<Ground>,
}

/// The answer to a claim.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Benefit {
    /// What is paid.
    pub payments: Vec<Payment>,
    /// The sum of what is paid once.
    pub once: Rupiah,
    /// The sum of what is paid every month.
    pub monthly: Rupiah,
    /// What is not paid, or not certain, and why: keys in `texts/*/law.ftl`.
    pub remarks: Vec<&'static str>,
    /// Who owes it when the employer had not registered the worker: the employer itself, by this rule.
    pub owed_by_employer: Option<Ground>,
}

/// Works out what a claim brings.
pub fn benefit(rulebook: &Rulebook, claim: &Claim) -> Result<Benefit, Refusal> {
    let mut tally = Tally::start(rulebook, claim.on)?;
    match claim.kind {
        Kind::Jkk => jkk::pay(&mut tally, claim)?,
        Kind::Jkm => jkm::pay(&mut tally, claim)?,
        Kind::Jht => jht::pay(&mut tally, claim)?,
        Kind::Jp => jp::pay(&mut tally, claim)?,
        Kind::Jkp => jkp::pay(&mut tally, claim)?,
        Kind::Family => family::pay(&mut tally, claim)?,
    }
    tally.finish(claim)
}

/// Payments being added up, with the values taken for each.
struct Tally<'a> {
    rulebook: &'a Rulebook,
    on: Date,
    rounding: Rounding,
    payments: Vec<Payment>,
    remarks: Vec<&'static str>,
    taken: Vec<Ground>,
}

impl<'a> Tally<'a> {
    fn start(rulebook: &'a Rulebook, on: Date) -> Result<Self, Refusal> {
        let rounding = rulebook.rounding(on)?.1;
        Ok(Self { rulebook, on, rounding, payments: Vec::new(), remarks: Vec::new(), taken: Vec::new() })
    }

    fn take(&mut self, id: &str) -> Result<&'a Dated, NotKnown> {
        let dated = self.rulebook.on(id, self.on)?;
        self.taken.extend(Ground::on(self.rulebook, id, self.on));
        Ok(dated)
    }

    fn window(&mut self, id: &str) -> Option<&'a Dated> {
        let dated = self.rulebook.window(id, self.on)?;
        self.taken.extend(Ground::on(self.rulebook, id, self.on));
        Some(dated)
    }

    fn share(&self, ratio: Ratio, amount: i64) -> Result<i64, Refusal> {
        let share = u64::try_from(amount).ok().and_then(|amount| ratio.fraction().share(amount, self.rounding));
        share.ok_or(Refusal::TooLarge { column: "wage" })
    }

    fn pay(&mut self, code: impl Into<String>, amount: i64, arithmetic: String) {
        let mut grounds: Vec<Ground> = Vec::new();
        for ground in std::mem::take(&mut self.taken) {
            if !grounds.contains(&ground) {
                grounds.push(ground);
            }
        }
        self.payments.push(Payment { code: code.into(), amount: Rupiah(amount), monthly: false, arithmetic, grounds });
    }

    fn pay_monthly(&mut self, code: impl Into<String>, amount: i64, arithmetic: String) {
        self.pay(code, amount, arithmetic);
        if let Some(payment) = self.payments.last_mut() {
            payment.monthly = true;
        }
    }

    fn finish(self, claim: &Claim) -> Result<Benefit, Refusal> {
        let sum = |monthly: bool| self.payments.iter().filter(|payment| payment.monthly == monthly).map(|p| p.amount).sum();
        let owed_by_employer = if claim.unregistered {
            let id = "membership.employer.owes_benefits";
            let owes = self.rulebook.on(id, self.on)?;
            Ground::on(self.rulebook, id, self.on).filter(|_| owes.switch())
        } else {
            None
        };
        Ok(Benefit { once: sum(false), monthly: sum(true), payments: self.payments, remarks: self.remarks, owed_by_employer })
    }
}

/// `Rp1.000.000`, for the arithmetic.
fn rupiah(amount: i64) -> String {
    Rupiah(amount).to_string()
}
