//! `sinergi letter`: prints what the use cases say of the letters of cases.

use crate::arguments::{Cli, Format, LetterDraft, LetterVerb};
use crate::case::event_with;
use crate::print;
use crate::trust::{now, operator};
use crate::verbs::{refused, today};
use anyhow::Result;
use app::{Installation, LetterKind, LetterView, NewLetter};
use texts::Texts;

/// The verbs that work on letters.
pub(crate) async fn work(cli: &Cli, home: &Installation, order: &LetterVerb, texts: &Texts) -> Result<u8> {
    let scope = operator();
    match order {
        LetterVerb::Draft(draft) => {
            let new = new_letter(draft)?;
            let on = draft.on.unwrap_or_else(today);
            let id = app::draft_letter(home, &scope, &draft.case, &new, on, now(), texts).await?;
            match cli.format {
                Format::Json => print::json(&serde_json::json!({ "id": id }))?,
                _ => println!("{id}"),
            }
        }
        LetterVerb::Issue { id, on } => {
            let number = app::issue_letter(home, &scope, *id, on.unwrap_or_else(today), now(), texts).await?;
            match cli.format {
                Format::Json => print::json(&serde_json::json!({ "number": number }))?,
                _ => println!("{number}"),
            }
        }
        LetterVerb::Drop { id, reason } => app::drop_letter(home, &scope, *id, reason, today(), now()).await?,
        LetterVerb::List { case } => {
            let letters = app::letters(home, &scope, case.as_deref()).await?;
            match cli.format {
                Format::Json => print::json(&letters)?,
                Format::Csv => print::csv(&HEADINGS, &letters.iter().map(|letter| line(letter, None)).collect::<Vec<_>>()),
                Format::Table => {
                    let keys =
                        ["letter-place", "case-heading-case", "letter-subject", "letter-state", "letter-number", "letter-day"];
                    let headings = keys.map(|key| texts.say(key, &[]));
                    let lines: Vec<_> = letters.iter().map(|letter| line(letter, Some(texts))).collect();
                    print::table(&headings.each_ref().map(String::as_str), &lines);
                }
            }
        }
        LetterVerb::Print { id, out } => {
            let letter = app::letter(home, &scope, *id).await?;
            let paper = app::letter_pdf(home, &letter)?;
            std::fs::write(out, paper).map_err(app::AppError::disk("write", out))?;
        }
    }
    Ok(0)
}

const HEADINGS: [&str; 6] = ["id", "case", "kind", "state", "number", "issued_on"];

/// A letter as a line: in words, or by its codes for other programs.
fn line(letter: &LetterView, texts: Option<&Texts>) -> Vec<String> {
    let kind = letter.frozen.kind.code();
    let word = |key: String, code: &str| texts.map_or_else(|| code.to_owned(), |texts| texts.say(&key, &[]));
    vec![
        letter.id.to_string(),
        letter.frozen.case.clone(),
        word(format!("letter-subject-{kind}"), kind),
        word(format!("letter-{}", letter.state()), letter.state()),
        letter.number.clone(),
        letter.issued_on.map_or_else(String::new, |on| on.to_string()),
    ]
}

fn new_letter(draft: &LetterDraft) -> Result<NewLetter> {
    let kind = LetterKind::parse(&draft.kind).ok_or_else(|| refused("error-letter-kind", &draft.kind))?;
    let event = kind.event().map(|event| event_with(event.code(), &draft.with)).transpose()?;
    Ok(NewLetter {
        kind,
        event,
        addressee: draft.to.clone(),
        address: draft.address.clone(),
        note: draft.note.clone(),
        revokes: draft.revokes.clone(),
    })
}
