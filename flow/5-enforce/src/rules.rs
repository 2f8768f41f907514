//! `rulebook/compliance.toml`: periods, switches, and the article behind every event of a case.

use crate::case::EventKind;
use crate::detect::thresholds::ThresholdFile;
use crate::detect::{Detector, Thresholds};
use crate::ledger::Charge;
use base::law::Confidence;
use base::vocabulary::region::RegionCode;
use jiff::civil::Date;
use jiff::tz::Offset;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

const EMBEDDED: &str = include_str!("../../../rulebook/compliance.toml");

/// The article behind a step, and how sure we are of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Basis {
    /// The regulation: `PP 86/2013`.
    pub regulation: String,
    /// The article, as the regulation counts.
    pub article: String,
    /// How sure we are.
    pub confidence: Confidence,
}

impl fmt::Display for Basis {
    /// `PP 86/2013 Pasal 6`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.regulation, self.article)
    }
}

/// A rule that holds across events.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Rule {
    /// One special power of attorney (SKK) for one employer at a time.
    OneSkk,
    /// A lawsuit needs a new SKK.
    NewSkk,
    /// Warnings, fines, denial of services and SKK are for employers other than state organs.
    StateOrgan,
    /// The prosecutor comes after two warnings.
    AfterTwoWarnings,
}

impl Rule {
    const ALL: [Self; 4] = [Self::OneSkk, Self::NewSkk, Self::StateOrgan, Self::AfterTwoWarnings];
}

