//! `sinergi check`: who in this list is covered? Every row comes back, in order, with the answer beside it.

use crate::access::Scope;
use crate::coverage_batches::latest_of_each_source;
use crate::fault::{AppError, Refused};
use crate::identity::masked;
use crate::installation::Installation;
use crate::link_rosters::{LINKS, LinkReport, MODEL, People, means, places};
use arrow::array::{Array, ArrayRef, AsArray, Date32Array, Int64Array, StringArray};
use arrow::datatypes::{Date32Type, Int64Type};
use base::access::Permission;
use base::handover::{FindingCode, Kind, showable};
use base::law::Standing;
use base::vocabulary::region::RegionCode;
use base::vocabulary::{Month, PaidMonths, ProgrammeSet, without_niks};
use ingest::{Context, KindSpec, MappingFile, Secrets, SheetIngest, SheetSummary, WatchedRow};
use jiff::civil::Date;
use link::{DecisionRule, Earlier, Model, Roster, Scored, Shelf};
use measure::StandingColumn;
use press::ListBook;
use serde::Serialize;
use sources::SourceEvent;
use std::collections::{BTreeMap, HashMap};
use std::fs::File;
use std::io::Seek;
use std::path::Path;
use std::sync::Arc;
use store::{Batch, FileRole};
use texts::Texts;

/// A list to check.
#[derive(Clone, Debug)]
pub struct CheckRequest {
    /// The month asked about; none asks for the latest that the register reaches.
    pub as_of: Option<Month>,
    /// The day of the question.
    pub today: Date,
    /// What the sender says about columns and constants.
    pub mapping: MappingFile,
}

/// How many rows got which answer.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct CheckReport {
    /// Data rows of the list.
    pub rows: u64,
    /// Rows by answer: covered, lapsed, not_found, unclear.
    pub statuses: BTreeMap<&'static str, u64>,
    /// The month asked about.
    pub as_of: String,
}

/// The answer for one row.
#[derive(Clone, Debug)]
struct Answer {
    status: &'static str,
    reason: String,
    programmes: String,
    last_month: String,
}

/// A list to be checked: its content, wherever it lies, and its name.
#[derive(Debug)]
pub struct ListFile {
    /// Its content.
    pub file: File,
    /// Its name.
    pub name: String,
}

impl ListFile {
    /// A file on the disk.
    pub fn open(path: &Path) -> Result<Self, AppError> {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        Ok(Self { file: File::open(path).map_err(AppError::disk("open", path))?, name })
    }

    fn again(&self) -> Result<File, AppError> {
        let path = Path::new(&self.name);
        let mut file = self.file.try_clone().map_err(AppError::disk("open", path))?;
        file.rewind().map_err(AppError::disk("read", path))?;
        Ok(file)
    }
}

/// Checks a list against the register and gives it back as a workbook with the answers. Members outside the asker's area are as if
/// they were not in the register, and the answer says that it speaks of the area only. The check is written into the audit log.
pub async fn check(
    home: &Installation,
    scope: &Scope,
    list: ListFile,
    request: &CheckRequest,
    texts: &Texts,
) -> Result<(CheckReport, Vec<u8>), AppError> {
    scope.require(Permission::Check)?;
    let file = showable(&list.name);
    let batches = home.store.batches().await?;
    let register = latest_of_each_source(batches.iter().filter(|batch| batch.kind == Kind::Participants && !batch.withdrawn));
    let reaches = register.iter().map(|batch| batch.as_of).max().ok_or(Refused::NothingIngested("participants"))?;
    let month = request.as_of.unwrap_or(Month::of(reaches));
    if month > Month::of(reaches) {
        return Err(Refused::BeyondRegister { month, reaches }.into());
    }

    let sheets = read_list(home, list.again()?, &file, request)?;
    let people: Vec<&ListPerson> = sheets.iter().flat_map(|sheet| &sheet.rows).filter_map(|row| row.person.as_ref()).collect();
    let links = find(home, &people, &register).await?;
    let memberships = memberships(home, scope, &register, month).await?;
    let whole = scope.area().contains(home.region);
    let answers = Answers { links: &links, memberships: &memberships, texts, month, whole };
    let (report, bytes) = write_back(&sheets, &answers)?;
    let hash = lake::hash_to_end(&mut list.again()?, Path::new(&file))?.0;
    let entry = scope.entry("check", format!("list:{hash}"));
    home.store.record(&store::Entry { rows: report.rows, ..entry }).await?;
    Ok((report, bytes))
}

