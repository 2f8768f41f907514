//! Slips of the pen: one letter dropped, doubled or swapped never leads to another place.

use super::*;

/// Every text that one slip makes of `name`: a letter dropped, a letter doubled, two neighbours swapped.
fn slips(name: &str) -> Vec<String> {
    let letters: Vec<char> = name.chars().collect();
    let mut slips = Vec::new();
    for at in 0..letters.len() {
        if !letters[at].is_alphabetic() {
            continue;
        }
        let mut dropped = letters.clone();
        dropped.remove(at);
        slips.push(dropped);
        let mut doubled = letters.clone();
        doubled.insert(at, letters[at]);
        slips.push(doubled);
        if letters.get(at + 1).is_some_and(|next| next.is_alphabetic() && *next != letters[at]) {
            let mut swapped = letters.clone();
            swapped.swap(at, at + 1);
            slips.push(swapped);
        }
    }
    slips.into_iter().map(String::from_iter).collect()
}

/// Slips that spell the whole name of another place are that name.
fn is_a_name(text: &str, of: RegionCode) -> bool {
    let plain = |text: &str| text.to_lowercase().replace([' ', '-', '\'', '.'], "");
    let bare = |name: &str| plain(name.trim_start_matches("Kabupaten ").trim_start_matches("Kota "));
    let known = Regions::embedded().iter().filter(|region| region.code == of);
    known.into_iter().any(|region| bare(&region.name) == plain(text)) || ["solo"].contains(&plain(text).as_str())
}

#[test]
fn one_slip_in_the_name_of_a_regency_leads_to_it_or_to_none() {
    let regions = Regions::embedded();
    let mut wrong = Vec::new();
    let (mut right, mut all) = (0, 0);
    for region in regions.iter().filter(|region| region.code.level() == Level::KabupatenKota) {
        let (mark, bare) = region.name.split_once(' ').unwrap();
        let asked = Hint { level: Some(Level::KabupatenKota), ..Hint::default() };
        for (index, slip) in slips(bare).into_iter().enumerate() {
            // Each slip in one of three ways, so that the whole country stays a matter of seconds.
            let (text, hint) = match (index + index / 3) % 3 {
                0 => (slip.clone(), Hint::default()),
                1 => (slip.clone(), asked),
                _ => (format!("{mark} {slip}"), Hint::default()),
            };
            all += 1;
            match regions.resolve(&text, &hint).code() {
                Some(found) if found == region.code => right += 1,
                Some(found) if !is_a_name(&slip, found) => {
                    wrong.push(format!("{} {text:?} {:?}: {found}", region.code, hint.level));
                }
                _ => {}
            }
        }
    }
    assert!(wrong.is_empty(), "{} of {all}:\n{}", wrong.len(), wrong.join("\n"));
    assert!(right * 10 > all * 6, "only {right} of {all} slips are mended");
}

#[test]
fn one_slip_in_the_name_of_a_district_leads_to_it_or_to_none_inside_its_regency() {
    let regions = Regions::embedded();
    let mut wrong = Vec::new();
    for region in regions.iter().filter(|region| region.code.level() == Level::Kecamatan && code("73").contains(region.code)) {
        let hint = Hint { level: Some(Level::Kecamatan), within: region.code.parent(), system: CodeSystem::Unknown };
        // Every fourth slip, another one for each district: the whole set takes too long for every run.
        let first = region.code.number() as usize / 10_000 % 4;
        for slip in slips(&region.name).into_iter().skip(first).step_by(4) {
            match regions.resolve(&slip, &hint).code() {
                Some(found) if found != region.code && !is_a_name(&slip, found) => {
                    wrong.push(format!("{} {slip:?}: {found}", region.code));
                }
                _ => {}
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
