//! How one list of workers looks: which columns, in which order, under which words, and how its clerk writes.

use crate::day::{Day, MONTH_NAMES};
use crate::draw::{Draw, Purpose};

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Column {
    Number,
    Nik,
    Name,
    Sex,
    BirthPlace,
    BirthDate,
    BirthBoth,
    District,
    Village,
    RtRw,
    Address,
    Occupation,
    Position,
    Office,
    Phone,
    Mother,
    Decile,
    Wage,
    Employment,
    Started,
    Remark,
}

impl Column {
    /// The words that clerks put above this column.
    const fn words(self) -> &'static [&'static str] {
        match self {
            Self::Number => &["No", "NO", "No.", "NO."],
            Self::Nik => &["NIK", "No. KTP", "NOMOR INDUK KEPENDUDUKAN", "NIK KTP", "No KTP/NIK", "N I K"],
            Self::Name => &["Nama", "NAMA LENGKAP", "Nama Pekerja", "NAMA", "Nama Lengkap"],
            Self::Sex => &["L/P", "Jenis Kelamin", "JK", "JENIS KELAMIN"],
            Self::BirthPlace => &["Tempat Lahir", "TEMPAT LAHIR", "Tmpt Lahir"],
            Self::BirthDate => &["Tanggal Lahir", "TGL LAHIR", "Tgl. Lahir", "TANGGAL LAHIR"],
            Self::BirthBoth => &["Tempat, Tgl Lahir", "TEMPAT/TGL LAHIR", "TTL", "Tempat Tanggal Lahir"],
            Self::District => &["Kecamatan", "KECAMATAN", "Kec."],
            Self::Village => &["Desa/Kelurahan", "DESA/KEL", "Kelurahan", "Desa"],
            Self::RtRw => &["RT/RW", "RT / RW", "Rt/Rw"],
            Self::Address => &["Alamat", "ALAMAT", "Alamat Lengkap"],
            Self::Occupation => &["Pekerjaan", "PEKERJAAN", "Jenis Pekerjaan"],
            Self::Position => &["Jabatan", "JABATAN"],
            Self::Office => &["Unit Kerja", "UNIT KERJA", "Instansi"],
            Self::Phone => &["No HP", "NO. HP", "Nomor HP", "No. Telp/HP"],
            Self::Mother => &["Nama Ibu Kandung", "NAMA IBU KANDUNG", "Ibu Kandung"],
            Self::Decile => &["Desil", "DESIL", "Desil DTSEN"],
            Self::Wage => &["Upah", "UPAH", "Honor", "Gaji Pokok"],
            Self::Employment => &["Status Kepegawaian", "STATUS PEGAWAI", "Status Pegawai"],
            Self::Started => &["TMT", "TMT Kerja", "Tanggal Mulai Bekerja"],
            Self::Remark => &["Keterangan", "KETERANGAN", "Ket."],
        }
    }
}

/// How birth dates are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DateForm {
    /// 12-03-1980
    Dashes,
    /// 12/03/1980
    Slashes,
    /// 12 Maret 1980
    Words,
    /// 1980-03-12
    Iso,
    /// 12 Mar 1980
    ShortWords,
    /// 12.3.1980
    Dots,
    /// A date cell of Excel
    Cell,
}

const FORMS: [DateForm; 7] =
    [DateForm::Dashes, DateForm::Slashes, DateForm::Words, DateForm::Iso, DateForm::ShortWords, DateForm::Dots, DateForm::Cell];

impl DateForm {
    /// A day as text.
    pub fn text(self, day: Day) -> String {
        let (year, month, date) = day.civil();
        let name = MONTH_NAMES[usize::try_from(month - 1).unwrap_or(0) % 12];
        match self {
            Self::Dashes => day.dmy('-'),
            Self::Slashes | Self::Cell => day.dmy('/'),
            Self::Words => format!("{date} {name} {year}"),
            Self::Iso => day.iso(),
            Self::ShortWords => format!("{date:02} {} {year}", &name[..3]),
            Self::Dots => format!("{date}.{month}.{year}"),
        }
    }
}

/// The look of one list.
pub struct Layout {
    /// Columns from left to right with their words.
    pub columns: Vec<(Column, String)>,
    /// Empty columns on the left.
    pub indent: u16,
    /// Words above the table, one row each.
    pub titles: Vec<String>,
    /// Whether neighbours share a merged cell in a first header row.
    pub two_rows: bool,
    /// Names in capitals.
    pub capitals: bool,
    /// The usual form of dates.
    pub date_form: DateForm,
    /// Share of rows with another form.
    pub mixed_dates: f64,
    /// Sex as words instead of letters.
    pub sex_in_words: bool,
    /// A row with the count at the bottom.
    pub total: bool,
    /// A subtotal after each village.
    pub subtotals: bool,
    /// Signature lines under the table.
    pub signature: bool,
    /// A second sheet with notes.
    pub note_sheet: bool,
    /// The clerk's factor on every rate of damage.
    pub factor: f64,
}

/// Careful clerks are half of all, and the mean is one.
const CLERKS: [(f64, f64); 3] = [(0.4, 0.5), (1.0, 0.3), (2.5, 0.2)];

impl Layout {
    /// Draws a look for the file with this key. `optional` columns appear by chance; `always` do not move out.
    pub fn draw(seed: u64, key: u64, titles: Vec<String>, always: &[Column], optional: &[Column]) -> Self {
        let mut draw = Draw::new(seed, Purpose::Layout, key);
        let mut middle: Vec<Column> = always.iter().copied().filter(|c| !matches!(c, Column::Number | Column::Remark)).collect();
        middle.extend(optional.iter().copied().filter(|_| draw.chance(0.5)));
        // Half of the clerks keep the usual order.
        if draw.chance(0.5) {
            for i in (1..middle.len()).rev() {
                middle.swap(i, draw.index(i + 1));
            }
        }
        let both = draw.chance(0.4);
        let mut kinds = Vec::new();
        if always.contains(&Column::Number) {
            kinds.push(Column::Number);
        }
        for column in middle {
            match column {
                Column::BirthPlace if both => {}
                Column::BirthDate if both && always.contains(&Column::BirthPlace) => kinds.push(Column::BirthBoth),
                // Place and date stay neighbours, so that they can share a header.
                Column::BirthPlace => {}
                Column::BirthDate if always.contains(&Column::BirthPlace) => {
                    kinds.extend([Column::BirthPlace, Column::BirthDate])
                }
                other => kinds.push(other),
            }
        }
        if always.contains(&Column::Remark) {
            kinds.push(Column::Remark);
        }
        let columns = kinds.into_iter().map(|c| (c, draw.pick(c.words()).to_owned())).collect();
        let weights: Vec<f64> = CLERKS.iter().map(|c| c.1).collect();
        let factor = CLERKS[draw.weighted(&weights)].0;
        Self {
            columns,
            indent: u16::from(draw.chance(0.15)),
            titles,
            two_rows: draw.chance(0.3),
            capitals: draw.chance(0.5),
            date_form: FORMS[draw.index(FORMS.len())],
            mixed_dates: if draw.chance(0.3) { 0.25 } else { 0.0 },
            sex_in_words: draw.chance(0.25),
            total: draw.chance(0.75),
            subtotals: draw.chance(0.25),
            signature: draw.chance(0.35),
            note_sheet: draw.chance(0.2),
            factor,
        }
    }

    /// The form of one row's date.
    pub fn form_of_row(&self, draw: &mut Draw) -> DateForm {
        if draw.chance(self.mixed_dates) { FORMS[draw.index(FORMS.len())] } else { self.date_form }
    }
}
