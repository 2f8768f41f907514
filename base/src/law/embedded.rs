//! The rulebook that the program carries: the files that hold dated values, cases and sources,
//! named by their paths. A test holds the list to the folder.

macro_rules! files {
    ($($path:literal),* $(,)?) => {
        &[$(($path, include_str!(concat!("../../../rulebook/", $path)))),*]
    };
}

/// Path below `rulebook/`, and text.
pub(super) const FILES: &[(&str, &str)] = files![
    "active.toml",
    "billing/administrative.toml",
    "billing/cases.toml",
    "billing/late.toml",
    "billing/rounding.toml",
    "bpu/cases.toml",
    "bpu/classes.toml",
    "bpu/funds.toml",
    "groups.toml",
    "holidays.toml",
    "jht/benefits.toml",
    "jht/bpu.toml",
    "jht/cases.toml",
    "jht/pmi.toml",
    "jht/pu.toml",
    "jkk/benefits.toml",
    "jkk/bpu.toml",
    "jkk/cases.toml",
    "jkk/jakon.toml",
    "jkk/pu.toml",
    "jkm/benefits.toml",
    "jkm/bpu.toml",
    "jkm/cases.toml",
    "jkm/jakon.toml",
    "jkm/pu.toml",
    "jkp/benefits.toml",
    "jkp/cases.toml",
    "jkp/pu.toml",
    "jp/benefits.toml",
    "jp/cases.toml",
    "jp/pu.toml",
    "membership/asn.toml",
    "membership/cases.toml",
    "membership/employer.toml",
    "membership/other.toml",
    "membership/pu.toml",
    "membership/staff.toml",
    "pmi/cases.toml",
    "pmi/packages.toml",
    "sources.toml",
];

#[cfg(test)]
mod tests {
    use super::FILES;
    use std::collections::BTreeSet;
    use std::fs;
    use std::path::Path;

    #[test]
    fn every_file_of_the_rulebook_is_carried() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../rulebook");
        let mut found = BTreeSet::new();
        let mut folders = vec![root.clone()];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                } else if path.extension().is_some_and(|extension| extension == "toml") {
                    found.insert(path.strip_prefix(&root).unwrap().to_string_lossy().into_owned());
                }
            }
        }
        // What only enforcement reads is carried by flow/5-enforce, which does not load without it.
        found
            .retain(|path| !["compliance.toml", "funding.toml", "indicators.toml", "minimum_wage.toml"].contains(&path.as_str()));
        let carried: BTreeSet<String> = FILES.iter().map(|(path, _)| (*path).to_owned()).collect();
        assert_eq!(carried, found);
    }
}
