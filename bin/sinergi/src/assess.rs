//! The verb `assess`: flags or JSON become one situation, a table becomes a table, and the answer is printed.

use crate::arguments::{Assess, Cli, Format};
use crate::progress::Shown;
use crate::{print, verbs};
use anyhow::Result;
use app::{Answer, MonthAnswer, Question};
use assess::{Summary, Totals};
use base::law::Rulebook;
use base::law::assess::Ground;
use base::law::benefit::Benefit;
use base::law::timeline::{PageLanguage, page};
use base::vocabulary::Rupiah;
use serde_json::Value;
use std::collections::BTreeMap;
use std::io::Read;
use std::path::Path;
use texts::{Language, Texts};

/// Runs the verb.
pub(crate) fn run(cli: &Cli, order: &Assess, texts: &Texts) -> Result<u8> {
    let rulebook = app::rulebook(order.rulebook.as_deref())?;
    let against = order.against.as_deref().map(|folder| app::rulebook(Some(folder))).transpose()?;
    if order.timeline {
        let english = texts.language() == Language::English;
        print!("{}", page(&rulebook, if english { PageLanguage::English } else { PageLanguage::Indonesian }));
        return Ok(0);
    }
    match (&order.batch, &order.out) {
        (Some(input), Some(output)) => table(cli, &rulebook, against.as_ref(), input, output, texts),
        _ => situations(cli, order, &rulebook, against.as_ref(), texts),
    }
}

fn table(cli: &Cli, rulebook: &Rulebook, against: Option<&Rulebook>, input: &Path, output: &Path, texts: &Texts) -> Result<u8> {
    let mut shown = Shown::new(cli.format != Format::Table);
    let summary = app::assess_table(rulebook, against, input, output, texts, &mut |done, all| shown.step("assess", done, all))?;
    shown.done();
    match cli.format {
        Format::Json => print::json(&json_of(&summary))?,
        _ => show_summary(&summary, output, texts),
    }
    let refused = |totals: &Totals| totals.refused.values().sum::<u64>();
    let any = refused(&summary.totals) + summary.against.as_ref().map_or(0, refused);
    Ok(u8::from(cli.strict && any > 0))
}

fn json_of(summary: &Summary) -> Value {
    let totals = |totals: &Totals| {
        // Sums of millions of rows may pass what JSON readers keep exactly; they are written as text then.
        let sum = |sum: i128| i64::try_from(sum).map_or_else(|_| Value::from(sum.to_string()), Value::from);
        serde_json::json!({
            "ok": totals.ok,
            "refused": totals.refused,
            "sums": totals.sums.iter().map(|(name, total)| ((*name).to_owned(), sum(*total))).collect::<serde_json::Map<_, _>>(),
        })
    };
    serde_json::json!({
        "rows": summary.rows,
        "totals": totals(&summary.totals),
        "against": summary.against.as_ref().map(totals),
    })
}

fn show_summary(summary: &Summary, output: &Path, texts: &Texts) {
    let english = texts.language() == Language::English;
    let say = |id: &'static str, en: &'static str| if english { en } else { id };
    println!("{}: {} {}", output.display(), print::count(summary.rows), say("baris", "rows"));
    let refused = |totals: &Totals, by: &str| {
        for (code, rows) in &totals.refused {
            println!("  {}{by} {}: {code}", say("ditolak", "refused"), print::count(*rows));
        }
    };
    refused(&summary.totals, "");
    if let Some(against) = &summary.against {
        refused(against, say(" menurut pembanding", " by the other rulebook"));
        if against.refused != summary.totals.refused {
            println!(
                "  {}",
                say(
                    "baris yang ditolak tidak masuk jumlah: selisih di bawah bukan dari baris yang sama",
                    "refused rows are in no sum: the differences below are not of the same rows"
                )
            );
        }
    }
    let amount = |sum: i128| print::count(u64::try_from(sum).unwrap_or(u64::MAX));
    let mut headings = vec![say("Kolom", "Column"), say("Jumlah (Rp)", "Sum (Rp)")];
    if summary.against.is_some() {
        headings.extend([say("Pembanding (Rp)", "Against (Rp)"), say("Selisih (Rp)", "Difference (Rp)")]);
    }
    let rows: Vec<Vec<String>> = summary
        .totals
        .sums
        .iter()
        .enumerate()
        .map(|(place, (name, sum))| {
            let mut cells = vec![(*name).to_owned(), amount(*sum)];
            if let Some(against) = &summary.against {
                let other = against.sums.get(place).map_or(0, |(_, sum)| *sum);
                let sign = if other < *sum { "-" } else { "" };
                cells.extend([amount(other), format!("{sign}{}", amount((other - sum).abs()))]);
            }
            cells
        })
        .collect();
    print::table(&headings, &rows);
}

