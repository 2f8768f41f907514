//! `sinergi privacy`: the record of processing (UU 27/2022, article 31) and the sheet for the assessment of impact (article 34), filled from
//! the configuration and the catalogue as they are. What no configuration knows is left for the controller to write, and says so.

use crate::access::Scope;
use crate::fault::AppError;
use crate::installation::Installation;
use base::access::{Field, Permission};
use base::handover::Kind;
use ingest::KindSpec;
use lake::KeySource;
use std::collections::BTreeMap;
use texts::Texts;

/// The record as Markdown, in the language of `texts`. `day` is the day it is made.
pub async fn privacy_record(home: &Installation, scope: &Scope, day: &str, texts: &Texts) -> Result<String, AppError> {
    scope.require_whole(home, Permission::Audit)?;
    let mut page = Page { text: String::new(), texts };
    let region = home.regions.name(home.region).unwrap_or_default();
    page.say("privacy-title", &[("region", region), ("code", &home.region.to_string()), ("day", day)]);
    page.say("privacy-how", &[]);
    if home.is_synthetic().await? {
        page.say("privacy-synthetic", &[]);
    }
    page.say("privacy-who", &[]);
    data(home, &mut page).await?;
    access(home, &mut page).await?;
    keeping(home, &mut page).await?;
    page.say("privacy-impact", &[]);
    page.say("privacy-residual", &[]);
    Ok(page.text)
}

struct Page<'t> {
    text: String,
    texts: &'t Texts,
}

impl Page<'_> {
    /// A paragraph.
    fn say(&mut self, key: &str, arguments: &[(&str, &str)]) {
        self.text += &self.texts.say(key, arguments);
        self.text += "\n\n";
    }

    fn table(&mut self, headings: &str, rows: &[Vec<String>]) {
        let headings = self.texts.say(headings, &[]);
        let rule = "| --- ".repeat(headings.split('|').count()) + "|";
        self.text += &format!("| {headings} |\n{rule}\n");
        for row in rows {
            // A stroke in a cell would end it.
            let cells: Vec<String> = row.iter().map(|cell| cell.replace('|', "/")).collect();
            self.text += &format!("| {} |\n", cells.join(" | "));
        }
        self.text.push('\n');
    }
}

/// What is held: kinds, whose, which fields are sealed.
async fn data(home: &Installation, page: &mut Page<'_>) -> Result<(), AppError> {
    page.say("privacy-data", &[]);
    let batches = home.store.batches().await?;
    let mut rows = Vec::new();
    for kind in Kind::ALL {
        let of: Vec<_> = batches.iter().filter(|batch| batch.kind == kind && !batch.erased).collect();
        let (Some(first), Some(last)) = (of.iter().map(|batch| batch.as_of).min(), of.iter().map(|batch| batch.as_of).max())
        else {
            continue;
        };
        let sources: std::collections::BTreeSet<&str> = of.iter().map(|batch| batch.source.as_str()).collect();
        let sealed: Vec<String> =
            KindSpec::of(kind)?.fields.into_iter().filter(|field| field.sealed).map(|field| field.name).collect();
        let accepted: u64 = of.iter().map(|batch| batch.counts.accepted).sum();
        rows.push(vec![
            page.texts.say(&format!("kind-{}", kind.code()), &[]),
            of.len().to_string(),
            accepted.to_string(),
            sources.len().to_string(),
            format!("{first} – {last}"),
            if sealed.is_empty() { "–".to_owned() } else { sealed.join(", ") },
        ]);
    }
    page.table("privacy-data-headings", &rows);
    let erased = batches.iter().filter(|batch| batch.erased).count().to_string();
    let withdrawn = batches.iter().filter(|batch| batch.withdrawn && !batch.erased).count().to_string();
    page.say("privacy-data-gone", &[("withdrawn", &withdrawn), ("erased", &erased)]);
    let (evidence, payments) = home.store.held_in_cases().await?;
    page.say("privacy-data-cases", &[("evidence", &evidence.to_string()), ("payments", &payments.to_string())]);
    Ok(())
}

/// Who may what: roles with their fields, accounts and tokens in each.
async fn access(home: &Installation, page: &mut Page<'_>) -> Result<(), AppError> {
    page.say("privacy-access", &[]);
    let mut people: BTreeMap<String, usize> = BTreeMap::new();
    for account in home.store.accounts().await?.into_iter().filter(|account| account.disabled_at == 0) {
        *people.entry(account.role).or_default() += 1;
    }
    let word = |area: &str, code: &str| page.texts.say(&format!("{area}-{}", code.replace('_', "-")), &[]);
    let rows: Vec<Vec<String>> = home
        .roles
        .all()
        .iter()
        .filter(|role| people.contains_key(&role.code))
        .map(|role| {
            let may = Permission::ALL.into_iter().filter(|permission| role.may(*permission));
            let may: Vec<String> = may.map(|permission| word("may", permission.code())).collect();
            let fields: Vec<String> = Field::ALL
                .into_iter()
                .map(|field| format!("{}: {}", word("field", field.code()), word("opening", role.opening(field).code())))
                .collect();
            vec![role.code.clone(), people[&role.code].to_string(), may.join(", "), fields.join("; ")]
        })
        .collect();
    page.table("privacy-access-headings", &rows);
    let tokens = home.store.tokens().await?;
    let purposes: Vec<Vec<String>> = tokens
        .into_iter()
        .filter(|token| token.revoked_at == 0)
        .map(|token| vec![token.purpose, token.role, token.area])
        .collect();
    page.say("privacy-recipients", &[]);
    page.table("privacy-recipients-headings", &purposes);
    Ok(())
}

/// How it is kept, how long, and what watches over it.
async fn keeping(home: &Installation, page: &mut Page<'_>) -> Result<(), AppError> {
    let key = match &home.place.key {
        KeySource::File(_) => page.texts.say("privacy-key-file", &[]),
        KeySource::Command(_) => page.texts.say("privacy-key-command", &[]),
    };
    let days = home.place.retention;
    let held = home.store.holds().await?.iter().filter(|hold| hold.released_at == 0).count();
    let [waiting, checks, refused, held] =
        [days.waiting as usize, days.checks as usize, days.handed_out as usize, held].map(|count| count.to_string());
    page.say(
        "privacy-keeping",
        &[("key", &key), ("waiting", &waiting), ("checks", &checks), ("refused", &refused), ("held", &held)],
    );
    let head = home.store.audit_head().await?;
    let signed = home.store.checkpoints().await?.len().to_string();
    page.say("privacy-audit", &[("lines", &head.size.to_string()), ("signed", &signed)]);
    Ok(())
}
