//! Codes and official names of the embedded tables.

use super::*;

#[test]
fn every_embedded_code_survives_its_text_its_number_and_its_json() {
    for region in Regions::embedded().iter() {
        let text = region.code.to_string();
        assert_eq!(RegionCode::parse(&text), Ok(region.code));
        assert_eq!(RegionCode::parse(&text.replace('.', "")), Ok(region.code));
        assert_eq!(RegionCode::from_number(region.code.number()), Some(region.code));
        let json = toml::Value::try_from(region.code).unwrap();
        assert_eq!((json.as_str(), json.clone().try_into()), (Some(text.as_str()), Ok(region.code)));
        assert!(region.code.parent().is_none_or(|parent| parent.contains(region.code)));
    }
}

#[test]
fn the_country_is_whole() {
    let regions = Regions::embedded();
    let count = |level| regions.iter().filter(|region| region.code.level() == level).count();
    assert_eq!(Level::ALL.map(count), [38, 514, 7285, 3059]);
    assert_eq!(regions.provinces().count(), 38);
    assert_eq!(regions.children(code("73")).count(), 24);
    assert_eq!(regions.children(code("73.71")).map(|region| region.name.as_ref()).next(), Some("Mariso"));
    assert_eq!(regions.name(code("73.10")), Some("Kabupaten Pangkajene dan Kepulauan"));
}

#[test]
fn every_official_name_of_sulawesi_selatan_resolves_to_its_own_code() {
    let regions = Regions::embedded();
    let sulsel = code("73");
    let mut wrong = Vec::new();
    for region in regions.iter().filter(|region| sulsel.contains(region.code) && region.code.level() < Level::Desa) {
        let level = region.code.level();
        let mark = ["Prov. ", "", "Kec. "][level as usize];
        let spaceless = |name: &str| name.to_lowercase().replace([' ', '\'', '-'], "");
        let namesakes = regions.iter().filter(|other| {
            other.code.level() == level && sulsel.contains(other.code) && spaceless(&other.name) == spaceless(&region.name)
        });
        let within = if namesakes.count() > 1 { region.code.parent() } else { Some(sulsel) };
        for text in [region.name.to_string(), region.name.to_uppercase(), format!("{mark}{}", region.name)] {
            let found = regions.resolve(&text, &Hint { level: Some(level), within, system: CodeSystem::Unknown });
            if found.code() != Some(region.code) {
                wrong.push(format!("{} {text:?}: {found:?}", region.code));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_village_of_sulawesi_selatan_resolves_inside_its_district() {
    let regions = Regions::embedded();
    let mut wrong = Vec::new();
    for region in regions.iter().filter(|region| region.code.level() == Level::Desa) {
        let hint = Hint { level: Some(Level::Desa), within: region.code.parent(), system: CodeSystem::Unknown };
        let found = regions.resolve(&region.name, &hint);
        let namesake = matches!(&found, Resolution::Ambiguous { candidates } if candidates.contains(&region.code));
        if found.code() != Some(region.code) && !namesake {
            wrong.push(format!("{} {:?}: {found:?}", region.code, region.name));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_regency_and_province_of_the_country_resolves_by_its_official_name_alone() {
    let regions = Regions::embedded();
    let mut wrong = Vec::new();
    for region in regions.iter().filter(|region| region.code.level() <= Level::KabupatenKota) {
        for text in [region.name.to_string(), region.name.to_uppercase(), region.name.replace("Kabupaten", "Kab.")] {
            let found = regions.resolve(&text, &Hint::default());
            let shared =
                ["Jambi", "Bengkulu", "Gorontalo"].contains(&text.as_str()) || text.to_lowercase() == text.to_uppercase();
            let upper = ["JAMBI", "BENGKULU", "GORONTALO"].contains(&text.as_str());
            if found.code() != Some(region.code) && !shared && !upper {
                wrong.push(format!("{} {text:?}: {found:?}", region.code));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_code_of_an_old_identity_number_existed() {
    let regions = Regions::embedded();
    let day = |text: &str| text.parse().ok();
    assert!(regions.existed(code("73.71.05"), None) && regions.existed(code("73.71.05"), day("2020-01-01")));
    // Districts of Polewali Mamasa are not on record; the regency is.
    assert!(regions.existed(code("73.19.04"), None));
    assert!(regions.existed(code("73.19"), day("2003-01-01")) && !regions.existed(code("73.19"), day("2010-01-01")));
    // A gap in the numbers of Tana Toraja, from which Toraja Utara was cut; a number beyond the last was never given.
    assert!(regions.existed(code("73.18.04"), None) && !regions.existed(code("73.18.99"), None));
    assert!(regions.existed(code("91.01.05"), None) && regions.existed(code("54.03.01"), None));
    assert!(
        !regions.existed(code("73.99"), None) && !regions.existed(code("73.99.01"), None) && !regions.existed(code("99"), None)
    );
    assert!(!regions.existed(code("93.01"), day("2020-01-01")) && regions.existed(code("93.01"), day("2023-01-01")));
    assert_eq!(regions.get(code("91.01")).and_then(|region| region.successor), Some(code("93.01")));
}

#[test]
fn villages_of_another_province_come_as_data() {
    let tree = Regions::embedded().clone().with_villages("code,name\n76.02.01.1001,Contoh Baru\n").unwrap();
    let hint = Hint { level: Some(Level::Desa), within: Some(code("76.02")), system: CodeSystem::Unknown };
    assert_eq!(tree.resolve("Kel. Contoh Baru", &hint).code(), Some(code("76.02.01.1001")));
    assert!(Regions::embedded().clone().with_villages("code,name\n76.99.01.1001,Anak Hilang\n").is_err());
}
