//! Who somebody is by a row: NIK, birth date and sex held against each other, and what follows from them.

use super::Flaw;
use crate::column::Derived;
use crate::context::Context;
use crate::value::date;
use base::handover::FindingCode;
use base::vocabulary::region::RegionCode;
use base::vocabulary::{AgeBand, Nik, NikDamage, NikReading, Sex, day_of_epoch, full_years};

/// The facts of a row that tell who somebody is, checked against each other.
pub(super) struct Identity {
    pub(super) nik: NikReading,
    pub(super) nik_field: usize,
    /// Whether its cell is a formula that was never worked out: it is not missing.
    pub(super) unworked: bool,
    pub(super) birth_day: Option<i32>,
    pub(super) sex: Option<Sex>,
    pub(super) sex_field: usize,
}

impl Identity {
    /// Checks them, adds what is wrong to `flaws` and what follows to `derived`.
    pub(super) fn check(
        &self,
        context: &Context<'_>,
        districts: &mut Districts,
        flaws: &mut Vec<Flaw>,
        derived: &mut Derived<'_>,
    ) {
        let mut flaw = |code, field| flaws.push(Flaw { code, field, detail: String::new() });
        let mut nik_birth = None;
        let mut nik_sex = None;
        match self.nik {
            NikReading::Missing if self.unworked => {}
            NikReading::Missing => flaw(FindingCode::NikMissing, self.nik_field),
            NikReading::Damaged(damage) => flaw(damage_code(damage), self.nik_field),
            NikReading::Sound(nik) => {
                nik_birth = nik.birth_date(context.as_of);
                nik_sex = Some(nik.sex());
                if nik_birth.is_none() {
                    flaw(FindingCode::NikImpossibleDate, self.nik_field);
                } else {
                    derived.token = Some((context.secrets.token)(nik.digits()));
                }
                if !districts.existed(context, nik) {
                    flaw(FindingCode::NikUnknownDistrict, self.nik_field);
                }
            }
        }
        if let (Some(by_nik), Some(by_row)) = (nik_birth, self.birth_day)
            && base::vocabulary::epoch_day(by_nik) != by_row
        {
            flaw(FindingCode::NikDateDisagrees, self.nik_field);
        }
        if let (Some(by_nik), Some(by_row)) = (nik_sex, self.sex)
            && by_nik != by_row
        {
            flaw(FindingCode::NikSexDisagrees, self.sex_field);
        }
        if derived.token.is_none() && self.birth_day.is_none() {
            flaw(FindingCode::IdentityInsufficient, self.nik_field);
        }
        if self.birth_day.is_some_and(date::is_heap) {
            flaw(FindingCode::BirthDateHeap, context.spec.position("birth_date").unwrap_or(0));
        }
        let birth = self.birth_day.map(day_of_epoch).or(nik_birth);
        match birth.map(|birth| full_years(birth, context.as_of)) {
            Some(Some(age @ 10..=110)) => derived.age_band = Some(i32::from(AgeBand::of(age).lower())),
            Some(_) => flaw(FindingCode::AgeImplausible, context.spec.position("birth_date").unwrap_or(0)),
            None => {}
        }
        derived.sex = self.sex.or(nik_sex).map(Sex::code);
    }
}

/// Whether six digits were ever a district, looked up once per digits.
#[derive(Debug, Default)]
pub(crate) struct Districts {
    /// By the six digits: 0 not looked up, 1 it existed, 2 it did not.
    known: Vec<u8>,
}

impl Districts {
    fn existed(&mut self, context: &Context<'_>, nik: Nik) -> bool {
        if self.known.is_empty() {
            self.known = vec![0; 1_000_000];
        }
        let district = nik.district();
        let Some(known) = self.known.get_mut(district as usize) else { return false };
        if *known == 0 {
            let code = RegionCode::from_number(u64::from(district) * 10_000);
            *known = if code.is_some_and(|code| context.regions.existed(code, None)) { 1 } else { 2 };
        }
        *known == 1
    }
}

fn damage_code(damage: NikDamage) -> FindingCode {
    match damage {
        NikDamage::CutByExcel => FindingCode::NikCutByExcel,
        NikDamage::Scientific => FindingCode::NikScientific,
        NikDamage::NotADigit => FindingCode::NikNotADigit,
        NikDamage::WrongLength => FindingCode::NikWrongLength,
        NikDamage::Filler => FindingCode::NikFiller,
        NikDamage::ImpossibleDate => FindingCode::NikImpossibleDate,
        NikDamage::UnknownDistrict => FindingCode::NikUnknownDistrict,
    }
}