fn situations(cli: &Cli, order: &Assess, rulebook: &Rulebook, against: Option<&Rulebook>, texts: &Texts) -> Result<u8> {
    let questions = questions(order)?;
    let mut answers = Vec::new();
    for question in &questions {
        let answer = app::assess(rulebook, question, texts)?;
        let other = against.map(|against| app::assess(against, question, texts)).transpose()?;
        if cli.format == Format::Table {
            show(&answer, texts);
            if let Some(other) = &other {
                println!("{}", if texts.language() == Language::English { "Against:" } else { "Pembanding:" });
                show(other, texts);
            }
        }
        answers.push(match other {
            None => serde_json::to_value(&answer)?,
            Some(other) => serde_json::json!({ "answer": answer, "against": other }),
        });
    }
    match (cli.format, answers.as_slice()) {
        (Format::Table, _) => {}
        // One situation is one answer; a list is a list.
        (_, [answer]) if order.json.is_none() => print::json(answer)?,
        (_, answers) => print::json(&answers)?,
    }
    Ok(0)
}

fn questions(order: &Assess) -> Result<Vec<Question>> {
    let listed = match &order.json {
        None => vec![BTreeMap::new()],
        Some(path) => cells_of(path)?,
    };
    listed.into_iter().map(|cells| question(order, cells)).collect()
}

fn question(order: &Assess, mut cells: BTreeMap<String, String>) -> Result<Question> {
    let flags = [
        ("scheme", &order.scheme),
        ("month", &order.month),
        ("wage", &order.wage),
        ("risk_group", &order.risk_group),
        ("employer_size", &order.employer_size),
        ("programmes", &order.programmes),
        ("base", &order.base),
        ("occupation", &order.occupation),
        ("payer", &order.payer),
        ("contract_value", &order.contract_value),
        ("contract_months", &order.contract_months),
        ("group", &order.group),
        ("benefit", &order.benefit),
    ];
    for (name, value) in flags {
        cells.extend(value.iter().map(|value| (name.to_owned(), value.clone())));
    }
    if order.labour_intensive {
        cells.insert("labour_intensive".to_owned(), "1".to_owned());
    }
    for fact in &order.set {
        let (name, value) = fact.split_once('=').ok_or_else(|| verbs::refused("law-assess-name-value", fact))?;
        cells.insert(name.trim().to_owned(), value.trim().to_owned());
    }
    let benefit = cells.get("benefit").is_some_and(|benefit| !benefit.is_empty());
    let on = match (order.on, cells.get("on").filter(|_| !benefit).map(|on| on.parse())) {
        (None, Some(on)) => Some(on.map_err(|_| verbs::refused("error-not-a-day", "on"))?),
        (on, _) => on,
    };
    if benefit {
        cells.extend(on.map(|on| ("on".to_owned(), on.to_string())));
        if let Some(until) = &order.until {
            return Err(verbs::refused("law-assess-until-benefit", &format!("--until {until}")));
        }
    } else {
        cells.remove("on");
    }
    let of_bill = [("--paid", order.paid.is_some()), ("--holiday", !order.holidays.is_empty())];
    if let Some((flag, _)) = of_bill.iter().find(|(_, given)| *given && (benefit || on.is_none())) {
        return Err(verbs::refused("law-assess-bill-without-day", flag));
    }
    Ok(Question {
        cells,
        until: order.until.as_deref().map(verbs::month).transpose()?,
        on: on.filter(|_| !benefit),
        paid: Rupiah(order.paid.unwrap_or(0)),
        working: order.working,
        closed: order.holidays.iter().copied().collect(),
    })
}

/// One object or a list of objects; numbers, words and switches become cells.
fn cells_of(path: &Path) -> Result<Vec<BTreeMap<String, String>>> {
    let text = if path == Path::new("-") {
        let mut text = String::new();
        std::io::stdin().read_to_string(&mut text).map_err(app::AppError::disk("read", path))?;
        text
    } else {
        verbs::read(path)?
    };
    let value: Value = serde_json::from_str(&text)
        .map_err(|error| verbs::refused("law-assess-not-json", &format!("{}: {error}", path.display())))?;
    let listed = if let Value::Array(listed) = value { listed } else { vec![value] };
    listed
        .into_iter()
        .map(|situation| match situation {
            Value::Object(object) => Ok(object.into_iter().map(|(name, value)| (name, cell_of(value))).collect()),
            _ => Err(verbs::refused("law-assess-not-an-object", &path.display().to_string())),
        })
        .collect()
}