/// Why the file does not load.
#[derive(Debug, thiserror::Error)]
pub enum RulesFlaw {
    /// Not TOML, or a field that is missing or misspelt.
    #[error("compliance.toml is not valid TOML of its kind: {0}")]
    NotToml(#[from] toml::de::Error),
    /// An event has no legal basis.
    #[error("compliance.toml names no legal basis for {0}")]
    NoBasis(EventKind),
    /// A rule has no source.
    #[error("compliance.toml names no source for the rule {0:?}")]
    NoRule(Rule),
    /// The order of allocation does not name every kind of charge once.
    #[error("compliance.toml must name every kind of charge once in switch.allocation")]
    Allocation,
    /// A detector has no legal basis.
    #[error("compliance.toml names no legal basis for the detector {0}")]
    NoDetectorBasis(Detector),
    /// The classes of arrears leave a month out.
    #[error("compliance.toml: classes of arrears must begin with month 1 and ascend")]
    ArrearsClasses,
    /// Two zones claim one province, or a zone has no offset.
    #[error("compliance.toml: zone of province {0}")]
    Zone(String),
}

/// The law and the practice of casework.
#[derive(Clone, Debug)]
pub struct Rules {
    /// The most working days that a warning may set.
    pub warning_working_days: u32,
    /// Days after the second warning's end within which the fine is imposed.
    pub fine_within_days: u32,
    /// Working days before a deadline at which the reminder comes.
    pub reminder_working_days: u32,
    /// Whether joint leave is a working day.
    pub joint_leave_works: bool,
    /// Whether only a proven delivery starts a clock.
    pub clock_needs_proof: bool,
    /// What a payment settles first within one month.
    pub allocation: Vec<Charge>,
    /// What the detectors propose.
    pub detect: Thresholds,
    basis: BTreeMap<EventKind, Basis>,
    rule: BTreeMap<Rule, Basis>,
    offset_hours: BTreeMap<String, i8>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[expect(dead_code, reason = "a file that nobody checked does not load")]
    checked_by: String,
    #[expect(dead_code, reason = "a file that nobody checked does not load")]
    checked_on: toml::value::Datetime,
    clock: Clock,
    switch: Switches,
    basis: BTreeMap<EventKind, Basis>,
    rule: BTreeMap<Rule, Basis>,
    zone: Zones,
    detect: ThresholdFile,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Clock {
    warning_working_days: u32,
    fine_within_days: u32,
    reminder_working_days: u32,
    #[expect(dead_code, reason = "a period without its article does not load")]
    basis: ClockBasis,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "read by people; required so that nobody leaves it out")]
struct ClockBasis {
    warning: Basis,
    fine: Basis,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Switches {
    joint_leave_works: Switch<bool>,
    clock_needs_proof: Switch<bool>,
    allocation: Switch<Vec<Charge>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Switch<T> {
    pub(crate) value: T,
    #[expect(dead_code, reason = "a switch without its confidence does not load")]
    confidence: Confidence,
    #[expect(dead_code, reason = "a switch without its reason does not load")]
    note: String,
}

#[derive(Deserialize)]
struct Zones {
    #[expect(dead_code, reason = "read by people; required so that nobody leaves it out")]
    source: String,
    offset_hours: BTreeMap<String, i8>,
    #[serde(flatten)]
    provinces: BTreeMap<String, Vec<String>>,
}

impl Zones {
    /// The offset of every province; a province in two zones, or a zone without an offset, does not load.
    fn read(self) -> Result<BTreeMap<String, i8>, RulesFlaw> {
        let mut offsets = BTreeMap::new();
        for (zone, provinces) in self.provinces {
            let hours = self.offset_hours.get(&zone).ok_or_else(|| RulesFlaw::Zone(zone.clone()))?;
            for province in provinces {
                if offsets.insert(province.clone(), *hours).is_some() {
                    return Err(RulesFlaw::Zone(province));
                }
            }
        }
        Ok(offsets)
    }
}

impl Rules {
    /// The rules that the program carries.
    pub fn embedded() -> Result<Self, RulesFlaw> {
        Self::parse(EMBEDDED)
    }

    /// Reads `compliance.toml`.
    pub fn parse(text: &str) -> Result<Self, RulesFlaw> {
        let file: File = toml::from_str(text)?;
        if let Some(kind) = EventKind::ALL.into_iter().find(|kind| !file.basis.contains_key(kind)) {
            return Err(RulesFlaw::NoBasis(kind));
        }
        if let Some(rule) = Rule::ALL.into_iter().find(|rule| !file.rule.contains_key(rule)) {
            return Err(RulesFlaw::NoRule(rule));
        }
        let allocation = file.switch.allocation.value;
        let named: BTreeSet<Charge> = allocation.iter().copied().collect();
        if allocation.len() != Charge::ALL.len() || named.len() != Charge::ALL.len() {
            return Err(RulesFlaw::Allocation);
        }
        Ok(Self {
            warning_working_days: file.clock.warning_working_days,
            fine_within_days: file.clock.fine_within_days,
            reminder_working_days: file.clock.reminder_working_days,
            joint_leave_works: file.switch.joint_leave_works.value,
            clock_needs_proof: file.switch.clock_needs_proof.value,
            allocation,
            detect: file.detect.read()?,
            basis: file.basis,
            rule: file.rule,
            offset_hours: file.zone.read()?,
        })
    }

    /// The article behind an event.
    pub fn basis(&self, kind: EventKind) -> &Basis {
        // Every kind has a line: `parse` refuses a file without one.
        &self.basis[&kind]
    }

    /// The source of a rule.
    pub fn rule(&self, rule: Rule) -> &Basis {
        &self.rule[&rule]
    }

    /// The day on the wall of a region at an instant. None for a province whose zone the file does not name.
    pub fn day_in(&self, region: RegionCode, instant: jiff::Timestamp) -> Option<Date> {
        let province = region.to_string().get(..2)?.to_owned();
        let hours = self.offset_hours.get(&province)?;
        Some(Offset::from_hours(*hours).ok()?.to_datetime(instant).date())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rules_that_the_program_carries_load() {
        let rules = Rules::embedded().unwrap();
        assert_eq!((rules.warning_working_days, rules.fine_within_days), (10, 30));
        assert_eq!(rules.basis(EventKind::FineImposed).to_string(), "PP 86/2013 Pasal 7");
    }

    #[test]
    fn a_file_without_the_article_of_an_event_does_not_load() {
        let text = EMBEDDED.lines().filter(|line| !line.starts_with("somasi_sent")).collect::<Vec<_>>().join("\n");
        assert!(matches!(Rules::parse(&text), Err(RulesFlaw::NoBasis(EventKind::SomasiSent))));
    }

    #[test]
    fn half_past_midnight_in_papua_is_still_the_day_before_in_aceh() {
        let rules = Rules::embedded().unwrap();
        let instant = "2026-03-02T00:30:00+09:00".parse().unwrap();
        let day = |region: &str| rules.day_in(region.parse().unwrap(), instant).unwrap().to_string();
        assert_eq!((day("91"), day("73.71"), day("11")), ("2026-03-02".into(), "2026-03-01".into(), "2026-03-01".into()));
    }
}