/// One sheet of the list as it came.
struct ListSheet {
    name: String,
    titles: Vec<String>,
    headings: Vec<String>,
    nik_column: Option<usize>,
    rows: Vec<ListRow>,
}

struct ListRow {
    cells: Vec<String>,
    /// What linking may know of it; none when the row cannot identify anybody.
    person: Option<ListPerson>,
    /// Codes of what is wrong with it.
    flaws: Vec<&'static str>,
    /// Whether its NIK is whole.
    sound_nik: bool,
}

/// What a row of the list tells of a person.
struct ListPerson {
    /// The number of the row, over all sheets.
    number: u64,
    nik: Option<u64>,
    name: String,
    birth: Option<i32>,
    place: Option<i64>,
}

/// A link below this probability is an answer for a person to look at, not for a letter.
const CERTAIN: f64 = 0.95;

/// Whether a link rests on more than a name and a birth date: on a NIK, or on living in the same regency. However rare a
/// namesake born on the same day may be, a letter needs more.
fn rests_on_more(model: &Model, link: &Scored) -> bool {
    const NIK: [&str; 4] = ["same", "cut", "slip-birth", "slip-region"];
    const ELSEWHERE: [&str; 2] = ["missing", "differ"];
    let levels = link::levels(model, link.word);
    model.comparisons.iter().zip(levels).any(|(comparison, level)| {
        let level = comparison.levels[usize::from(level)].name.as_str();
        match comparison.name.as_str() {
            "nik" => NIK.contains(&level),
            "tempat" => !ELSEWHERE.contains(&level),
            _ => false,
        }
    })
}

/// For rows of the list, the rows of the register that are the same person, and whether that is certain.
async fn find(
    home: &Installation,
    list: &[&ListPerson],
    register: &[&Batch],
) -> Result<HashMap<u64, Vec<(i64, bool)>>, AppError> {
    let model = Model::built_in(MODEL).map_err(Refused::Model)?;
    let mut shelf = Shelf::new(&model);
    let mut people = People::default();
    let gone = home.store.tombstones().await?;
    for batch in register {
        people.read(home, &model, &mut shelf, batch, &gone).await?;
    }
    let niks: StringArray = list.iter().map(|person| person.nik.map(|nik| format!("{nik:016}"))).collect();
    let names: StringArray = list.iter().map(|person| Some(person.name.as_str())).collect();
    let births: Date32Array = list.iter().map(|person| person.birth).collect();
    let home_of: Int64Array = list.iter().map(|person| person.place).collect();
    let places = places(&home_of, &Int64Array::new_null(home_of.len()));
    let (niks, names, births): (ArrayRef, ArrayRef, ArrayRef) = (Arc::new(niks), Arc::new(names), Arc::new(births));
    let columns: Vec<Option<ArrayRef>> = model
        .columns
        .iter()
        .map(|column| match column.field.as_deref() {
            Some("nik") => Some(niks.clone()),
            Some("name") => Some(names.clone()),
            Some("birth_date") => Some(births.clone()),
            Some("kabupaten") => Some(places[0].clone()),
            Some("kecamatan") => Some(places[1].clone()),
            Some("desa") => Some(places[2].clone()),
            _ => None,
        })
        .collect();
    let mut roster = Roster::default();
    shelf.push(&mut roster, list.len(), &columns).map_err(|_| AppError::Unreadable("the list cannot be put in columns"))?;
    // A short list teaches little: what the whole installation has taught is used where there is something.
    let last = home.store.current_snapshot(LINKS).await?;
    let report: Option<LinkReport> = last.and_then(|snapshot| serde_json::from_str(&snapshot.detail).ok());
    let learned = report.and_then(|report| report.learned).and_then(|learned| learned.parameters(&model).ok());
    let earlier = learned.map(Earlier::learned);
    let found =
        link::run(&model, &mut shelf, &mut roster, Some(&mut people.roster), means(), earlier).map_err(AppError::Scratch)?;
    let rule = DecisionRule { decision: model.decision, threshold: model.threshold, with_itself: false };
    let accepted = link::decide(&found.pairs, rule, &[], means().space()).map_err(AppError::Scratch)?;
    let mut links: HashMap<u64, Vec<(i64, bool)>> = HashMap::new();
    for link in accepted.to_vec().map_err(AppError::Scratch)? {
        let row = people.rows[link.right as usize].row;
        let certain = link.probability >= CERTAIN && rests_on_more(&model, &link);
        links.entry(list[link.left as usize].number).or_default().push((row, certain));
    }
    Ok(links)
}

