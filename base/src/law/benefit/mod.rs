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
use super::taken::Taken;
use super::{NotKnown, Rulebook};
use crate::vocabulary::{Programme, Rupiah, Segment};
use jiff::civil::Date;
use serde::Serialize;

/// The keys of every remark, for the test that each has a sentence in both languages.
pub const REMARKS: [&str; 21] = [
    "law-remark-care",
    "law-remark-annex",
    "law-remark-scholarship",
    "law-remark-scholarship-months",
    "law-remark-scholarship-unknown",
    "law-remark-waiting",
    "law-remark-waiting-unknown",
    "law-remark-jht-when",
    "law-remark-jht-months",
    "law-remark-jp-months",
    "law-remark-jp-balance-unknown",
    "law-remark-jp-age",
    "law-remark-jp-age-unknown",
    "law-remark-jkp-months",
    "law-remark-jkp-consecutive",
    "law-remark-jkp-lapsed",
    "law-remark-jkp-claim",
    "law-remark-jkp-claim-unknown",
    "law-remark-family-without-jht",
    "law-remark-family-without-jp",
    "law-remark-scheme-assumed",
];

/// What is not paid, or not certain, and why.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Remark {
    /// The key of its sentence in `texts/*/law.ftl`.
    pub code: &'static str,
    /// The number of the rulebook that the sentence names: an age, a count of months.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<i64>,
}

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
    /// What is not paid, or not certain, and why.
    pub remarks: Vec<Remark>,
    /// Who owes it when the employer had not registered the worker: the employer itself, by this rule.
    pub owed_by_employer: Option<Ground>,
}

/// Works out what a claim brings.
pub fn benefit(rulebook: &Rulebook, claim: &Claim) -> Result<Benefit, Refusal> {
    let mut tally = Tally::start(rulebook, claim.on)?;
    if claim.scheme.is_none() {
        tally.remark("law-remark-scheme-assumed");
    }
    match claim.kind {
        Kind::Jkk => tally.open(Programme::Jkk, claim).and_then(|()| jkk::pay(&mut tally, claim))?,
        Kind::Jkm => tally.open(Programme::Jkm, claim).and_then(|()| jkm::pay(&mut tally, claim))?,
        Kind::Jht => tally.open(Programme::Jht, claim).and_then(|()| jht::pay(&mut tally, claim))?,
        Kind::Jp => tally.open(Programme::Jp, claim).and_then(|()| jp::pay(&mut tally, claim))?,
        Kind::Jkp => tally.open(Programme::Jkp, claim).and_then(|()| jkp::pay(&mut tally, claim))?,
        // A family asks several programmes, each by itself.
        Kind::Family => family::pay(&mut tally, claim)?,
    }
    tally.finish(claim)
}

/// The parameter with the programmes that are open to a scheme.
const fn open_to(scheme: Segment) -> &'static str {
    match scheme {
        Segment::Pu => "membership.pu.open",
        Segment::Bpu => "membership.other.bpu_open",
        Segment::Jakon => "membership.other.jakon_open",
        Segment::Pmi => "membership.other.pmi_open",
    }
}

/// Payments being added up, with the values taken for each.
struct Tally<'a> {
    rulebook: &'a Rulebook,
    on: Date,
    rounding: Rounding,
    payments: Vec<Payment>,
    remarks: Vec<Remark>,
    taken: Taken<'a>,
}

impl<'a> Tally<'a> {
    fn start(rulebook: &'a Rulebook, on: Date) -> Result<Self, Refusal> {
        let rounding = rulebook.rounding(on)?;
        let taken = Taken::on(rulebook, on);
        Ok(Self { rulebook, on, rounding, payments: Vec::new(), remarks: Vec::new(), taken })
    }

    /// Refuses a programme that is closed to the member's scheme, or whose benefits for it the rulebook does not have.
    fn open(&self, programme: Programme, claim: &Claim) -> Result<(), Refusal> {
        let scheme = claim.scheme_or_pu();
        let open = self.rulebook.on(open_to(scheme), self.on)?.programmes();
        if !open.has(programme) {
            return Err(Refusal::NotOpen { programme, scheme, open });
        }
        // Migrant workers have amounts of their own; of JKK the rulebook does not have them.
        if scheme == Segment::Pmi && programme == Programme::Jkk {
            return Err(Refusal::NoBenefit { programme, scheme });
        }
        Ok(())
    }

    fn take(&mut self, id: &str) -> Result<&'a Dated, NotKnown> {
        self.taken.take(id)
    }

    fn window(&mut self, id: &str) -> Option<&'a Dated> {
        self.taken.window(id)
    }

    fn remark(&mut self, code: &'static str) {
        self.remarks.push(Remark { code, value: None });
    }

    fn remark_of(&mut self, code: &'static str, value: i64) {
        self.remarks.push(Remark { code, value: Some(value) });
    }

    fn share(&self, ratio: Ratio, amount: i64) -> Result<i64, Refusal> {
        let share = u64::try_from(amount).ok().and_then(|amount| ratio.fraction().share(amount, self.rounding));
        share.ok_or(Refusal::TooLarge { column: "wage" })
    }

    fn pay(&mut self, code: impl Into<String>, amount: i64, arithmetic: String) {
        let grounds = self.taken.grounds();
        self.payments.push(Payment { code: code.into(), amount: Rupiah(amount), monthly: false, arithmetic, grounds });
    }

    fn pay_monthly(&mut self, code: impl Into<String>, amount: i64, arithmetic: String) {
        self.pay(code, amount, arithmetic);
        if let Some(payment) = self.payments.last_mut() {
            payment.monthly = true;
        }
    }

    fn finish(self, claim: &Claim) -> Result<Benefit, Refusal> {
        let sum = |monthly: bool| {
            let mut amounts = self.payments.iter().filter(|payment| payment.monthly == monthly).map(|payment| payment.amount.0);
            let sum = amounts.try_fold(0_i64, i64::checked_add);
            sum.map(Rupiah).ok_or(Refusal::TooLarge { column: "wage" })
        };
        let (once, monthly) = (sum(false)?, sum(true)?);
        let owed_by_employer = if claim.unregistered {
            let id = "membership.employer.owes_benefits";
            let owes = self.rulebook.on(id, self.on)?;
            Ground::on(self.rulebook, id, self.on).filter(|_| owes.switch())
        } else {
            None
        };
        Ok(Benefit { once, monthly, payments: self.payments, remarks: self.remarks, owed_by_employer })
    }
}

/// `Rp1.000.000`, for the arithmetic.
fn rupiah(amount: i64) -> String {
    Rupiah(amount).to_string()
}
