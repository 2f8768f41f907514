//! `sinergi subject`: requests of persons about their own data. Flags in, one use case, output.

use crate::arguments::keep::Subject;
use crate::arguments::{Cli, Format};
use crate::trust::{day, now, operator, rows_of, told};
use crate::{print, verbs};
use anyhow::Result;
use app::{Installation, SubjectPerson};
use texts::Texts;

/// `sinergi subject …`
pub(crate) async fn run(cli: &Cli, home: &Installation, order: &Subject, texts: &Texts) -> Result<u8> {
    let scope = operator();
    match order {
        Subject::Add { kind, person } => {
            // What is wrong with the file is not repeated: it holds a NIK.
            let read: Result<SubjectPerson, _> = toml::from_str(&verbs::read(person)?);
            let who = read.map_err(|_| verbs::refused("error-not-a-person-file", &person.display().to_string()))?;
            let number = app::take_subject(home, &scope, kind, &who, now()).await?;
            let due = app::subject(home, &scope, &number, now()).await?.due_at;
            told(cli, texts, "subject-taken", &[("number", &number), ("due", &day(due))])
        }
        Subject::List => {
            let requests = app::subjects(home, &scope, now()).await?;
            if cli.format == Format::Json {
                print::json(&requests)?;
                return Ok(0);
            }
            let rows: Vec<Vec<String>> = requests
                .into_iter()
                .map(|one| {
                    let late = if one.overdue { "overdue" } else { "" }.to_owned();
                    let moments = [one.received_at, one.due_at, one.answered_at].map(day).to_vec();
                    [vec![one.number, one.kind, one.state.code().to_owned(), late, one.outcome], moments].concat()
                })
                .collect();
            rows_of(cli, &["number", "kind", "state", "late", "outcome", "received_at", "due_at", "answered_at"], &rows);
            Ok(0)
        }
        Subject::Verify { number, by } => {
            app::verify_subject(home, &scope, number, by, now()).await?;
            told(cli, texts, "subject-was-verified", &[("number", number)])
        }
        Subject::Held { number } => {
            let held = app::holdings(home, &scope, number, now()).await?;
            if cli.format == Format::Json {
                print::json(&held)?;
                return Ok(0);
            }
            let rows: Vec<Vec<String>> = held
                .rows
                .into_iter()
                .map(|row| {
                    let by = if row.linked { "link" } else { "nik" }.to_owned();
                    let fields = row.fields.join(" ");
                    vec![row.batch.to_string(), row.kind, row.source, row.data_as_of, row.region_name, by, fields, row.held]
                })
                .collect();
            rows_of(cli, &["batch", "kind", "source", "data_as_of", "region", "by", "fields", "held"], &rows);
            Ok(0)
        }
        Subject::Erase { number } => {
            let done = app::erase_person(home, &scope, number, now()).await?;
            app::catch_up(home, verbs::today(), &mut |_, _, _| {}).await?;
            let (rows, batches) = (done.rows.to_string(), done.batches.to_string());
            told(cli, texts, "subject-was-erased", &[("number", number), ("rows", &rows), ("batches", &batches)])
        }
        Subject::Answer { number, outcome, text } => {
            app::answer_subject(home, &scope, number, (outcome == "granted", text), now()).await?;
            told(cli, texts, "subject-was-answered", &[("number", number)])
        }
    }
}
