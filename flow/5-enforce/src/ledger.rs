//! What is owed and what came back: double entry, whole rupiah, never edited, always balanced.
//!
//! An [`Entry`] moves one amount from one account to another, so that the accounts always sum to zero. A mistake is taken
//! back by a reversing entry, never by an edit. Which months a payment settles is not posted but told by
//! [`Ledger::open_items`]: oldest month first, and within a month in the order of the rulebook.

use base::vocabulary::{Month, Rupiah};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

/// What is charged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Charge {
    /// Contributions that were due.
    Principal,
    /// The fine for late payment (denda keterlambatan).
    LateFine,
    /// The administrative fine after the warnings (PP 86/2013).
    AdministrativeFine,
}

impl Charge {
    /// Every kind.
    pub const ALL: [Self; 3] = [Self::Principal, Self::LateFine, Self::AdministrativeFine];

    /// The code in files and tables.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Principal => "principal",
            Self::LateFine => "late_fine",
            Self::AdministrativeFine => "administrative_fine",
        }
    }
}

impl fmt::Display for Charge {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.code())
    }
}

/// An account. Debits are positive; all accounts together are always zero.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Account {
    /// What the employer owes; negative when it paid ahead.
    Receivable,
    /// What reached the bank.
    Bank,
    /// What was charged, by kind.
    Charged(Charge),
    /// What nobody will collect any more.
    WrittenOff,
}

/// What an entry records.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Act {
    /// An amount becomes owed, for a month where it is a month's.
    Charge {
        /// What for.
        kind: Charge,
        /// Which month; none stands before every month.
        month: Option<Month>,
    },
    /// Money arrives under a bank reference.
    Payment {
        /// The bank's reference; each counts once.
        reference: String,
    },
    /// A payment is taken back: a bounced transfer, a wrong account.
    Reversal {
        /// The reference of the payment.
        reference: String,
    },
    /// An amount is given up by a decision.
    WriteOff {
        /// The decision.
        decision: String,
    },
}

/// One entry: an amount, debited to one account and credited to another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The day it counts on.
    pub on: Date,
    /// What it records.
    pub act: Act,
    /// The account that gains.
    pub debit: Account,
    /// The account that gives.
    pub credit: Account,
    /// How much; always more than zero.
    pub amount: Rupiah,
}

/// Why the ledger takes no such entry.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LedgerRefusal {
    /// Nothing or less was to be moved.
    #[error("an amount must be more than zero, not {0}")]
    NotPositive(Rupiah),
    /// The sums would leave the range of money.
    #[error("the sum would be beyond any money there is")]
    TooLarge,
    /// The bank reference has been booked already: no payment counts twice.
    #[error("the payment {0} is booked already")]
    BookedAlready(String),
    /// There is no such payment, or it has been taken back.
    #[error("there is no payment {0} to take back")]
    NoSuchPayment(String),
    /// More would be given up than is owed.
    #[error("{0} is owed, not more")]
    MoreThanOwed(Rupiah),
}

/// One charge and what is still open of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenItem {
    /// The month.
    pub month: Option<Month>,
    /// What for.
    pub kind: Charge,
    /// How much was charged.
    pub charged: Rupiah,
    /// How much is still open.
    pub open: Rupiah,
}

/// The ledger of one employer.
#[derive(Clone, Debug, Default)]
pub struct Ledger {
    entries: Vec<Entry>,
    balances: BTreeMap<Account, i64>,
    payments: BTreeMap<String, Rupiah>,
    reversed: BTreeSet<String>,
}

impl Ledger {
    /// Every entry, in the order of booking.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// The balance of an account.
    pub fn balance(&self, account: Account) -> Rupiah {
        Rupiah(self.balances.get(&account).copied().unwrap_or(0))
    }

    /// What is still owed.
    pub fn outstanding(&self) -> Rupiah {
        Rupiah(self.balance(Account::Receivable).0.max(0))
    }

    /// What was paid beyond what is owed.
    pub fn paid_ahead(&self) -> Rupiah {
        Rupiah((-self.balance(Account::Receivable).0).max(0))
    }

    /// What reached the bank and stayed there.
    pub fn received(&self) -> Rupiah {
        self.balance(Account::Bank)
    }

    /// What was given up, by decision, in the order of booking.
    pub fn write_offs(&self) -> impl Iterator<Item = (&str, Rupiah)> {
        self.entries.iter().filter_map(|entry| match &entry.act {
            Act::WriteOff { decision } => Some((decision.as_str(), entry.amount)),
            _ => None,
        })
    }

    /// What reached the bank and stayed there, of the payments booked for days after `day`.
    pub fn received_after(&self, day: Date) -> Rupiah {
        let kept = |entry: &&Entry| matches!(&entry.act, Act::Payment { reference } if !self.reversed.contains(reference));
        self.entries.iter().filter(kept).filter(|entry| entry.on > day).map(|entry| entry.amount).sum()
    }

