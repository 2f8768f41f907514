//! Which lines of which lists are one employer. Numbers first, names last:
//!
//! 1. the same NPP, or the same NIB, is the same employer (branches of one legal entity share its NIB);
//! 2. without a number in common, the same normalised name in the same regency, unless numbers of one kind contradict;
//! 3. a business without NPP is the registered employer of that name whose members live in its regency, or, where its regency
//!    is unknown or another, the only one of that name in the register, if at least two words tell the name apart.
//!
//! Two candidates are no answer: such a business counts as perhaps registered, and nothing is proposed about it.

use super::name::{alternatives, distinctive_words, normalised};
use base::law::assess::EmployerSize;
use base::vocabulary::region::RegionCode;
use base::vocabulary::{Month, ProgrammeSet, Segment};
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};

/// A list that names employers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum List {
    /// NIB or WLKP.
    Businesses,
    /// Permits.
    Permits,
    /// Contractors of projects.
    Tenders,
}

impl List {
    /// The word in tables and texts.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Businesses => "employers",
            Self::Permits => "permits",
            Self::Tenders => "projects",
        }
    }
}

/// One line about an employer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Business {
    /// The list.
    pub list: List,
    /// Number of the business.
    pub nib: Option<String>,
    /// Number of the register, as the list gives it.
    pub npp: Option<String>,
    /// Name as written.
    pub name: String,
    /// Regency.
    pub region: Option<RegionCode>,
    /// Size.
    pub size: Option<EmployerSize>,
    /// Workers as it reported them.
    pub headcount: Option<u64>,
    /// First day.
    pub founded: Option<Date>,
    /// The day it closed.
    pub closed: Option<Date>,
}

/// Members with equal programmes under one number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MemberGroup {
    /// Segment.
    pub segment: Option<Segment>,
    /// Programmes.
    pub programmes: ProgrammeSet,
    /// Whether they are near or past the age at which JP ends.
    pub pensionable: bool,
    /// People: paid, in grace or in arrears; not those who died.
    pub people: u64,
}

/// A number of the register with what it says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Registered {
    /// The number.
    pub npp: String,
    /// Names, with the members whose row says so.
    pub names: BTreeMap<String, u64>,
    /// Regencies of its members.
    pub regions: BTreeMap<RegionCode, u64>,
    /// Its members.
    pub members: Vec<MemberGroup>,
    /// The last month billed.
    pub last_billed: Option<Month>,
}

impl Registered {
    /// Members of a segment.
    pub fn members_of(&self, segment: Segment) -> u64 {
        self.members.iter().filter(|group| group.segment == Some(segment)).map(|group| group.people).sum()
    }

    /// The name most rows give.
    pub fn name(&self) -> &str {
        self.names.iter().max_by_key(|(name, rows)| (**rows, std::cmp::Reverse(*name))).map_or("", |(name, _)| name)
    }

    fn region(&self) -> Option<RegionCode> {
        self.regions.iter().max_by_key(|(code, rows)| (**rows, std::cmp::Reverse(**code))).map(|(code, _)| *code)
    }
}

/// One employer: everything the lists and the register say of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Employer {
    /// Places in the list of businesses.
    pub businesses: Vec<usize>,
    /// Its numbers in the register, as far as the register knows them.
    pub npps: BTreeSet<String>,
    /// Numbers that a list gives it and the register does not know.
    pub unknown_npps: BTreeSet<String>,
    /// Its numbers as a business.
    pub nibs: BTreeSet<String>,
    /// Its name.
    pub name: String,
    /// Its regency.
    pub region: Option<RegionCode>,
    /// Its size, the largest that a list gives.
    pub size: Option<EmployerSize>,
    /// Workers over all its places; none where no list tells.
    pub headcount: Option<u64>,
    /// The earliest day it was entered.
    pub founded: Option<Date>,
    /// The lists that name it.
    pub lists: BTreeSet<List>,
    /// Whether every line of it is closed on the day asked about.
    pub closed: bool,
    /// Whether several registered employers may be meant.
    pub perhaps_registered: bool,
}

/// Every employer there is.
#[derive(Clone, Debug, Default)]
pub struct EmployerBook {
    /// The lines.
    pub businesses: Vec<Business>,
    /// The register, by number.
    pub registered: BTreeMap<String, Registered>,
    /// The employers, in the order of their first line; those of the register alone at the end, by number.
    pub employers: Vec<Employer>,
    by_npp: BTreeMap<String, usize>,
    by_name: BTreeMap<String, Vec<usize>>,
}

/// Sets that are joined.
struct Sets(Vec<usize>);

impl Sets {
    fn root(&mut self, mut node: usize) -> usize {
        while self.0[node] != node {
            self.0[node] = self.0[self.0[node]];
            node = self.0[node];
        }
        node
    }

    fn join(&mut self, a: usize, b: usize) {
        let (a, b) = (self.root(a), self.root(b));
        // The smaller number stays the root, so that the order of output does not depend on the order of joining.
        self.0[a.max(b)] = a.min(b);
    }
}

