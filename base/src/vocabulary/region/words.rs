//! Which words are no names: designators ("Kab."), offices ("Dinas"), junk ("Jumlah"), short forms ("Utr").
//!
//! Lists only; how they act on a text is in `part`.

use super::code::Level;

/// Kabupaten or kota.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Kabupaten,
    Kota,
}

/// A word that says what kind of place its neighbour names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Designator {
    pub level: Level,
    /// `None` also for "Kab/Kota".
    pub kind: Option<Kind>,
}

/// What "Kab/Kota" becomes before a text is cut into parts.
pub(super) const EITHER: &str = "kabkota";

/// The designator at the beginning of `words`, and how many words it takes.
pub(super) fn designator<W: AsRef<str>>(words: &[W]) -> Option<(Designator, usize)> {
    let of = |level, kind| Some((Designator { level, kind }, 1));
    match words.first()?.as_ref() {
        "kab" | "kabupaten" | "kabupatan" | "kabupten" | "kabuapten" | "kabupate" | "kbupaten" | "kabpaten" | "kabaputen"
        | "kabupaen" | "kabuaten" | "kabputen" | "kabupatem" | "kabuten" | "kabp" | "regency" | "pemkab" | "bupati" => {
            of(Level::KabupatenKota, Some(Kind::Kabupaten))
        }
        "kota" | "kotamadya" | "kotamadia" | "kodya" | "kotip" | "kotif" | "kotamdya" | "city" | "pemkot" | "walikota" => {
            of(Level::KabupatenKota, Some(Kind::Kota))
        }
        EITHER | "kotakab" => of(Level::KabupatenKota, None),
        "kec" | "kecamatan" | "kecamatn" | "kecematan" | "kcamatan" | "kecmatan" | "kecamtan" | "district" | "distrik"
        | "kapanewon" | "kemantren" | "camat" => of(Level::Kecamatan, None),
        "kel" | "kelurahan" | "kelurhan" | "keluarahan" | "desa" | "ds" | "village" | "lurah" | "pemdes" => of(Level::Desa, None),
        "prov" | "prop" | "provinsi" | "propinsi" | "provinsni" | "provins" | "propinsni" | "prpinsi" | "province"
        | "pemprov" | "gubernur" => of(Level::Provinsi, None),
        _ => None,
    }
}

/// Whether an office or officer begins with this word, so that a place named behind it is where it sits.
pub(super) fn is_office(word: &str) -> bool {
    const OFFICES: [&str; 54] = [
        "pemerintah",
        "pemerintahan",
        "pemda",
        "bappelitbang",
        "dinas",
        "disdik",
        "disdikbud",
        "disdukcapil",
        "dinkes",
        "dinsos",
        "disnaker",
        "disnakertrans",
        "dishub",
        "disperindag",
        "diskominfo",
        "dispora",
        "dispar",
        "disperkim",
        "dpmd",
        "dpmptsp",
        "dp3a",
        "dlh",
        "dukcapil",
        "badan",
        "bkd",
        "bkpsdm",
        "bkpsdmd",
        "bpkad",
        "bpkd",
        "bapenda",
        "bappeda",
        "bappelitbangda",
        "bpbd",
        "kesbangpol",
        "inspektorat",
        "sekretariat",
        "setda",
        "sekda",
        "setwan",
        "dprd",
        "satpol",
        "kantor",
        "bps",
        "kejari",
        "kejati",
        "kejaksaan",
        "polres",
        "polrestabes",
        "polresta",
        "kodim",
        "pengadilan",
        "kemenag",
        "kpu",
        "bawaslu",
    ];
    OFFICES.contains(&word)
}

/// Whether this word may stand before or between names without meaning anything for the place.
pub(super) fn is_filler(word: &str) -> bool {
    matches!(word, "dan" | "di" | "indonesia" | "ri" | "wilayah" | "kawasan" | "se" | "wil")
}

/// Whether a part that begins with this word is a street or house, not a region.
pub(super) fn is_street(word: &str) -> bool {
    matches!(
        word,
        "jl" | "jln"
            | "jalan"
            | "rt"
            | "rw"
            | "no"
            | "nomor"
            | "blok"
            | "btn"
            | "perum"
            | "perumahan"
            | "perumnas"
            | "komp"
            | "komplek"
            | "kompleks"
            | "lingkungan"
            | "lingk"
            | "lk"
            | "dusun"
            | "dsn"
            | "dsun"
            | "kampung"
            | "kp"
            | "lorong"
            | "lr"
            | "lrg"
            | "gang"
            | "gg"
            | "kav"
            | "km"
            | "lantai"
            | "gedung"
            | "griya"
            | "poros"
    )
}

