//! Tables that stand side by side on one sheet, to save paper: found by headings that repeat, each read on its own.

use crate::heading;
use crate::kind::KindSpec;
use crate::mapping::{Mapping, MappingFile};
use std::ops::Range;

/// What stands side by side under a header.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) enum Beside {
    /// One table.
    #[default]
    Nothing,
    /// Several tables, by their columns.
    Tables(Vec<Range<usize>>),
    /// Several names and several NIKs or birth dates, whose headings do not repeat as a whole: which belong together is not sure.
    Unclear,
}

impl Beside {
    /// Looks for headings of persons that come twice.
    pub(crate) fn of(headings: &[String], mapping: &Mapping, spec: &KindSpec, file: &MappingFile) -> Self {
        // Every list has some heading twice; two names and two NIKs are two persons in a row.
        if !spec.person || mapping.doubled.len() < 2 {
            return Self::Nothing;
        }
        let times = |names: &[&str]| {
            let means = |heading: &&String| {
                heading::field_of(spec, heading)
                    .is_some_and(|(field, fit)| fit >= 2 && names.contains(&spec.fields[field].name.as_str()))
            };
            headings.iter().filter(means).count()
        };
        let names = times(&["name"]);
        if names < 2 || !mapping.name_rest.is_empty() || times(&["nik"]).max(times(&["birth", "birth_date"])) < 2 {
            return Self::Nothing;
        }
        let Some(first) = headings.iter().position(|heading| !heading.trim().is_empty()) else { return Self::Nothing };
        let wanted = heading::normalise(&headings[first]);
        let starts: Vec<usize> = (first..headings.len()).filter(|at| heading::normalise(&headings[*at]) == wanted).collect();
        let ends = starts.iter().skip(1).copied().chain([headings.len()]);
        let tables: Vec<Range<usize>> = starts.iter().copied().zip(ends).map(|(start, end)| start..end).collect();
        let identifies = |columns: &Range<usize>| {
            let own = Mapping::of_headings(&headings[columns.clone()], spec, file);
            let has = |name: &str| spec.position(name).is_some_and(|field| own.column(field).is_some());
            let whole = own.is_header(spec) && has("name");
            whole.then(|| ["nik", "birth", "birth_date"].map(has)).filter(|_| !doubles_a_person(&own, spec))
        };
        let found: Vec<Option<[bool; 3]>> = tables.iter().map(identifies).collect();
        let repeat = tables.len() == names && found.iter().all(|table| table.is_some() && *table == found[0]);
        if repeat { Self::Tables(tables) } else { Self::Unclear }
    }
}

/// Whether a second column of one table holds a name or a NIK.
fn doubles_a_person(mapping: &Mapping, spec: &KindSpec) -> bool {
    mapping.doubled.iter().any(|heading| spec.field_named(heading).is_some_and(|field| field == "name" || field == "nik"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use base::handover::Kind;

    fn beside(headings: &[&str]) -> Beside {
        let spec = KindSpec::of(Kind::Workers).unwrap();
        let headings: Vec<String> = headings.iter().map(|heading| (*heading).to_owned()).collect();
        let file = MappingFile::default();
        Beside::of(&headings, &Mapping::of_headings(&headings, &spec, &file), &spec, &file)
    }

    #[test]
    fn headings_that_repeat_as_a_whole_are_tables_side_by_side() {
        let twice = ["No", "Nama", "NIK", "", "No", "Nama", "NIK", "Ket"];
        assert_eq!(beside(&twice), Beside::Tables(vec![0..4, 4..8]));
        assert_eq!(beside(&["No", "Nama", "NIK", "Nama", "NIK"]), Beside::Unclear);
    }

    #[test]
    fn relatives_and_second_numbers_of_one_person_are_one_table() {
        assert_eq!(beside(&["No", "Nama", "NIK", "Nama Ibu", "NIK Ibu"]), Beside::Nothing);
        assert_eq!(beside(&["No", "Nama", "NIK", "No KTP", "Tgl Lahir"]), Beside::Nothing);
    }
}
