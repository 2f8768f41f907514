//! The timeline of every value with its citation, as a page in Indonesian or English: written from the rulebook, never by hand.

use super::dated::{Confidence, Dated};
use super::rulebook::{Parameter, Rulebook};
use jiff::ToSpan;
use std::fmt::Write;

/// The language of a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PageLanguage {
    /// Bahasa Indonesia.
    Indonesian,
    /// English.
    English,
}

impl PageLanguage {
    const fn say<'a>(self, indonesian: &'a str, english: &'a str) -> &'a str {
        match self {
            Self::Indonesian => indonesian,
            Self::English => english,
        }
    }
}

/// The page: one section for each file of the rulebook, one table for each parameter.
pub fn page(rulebook: &Rulebook, language: PageLanguage) -> String {
    let say = |indonesian, english| language.say(indonesian, english);
    let mut page = String::new();
    put(&mut page, format_args!("# {}\n\n", say("Garis waktu hukum", "Timeline of the law")));
    put(
        &mut page,
        format_args!(
            "{}\n\n",
            say(
                "Ditulis dari `rulebook/` oleh `sinergi assess --timeline`; jangan diubah dengan tangan. Hari terakhir termasuk.",
                "Written from `rulebook/` by `sinergi assess --timeline`; do not edit by hand. Last days are included."
            )
        ),
    );
    counts(&mut page, rulebook, language);
    let mut section = String::new();
    for parameter in rulebook.parameters() {
        let file = parameter.id.rsplit_once('.').map_or("", |(file, _)| file);
        if file != section {
            section = file.to_owned();
            put(&mut page, format_args!("## {section}\n\n"));
        }
        table(&mut page, parameter, language);
    }
    put(&mut page, format_args!("## {}\n\n| | | |\n| --- | --- | --- |\n", say("Peraturan", "Regulations")));
    for source in rulebook.sources() {
        put(&mut page, format_args!("| {} | {} | {} |\n", source.regulation, source.title, source.read));
    }
    page
}

/// How many values we are how sure of.
fn counts(page: &mut String, rulebook: &Rulebook, language: PageLanguage) {
    let say = |indonesian, english| language.say(indonesian, english);
    put(page, format_args!("| {} | {} |\n| --- | ---: |\n", say("Keyakinan", "Confidence"), say("Nilai", "Values")));
    for confidence in Confidence::ALL {
        let sure = |dated: &&Dated| dated.confidence == confidence;
        let number = rulebook.parameters().flat_map(|parameter| &parameter.values).filter(sure).count();
        put(page, format_args!("| {} | {number} |\n", word(confidence, language)));
    }
    page.push('\n');
}

fn table(page: &mut String, parameter: &Parameter, language: PageLanguage) {
    let say = |indonesian, english| language.say(indonesian, english);
    let title = say(&parameter.title, &parameter.title_en);
    put(page, format_args!("### {title}\n\n`{}`\n\n", parameter.id));
    let headings = say(
        "| Sejak | Sampai | Nilai | Dasar | Keyakinan | Diperiksa | Catatan |",
        "| From | To | Value | Basis | Confidence | Checked | Note (Indonesian) |",
    );
    put(page, format_args!("{headings}\n| --- | --- | --- | --- | --- | --- | --- |\n"));
    for dated in &parameter.values {
        let until = dated.until.map_or_else(String::new, |until| until.saturating_sub(1.day()).to_string());
        put(
            page,
            format_args!(
                "| {} | {until} | {} | {} | {} | {} {} | {} |\n",
                dated.from,
                dated.value.in_words(),
                dated.citation(),
                word(dated.confidence, language),
                dated.checked_on,
                dated.checked_by,
                dated.note
            ),
        );
    }
    page.push('\n');
}

const fn word(confidence: Confidence, language: PageLanguage) -> &'static str {
    match confidence {
        Confidence::Statute => language.say("naskah dibaca", "statute read"),
        Confidence::Several => language.say("beberapa sumber", "several sources"),
        Confidence::One => language.say("satu sumber", "one source"),
        Confidence::ToBeConfirmed => language.say("perlu dipastikan", "to be confirmed"),
    }
}

fn put(page: &mut String, text: std::fmt::Arguments<'_>) {
    // Writing to a string cannot fail.
    let _ = page.write_fmt(text);
}