impl EmployerBook {
    /// Links the lines to each other and to the register. `on` is the day asked about.
    pub fn link(businesses: Vec<Business>, registered: BTreeMap<String, Registered>, on: Date) -> Self {
        let mut sets = Sets((0..businesses.len()).collect());
        join_by_number(&businesses, &mut sets);
        join_by_name(&businesses, &mut sets);
        let mut groups: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for place in 0..businesses.len() {
            groups.entry(sets.root(place)).or_default().push(place);
        }
        let names = RegisterNames::of(&registered);
        let mut book = Self { businesses, registered, ..Self::default() };
        // What one registered number joins is one employer, however its lines differ.
        let mut by_npp: BTreeMap<String, usize> = BTreeMap::new();
        for places in groups.into_values() {
            let mut employer = Employer { businesses: places, ..Employer::default() };
            book.numbers(&mut employer);
            if employer.npps.is_empty() && employer.unknown_npps.is_empty() {
                names.seek(&mut employer, &book.businesses);
            }
            match employer.npps.iter().find_map(|npp| by_npp.get(npp)).copied() {
                Some(known) => book.employers[known].businesses.extend(employer.businesses),
                None => {
                    by_npp.extend(employer.npps.iter().map(|npp| (npp.clone(), book.employers.len())));
                    book.employers.push(employer);
                }
            }
        }
        for npp in book.registered.keys().filter(|npp| !by_npp.contains_key(*npp)) {
            book.employers.push(Employer { npps: BTreeSet::from([npp.clone()]), ..Employer::default() });
        }
        let mut employers = std::mem::take(&mut book.employers);
        for (place, employer) in employers.iter_mut().enumerate() {
            book.describe(employer, on);
            book.by_npp.extend(employer.npps.iter().map(|npp| (npp.clone(), place)));
            for name in book.names_of(employer) {
                book.by_name.entry(name).or_default().push(place);
            }
        }
        book.employers = employers;
        book
    }

    /// The employer with a number.
    pub fn of_npp(&self, npp: &str) -> Option<&Employer> {
        self.by_npp.get(npp).map(|place| &self.employers[*place])
    }

    /// The only employer with a name, in a regency where one is given; none where several have it.
    pub fn of_name(&self, name: &str, region: Option<RegionCode>) -> Option<&Employer> {
        self.place_of_name(name, region).map(|place| &self.employers[place])
    }

    /// The same, as its place among the employers.
    pub fn place_of_name(&self, name: &str, region: Option<RegionCode>) -> Option<usize> {
        let mut found: BTreeSet<usize> =
            alternatives(name).iter().filter_map(|name| self.by_name.get(name)).flatten().copied().collect();
        if found.len() > 1 && region.is_some() {
            found.retain(|place| self.employers[*place].region == region);
        }
        if found.len() == 1 { found.pop_first() } else { None }
    }

    /// The members of an employer's numbers.
    pub fn numbers_of<'b>(&'b self, employer: &'b Employer) -> impl Iterator<Item = &'b Registered> {
        employer.npps.iter().filter_map(|npp| self.registered.get(npp))
    }

    fn names_of(&self, employer: &Employer) -> BTreeSet<String> {
        let listed = employer.businesses.iter().map(|place| self.businesses[*place].name.as_str());
        listed
            .chain(self.numbers_of(employer).flat_map(|number| number.names.keys().map(String::as_str)))
            .flat_map(alternatives)
            .collect()
    }

    fn numbers(&self, employer: &mut Employer) {
        for place in &employer.businesses {
            let line = &self.businesses[*place];
            employer.nibs.extend(line.nib.clone());
            if let Some(npp) = &line.npp {
                let known = self.registered.contains_key(npp);
                if known { &mut employer.npps } else { &mut employer.unknown_npps }.insert(npp.clone());
            }
        }
    }

