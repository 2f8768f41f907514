//! The rows of an answer by what they are: the places asked for, each once; people whose list names nothing so fine; everybody.
//! An answer on a published denominator may hold two counts of members for one place: one of them is shown at a time.

use crate::view::{Order, View};
use app::{CoverageAnswer, FEWEST};
use base::handover::{Basis, CoverageRow};
use base::vocabulary::region::{Level, RegionCode};

/// The name that measure gives to people whose place no list tells.
pub(crate) const UNKNOWN_PLACE: &str = "(wilayah tidak diketahui)";

/// An answer by places.
#[derive(Clone, Debug, Default)]
pub(crate) struct Places {
    /// The places asked for; people whose place no list tells are a row without a code.
    pub(crate) parts: Vec<CoverageRow>,
    /// People whose list names a place above those asked for: one row for each such place.
    pub(crate) residue: Vec<CoverageRow>,
    /// Everybody once.
    pub(crate) whole: Option<CoverageRow>,
    /// Whether both a publisher and our register count members here.
    pub(crate) both: bool,
}

/// Whether our register counted the members of a row, rather than a publisher.
fn by_register(row: &CoverageRow) -> bool {
    row.in_grace.is_some()
}

impl Places {
    /// The places of a level, inside the region served.
    pub(crate) fn of(answer: &CoverageAnswer, view: &View, home: RegionCode, level: Level) -> Self {
        let roster = answer.rows.first().or(answer.total.as_ref()).is_some_and(|row| row.basis == Basis::Roster);
        if roster {
            let (residue, parts) =
                answer.rows.iter().cloned().partition(|row| row.region_code.is_some_and(|code| code.level() < level));
            return Self { parts, residue, whole: answer.total.clone(), both: false };
        }
        let published = answer.rows.iter().any(|row| !by_register(row));
        let register = answer.rows.iter().any(by_register);
        let wanted = if published && register { view.register } else { register };
        let rows = answer.rows.iter().filter(|row| by_register(row) == wanted);
        let (whole, parts): (Vec<_>, Vec<_>) = rows.cloned().partition(|row| row.region_code == Some(home));
        Self { parts, residue: Vec::new(), whole: whole.into_iter().next(), both: published && register }
    }

    /// The row of one place.
    pub(crate) fn at(&self, code: RegionCode) -> Option<&CoverageRow> {
        self.parts.iter().find(|row| row.region_code == Some(code))
    }

    /// Everything but the whole, in an order.
    pub(crate) fn ranked(&self, order: Order) -> Vec<CoverageRow> {
        let mut rows = in_order(self.parts.clone(), order);
        rows.extend(in_order(self.residue.clone(), order));
        rows
    }

    /// Whether a row is one of those whose list names nothing so fine.
    pub(crate) fn is_residue(&self, row: &CoverageRow) -> bool {
        self.residue.iter().any(|residue| residue.region_code == row.region_code)
    }
}

/// Rows in an order; people whose place no list tells stand last in every one.
pub(crate) fn in_order(mut rows: Vec<CoverageRow>, order: Order) -> Vec<CoverageRow> {
    rows.sort_by(|a, b| {
        let unknown = a.region_code.is_none().cmp(&b.region_code.is_none());
        let asked = match order {
            Order::Uncovered => b.uncovered.cmp(&a.uncovered),
            Order::Rate => a.rate_percent.cmp(&b.rate_percent),
            Order::Name => a.region_name.cmp(&b.region_name),
            Order::Denominator => b.denominator.cmp(&a.denominator),
        };
        unknown.then(asked).then(a.region_code.cmp(&b.region_code))
    });
    rows
}

/// Whether a row is about so few people that it is not shown. Whole regencies and what is above them are large, whatever their
/// number; places below them, cuts, and people without a place of the level asked for are not.
pub(crate) fn is_small(row: &CoverageRow, residue: bool) -> bool {
    let large = !residue && row.cut.is_empty() && row.region_code.is_some_and(|code| code.level() <= Level::KabupatenKota);
    !large && row.denominator.0 < FEWEST
}
