//! Headings as officials write them, compared without case, blanks and marks, and with one slip allowed.

use crate::kind::{FieldType, KindSpec, WordRule};

/// A heading in comparable form: letters and digits only, small. The two signs that stand for words become these.
pub fn normalise(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '%' => plain.push_str("persen"),
            '#' => plain.push_str("no"),
            _ if c.is_alphanumeric() => plain.extend(c.to_lowercase()),
            _ => {}
        }
    }
    plain
}

/// How well a heading fits a field: 3 exactly, 2 without a remark, 1 with one slip or by its words.
pub(crate) fn field_of(spec: &KindSpec, heading: &str) -> Option<(usize, u8)> {
    let whole = normalise(heading);
    if whole.is_empty() {
        return None;
    }
    let exact = |wanted: &str| spec.fields.iter().position(|field| field.normalised.iter().any(|known| known == wanted));
    if let Some(field) = exact(&whole) {
        return Some((field, 3));
    }
    let shorter = without_remark(heading).into_iter().filter(|(_, remark)| !of_another_person(spec, remark));
    for (bare, _) in shorter {
        let bare = normalise(bare);
        if bare.len() >= 2
            && bare != whole
            && let Some(field) = exact(&bare)
        {
            return Some((field, 2));
        }
    }
    // One letter by itself is no slip: below `Jumlah Tenaga Kerja` stand L, P and their sum.
    let lone_letter =
        heading.split_whitespace().count() > 1 && heading.split_whitespace().last().is_some_and(|word| word.len() == 1);
    let near = if lone_letter { None } else { near(spec, &whole) };
    near.or_else(|| by_words(spec, heading))
}

/// A heading without what is only said about it, and what was said: `NIK (16 digit)`, `Nama sesuai KK`, `Nama / Gelar`, of
/// which the first is the one that is wanted.
fn without_remark(heading: &str) -> Vec<(&str, &str)> {
    let small = heading.to_ascii_lowercase();
    let marks = heading.find(['(', '[', '*', '\n', ':']);
    let words = [" sesuai ", " berdasarkan ", " menurut "].iter().filter_map(|word| small.find(word)).min();
    let second = heading.find(['/', '&', ',']).filter(|at| normalise(&heading[..*at]).len() >= 3);
    [marks, words, second].into_iter().flatten().map(|at| heading.split_at(at)).collect()
}

/// Whether a heading names somebody beside the person of the row.
pub(crate) fn of_another_person(spec: &KindSpec, heading: &str) -> bool {
    let small = heading.to_lowercase();
    let words = words_of(&small);
    // `sesuai Kartu Keluarga` says where the spelling is from.
    let about = |entry: &str| entry != "keluarga" || !words.contains(&"kartu");
    spec.others.iter().any(|entry| about(entry) && has(&words, entry))
}

/// Whether a heading names the family's card, whose number has the form of a NIK.
pub(crate) fn is_family_card(heading: &str) -> bool {
    let small = heading.to_lowercase();
    let words = words_of(&small);
    has(&words, "kk") || has(&words, "kartu keluarga")
}

fn words_of(small: &str) -> Vec<&str> {
    small.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect()
}

/// Whether every word of an entry is there.
fn has(words: &[&str], entry: &str) -> bool {
    entry.split(' ').all(|word| words.contains(&word))
}

/// The first field whose words stand in the heading.
fn by_words(spec: &KindSpec, heading: &str) -> Option<(usize, u8)> {
    let small = heading.to_lowercase();
    let words = words_of(&small);
    // A sentence is no heading.
    if words.len() > 8 {
        return None;
    }
    let another = of_another_person(spec, heading);
    let fits = |rule: &WordRule| {
        !(rule.own && another)
            && rule.any.iter().any(|entry| has(&words, entry))
            && !rule.unless.iter().any(|entry| has(&words, entry))
    };
    spec.words.iter().find(|(_, rule)| fits(rule)).map(|(field, _)| (*field, 1))
}

/// The one field whose heading is one slip away. Short headings allow no slip: "JK" is not "JP".
fn near(spec: &KindSpec, wanted: &str) -> Option<(usize, u8)> {
    if wanted.chars().count() < 6 {
        return None;
    }
    let mut found = None;
    for (position, field) in spec.fields.iter().enumerate() {
        if field.normalised.iter().any(|known| known.len() >= 6 && one_slip(known.as_bytes(), wanted.as_bytes())) {
            if found.is_some_and(|other| other != position) {
                return None;
            }
            found = Some(position);
        }
    }
    found.map(|position| (position, 1))
}

