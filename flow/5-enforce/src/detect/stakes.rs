//! The rupiah at stake, from the rulebook: what contributions would be, at the least that the law allows where no list tells
//! the wage. Every amount is a lower bound and says so in docs/method/detectors.md.

use super::MinimumWages;
use base::law::Rulebook;
use base::law::assess::{EmployerSize, Figures, Fund, Options, Refusal, Side, StaffGroup, Terms};
use base::vocabulary::region::RegionCode;
use base::vocabulary::{Month, Programme, ProgrammeSet, Rupiah, Segment};

/// What contributions of a month would be.
#[derive(Clone, Copy, Debug)]
pub struct Stakes<'a> {
    /// The law.
    pub rulebook: &'a Rulebook,
    /// Minimum wages.
    pub wages: &'a MinimumWages,
    /// The month.
    pub month: Month,
    /// The risk group of JKK where none is known.
    pub risk_group: u8,
}

impl Stakes<'_> {
    fn options(&self, size: Option<EmployerSize>) -> Options {
        Options { risk_group: Some(self.risk_group), employer_size: size, ..Options::new(Segment::Pu, self.month) }
    }

    /// The minimum wage of a region in the month; none where none is known.
    pub fn minimum(&self, region: Option<RegionCode>) -> Option<Rupiah> {
        self.wages.on(region?, self.month.first_day()).map(|(amount, _)| amount)
    }

    /// The programmes that a size obliges to.
    ///
    /// # Errors
    /// The rulebook has no value for the month.
    pub fn obliged(&self, size: Option<EmployerSize>) -> Result<ProgrammeSet, Refusal> {
        Ok(Terms::of(self.rulebook, &self.options(size))?.programmes())
    }

    /// What employer and worker pay for one worker with a wage: for some programmes, or for those the size obliges to.
    ///
    /// # Errors
    /// The rulebook has no value for the month.
    pub fn of_wage(&self, wage: Rupiah, size: Option<EmployerSize>, programmes: Option<ProgrammeSet>) -> Result<Rupiah, Refusal> {
        self.paid(&Options { programmes, ..self.options(size) }, wage)
    }

    /// The same for some workers at the minimum wage of a region; none where no minimum is known.
    ///
    /// # Errors
    /// The rulebook has no value for the month.
    pub fn of_workers(
        &self,
        workers: u64,
        region: Option<RegionCode>,
        size: Option<EmployerSize>,
    ) -> Result<Option<Rupiah>, Refusal> {
        let Some(minimum) = self.minimum(region) else { return Ok(None) };
        Ok(Some(times(self.of_wage(minimum, size, None)?, workers)))
    }

    /// The same for staff of offices and villages, in the programmes that their group obliges to.
    ///
    /// # Errors
    /// The rulebook has no value for the month.
    pub fn of_staff(&self, workers: u64, region: Option<RegionCode>, group: StaffGroup) -> Result<Option<Rupiah>, Refusal> {
        let Some(minimum) = self.minimum(region) else { return Ok(None) };
        let options = Options { group: Some(group), ..self.options(None) };
        Ok(Some(times(self.paid(&options, minimum)?, workers)))
    }

    /// What one member without a wage pays at the lowest class, or a regional budget for the member.
    ///
    /// # Errors
    /// The rulebook has no value for the month.
    pub fn of_member(&self) -> Result<Rupiah, Refusal> {
        let options = Options { payer: Fund::Apbd, ..Options::new(Segment::Bpu, self.month) };
        Ok(Rupiah(Terms::of(self.rulebook, &options)?.assess(&Figures::default())?.sum()))
    }

    /// What a project owes on its contract value, in the month it began.
    ///
    /// # Errors
    /// The rulebook has no value for that month, or the value is none.
    pub fn of_project(&self, value: Rupiah, began: Month) -> Result<Rupiah, Refusal> {
        let figures = Figures { contract_value: Some(value.0), ..Figures::default() };
        Ok(Rupiah(Terms::of(self.rulebook, &Options::new(Segment::Jakon, began))?.assess(&figures)?.sum()))
    }

    fn paid(&self, options: &Options, wage: Rupiah) -> Result<Rupiah, Refusal> {
        let amounts = Terms::of(self.rulebook, options)?.assess(&Figures { wage: Some(wage.0), ..Figures::default() })?;
        Ok(Rupiah(amounts.total(Side::Employer) + amounts.total(Side::Worker)))
    }
}

/// An amount for each of some people.
pub(super) const fn times(amount: Rupiah, people: u64) -> Rupiah {
    // More people than fit an i64 do not exist.
    Rupiah(amount.0.saturating_mul(people.cast_signed()))
}

/// Programmes in both sets.
pub(super) fn both(a: ProgrammeSet, b: ProgrammeSet) -> ProgrammeSet {
    a.without(a.without(b))
}

/// A set without one programme.
pub(super) fn except(set: ProgrammeSet, programme: Programme) -> ProgrammeSet {
    let mut one = ProgrammeSet::default();
    one.add(programme);
    set.without(one)
}