/// Reads the list through the same door as ingest, one row at a time, so that every row keeps its answer.
fn read_list(home: &Installation, list: File, file: &str, request: &CheckRequest) -> Result<Vec<ListSheet>, AppError> {
    let spec = KindSpec::of(Kind::Workers)?;
    request.mapping.check(&spec).map_err(Refused::Mapping)?;
    let tokens = home.keys.nik_tokens();
    let context = Context {
        spec: &spec,
        regions: &home.regions,
        groups: &home.groups,
        batch: 0,
        as_of: request.today,
        named: [file, ""],
        within: Some(home.region),
        mapping: &request.mapping,
        secrets: Secrets { token: &tokens, fingerprint_key: home.keys.fingerprint_key() },
    };
    let mut reader = SheetIngest::new(context);
    let mut open = false;
    for event in home.place.sandbox.read_open(list).map_err(AppError::read(file))? {
        match event.map_err(AppError::read(file))? {
            SourceEvent::Sheet(name) => {
                if open {
                    reader.end_sheet();
                }
                reader.start_sheet(&name);
                open = true;
            }
            SourceEvent::Rows(block) => reader.watch(&block),
            _ => {}
        }
    }
    if open {
        reader.end_sheet();
    }
    let mut sheets: Vec<ListSheet> = reader.sheets().iter().map(ListSheet::of).collect();
    if sheets.is_empty() {
        return Err(Refused::NoHeader { file: file.to_owned(), kind: Kind::Workers.to_string() }.into());
    }
    for (number, row) in (1..).zip(reader.take_watched()) {
        let WatchedRow { table, cells, identifies, nik, name, birth, place, flaws } = row;
        let person = identifies.then_some(ListPerson { number, nik, name, birth, place });
        if let Some(sheet) = sheets.get_mut(table) {
            sheet.rows.push(ListRow { cells, person, flaws, sound_nik: nik.is_some() });
        }
    }
    Ok(sheets)
}

impl ListSheet {
    fn of(table: &SheetSummary) -> Self {
        let SheetSummary { name, titles, headings, learnt, .. } = table.clone();
        let nik = learnt.iter().find(|(_, field)| *field == "nik");
        let nik_column = nik.and_then(|(heading, _)| headings.iter().position(|h| h == heading));
        Self { name, titles, headings, nik_column, rows: Vec::new() }
    }
}

/// What the register says of a person's best membership.
#[derive(Clone, Copy, Debug)]
struct Membership {
    standing: Standing,
    programmes: ProgrammeSet,
    last_paid: Option<Month>,
    /// Whether the register it stands in says anything of payments.
    payments_told: bool,
}

