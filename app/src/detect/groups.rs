//! Employers by regency and size, so that findings can be held against all employers there are: who is picked more than their share?

use crate::access::Scope;
use crate::installation::Installation;
use enforce::detect::{EmployerBook, Subject, pwbd};
use std::collections::BTreeMap;

/// Employers of one regency and size.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EmployerGroup {
    /// The regency; empty where no list tells.
    pub region_code: String,
    /// Its name.
    pub region_name: String,
    /// The size; empty where no list tells.
    pub size: &'static str,
    /// Employers.
    pub employers: u64,
}

/// The groups of an area, and where each employer stands in them.
pub(super) struct Grouped {
    pub(super) groups: Vec<EmployerGroup>,
    /// By everything that a finding may call an employer: the employer and its group.
    places: BTreeMap<Subject, (usize, usize)>,
}

impl Grouped {
    /// The employers of the asker's area.
    pub(super) fn of(home: &Installation, scope: &Scope, book: &EmployerBook) -> Self {
        let mut groups: BTreeMap<(String, &'static str), (String, Vec<usize>)> = BTreeMap::new();
        for (place, employer) in book.employers.iter().enumerate() {
            if !scope.area().contains(employer.region.unwrap_or(home.region)) {
                continue;
            }
            let name = employer.region.and_then(|code| home.regions.name(code)).unwrap_or_default().to_owned();
            let key =
                (employer.region.map(|code| code.to_string()).unwrap_or_default(), employer.size.map_or("", |size| size.code()));
            groups.entry(key).or_insert_with(|| (name, Vec::new())).1.push(place);
        }
        let mut places = BTreeMap::new();
        for (group, (_, employers)) in groups.values().enumerate() {
            for place in employers {
                let employer = &book.employers[*place];
                let npps = employer.npps.iter().cloned().map(Subject::Npp);
                let subjects = npps.chain(employer.nibs.iter().cloned().map(Subject::Nib)).chain([pwbd::subject(employer)]);
                places.extend(subjects.map(|subject| (subject, (*place, group))));
            }
        }
        let group = |((region_code, size), (region_name, employers)): ((String, &'static str), (String, Vec<usize>))| {
            EmployerGroup { region_code, region_name, size, employers: employers.len() as u64 }
        };
        Self { groups: groups.into_iter().map(group).collect(), places }
    }

    /// The employer and group of what a finding is about.
    pub(super) fn employer(&self, subject: &Subject) -> Option<(usize, usize)> {
        self.places.get(subject).copied()
    }
}
