//! Wages under each number of the register. Wages are sealed with the people: facts and identity are read side by side, batch by
//! batch, and only counts and sums leave this file.

use super::Session;
use super::lists::Senders;
use crate::fault::{AppError, Refused};
use crate::installation::Installation;
use arrow::array::{Array, AsArray, RecordBatch};
use arrow::datatypes::{Date32Type, Int64Type};
use base::handover::Kind;
use base::law::Standing;
use base::vocabulary::{Rupiah, Segment};
use enforce::detect::wages::WageTally;
use enforce::detect::{EmployerBook, Stakes, queries};
use measure::StandingColumn;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use store::{Batch, FileRole};

pub(super) async fn tally(
    home: &Installation,
    session: &Session,
    book: &EmployerBook,
    stakes: &Stakes<'_>,
    senders: &Senders,
) -> Result<BTreeMap<String, WageTally>, AppError> {
    let paid = payroll_wages(home, session, book, senders).await?;
    let mut minimums: HashMap<String, Option<Rupiah>> = HashMap::new();
    let mut tallies: BTreeMap<String, WageTally> = BTreeMap::new();
    let mut kernel = StandingColumn::new(session.month, home.active.clone());
    for batch in session.batches.get(&Kind::Participants).into_iter().flatten() {
        let facts = ["row", "npp", "segment", "paid_bits", "as_of", "ended_on"];
        for tables in sealed(home, batch, &facts).await? {
            let (facts, wages) = tables?;
            let of = |name: &str| facts.column_by_name(name).cloned().ok_or_else(shape);
            let (rows, npps, segments) = (of("row")?, of("npp")?, of("segment")?);
            let (bits, as_of, ended_on) = (of("paid_bits")?, of("as_of")?, of("ended_on")?);
            let (rows, bits) = (rows.as_primitive::<Int64Type>(), bits.as_primitive::<Int64Type>());
            let (as_of, ended_on) = (as_of.as_primitive::<Date32Type>(), ended_on.as_primitive::<Date32Type>());
            let (npps, segments) = (npps.as_string::<i32>(), segments.as_string::<i32>());
            let wages = wages.column(0).as_primitive::<Int64Type>();
            for row in (0..facts.num_rows()).filter(|row| npps.is_valid(*row) && wages.is_valid(*row)) {
                let segment = segments.is_valid(row).then(|| segments.value(row));
                if segment.and_then(Segment::parse) != Some(Segment::Pu) {
                    continue;
                }
                let ended = ended_on.is_valid(row).then(|| ended_on.value(row));
                let standing = kernel.of(bits.value(row), as_of.value(row), segment, ended).map_err(Refused::NotInForce)?;
                if standing > Standing::InArrears {
                    continue;
                }
                let npp = npps.value(row);
                if !minimums.contains_key(npp) {
                    minimums.insert(npp.to_owned(), stakes.minimum(book.of_npp(npp).and_then(|employer| employer.region)));
                }
                let on_payroll = paid.get(&rows.value(row)).filter(|(numbers, _)| numbers.contains(npp));
                let tally = tallies.entry(npp.to_owned()).or_default();
                tally.add(Rupiah(wages.value(row)), minimums[npp], on_payroll.map(|(_, wage)| *wage));
            }
        }
    }
    Ok(tallies)
}

/// The wage on a payroll, by the row of the register that is the same person, with the numbers of the employer that sent it.
async fn payroll_wages<'b>(
    home: &Installation,
    session: &Session,
    book: &'b EmployerBook,
    senders: &Senders,
) -> Result<HashMap<i64, (&'b BTreeSet<String>, Rupiah)>, AppError> {
    let mut listed: HashMap<i64, (&BTreeSet<String>, Rupiah)> = HashMap::new();
    for batch in session.batches.get(&Kind::Workers).into_iter().flatten() {
        let Some(employer) = senders.of(book, batch.number) else { continue };
        for tables in sealed(home, batch, &["row"]).await? {
            let (facts, wages) = tables?;
            let (rows, wages) = (facts.column(0).as_primitive::<Int64Type>(), wages.column(0).as_primitive::<Int64Type>());
            let known = (0..facts.num_rows()).filter(|row| wages.is_valid(*row));
            listed.extend(known.map(|row| (rows.value(row), (&employer.npps, Rupiah(wages.value(row))))));
        }
    }
    let mut found = HashMap::new();
    if listed.is_empty() {
        return Ok(found);
    }
    for table in session.ask(queries::PAYROLL_ROWS).await? {
        for row in table.rows() {
            if let (Some(member), Some(wage)) = (table.number(0, row), table.number(1, row).and_then(|row| listed.get(&row))) {
                // The employer's upload to the register stands beside its payroll: the highest wage it states is what it pays.
                found.entry(member).and_modify(|known: &mut (_, Rupiah)| known.1 = known.1.max(wage.1)).or_insert(*wage);
            }
        }
    }
    Ok(found)
}

fn shape() -> AppError {
    AppError::Unreadable("facts and identity of a batch do not fit together")
}

/// The facts of a batch with their wages, part by part, row by row the same people.
async fn sealed(
    home: &Installation,
    batch: &Batch,
    columns: &[&str],
) -> Result<impl Iterator<Item = Result<(RecordBatch, RecordBatch), AppError>>, AppError> {
    let files = home.store.files_of(i64::from(batch.number)).await?;
    let file = |role| files.iter().find(|file| file.role == role && file.rows > 0);
    let key = home.keys.derive(&format!("identity/v1/{}/{}", batch.number, batch.file_sha256));
    let mut pairs = Vec::new();
    if let (Some(facts), Some(identity)) = (file(FileRole::Facts), file(FileRole::Identity)) {
        let facts = lake::read_table(&home.lake.verified(&facts.sha256)?, columns)?;
        let identity = lake::read_sealed_table(&home.lake.verified(&identity.sha256)?, &["wage"], &key)?;
        pairs.push(facts.zip(identity));
    }
    Ok(pairs.into_iter().flatten().map(move |(facts, identity)| {
        let (facts, identity) = (facts.map_err(|_| shape())?, identity.map_err(|_| shape())?);
        if facts.num_rows() == identity.num_rows() { Ok((facts, identity)) } else { Err(shape()) }
    }))
}