/// The memberships of the register by row.
async fn memberships(
    home: &Installation,
    scope: &Scope,
    register: &[&Batch],
    month: Month,
) -> Result<HashMap<i64, Membership>, AppError> {
    let shape = || AppError::Unreadable("a register table has another shape");
    let mut kernel = StandingColumn::new(month, home.active.clone());
    let mut found = HashMap::new();
    for batch in register {
        for file in home.store.files_of(i64::from(batch.number)).await?.iter().filter(|file| file.role == FileRole::Facts) {
            let columns = ["row", "paid_bits", "programmes", "segment", "ended_on", "as_of", "residence", "workplace", "flaws"];
            for table in lake::read_table(&home.lake.verified(&file.sha256)?, &columns)? {
                let table = table.map_err(|_| shape())?;
                let of = |name: &str| table.column_by_name(name).cloned().ok_or_else(shape);
                let (row, paid, programmes) = (of("row")?, of("paid_bits")?, of("programmes")?);
                let (segment, ended, as_of) = (of("segment")?, of("ended_on")?, of("as_of")?);
                let flaws = of("flaws")?;
                let flaws = flaws.as_primitive::<Int64Type>();
                let (row, paid) = (row.as_primitive::<Int64Type>(), paid.as_primitive::<Int64Type>());
                let (programmes, segment) = (programmes.as_primitive::<Int64Type>(), segment.as_string::<i32>());
                let (ended, as_of) = (ended.as_primitive::<Date32Type>(), as_of.as_primitive::<Date32Type>());
                let places = [of("residence")?, of("workplace")?];
                for index in 0..table.num_rows() {
                    if !inside(home, scope, &places, index) {
                        continue;
                    }
                    let day = as_of.value(index);
                    let standing = kernel
                        .of(
                            paid.value(index),
                            day,
                            segment.is_valid(index).then(|| segment.value(index)),
                            ended.is_valid(index).then(|| ended.value(index)),
                        )
                        .map_err(Refused::NotInForce)?;
                    let base = Month::of(base::vocabulary::day_of_epoch(day));
                    let back = PaidMonths::from_bits(paid.value(index)).since_last();
                    let last_paid = back.and_then(|back| i32::try_from(back).ok()).map(|back| base.plus(-back));
                    let programmes = ProgrammeSet::from_bits(programmes.value(index));
                    let payments_told = flaws.value(index) & FindingCode::PaymentsNotTold.bit() == 0;
                    found.insert(row.value(index), Membership { standing, programmes, last_paid, payments_told });
                }
            }
        }
    }
    Ok(found)
}

/// Whether a member lives, or else works, in the asker's area.
fn inside(home: &Installation, scope: &Scope, places: &[ArrayRef; 2], row: usize) -> bool {
    let place = places.iter().filter_map(|column| column.as_primitive_opt::<Int64Type>()).find(|column| column.is_valid(row));
    let code = place.and_then(|column| u64::try_from(column.value(row)).ok()).and_then(RegionCode::from_number);
    scope.area().contains(code.unwrap_or(home.region))
}

struct Answers<'a> {
    links: &'a HashMap<u64, Vec<(i64, bool)>>,
    memberships: &'a HashMap<i64, Membership>,
    texts: &'a Texts,
    month: Month,
    /// Whether the whole register was asked.
    whole: bool,
}

