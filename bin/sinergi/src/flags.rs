//! Flags that cannot be understood, told in the language of the reader. Help and version are clap's own.

use crate::config::Config;
use clap::error::{ContextKind, ContextValue, ErrorKind};
use std::process::ExitCode;
use texts::{Language, Texts};

/// Tells what is wrong with the command line; help and version, which are no errors, are shown and end the program.
pub(crate) fn refused(error: &clap::Error, words: &[String]) -> ExitCode {
    if !error.use_stderr() {
        error.exit();
    }
    eprintln!("{}", in_words(error, &Texts::of(language(words))));
    ExitCode::from(2)
}

/// The language that the words name, else that of the configuration.
fn language(words: &[String]) -> Language {
    let named = words.iter().enumerate().find_map(|(place, word)| match word.strip_prefix("--lang") {
        Some("") => words.get(place + 1).map(String::as_str),
        Some(rest) => rest.strip_prefix('='),
        None => None,
    });
    let configured = || Config::by_default().map(|config| config.language()).unwrap_or_default();
    named.and_then(Language::parse).unwrap_or_else(configured)
}

fn in_words(error: &clap::Error, texts: &Texts) -> String {
    let told = |kind| match error.get(kind) {
        Some(ContextValue::String(text)) => text.clone(),
        Some(ContextValue::Strings(texts)) => texts.join(", "),
        Some(ContextValue::StyledStr(text)) => text.to_string(),
        Some(ContextValue::Number(number)) => number.to_string(),
        _ => String::new(),
    };
    let (flag, value) = (told(ContextKind::InvalidArg), told(ContextKind::InvalidValue));
    let (known, other) = (told(ContextKind::ValidValue), told(ContextKind::PriorArg));
    let verb = told(ContextKind::InvalidSubcommand);
    let detail = error.to_string();
    let key = match error.kind() {
        ErrorKind::InvalidValue if value.is_empty() => "flag-without-value",
        ErrorKind::InvalidValue if !known.is_empty() => "flag-value-of",
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => "flag-value",
        ErrorKind::UnknownArgument => "flag-unknown",
        ErrorKind::InvalidSubcommand => "flag-verb-unknown",
        ErrorKind::MissingRequiredArgument => "flag-missing",
        ErrorKind::ArgumentConflict => "flag-conflict",
        _ => "flag-other",
    };
    let arguments = [
        ("flag", flag.as_str()),
        ("value", &value),
        ("known", &known),
        ("other", &other),
        ("verb", &verb),
        ("detail", detail.trim_end()),
    ];
    format!("{} {}", texts.say(key, &arguments), texts.fix(key, &arguments)).trim_end().to_owned()
}