    /// An amount becomes owed.
    pub fn charge(&mut self, on: Date, kind: Charge, month: Option<Month>, amount: Rupiah) -> Result<(), LedgerRefusal> {
        self.book(on, Act::Charge { kind, month }, Account::Receivable, Account::Charged(kind), amount)
    }

    /// Money arrives. A reference that is booked counts no second time, even after it was taken back.
    pub fn pay(&mut self, on: Date, reference: &str, amount: Rupiah) -> Result<(), LedgerRefusal> {
        if self.payments.contains_key(reference) {
            return Err(LedgerRefusal::BookedAlready(reference.to_owned()));
        }
        self.book(on, Act::Payment { reference: reference.to_owned() }, Account::Bank, Account::Receivable, amount)?;
        self.payments.insert(reference.to_owned(), amount);
        Ok(())
    }

    /// A payment is taken back, whole.
    pub fn reverse(&mut self, on: Date, reference: &str) -> Result<Rupiah, LedgerRefusal> {
        let amount = self.payments.get(reference).filter(|_| !self.reversed.contains(reference));
        let amount = *amount.ok_or_else(|| LedgerRefusal::NoSuchPayment(reference.to_owned()))?;
        self.book(on, Act::Reversal { reference: reference.to_owned() }, Account::Receivable, Account::Bank, amount)?;
        self.reversed.insert(reference.to_owned());
        Ok(amount)
    }

    /// An amount that is owed is given up.
    pub fn write_off(&mut self, on: Date, decision: &str, amount: Rupiah) -> Result<(), LedgerRefusal> {
        if amount > self.outstanding() {
            return Err(LedgerRefusal::MoreThanOwed(self.outstanding()));
        }
        self.book(on, Act::WriteOff { decision: decision.to_owned() }, Account::WrittenOff, Account::Receivable, amount)
    }

    fn book(&mut self, on: Date, act: Act, debit: Account, credit: Account, amount: Rupiah) -> Result<(), LedgerRefusal> {
        if amount.0 <= 0 {
            return Err(LedgerRefusal::NotPositive(amount));
        }
        let gained = self.balance(debit).0.checked_add(amount.0).ok_or(LedgerRefusal::TooLarge)?;
        let given = self.balance(credit).0.checked_sub(amount.0).ok_or(LedgerRefusal::TooLarge)?;
        self.balances.insert(debit, gained);
        self.balances.insert(credit, given);
        self.entries.push(Entry { on, act, debit, credit, amount });
        Ok(())
    }

    /// Every charge with what is still open of it, oldest month first. Entries settle in the order of booking: a payment
    /// goes to what was open when it came, what it leaves over to the charges that follow; a payment taken back never was.
    pub fn open_items(&self, order: &[Charge]) -> Vec<OpenItem> {
        let place = |kind: Charge| order.iter().position(|other| *other == kind);
        let mut items: Vec<OpenItem> = Vec::new();
        let mut left_over = 0;
        for entry in &self.entries {
            match &entry.act {
                Act::Charge { kind, month } => {
                    let settled = left_over.min(entry.amount.0);
                    left_over -= settled;
                    let open = entry.amount - Rupiah(settled);
                    items.push(OpenItem { month: *month, kind: *kind, charged: entry.amount, open });
                    items.sort_by_key(|item| (item.month, place(item.kind)));
                }
                Act::Payment { reference } if self.reversed.contains(reference) => {}
                Act::Payment { .. } | Act::WriteOff { .. } => left_over += settle(&mut items, entry.amount.0),
                Act::Reversal { .. } => {}
            }
        }
        items
    }
}