impl Answers<'_> {
    /// What the register says of a person of the list. Rows of the register that are surely this person speak first: what
    /// stands in a row that only resembles them, better as it may look, is somebody else's.
    fn of_person(&self, person: &ListPerson) -> Answer {
        let links = self.links.get(&person.number).map(Vec::as_slice).unwrap_or_default();
        let best_of = |sure: bool| {
            let rows = links.iter().filter(|(_, certain)| *certain == sure);
            rows.filter_map(|(row, _)| self.memberships.get(row)).min_by_key(|membership| membership.standing).copied()
        };
        match best_of(true) {
            Some(membership) => self.answer(Some(membership), false),
            None => self.answer(best_of(false), true),
        }
    }

    fn answer(&self, membership: Option<Membership>, weak: bool) -> Answer {
        let Some(membership) = membership else {
            return self.plain("not_found", if self.whole { "check-not-found" } else { "check-not-found-here" });
        };
        let last_month = membership.last_paid.map(|month| month.to_string()).unwrap_or_default();
        let month = self.month.to_string();
        let arguments = [("month", month.as_str()), ("last", last_month.as_str())];
        let (status, key) = match membership.standing {
            _ if weak => ("unclear", "check-weak"),
            Standing::Active => ("covered", "check-active"),
            Standing::InGrace => ("covered", "check-in-grace"),
            Standing::InArrears => ("lapsed", "check-in-arrears"),
            Standing::Lapsed => ("lapsed", "check-lapsed"),
            Standing::Ended => ("lapsed", "check-ended"),
            Standing::Registered if !membership.payments_told => ("unclear", "check-payments-unknown"),
            Standing::Registered => ("lapsed", "check-registered"),
        };
        Answer { status, reason: self.texts.say(key, &arguments), programmes: membership.programmes.to_string(), last_month }
    }

    fn plain(&self, status: &'static str, key: &str) -> Answer {
        Answer { status, reason: self.texts.say(key, &[]), programmes: String::new(), last_month: String::new() }
    }

    /// A row that nobody can be told by, or that was not found with a NIK that is damaged.
    fn of_row(&self, row: &ListRow) -> Answer {
        let found = row.person.as_ref().map(|person| self.of_person(person));
        let flaw = || row.flaws.iter().map(|code| self.texts.say(code, &[])).collect::<Vec<_>>().join(" ");
        match found {
            None => Answer { reason: flaw(), ..self.plain("unclear", "check-unclear") },
            Some(answer) if answer.status == "not_found" && !row.sound_nik => Answer {
                reason: format!("{} {}", self.texts.say("check-unclear", &[]), flaw()),
                ..self.plain("unclear", "check-unclear")
            },
            Some(answer) => answer,
        }
    }
}

fn write_back(sheets: &[ListSheet], answers: &Answers<'_>) -> Result<(CheckReport, Vec<u8>), AppError> {
    let mut report = CheckReport { as_of: answers.month.to_string(), ..CheckReport::default() };
    for status in ["covered", "lapsed", "not_found", "unclear"] {
        report.statuses.insert(status, 0);
    }
    let mut book = ListBook::new("Hasil cek daftar");
    // Names and codes of the first four are a contract with programs; the last says the code in words.
    let added = ["status", "reason", "programmes", "last_month", "status_kata"].map(str::to_owned);
    for sheet in sheets {
        let titles: Vec<String> = sheet.titles.iter().map(|title| without_niks(title).into_owned()).collect();
        book.sheet(&sheet.name, &titles, &sheet.headings, &added)?;
        for row in &sheet.rows {
            let answer = answers.of_row(row);
            report.rows += 1;
            *report.statuses.entry(answer.status).or_insert(0) += 1;
            // A NIK may stand in other columns too, in a remark or as the number of the family card.
            let shown = |(column, cell): (usize, &String)| {
                if sheet.nik_column == Some(column) { masked(cell) } else { without_niks(cell).into_owned() }
            };
            let cells: Vec<String> = row.cells.iter().enumerate().map(shown).collect();
            let word = answers.texts.say(&format!("check-word-{}", answer.status.replace('_', "-")), &[]);
            book.row(&cells, &[answer.status.to_owned(), answer.reason, answer.programmes, answer.last_month, word])?;
        }
    }
    Ok((report, book.bytes()?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use texts::Language;

    #[test]
    fn what_stands_in_a_row_that_only_resembles_a_person_is_not_theirs() {
        let membership =
            |standing| Membership { standing, programmes: ProgrammeSet::default(), last_paid: None, payments_told: true };
        let memberships = HashMap::from([(1, membership(Standing::Lapsed)), (2, membership(Standing::Active))]);
        let person = |number| ListPerson { number, nik: None, name: String::new(), birth: None, place: None };
        // The first is surely row 1, and resembles row 2, which is covered; the second resembles row 2 only.
        let links = HashMap::from([(1, vec![(1, true), (2, false)]), (2, vec![(2, false)])]);
        let texts = Texts::of(Language::English);
        let month = Month::of(jiff::civil::date(2025, 6, 1));
        let answers = Answers { links: &links, memberships: &memberships, texts: &texts, month, whole: true };
        assert_eq!(answers.of_person(&person(1)).status, "lapsed");
        assert_eq!(answers.of_person(&person(2)).status, "unclear");
        assert_eq!(answers.of_person(&person(3)).status, "not_found");
    }
}
