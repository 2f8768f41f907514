//! `sinergi backup`, `restore`, `verify`, `sweep`, `key`, `erase`, `hold`: what keeps an installation safe. Flags in, one use case, output.

use crate::arguments::keep::{Approval, Backup, Erase, Hold, Key, Restore};
use crate::arguments::{Cli, Format};
use crate::config::Config;
use crate::print;
use crate::trust::{now, operator, rows_of, told};
use anyhow::Result;
use app::{Installation, RestoreOrder};
use std::path::Path;
use std::time::Instant;
use texts::Texts;

/// `sinergi backup`
pub(crate) async fn backup(cli: &Cli, home: &Installation, order: &Backup, texts: &Texts) -> Result<u8> {
    let report = app::backup(home, &operator(), &order.to, order.keep_days, now()).await?;
    if cli.format == Format::Json {
        print::json(&report)?;
        return Ok(0);
    }
    let [files, copied, bytes, rows] = [report.files, report.copied, report.bytes, report.counted.rows_read].map(print::count);
    println!(
        "{}",
        texts.say(
            "backed-up",
            &[("generation", &report.generation), ("files", &files), ("copied", &copied), ("bytes", &bytes), ("rows", &rows)]
        )
    );
    report.let_go.iter().for_each(|name| println!("  {}", texts.say("backup-let-go", &[("generation", name)])));
    Ok(0)
}

/// `sinergi restore`
pub(crate) async fn restore(cli: &Cli, config: &Config, order: &Restore, texts: &Texts) -> Result<u8> {
    let started = Instant::now();
    let wanted = RestoreOrder {
        from: order.from.clone(),
        generation: order.generation.clone(),
        verify_only: order.verify,
        replace: order.replace,
    };
    let report = app::restore(&config.place()?, &wanted, &operator(), now()).await?;
    // Told so that whoever drills can hold it against the hours they promised.
    let seconds = started.elapsed().as_secs_f64();
    if cli.format == Format::Json {
        let mut told = serde_json::to_value(&report)?;
        told["seconds"] = ((seconds * 10.0).round() / 10.0).into();
        print::json(&told)?;
        return Ok(0);
    }
    let counted = &report.counted;
    let [files, batches, rows, lines] = [report.files, counted.batches, counted.rows_read, counted.audit_lines].map(print::count);
    let key = if report.restored { "restored" } else { "restore-verified" };
    println!(
        "{}",
        texts.say(
            key,
            &[
                ("generation", &report.generation),
                ("files", &files),
                ("batches", &batches),
                ("rows", &rows),
                ("lines", &lines),
                ("root", &counted.audit_root),
                ("seconds", &format!("{seconds:.1}")),
            ]
        )
    );
    if let Some(kept) = &report.kept {
        println!("  {}", texts.say("restore-kept", &[("path", &kept.display().to_string())]));
    }
    Ok(0)
}

/// `sinergi verify`
pub(crate) async fn verify(cli: &Cli, home: &Installation, texts: &Texts) -> Result<u8> {
    let report = app::verify(home).await?;
    match cli.format {
        Format::Json => print::json(&report)?,
        _ => {
            let [sound, broken, unnamed] = [report.sound, report.broken.len(), report.unnamed.len()].map(|n| n.to_string());
            println!("{}", texts.say("verified", &[("sound", &sound), ("broken", &broken), ("unnamed", &unnamed)]));
            report.broken.iter().for_each(|sha256| println!("  {} {sha256}", texts.say("broken-file", &[])));
            report.catalogue.iter().for_each(|told| println!("  {}", texts.say("verify-catalogue", &[("told", told)])));
            for batch in &report.unbalanced {
                println!("  {}", texts.say("verify-unbalanced", &[("batch", &batch.to_string())]));
            }
            if let Some((line, why)) = &report.audit {
                println!("  {}", texts.say("audit-bad", &[("line", &line.to_string()), ("why", why)]));
            }
        }
    }
    Ok(if report.is_sound() { 0 } else { 2 })
}

/// `sinergi privacy`
pub(crate) async fn privacy(cli: &Cli, home: &Installation, out: &Path, texts: &Texts) -> Result<u8> {
    let day = crate::verbs::today().to_string();
    let record = app::privacy_record(home, &operator(), &day, texts).await?;
    std::fs::write(out, record).map_err(app::AppError::disk("write", out))?;
    told(cli, texts, "privacy-written", &[("path", &out.display().to_string())])
}

