//! The part of `rulebook/compliance.toml` that the detectors read: numbers that decide what is proposed, classes of arrears,
//! and the article behind every detector.

use super::Detector;
use crate::rules::{Basis, RulesFlaw, Switch};
use serde::Deserialize;
use std::collections::BTreeMap;

/// Everything that decides what is proposed.
#[derive(Clone, Debug)]
pub struct Thresholds {
    /// Days within which a new worker need not be registered.
    pub new_hire_days: i64,
    /// Days within which a new employer need not be registered.
    pub new_employer_days: i64,
    /// Working days within which a project is registered.
    pub project_working_days: u32,
    /// Months of silence after which a registered employer counts as closed.
    pub silent_months: i32,
    /// Missing workers from which on an employer is proposed, where head count and members differ.
    pub missing_workers: u64,
    /// Missing people in percent of a payroll, where nothing but the payroll says so.
    pub missing_percent: u64,
    /// Missing people at least, where nothing but the payroll says so.
    pub missing_people: u64,
    /// Members with one and the same wage that are a pattern.
    pub equal_wages: u64,
    /// The share of members with that wage in percent.
    pub equal_percent: u64,
    /// Low wages in percent of those compared.
    pub low_wage_percent: u64,
    /// Members without an obliged programme in percent of all.
    pub programme_percent: u64,
    /// People of an office without membership in percent of all.
    pub office_percent: u64,
    /// The risk group of JKK where none is known.
    pub risk_group: u8,
    /// Classes of arrears with the overdue months from which on they hold, ascending.
    pub arrears_classes: Vec<(String, u32)>,
    basis: BTreeMap<Detector, Basis>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ThresholdFile {
    threshold: Numbers,
    arrears_class: Vec<ArrearsClass>,
    basis: BTreeMap<Detector, Basis>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Numbers {
    new_hire_days: Switch<u16>,
    new_employer_days: Switch<u16>,
    project_working_days: Switch<u16>,
    silent_months: Switch<u16>,
    missing_workers: Switch<u16>,
    missing_percent: Switch<u16>,
    missing_people: Switch<u16>,
    equal_wages: Switch<u16>,
    equal_percent: Switch<u16>,
    low_wage_percent: Switch<u16>,
    programme_percent: Switch<u16>,
    office_percent: Switch<u16>,
    risk_group: Switch<u8>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ArrearsClass {
    code: String,
    from_months: u32,
}

impl ThresholdFile {
    /// Checks that every detector has its article, and that the classes of arrears begin with the first month and ascend.
    pub(crate) fn read(self) -> Result<Thresholds, RulesFlaw> {
        if let Some(detector) = Detector::ALL.into_iter().find(|detector| !self.basis.contains_key(detector)) {
            return Err(RulesFlaw::NoDetectorBasis(detector));
        }
        let classes: Vec<(String, u32)> = self.arrears_class.into_iter().map(|class| (class.code, class.from_months)).collect();
        let ascend = classes.windows(2).all(|pair| pair[0].1 < pair[1].1);
        if classes.first().is_none_or(|(_, from)| *from != 1) || !ascend {
            return Err(RulesFlaw::ArrearsClasses);
        }
        let numbers = self.threshold;
        Ok(Thresholds {
            new_hire_days: numbers.new_hire_days.value.into(),
            new_employer_days: numbers.new_employer_days.value.into(),
            project_working_days: numbers.project_working_days.value.into(),
            silent_months: numbers.silent_months.value.into(),
            missing_workers: numbers.missing_workers.value.into(),
            missing_percent: numbers.missing_percent.value.into(),
            missing_people: numbers.missing_people.value.into(),
            equal_wages: numbers.equal_wages.value.into(),
            equal_percent: numbers.equal_percent.value.into(),
            low_wage_percent: numbers.low_wage_percent.value.into(),
            programme_percent: numbers.programme_percent.value.into(),
            office_percent: numbers.office_percent.value.into(),
            risk_group: numbers.risk_group.value,
            arrears_classes: classes,
            basis: self.basis,
        })
    }
}

impl Thresholds {
    /// The article behind a detector.
    pub fn basis(&self, detector: Detector) -> &Basis {
        // Every detector has a line: a file without one does not load.
        &self.basis[&detector]
    }

    /// The class of arrears with this many overdue months.
    pub fn arrears_class(&self, months: u32) -> &str {
        self.arrears_classes.iter().rev().find(|(_, from)| *from <= months).map_or("", |(code, _)| code)
    }

    /// Whether a part is enough of the whole to be proposed.
    pub fn is_share(part: u64, whole: u64, percent: u64) -> bool {
        part > 0 && part.saturating_mul(100) >= whole.saturating_mul(percent)
    }
}
