//! Rarer names and addresses, put together from syllables and words that are nobody's own.

use crate::draw::Draw;
use crate::names::Sex;

/// Beginnings of names as Bugis, Makassar and national ones have them.
const BEGINNINGS: [&str; 64] = [
    "Has", "Ros", "Ham", "Jum", "Ram", "Sah", "Kam", "Bah", "Nas", "Sul", "Ar", "As", "Mus", "Mar", "Far", "Yus", "Sum", "Sur",
    "Tas", "War", "Ild", "Erw", "Irm", "Hal", "Bas", "Sam", "Naj", "Rus", "Sak", "Mul", "Pat", "Tenr", "Bat", "Mapp", "Pal",
    "Sall", "Man", "Mass", "Passam", "Makk", "Tak", "Lam", "Raf", "Zul", "Fitr", "Ind", "Wid", "Yul", "Nov", "Dew", "Ek",
    "Agust", "Herm", "Asm", "Jas", "Kas", "Lis", "Mirn", "Nurh", "Nurl", "Nurs", "Syamr", "Syahr", "Saf",
];
const MALE_ENDINGS: [&str; 24] = [
    "uddin", "ri", "man", "ran", "iadi", "anto", "arto", "udin", "il", "am", "ullah", "wan", "adi", "ong", "enreng", "aruddin",
    "irullah", "ara", "isal", "usman", "iono", "afri", "ondeng", "ali",
];
const FEMALE_ENDINGS: [&str; 24] = [
    "niah", "nawati", "niati", "miati", "lina", "diana", "ianti", "hayati", "wana", "iyah", "mawati", "lia", "tina", "nani",
    "ningsih", "asari", "ini", "ida", "aeni", "iana", "wahyuni", "mila", "riani", "ija",
];

/// A token that few people carry; the frequency of beginnings falls with their place in the list.
pub fn rare_token(sex: Sex, draw: &mut Draw) -> String {
    let beginning = BEGINNINGS[draw.index(BEGINNINGS.len()).min(draw.index(BEGINNINGS.len()))];
    let endings = if sex == Sex::Male { &MALE_ENDINGS } else { &FEMALE_ENDINGS };
    format!("{beginning}{}", draw.pick(endings))
}

/// Names for every day, which a list may hold instead of the registered one.
const DAILY: [&str; 24] = [
    "Baso",
    "Becce",
    "Dg. Tutu",
    "Dg. Ngai",
    "Dg. Sija",
    "Dg. Kebo",
    "Dg. Rannu",
    "Dg. Sibali",
    "Puang Lolo",
    "Mama Ani",
    "Bapak Aco",
    "Aco",
    "Ica",
    "Nia",
    "Ippang",
    "Ukkas",
    "Cimmang",
    "Dg. Lewa",
    "Dg. Nassa",
    "Dg. Bella",
    "Lebu",
    "Upe",
    "Sangkala",
    "Bungko",
];

/// One of them.
pub fn daily_name(draw: &mut Draw) -> &'static str {
    draw.pick(&DAILY)
}

const ROADS: [&str; 30] = [
    "Poros Desa",
    "Mawar",
    "Melati",
    "Anggrek",
    "Kenanga",
    "Pendidikan",
    "Pasar Lama",
    "Pelabuhan",
    "Nelayan",
    "Kebun Kopi",
    "Bambu Runcing",
    "Mesjid Raya",
    "Merdeka",
    "Perintis",
    "Sungai Saddang",
    "Sungai Walanae",
    "Gunung Lompobattang",
    "Danau Tempe",
    "Beringin",
    "Kemiri",
    "Kakao",
    "Cengkeh",
    "Jati",
    "Mangga",
    "Rambutan",
    "Lontara",
    "Pinisi",
    "Anoa",
    "Kerajinan",
    "Stadion",
];
const HAMLETS: [[&str; 8]; 2] = [
    ["Bonto", "Balang", "Batu", "Tanah", "Kampung", "Lembang", "Pao", "Salo"],
    ["Jai", "Lompo", "Beru", "Toa", "Puteh", "Tengnga", "Rea", "Sapiri"],
];

/// The address of a household: a road with a number, or a hamlet with RT and RW.
pub fn address(draw: &mut Draw) -> String {
    if draw.chance(0.4) {
        return format!("Jl. {} No. {}", draw.pick(&ROADS), draw.between(1, 120));
    }
    let (first, second) = (draw.pick(&HAMLETS[0]), draw.pick(&HAMLETS[1]));
    format!("Dusun {first} {second} RT {:03} RW {:03}", draw.between(1, 9), draw.between(1, 4))
}
