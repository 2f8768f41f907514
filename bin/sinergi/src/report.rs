//! `sinergi report`: what is put on paper, or into a workbook; the name of the file decides.

use crate::arguments::{Cli, Format, ReportFlags, ReportVerb};
use crate::print;
use crate::trust::{now, operator};
use crate::verbs::{month, refused, today};
use anyhow::Result;
use app::{AppError, EffectAnswer, Installation, Numerals, Paper, ReportKind, ReportRequest};
use base::vocabulary::region::RegionCode;
use std::fs;
use std::path::{Path, PathBuf};
use texts::Texts;

/// `sinergi report …`
pub(crate) async fn run(cli: &Cli, home: &Installation, order: &ReportVerb, texts: &Texts) -> Result<u8> {
    let region = |code: &str| RegionCode::parse(code).map_err(|_| AppError::from(app::Refused::UnknownRegion(code.to_owned())));
    let (kind, flags) = match order {
        ReportVerb::Monev(flags) => (ReportKind::Monev, flags),
        ReportVerb::Regency { region: code, flags } => (ReportKind::Regency(region(code)?), flags),
        ReportVerb::Compliance(flags) => (ReportKind::Compliance, flags),
        ReportVerb::Budget { plan, flags } => (ReportKind::Budget(plan.clone()), flags),
        ReportVerb::Quality { source, flags } => (ReportKind::Quality(source.clone()), flags),
        ReportVerb::Minutes { number, out } => {
            put(&app::minutes(home, &operator(), number).await?, out)?;
            return written(cli, out, texts);
        }
        ReportVerb::Enrolment { plan, region: code, password_file, out } => {
            let password = fs::read_to_string(password_file).map_err(AppError::disk("read", password_file))?;
            let password = password.lines().next().unwrap_or_default();
            let bytes = app::take_enrolment(home, &operator(), (plan, region(code)?, now()), password, texts).await?;
            fs::write(out, bytes).map_err(AppError::disk("write", out))?;
            return written(cli, out, texts);
        }
        ReportVerb::Effect { region, since } => {
            let code = RegionCode::parse(region).map_err(|_| refused("error-effect-region", region))?;
            print_effect(cli, &app::region_effect(home, &operator(), code, month(since)?).await?, texts)?;
            return Ok(0);
        }
    };
    set(home, &kind, flags, texts).await?;
    written(cli, &flags.out, texts)
}

async fn set(home: &Installation, kind: &ReportKind, flags: &ReportFlags, texts: &Texts) -> Result<()> {
    form(&flags.out, true)?;
    let period = flags.period.as_deref().map(month).transpose()?;
    let request = ReportRequest { month: period, known_on: flags.known_on, on: flags.on.unwrap_or_else(today) };
    report(home, kind, &request, &flags.out, texts).await
}

/// Makes a report and puts it into a file.
pub(crate) async fn report(
    home: &Installation,
    kind: &ReportKind,
    request: &ReportRequest,
    out: &Path,
    texts: &Texts,
) -> Result<()> {
    let document = app::report_document(home, &operator(), kind, request, texts).await?;
    if form(out, true)? == Form::Json {
        fs::write(out, serde_json::to_string(&document)?).map_err(AppError::disk("write", out))?;
        return Ok(());
    }
    put(&app::report_paper(home, &document, texts)?, out)
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    Pdf,
    Xlsx,
    Json,
}

/// The form that the name of a file says; minutes have no JSON.
fn form(out: &Path, json: bool) -> Result<Form> {
    match out.extension().and_then(|extension| extension.to_str()) {
        Some("pdf") => Ok(Form::Pdf),
        Some("xlsx") => Ok(Form::Xlsx),
        Some("json") if json => Ok(Form::Json),
        _ => Err(refused("error-report-form", &out.display().to_string())),
    }
}

/// Puts a paper into a file of the form that its name says.
pub(crate) fn put(paper: &Paper, out: &Path) -> Result<()> {
    if form(out, false)? == Form::Pdf {
        fs::write(out, paper.pdf()?).map_err(AppError::disk("write", out))?;
    } else {
        paper.workbook(out)?;
    }
    Ok(())
}

fn written(cli: &Cli, out: &PathBuf, texts: &Texts) -> Result<u8> {
    let bytes = fs::metadata(out).map_err(AppError::disk("read", out))?.len();
    match cli.format {
        Format::Json => print::json(&serde_json::json!({ "file": out, "bytes": bytes }))?,
        _ => {
            let (file, bytes) = (out.display().to_string(), print::count(bytes));
            println!("{}", texts.say("report-written", &[("file", &file), ("bytes", &bytes)]));
        }
    }
    Ok(0)
}

fn print_effect(cli: &Cli, answer: &EffectAnswer, texts: &Texts) -> Result<()> {
    let effect = &answer.effect;
    if cli.format == Format::Json {
        return print::json(answer);
    }
    let numerals = if texts.language() == texts::Language::Indonesian { Numerals::Indonesian } else { Numerals::English };
    let signed = |people: i64| numerals.signed(people);
    let unseen = effect.verdict == app::Verdict::Unseen;
    let said = [
        ("region", answer.region_name.clone()),
        ("people", if unseen { signed(effect.effect) } else { numerals.count(effect.effect.unsigned_abs()) }),
        ("low", signed(effect.low)),
        ("high", signed(effect.high)),
        ("month", numerals.month(answer.since)),
    ];
    let said = said.each_ref().map(|(name, value)| (*name, value.as_str()));
    println!("{}", texts.say(&format!("effect-{}", effect.verdict.code()), &said));
    println!("{}", texts.say("effect-peers", &[("peers", &effect.peers.join(", "))]));
    let (placebos, as_far) = (effect.placebos.to_string(), effect.as_far.to_string());
    println!("{}", texts.say("effect-placebos", &[("placebos", &placebos), ("as_far", &as_far)]));
    println!("{}", texts.say("effect-limits", &[]));
    if answer.synthetic {
        println!("{}", texts.say("effect-synthetic", &[]));
    }
    Ok(())
}
