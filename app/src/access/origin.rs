//! Whose rows a batch holds: where it comes from decides who may open it. A batch is one object: who may see some of its rows only
//! may not open it, and is told the same as of a batch that does not exist.

use crate::access::Scope;
use crate::fault::AppError;
use arrow::array::{Array, AsArray, RecordBatch};
use arrow::datatypes::Int64Type;
use base::access::Area;
use base::vocabulary::region::{Level, RegionCode};
use std::collections::BTreeMap;
use store::Origin;

/// Whether a batch may be opened: its sender may, and whoever sees every region that its rows lie in. A batch with a row without a
/// place, or from before accounts, belongs to whoever sees the whole installation.
pub(crate) fn sees(scope: &Scope, home: RegionCode, origin: Option<&Origin>) -> bool {
    let Some(origin) = origin else { return scope.area().contains(home) };
    if scope.account().is_some_and(|id| id == origin.sent_by) {
        return true;
    }
    match Area::parse(&origin.area) {
        Ok(area) => scope.area().covers(&area),
        Err(_) => scope.area().contains(home),
    }
}

/// The smallest regions that hold the rows seen so far: one for each regency.
#[derive(Clone, Debug, Default)]
pub(crate) struct Reach {
    regencies: BTreeMap<RegionCode, RegionCode>,
    placeless: bool,
}

impl Reach {
    /// Adds rows of facts.
    pub(crate) fn add(&mut self, facts: &RecordBatch) -> Result<(), AppError> {
        let column = |name: &str| facts.column_by_name(name).and_then(|column| column.as_primitive_opt::<Int64Type>());
        let places = [column("residence"), column("workplace")];
        for row in 0..facts.num_rows() {
            let mut placed = false;
            for column in places.into_iter().flatten().filter(|column| column.is_valid(row)) {
                let code = u64::try_from(column.value(row)).ok().and_then(RegionCode::from_number);
                self.widen(code.ok_or(AppError::Unreadable("a place in the facts is no region"))?);
                placed = true;
            }
            self.placeless |= !placed;
        }
        Ok(())
    }

    fn widen(&mut self, code: RegionCode) {
        let regency = code.at(Level::KabupatenKota).unwrap_or(code);
        let own = self.regencies.entry(regency).or_insert(code);
        while !own.contains(code) {
            let Some(parent) = own.parent() else { break };
            *own = parent;
        }
    }

    /// As it is stored: empty where a row has no place, or where there is no row.
    pub(crate) fn area(&self) -> String {
        if self.placeless { String::new() } else { Area::of(self.regencies.values().copied()).to_string() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(text: &str) -> RegionCode {
        RegionCode::parse(text).unwrap()
    }

    #[test]
    fn the_reach_of_rows_is_the_smallest_region_of_each_regency() {
        let mut reach = Reach::default();
        reach.widen(code("73.09.01.1001"));
        assert_eq!(reach.area(), "73.09.01.1001");
        reach.widen(code("73.09.01.1002"));
        assert_eq!(reach.area(), "73.09.01");
        reach.widen(code("73.71.05"));
        reach.widen(code("73.09.02.1001"));
        assert_eq!(reach.area(), "73.09 73.71.05");
        reach.placeless = true;
        assert_eq!(reach.area(), "");
    }

    /// S02, v5.0.0-8.2.2, 8.4.1.
    #[test]
    fn a_batch_opens_for_its_sender_and_for_those_who_see_all_its_rows() {
        let scope = |area: &str| Scope::operator("uji").narrowed(&Area::parse(area).unwrap());
        let of = |area: &str| Origin { sent_by: "pengirim".to_owned(), area: area.to_owned() };
        let home = code("73");
        assert!(sees(&scope("73.09"), home, Some(&of("73.09.01"))) && sees(&scope("73"), home, Some(&of("73.09.01"))));
        assert!(!sees(&scope("73.09"), home, Some(&of("73.09 73.71"))), "some of its rows are another's");
        assert!(!sees(&scope("73"), home, Some(&of("64.01 73.09"))));
        assert!(sees(&scope("73"), home, Some(&of(""))) && !sees(&scope("73.09"), home, Some(&of(""))));
        assert!(sees(&scope("73"), home, None) && !sees(&scope("73.09"), home, None));
    }
}