/// Whether this word stands before the number of a house.
pub(super) fn is_street_number(word: &str) -> bool {
    matches!(word, "no" | "nomor" | "km" | "blok" | "rt" | "rw" | "kav")
}

/// Whether the words are a filler of an empty cell or a heading: nothing is near them.
pub(super) fn is_heading(words: &[&str]) -> bool {
    const WHOLE: [&str; 66] = [
        "na",
        "nan",
        "nil",
        "null",
        "none",
        "nihil",
        "kosong",
        "tidakada",
        "tdkada",
        "tidaktahu",
        "tidakdiketahui",
        "belumdiketahui",
        "belumdiisi",
        "belumada",
        "belum",
        "tidakdiisi",
        "unknown",
        "lainlain",
        "lainnya",
        "lain",
        "dll",
        "dst",
        "others",
        "other",
        "nasional",
        "indonesia",
        "ri",
        "republikindonesia",
        "pusat",
        "x",
        "xx",
        "xxx",
        "xxxx",
        "test",
        "tes",
        "testing",
        "contoh",
        "sample",
        "nama",
        "kode",
        "no",
        "nomor",
        "alamat",
        "tempat",
        "region",
        "daerah",
        "wilayah",
        "namawilayah",
        "kodewilayah",
        "kabupaten",
        "kota",
        "kabkota",
        "kabupatenkota",
        "kecamatan",
        "kelurahan",
        "desa",
        "desakelurahan",
        "kelurahandesa",
        "provinsi",
        "keterangan",
        "ket",
        "idem",
        "sda",
        "error",
        "ref",
        "value",
    ];
    WHOLE.contains(&words.concat().as_str())
}

/// Whether the words name a sum, or what lies outside a place: nothing is near them.
pub(super) fn is_junk(words: &[&str]) -> bool {
    const BEGINNINGS: [&str; 16] = [
        "jumlah",
        "jml",
        "total",
        "subtotal",
        "grandtotal",
        "rata",
        "ratarata",
        "rerata",
        "luar",
        "non",
        "bukan",
        "selain",
        "kecuali",
        "diluar",
        "antar",
        "lintas",
    ];
    let first = words.first().copied().unwrap_or_default();
    let second = words.get(1).copied().unwrap_or_default();
    let outside = matches!((first, second), ("di" | "dari", "luar") | ("sub" | "grand", "total") | ("lain", "lain"));
    BEGINNINGS.contains(&first) || outside || words.contains(&"luar")
}

/// The long form of a word people cut short inside a name; `first` tells whether it opens the name.
pub(super) fn expanded(word: &str, first: bool) -> Option<&'static str> {
    let opening = match word {
        "sul" => "sulawesi",
        "sum" => "sumatera",
        "kal" => "kalimantan",
        "hal" => "halmahera",
        "jkt" => "jakarta",
        "lam" => "lampung",
        "pem" => "pematang",
        "nusa" => "nusa",
        "p" | "pl" | "plu" => "pulau",
        "s" | "sei" | "sg" | "sung" => "sungai",
        "t" => "tanete",
        "tj" | "tg" | "tjg" | "tjung" | "tanjong" => "tanjung",
        "g" | "gn" | "gng" => "gunung",
        "lb" | "lbk" => "lubuk",
        "pd" | "pdg" => "padang",
        "bdr" | "bd" => "bandar",
        "mr" => "muara",
        "wt" | "wtg" | "wat" | "wattang" => "watang",
        "btg" => "batang",
        "bt" => "bonto",
        "tlk" | "tel" => "teluk",
        "bol" => "bolaang",
        "kt" => "kota",
        "peg" => "pegunungan",
        "aceh" => "aceh",
        _ => "",
    };
    let following = match word {
        "ut" | "utr" | "utar" => "utara",
        "sel" | "slt" | "sltn" => "selatan",
        "bar" | "brt" | "bart" => "barat",
        "tim" | "tmr" | "tmur" => "timur",
        "teng" | "tgh" | "tngh" => "tengah",
        "tgr" | "tengg" | "tggr" => "tenggara",
        "peg" => "pegunungan",
        _ => "",
    };
    match (first, opening, following) {
        (true, "", _) | (false, "", "") => None,
        (true, long, _) => Some(long),
        (false, _, long) if !long.is_empty() => Some(long),
        (false, long, _) => Some(long),
    }
}