/// Settles open items from the first on and gives what is left.
fn settle(items: &mut [OpenItem], amount: i64) -> i64 {
    items.iter_mut().fold(amount, |left, item| {
        let settled = left.min(item.open.0);
        item.open = item.open - Rupiah(settled);
        left - settled
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use proptest::prelude::*;

    const ORDER: [Charge; 3] = Charge::ALL;

    fn day() -> Date {
        date(2026, 3, 2)
    }

    fn month(text: &str) -> Option<Month> {
        Some(Month::parse(text).unwrap())
    }

    fn open(ledger: &Ledger) -> Vec<i64> {
        ledger.open_items(&ORDER).iter().map(|item| item.open.0).collect()
    }

    #[test]
    fn a_part_payment_settles_the_oldest_month_first_and_principal_before_its_fine() {
        let mut ledger = Ledger::default();
        ledger.charge(day(), Charge::Principal, month("2026-02"), Rupiah(500)).unwrap();
        ledger.charge(day(), Charge::LateFine, month("2026-01"), Rupiah(10)).unwrap();
        ledger.charge(day(), Charge::Principal, month("2026-01"), Rupiah(500)).unwrap();
        ledger.pay(day(), "TRX-1", Rupiah(505)).unwrap();
        assert_eq!(open(&ledger), [0, 5, 500]);
        assert_eq!(ledger.outstanding(), Rupiah(505));
    }

    #[test]
    fn what_was_paid_ahead_settles_the_next_charge() {
        let mut ledger = Ledger::default();
        ledger.pay(day(), "TRX-1", Rupiah(700)).unwrap();
        assert_eq!(ledger.paid_ahead(), Rupiah(700));
        ledger.charge(day(), Charge::Principal, month("2026-01"), Rupiah(500)).unwrap();
        ledger.charge(day(), Charge::Principal, month("2026-02"), Rupiah(500)).unwrap();
        assert_eq!(open(&ledger), [0, 300]);
    }

    #[test]
    fn a_payment_counts_once_and_is_taken_back_once() {
        let mut ledger = Ledger::default();
        ledger.charge(day(), Charge::Principal, None, Rupiah(500)).unwrap();
        ledger.pay(day(), "TRX-1", Rupiah(500)).unwrap();
        assert_eq!(ledger.pay(day(), "TRX-1", Rupiah(500)), Err(LedgerRefusal::BookedAlready("TRX-1".into())));
        assert_eq!(ledger.reverse(day(), "TRX-1"), Ok(Rupiah(500)));
        assert_eq!(ledger.outstanding(), Rupiah(500));
        assert_eq!(ledger.reverse(day(), "TRX-1"), Err(LedgerRefusal::NoSuchPayment("TRX-1".into())));
        assert_eq!(ledger.pay(day(), "TRX-1", Rupiah(500)), Err(LedgerRefusal::BookedAlready("TRX-1".into())));
    }

    #[test]
    fn nothing_nothing_owed_and_more_than_any_money_are_refused_and_change_nothing() {
        let mut ledger = Ledger::default();
        assert_eq!(ledger.pay(day(), "TRX-1", Rupiah(0)), Err(LedgerRefusal::NotPositive(Rupiah(0))));
        assert_eq!(ledger.write_off(day(), "SK-1", Rupiah(1)), Err(LedgerRefusal::MoreThanOwed(Rupiah(0))));
        ledger.charge(day(), Charge::Principal, None, Rupiah(i64::MAX)).unwrap();
        assert_eq!(ledger.charge(day(), Charge::Principal, None, Rupiah(1)), Err(LedgerRefusal::TooLarge));
        assert_eq!((ledger.entries().len(), ledger.outstanding()), (1, Rupiah(i64::MAX)));
    }

    /// What an accountant with one column of numbers would keep.
    #[derive(Default)]
    struct Column {
        charged: i64,
        given_up: i64,
        paid: BTreeMap<u8, i64>,
        seen: BTreeSet<u8>,
    }

    proptest! {
        // About two hundred operations in each: a million in all.
        #![proptest_config(ProptestConfig::with_cases(5_000))]
        #[test]
        fn whatever_is_booked_the_accounts_sum_to_zero_and_agree_with_one_column_of_numbers(
            operations in prop::collection::vec((0_u8..4, 0_u8..40, 1_i64..1_000_000, 1_i8..=12), 0..400)
        ) {
            let (mut ledger, mut column) = (Ledger::default(), Column::default());
            for (operation, number, amount, in_month) in operations {
                let reference = number.to_string();
                let owed = column.charged - column.given_up - column.paid.values().sum::<i64>();
                match operation {
                    0 => {
                        let kind = Charge::ALL[usize::from(number) % 3];
                        ledger.charge(day(), kind, Month::new(2026, in_month), Rupiah(amount)).unwrap();
                        column.charged += amount;
                    }
                    1 => {
                        let taken = ledger.pay(day(), &reference, Rupiah(amount)).is_ok();
                        prop_assert_eq!(taken, column.seen.insert(number));
                        if taken {
                            column.paid.insert(number, amount);
                        }
                    }
                    2 => {
                        let back = ledger.reverse(day(), &reference).ok().map(|amount| amount.0);
                        prop_assert_eq!(back, column.paid.remove(&number));
                    }
                    _ => {
                        let taken = ledger.write_off(day(), "SK", Rupiah(amount)).is_ok();
                        prop_assert_eq!(taken, amount <= owed.max(0));
                        column.given_up += if taken { amount } else { 0 };
                    }
                }
                prop_assert_eq!(ledger.balances.values().sum::<i64>(), 0);
            }
            let owed = column.charged - column.given_up - column.paid.values().sum::<i64>();
            prop_assert_eq!(ledger.outstanding().0 - ledger.paid_ahead().0, owed);
            prop_assert_eq!(ledger.received().0, column.paid.values().sum::<i64>());
            let still_open = ledger.open_items(&ORDER).iter().map(|item| item.open.0).sum::<i64>();
            prop_assert_eq!(still_open, owed.max(0));
            prop_assert!(ledger.open_items(&ORDER).iter().all(|item| item.open.0 >= 0 && item.open <= item.charged));
        }
    }
}
