//! A command line that cannot be read, said in the reader's language: what is wrong, with which word, how it is written.
//! Help stays as clap prints it.

use crate::arguments::Cli;
use clap::Parser;
use clap::error::{ContextKind, ContextValue, ErrorKind};
use std::ffi::OsString;
use texts::{Language, Texts};

/// The command line, or the exit code after the sentence (2) or the help (0) was printed.
pub(crate) fn read() -> Result<Cli, u8> {
    let words: Vec<OsString> = std::env::args_os().collect();
    Cli::try_parse_from(&words).map_err(|error| match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            // Standard output may be closed already; there is nobody left to tell.
            let _ = error.print();
            u8::try_from(error.exit_code()).unwrap_or(2)
        }
        _ => {
            eprintln!("{}", sentence(&error, &Texts::of(language(&words))));
            2
        }
    })
}

/// The language that the words name, else the environment's, else Indonesian: the configuration is not read yet.
fn language(words: &[OsString]) -> Language {
    let mut named = None;
    let mut words = words.iter().filter_map(|word| word.to_str());
    while let Some(word) = words.next() {
        match word.strip_prefix("--lang") {
            Some("") => named = words.next().and_then(Language::parse).or(named),
            Some(value) => named = value.strip_prefix('=').and_then(Language::parse).or(named),
            None => {}
        }
    }
    named.or_else(|| std::env::var("SINERGI_LANG").ok().and_then(|code| Language::parse(&code))).unwrap_or_default()
}

fn sentence(error: &clap::Error, texts: &Texts) -> String {
    let known = |kind| error.get(kind).map(plain).unwrap_or_default();
    let (word, value) = (known(ContextKind::InvalidArg), known(ContextKind::InvalidValue));
    let (key, detail) = match error.kind() {
        ErrorKind::InvalidValue if value.is_empty() => ("flag-no-value", word.clone()),
        ErrorKind::InvalidValue => ("flag-value", known(ContextKind::ValidValue)),
        ErrorKind::ValueValidation => {
            let why = std::error::Error::source(error).map(ToString::to_string).unwrap_or_default();
            ("flag-value-unread", why)
        }
        ErrorKind::UnknownArgument => ("flag-unknown", known(ContextKind::SuggestedArg)),
        ErrorKind::InvalidSubcommand => ("flag-verb", known(ContextKind::SuggestedSubcommand)),
        ErrorKind::MissingSubcommand => ("flag-no-verb", known(ContextKind::ValidSubcommand)),
        ErrorKind::MissingRequiredArgument => ("flag-missing", word.clone()),
        ErrorKind::ArgumentConflict => ("flag-conflict", known(ContextKind::PriorArg)),
        _ => ("flag-other", error.to_string().lines().next().unwrap_or_default().trim_start_matches("error: ").to_owned()),
    };
    let word = if word.is_empty() { known(ContextKind::InvalidSubcommand) } else { word };
    let arguments = [("word", word.as_str()), ("value", value.as_str()), ("detail", detail.as_str())];
    // An empty suggestion has no advice of its own.
    let fix = if detail.is_empty() { String::new() } else { texts.fix(key, &arguments) };
    let usage = known(ContextKind::Usage);
    let usage = usage.trim().trim_start_matches("Usage:").trim();
    let how = if usage.is_empty() { String::new() } else { format!("\n{}", texts.say("flag-usage", &[("usage", usage)])) };
    format!("{} {fix}", texts.say(key, &arguments)).trim().to_owned() + &how + "\n" + &texts.say("flag-help", &[])
}

fn plain(value: &ContextValue) -> String {
    match value {
        ContextValue::Strings(all) => all.join(", "),
        ContextValue::StyledStrs(all) => all.iter().map(ToString::to_string).collect::<Vec<_>>().join(", "),
        other => other.to_string(),
    }
}
