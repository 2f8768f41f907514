//! `sinergi detect`: prints who may not comply.

use crate::arguments::{Cli, Detect, Format};
use crate::print;
use crate::verbs;
use anyhow::Result;
use app::{DetectAnswer, DetectRequest, Installation, ProposedFinding};
use base::vocabulary::Rupiah;
use std::collections::BTreeMap;
use texts::Texts;

/// Looks and prints. Findings are the output and no failure; `--strict` makes them a 1.
pub(crate) async fn run(cli: &Cli, home: &Installation, asked: &Detect, texts: &Texts) -> Result<u8> {
    let as_of = asked.as_of.as_deref().map(verbs::month).transpose()?;
    let request = DetectRequest { as_of, known_on: asked.known_on, only: asked.only };
    let answer = app::detect(home, &crate::trust::operator(), &request).await?;
    match cli.format {
        Format::Json => print::json(&answer.findings)?,
        Format::Csv => print::csv(&CSV, &answer.findings.iter().map(csv_cells).collect::<Vec<_>>()),
        Format::Table => table(&answer, texts),
    }
    if cli.format != Format::Json {
        for note in &answer.notes {
            eprintln!("{}", note.say(texts));
        }
    }
    Ok(u8::from(cli.strict && !answer.findings.is_empty()))
}

const CSV: [&str; 9] = ["detector", "npp", "nib", "project_id", "unit_id", "region_code", "first_month", "workers", "rupiah"];

fn csv_cells(finding: &ProposedFinding) -> Vec<String> {
    let number = |number: Option<String>| number.unwrap_or_default();
    vec![
        finding.detector.code().to_owned(),
        finding.npp.clone(),
        finding.nib.clone(),
        finding.project_id.clone(),
        finding.unit_id.clone(),
        finding.region_code.clone(),
        finding.first_month.to_string(),
        number(finding.workers.map(|workers| workers.to_string())),
        number(finding.rupiah.map(|rupiah| rupiah.0.to_string())),
    ]
}

fn table(answer: &DetectAnswer, texts: &Texts) {
    if answer.synthetic {
        println!("{}", texts.say("detect-synthetic", &[]));
    }
    println!("{}", texts.say("detect-title", &[("month", &answer.as_of.to_string()), ("day", &answer.on.to_string())]));
    let heading = |name: &str| texts.say(&format!("detect-heading-{name}"), &[]);
    let headings = ["kind", "subject", "name", "region", "since", "workers", "rupiah", "evidence"].map(heading);
    let headings: Vec<&str> = headings.iter().map(String::as_str).collect();
    let rows: Vec<Vec<String>> = answer.findings.iter().map(|finding| table_cells(finding, texts)).collect();
    print::table(&headings, &rows);
    let mut sums: BTreeMap<app::Detector, (u64, u64, i64)> = BTreeMap::new();
    for finding in &answer.findings {
        let sum = sums.entry(finding.detector).or_default();
        *sum =
            (sum.0 + 1, sum.1 + finding.workers.unwrap_or(0), sum.2.saturating_add(finding.rupiah.map_or(0, |rupiah| rupiah.0)));
    }
    for (detector, (findings, workers, rupiah)) in sums {
        let arguments = [
            ("kind", texts.say(&format!("detector-{detector}"), &[])),
            ("findings", print::count(findings)),
            ("workers", print::count(workers)),
            ("rupiah", Rupiah(rupiah).to_string()),
        ];
        let arguments: Vec<(&str, &str)> = arguments.iter().map(|(name, value)| (*name, value.as_str())).collect();
        println!("{}", texts.say("detect-sum", &arguments));
    }
    println!("{}", texts.say("detect-proposal", &[]));
}

fn table_cells(finding: &ProposedFinding, texts: &Texts) -> Vec<String> {
    let subject = [&finding.npp, &finding.nib, &finding.project_id, &finding.unit_id].map(String::as_str).concat();
    let evidence = finding.evidence.iter().map(|one| app::evidence_in_words(one, texts));
    vec![
        texts.say(&format!("detector-{}", finding.detector), &[]),
        subject,
        finding.name.clone(),
        finding.region_name.clone(),
        finding.first_month.to_string(),
        finding.workers.map(print::count).unwrap_or_default(),
        finding.rupiah.map(|rupiah| rupiah.to_string()).unwrap_or_default(),
        evidence.collect::<Vec<_>>().join("; "),
    ]
}
