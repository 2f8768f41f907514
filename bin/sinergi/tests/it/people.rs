//! People who do not exist: every NIK ends in 9001 to 9999.

use jiff::ToSpan;
use jiff::civil::{Date, date};

/// A person who does not exist.
#[derive(Clone, Debug)]
pub struct Person {
    pub nik: String,
    pub name: String,
    pub birth: Date,
    pub sex: &'static str,
}

const DISTRICTS: [&str; 3] = ["737110", "730901", "730601"];
const FIRST: [&str; 20] = [
    "Rahman", "Kadir", "Jufri", "Ilham", "Hasan", "Amir", "Basri", "Latif", "Mansur", "Nurdin", "Salma", "Hasnah", "Marwah",
    "Nurlia", "Kasma", "Rosdiana", "Fitri", "Halija", "Murni", "Darma",
];
const SECOND: [&str; 20] = [
    "Baso", "Tenri", "Sessu", "Pabe", "Lolo", "Gassing", "Mappa", "Sompa", "Rewa", "Tahir", "Wello", "Bunga", "Coma", "Dalle",
    "Endang", "Fajar", "Ganing", "Hakim", "Indah", "Jaya",
];
const THIRD: [&str; 40] = [
    "Palallo",
    "Sikki",
    "Tompo",
    "Ngalle",
    "Situju",
    "Makkulau",
    "Paduai",
    "Raja",
    "Sangkala",
    "Tutu",
    "Ummang",
    "Wahid",
    "Yunus",
    "Zainal",
    "Beddu",
    "Cinnong",
    "Duppa",
    "Emba",
    "Gaffar",
    "Haris",
    "Imran",
    "Jalil",
    "Kahar",
    "Lewa",
    "Mustari",
    "Naba",
    "Odding",
    "Parawansa",
    "Quraisy",
    "Ramli",
    "Sialla",
    "Tawang",
    "Upa",
    "Veri",
    "Wiranto",
    "Yasin",
    "Zubair",
    "Anwar",
    "Bakri",
    "Colleng",
];

/// The person with a number below 45,000: no two share a NIK, nor a name and a birth date. No birth date is the first of
/// a year or another day that stands for "only the year is known".
pub fn person(number: usize) -> Person {
    let mut birth = date(1960, 1, 2).saturating_add(i64::try_from(number % 15_000).unwrap().days());
    if matches!((birth.month(), birth.day()), (1, 1) | (7, 1) | (12, 31)) {
        // The day after is somebody else's too, so the district and the serial keep the two apart.
        birth = birth.saturating_add(1.days());
    }
    let woman = number % 2 == 1;
    let day = i32::from(birth.day()) + if woman { 40 } else { 0 };
    let serial = 9001 + number % 990;
    Person {
        nik: format!("{}{day:02}{:02}{:02}{serial}", DISTRICTS[number / 15_000], birth.month(), birth.year() % 100),
        name: format!("{} {} {}", FIRST[number % 20], SECOND[number / 20 % 20], THIRD[number / 400 % 40]),
        birth,
        sex: if woman { "P" } else { "L" },
    }
}

impl Person {
    /// The birth date as Indonesian forms write it.
    pub fn birth_text(&self) -> String {
        format!("{:02}-{:02}-{:04}", self.birth.day(), self.birth.month(), self.birth.year())
    }
}

/// The headings of [`worker_line`].
pub const WORKER_HEADINGS: &str = "No;NIK;Nama Lengkap;Tanggal Lahir;L/P;Pekerjaan;Kabupaten;Kecamatan;Desa\n";

/// A line of a worker list from Mandai in Maros.
pub fn worker_line(number: usize) -> String {
    let person = person(number);
    let birth = person.birth_text();
    format!("{};{};{};{birth};{};Petani;Maros;Mandai;Bontoa\n", number + 1, person.nik, person.name, person.sex)
}

/// A list of workers with the numbers given.
pub fn workers(numbers: impl IntoIterator<Item = usize>) -> String {
    numbers.into_iter().map(worker_line).fold(WORKER_HEADINGS.to_owned(), |text, line| text + &line)
}

/// A register of members: who, in which segment, and the months paid.
pub fn register(members: &[(usize, &str, &str)]) -> String {
    let mut text = "KPJ;NIK;Nama Lengkap;Tanggal Lahir;Segmen;JKK;JKM;Kabupaten;Bulan Iuran\n".to_owned();
    for (number, segment, paid) in members {
        let person = person(*number);
        let birth = person.birth_text();
        text += &format!("K{number};{};{};{birth};{segment};Y;Y;Maros;{paid}\n", person.nik, person.name);
    }
    text
}

/// Numbers of people who share no part of a name or a birth date with their neighbours.
pub fn strangers(numbers: std::ops::Range<usize>) -> impl Iterator<Item = usize> {
    numbers.map(|number| number * 997 % 14_000 + 3)
}
