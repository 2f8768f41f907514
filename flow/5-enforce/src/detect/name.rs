//! The names of employers: PT and CV, dots and capitals, the name of the shop beside that of the firm, the branch behind it.

/// Words that say what form a firm has; they tell no two firms apart.
const LEGAL_FORMS: [&str; 12] = ["PT", "CV", "UD", "PD", "FA", "FIRMA", "TB", "TBK", "PERSERO", "PERSEROAN", "TERBATAS", "PO"];

/// Words that say what a firm does; alone they name nobody.
const TRADES: [&str; 27] = [
    "TOKO",
    "RM",
    "RUMAH",
    "MAKAN",
    "HOTEL",
    "KLINIK",
    "YAYASAN",
    "BPR",
    "KOPERASI",
    "BENGKEL",
    "SALON",
    "WARUNG",
    "APOTEK",
    "DEPOT",
    "KIOS",
    "GROSIR",
    "USAHA",
    "JAYA",
    "SEJAHTERA",
    "MANDIRI",
    "BARU",
    "MAKMUR",
    "UTAMA",
    "ABADI",
    "SINAR",
    "BERKAH",
    "KEDAI",
];

/// Words after which the name of a branch follows.
const BRANCH_WORDS: [&str; 5] = ["CABANG", "CAB", "OUTLET", "GERAI", "KCP"];

/// Names of bodies that collect the contributions of members without a wage, as they may.
const COLLECTORS: [&str; 14] = [
    "KOPERASI",
    "KSU",
    "KUD",
    "KSP",
    "PERKUMPULAN",
    "PAGUYUBAN",
    "ASOSIASI",
    "KELOMPOK",
    "SERIKAT",
    "FORUM",
    "PERISAI",
    "APBD",
    "APBDES",
    "BAZNAS",
];

fn words(name: &str) -> Vec<String> {
    name.to_uppercase().split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

/// A name in one spelling: capitals, single blanks, no marks and no legal form. A name of legal forms only stays as it is.
pub fn normalised(name: &str) -> String {
    let words = words(name);
    let kept: Vec<&str> = words.iter().map(String::as_str).filter(|word| !LEGAL_FORMS.contains(word)).collect();
    if kept.is_empty() { words.join(" ") } else { kept.join(" ") }
}

/// How many words of a normalised name tell it apart.
pub fn distinctive_words(normalised: &str) -> usize {
    let told = |word: &&str| !TRADES.contains(word) && word.len() > 2 && !word.bytes().all(|byte| byte.is_ascii_digit());
    normalised.split(' ').filter(told).count()
}

/// Every name that one entry may mean, normalised: the whole, what stands in brackets or behind d/h and t/a, and a branch's
/// head office. Names that no word tells apart are left out.
pub fn alternatives(name: &str) -> Vec<String> {
    let upper = name.to_uppercase();
    let marked = [" D/H ", " T/A ", " A/N ", " ALIAS ", " DBA "].iter().fold(upper, |text, mark| text.replace(mark, "("));
    let mut found: Vec<String> = marked.split(['(', ')', '[', ']', '/']).map(normalised).collect();
    let heads: Vec<String> = found.iter().filter_map(|name| head_office(name)).collect();
    found.extend(heads);
    found.retain(|name| distinctive_words(name) > 0);
    found.sort();
    found.dedup();
    found
}

/// `X Y` of `X Y CABANG MAROS`.
fn head_office(normalised: &str) -> Option<String> {
    let words: Vec<&str> = normalised.split(' ').collect();
    let at = words.iter().position(|word| BRANCH_WORDS.contains(word))?;
    (at > 0).then(|| words[..at].join(" "))
}

/// Whether a body may collect the contributions of members without a wage.
pub fn is_collector(name: &str) -> bool {
    words(name).iter().any(|word| COLLECTORS.contains(&word.as_str()))
}

/// `dinas-pendidikan` of `Dinas Pendidikan Kab. Gowa` in a regency named `Kabupaten Gowa`.
pub fn unit_slug(name: &str, regency: &str) -> String {
    let own = words(regency);
    let place: Vec<&str> = own.iter().map(String::as_str).filter(|word| !["KABUPATEN", "KOTA"].contains(word)).collect();
    let mut kept = words(name);
    for levels in [&["KABUPATEN"][..], &["KAB"], &["KOTA"], &[]] {
        let tail: Vec<&str> = levels.iter().chain(&place).copied().collect();
        if !place.is_empty()
            && kept.len() > tail.len()
            && kept[kept.len() - tail.len()..].iter().map(String::as_str).eq(tail.iter().copied())
        {
            kept.truncate(kept.len() - tail.len());
            break;
        }
    }
    kept.join("-").to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn twenty_spellings_become_the_names_they_mean() {
        let cases = [
            ("PT Ravo Kenti", "RAVO KENTI"),
            ("PT. RAVO KENTI", "RAVO KENTI"),
            ("Ravo Kenti, PT", "RAVO KENTI"),
            ("  ravo   kenti ", "RAVO KENTI"),
            ("PT Ravo-Kenti Tbk.", "RAVO KENTI"),
            ("CV. Ravo Kenti", "RAVO KENTI"),
            ("UD Ravo Kenti", "RAVO KENTI"),
            ("Perseroan Terbatas Ravo Kenti", "RAVO KENTI"),
            ("PT BPR Ravo Kenti", "BPR RAVO KENTI"),
            ("Toko Ravo", "TOKO RAVO"),
            ("PT", "PT"),
            ("", ""),
        ];
        for (name, expected) in cases {
            assert_eq!(normalised(name), expected, "{name:?}");
        }
        let cases: [(&str, &[&str]); 8] = [
            ("Toko Sova (PT Ravo Kenti)", &["RAVO KENTI", "TOKO SOVA"]),
            ("PT Ravo Kenti d/h CV Lumar", &["LUMAR", "RAVO KENTI"]),
            ("PT Ravo Kenti t/a Toko Sova", &["RAVO KENTI", "TOKO SOVA"]),
            ("Toko Sova / PT Ravo Kenti", &["RAVO KENTI", "TOKO SOVA"]),
            ("PT Ravo Kenti Cabang Maros", &["RAVO KENTI", "RAVO KENTI CABANG MAROS"]),
            ("Toko Jaya", &[]),
            ("Hotel 88", &[]),
            ("PT Ravo Kenti", &["RAVO KENTI"]),
        ];
        for (name, expected) in cases {
            assert_eq!(alternatives(name), expected, "{name:?}");
        }
    }

    #[test]
    fn a_unit_is_named_without_its_regency() {
        assert_eq!(unit_slug("Dinas Pendidikan Kabupaten Gowa", "Kabupaten Gowa"), "dinas-pendidikan");
        assert_eq!(unit_slug("DINAS KESEHATAN KAB. GOWA", "Kabupaten Gowa"), "dinas-kesehatan");
        assert_eq!(unit_slug("Satuan Polisi Pamong Praja Kota Makassar", "Kota Makassar"), "satuan-polisi-pamong-praja");
        assert_eq!(unit_slug("Gowa", "Kabupaten Gowa"), "gowa");
    }

    #[test]
    fn a_cooperative_may_collect_and_a_firm_may_not() {
        assert!(is_collector("Koperasi Ravo") && is_collector("APBD Kabupaten Gowa"));
        assert!(!is_collector("PT Ravo Kenti"));
    }
}
