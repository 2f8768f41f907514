//! `sinergi user`, `token`, `audit`: who may sign in, which systems may read, and what was done. The command line acts as the operator
//! of the machine, under the number that the system knows them by.

use crate::arguments::{Audit, Cli, Format, Token, User};
use crate::{print, verbs};
use anyhow::Result;
use app::{Installation, NewAccount, NewToken, Scope, Witness};
use std::fs;
use texts::Texts;

/// The operator of the machine: whoever runs this with the data folder and the key.
pub(crate) fn operator() -> Scope {
    Scope::operator(&format!("uid-{}", rustix::process::getuid().as_raw()))
}

/// The moment, in seconds since 1970.
pub(crate) fn now() -> i64 {
    jiff::Timestamp::now().as_second()
}

fn day(seconds: i64) -> String {
    match seconds {
        0 => "–".to_owned(),
        seconds => jiff::Timestamp::from_second(seconds)
            .map_or_else(|_| "–".to_owned(), |at| at.strftime("%Y-%m-%d %H:%M UTC").to_string()),
    }
}

/// `sinergi user …`
pub(crate) async fn user(cli: &Cli, home: &Installation, order: &User, texts: &Texts) -> Result<u8> {
    let scope = operator();
    match order {
        User::Add { name, role, scope: area, agency, days } => {
            let new =
                NewAccount { name: name.clone(), role: role.clone(), area: area.clone(), agency: agency.clone(), days: *days };
            let code = app::add_account(home, &scope, &new, now()).await?;
            told(cli, texts, "user-added", &[("name", name), ("role", role), ("area", area), ("code", &code)])
        }
        User::List => accounts(cli, home).await,
        User::Disable { name } => {
            app::disable_account(home, &scope, name, now()).await?;
            told(cli, texts, "user-disabled", &[("name", name)])
        }
        User::Enable { name } => {
            app::enable_account(home, &scope, name).await?;
            told(cli, texts, "user-enabled", &[("name", name)])
        }
        User::Reset { name } => {
            let code = app::reset_account(home, &scope, name, now()).await?;
            told(cli, texts, "user-reset", &[("name", name), ("code", &code)])
        }
    }
}

/// Prints a sentence, or what is in it as JSON.
fn told(cli: &Cli, texts: &Texts, key: &str, arguments: &[(&str, &str)]) -> Result<u8> {
    match cli.format {
        Format::Json => {
            let fields: serde_json::Map<String, serde_json::Value> =
                arguments.iter().map(|(name, value)| ((*name).to_owned(), (*value).into())).collect();
            print::json(&fields)?;
        }
        _ => println!("{}", texts.say(key, arguments)),
    }
    Ok(0)
}

async fn accounts(cli: &Cli, home: &Installation) -> Result<u8> {
    let accounts = app::accounts(home, &operator(), now()).await?;
    if cli.format == Format::Json {
        print::json(&accounts)?;
        return Ok(0);
    }
    let headings = ["name", "role", "area", "agency", "state", "signed_in_at", "ends_at", "sessions", "made_by"];
    let rows: Vec<Vec<String>> = accounts
        .into_iter()
        .map(|account| {
            vec![
                account.name,
                account.role,
                account.area,
                account.agency,
                account.state.to_owned(),
                day(account.signed_in_at),
                day(account.ends_at),
                account.sessions.to_string(),
                account.made_by,
            ]
        })
        .collect();
    rows_of(cli, &headings, &rows);
    Ok(0)
}

fn rows_of(cli: &Cli, headings: &[&str], rows: &[Vec<String>]) {
    if cli.format == Format::Csv {
        print::csv(headings, rows);
    } else {
        print::table(headings, rows);
    }
}

/// `sinergi token …`
pub(crate) async fn token(cli: &Cli, home: &Installation, order: &Token, texts: &Texts) -> Result<u8> {
    let scope = operator();
    match order {
        Token::Create { role, scope: area, purpose, days } => {
            let new = NewToken { role: role.clone(), area: area.clone(), purpose: purpose.clone(), days: *days };
            let token = app::create_token(home, &scope, &new, now()).await?;
            told(cli, texts, "token-added", &[("token", &token)])
        }
        Token::List => {
            let tokens = app::tokens(home, &scope).await?;
            if cli.format == Format::Json {
                print::json(&tokens)?;
                return Ok(0);
            }
            let rows: Vec<Vec<String>> = tokens
                .into_iter()
                .map(|token| {
                    let times = [token.ends_at, token.revoked_at, token.used_at].map(day);
                    [vec![token.id, token.role, token.area, token.purpose, token.made_by], times.to_vec()].concat()
                })
                .collect();
            rows_of(cli, &["id", "role", "area", "purpose", "made_by", "ends_at", "revoked_at", "used_at"], &rows);
            Ok(0)
        }
        Token::Revoke { id } => {
            app::revoke_token(home, &scope, id, now()).await?;
            told(cli, texts, "token-revoked", &[("id", id)])
        }
    }
}

/// `sinergi audit …`
pub(crate) async fn audit(cli: &Cli, home: &Installation, order: &Audit, texts: &Texts) -> Result<u8> {
    let scope = operator();
    match order {
        Audit::Verify { witness } => {
            let kept: Option<Witness> = match witness {
                Some(path) => {
                    let kept = serde_json::from_str(&verbs::read(path)?);
                    Some(kept.map_err(|_| verbs::refused("error-not-a-witness", &path.display().to_string()))?)
                }
                None => None,
            };
            let report = app::audit_verify(home, &scope, kept.as_ref()).await?;
            if cli.format == Format::Json {
                print::json(&report)?;
            } else {
                let (lines, checkpoints) = (print::count(report.lines), print::count(report.checkpoints as u64));
                match &report.first_bad {
                    None => println!("{}", texts.say("audit-whole", &[("lines", &lines), ("checkpoints", &checkpoints)])),
                    Some((line, why)) => println!("{}", texts.say("audit-bad", &[("line", &line.to_string()), ("why", why)])),
                }
            }
            Ok(if report.first_bad.is_none() { 0 } else { 2 })
        }
        Audit::Witness { out } => {
            let witness = app::witness(home, &scope, now()).await?;
            fs::write(out, serde_json::to_string_pretty(&witness)?).map_err(app::AppError::disk("write", out))?;
            let count = print::count(witness.checkpoints.len() as u64);
            told(cli, texts, "audit-witness", &[("file", &out.display().to_string()), ("checkpoints", &count)])
        }
    }
}