    fn describe(&self, employer: &mut Employer, on: Date) {
        employer.businesses.sort_unstable();
        self.numbers(employer);
        let lines: Vec<&Business> = employer.businesses.iter().map(|place| &self.businesses[*place]).collect();
        // The line with a number of the register speaks for its seat, then that of the list of businesses.
        let seat = lines.iter().copied().min_by_key(|line| {
            (line.npp.is_none(), line.region.is_none(), line.list, super::name::normalised(&line.name).contains("CABANG"))
        });
        let number = employer.npps.first().and_then(|npp| self.registered.get(npp));
        employer.name =
            seat.map_or_else(|| number.map(Registered::name).unwrap_or_default().to_owned(), |line| line.name.clone());
        employer.region = seat
            .and_then(|line| line.region)
            .or_else(|| lines.iter().find_map(|line| line.region))
            .or_else(|| number.and_then(Registered::region));
        employer.size = lines.iter().filter_map(|line| line.size).max();
        employer.founded = lines.iter().filter_map(|line| line.founded).min();
        employer.lists = lines.iter().map(|line| line.list).collect();
        // A branch that closed closes nobody: an employer is closed when every line of the register of businesses says so.
        let mut registers = lines.iter().filter(|line| line.list == List::Businesses).peekable();
        employer.closed = registers.peek().is_some() && registers.all(|line| line.closed.is_some_and(|day| day <= on));
        // One place may be listed twice; each counts once, with the most that was said of it.
        let mut places: BTreeMap<(String, Option<RegionCode>), u64> = BTreeMap::new();
        for line in lines.iter().filter(|line| line.closed.is_none_or(|day| day > on)) {
            if let Some(count) = line.headcount {
                let most = places.entry((normalised(&line.name), line.region)).or_default();
                *most = count.max(*most);
            }
        }
        // A line whose regency could not be read is the same place as one of that name whose could.
        let known: BTreeSet<String> =
            places.keys().filter(|(_, region)| region.is_some()).map(|(name, _)| name.clone()).collect();
        places.retain(|(name, region), _| region.is_some() || !known.contains(name));
        employer.headcount = (!places.is_empty()).then(|| places.values().sum());
    }
}

fn join_by_number(businesses: &[Business], sets: &mut Sets) {
    let mut seen: BTreeMap<(bool, &str), usize> = BTreeMap::new();
    for (place, line) in businesses.iter().enumerate() {
        let numbers = line.nib.iter().map(|nib| (true, nib.as_str())).chain(line.npp.iter().map(|npp| (false, npp.as_str())));
        for number in numbers {
            match seen.get(&number) {
                Some(other) => sets.join(place, *other),
                None => {
                    seen.insert(number, place);
                }
            }
        }
    }
}

/// Lines of one name in one regency are one employer, unless each has a number and they differ.
fn join_by_name(businesses: &[Business], sets: &mut Sets) {
    let mut seen: BTreeMap<(String, RegionCode), Vec<usize>> = BTreeMap::new();
    let mut nowhere: Vec<(String, usize)> = Vec::new();
    let mut everywhere: BTreeMap<String, BTreeSet<usize>> = BTreeMap::new();
    for (place, line) in businesses.iter().enumerate() {
        let name = normalised(&line.name);
        if distinctive_words(&name) == 0 {
            continue;
        }
        let Some(region) = line.region else {
            nowhere.push((name, place));
            continue;
        };
        everywhere.entry(name.clone()).or_default().insert(place);
        let same = seen.entry((name, region)).or_default();
        if let Some(other) = same.iter().find(|other| !contradict(&businesses[**other], line)) {
            sets.join(place, *other);
        }
        same.push(place);
    }
    // Where the regency could not be read, the only employer of that name is meant.
    for (name, place) in nowhere {
        let candidates =
            everywhere.get(&name).into_iter().flatten().filter(|other| !contradict(&businesses[**other], &businesses[place]));
        let mut roots: BTreeMap<usize, usize> = BTreeMap::new();
        for other in candidates {
            roots.insert(sets.root(*other), *other);
        }
        if let (1, Some((_, other)), true) = (roots.len(), roots.first_key_value(), distinctive_words(&name) >= 2) {
            sets.join(place, *other);
        }
    }
}

fn contradict(a: &Business, b: &Business) -> bool {
    let differ = |a: &Option<String>, b: &Option<String>| a.is_some() && b.is_some() && a != b;
    differ(&a.nib, &b.nib) || differ(&a.npp, &b.npp)
}

/// The names of the register.
struct RegisterNames {
    by_name: BTreeMap<String, BTreeSet<String>>,
    regions: BTreeMap<String, BTreeSet<RegionCode>>,
}

impl RegisterNames {
    fn of(registered: &BTreeMap<String, Registered>) -> Self {
        let mut by_name: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        let mut regions = BTreeMap::new();
        for number in registered.values() {
            for name in number.names.keys().flat_map(|name| alternatives(name)) {
                by_name.entry(name).or_default().insert(number.npp.clone());
            }
            regions.insert(number.npp.clone(), number.regions.keys().copied().collect());
        }
        Self { by_name, regions }
    }

    /// Looks for a business without number by the names of its lines.
    fn seek(&self, employer: &mut Employer, businesses: &[Business]) {
        let (mut here, mut anywhere) = (BTreeSet::new(), BTreeSet::new());
        for line in employer.businesses.iter().map(|place| &businesses[*place]) {
            for name in alternatives(&line.name) {
                for npp in self.by_name.get(&name).into_iter().flatten() {
                    let there = line.region.is_some_and(|region| self.regions[npp].contains(&region));
                    if there {
                        here.insert(npp.clone());
                    } else if distinctive_words(&name) >= 2 {
                        anywhere.insert(npp.clone());
                    }
                }
            }
        }
        let candidates = if here.is_empty() { anywhere } else { here };
        match candidates.len() {
            0 => {}
            1 => employer.npps = candidates,
            _ => employer.perhaps_registered = true,
        }
    }
}