/// Whether one letter is missing, added, changed or swapped with its neighbour.
fn one_slip(known: &[u8], wanted: &[u8]) -> bool {
    let same = known.iter().zip(wanted).take_while(|(a, b)| a == b).count();
    let (known, wanted) = (&known[same..], &wanted[same..]);
    match (known, wanted) {
        ([], [_]) | ([_], []) => true,
        ([_, rest @ ..], [_, tail @ ..]) if rest == tail => true,
        ([_, rest @ ..], tail) if rest == tail => true,
        (rest, [_, tail @ ..]) if rest == tail => true,
        ([a, b, rest @ ..], [c, d, tail @ ..]) => a == d && b == c && rest == tail,
        _ => false,
    }
}

/// Whether a field can carry a row, so that a header with it is more than a coincidence.
pub(crate) fn is_telling(field_type: FieldType) -> bool {
    !matches!(field_type, FieldType::Ignored)
}

#[cfg(test)]
mod tests {
    use super::*;
    use base::handover::Kind;

    fn meaning(kind: Kind, heading: &str) -> Option<String> {
        let spec = KindSpec::of(kind).unwrap();
        field_of(&spec, heading).map(|(field, _)| spec.fields[field].name.clone())
    }

    #[test]
    fn headings_are_known_in_their_many_spellings() {
        for (heading, field) in [
            ("NIK", "nik"),
            ("No. KTP", "nik"),
            ("NOMOR  INDUK KEPENDUDUKAN", "nik"),
            ("Nomor Induk Kependududkan", "nik"),
            ("N I K", "nik"),
            ("Nama Lengkap (sesuai KTP)*", "name"),
            ("NAMA_LENGKAP*", "name"),
            ("L/P", "sex"),
            ("Jenis Kelamin (Laki-laki / Perempuan)", "sex"),
            ("Tempat, Tgl. Lahir", "birth"),
            ("Desa / Kelurahan", "desa"),
            ("Kab./Kota", "kabupaten"),
            ("No.", "no"),
            ("Nama / Gelar", "name"),
            ("nama_kab", "kabupaten"),
            ("kode_kab", "region_code"),
            ("NIK Sesuai e-KTP Terbaru", "nik"),
            ("Nama Calon Penerima Bantuan Iuran", "name"),
            ("Nama Gadis Ibu", "mother"),
            ("Tgl/Bln/Thn Lahir", "birth_date"),
            ("Nama Lengkap Sesuai Kartu Keluarga", "name"),
            ("NIK sesuai KK", "nik"),
            ("Nama Ibu Kandung (sesuai KK)", "mother"),
        ] {
            assert_eq!(meaning(Kind::Workers, heading).as_deref(), Some(field), "{heading}");
        }
        assert_eq!(meaning(Kind::Workers, "Warna kesukaan"), None);
        assert_eq!(meaning(Kind::Participants, "JK").as_deref(), Some("sex"));
        assert_eq!(meaning(Kind::Participants, "JP").as_deref(), Some("jp"));
    }
    #[test]
    fn what_belongs_to_a_relative_or_a_witness_is_not_of_the_person() {
        for heading in [
            "NIK Ibu",
            "NIK (Ibu Kandung)",
            "NIK Suami/Istri",
            "NIK Kepala Keluarga",
            "NIK Ahli Waris",
            "No. KTP Wali",
            "NIK / KTP Orang Tua",
            "Nama Suami",
            "Nama Pelapor",
            "Nama (Ahli Waris)",
            "Tgl Lahir Anak",
            "No HP Ahli Waris",
            "Pekerjaan Kepala Keluarga",
            "Alamat Saksi",
        ] {
            let field = meaning(Kind::Workers, heading);
            assert!(field.as_deref().is_none_or(|field| field == "no"), "{heading} is read as {field:?}");
        }
        assert_eq!(meaning(Kind::Deaths, "NIK Pelapor"), None);
        assert_eq!(meaning(Kind::Deaths, "Nama Pelapor"), None);
    }
}