fn cell_of(value: Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text,
        other => other.to_string(),
    }
}

fn show(answer: &Answer, texts: &Texts) {
    match answer {
        Answer::Contributions(months) => {
            months.iter().for_each(|month| show_month(month, texts));
            if months.len() > 1 {
                show_sum(months, texts);
            }
        }
        Answer::Benefit(benefit) => show_benefit(benefit, texts),
    }
}

/// What several months come to: what an employer that never registered owes besides the benefits.
fn show_sum(months: &[MonthAnswer], texts: &Texts) {
    let english = texts.language() == Language::English;
    let say = |id: &'static str, en: &'static str| if english { en } else { id };
    let total: Rupiah = months.iter().flat_map(|month| month.totals.values().copied()).sum();
    println!("{} {}: {total}", months.len(), say("bulan", "months"));
    let arrears = || months.iter().filter_map(|month| month.arrears.as_ref());
    if arrears().next().is_some() {
        let unpaid: Rupiah = arrears().map(|arrears| arrears.unpaid).sum();
        let late: Rupiah = arrears().map(|arrears| arrears.late_fine).sum();
        let administrative: Rupiah = arrears().map(|arrears| arrears.administrative_fine).sum();
        println!("  {}: {unpaid}", say("belum dibayar", "unpaid"));
        println!("  {}: {late}", say("denda keterlambatan", "late fine"));
        println!("  {}: {administrative}", say("denda administratif", "administrative fine"));
    }
}

fn show_month(month: &MonthAnswer, texts: &Texts) {
    let english = texts.language() == Language::English;
    let say = |id: &'static str, en: &'static str| if english { en } else { id };
    println!("{} · {}", month.month, month.programmes);
    let lines = month.due.iter().map(|(column, amount)| (column.code(), amount));
    for (name, amount) in lines.chain(month.totals.iter().map(|(name, amount)| (*name, amount))) {
        println!("  {name:<18} {:>18}", amount.to_string());
    }
    month.notes.iter().for_each(|note| println!("  {note}"));
    if let Some(arrears) = &month.arrears {
        println!(
            "  {} {} · {} {} · {} {} · {} {}",
            say("jatuh tempo", "due on"),
            arrears.due_on,
            say("belum dibayar", "unpaid"),
            arrears.unpaid,
            say("bulan terlambat", "months late"),
            arrears.late_months,
            say("denda", "late fine"),
            arrears.late_fine
        );
        println!(
            "  {}: {}",
            say("denda administratif sesudah teguran kedua", "administrative fine after the second warning"),
            arrears.administrative_fine
        );
        arrears.grounds.iter().filter(|_| !month.working.is_empty()).for_each(|ground| show_ground(ground, texts));
    }
    for line in &month.working {
        println!("  {} = {} = {}", line.column.code(), line.arithmetic, line.amount);
        line.grounds.iter().for_each(|ground| show_ground(ground, texts));
    }
    for part in &month.funds {
        println!("  {} → JKP: {} = {}", part.column.code(), part.arithmetic, part.to_jkp);
        part.grounds.iter().for_each(|ground| show_ground(ground, texts));
    }
    month.grounds.iter().for_each(|ground| show_ground(ground, texts));
}

fn show_benefit(benefit: &Benefit, texts: &Texts) {
    let english = texts.language() == Language::English;
    let say = |id: &'static str, en: &'static str| if english { en } else { id };
    for payment in &benefit.payments {
        let monthly = if payment.monthly { say(" per bulan", " a month") } else { "" };
        println!("  {} = {} = {}{monthly}", payment.code, payment.arithmetic, payment.amount);
        payment.grounds.iter().for_each(|ground| show_ground(ground, texts));
    }
    println!("{}: {}", say("Sekaligus", "At once"), benefit.once);
    println!("{}: {}", say("Per bulan", "Every month"), benefit.monthly);
    benefit.remarks.iter().for_each(|remark| println!("{}", app::remark_in_words(remark, texts)));
    if let Some(ground) = &benefit.owed_by_employer {
        println!("{}", say("Dibayar sendiri oleh pemberi kerja:", "Owed by the employer itself:"));
        show_ground(ground, texts);
    }
}

fn show_ground(ground: &Ground, texts: &Texts) {
    let english = texts.language() == Language::English;
    let title = if english { &ground.title_en } else { &ground.title };
    println!("      {title}: {} · {} · {} [{}]", ground.value, ground.citation, ground.confidence, ground.parameter);
}