/// `sinergi sweep`
pub(crate) async fn sweep(cli: &Cli, home: &Installation, texts: &Texts) -> Result<u8> {
    let swept = app::sweep(home, now()).await?;
    if cli.format == Format::Json {
        print::json(&swept)?;
        return Ok(0);
    }
    let [waiting, checks, refused, debris] = [swept.waiting, swept.checks, swept.handed_out, swept.debris].map(print::count);
    println!("{}", texts.say("swept", &[("waiting", &waiting), ("checks", &checks), ("refused", &refused), ("debris", &debris)]));
    Ok(0)
}

/// `sinergi key …`
pub(crate) async fn key(cli: &Cli, home: &Installation, order: &Key, texts: &Texts) -> Result<u8> {
    let Key::Rotate = order;
    let old = app::rotate_key(home, &operator()).await?;
    told(cli, texts, "key-rotated", &[("old", &old.display().to_string())])
}

/// `sinergi erase`
pub(crate) async fn erase(cli: &Cli, home: &Installation, order: &Erase, texts: &Texts) -> Result<u8> {
    let files = app::erase(home, &operator(), order.batch, &order.reason, now()).await?;
    told(cli, texts, "erased", &[("batch", &order.batch.to_string()), ("files", &files.to_string())])
}

/// `sinergi publish`
pub(crate) async fn publish(cli: &Cli, home: &Installation, texts: &Texts) -> Result<u8> {
    let release = app::publish(home, &operator(), now()).await?;
    let (month, rows) = (release.as_of.to_string(), release.rows.len().to_string());
    told(cli, texts, "release-published", &[("month", &month), ("rows", &rows)])
}

/// `sinergi approval …`
pub(crate) async fn approval(cli: &Cli, home: &Installation, order: &Approval, texts: &Texts) -> Result<u8> {
    let scope = operator();
    match order {
        Approval::List => {
            let approvals = app::approvals(home, &scope, now()).await?;
            if cli.format == Format::Json {
                print::json(&approvals)?;
                return Ok(0);
            }
            let rows: Vec<Vec<String>> = approvals
                .into_iter()
                .map(|one| {
                    let moments = [one.asked_at, one.ends_at, one.done_at].map(crate::trust::day).to_vec();
                    let what = vec![one.id, one.act, one.object, one.area, one.people.to_string(), one.reason];
                    let who = vec![one.state.code().to_owned(), one.asked_by, one.decided_by];
                    [what, who, moments].concat()
                })
                .collect();
            let headings = [
                "id",
                "act",
                "object",
                "area",
                "people",
                "reason",
                "state",
                "asked_by",
                "decided_by",
                "asked_at",
                "ends_at",
                "done_at",
            ];
            rows_of(cli, &headings, &rows);
            Ok(0)
        }
        Approval::Approve { id } => {
            app::decide_approval(home, &scope, id, now()).await?;
            told(cli, texts, "approval-approved", &[("id", id)])
        }
        Approval::Reject { id, reason } => {
            app::reject_approval(home, &scope, id, reason, now()).await?;
            told(cli, texts, "approval-rejected", &[("id", id)])
        }
    }
}

/// `sinergi hold …`
pub(crate) async fn hold(cli: &Cli, home: &Installation, order: &Hold, texts: &Texts) -> Result<u8> {
    let scope = operator();
    match order {
        Hold::Add { batch, reason, days } => {
            let id = app::hold(home, &scope, *batch, (reason, *days), now()).await?;
            told(cli, texts, "held", &[("batch", &batch.to_string()), ("id", &id)])
        }
        Hold::List => {
            let holds = app::holds(home, &scope).await?;
            if cli.format == Format::Json {
                print::json(&holds)?;
                return Ok(0);
            }
            let moments = |hold: &app::Hold| [hold.placed_at, hold.ends_at, hold.released_at].map(crate::trust::day).to_vec();
            let rows: Vec<Vec<String>> = holds
                .iter()
                .map(|hold| {
                    let what = vec![hold.id.clone(), hold.batch.to_string(), hold.reason.clone(), hold.placed_by.clone()];
                    [what, moments(hold)].concat()
                })
                .collect();
            rows_of(cli, &["id", "batch", "reason", "placed_by", "placed_at", "ends_at", "released_at"], &rows);
            Ok(0)
        }
        Hold::Release { id } => {
            app::release(home, &scope, id, now()).await?;
            told(cli, texts, "hold-released", &[("id", id)])
        }
    }
}
